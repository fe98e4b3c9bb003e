"""Lines of a script: `echo` into sysfs for what this version of ip has no word for."""

from __future__ import annotations

from collections.abc import Iterator

from app.bonding.model import Bond
from app.bonding.options import OPTIONS
from app.distros.releases import Release
from app.formats.node import Node
from app.stacks.contract import Draft, Reader, Writer
from app.stacks.indirect import Way
from app.stacks.indirect.settings import say_redirection, settings


def lines(bond: Bond, write: Writer) -> Iterator[Node]:
    """The lines for behind the one that makes the bond, while it is down and without members."""
    for name, value in write.beyond(bond):
        yield from (each.node for each in settings(bond, name, value))


def why_not(name: str, mode: str, release: Release | None) -> str:
    """Why the script can't set an option: only a file helps where ip has no word."""
    return "" if OPTIONS[name].sysfs and OPTIONS[name].scope == "bond" else "There is no file in sysfs for it either."


def read_lines(read: Reader, drafts: list[Draft]) -> None:
    """Take the lines from the scripts in which the bonds are made."""
    bonds = {draft.name: draft for draft in drafts}
    for path, nodes in read.files.items():
        for node in nodes:
            if say_redirection(bonds, path, node, node.words):
                read.take(node)


WAY = Way("lines that write into sysfs", why_not, read=read_lines)
