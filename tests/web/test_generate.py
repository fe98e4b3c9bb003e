"""The generator's routes: page, text, JSON; what a link, a form, a terminal and a program get."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from app.bonding.options import OPTIONS
from app.distros.releases import RELEASES

STORY = "release=centos-5&mode=balance-alb&miimon=100&member=eth0&member=eth1&address=192.168.11.200/24"
BROWSER = {"Accept": "text/html,application/xhtml+xml", "User-Agent": "Mozilla/5.0"}


def fields(html: str) -> dict[str, str]:
    """The values of the page's text inputs by name, those of the form only."""
    start = html.index('<form id="form"')
    form = html[start : html.index("</form>", start)]
    found = re.findall(r'<input id="[^"]*" name="([^"]*)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in reversed(found)}


def pre(html: str, id: str) -> str:
    """The text of a block of code."""
    match = re.search(rf'<pre id="{id}"[^>]*><code>(.*?)</code></pre>', html, re.DOTALL)
    assert match
    return unescape(re.sub(r"<[^>]+>", "", match[1]))


def test_story_on_the_page(client: FlaskClient) -> None:
    answer = client.get(f"/generate?{STORY}", headers=BROWSER)
    assert answer.status_code == 200
    assert pre(answer.text, "file-1") == "alias bond0 bonding\noptions bond0 miimon=100 mode=6\n"
    assert "NETWORK=192.168.11.0\n" in pre(answer.text, "file-4")
    assert "add these lines, keep the rest" in answer.text
    assert "The switch needs nothing" in answer.text
    assert "Do not use this as it is" not in answer.text
    assert fields(answer.text)["member"] == "eth0, eth1"


@pytest.mark.parametrize(
    "query",
    [
        STORY,
        "release=ubuntu-24.04&mode=802.3ad&miimon=100&member=eth0&member=eth1&vlan.10.address=192.0.2.10/24&description=%3Cb%3E+%26+%22x%22",
        "release=debian-13&stack=networkd&mode=active-backup&arp_interval=500&arp_ip_target=192.0.2.1&member=eth0,eth1&address=192.0.2.9/24",
        "release=fedora-44&stack=iproute2&mode=balance-xor&miimon=100&member=eth0&member=eth1&bridge=br0&description=it's+$HOME",
    ],
)
def test_page_shows_exactly_the_text_of_the_files(client: FlaskClient, query: str) -> None:
    files = client.get(f"/generate.json?{query}").get_json()["files"]
    page = client.get(f"/generate?{query}", headers=BROWSER).text
    assert files
    for number, file in enumerate(files, 1):
        assert pre(page, f"file-{number}") == file["text"]


def test_copied_commands_do_not_run_by_themselves(client: FlaskClient) -> None:
    page = client.get(f"/generate?{STORY}", headers=BROWSER).text
    steps = client.get(f"/generate.json?{STORY}").get_json()["apply"]
    assert [pre(page, f"apply-{number}") for number in range(1, len(steps) + 1)] == [step["run"] for step in steps]
    assert not any(step["run"].endswith("\n") for step in steps)
    assert page.count('class="drops"') >= sum(step["drops"] for step in steps) > 0


def test_every_line_says_what_it_is_about(client: FlaskClient) -> None:
    page = client.get(f"/generate?{STORY}", headers=BROWSER).text
    assert 'data-about="mode miimon"' in page
    assert 'data-about="address"' in page
    assert page.count("<span data-about=") == sum(
        bool(line.strip())
        for kind in ("file", "apply", "verify", "rollback")
        for number in range(1, 12)
        if f'<pre id="{kind}-{number}"' in page
        for line in pre(page, f"{kind}-{number}").splitlines()
    )


@pytest.mark.parametrize("agent", ["curl/8.5.0", "Wget/1.21", "HTTPie/3.2.1"])
def test_terminals_get_text(client: FlaskClient, agent: str) -> None:
    answer = client.get(f"/generate?{STORY}", headers={"User-Agent": agent, "Accept": "*/*"})
    assert answer.content_type == "text/plain; charset=utf-8"
    assert answer.text == client.get(f"/generate.txt?{STORY}").text
    assert "options bond0 miimon=100 mode=6\n" in answer.text
    assert client.get("/generate?mode=7", headers={"User-Agent": agent}).status_code == 400


def test_asking_for_a_type_counts_more_than_the_name(client: FlaskClient) -> None:
    assert client.get(f"/generate?{STORY}", headers={"Accept": "text/plain"}).mimetype == "text/plain"
    assert client.get(f"/generate?{STORY}", headers={"Accept": "text/html", "User-Agent": "curl/8"}).mimetype == "text/html"
    assert "User-Agent" in client.get(f"/generate?{STORY}", headers=BROWSER).headers["Vary"]


def test_a_terminal_that_gives_nothing_is_told_how(client: FlaskClient) -> None:
    answer = client.get("/generate", headers={"User-Agent": "curl/8"})
    assert answer.status_code == 400
    assert "curl 'http://localhost/generate?release=" in answer.text


def test_json_both_ways(client: FlaskClient) -> None:
    data = client.get(f"/generate.json?{STORY}").get_json()
    assert data["bond"]["members"] == ["eth0", "eth1"]
    body = {**data["bond"], "release": data["release"], "stack": data["stack"]}
    assert client.post("/generate.json", json=body).get_json() == data


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b"[" * 60_000, b"null", b"[1]", b'"x"', b'{"mode": {"a": [1e999]}}', b'{"\\ud800": "\\udfff"}']
)
def test_broken_json_bodies(client: FlaskClient, body: bytes) -> None:
    answer = client.post("/generate.json", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.get_json()["errors"]


def test_first_visit_is_kind(client: FlaskClient) -> None:
    page = client.get("/generate", headers=BROWSER)
    assert page.status_code == 200
    assert "Start with the members" in page.text
    assert 'class="say error"' not in page.text
    assert "release=centos-5&amp;mode=balance-alb&amp;miimon=100&amp;member=eth0&amp;member=eth1&amp;address=192.168.11.200/24" in page.text
    assert fields(page.text)["miimon"] == "100"


def test_every_release_and_every_option_is_there(client: FlaskClient) -> None:
    page = client.get("/generate", headers=BROWSER).text
    for release in RELEASES:
        assert f'<option value="{release}"' in page
    for option in OPTIONS:
        assert f"<code>{option}</code>" in page


def test_an_option_that_is_not_available_keeps_its_value(client: FlaskClient) -> None:
    page = client.get(f"/generate?{STORY}&lacp_rate=fast&ad_user_port_key=5", headers=BROWSER).text
    assert fields(page)["ad_user_port_key"] == "5"
    assert '<option value="fast" selected>' in page
    assert "The kernel refuses it in balance-alb." in page
    assert "Do not use this as it is" in page


def test_a_form_full_of_empty_fields_leads_to_a_short_address(client: FlaskClient) -> None:
    empty = "&".join(f"{name}=" for name in OPTIONS if name != "miimon")
    answer = client.get(f"/generate?{STORY}&{empty}&mtu=", headers=BROWSER)
    assert (answer.status_code, answer.location) == (302, f"/generate?{STORY}")


def test_a_vlan_is_removed_without_a_script(client: FlaskClient) -> None:
    given = f"{STORY}&vlan=10,+20&vlan.10.address=192.0.2.1/24&vlan.20.ipv4=dhcp&without=10"
    answer = client.get(f"/generate?{given}", headers=BROWSER)
    assert answer.status_code == 302
    assert answer.location.endswith("&vlan=20&vlan.20.ipv4=dhcp")


def test_declared_vlans_get_fields(client: FlaskClient) -> None:
    page = client.get(f"/generate?{STORY}&vlan=10,20&vlan.10.route=10.0.0.0/8+via+192.0.2.1", headers=BROWSER).text
    shown = fields(page)
    assert shown["vlan"] == "10, 20"
    assert {f"vlan.{id}.{word}" for id in (10, 20) for word in ("address", "gateway", "dns", "search", "name", "mtu")} <= shown.keys()
    assert shown["vlan.10.route"] == "10.0.0.0/8 via 192.0.2.1"


def test_etag_and_head(client: FlaskClient) -> None:
    for path in (f"/generate?{STORY}", f"/generate.txt?{STORY}", f"/generate.json?{STORY}", "/", "/about"):
        first = client.get(path, headers=BROWSER)
        again = client.get(path, headers={**BROWSER, "If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        head = client.head(path, headers=BROWSER)
        assert (head.status_code, head.data) == (200, b"")
        assert head.headers["ETag"] == first.headers["ETag"]
        assert first.headers["Cache-Control"] == "no-cache"


def test_links_say_the_same(client: FlaskClient) -> None:
    page = client.get(f"/generate?{STORY}&description=it's", headers=BROWSER).text
    assert "--description &#39;it&#39;&#34;&#39;&#34;&#39;s&#39;" in page  # quoted for a shell, then for HTML
    link = re.search(r'<a href="([^"]*)">as json</a>', page)
    assert link
    assert client.get(unescape(link[1])).get_json()["bond"]["description"] == "it's"
