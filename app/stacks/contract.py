"""The contract of a stack: one table of spellings, a render function, a parse function.

A stack module makes one `Stack` and decorates two functions:

    @stack.renderer
    def render(bond, write):    yields File(...) and Step(...)

    @stack.parser
    def parse(read):            yields the drafts it found in read.files

The contract does the rest. It hands the renderer only what the kernel takes, parses every
rendering back, and what did not come back is the list of losses: nothing is lost in silence,
and no author has to remember to warn. `gaps` only adds the reasons. What has no key, but an
indirect way, is written that way when the target asks for it, and read back alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from types import ModuleType

from app.bonding import acceptance, wire
from app.bonding.acceptance import Refusal
from app.bonding.findings import Findings
from app.bonding.kernel import ANY_KERNEL, Kernel, version
from app.bonding.mending import ARP_WORDS
from app.bonding.model import Bond
from app.bonding.options import OPTIONS, Value, write_value
from app.distros.releases import Release
from app.formats.node import Node
from app.stacks.indirect import Way
from app.stacks.outcome import Claim, File, Flaw, Loss, Parsing, Remark, Rendering, Said, Snippet, Step
from app.stacks.places import Place
from app.stacks.reading import Draft, Reader, said, settle, source
from app.stacks.spelling import Key, Spelling

__all__ = [
    "Claim", "Draft", "File", "Flaw", "Loss", "Parser", "Parsing", "Place", "Reader", "Remark", "Renderer", "Rendering", "Said", "Snippet",
    "Stack", "Step", "Trap", "Way", "Writer", "meaning", "source",
]  # fmt: skip

# ---------------------------------------------------------------- the writer's help


@dataclass(frozen=True)
class Writer:
    """What a renderer may ask: the target, which options it may write how, and which ones were `refused` and are gone from the bond."""

    stack: Stack
    release: Release | None
    indirect: bool = False
    refused: frozenset[str] = frozenset()

    def tool(self, name: str) -> tuple[int, ...]:
        """The version of a tool on the target; the newest where nothing is known."""
        return (self.release.tool(name) if self.release else None) or (9999,)

    def options(self, bond: Bond) -> list[tuple[Key, str, str]]:
        """The bond's options that this stack can say on the target: key, its name there, and its text."""
        said = []
        for name, value in bond.options:
            key = self.stack.spelling.get(name)
            text = write_value(value)
            if key and OPTIONS[name].kind != "member_int" and not self.stack.why_not_for(bond, name, text, self.release):
                said.append((key, key.name_at(self.tool(self.stack.tool)), key.codec.write(text)))
        return said

    def member_options(self, bond: Bond, member: str) -> list[tuple[Key, str]]:
        """The member's own options that this stack can say: key and text."""
        return [
            (key, key.codec.write(str(value)))
            for option, value in bond.member_options(member)
            if (key := self.stack.spelling.get(option.name)) and not self.stack.why_not_for(bond, option.name, str(value), self.release)
        ]

    def beyond(self, bond: Bond) -> list[tuple[str, Value]]:
        """The options to set in the indirect way; none unless the target asks for it."""
        return self.stack.beyond(bond, self.release) if self.indirect else []


# ---------------------------------------------------------------- the stack

Renderer = Callable[[Bond, Writer], Iterable[File | Step]]
Trap = Callable[[Bond, Release | None], Findings]
Parser = Callable[[Reader], Iterable[Draft]]
Claimer = Callable[[str, list[Node]], Iterable[Claim]]
BackEnd = Callable[[Release | None], Mapping[str, str]]


