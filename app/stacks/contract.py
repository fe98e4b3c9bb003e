"""The contract of a stack: one table of spellings, a render function, a parse function.

A stack module makes one `Stack` and decorates two functions:

    @stack.renderer
    def render(bond, write):    yields File(...) and Step(...)

    @stack.parser
    def parse(read):            yields the drafts it found in read.files

The contract does the rest. It hands the renderer only what the kernel takes, parses every
rendering back, and what did not come back is the list of losses: nothing is lost in silence,
and no author has to remember to warn. `gaps` only adds the reasons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import ModuleType

from app.bonding import acceptance, wire
from app.bonding.acceptance import Refusal
from app.bonding.findings import Findings
from app.bonding.kernel import ANY_KERNEL, Kernel, version
from app.bonding.model import Bond
from app.bonding.options import OPTIONS, write_value
from app.distros.releases import Release
from app.formats.node import Line, Node, join
from app.stacks.spelling import Key, Spelling

# ---------------------------------------------------------------- what a rendering holds


@dataclass(frozen=True)
class File:
    """A file as a renderer yields it, in the format that the stack has for its path.

    `adds` marks lines that belong into a file that others share (modprobe.conf): they are
    added, the rest of it stays.
    """

    path: str
    nodes: list[Node]
    permissions: str = "0644"
    adds: bool = False


@dataclass(frozen=True)
class Snippet:
    """A file of a rendering: its path, permissions (octal text) and lines."""

    path: str
    permissions: str
    lines: tuple[Line, ...]
    adds: bool = False

    @property
    def text(self) -> str:
        """The whole text, with a line feed at the end."""
        return join(self.lines)


@dataclass(frozen=True)
class Step:
    """One thing to do: `phase` is apply, verify or rollback; `run` the command line(s).

    `see` says what a healthy system shows, `drops` that the connection goes away with it.
    """

    phase: str
    run: str
    why: str
    see: str = ""
    drops: bool = False


@dataclass(frozen=True)
class Loss:
    """Something asked for that the files do not say: the wire name, the value, and the reason."""

    field: str
    wanted: str
    why: str


@dataclass(frozen=True)
class Rendering:
    """What a stack makes of a bond."""

    snippets: tuple[Snippet, ...]
    steps: tuple[Step, ...]
    losses: tuple[Loss, ...]

    def phase(self, name: str) -> tuple[Step, ...]:
        """The steps of one phase."""
        return tuple(step for step in self.steps if step.phase == name)


# ---------------------------------------------------------------- what a parsing holds


@dataclass(frozen=True)
class Remark:
    """A line that was not read, or that the kernel or the tool would refuse, and why."""

    path: str
    line: int
    text: str
    why: str = ""


@dataclass(frozen=True)
class Parsing:
    """What a stack found in files."""

    bonds: tuple[Bond, ...]
    unread: tuple[Remark, ...] = ()
    refused: tuple[Remark, ...] = ()


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


class Reader:
    """The files to parse, as trees; a parser marks the nodes it took."""

    def __init__(self, spelling: Spelling, files: Mapping[str, list[Node]]) -> None:
        self.spelling = spelling
        self.files = files
        self.refused: list[Remark] = []
        self._taken: set[int] = set()

    def take(self, *nodes: Node | None) -> None:
        """Mark nodes as understood (None is allowed, so that a missing key needs no question)."""
        self._taken.update(id(node) for node in nodes if node is not None)

    def refuse(self, path: str, node: Node, why: str) -> None:
        """Note that the tool or the kernel would refuse or ignore this."""
        self.take(node)
        self.refused.append(Remark(path, node.line, source(node), why))

    def option(self, draft: Draft, path: str, node: Node, name: str, text: str, member: str = "") -> bool:
        """Take a key of the spelling into the draft; False when the spelling does not have it."""
        key = self.spelling.by_name(name)
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
                    yield Remark(path, node.line, source(node))


def source(node: Node) -> str:
    """A node as one line, for messages."""
    return " ".join(node.words) if node.words else f"{node.name}={node.text}" if node.value is not None else node.name


# ---------------------------------------------------------------- the writer's help


@dataclass(frozen=True)
class Writer:
    """What a renderer may ask: the target, and which options it may write how."""

    stack: Stack
    release: Release | None

    def tool(self, name: str) -> tuple[int, ...]:
        """The version of a tool on the target; the newest where nothing is known."""
        return (self.release.tool(name) if self.release else None) or (9999,)

    def options(self, bond: Bond) -> list[tuple[Key, str, str]]:
        """The bond's options that this stack can say on the target: key, its name there, and its text."""
        said = []
        for name, value in bond.options:
            key = self.stack.spelling.get(name)
            text = write_value(value)
            if key and OPTIONS[name].kind != "member_int" and not self.stack.why_not(name, text, self.release):
                said.append((key, key.name_at(self.tool(self.stack.tool)), key.codec.write(text)))
        return said

    def member_options(self, bond: Bond, member: str) -> list[tuple[Key, str]]:
        """The member's own options that this stack can say: key and text."""
        return [
            (key, key.codec.write(str(value)))
            for option, value in bond.member_options(member)
            if (key := self.stack.spelling.get(option.name)) and not self.stack.why_not(option.name, str(value), self.release)
        ]


