"""What a parser works with: the trees of the files, and the draft of each bond it finds there."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from app.bonding import wire
from app.bonding.changes import Fix, changes
from app.bonding.model import Bond
from app.bonding.options import OPTIONS
from app.formats.node import Node
from app.stacks.outcome import Flaw, Remark, Said
from app.stacks.spelling import Spelling


@dataclass
class Draft:
    """A bond in the making: wire pairs, each with the place it was read from."""

    name: str
    said: list[tuple[str, str, str, Node | None]] = field(default_factory=list)

    def say(self, word: str, value: object, path: str = "", node: Node | None = None) -> None:
        """Note one wire pair. A later pair of a word that stands once replaces the earlier."""
        if word.rpartition(".")[2] not in wire.LISTS:
            self.said = [entry for entry in self.said if entry[0] != word]
        self.said.append((word, str(value), path, node))

    def values(self, word: str) -> list[str]:
        """What was said so far of a word."""
        return [value for each, value, _, _ in self.said if each == word]

    def implied(self) -> Iterator[tuple[str, str]]:
        """The options that no line says."""
        yield from ((word, value) for word, value, _, node in self.said if node is None and word in OPTIONS)


class Reader:
    """The files to parse, as trees; a parser marks the nodes it took."""

    def __init__(self, spelling: Spelling, files: Mapping[str, list[Node]]) -> None:
        self.spelling = spelling
        self.files = files
        self.refused: list[Remark] = []
        self.flaws: list[Flaw] = []
        self._taken: set[int] = set()
        self._inside: dict[int, tuple[str, ...]] = {}
        self._files: dict[int, str] = {}
        self._own: dict[int, tuple[Node, Node]] = {}
        for path, nodes in files.items():
            for node in nodes:
                self._place(path, node, ())

    def _place(self, path: str, node: Node, above: tuple[str, ...]) -> None:
        self._files[id(node)] = path
        self._inside[id(node)] = inside = (*above, node.name or " ".join(node.words[:1]))
        for item in node.items:
            self._place(path, item, inside)

    def within(self, spelling: Spelling, files: Mapping[str, list[Node]], made: Iterable[tuple[Node, Node]] = ()) -> Reader:
        """A reader for the parser of another stack, whose files stand within these: what it takes and notes counts here.

        `made` are pairs of a node of those files that is none of these ones, and the node here that it was made for.
        """
        self._own.update((id(each), (each, own)) for each, own in made)  # the pair keeps the made one, and so its id, alive
        inside = copy.copy(self)
        inside.spelling, inside.files = spelling, files
        return inside

    def _origin(self, node: Node) -> Node:
        return self._own[id(node)][1] if id(node) in self._own else node

    def where(self, node: Node, path: str = "") -> str:
        """The file in which a node stands: that of a drop-in, where a parser put it to its main file."""
        return self._files.get(id(self._origin(node)), path)

    def take(self, *nodes: Node | None) -> None:
        """Mark nodes as understood (None is allowed, so that a missing key needs no question)."""
        self._taken.update(id(self._origin(node)) for node in nodes if node is not None)

    def took(self, node: Node) -> bool:
        """Whether a node was understood."""
        return id(self._origin(node)) in self._taken

    def refuse(self, path: str, node: Node, why: str, level: str = "error", bond: str = "", tells: tuple[str, ...] = ()) -> None:
        """Note that the tool or the kernel would refuse or ignore this, or that it can't be read (a hint); `tells` as in Remark."""
        self.take(node)
        self.refused.append(replace(self._remark(path, node, why), level=level, bond=bond, tells=tells))

    def flaw(self, node: Node, level: str, id: str, message: str, mend: str = "", bond: str = "", fix: Fix = None) -> None:
        """Note that a line, taken or not, does not do in the tool what it says; `fix` mends the bond."""
        of_bond = next(iter(changes(fix)), None)
        self.flaws.append(Flaw(self.where(node), node.line, source(self._origin(node)), level, id, message, mend, bond, of_bond))

    def _remark(self, path: str, node: Node, why: str = "") -> Remark:
        own = self._origin(node)
        return Remark(self.where(node, path), node.line, source(own), why, self._inside.get(id(own), ()))

    def option(self, draft: Draft, path: str, node: Node, name: str, text: str, member: str = "", spelling: Spelling | None = None) -> bool:
        """Take a key of the spelling (the stack's own unless another is given) into the draft; False when the spelling does not have it."""
        key = (spelling or self.spelling).by_name(name)
        if key is None:
            return False
        try:
            value = key.codec.read(text)
        except ValueError as error:
            self.refuse(path, node, str(error))
            return True
        if key.only is not None and value not in key.only:
            self.refuse(path, node, f"{name} takes only {', '.join(map(key.codec.write, key.only))}")
            return True
        self.take(node)
        if member:
            value = ",".join([*draft.values(key.option), f"{member}:{value}"])
        draft.say(key.option, value, path, node)
        return True

    def unread(self) -> Iterator[Remark]:
        """What nobody took: leaves, and sections whose name nobody knew."""
        for path, nodes in self.files.items():
            for node in (each for root in nodes for each in root.walk()):
                if id(node) not in self._taken and node.name != "#" and not node.items:
                    yield self._remark(path, node)

    def aside(self) -> Iterator[Remark]:
        """The part of the unread that stands in a file or a section of which nothing was taken: it is about something else."""
        for path, nodes in self.files.items():
            walked = [each for root in nodes for each in root.walk()]
            if not any(id(each) in self._taken for each in walked):
                yield from (self._remark(path, each) for each in walked if each.name != "#" and not each.items)
            else:
                for node in nodes:
                    yield from self._aside(path, node)

    def _aside(self, path: str, node: Node) -> Iterator[Remark]:
        if not node.items:
            return
        if any(id(each) in self._taken for each in node.walk()):
            for item in node.items:
                yield from self._aside(path, item)
        else:
            yield from (self._remark(path, each) for each in node.walk() if not each.items and each.name != "#")

    def used(self) -> dict[str, frozenset[int]]:
        """The numbers of the lines that were taken, by path."""
        return {
            path: frozenset(each.line for root in nodes for each in root.walk() if id(each) in self._taken and each.line)
            for path, nodes in self.files.items()
        }