@dataclass(eq=False)
class Stack:
    """A configuration system.

    `tool` is the name in a release's `tools` whose version decides which keys exist; `gaps`
    maps a wire name, "name=value" or (for VLANs only) "vlan.name" to the reason why the stack
    cannot say it and the way to do it anyway; `syntax` is the module of `app.formats` that writes and reads the files;
    `syntaxes` names others by the beginning of the path they are for; `places` tell where its
    files lie, and what a text without a name looks like that is one; `indirect` is the way to set what has no key;
    `frame` explains the lines around the options (see app.stacks.phrases). `until_reboot` says that its result is gone
    after a restart, unless something runs its commands again; `beside` that its files go along with those of another stack,
    which keep what is set up (commands of nmcli, parameters of the module); `apart` that a member says in a file of its own whose it is, so
    that the bond's file alone names none; `elsewhere`, in a whole sentence, where the files act if not on
    the running machine that has the bond (an installer, a first boot, a control node): for those there is no script; `displaces` the stack
    whose packages are removed when its own are installed: where that one is the default, it is not offered instead.
    """

    title: str
    home: str
    tool: str
    syntax: ModuleType
    spelling: Spelling
    gaps: Mapping[str, str]
    syntaxes: Mapping[str, ModuleType] = field(default_factory=dict)
    places: tuple[Place, ...] = ()
    indirect: Way | None = None
    frame: Mapping[str, str] = field(default_factory=dict)
    until_reboot: bool = False
    beside: bool = False
    apart: bool = False
    elsewhere: str = ""
    displaces: str = ""
    id: str = ""
    traps: list[Trap] = field(default_factory=list)
    _behind: BackEnd | None = None
    _claim: Claimer | None = None
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

    def behind(self, function: BackEnd) -> BackEnd:
        """Decorator: this function says what the tool behind, which the stack hands its files to, loses on a release.

        It gives reasons by the same words as `gaps`. What it names is not written, because it would not arrive.
        """
        self._behind = function
        return function

    def gaps_on(self, release: Release | None) -> Mapping[str, str]:
        """The reasons for what cannot be said on a release: those of the stack itself, then those of the tool behind."""
        return {**self._behind(release), **self.gaps} if self._behind else self.gaps

    def claimer(self, function: Claimer) -> Claimer:
        """Decorator: this function yields the interfaces that a file of the stack sets up for itself, as no member of a bond."""
        self._claim = function
        return function

    def claims(self, files: Mapping[str, str]) -> list[Claim]:
        """The interfaces that files set up for themselves."""
        found: list[Claim] = []
        for path, nodes in self.trees(files).items() if self._claim else ():
            found += self._claim(path, nodes) if self._claim else ()
        return found

    def trees(self, files: Mapping[str, str]) -> dict[str, list[Node]]:
        """The files as trees, less those that can't be read."""
        found = {}
        for path, text in files.items():
            with suppress(ValueError):
                found[path] = self.opened(self.syntax_of(path).read(text))
        return found

    def parts(self, files: Mapping[str, str]) -> Iterator[tuple[Stack, str, list[Node]]]:
        """The trees of files, each with the stack whose words it holds: another one, where this one covers it."""
        for path, nodes in self.trees(files).items():
            yield self, path, nodes

    def opened(self, nodes: list[Node]) -> list[Node]:
        """The nodes of a file, with those of the files that stand in it as texts; a stack that covers another one knows which."""
        return nodes

    @property
    def at_start(self) -> bool:
        """Whether its files by themselves set up interfaces whenever the machine starts."""
        return not (self.until_reboot or self.beside or self.elsewhere)

    @property
    def phrases(self) -> dict[str, str]:
        """What the lines around the options say, those of the indirect way included."""
        return {**(self.indirect.frame if self.indirect else {}), **self.frame}

    # ---- a stack within another

    def within(self, release: Release | None) -> Stack:
        """The stack whose words count on a release: this one, unless its files are a cover for another's."""
        return self

    def release_in(self, files: Mapping[str, str]) -> str:
        """The id of the release that files say they are for; empty where they say none."""
        return ""

    def written(self, bond: Bond, write: Writer) -> Iterable[File | Step]:
        """The files and steps of a bond, for a stack that puts the files into its own."""
        assert self._render is not None
        return self._render(bond, replace(write, stack=self))

    def drafts(self, read: Reader) -> list[Draft]:
        """The drafts that the parser finds in a reader's files, those of the indirect way included."""
        assert self._parse is not None
        found = list(self._parse(read))
        if self.indirect and self.indirect.read:
            self.indirect.read(read, found)
        return found

    # ---- writing

    def render(self, bond: Bond, release: Release | None = None, *, indirect: bool = False) -> Rendering:
        """Everything for this bond on this release: files, steps, and what could not be said.

        `indirect` has what the stack has no key for set in its indirect way.
        """
        assert self._render is not None
        refused = self.refusals(bond, release)
        sayable = acceptance.accepted(bond, refused)
        beyond = {name for name, _ in self.beyond(sayable, release)} if indirect else set()
        asked = [(name, write_value(value)) for name, value in sayable.options if name not in beyond]
        unsayable = [name for name, text in asked if self.why_not_for(sayable, name, text, release)]
        refused += acceptance.without_targets(sayable, unsayable)
        sayable = acceptance.accepted(bond, refused)
        snippets: list[Snippet] = []
        steps: list[Step] = []
        for output in self._render(sayable, Writer(self, release, indirect, frozenset(each.field for each in refused))):
            if isinstance(output, Step):
                steps.append(output)
            elif output.path not in {snippet.path for snippet in snippets}:  # a second file of that path shows as losses
                lines = self.syntax_of(output.path).write(output.nodes)
                snippets.append(Snippet(output.path, output.permissions, tuple(lines), output.adds))
        back = self.parse({snippet.path: snippet.text for snippet in snippets})
        losses = [self._offered(bond, loss, refused, release, indirect) for loss in self._losses(bond, sayable, back, refused, release)]
        return Rendering(tuple(snippets), tuple(steps), tuple(losses), back)

    # ---- the indirect way

    def offers(self, name: str, mode: str, release: Release | None) -> bool:
        """Whether the indirect way can set an option; an action on a running bond is nothing to repeat at every start."""
        return self.indirect is not None and not OPTIONS[name].runtime and not self.indirect.why_not(name, mode, release)

    def beyond(self, bond: Bond, release: Release | None) -> list[tuple[str, Value]]:
        """The options to set in the indirect way: those without a key that are not what the kernel does by itself."""
        return [
            (name, value)
            for name, value in bond.options
            if value != OPTIONS[name].default_in(bond.mode)
            and self.why_not_for(bond, name, write_value(value), release)
            and self.offers(name, bond.mode, release)
        ]

    @property
    def offer(self) -> str:
        """What is said of an option that the indirect way can set."""
        return f"With indirect=yes it is set through {self.indirect.title}." if self.indirect else ""

    def and_indirectly(self, why: str, name: str, mode: str, release: Release | None, *, indirect: bool) -> str:
        """A reason why an option has no key, with what the indirect way would do about it, or why it did nothing."""
        more = self.offer if not indirect and self.offers(name, mode, release) else ""
        if indirect and self.indirect and not OPTIONS[name].runtime:
            more = self.indirect.why_not(name, mode, release)
        return f"{why}{'' if why.endswith('.') else '.'} {more}" if more else why

    def _offered(self, bond: Bond, loss: Loss, refused: list[Refusal], release: Release | None, indirect: bool) -> Loss:
        """The loss with what the indirect way has to do with it; what was lost for another reason than a missing key it can't help."""
        if (
            loss.field not in OPTIONS
            or loss.field in {each.field for each in refused}
            or not self.why_not_for(bond, loss.field, loss.wanted, release)
        ):
            return loss
        offered = not indirect and self.offers(loss.field, bond.mode, release)
        return replace(loss, why=self.and_indirectly(loss.why, loss.field, bond.mode, release, indirect=indirect), indirect=offered)

    def refusals(self, bond: Bond, release: Release | None) -> list[Refusal]:
        """What is not written because the kernel refuses it; a stack whose tool refuses more adds that."""
        return acceptance.refusals(bond, _kernel(release))

    def _losses(self, bond: Bond, sayable: Bond, back: Parsing, refused: list[Refusal], release: Release | None) -> Iterator[Loss]:
        got = back.bonds[0] if back.bonds else Bond("", bond.mode)
        missing = meaning(got)
        for word, value in meaning(bond):
            if (word, value) in missing:
                missing.remove((word, value))
            else:
                asked = OPTIONS[word].twin if word in OPTIONS and bond.option(word) is None else word
                yield Loss(asked, value, self._reason(asked, value, sayable, refused, release))

    def _reason(self, word: str, value: str, sayable: Bond, refused: list[Refusal], release: Release | None) -> str:
        for refusal in refused:
            if word == refusal.field and (word in OPTIONS or value == refusal.value):
                return f"Not written: {refusal.why}"
        if word in OPTIONS:
            lone = word in ARP_WORDS and "arp_interval" in {each.field for each in refused}
            otherwise = "Not written: it does nothing without the ARP monitor." if lone else f"{self.title} did not keep it."
            return self.why_not_for(sayable, word, value, release) or otherwise
        plain = word.rpartition(".")[2] if word.startswith("vlan.") else word
        on_vlan = f"vlan.{plain}" if word.startswith("vlan.") else ""
        gaps = self.gaps_on(release)
        for key in (on_vlan, f"{plain}={value}", plain):
            if key and key in gaps:
                return gaps[key]
        return f"{self.title} has no way to say it."

    def why_not(self, name: str, text: str, release: Release | None = None) -> str:
        """Why this stack cannot say an option with this value on the release; empty if it can."""
        gaps = self.gaps_on(release)
        for gap in (f"{name}={text}", name):
            if gap in gaps:
                return gaps[gap]
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

    def why_not_for(self, bond: Bond, name: str, text: str, release: Release | None = None) -> str:
        """Why this stack cannot say it for this bond, whose mode and other options count too; empty if it can."""
        key = self.spelling.get(name)
        if key and key.needs and not acceptance.is_set(bond, key.needs):
            return f"{key.name} works here only together with {key.needs}. Set that too, or leave {name} out."
        modes = (key.modes.get(text) or key.modes.get("")) if key else None
        if key and modes and bond.mode not in modes:
            return f"{key.name}={text} works here only in mode {', '.join(sorted(modes))}."
        return self.why_not(name, text, release)

    # ---- reading

    def parse(self, files: Mapping[str, str]) -> Parsing:
        """Bonds found in texts by path; what nobody understood, and what would be refused.

        Never raises for bad text: a file that cannot be read at all is one refused remark.
        """
        trees: dict[str, list[Node]] = {}
        broken: list[Remark] = []
        for path, text in files.items():
            try:
                trees[path] = self.opened(self.syntax_of(path).read(text.replace("\r\n", "\n")))
            except ValueError as error:
                broken.append(Remark(path, getattr(error, "line", 0), "", str(error)))
        reader = Reader(self.spelling, trees)
        drafts = self.drafts(reader)
        bonds = [bond for draft in drafts if (bond := settle(draft, reader))]
        refused = (*broken, *reader.refused)
        places = tuple(place for each in drafts for place in said(each, reader))
        implied = tuple((each.name, word, text) for each in drafts for word, text in each.implied())
        flaws = tuple(reader.flaws)
        return Parsing(tuple(bonds), tuple(reader.unread()), refused, tuple(reader.aside()), reader.used(), implied, places, flaws)

    def syntax_of(self, path: str) -> ModuleType:
        """The format of a path: the stack's own unless `syntaxes` knows the beginning of it."""
        known = {**self.syntaxes, **(self.indirect.syntaxes if self.indirect else {})}
        return next((syntax for start, syntax in known.items() if path.startswith(start)), self.syntax)


def _kernel(release: Release | None) -> Kernel:
    return release.kernel if release else ANY_KERNEL


def meaning(bond: Bond) -> list[wire.Pair]:
    """The pairs of a bond less what changes nothing: defaults left out, twins under one name."""
    pairs = []
    for word, value in wire.write(bond, explicit=True):
        option = OPTIONS.get(word)
        if option and value == write_value(option.default_in(bond.mode)):
            continue
        told = ",".join(sorted(value.split(","))) if option and option.kind == "member_int" else value
        pair = (min(word, option.twin) if option and option.twin else word, told)
        if pair not in pairs:
            pairs.append(pair)
    return pairs
