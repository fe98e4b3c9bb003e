"""The indirect way at every door: the box and the links on the page, the permanent and the short link, JSON, text, the command line."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from app.cli import main

BROWSER = {"Accept": "text/html,application/xhtml+xml", "User-Agent": "Mozilla/5.0"}
ASKED = "release=debian-13&stack=networkd&mode=balance-tlb&miimon=100&member=eth0&member=eth1&lp_interval=5"
WORDS = [word for name, _, value in (pair.partition("=") for pair in ASKED.split("&")) for word in (f"--{name}", value)]
RULE = 'ATTR{bonding/lp_interval}="5"'
OFFER = r'<a href="(/generate\?[^"]*)">set <code>indirect=yes</code></a>'
BOX = re.compile(r'<input type="checkbox" id="f-indirect" name="indirect" value="yes"( checked)?')


def page(client: FlaskClient, query: str) -> str:
    return client.get(f"/generate?{query}", headers=BROWSER).text


def test_the_page_offers_it_beside_the_loss_and_as_a_box(client: FlaskClient) -> None:
    text = page(client, ASKED)
    box = BOX.search(text)
    assert box
    assert not box[1]
    assert "Also set what systemd-networkd has no key for, through a udev rule" in text
    link = re.search(OFFER, text)
    assert link
    more = client.get(unescape(link[1]), headers=BROWSER).text
    assert RULE in unescape(re.sub(r"<[^>]+>", "", more))
    assert BOX.search(more)[1]  # type: ignore[index]
    assert not re.search(OFFER, more)


@pytest.mark.parametrize(
    "query",
    [
        "release=debian-13&stack=iproute2&mode=active-backup&member=eth0",
        "release=centos-5&mode=active-backup&member=eth0",
    ],
)
def test_no_box_where_it_would_do_nothing(client: FlaskClient, query: str) -> None:
    assert not BOX.search(page(client, query))
    assert 'id="p-indirect" data-part' in page(client, query)


def test_the_box_opens_the_fields_of_what_has_no_key(client: FlaskClient) -> None:
    without = ASKED.removesuffix("&lp_interval=5")
    assert 'name="lp_interval"' not in page(client, without)
    assert "With indirect=yes it is set through a udev rule." in page(client, without)
    opened = page(client, f"{without}&indirect=yes")
    assert 'name="lp_interval"' in opened
    assert "Set through a udev rule." in opened


def test_all_links_carry_it(client: FlaskClient) -> None:
    text = page(client, f"{ASKED}&indirect=yes")
    link = re.search(r'<a href="([^"]*)" rel="canonical">Permanent link</a>', text)
    assert link
    assert "stack=networkd&indirect=yes&name=bond0" in unescape(link[1])
    assert '<input type="hidden" name="indirect" value="yes">' in text
    assert "--stack networkd --indirect yes" in text
    pairs = [tuple(pair.split("=")) for pair in f"{ASKED}&indirect=yes".split("&")]
    short = client.post("/s/", data={name: [value for each, value in pairs if each == name] for name, _ in pairs})
    assert "indirect=yes" in short.location


def test_json_both_ways(client: FlaskClient) -> None:
    plain = client.get(f"/generate.json?{ASKED}").get_json()
    assert plain["indirect"] is False
    assert [(loss["field"], loss["indirect"]) for loss in plain["losses"]] == [("lp_interval", True)]
    more = client.get(f"/generate.json?{ASKED}&indirect=yes").get_json()
    assert (more["indirect"], more["losses"]) == (True, [])
    assert any(RULE in file["text"] for file in more["files"])
    body = {**more["bond"], **{name: more[name] for name in ("release", "stack", "indirect")}}
    assert client.post("/generate.json", json=body).get_json() == more
    assert client.post("/generate.json", json={**body, "indirect": False}).get_json() == plain


def test_text_says_it_and_does_it(client: FlaskClient) -> None:
    assert "With indirect=yes it is set through a udev rule." in client.get(f"/generate.txt?{ASKED}").text
    assert client.get(f"/generate.txt?{ASKED}&indirect=no").text == client.get(f"/generate.txt?{ASKED}").text
    more = client.get(f"/generate.txt?{ASKED}&indirect=yes").text
    assert RULE in more
    assert "# LOST" not in more


def test_anything_but_yes_and_no_is_a_problem(client: FlaskClient) -> None:
    answer = client.get(f"/generate.txt?{ASKED}&indirect=maybe")
    assert (answer.status_code, answer.text) == (
        400,
        "error: indirect “maybe”: is neither yes nor no. Write indirect=yes, or leave it out.\n",
    )
    assert "is neither yes nor no" in page(client, f"{ASKED}&indirect=maybe")


@pytest.mark.parametrize(
    ("flags", "asked"), [(["--indirect"], True), (["--indirect", "yes"], True), (["--indirect=no"], False), ([], False)]
)
def test_the_command_line_has_a_flag(flags: list[str], asked: bool) -> None:
    done = CliRunner().invoke(main, ["generate", *flags, *WORDS, "--format", "json"])
    assert done.exit_code == 0, done.output
    made = json.loads(done.output)
    assert made["indirect"] is asked
    assert any(RULE in file["text"] for file in made["files"]) is asked


def test_the_flag_stands_anywhere() -> None:
    for words in (["generate", *WORDS, "--indirect"], ["generate", "--indirect", "--vlan.5.address", "192.0.2.1/24", *WORDS]):
        assert RULE in CliRunner().invoke(main, words).output
