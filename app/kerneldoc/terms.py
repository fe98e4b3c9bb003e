"""Terms and anchors: which lines name an option or a value, and where each has its place on the page."""

from __future__ import annotations

import re

from app.kerneldoc.tree import Block, Entry, Section, inside

LINE = re.compile(r"([A-Za-z0-9_][\w.+-]*)(?: or ([\w.+-]+))?,?(?: \([^()]*\))?:?")
"""A line that is a term: `miimon`, `stable or 0`, `always or 0 (default)`, `broadcast:`."""

OPTION = re.compile(r"[a-z][a-z0-9_]*")
OF_OPTIONS = re.compile(r"\b(?:options|parameters)\b", re.IGNORECASE)
"""Titles of sections whose terms are options."""

TAKEN = ("main", "theme", "live", "q", "contents")
"""Ids of the page around the document."""

LONGEST_ANCHOR = 80


def names_of(lines: list[str]) -> list[str]:
    """The names in the lines of a term; empty if the lines are no term."""
    found = [LINE.fullmatch(line.strip()) for line in lines]
    return [name for match in found if match for name in match.groups() if name] if all(found) else []


def place(root: Section) -> Section:
    """Find the options, and give every section, option and value its anchor."""
    _Anchors().section(root)
    return root


class _Anchors:
    def __init__(self) -> None:
        self.taken = dict.fromkeys(TAKEN, 1)

    def section(self, section: Section) -> None:
        section.anchor = self.free(f"s-{_slug(re.sub(r'^[0-9.)]+ *', '', section.title))}")
        options = bool(OF_OPTIONS.search(section.title))
        for block in section.blocks:
            if isinstance(block, Entry) and options and block.names and all(map(OPTION.fullmatch, block.names)):
                block.option = True
                block.anchors = [self.free(name) for name in block.names]
                self.values(block.names[0], block.blocks)
            elif isinstance(block, Section):
                self.section(block)

    def values(self, option: str, blocks: list[Block]) -> None:
        """The first name of each value of an option; deeper terms have no place of their own."""
        for block in blocks:
            if isinstance(block, Entry) and block.names:
                block.anchors = [self.free(f"{option}-{_slug(block.names[0])}")]
            elif not isinstance(block, Entry):
                for inner in inside(block):
                    self.values(option, inner)

    def free(self, wanted: str) -> str:
        """The anchor itself, or with the next number behind it where it is taken."""
        anchor = wanted = wanted[:LONGEST_ANCHOR]
        while anchor in self.taken:
            self.taken[wanted] += 1
            anchor = f"{wanted}-{self.taken[wanted]}"
        self.taken[anchor] = 1
        return anchor


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9._]+", "-", text.lower()).strip("-.") or "x"
