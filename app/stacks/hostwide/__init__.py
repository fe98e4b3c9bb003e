"""Name servers and search domains where a system has them for the whole host: comments keep whose they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from app.bonding.model import Addressing, Bond
from app.formats.node import COMMENT, Node, comment

Place = TypeVar("Place")
WORDS = ("dns", "search")
OWNER = re.compile(r"(dns|search) of (\S+): (.*)")


def asked(bond: Bond) -> list[tuple[str, str, Addressing]]:
    """The prefix of the words of each interface, the one that carries its addresses, and what it asks for."""
    own = [("", bond.name, bond.addressing), *((f"vlan.{vlan.id}.", vlan.name, vlan.addressing) for vlan in bond.vlans)]
    return [(prefix, bond.carrier_of(name), each) for prefix, name, each in own]


def comments(bond: Bond, home: str | None) -> Iterator[Node]:
    """A comment for each owner, unless all belongs to `home`: the prefix of what a reader takes without one, None for nothing."""
    asking = [(prefix, name, each) for prefix, name, each in asked(bond) if each.dns or each.search]
    if {prefix for prefix, _, _ in asking} <= {home}:
        return
    for prefix, name, each in asking:
        for word in WORDS:
            if told := getattr(each, word):
                yield comment(f"{word} of {name}: {' '.join(told)}", prefix + word)


def values(bond: Bond, word: str) -> list[tuple[str, str]]:
    """All values of `dns` or `search`, each one once, with the wire names that it is about."""
    about: dict[str, list[str]] = {}
    for prefix, _, each in asked(bond):
        for value in getattr(each, word):
            about.setdefault(value, []).append(prefix + word)
    return [(value, " ".join(dict.fromkeys(names))) for value, names in about.items()]


def owners(nodes: Iterable[Node], place: Callable[[str], Place | None]) -> dict[tuple[str, str], list[Place]]:
    """Which interfaces the comments give a value to, by word and value; `place` finds an interface by its name."""
    found: dict[tuple[str, str], list[Place]] = {}
    for node in nodes:
        if node.name == COMMENT and (match := OWNER.fullmatch(node.text)) and (owner := place(match[2])):
            for value in match[3].split():
                found.setdefault((match[1], value), []).append(owner)
    return found
