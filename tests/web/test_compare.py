"""The comparison's pages: form, both sides in the address, text for terminals, JSON."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

STORY = "release=centos-5&mode=balance-alb&miimon=100&member=eth0&member=eth1&address=192.168.11.200/24"
BROWSER = {"Accept": "text/html"}
CURL = {"User-Agent": "curl/8"}
COMPARE = "/generate/compare"


def test_the_result_leads_to_a_comparison(client: FlaskClient) -> None:
    """What the form of the result sends, with empty fields and all, becomes a permanent address."""
    page = client.get(f"/generate?{STORY}", headers=BROWSER).text
    form = re.search(r'<form class="versus" action="/generate/compare" method="get".*?</form>', page, re.DOTALL)
    assert form
    hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form[0])
    assert ("member", "eth1") in hidden and ("stack", "ifcfg-legacy") in hidden
    assert set(re.findall(r'<(?:select|input) id="[^"]*" name="([^"]*)"', form[0])) == {"with.mode", "with.stack", "with.release", "with"}
    sent = client.get(
        COMPARE, query_string=[*hidden, ("with.mode", "802.3ad"), ("with.stack", ""), ("with.release", ""), ("with", "")], headers=BROWSER
    )
    assert sent.status_code == 302
    assert sent.location.endswith("&address=192.168.11.200/24&with.mode=802.3ad")
    assert "with=" not in sent.location


def test_the_page_shows_what_differs(client: FlaskClient) -> None:
    page = client.get(f"{COMPARE}?{STORY}&with.mode=802.3ad", headers=BROWSER).text
    assert "miimon=100 mode=<b>6</b>" in page
    assert "miimon=100 mode=<b>4</b>" in page
    assert page.count("Only in the first: ") == page.count("<del class=")
    assert "The switch needs nothing" in page and "one LACP channel group" in page
    assert "/etc/sysconfig/network-scripts/ifcfg-eth0" in page
    assert f'href="{COMPARE}.txt?' in page


def test_links_of_the_page_lead_somewhere(client: FlaskClient) -> None:
    page = client.get(f"{COMPARE}?{STORY}&with.mode=802.3ad", headers=BROWSER).text
    links = {unescape(link) for link in re.findall(r'href="(/[^"]*)"', page)}
    assert sum(link.startswith("/generate?") for link in links) == 2
    for link in links:
        assert client.get(link, headers=BROWSER, buffered=True).status_code == 200, link


def test_no_second_side_yet(client: FlaskClient) -> None:
    assert "With what?" in client.get(f"{COMPARE}?{STORY}", headers=BROWSER).text
    assert "nothing to compare with" in client.get(f"{COMPARE}?{STORY}", headers=CURL).text
    assert client.get(COMPARE, headers=BROWSER).status_code == 200


def test_terminals_get_a_diff(client: FlaskClient) -> None:
    answer = client.get(f"{COMPARE}?{STORY}&with.mode=802.3ad", headers=CURL)
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    assert answer.text == client.get(f"{COMPARE}.txt?{STORY}&with.mode=802.3ad").text
    assert "\n-options bond0 miimon=100 mode=6\n+options bond0 miimon=100 mode=4\n" in answer.text


def test_json(client: FlaskClient) -> None:
    data = client.get(f"{COMPARE}.json?{STORY}&with.mode=802.3ad").get_json()
    assert data["bond"] == [{"word": "mode", "left": ["balance-alb"], "right": ["802.3ad"]}]
    bad = client.get(f"{COMPARE}.json?{STORY}&with=junk")
    assert (bad.status_code, bad.get_json()["errors"][0]["field"]) == (400, "with")


def test_a_short_link_becomes_the_whole_address(client: FlaskClient) -> None:
    token = client.post("/s/", data={"mode": "1", "member": "a,b"}, headers={"Accept": "application/json"}).get_json()["token"]
    link = f"http://localhost/s/{token}"
    sent = client.get(COMPARE, query_string=f"{STORY}&with={link}", headers=BROWSER)
    assert sent.status_code == 302
    assert "mode%3Dactive-backup" in sent.location and token not in sent.location
    assert "+mode=active-backup" in client.get(f"{COMPARE}.txt?{STORY}&with={link}").text
    assert "never made here" in client.get(f"{COMPARE}?{STORY}&with=/s/never-made", headers=BROWSER).text


@pytest.mark.parametrize(
    "second",
    [
        "with=junk",
        "with=%3Cscript%3Ealert(1)%3C/script%3E",
        "with.mode=lacp",
        "with.release=x",
        "with=%ff",
        "with=/a%3Fmode%3D1%26%2500%3D1",
        "with." + "a" * 3000 + "=1",
    ],
)
def test_bad_input_is_told(client: FlaskClient, second: str) -> None:
    page = client.get(f"{COMPARE}?{STORY}&{second}", headers=BROWSER)
    assert page.status_code == 200
    assert page.text.count('class="say error"') == 1
    assert "<script>alert" not in page.text
    assert not set(page.text) & set("\x00\u202e\ufffd")
    for path in (f"{COMPARE}.txt", f"{COMPARE}.json"):
        answer = client.get(f"{path}?{STORY}&{second}")
        assert answer.status_code == 400
        assert "Traceback" not in answer.text


def test_etag_and_headers(client: FlaskClient) -> None:
    first = client.get(f"{COMPARE}?{STORY}&with.mode=4", headers=BROWSER)
    again = client.get(f"{COMPARE}?{STORY}&with.mode=4", headers={**BROWSER, "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert "User-Agent" in first.headers["Vary"]
    assert client.get(f"{COMPARE}?{STORY}&with=" + "x" * 300_000, headers=BROWSER).status_code == 414
