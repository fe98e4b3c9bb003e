"""The reference: a page for every option, mode and field; its links; text for terminals; names that are not there."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from app.bonding.fields import FIELDS
from app.bonding.modes import MODES
from app.bonding.options import FACT_ROWS
from app.web.reference import refs

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
    assert client.get("/reference/options/", headers=BROWSER).text == page
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


def test_names_of_options_in_sentences_are_links() -> None:
    assert refs("set min_links <1>") == 'set <a href="/reference/options/min_links"><code>min_links</code></a> &lt;1&gt;'
    assert "href" not in refs("/sys/class/net/BOND/bonding/lacp_rate and the primary reason")
