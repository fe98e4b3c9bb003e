"""Parts behind the pages: the shelf of finished bodies, code inside sentences, links."""

from __future__ import annotations

import pytest

from app.bonding.wire import Pair
from app.web import answers, query
from app.web.answers import Shelf
from app.web.assets import ticks


def test_the_shelf_stays_within_its_room() -> None:
    shelf = Shelf(room=100, largest=40)
    made: list[int] = []

    def get(number: int, size: int = 30) -> None:
        def make() -> answers.Body:
            made.append(number)
            return answers.body("x" * size)

        shelf.get(number, make)

    for number in (1, 2, 3, 1, 4, 1, 2):
        get(number)
    assert made == [1, 2, 3, 4, 2]  # 1 was asked for again in time, 2 was not
    assert shelf.used <= 100
    get(9, size=41)
    get(9, size=41)
    assert made[-2:] == [9, 9]  # too large to keep


def test_a_long_address_counts_against_the_room() -> None:
    shelf = Shelf(room=1000, largest=400)
    for number in range(50):
        shelf.get(("text", b"x" * 300 + bytes([number])), lambda: answers.body("error"))
    assert len(shelf._bodies) <= 3
    shelf.get(("text", b"y" * 401), lambda: answers.body("error"))
    assert ("text", b"y" * 401) not in shelf._bodies


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("plain <b>", "plain &lt;b&gt;"),
        ("run `ip -br link` & look", "run <code>ip -br link</code> &amp; look"),
        ("`<i>` twice `&`", "<code>&lt;i&gt;</code> twice <code>&amp;</code>"),
        ("an odd ` one <", "an odd ` one &lt;"),
    ],
)
def test_ticks(text: str, html: str) -> None:
    assert ticks(text) == html


@pytest.mark.parametrize(
    "pairs",
    [
        [("address", "192.0.2.1/24"), ("route", "10.0.0.0/8 via 192.0.2.1"), ("description", "a&b=c#d+e%f")],
        [("description", "ä ö “quoted”"), ("member", "a,b")],
    ],
)
def test_links_are_read_back(pairs: list[Pair]) -> None:
    assert query.parse(query.link("/generate", pairs).partition("?")[2].encode()) == pairs
