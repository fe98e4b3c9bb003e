"""Paths of words: `set` commands, and the same in braces."""

from __future__ import annotations

import pytest

from app.formats import setlines
from app.formats.node import Unwritable, comment, join, words


def test_both_forms_are_the_same_paths() -> None:
    commands = "set a b 'c d'\nset a e\n"
    braces = 'a {\n    b "c d"\n    e\n}\n'
    assert [node.words for node in setlines.read(commands)] == [node.words for node in setlines.read(braces)]
    assert [node.line for node in setlines.read(braces)] == [2, 3]


def test_a_prompt_and_comments_are_no_words() -> None:
    text = "vyos@edge# set a b\n// a note\n/* another */\n"
    assert [(node.name, node.text, node.words) for node in setlines.read(text)] == [
        ("", "", ("a", "b")),
        ("#", "a note", ()),
        ("#", "another", ()),
    ]


@pytest.mark.parametrize("value", ["a b", "$(id)", "it's", 'say "x"', "`id`", "a;b", "#x", "\\"])
def test_what_is_written_is_read_back(value: str) -> None:
    text = join(setlines.write([comment("of x"), words("a", value)]))
    assert [node.words for node in setlines.read(text)] == [(), ("a", value)]


@pytest.mark.parametrize("text", ["a {\n", "a {\n" * 41])
def test_braces_without_end_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="brace"):
        setlines.read(text)


@pytest.mark.parametrize("value", ["a\nb", "", "\x1b"])
def test_no_line_is_broken(value: str) -> None:
    with pytest.raises(Unwritable):
        setlines.write([words("a", value)])


def test_an_open_quote_is_words_all_the_same() -> None:
    assert [node.words for node in setlines.read("set a 'b c\n}\n")] == [("a", "'b", "c"), ("}",)]
