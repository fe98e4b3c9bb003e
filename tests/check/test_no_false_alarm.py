"""No false alarm: the files of bonds that people run with good reason give no error and no warning when they are checked."""

from __future__ import annotations

import shlex

import pytest

from app.actions import check
from app.actions.generate import generate, read
from app.actions.sources import Source
from tests.rules.test_sensible import SENSIBLE


@pytest.mark.parametrize("line", SENSIBLE)
def test_the_files_of_a_sensible_bond_are_fine(line: str) -> None:
    pairs = [(name, value) for name, _, value in (word.partition("=") for word in shlex.split(line))]
    result = generate(read(pairs))
    files = [Source(each.path, each.text, mode=int(each.permissions, 8), true=True) for each in result.rendering.snippets]
    found = check.check(files, result.target.stack.id, result.target.release.id)
    assert [f"{each.path}:{each.line} {each.id} {each.message}" for each in found.findings if each.level != "hint"] == []
    assert [bond.name for bond in found.bonds] == [result.bond.name]
