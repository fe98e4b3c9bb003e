"""The switch side at every door: page, text, JSON, Markdown, archives, command line, and its pages in the reference."""

from __future__ import annotations

import io
import re
import shlex
import tarfile
from html import unescape

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from app import switches
from app.bonding.modes import MODES
from app.cli import main

BROWSER = {"Accept": "text/html,application/xhtml+xml", "User-Agent": "Mozilla/5.0"}
CURL = {"User-Agent": "curl/8"}
BOND = "release=debian-13&stack=networkd&mode=802.3ad&miimon=100&member=eth0&member=eth1&vlan.10.address=192.0.2.1/24"
SWITCH = "switch=arista-eos&switch.port=Ethernet1&switch.port=Ethernet2&switch.lag=7"
LINES = """vlan 10
interface Ethernet1
   channel-group 7 mode active
   no shutdown
interface Ethernet2
   channel-group 7 mode active
   no shutdown
interface Port-Channel7
   switchport
   switchport mode trunk
   switchport trunk allowed vlan 10
   spanning-tree portfast
   no shutdown
"""


def pre(html: str, id: str) -> str:
    """The text of a block of code."""
    match = re.search(rf'<pre id="{id}"[^>]*><code>(.*?)</code></pre>', html, re.DOTALL)
    assert match
    return unescape(re.sub(r"<[^>]+>", "", match[1]))


def test_without_a_switch_the_page_says_what_the_mode_needs_and_offers_the_systems(client: FlaskClient) -> None:
    page = client.get(f"/generate?{BOND}", headers=BROWSER).text
    part = page[page.index('<h3 id="switch">') : page.index('<h3 id="take">')]
    assert "The switch needs one LACP channel group over all the ports" in part
    assert 'href="#f-switch"' in part
    assert "<pre" not in part
    form = page[page.index('<select id="f-switch"') :]
    assert re.findall(r'<option value="([^"]+)"', form[: form.index("</select>")]) == list(switches.IDS)
    assert 'name="switch.port"' not in page


def test_with_a_switch_its_lines_are_on_the_page_in_text_json_and_markdown(client: FlaskClient) -> None:
    page = client.get(f"/generate?{BOND}&{SWITCH}", headers=BROWSER).text
    assert pre(page, "switch-1-1") == LINES
    assert "commit timer 00:10:00" in page
    assert 'name="switch.port" value="Ethernet1, Ethernet2"' in page
    text = client.get(f"/generate.txt?{BOND}&{SWITCH}").text
    assert "\n# The switch\n# Arista EOS: a group with LACP\n" in text
    assert LINES in text
    found = client.get(f"/generate.json?{BOND}&{SWITCH}").get_json()["switch"]
    assert (found["vendor"], found["kind"], found["lag"], found["tagged"], found["native"]) == ("arista-eos", "lacp", 7, [10], None)
    assert found["switches"][0]["parts"][0]["text"] == LINES
    assert [step["run"] for step in found["keep"]] == ["configure session bond commit", "write memory"]
    assert LINES in client.get(f"/generate.md?{BOND}&{SWITCH}").text


def test_without_a_switch_text_and_json_say_nothing_more_than_before(client: FlaskClient) -> None:
    assert "# The switch" not in client.get(f"/generate.txt?{BOND}").text
    assert client.get(f"/generate.json?{BOND}").get_json()["switch"] == {
        "kind": "lacp",
        "asks": MODES["802.3ad"].switch_asks,
        "vendor": None,
    }


def test_an_archive_holds_a_file_for_each_switch(client: FlaskClient) -> None:
    pair = "switch=cisco-nxos&switch.port=Ethernet1/1&switch.peer.port=Ethernet1/2&switch.lag=7"
    packed = client.get(f"/generate.tar.gz?{BOND}&{pair}").data
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        files = {
            name: archive.extractfile(name).read().decode()  # type: ignore[union-attr]
            for name in archive.getnames()
            if name.startswith("switch/")
        }
    assert set(files) == {"switch/cisco-nxos.txt", "switch/cisco-nxos-2.txt"}
    assert "interface Ethernet1/1" in files["switch/cisco-nxos.txt"]
    assert "interface Ethernet1/1" not in files["switch/cisco-nxos-2.txt"]
    assert all("\n   vpc 7\n" in text and text.startswith("! Cisco NX-OS: a group with LACP\n") for text in files.values())