def said(draft: Draft, reader: Reader) -> Iterator[Said]:
    """Where the words of a draft stand."""
    for word, value, path, node in draft.said:
        yield Said(draft.name, word, value, reader.where(node, path) if node else path, node.line if node else 0)


def source(node: Node) -> str:
    """A node as one line, for messages."""
    return " ".join(node.words) if node.words else f"{node.name}={node.text}" if node.value is not None else node.name


def settle(draft: Draft, reader: Reader) -> Bond | None:
    """The bond of a draft; pairs that are no good become refused remarks and the rest is kept."""
    _one_name_a_member(draft, reader)
    for _ in range(len(draft.said) + 2):  # one more for a mode in place of a bad one, or of none
        reading = wire.read([("name", draft.name), *((word, value) for word, value, _, _ in draft.said)])
        if reading.bond:
            return reading.bond
        bad = {each.field for each in reading.problems}
        if bad == {"mode"} and not draft.values("mode"):
            draft.say("mode", "balance-rr")  # what the kernel takes when nobody says
            continue
        kept = [entry for entry in draft.said if entry[0] not in bad]
        for word, value, path, node in draft.said:
            if word in bad:
                problems = [each for each in reading.problems if each.field == word]
                why = "; ".join(f"{each.message} {each.mend}".strip() for each in problems)
                place, line = (reader.where(node, path), node.line) if node else (path, 0)
                fix = next((each.fix for each in problems if each.fix), None)
                text = source(node) if node else value
                reader.refused.append(Remark(place, line, text, f"{word}: {why}", bond=draft.name, fix=fix))
        if len(kept) == len(draft.said):
            path, node = next(((path, node) for _, _, path, node in draft.said if path), ("", None))
            why = "; ".join(f"{each.field}: {each.message} {each.mend}".strip() for each in reading.problems)
            reader.refused.append(Remark(path, node.line if node else 0, draft.name, why))
            return None
        draft.said = kept
    return None


def _one_name_a_member(draft: Draft, reader: Reader) -> None:
    """Refuse a name with a blank or a comma in it: the wire form would take it for two members."""
    for entry in [entry for entry in draft.said if entry[0] == "member" and re.search(r"[\s,]", entry[1])]:
        _, value, path, node = entry
        place, line = (reader.where(node, path), node.line) if node else (path, 0)
        reader.refused.append(
            Remark(place, line, source(node) if node else value, f"member: “{value}” is no name of an interface.", bond=draft.name)
        )
        draft.said.remove(entry)