# ---------------------------------------------------------------- the stack

Renderer = Callable[[Bond, Writer], Iterable[File | Step]]
Trap = Callable[[Bond, Release | None], Findings]
Parser = Callable[[Reader], Iterable[Draft]]


@dataclass(eq=False)
class Stack:
    """A configuration system.

    `tool` is the name in a release's `tools` whose version decides which keys exist; `gaps`
    maps a wire name, "name=value" or (for VLANs only) "vlan.name" to the reason why the stack
    cannot say it and the way to do it anyway; `syntax` is the module of `app.formats` that writes and reads the files;
    `syntaxes` names others by the beginning of the path they are for; `looks_like` tells
    whether a path belongs to the stack.
    """

    title: str
    home: str
    tool: str
    syntax: ModuleType
    spelling: Spelling
    gaps: Mapping[str, str]
    syntaxes: Mapping[str, ModuleType] = field(default_factory=dict)
    id: str = ""
    traps: list[Trap] = field(default_factory=list)
    _render: Renderer | None = None
    _parse: Parser | None = None

    def renderer(self, function: Renderer) -> Renderer:
        """Decorator: this function yields the files and steps of a bond."""
        self._render = function
        return function

    def trap(self, function: Trap) -> Trap:
        """Decorator: a rule that holds for this stack only. Its docstring is its page (see app.rules.rule)."""
        self.traps.append(function)
        return function

    def parser(self, function: Parser) -> Parser:
        """Decorator: this function yields the drafts found in files."""
        self._parse = function
        return function

    # ---- writing

    def render(self, bond: Bond, release: Release | None = None) -> Rendering:
        """Everything for this bond on this release: files, steps, and what could not be said."""
        assert self._render is not None
        refused = acceptance.refusals(bond, _kernel(release))
        sayable = acceptance.accepted(bond, refused)
        unsayable = [name for name, value in sayable.options if self.why_not(name, write_value(value), release)]
        refused += acceptance.without_targets(sayable, unsayable)
        sayable = acceptance.accepted(bond, refused)
        snippets: list[Snippet] = []
        steps: list[Step] = []
        for output in self._render(sayable, Writer(self, release)):
            if isinstance(output, Step):
                steps.append(output)
            elif output.path not in {snippet.path for snippet in snippets}:  # a second file of that path shows as losses
                lines = self.syntax_of(output.path).write(output.nodes)
                snippets.append(Snippet(output.path, output.permissions, tuple(lines), output.adds))
        back = self.parse({snippet.path: snippet.text for snippet in snippets})
        return Rendering(tuple(snippets), tuple(steps), tuple(self._losses(bond, back, refused, release)))

    def _losses(self, bond: Bond, back: Parsing, refused: list[Refusal], release: Release | None) -> Iterator[Loss]:
        got = back.bonds[0] if back.bonds else Bond("", bond.mode)
        missing = meaning(got)
        for word, value in meaning(bond):
            if (word, value) in missing:
                missing.remove((word, value))
            else:
                asked = OPTIONS[word].twin if word in OPTIONS and bond.option(word) is None else word
                yield Loss(asked, value, self._reason(asked, value, refused, release))

    def _reason(self, word: str, value: str, refused: list[Refusal], release: Release | None) -> str:
        for refusal in refused:
            if word == refusal.field and (word in OPTIONS or value == refusal.value):
                return f"Not written: {refusal.why}"
        if word in OPTIONS:
            return self.why_not(word, value, release) or f"{self.title} did not keep it."
        plain = word.rpartition(".")[2] if word.startswith("vlan.") else word
        on_vlan = f"vlan.{plain}" if word.startswith("vlan.") else ""
        for key in (on_vlan, f"{plain}={value}", plain):
            if key and key in self.gaps:
                return self.gaps[key]
        return f"{self.title} has no way to say it."

    def why_not(self, name: str, text: str, release: Release | None = None) -> str:
        """Why this stack cannot say an option with this value on the release; empty if it can."""
        for gap in (f"{name}={text}", name):
            if gap in self.gaps:
                return self.gaps[gap]
        key = self.spelling.get(name)
        if key is None:
            return f"{self.title} has no key for {name}."
        if key.only is not None and text not in key.only:
            return f"{self.title} knows {name} only as {', '.join(key.only)}."
        since = max(key.since, key.values_since.get(text, ""), key=lambda each: version(each or "0"))
        known = release.tool(self.tool) if release else None
        if known and since and known < version(since):
            return f"{key.name} needs {self.tool} {since} or newer; {release.name if release else ''} has {'.'.join(map(str, known))}."
        return ""

    # ---- reading

    def parse(self, files: Mapping[str, str]) -> Parsing:
        """Bonds found in texts by path; what nobody understood, and what would be refused.

        Never raises for bad text: a file that cannot be read at all is one refused remark.
        """
        assert self._parse is not None
        trees: dict[str, list[Node]] = {}
        broken: list[Remark] = []
        for path, text in files.items():
            try:
                trees[path] = self.syntax_of(path).read(text.replace("\r\n", "\n"))
            except ValueError as error:
                broken.append(Remark(path, 0, "", str(error)))
        reader = Reader(self.spelling, trees)
        bonds = [bond for draft in self._parse(reader) if (bond := _settle(draft, reader))]
        return Parsing(tuple(bonds), tuple(reader.unread()), (*broken, *reader.refused))

    def syntax_of(self, path: str) -> ModuleType:
        """The format of a path: the stack's own unless `syntaxes` knows the beginning of it."""
        return next((syntax for start, syntax in self.syntaxes.items() if path.startswith(start)), self.syntax)


