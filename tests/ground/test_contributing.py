"""The worked example of CONTRIBUTING, line by line against the stack that it is taken from."""

from __future__ import annotations

import re
from textwrap import dedent

import pytest

from app.config import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
STACK = (ROOT / "app" / "stacks" / "netctl.py").read_text(encoding="utf-8").splitlines()
GAP = "…"
SECTION = TEXT.partition("## Add a stack")[2].partition("\n## ")[0]
BLOCKS = [dedent(block) for block in re.findall(r"^ *```python\n(.*?)^ *```", SECTION, re.MULTILINE | re.DOTALL)]


def test_there_is_an_example() -> None:
    assert len(BLOCKS) >= 4
    assert "app/stacks/netctl.py" in SECTION


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.split("\n")[0][:40])
def test_each_line_stands_in_the_stack_and_in_that_order(block: str) -> None:
    """Lines between two gaps follow each other in the file too."""
    after = 0
    for part in re.split(rf"^ *{GAP}\n", block, flags=re.MULTILINE):
        lines = part.splitlines()
        found = next((at for at in range(after, len(STACK)) if STACK[at : at + len(lines)] == lines), None)
        assert found is not None, f"not in the stack as it stands here:\n{part}"
        after = found + len(lines)
