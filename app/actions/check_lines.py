"""What only the text of files shows: unknown keys, keys in a wrong section or twice, permissions, two owners of one interface."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from functools import partial

from app.actions.convert import Reading
from app.actions.sources import Source
from app.bonding.changes import Change, change
from app.formats.node import COMMENT, Node
from app.stacks import lexicon
from app.stacks.contract import Claim, Flaw, Stack, source
from app.stacks.lexicon import Lexicon

PERSISTENT = ("netplan", "networkd", "keyfile", "ifupdown", "ifcfg", "wicked", "nixos")
"""Stacks whose files set up interfaces whenever the machine starts."""


def of_reading(reading: Reading) -> Iterator[Flaw]:
    """What the keys of one stack's files show."""
    for stack, path, nodes in reading.stack.parts(reading.files):
        if words := lexicon.of(stack):
            yield from _Keys(reading, stack, words).walk(path, nodes, ())


class _Keys:
    """Looks at the keys of the files that a stack read."""

    def __init__(self, reading: Reading, stack: Stack, words: Lexicon) -> None:
        self.words = words
        self.stack = stack
        parsing = reading.parsing
        self.unread = {(each.path, each.line, each.text) for each in parsing.unread}
        self.aside = {(each.path, each.line, each.text) for each in parsing.aside}
        self.used = parsing.used
        self.refused = {(each.path, each.line) for each in parsing.refused}
        self.bonds = [bond.name for bond in parsing.bonds]

    def walk(self, path: str, nodes: Iterable[Node], above: tuple[str, ...]) -> Iterator[Flaw]:
        """The flaws of nodes that stand in one another."""
        named = [node for node in nodes if node.name not in (COMMENT, "")]
        if self.words.twice:
            yield from self.twice(path, named, above)
        for node in named:
            inside = (*above, node.name)
            section = self.words.section(inside)
            if not above and node.items and section is None and node.name not in self.words.sections:
                yield from self.unknown_section(path, node)
            elif section is None or node.name == "-" or self.words.has(section, node.name):
                yield from self.walk(path, node.items, inside)
            elif self.words.sections[section]:
                yield from self.unknown(path, node, section)

    def unknown_section(self, path: str, node: Node) -> Iterator[Flaw]:
        """A section that is none, if it is a slip for one."""
        near = lexicon.meant(node.name, [each for each in self.words.sections if "." not in each])
        if near:
            message = f"there is no section {node.name}: {self.words.unknown}."
            yield Flaw(path, node.line, f"[{node.name}]", "error", "unknown-key", message, f"Did you mean {near}?")

    def unknown(self, path: str, node: Node, section: str) -> Iterator[Flaw]:
        """A key that its section does not have; what stands in a section about something else is left alone."""
        leaves = {(path, each.line, source(each)) for each in node.walk() if not each.items}
        if leaves <= self.aside or not (leaves <= self.unread or (path, node.line) in self.refused):
            return
        near = lexicon.meant(node.name, self.words.sections[section])
        home = self.words.home(node.name)
        tell = partial(Flaw, path, node.line, source(node))
        what = f"{node.name} is no key here: {self.words.unknown}."
        if near:
            yield tell("error", "unknown-key", what, f"Did you mean {near}?", *self.fix(near, node))
        elif home:
            message = f"{node.name} belongs into {_section(home)}: {self.words.unknown}."
            yield tell("error", "wrong-section", message, "Move it there.", *self.fix(node.name, node))
        elif section in self.words.closed:
            yield tell("error", "unknown-key", what, "Look the name up, or take it out.")
        elif (path, node.line) not in self.refused:
            yield tell("hint", "unknown-key", f"Bondbook does not know {node.name}; it was not looked at.")

    def fix(self, name: str, node: Node) -> tuple[str, Change | None]:
        """The change of the bond that was meant, where there is only one bond."""
        key = self.stack.spelling.by_name(name)
        if key is None or len(self.bonds) != 1 or node.items:
            return "", None
        try:
            return self.bonds[0], change({key.option: key.codec.read(node.text)})
        except ValueError:
            return self.bonds[0], None

    def twice(self, path: str, nodes: Sequence[Node], above: tuple[str, ...]) -> Iterator[Flaw]:
        """Keys that stand twice with different values; sections may."""
        first: dict[str, Node] = {}
        for node in nodes:
            before = first.setdefault(node.name, node)
            if before is node or node.name in self.words.repeats or (node.items and not above):
                continue
            if (before.text != node.text or node.items) and self.is_used(path, before, node):
                message = f"{node.name} stands in line {before.line} too, with another value: {self.words.twice}."
                yield Flaw(path, node.line, source(node), "warning", "key-twice", message, "Keep one of them.")

    def is_used(self, path: str, *nodes: Node) -> bool:
        """Whether one of these was read."""
        return any(each.line in self.used.get(path, ()) for node in nodes for each in node.walk())