def _settle(draft: Draft, reader: Reader) -> Bond | None:
    """The bond of a draft; pairs that are no good become refused remarks and the rest is kept."""
    for _ in range(len(draft.said) + 1):
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
                why = "; ".join(f"{each.message} {each.mend}".strip() for each in reading.problems if each.field == word)
                reader.refused.append(Remark(path, node.line if node else 0, source(node) if node else value, f"{word}: {why}"))
        if len(kept) == len(draft.said):
            path, node = next(((path, node) for _, _, path, node in draft.said if path), ("", None))
            why = "; ".join(f"{each.field}: {each.message} {each.mend}".strip() for each in reading.problems)
            reader.refused.append(Remark(path, node.line if node else 0, draft.name, why))
            return None
        draft.said = kept
    return None


def _kernel(release: Release | None) -> Kernel:
    return release.kernel if release else ANY_KERNEL


def meaning(bond: Bond) -> list[wire.Pair]:
    """The pairs of a bond less what changes nothing: defaults left out, twins under one name."""
    pairs = []
    for word, value in wire.write(bond, explicit=True):
        option = OPTIONS.get(word)
        if option and value == write_value(option.default_in(bond.mode)):
            continue
        pair = (min(word, option.twin) if option and option.twin else word, value)
        if pair not in pairs:
            pairs.append(pair)
    return pairs
