"""Mends as a link on the page, as JSON, as text, on the page of the rule."""

from __future__ import annotations

import re
from html import unescape

from flask.testing import FlaskClient

from app.rules import RULES

BROWSER = {"Accept": "text/html"}
SLOW = "release=debian-13&stack=iproute2&mode=active-backup&member=eth0&member=eth1&address=192.0.2.10/24"
MENDED = "/generate?release=debian-13&stack=iproute2&name=bond0&mode=active-backup&member=eth0&member=eth1&address=192.0.2.10/24&miimon=100"


def mend_links(html: str) -> list[tuple[str, str]]:
    """The mends of a page: where each leads, and its words."""
    spans = "".join(re.findall(r'<span class="mends">(.*?)</span>', html, re.DOTALL))
    return [(unescape(link), re.sub("<[^>]+>", "", words)) for link, words in re.findall(r'<a href="([^"]*)">(.*?)</a>', spans)]


def test_a_finding_offers_its_mend_as_a_link(client: FlaskClient) -> None:
    page = client.get(f"/generate?{SLOW}", headers=BROWSER).text
    assert "No link monitor" in page
    assert (MENDED, "set miimon=100") in mend_links(page)
    assert "No link monitor" not in client.get(MENDED, headers=BROWSER).text


def test_mends_stand_beside_the_field_and_in_the_result(client: FlaskClient) -> None:
    form, _, result = client.get(f"/generate?{SLOW}", headers=BROWSER).text.partition('id="result"')
    assert (MENDED, "set miimon=100") in mend_links(form)
    assert (MENDED, "set miimon=100") in mend_links(result)


def test_a_choice_of_two(client: FlaskClient) -> None:
    page = client.get(f"/generate?{SLOW}&miimon=100&updelay=250", headers=BROWSER).text
    assert {"set updelay=200", "set updelay=300"} <= {words for _, words in mend_links(page)}


def test_a_slip_offers_what_was_meant(client: FlaskClient) -> None:
    page = client.get("/generate?mode=balance-tlp&member=a&member=b&miimon=100", headers=BROWSER).text
    assert ("/generate?mode=balance-tlb&member=a&member=b&miimon=100", "set mode=balance-tlb") in mend_links(page)


def test_mends_in_json(client: FlaskClient) -> None:
    found = client.get(f"/generate.json?{SLOW}").get_json()["findings"]
    monitor = next(each for each in found if each["id"] == "no-monitor")
    assert monitor["fix"] == {"change": "set miimon=100", "words": {"miimon": ["100"]}, "link": MENDED}
    assert monitor["alternatives"] == []
    assert next(each for each in found if each["id"] == "switch-side")["fix"] is None
    slip = client.get("/generate.json?mode=balance-tlp&member=a").get_json()["errors"][0]
    assert slip["fix"]["words"] == {"mode": ["balance-tlb"]}


def test_mends_in_text(client: FlaskClient) -> None:
    text = client.get(f"/generate.txt?{SLOW}").text
    assert "# WARNING miimon: No link monitor: a dead link is never noticed. Set miimon=100.\n#   Mend: set miimon=100\n" in text


def test_the_page_of_a_rule_shows_the_corrected_example(client: FlaskClient) -> None:
    for rule in RULES.values():
        page = client.get(f"/reference/rules/{rule.id}", headers=BROWSER).text
        for link in re.findall(r'class="mended">.*?<a href="([^"]*)">', page):
            after = client.get(unescape(link).replace("/generate", "/generate.json", 1)).get_json()
            assert rule.id not in [each["id"] for each in after["findings"]], link
    page = client.get("/reference/rules/option-not-in-mode", headers=BROWSER).text
    assert "mode=active-backup miimon=100 member=eth0 member=eth1</code>" in page
    assert "mode=802.3ad miimon=100 member=eth0 member=eth1 lacp_rate=fast</code>" in page


def test_what_a_stranger_typed_stays_text_in_a_mend(client: FlaskClient) -> None:
    page = client.get(
        "/generate?mode=lacp&member=a&description=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&mimon=%3Cb%3E", headers=BROWSER
    ).text
    assert mend_links(page)
    assert "<script>alert" not in page and "<b>1" not in page and "=<b>" not in page
