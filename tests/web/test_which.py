"""Which mode? as a page and as text: it works without a script, keeps the rest of the form, and refuses what is no answer."""

from __future__ import annotations

import re
from html import unescape

from flask.testing import FlaskClient

from app.actions import which
from app.bonding.choosing import QUESTIONS
from app.web import query

HTML = {"Accept": "text/html"}
PAGE = "/generate/which-mode"
LACP = "which.cables=one&which.switch=lacp&which.want=many&which.guests=no&which.cards=usual"
FORM = "release=debian-13&mode=active-backup&member=eth0&member=eth1&primary=eth0&address=192.0.2.10/24&vlan.10.address=198.51.100.1/24"


def taken(html: str) -> list[tuple[str, str]]:
    """The pairs behind the link that takes the advice."""
    (link,) = re.findall(r'<a class="go" href="([^"]*)"', html)
    return query.parse(unescape(link).partition("?")[2].encode())


def test_the_questions_are_radio_buttons_of_a_plain_form(client: FlaskClient) -> None:
    html = client.get(PAGE, headers=HTML).text
    assert f'<form action="{PAGE}" method="get"' in html
    assert html.count("<fieldset>") == html.count("<legend>") == len(QUESTIONS)
    assert html.count('type="radio"') == sum(len(question.answers) for question in QUESTIONS)
    assert 'class="go"' not in html and " checked" not in html


def test_an_answer_stays_checked_and_narrows(client: FlaskClient) -> None:
    html = client.get(f"{PAGE}?which.cables=two", headers=HTML).text
    assert html.count(" checked") == 1 and 'value="two" checked' in html
    assert "802.3ad is out" in html and "finds two partners" in html
    assert "What can you set at the switch?" not in html
    assert 'class="go"' not in html


def test_the_advice_keeps_the_rest_of_the_form(client: FlaskClient) -> None:
    html = client.get(f"{PAGE}?{FORM}&{LACP}", headers=HTML).text
    assert "Take 802.3ad" in html and "The switch needs one LACP channel group" in html
    assert taken(html) == [
        ("release", "debian-13"), ("mode", "802.3ad"), ("member", "eth0"), ("member", "eth1"), ("address", "192.0.2.10/24"),
        ("vlan.10.address", "198.51.100.1/24"), ("miimon", "100"), ("xmit_hash_policy", "layer3+4"), ("lacp_rate", "fast"),
    ]  # fmt: skip
    assert "has no use for it: <code>primary=eth0</code>" in html
    hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', html)
    assert hidden == query.parse(FORM.encode())
    assert client.get(unescape(re.findall(r'class="go" href="([^"]*)"', html)[0]), headers=HTML).status_code == 200


def test_what_is_set_already_is_not_set_again() -> None:
    asked = which.read(query.parse(f"miimon=50&lacp_rate=slow&{LACP}".encode()))
    pairs, dropped = which.taking(asked)
    assert pairs == [("mode", "802.3ad"), ("miimon", "50"), ("lacp_rate", "slow"), ("xmit_hash_policy", "layer3+4")]
    assert dropped == []


def test_the_arp_monitor_stays_where_the_mode_has_it_and_goes_where_it_has_not() -> None:
    arp = "arp_interval=200&arp_ip_target=192.0.2.1&"
    two = "which.cables=two&which.want=failover&which.guests=no&which.cards=usual"
    assert which.taking(which.read(query.parse((arp + two).encode())))[0] == [
        ("mode", "active-backup"), ("arp_interval", "200"), ("arp_ip_target", "192.0.2.1"),
    ]  # fmt: skip
    pairs, dropped = which.taking(which.read(query.parse((arp + LACP).encode())))
    assert ("miimon", "100") in pairs and [name for name, _ in dropped] == ["arp_interval", "arp_ip_target"]


def test_what_is_no_answer_is_told_with_its_mend(client: FlaskClient) -> None:
    html = client.get(f"{PAGE}?which.cables=three&which.colour=red", headers=HTML).text
    assert "<code>which.cables</code> “three” is not an answer. Take one, pair, two, host or apart." in html
    assert "<code>which.colour</code> “red” is not a question." in html
    assert client.get(f"{PAGE}.txt?which.cables=three").status_code == 400


def test_nothing_of_the_query_becomes_markup_or_another_address(client: FlaskClient) -> None:
    html = client.get(f"{PAGE}?{LACP}&member=%22%3E%3Cscript%3E&name=%0a&which.%3Cb%3E=1", headers=HTML).text
    assert "<script>" not in html.replace("<script src=", "").replace('<script type="module"', "") and "<b>=1" not in html
    assert unescape(re.findall(r'class="go" href="([^"]*)"', html)[0]).startswith("/generate?")


def test_a_terminal_gets_text(client: FlaskClient) -> None:
    text = client.get(PAGE, headers={"User-Agent": "curl/8.5.0"}).text
    assert text.startswith("Which mode? Answer in the address:")
    assert (
        "which.cables=one  All on one switch" in text
        and "# For example: curl 'http://localhost/generate/which-mode?which.cables=one&" in text
    )
    advice = client.get(f"{PAGE}.txt?{FORM}&{LACP}").text
    assert advice.startswith("Take 802.3ad. ")
    assert "http://localhost/generate?release=debian-13&mode=802.3ad&member=eth0" in advice
    assert "  lacp_rate=fast notices" in advice and "* which.switch=lacp" in advice and "balance-rr is out: " in advice


def test_the_form_leads_there_with_everything_that_it_holds(client: FlaskClient) -> None:
    html = client.get("/generate?release=debian-13&mode=active-backup&member=eth0&member=eth1&miimon=100", headers=HTML).text
    assert 'href="/generate/which-mode?release=debian-13&amp;mode=active-backup&amp;member=eth0&amp;member=eth1&amp;miimon=100"' in html
    assert f'href="{PAGE}"' in client.get("/", headers=HTML).text
