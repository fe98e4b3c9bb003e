"""The difference of two documents: by section and option, in words, whatever the form."""

from __future__ import annotations

from app.kerneldoc import document
from app.kerneldoc.comparing import Change, compare
from tests.kerneldoc.test_reading import NEW, OLD


def changes(old: str, new: str) -> dict[str, Change]:
    return {change.part.title: change for change in compare(document.show(old).parts, document.show(new).parts)}


def said(change: Change) -> list[str]:
    marks = {"+": "+{}+", "-": "-{}-", "": "{}"}
    return [" ".join(marks[piece.sign].format(piece.text) for piece in row) for row in change.rows]


def test_a_document_does_not_differ_from_itself() -> None:
    assert changes(OLD, OLD) == changes(NEW, NEW) == {}


def test_broken_lines_and_numbers_of_sections_do_not_count() -> None:
    other = NEW.replace("the links are looked at. The\n\tlacp_active", "the links are looked\n\tat. The lacp_active")
    other = other.replace("2. Setting It Up\n", "17. Setting It Up\n=").replace("=================\n\nCall", "================\n\nCall")
    assert other != NEW
    assert changes(NEW, other) == {}


def test_changed_words_are_shown_in_their_sentence() -> None:
    found = changes(NEW, NEW.replace("Zero looks never.", "Zero never looks."))
    assert list(found) == ["miimon"]
    (row,) = said(found["miimon"])
    assert row.endswith("nothing to do with it. Zero -looks never.- +never looks.+")


def test_new_and_gone_options_stand_in_their_place() -> None:
    other = NEW.replace("lacp_active\n\tWhether", "lacp_strict\n\tWhether")
    found = changes(NEW, other)
    assert [(change.kind, title) for title, change in found.items()] == [("removed", "lacp_active"), ("added", "lacp_strict")]
    assert said(found["lacp_strict"])[0] == "+Whether the bond begins to speak. Possible values are:+"


def test_paragraphs_between_that_are_the_same_are_a_gap() -> None:
    found = changes(OLD, OLD.replace("The members agree with the switch.", "The members agree with the switch, mostly."))
    assert said(found["mode"]) == ["", "The members agree with the -switch.- +switch, mostly.+", ""]


def test_the_two_forms_can_be_compared() -> None:
    found = changes(OLD, NEW)
    assert found["lacp_rate"].kind == "removed"
    assert found["lacp_active"].kind == "added"
    assert found["miimon"].kind == "changed"
    assert "Table of Contents" not in found
