"""A search by a stranger costs little, whatever it is made of."""

from __future__ import annotations

import time

import pytest

from app.library.search.words import LONGEST_TYPED, LONGEST_WORD, MOST_FILTERS, read


@pytest.mark.parametrize("text", ["a." * 50_000, "bond0: " + "x/" * 200_000])
def test_a_word_of_endless_pieces_is_cut(text: str) -> None:
    assert max(map(len, read(text).words)) <= LONGEST_WORD


def test_filters_without_end_are_cut() -> None:
    asked = read(" ".join(f"tag:x{number}" for number in range(10_000)))
    assert sum(map(len, asked.filters.values())) == MOST_FILTERS
    assert [str(each) for each in asked.problems] == [f"text: Only the first {LONGEST_TYPED} characters were read. Look for fewer words."]


def test_a_filter_twice_is_one() -> None:
    assert read("kind:note kind:note lacp lacp").filters == {"kind": ("note",)}


def test_reading_grows_with_the_text_only() -> None:
    start = time.thread_time()
    read("kind:note " * 50_000)
    assert time.thread_time() - start < 5
