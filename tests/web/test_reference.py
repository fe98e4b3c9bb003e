"""The reference: a page for every option, mode and field; its links; text for terminals; names that are not there."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.actions import reference_view
from app.bonding.fields import FIELDS
from app.bonding.modes import MODES
from app.bonding.options import FACT_ROWS, OPTIONS
from app.config import Settings
from app.diagnosis.symptoms import SYMPTOMS
from app.library import database, notes
from app.web.knowledge.desk import desk

BROWSER = {"Accept": "text/html"}
CURL = {"User-Agent": "curl/8.5.0"}
PAGES = [
    "/reference/",
    "/reference/fields",
    *(f"/reference/options/{name}" for name in FACT_ROWS),
    *(f"/reference/modes/{name}" for name in MODES),
]


def test_all_pages_are_there_and_all_their_links_lead_somewhere(client: FlaskClient) -> None:
    links: set[str] = set()
    ids: dict[str, set[str]] = {}
    for path in PAGES:
        answer = client.get(path, headers=BROWSER)
        assert answer.status_code == 200, path
        ids[path] = set(re.findall(r'id="([^"]*)"', answer.text))
        links |= {unescape(link) for link in re.findall(r'href="(/[^"]*)"', answer.text)}
    for link in sorted(links):
        path, _, mark = link.partition("#")
        assert path in ids or client.get(path, headers=BROWSER, buffered=True).status_code == 200, link
        assert not mark or mark in ids[path], link


def test_the_index_names_everything(client: FlaskClient) -> None:
    page = client.get("/reference/", headers=BROWSER).text
    for path in PAGES[2:]:
        assert f'href="{path}"' in page
    for name in FIELDS:
        assert f'href="/reference/fields#{name}"' in page
    assert 'href="/reference/rules/"' in page
    assert '<a href="/reference/" aria-current="page">Reference</a>' in page


def test_an_option_tells_all_that_is_known(client: FlaskClient) -> None:
    page = client.get("/reference/options/xmit_hash_policy", headers=BROWSER).text
    for text in ("vlan+srcmac", "since Linux 5.12", "only together with tlb_dynamic_lb=off", "taken, without effect"):
        assert text in re.sub(r"<[^>]*>", "", page)
    for text in ("IFLA_BOND_XMIT_HASH_POLICY", "TransmitHashPolicy", "transmit-hash-policy", "bond-xmit-hash-policy"):
        assert text in page


@pytest.mark.parametrize("path", PAGES)
def test_terminals_get_text(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers=CURL)
    assert answer.content_type == "text/plain; charset=utf-8"
    assert "<" not in answer.text.replace("vlan.<id>", "")
    assert "User-Agent" in answer.headers["Vary"]


def test_rules_are_text_for_a_terminal(client: FlaskClient) -> None:
    every = client.get("/reference/rules/", headers=CURL)
    assert every.content_type.startswith("text/plain")
    assert "/reference/rules/no-monitor  " in every.text
    one = client.get("/reference/rules/no-monitor", headers=CURL)
    assert one.text.startswith("no-monitor\n\n")
    assert "  bad   mode=" in one.text
    assert client.get("/reference/rules/no-monitor", headers=BROWSER).content_type.startswith("text/html")


@pytest.mark.parametrize(
    ("path", "leads"),
    [
        ("/reference/options/MIIMonitorSec", "/reference/options/miimon"),
        ("/reference/options/miimn", "/reference/options/miimon"),
        ("/reference/options/lacp-rate", "/reference/options/lacp_rate"),
        ("/reference/options/address", "/reference/fields#address"),
        ("/reference/modes/4", "/reference/modes/802.3ad"),
        ("/reference/modes/active-backp", "/reference/modes/active-backup"),
        ("/reference/modes/miimon", "/reference/options/miimon"),
    ],
)
def test_a_name_that_is_not_there_leads_on(client: FlaskClient, path: str, leads: str) -> None:
    answer = client.get(path, headers=BROWSER)
    assert answer.status_code == 404
    assert f'href="{leads}"' in answer.text
    text = client.get(path, headers=CURL)
    assert text.status_code == 404
    assert text.text.startswith("error: There is no ")
    assert leads in text.text


@pytest.mark.parametrize("name", ["nothing-like-it", "x" * 3000, "<script>", "%00", "a%0ab"])
def test_a_name_that_is_nothing(client: FlaskClient, name: str) -> None:
    for kind in ("options", "modes"):
        answer = client.get(f"/reference/{kind}/{name}", headers=BROWSER)
        assert answer.status_code == 404
        assert "<script>" not in answer.text.partition("<main")[2]


def test_names_of_options_in_sentences_are_links(app: Flask) -> None:
    shown = app.jinja_env.from_string("{{ text | refs }}")
    told = shown.render(text="set min_links <1>")
    assert told == 'set <a href="/reference/options/min_links"><code>min_links</code></a> &lt;1&gt;'
    assert "href" not in shown.render(text="/sys/class/net/BOND/bonding/lacp_rate and the primary reason")
    old = shown.render(text="set min_links and `min_links`", view=reference_view.of_kernel("3.10"))
    assert old == 'set <a href="/reference/options/min_links?kernel=3.10"><code>min_links</code></a> and <code>min_links</code>'


# ---------------------------------------------------------------- read for one kernel


TIMELESS = (
    "/reference/switches",
    "/reference/symptoms",
    "/reference/rules/",
    "/reference/fields",
    "/reference/guides/",
    "/reference/kernel/",
)
"""What is the same for every kernel."""


def plain(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


def test_every_link_of_the_reference_leads_to_a_page_for_the_same_kernel(client: FlaskClient) -> None:
    for path in ("/reference/", "/reference/options/arp_validate", "/reference/modes/802.3ad", "/reference/options/", "/reference/stacks"):
        page = client.get(path, query_string={"kernel": "3.10"}, headers=BROWSER).text.partition("<main")[2]
        links = {unescape(link) for link in re.findall(r'href="(/reference/[^"]*)"', page)}
        free = {link for link in links if "kernel=3.10" not in link and not link.startswith(TIMELESS)}
        assert free <= {path}, path  # the way back to every kernel


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (
            "arp_validate?kernel=3.10",
            "filter 4 ignore non-ARP traffic for liveness, no content check since Linux 3.15 not in Linux 3.10: new in",
        ),
        ("arp_validate?kernel=3.10", "Values none (0), active (1), backup (2), all (3) "),
        ("arp_validate?kernel=3.10", "balance-rr not in Linux 3.10: new in Linux 3.15"),
        ("lacp_active?kernel=3.10.0-1160.el7.x86_64", "Linux 3.10.0 does not have it: new in Linux 5.15"),
        ("lacp_active?kernel=3.10.0-1160.el7.x86_64", "Choose the release to count what its vendor ported back"),
        ("lacp_active?release=rhel-8", "Red Hat Enterprise Linux 8: from update 8.8 on"),
        ("lacp_active?release=debian-13", "Debian 13 (trixie) has it"),
        ("use_carrier?kernel=6.18", "gone since Linux 6.18"),
        ("lacp_rate?release=ubuntu-18.04", "netplan lacp-rate"),
    ],
)
def test_an_option_is_told_as_a_kernel_has_it(client: FlaskClient, asked: str, says: str) -> None:
    assert says in plain(client.get(f"/reference/options/{asked}", headers=BROWSER).text)


def test_a_mode_lists_what_the_kernel_has(client: FlaskClient) -> None:
    old = client.get("/reference/modes/802.3ad?kernel=2.6.18", headers=BROWSER).text
    assert "lacp_rate" in old and "lacp_active" not in old.partition("When something is wrong")[0].partition("other options")[0]
    assert "lacp_active" in client.get("/reference/modes/802.3ad", headers=BROWSER).text


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("kernel=new", "kernel “new”: is no version of a kernel. Give it as `uname -r` prints it"),
        ("kernel=6.12;reboot", "is no version of a kernel"),
        ("release=rhel-99", "release “rhel-99”: is no release that Bondbook knows. Did you mean rhel-9?"),
        ("kernel=" + "6" * 5000, "is no version of a kernel"),
        ("kernel=%3Cscript%3E", "is no version of a kernel"),
    ],
)
@pytest.mark.parametrize(
    "path", ["/reference/", "/reference/options/miimon", "/reference/options/", "/reference/kernels", "/reference/stacks"]
)
def test_a_kernel_that_is_none_is_said(client: FlaskClient, path: str, query: str, says: str) -> None:
    page = client.get(f"{path}?{query}", headers=BROWSER)
    assert page.status_code == 400
    assert says in plain(page.text)
    assert "<script>" not in page.text.partition("<main")[2]
    text = client.get(f"{path}?{query}", headers=CURL)
    assert text.status_code == 400
    assert text.text.startswith("error: ")


# ---------------------------------------------------------------- what belongs to a page


def test_an_option_has_what_the_kernel_answers(client: FlaskClient) -> None:
    page = plain(client.get("/reference/options/lacp_rate", headers=BROWSER).text)
    assert "Word for word, from Linux 7.2.7" in page
    assert (
        "while the bond is up: lacp_rate=fast File Device or resource busy Netlink Error: unable to set option because the bond is up."
        in page
    )
    assert "option lacp_rate: mode dependency failed, not supported in mode balance-rr(0)" in page
    old = plain(client.get("/reference/options/lacp_rate?kernel=5.4", headers=BROWSER).text)
    assert "Word for word, from Linux 5.10.46" in old
    assert "RTNETLINK answers: Device or resource busy" in old
    assert "accepted without an error, and ignored" in plain(client.get("/reference/options/lacp_active?kernel=5.4", headers=BROWSER).text)


def test_a_mode_has_its_picture_and_a_file_of_a_kernel(client: FlaskClient) -> None:
    for mode in MODES:
        page = client.get(f"/reference/modes/{mode}", headers=BROWSER).text
        assert '<svg viewBox="' in page
        assert MODES[mode].proc in page
        assert MODES[mode].failover.partition(" ")[0] in page
        for word in ("Slave Interface: eth0", "MII Status: up", "Generate a bond in", "/generate/which-mode"):
            assert word in page


@pytest.mark.parametrize(("path", "kind"), [("/reference/options/miimon", "option"), ("/reference/modes/802.3ad", "mode")])
def test_options_and_modes_are_json_too(client: FlaskClient, path: str, kind: str) -> None:
    by_name = client.get(f"{path}.json")
    assert by_name.content_type == "application/json"
    assert by_name.json is not None and by_name.json["kind"] == kind
    assert client.get(path, headers={"Accept": "application/json"}).json == by_name.json
    text = client.get(f"{path}.txt", headers=BROWSER)
    assert text.content_type.startswith("text/plain")
    assert text.text == client.get(path, headers=CURL).text


def test_every_heading_of_the_reference_has_an_anchor(client: FlaskClient) -> None:
    for path in (
        *PAGES,
        "/reference/options/",
        "/reference/modes/",
        "/reference/kernels",
        "/reference/stacks",
        "/reference/rules/no-monitor",
    ):
        assert re.findall(r"<h[2-6]>", client.get(path, headers=BROWSER).text) == [], path


# ---------------------------------------------------------------- the tables


def names(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="[^"]*"><code>(\w+)</code>', page)


def test_the_table_of_options_is_filtered(client: FlaskClient) -> None:
    everything = names(client.get("/reference/options/", headers=BROWSER).text)
    assert everything == list(FACT_ROWS)
    page = client.get("/reference/options/?mode=802.3ad&kernel=3.10&stack=networkd", headers=BROWSER).text
    assert {"lacp_rate", "min_links", "miimon"} <= set(names(page))
    assert not set(names(page)) & {"arp_interval", "lacp_active", "max_bonds", "prio"}
    assert "not in Linux 3.10: new in Linux 5.15" in plain(page)
    assert "LACPTransmitRate" in page
    assert names(client.get("/reference/options/?mode=4", headers=BROWSER).text)
    wrong = client.get("/reference/options/?mode=lacp&stack=netplann", headers=BROWSER)
    assert wrong.status_code == 400
    assert "mode “lacp”: is no mode of the driver." in plain(wrong.text) and "Did you mean netplan?" in plain(wrong.text)


def test_the_changes_between_two_kernels(client: FlaskClient) -> None:
    text = client.get("/reference/kernels?from=2.6.18&to=6.12", headers=CURL).text
    assert text.startswith("From Linux 2.6.18 to Linux 6.12\n")
    for line in (
        "2.6.19  arp_validate ",
        "5.12    xmit_hash_policy=vlan+srcmac",
        "4.19    tlb_dynamic_lb in balance-alb",
        "6.9     coupled_control",
    ):
        assert line in text
    assert "lacp_strict" not in text and "miimon " not in text
    assert "6.18  use_carrier=off (gone)" in client.get("/reference/kernels?from=6.12&to=7.2", headers=CURL).text
    vendor = client.get("/reference/kernels?from=centos-7&to=rhel-9", headers=CURL).text
    assert "5.12  xmit_hash_policy=vlan+srcmac" in vendor
    assert "CentOS Linux 7: from a later 7 update" in vendor
    assert client.get("/reference/kernels?from=6.12&to=6.12", headers=CURL).text.endswith("Nothing changed.\n")
    assert client.get("/reference/kernels?from=rhel-77", headers=CURL).status_code == 400


def test_the_matrix_says_each_key_or_why_there_is_none(client: FlaskClient) -> None:
    page = client.get("/reference/stacks", headers=BROWSER).text
    assert names(page) == list(OPTIONS)
    rows = re.findall(r"<tr><th.*?</tr>", page, re.DOTALL)
    for row in rows:
        for link in re.findall(r'<td><a href="#([\w.-]+)">(?:no|indirect)', row):
            assert f'id="{link}"' in page
    assert "MIIMonitorSec" in page
    few = client.get("/reference/stacks?stack=netplan&stack=ifupdown", headers=CURL).text
    assert few.splitlines()[0].split() == ["option", "ifupdown", "netplan"]
    assert client.get("/reference/stacks?stack=nothing", headers=BROWSER).status_code == 400


# ---------------------------------------------------------------- what people wrote


def test_notes_that_link_to_an_option_stand_on_its_page_and_leave_it_again(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    database.upgrade(settings)
    app = create_app(settings)
    client = app.test_client()

    def shown() -> str:
        return client.get("/reference/options/lp_interval", headers=BROWSER).text

    with app.app_context():
        assert "In the notes" not in shown()
        note = desk().create("note", notes.Draft("Quiet learning", "We set [[option:lp_interval]] to 30."), notes.Author("me", ""))
        assert f'href="/notes/{note.slug}">Quiet learning</a>' in shown()
        assert "Quiet learning" in client.get("/reference/options/lp_interval", headers=CURL).text
        desk().throw_away(note)
        assert "Quiet learning" not in shown()
        database.db.engine.dispose()


def test_a_wrong_kernel_is_an_error_in_json_as_everywhere(client: FlaskClient) -> None:
    answer = client.get("/reference/options/miimon.json?kernel=new")
    assert answer.status_code == 400
    assert [each["field"] for each in answer.get_json()["errors"]] == ["kernel"]


# ---------------------------------------------------------------- symptoms


def test_every_symptom_has_its_place_on_the_page(client: FlaskClient) -> None:
    page = client.get("/reference/symptoms", headers=BROWSER).text
    text = client.get("/reference/symptoms", headers=CURL).text
    for id in SYMPTOMS:
        assert f'id="{id}"' in page
        assert f"{id}: " in text
    assert "{" not in text.replace("{print", "")
