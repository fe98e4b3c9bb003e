"""The page of results, plain text for terminals, JSON, and the search box of every page."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.library.test_logs import STORY


@pytest.fixture
def client(context: Flask) -> FlaskClient:
    return context.test_client()


def page(client: FlaskClient, query: str, more: str = "") -> str:
    response = client.get(f"/search?q={quote(query)}{more}", headers={"Accept": "text/html"})
    assert response.status_code == 200
    return response.text


def test_results_have_title_kind_address_and_marked_words(client: FlaskClient) -> None:
    html = page(client, "miimon")
    first = html[html.index('<ol class="results"') : html.index("</li>", html.index('<ol class="results"'))]
    assert '<a href="/reference/options/miimon">miimon</a>' in first
    assert "<b>option</b>" in first
    assert first.count("<mark>miimon</mark>") >= 1
    assert first.count("<p>") <= 2


def test_kinds_at_the_side_keep_the_words(client: FlaskClient) -> None:
    html = page(client, "switch tag:switch")
    assert re.search(r'<a href="/search\?q=switch\+tag:switch\+kind:entry">Troubleshooting</a> <span class="soft">1</span>', html)
    assert re.search(r'<a href="/search\?q=switch\+tag:switch\+kind:note">Notes</a> <span class="soft">1</span>', html)


def test_a_filter_can_be_taken_away(client: FlaskClient) -> None:
    html = page(client, "switch kind:entry tag:lacp")
    assert '<a href="/search?q=switch+tag:lacp" aria-label="Take away the filter kind:entry">' in html
    assert '<a href="/search?q=switch+kind:entry" aria-label="Take away the filter tag:lacp">' in html
    assert 'class="facets"' not in html


def test_twenty_a_page(client: FlaskClient) -> None:
    first, second = page(client, "kind:rule"), page(client, "kind:rule", "&page=2")
    assert first.count("<li><h2>") == second.count("<li><h2>") == 20
    assert 'rel="next" href="/search?q=kind:rule&amp;page=2"' in first
    assert 'rel="prev" href="/search?q=kind:rule"' in second
    assert 'start="21"' in second
    titles = [re.findall(r"<li><h2><a href=\"([^\"]+)", each) for each in (first, second)]
    assert set(titles[0]).isdisjoint(titles[1])


def test_the_pages_of_words_hold_each_result_once(client: FlaskClient) -> None:
    total = client.get("/search.json?q=bond").json["total"]  # type: ignore[index]
    seen = []
    for number in range(1, total // 20 + 2):
        answer = client.get(f"/search.json?q=bond&page={number}").json
        assert answer is not None
        seen += [(each["kind"], each["key"]) for each in answer["found"]]
    assert len(seen) == len(set(seen)) == total > 40


def test_a_mistyped_word_says_what_was_looked_for(client: FlaskClient) -> None:
    assert "Nothing has <q>miimom</q>: searched for <q>miimon</q> instead." in page(client, "miimom")


def test_a_pasted_log_shows_entries_with_their_lines(client: FlaskClient) -> None:
    response = client.post("/search", data={"q": STORY.replace("\n", "\r\n")}, headers={"Accept": "text/html"})
    html = response.text
    assert html.index("recognised") < html.index("Xen takes eth0") + 400
    assert "<dt>line 2</dt><dd><code>May  4 11:17:45 bigfoot kernel: bonding: bond0: Removing slave eth0</code></dd>" in html
    assert ">More in the library<" in html


def test_typed_words_get_an_address_and_a_log_does_not(client: FlaskClient) -> None:
    typed = client.post("/search", data={"q": "lacp partner "}, headers={"Accept": "text/html"})
    assert (typed.status_code, typed.headers["Location"]) == (303, "/search?q=lacp+partner")
    assert client.post("/search", data={"q": STORY}, headers={"Accept": "text/html"}).status_code == 200


def test_a_log_of_another_site_is_refused(client: FlaskClient) -> None:
    assert client.post("/search", data={"q": STORY}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_a_weak_match_says_possible(client: FlaskClient) -> None:
    assert "<b>possible</b>" in page(client, "Speed: Unknown\nDuplex: Unknown")


def test_a_terminal_gets_text(client: FlaskClient) -> None:
    response = client.get("/search?q=miimon", headers={"User-Agent": "curl/8.5"})
    assert response.mimetype == "text/plain"
    assert response.text.startswith("miimon  [option]\n    http://localhost/reference/options/miimon\n")
    posted = client.post("/search", data=STORY.encode(), content_type="text/plain", headers={"User-Agent": "curl/8.5"})
    assert posted.text.startswith("Xen takes eth0 out of the bond  [recognised, outage]\n")
    assert "    line 2: May  4 11:17:45 bigfoot kernel: bonding: bond0: Removing slave eth0\n" in posted.text


@pytest.mark.parametrize(
    "sent",
    [
        {"data": STORY.encode(), "content_type": "application/x-www-form-urlencoded"},
        {"data": {"q": (BytesIO(STORY.encode()), "kern.log")}},
    ],
    ids=["--data-binary @kern.log", "-F q=@kern.log"],
)
def test_a_terminal_sends_a_log_as_it_is_used_to(client: FlaskClient, sent: dict[str, Any]) -> None:
    posted = client.post("/search", headers={"User-Agent": "curl/8.5"}, **sent)
    assert posted.text.startswith("Xen takes eth0 out of the bond  [recognised, outage]\n")


@pytest.mark.parametrize(("path", "headers"), [("/search.json", {}), ("/search", {"Accept": "application/json"})])
def test_a_program_gets_json(client: FlaskClient, path: str, headers: dict[str, str]) -> None:
    answer = client.get(f"{path}?q=miimon&limit=8", headers=headers).json
    assert answer is not None
    assert len(answer["found"]) == 8
    first = answer["found"][0]
    assert (first["kind"], first["key"], first["address"]) == ("option", "miimon", "/reference/options/miimon")
    snippet = first["snippets"][0]
    assert {snippet["text"][start:end].lower() for start, end in snippet["marked"]} == {"miimon"}


def test_what_was_typed_never_becomes_html(client: FlaskClient) -> None:
    for query in ("<i>bond</i>", '"><i>', "kind:<i>", "bond0: <i>\n<i>", "\x02<i>\x03"):
        html = page(client, query)
        assert "&lt;i&gt;" in html
        assert "<i>" not in html


@pytest.mark.parametrize("query", ["", " ", "page=x", "q=%00%ff%fe&page=-1&limit=0", "q=x&page=99999", "q=%22*%22"])
def test_nothing_breaks_it(client: FlaskClient, query: str) -> None:
    for headers in ({"Accept": "text/html"}, {"User-Agent": "curl/8"}, {"Accept": "application/json"}):
        assert client.get(f"/search?{query}", headers=headers).status_code == 200


def test_every_page_has_the_box(client: FlaskClient) -> None:
    for path in ("/", "/about", "/generate", "/search?q=x", "/nowhere"):
        html = client.get(path, headers={"Accept": "text/html"}).text
        assert re.search(r'<form class="find" action="/search" method="get" role="search">\s*<input type="search" id="find" name="q"', html)


def test_the_start_page_takes_a_log(client: FlaskClient) -> None:
    html = client.get("/").text
    assert re.search(r'<form class="ask" action="/search" method="post"[^>]*>.*<textarea id="ask" name="q"', html, re.DOTALL)
