"""The whole site, followed link by link: no dead link, no dead anchor, each page with one heading, one title and unique ids.

Of pages that a query decides, one of each set of names is followed. Of the generator's, and of the pages behind each note, it is a
few: there are more than anybody can visit.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.config import ROOT, Settings
from app.library import database, starter
from app.web import facts
from app.web.answers import SHELF
from app.web.knowledge.desk import desk

STARTS = ("/", "/reference/?kernel=3.10", "/reference/?release=rhel-8", "/generate?release=debian-12&mode=802.3ad&member=eth0&member=eth1")
A_FEW = 12
SITE = "http://localhost"


@dataclass
class Seen(HTMLParser):
    """A page: what it links to, its ids, its headings and titles."""

    links: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    count: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count what a tag is, has and leads to."""
        given = dict(attrs)
        self.count[tag] += tag in ("h1", "main")
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given[name] or "" for name in ("href", "src") if name in given]
        self.count["head > title"] += tag == "title" and not self.count["body"]
        self.count["body"] += tag == "body"
        if tag == "form" and (given.get("method") or "get").lower() == "get":
            self.links.append(given.get("action") or "")


@dataclass
class Crawl:
    """What was found: pages by address, faults as sentences."""

    pages: dict[str, Seen] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    SHELF.clear()
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    database.upgrade(settings)
    app: Flask = create_app(settings)
    with app.app_context():
        facts.renew()
        starter.load(desk(), ROOT / "notes")
    found = Crawl()
    crawl(app.test_client(), found)
    with app.app_context():
        database.db.engine.dispose()
    return found


def crawl(client: FlaskClient, found: Crawl, starts: tuple[str, ...] = STARTS) -> None:
    """Follow every link once."""
    waiting = [(start, "the beginning") for start in starts]
    asked = {shape(start) for start in starts}
    anchors: list[tuple[str, str, str]] = []
    visits: Counter[str] = Counter()
    while waiting:
        address, source = waiting.pop()
        answer = client.get(address, headers={"Accept": "text/html"}, buffered=True)
        if answer.status_code in (301, 302, 303, 308):
            targets = [answer.headers["Location"]]
        elif answer.status_code != 200:
            found.faults.append(f"{address} answers {answer.status_code}, linked from {source}")
            continue
        elif not answer.content_type.startswith("text/html"):
            continue
        else:
            page = found.pages[address] = Seen()
            page.feed(answer.get_data(as_text=True))
            targets = page.links
        for target in targets:
            there, anchor = urldefrag(urljoin(SITE + address, target))
            if not there.startswith(SITE + "/"):
                continue
            there = there.removeprefix(SITE)
            anchors += [(address, there, anchor)] if anchor else []
            if shape(there) not in asked and visits[crowd(there)] < A_FEW:
                visits[crowd(there)] += bool(crowd(there))
                asked.add(shape(there))
                waiting.append((there, address))
    found.faults += dead(found, anchors)


def shape(address: str) -> tuple[str, tuple[str, ...]]:
    """What makes an address another one: its path and the names in its query."""
    parts = urlsplit(address)
    return parts.path, tuple(sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}))


def crowd(address: str) -> str:
    """The many alike that an address is one of; empty for one that is followed in any case."""
    path = urlsplit(address).path
    behind_a_note = re.fullmatch(r"(/notes/|/troubleshooting/)[^/]+/(.+)", path)
    return f"{behind_a_note[1]}*/{behind_a_note[2]}" if behind_a_note else path if path.startswith("/generate") else ""


def dead(found: Crawl, anchors: list[tuple[str, str, str]]) -> Iterator[str]:
    """Anchors that are not on the page they lead to."""
    by_path: dict[str, set[str]] = {}
    for address, page in found.pages.items():
        by_path.setdefault(urlsplit(address).path, set()).update(page.ids)
    for source, there, anchor in dict.fromkeys(anchors):
        ids = found.pages[there].ids if there in found.pages else by_path.get(urlsplit(there).path, {anchor})
        if anchor not in ids:
            yield f"{there} has no #{anchor}, linked from {source}"


def test_no_link_and_no_anchor_is_dead(crawled: Crawl) -> None:
    assert crawled.faults == []


def test_the_whole_site_was_seen(crawled: Crawl) -> None:
    paths = {urlsplit(address).path for address in crawled.pages}
    assert paths >= {
        "/", "/generate", "/generate/which-mode", "/generate/compare", "/about", "/search", "/notes/", "/notes/journal",
        "/troubleshooting/", "/reference/", "/reference/options/", "/reference/modes/", "/reference/stacks", "/reference/kernels",
        "/reference/fields",
        "/reference/switches", "/reference/switches/junos", "/reference/rules/", "/reference/symptoms",
        "/reference/options/miimon", "/reference/modes/802.3ad",
    }  # fmt: skip
    assert len(paths) > 300


def test_each_page_has_one_heading_one_title_and_one_main_part(crawled: Crawl) -> None:
    odd = {
        address: page.count for address, page in crawled.pages.items() if {page.count[tag] for tag in ("h1", "main", "head > title")} != {1}
    }
    assert odd == {}


def test_no_page_uses_an_id_twice(crawled: Crawl) -> None:
    twice = {address: [id for id, many in Counter(page.ids).items() if many > 1] for address, page in crawled.pages.items()}
    assert {address: ids for address, ids in twice.items() if ids} == {}


def test_what_is_dead_is_found() -> None:
    app = Flask("dead", static_folder=None)
    app.add_url_rule(
        "/", "start", lambda: '<h1 id="top">x</h1><a href="/gone">x</a><a href="#top">x</a><a href="/there#no">x</a><img src="x">'
    )
    app.add_url_rule("/there", "there", lambda: '<h1 id="yes">x</h1><h1>x</h1><a href="https://example.org/">x</a>')
    found = Crawl()
    crawl(app.test_client(), found, ("/",))
    assert sorted(found.faults) == [
        "/gone answers 404, linked from /", "/there has no #no, linked from /", "/x answers 404, linked from /",
    ]  # fmt: skip
    assert found.pages["/there"].count["h1"] == 2