def test_a_slip_stays_in_its_field_with_what_was_meant(client: FlaskClient) -> None:
    page = client.get(f"/generate?{BOND}&switch=arista", headers=BROWSER).text
    assert "Did you mean arista-eos?" in page
    assert '<option value="arista" selected>' in page
    page = client.get(f"/generate?{BOND}&switch=junos&switch.port=%3Cscript%3E", headers=BROWSER).text
    assert "is not a port of Juniper Junos" in page
    assert "<script>" not in page[page.index("<main") : page.index("</main>")]


def test_what_is_not_certain_is_said_below_its_block(client: FlaskClient) -> None:
    page = client.get(f"/generate?{BOND}&{SWITCH}&lacp_rate=fast", headers=BROWSER).text
    assert "<b>Not verified:</b> <code>lacp timer fast</code>: older releases say lacp rate fast." in page
    text = client.get(f"/generate.txt?{BOND}&{SWITCH}&lacp_rate=fast").text
    assert "# not verified: lacp timer fast: older releases say lacp rate fast" in text


@pytest.mark.parametrize("query", ["switch=sonic&switch.port=Ethernet0,Ethernet4&mode=balance-xor", "switch=sonic&mode=802.3ad"])
def test_where_nothing_can_be_written_nothing_is(client: FlaskClient, query: str) -> None:
    base = BOND.replace("mode=802.3ad&", "")
    page = client.get(f"/generate?{base}&{query}", headers=BROWSER).text
    assert "Nothing is written for it yet" in page
    assert "sudo config" not in page
    assert "sudo config" not in client.get(f"/generate.txt?{base}&{query}").text


def test_the_command_line_takes_the_same_words() -> None:
    words = "generate --release debian-13 --stack networkd --mode 802.3ad --miimon 100 --member eth0 --member eth1"
    words += " --vlan.10.address 192.0.2.1/24"
    for more in (
        "--switch arista-eos --switch.port Ethernet1 --switch.port Ethernet2 --switch.lag 7",
        "--switch arista-eos --switch-port Ethernet1,Ethernet2 --switch-lag 7",
    ):
        done = CliRunner().invoke(main, shlex.split(f"{words} {more}"))
        assert done.exit_code == 0
        assert LINES in done.output
    done = CliRunner().invoke(main, shlex.split(f"{words} --switch arista"))
    assert done.exit_code == 2
    assert "switch “arista”: is not a switch of Bondbook." in done.output


# ---------------------------------------------------------------- the reference


def test_the_table_has_every_system(client: FlaskClient) -> None:
    page = client.get("/reference/switches", headers=BROWSER).text
    for id in switches.IDS:
        assert f'href="/reference/switches/{id}"' in page
    assert '<a href="/reference/switches">' in client.get("/reference/", headers=BROWSER).text
    text = client.get("/reference/switches", headers=CURL).text
    assert "channel-group {lag} mode active" in text
    assert client.get("/reference/switches.txt").text == text


@pytest.mark.parametrize("id", switches.IDS)
def test_each_system_has_a_page(client: FlaskClient, id: str) -> None:
    switch = switches.get(id)
    page = client.get(f"/reference/switches/{id}", headers=BROWSER)
    assert page.status_code == 200
    assert f"<h1>{switch.title}</h1>" in page.text
    assert switch.source in unescape(page.text)
    for why in switch.gaps:
        assert why in client.get(f"/reference/switches/{id}.json").get_json()["features"] or why in ("slow", "mlag_static")
    assert switch.title in client.get(f"/reference/switches/{id}.txt").text


def test_an_unknown_system_is_not_there(client: FlaskClient) -> None:
    assert client.get("/reference/switches/nothing", headers=BROWSER).status_code == 404
