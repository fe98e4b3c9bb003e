"""Both forms become one tree: headings, options, values, code, tables, lists; and no word is lost."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TypeVar

import pytest

from app.kerneldoc import document, plain, rest
from app.kerneldoc.terms import place
from app.kerneldoc.tree import Aside, Block, Code, Entry, Items, Paragraph, Quote, Section, Table, inside, parts
from tests.kerneldoc import words

TEXTS = Path(__file__).parent / "texts"
OLD = (TEXTS / "old.txt").read_text(encoding="utf-8")
NEW = (TEXTS / "new.rst").read_text(encoding="utf-8")
OLD_ROOT = place(plain.read(OLD))
NEW_ROOT = place(rest.read(NEW))
T = TypeVar("T")
BOTH = pytest.mark.parametrize("text", [OLD, NEW], ids=["txt", "rst"])


def every(blocks: list[Block]) -> list[Block]:
    """All blocks, those inside of others too."""
    return [found for block in blocks for found in [block, *(each for inner in inside(block) for each in every(inner))]]


def of(kind: type[T], root: Section) -> list[T]:
    return [block for block in every(root.blocks) if isinstance(block, kind)]


def entry(root: Section, name: str) -> Entry:
    return next(block for block in of(Entry, root) if name in block.names)


@BOTH
def test_no_word_is_lost_and_none_is_added(text: str) -> None:
    made = document.show(text)
    shown = Counter([*words.WORD.findall(made.title.lower()), *words.shown(made.html)])
    assert Counter(words.given(text)) == shown


def test_the_form_is_told_by_the_text() -> None:
    assert (document.form_of(OLD), document.form_of(NEW)) == ("txt", "rst")


def test_the_old_form_has_headings_by_their_underlines_and_questions_by_their_numbers() -> None:
    assert OLD_ROOT.title == "A Guide to Bonding, the Old Way"
    assert [(each.level, each.title) for each in of(Section, OLD_ROOT)] == [
        (1, "Introduction"), (1, "Table of Contents"), (1, "1. Bonding Driver Options"), (1, "2. Setting It Up"), (2, "2.1 With Commands"),
        (1, "3. Questions"), (2, "1.  Is it fast?"), (2, "2.  Is it safe?"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("root", "options"),
    [
        (OLD_ROOT, ["lacp_rate", "miimon", "mode", "num_grat_arp", "num_unsol_na", "xmit_hash_policy"]),
        (NEW_ROOT, ["ad_user_port_key", "lacp_active", "miimon", "mode", "num_grat_arp", "num_unsol_na", "xmit_hash_policy"]),
    ],
    ids=["txt", "rst"],
)
def test_every_name_of_an_option_is_an_anchor(root: Section, options: list[str]) -> None:
    assert [name for each in of(Entry, root) if each.option for name in each.anchors] == options


@pytest.mark.parametrize("root", [OLD_ROOT, NEW_ROOT], ids=["txt", "rst"])
def test_modes_and_values_have_their_places(root: Section) -> None:
    assert entry(root, "802.3ad").anchors == ["mode-802.3ad"]
    assert entry(root, "balance-rr").names == ["balance-rr", "0"]
    assert any("xmit_hash_policy-layer" in anchor for part in parts(root) for anchor in part.also)


@pytest.mark.parametrize("root", [OLD_ROOT, NEW_ROOT], ids=["txt", "rst"])
def test_a_term_outside_of_the_options_is_none(root: Section) -> None:
    assert entry(root, "active-backup").option is False
    assert entry(root, "active-backup").anchors == []


def test_what_belongs_to_an_option_goes_to_where_the_next_begins() -> None:
    rate = entry(OLD_ROOT, "lacp_rate")
    assert [type(block) for block in rate.blocks] == [Paragraph, Entry, Entry, Paragraph]
    assert isinstance(rate.blocks[3], Paragraph)
    assert rate.blocks[3].text == "Slow is what it is without a word."


def test_deeper_text_without_a_term_is_a_quote() -> None:
    assert [type(block) for block in entry(OLD_ROOT, "mode").blocks] == [Paragraph, Entry, Entry, Paragraph, Quote]


def test_lists_keep_their_numbers() -> None:
    numbered = [(each.start, len(each.items)) for each in of(Items, entry_section(OLD_ROOT, "mode"))]
    assert numbered == [(1, 2)]
    assert [(each.start, each.kind) for each in of(Items, NEW_ROOT)] == [(1, "a")]


def entry_section(root: Section, name: str) -> Section:
    return Section("", 0, entry(root, name).blocks)


def test_code_is_what_is_typed_and_what_files_hold() -> None:
    assert [each.text for each in of(Code, OLD_ROOT)] == [
        "hash = source XOR destination\nhash = hash modulo members",
        "DEVICE=bond0\nONBOOT=yes\n\nDEVICE=eth0\nMASTER=bond0",
        "# echo +foo > /sys/class/net/bonding_masters",
        "+----------+               +----------+\n| switch A +---------------+ switch B |\n+----+-----+               +----+-----+\n"
        "     |                          |\n     +-------- host 1 ----------+",
    ]


def test_the_new_form_keeps_formulas_commands_and_what_docutils_does_not_know() -> None:
    hashes, commands, unknown = (each.text for each in of(Code, NEW_ROOT))
    assert hashes == "hash = source XOR destination\nhash = hash modulo members"
    assert commands == "# modprobe bonding\n# ip link set eth0 master bond0"
    assert unknown.startswith(".. kernel-doc:: drivers/net/bonding/bond_main.c")


def test_a_star_in_two_paths_is_no_emphasis() -> None:
    said = " ".join(block.text for block in of(Paragraph, NEW_ROOT))
    assert "/etc/modprobe.d/*.conf or /etc/modules.d/*.conf in place" in said


def test_tables_of_two_columns() -> None:
    assert rows(OLD_ROOT) == [
        ["onboot", "The device comes up with the machine. If you do not know, take this one."],
        ["manual", "The device comes up when it is told to."],
    ]
    assert rows(NEW_ROOT) == [["Bits", "Use"], ["00", "Duplex"], ["01-05", "Speed"]]


def rows(root: Section) -> list[list[str]]:
    table = of(Table, root)[0]
    return [[" ".join(block.text for block in cell if isinstance(block, Paragraph)) for cell in row] for row in table.rows]


@pytest.mark.parametrize("root", [OLD_ROOT, NEW_ROOT], ids=["txt", "rst"])
def test_its_own_table_of_contents_stays_but_out_of_the_way(root: Section) -> None:
    assert any("1. Bonding Driver Options" in each.text for each in of(Aside, root))


def test_anchors_are_unique_and_none_is_one_of_the_page_around() -> None:
    text = "x\n=\n\n" + "".join(f"{title}\n{'=' * 8}\n\ntext\n\n" for title in ("Main", "Again", "Again", "1. Again", "Options"))
    made = place(plain.read(f"bonding\n\n{text}theme\n\n\tnot ours\n\nmiimon\n\n\tours\n\nmiimon\n\n\tagain\n"))
    anchors = [each.anchor for each in of(Section, made)] + [name for each in of(Entry, made) for name in each.anchors]
    assert anchors == ["s-main", "s-again", "s-again-2", "s-again-3", "s-options", "theme-2", "miimon", "miimon-2"]


@pytest.mark.parametrize(
    "text", ["", "\n", "bonding", "\t\tbonding\n", "====\n====\n", "miimon\n\n\n\tx", "- a\n b\n1. c", "# \n", "a\n=====", "\t"]
)
def test_short_texts_are_read_too(text: str) -> None:
    for read in (plain.read, rest.read):
        assert " ".join(" ".join(each.texts) for each in parts(place(read(text)))) is not None