def _section(name: str) -> str:
    """A section as its reader calls it."""
    return f"[{name}]" if "." not in name and name else name.replace("*", "NAME") or "another file"


# ---------------------------------------------------------------- files


def of_sources(judged: Sequence[Reading], every: Sequence[Reading], sources: Sequence[Source]) -> Iterator[Flaw]:
    """What the files show together: permissions, and interfaces that two of them set up."""
    yield from _permissions(judged, sources)
    yield from _members(judged)
    yield from _claims(judged, every, sources)


def _permissions(judged: Sequence[Reading], sources: Sequence[Source]) -> Iterator[Flaw]:
    known = {each.path: each for each in sources if each.mode is not None}
    for reading in judged:
        for path in reading.files:
            passed = any(each.path == path and each.level == "warning" for each in reading.parsing.refused)
            if path in known and reading.parsing.used.get(path) and not passed:
                yield from _permission(reading.stack, known[path])


def _permission(stack: Stack, file: Source) -> Iterator[Flaw]:
    mode = file.mode or 0
    level, where = ("error", "") if file.true else ("hint", " if it is installed like that")
    if stack.id == "keyfile" and mode & 0o077:
        message = f"others may read or write it (mode {mode:04o}): NetworkManager passes over it{where}."
        yield Flaw(file.path, 0, "", level, "permissions", message, "chmod 600 and owner root.")
    elif stack.id == "netplan" and mode & 0o077:
        message = f"others may read it (mode {mode:04o}): netplan takes it and warns each time."
        yield Flaw(file.path, 0, "", "warning" if file.true else "hint", "permissions", message, "chmod 600 and owner root.")
    elif stack.id == "networkd" and not mode & 0o044:
        message = f"only its owner may read it (mode {mode:04o}), and networkd runs as a user of its own{where}."
        yield Flaw(file.path, 0, "", level, "permissions", message, "chmod 644, or 640 with group systemd-network.")


def _members(judged: Sequence[Reading]) -> Iterator[Flaw]:
    """Members that two bonds want, and bonds that two systems make."""
    owners: dict[str, str] = {}
    makers: dict[str, str] = {}
    for reading in judged:
        for bond in reading.parsing.bonds:
            maker = makers.setdefault(bond.name, reading.stack.title)
            place = next((each for each in reading.parsing.said if each.bond == bond.name and each.line), None)
            if maker != reading.stack.title and place:
                message = f"{bond.name} is made by {maker} too: whoever comes last wins."
                yield Flaw(place.path, place.line, "", "error", "claimed-twice", message, "Take it out of one of them.", bond.name)
        for each in reading.parsing.said:
            if each.word == "member" and owners.setdefault(each.value, each.bond) != each.bond and each.line:
                message = f"{each.value} is a member of {owners[each.value]} too: it joins only one of them."
                yield Flaw(each.path, each.line, "", "error", "claimed-twice", message, "Take it out of one of them.", each.bond)


def _claims(judged: Sequence[Reading], every: Sequence[Reading], sources: Sequence[Source]) -> Iterator[Flaw]:
    """Interfaces of the bonds that another file sets up as well, of the same stack or of another one."""
    named = {each.path for each in sources if each.path}
    for reading in judged:
        members = {each.value: (each.bond, each.path, each.line) for each in reading.parsing.said if each.word == "member"}
        for other in every:
            same = other.stack is reading.stack
            if other.stack.id not in PERSISTENT or (not same and other.files.keys() & reading.files.keys()):
                continue
            files = {path: text for path, text in other.files.items() if same or path in named}
            for claim in other.stack.claims(files):
                for member, (bond, path, _) in members.items():
                    if fnmatchcase(member, claim.interface) and not (same and _harmless(other.stack, claim, path)):
                        yield _claimed(claim, member, bond, reading.stack, other.stack)


def _harmless(stack: Stack, claim: Claim, path: str) -> bool:
    """Whether a claim of the same stack takes nothing: what the readers look at themselves, or a file that comes too late."""
    if stack.id == "networkd":
        return claim.path.rpartition("/")[2] >= path.rpartition("/")[2]
    return stack.id in ("netplan", "ifcfg")


def _claimed(claim: Claim, member: str, bond: str, stack: Stack, other: Stack) -> Flaw:
    level = "error" if other is stack and stack.id == "networkd" else "warning"
    who = "this file" if other is stack else f"{other.title}"
    message = f"{member} is a member of {bond}, and {who} {claim.how}: the two get in each other's way."
    return Flaw(claim.path, claim.line, "", level, "claimed-twice", message, "Take it out here.", bond)
