"""Kernel command lines: words in a line or many, in the variable of a boot loader, and nothing that becomes a second word."""

from __future__ import annotations

import pytest

from app.formats import cmdline
from app.formats.cmdline import word
from app.formats.node import Unwritable, join


def words(text: str) -> list[tuple[str, str, int]]:
    """Name, value and line of each word."""
    return [(item.name, item.text, item.line) for node in cmdline.read(text) for item in node.items]


def test_one_word_a_line_reads_back() -> None:
    text = join(cmdline.write([word("bond", "bond0:a,b:mode=1"), word("quiet")]))
    assert text == "bond=bond0:a,b:mode=1\nquiet\n"
    assert words(text) == [("bond", "bond0:a,b:mode=1", 1), ("quiet", "", 2)]


def test_quotes_keep_blanks_and_the_variable_of_a_boot_loader_is_opened() -> None:
    assert words('a="b c" "d=e"\n') == [("a", "b c", 1), ("d", "e", 1)]
    assert words('GRUB_CMDLINE_LINUX="ro bond=x:y"\nGRUB_TIMEOUT=5') == [("ro", "", 1), ("bond", "x:y", 1), ("GRUB_TIMEOUT", "5", 2)]


@pytest.mark.parametrize("bad", ["a b", "a\nb", 'a"b', "a'b", "a#b", "\x00"])
def test_a_word_stays_one_word(bad: str) -> None:
    with pytest.raises(Unwritable):
        cmdline.write([word("bond", bad)])
