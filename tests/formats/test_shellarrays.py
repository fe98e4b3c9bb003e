"""Elements of shell arrays: quoted as the shell needs it, and nothing else taken for one."""

from __future__ import annotations

import pytest

from app.formats import shellarrays
from app.formats.node import Node, Unwritable, join


def test_elements_read_back() -> None:
    nodes = [Node("IFOPTS[0]", value="miimon 100 | lacp_rate fast"), Node("IFNAME[12]", value="bond0"), Node("GATEWAY", value="")]
    text = join(shellarrays.write(nodes))
    assert text == "IFOPTS[0]='miimon 100 | lacp_rate fast'\nIFNAME[12]=bond0\nGATEWAY=''\n".replace("''", '""')
    assert [(node.name, node.text, node.line) for node in shellarrays.read(text)] == [
        (node.name, node.text, number) for number, node in enumerate(nodes, 1)
    ]


@pytest.mark.parametrize("bad", ["a b", "A[x]", "A[0", "", "A;B", "A[0]B"])
def test_what_is_no_variable_is_not_written(bad: str) -> None:
    with pytest.raises(Unwritable):
        shellarrays.write([Node(bad, value="x")])


def test_an_open_quote_or_two_words_are_words() -> None:
    assert [node.words for node in shellarrays.read('A[0]="x\nA[1]=x y\n')] == [('A[0]="x',), ("A[1]=x", "y")]
