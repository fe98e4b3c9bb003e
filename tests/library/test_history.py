"""The difference between two texts: nothing is left out that changed, and both texts can be read from it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.actions.differences import Piece
from app.library import history

TEXTS = st.lists(st.sampled_from(["", "one", "one two three", "one 2 three", "x = 1;", "x = 2;", "ä ö"]), max_size=12).map("\n".join)


@given(TEXTS, TEXTS)
def test_both_texts_stand_in_the_rows(old: str, new: str) -> None:
    rows = history.difference(old, new, context=1000)
    if old == new:
        assert rows == []
        return
    assert "\n".join(row.old.text for row in rows if row.old) == old
    assert "\n".join(row.new.text for row in rows if row.new) == new
    lines = list(history.unified(rows))
    assert "\n".join(side.text for sign, side in lines if side and sign in " +") == new
    assert [side.number for sign, side in lines if side and sign == "-"] == [
        row.old.number for row in rows if row.old and row.kind != "same"
    ]


def test_words_are_marked() -> None:
    row = history.difference("miimon is 100 here", "miimon is 200 here")[0]
    assert row.old and row.old.pieces == (Piece("miimon is "), Piece("100", True), Piece(" here"))
    assert row.new and row.new.pieces == (Piece("miimon is "), Piece("200", True), Piece(" here"))


def test_lines_far_from_a_change_are_left_out() -> None:
    old = [str(number) for number in range(100)]
    rows = history.difference("\n".join(old), "\n".join([*old[:50], "new", *old[50:]]))
    assert [row.kind for row in rows] == ["gap", "same", "same", "same", "added", "same", "same", "same", "gap"]


def test_what_went_stands_before_what_came() -> None:
    rows = history.difference("a 1\nb 1\nsame", "a 2\nb 2\nsame")
    assert [sign for sign, _ in history.unified(rows)] == ["-", "-", "+", "+", " "]


def test_large_texts_do_not_take_for_ever() -> None:
    """A comparison that grows with the square of the text would not come back from this."""
    assert len(history.difference("x\n\n" * 20_000, "y\n\n" * 20_000)) > 20_000
    assert [row.kind for row in history.difference("a " * 100_000, "b " * 100_000)] == ["changed"]
