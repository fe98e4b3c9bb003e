"""Roles of files: which file of one configuration does what which file of another does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from app.actions.generate import Result
from app.bonding.model import Bond
from app.stacks.contract import Snippet

MAKES_IT = 100

Match = tuple[str, Snippet | None, Snippet | None]
"""A role in words, and the file that has it on either side."""


def matched(left: Result, right: Result) -> Iterator[Match]:
    """The files of both in the order of the first: by path, then by role; what nobody matches stands alone."""
    mine, theirs = list(left.rendering.snippets), list(right.rendering.snippets)
    partner = {file.path: file for file in theirs}
    pairs: dict[str, Snippet] = {file.path: partner[file.path] for file in mine if file.path in partner}
    free = [file for file in theirs if file.path not in pairs]
    for file in mine:
        alike = [other for other in free if role(other, right.bond) == role(file, left.bond)]
        if file.path not in pairs and alike:
            pairs[file.path] = max(alike, key=lambda other: _common(file, other))
            free.remove(pairs[file.path])
    for file in mine:
        yield _said(role(file, left.bond)), file, pairs.get(file.path)
    for file in free:
        yield _said(role(file, right.bond)), None, file


def role(file: Snippet, bond: Bond) -> tuple[str, str]:
    """What a file is for, by the interface that its name holds. Members count by their place, so that renamed ones match."""
    name = PurePosixPath(file.path).name
    if "modprobe" in file.path:
        return "module", ""
    for number, member in enumerate(bond.members, 1):
        if _holds(name, member):
            return "member", str(number)
    for vlan in bond.vlans:
        if _holds(name, vlan.name):
            return "VLAN", str(vlan.id)
    if bond.bridge and _holds(name, bond.bridge.name):
        return "bridge", ""
    return ("bond", "") if _holds(name, bond.name) else ("file", name)


def _holds(name: str, interface: str) -> bool:
    return re.search(rf"(?<![A-Za-z0-9]){re.escape(interface)}(?![A-Za-z0-9])", name) is not None


def _common(one: Snippet, other: Snippet) -> int:
    """How many wire words both files are about; the mode counts most, because one file alone makes the bond."""
    common = _about(one) & _about(other)
    return len(common) + (MAKES_IT if "mode" in common else 0)


def _about(file: Snippet) -> set[str]:
    return {word for line in file.lines for word in line.about.split()}


def _said(found: Iterable[str]) -> str:
    return " ".join(filter(None, found))
