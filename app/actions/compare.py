"""compare: the difference between two configurations: words, files, steps, findings, losses, the switch.

The first is given by its pairs. The second is a link (`with`), or the first with some words
changed (`with.mode`, `with.stack`, `with.release`, and so on for every word), or both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from app.actions import generate as action
from app.actions.differences import Difference
from app.actions.generate import Request, Result, untold, usable
from app.actions.links import link
from app.actions.mends import REFUSED
from app.actions.roles import matched
from app.bonding.changes import Change
from app.bonding.findings import Finding
from app.bonding.kernel import Presence
from app.bonding.options import OPTIONS
from app.bonding.problems import Problem, problem
from app.bonding.wire import Pair
from app.distros.releases import RELEASES
from app.errors import BadInput
from app.formats.node import Line
from app.stacks.contract import Loss, Snippet, Step

WITH = "with"
PREFIX = "with."
PHASES = (("apply", "Apply"), ("verify", "Verify"), ("rollback", "Roll back"))
LONGEST_LINK = 64 * 1024  # characters

Lookup = Callable[[str], list[Pair] | None]
"""The pairs behind the token of a short link."""

# ---------------------------------------------------------------- what is asked for


@dataclass(frozen=True)
class Asked:
    """Two requests. `one_sided`: nothing was said of the second. `note` tells what was assumed of it."""

    left: Request
    right: Request
    problems: tuple[Problem, ...]
    one_sided: bool
    note: str = ""


def read(pairs: Iterable[Pair], lookup: Lookup | None = None) -> Asked:
    """Judge both sides; never raises for bad input. Problems of the second have `with.` before their field."""
    given = [pair for pair in pairs if pair[1].strip() or not pair[0].startswith(WITH)]
    mine = [pair for pair in given if not _of_second(pair[0])]
    links = [value for name, value in given if name == WITH]
    base, bad = mine, []
    if len(links) > 1:
        bad = [problem(WITH, ", ".join(links), "is given more than once.", "Keep one link.")]
    elif links:
        base, bad = _pairs_of(links[0], lookup)
    theirs, note = _changed(base, [(name.removeprefix(PREFIX), value) for name, value in given if name.startswith(PREFIX)])
    left, right = action.read(mine), action.read(theirs)
    told = bad or [replace(each, field=PREFIX + each.field, fix=None) for each in right.problems]
    problems = (*left.problems, *(told if bad or left.problems != right.problems else ()))
    return Asked(left, right, problems, one_sided=len(mine) == len(given), note=note)


def said(text: str) -> Pair:
    """The pair behind `WORD=VALUE` or a link, as somebody gives the second side in one word."""
    name, equals, value = text.partition("=")
    is_word = equals and re.fullmatch(r"[a-z0-9_.]+", name) and not re.search(r"&[a-z0-9_.]+=", value)
    return (PREFIX + name, value) if is_word else (WITH, text)


def _of_second(name: str) -> bool:
    return name == WITH or name.startswith(PREFIX)


def _pairs_of(text: str, lookup: Lookup | None) -> tuple[list[Pair], list[Problem]]:
    """The pairs of a link: of its query alone, whatever host and page stand before it."""
    text = text.strip()
    address, _, _ = text.partition("#")
    path, mark, query = address.partition("?")
    if not mark and re.match(r"[a-z0-9_.]+=", path):
        query = path  # the query alone
    short = re.search(r"(?:^|/)s/([A-Za-z0-9_-]{4,64})/?$", path)
    if short and not query:
        if lookup is None:
            return [], [
                problem(WITH, text, "is a short link, which only its server can follow.", "Open it and give the address it leads to.")
            ]
        found = lookup(short[1])
        return (found, []) if found else ([], [problem(WITH, text, "is a short link that was never made here.", "Give the whole link.")])
    pairs = parse_qsl(query[:LONGEST_LINK], keep_blank_values=True, errors="surrogateescape")
    pairs = [pair for pair in pairs if pair[0] != "shared"]
    if not pairs or len(text) > LONGEST_LINK:
        mend = "Paste a permanent link, the part of it behind the question mark, or a short link of this server."
        return [], [problem(WITH, text, "is not a link of a configuration.", mend)]
    return pairs, []


def _changed(base: list[Pair], changes: list[Pair]) -> tuple[list[Pair], str]:
    """The base with words changed; a stack that the new release does not have gives way to the release's own."""
    words = _grouped(changes)
    pairs = Change(tuple(words.items())).apply(base)
    release = RELEASES.get(words.get("release", ("",))[-1])
    stack = next((value for name, value in pairs if name == "stack"), "")
    if release is None or "stack" in words or (stack or release.default_stack) in usable(release) or not usable(release):
        return pairs, ""
    other = usable(release)[0]
    note = f"{release.name} is compared with stack {other}" + (f", because {stack} does not work there." if stack else ".")
    return Change((("stack", (other,)),)).apply(pairs), note


# ---------------------------------------------------------------- the difference


@dataclass(frozen=True)
class WordChange:
    """A wire word with its values on both sides; none where the word is not given."""

    word: str
    left: tuple[str, ...]
    right: tuple[str, ...]

    @property
    def only_left(self) -> tuple[str, ...]:
        """The values of the first that the second has not."""
        return tuple(value for value in self.left if value not in self.right)

    @property
    def only_right(self) -> tuple[str, ...]:
        """The values of the second that the first has not."""
        return tuple(value for value in self.right if value not in self.left)


@dataclass(frozen=True)
class FileChange:
    """A file of either side, or one that plays the same role on both: `kind` is same, changed, added or removed."""

    role: str
    left: Snippet | None
    right: Snippet | None
    text: Difference

    @property
    def kind(self) -> str:
        """What happened to it. Another path alone is a change too."""
        if self.left is None or self.right is None:
            return "added" if self.left is None else "removed"
        return "same" if self.text.same and self.frame(self.left) == self.frame(self.right) else "changed"

    @staticmethod
    def frame(file: Snippet) -> tuple[str, str, bool]:
        """What is known of a file besides its lines."""
        return file.path, file.permissions, file.adds


@dataclass(frozen=True)
class PhaseChange:
    """The steps of one phase as text: comments say why and what to see."""

    phase: str
    title: str
    text: Difference


@dataclass(frozen=True)
class Comparison:
    """Everything that differs; `left` and `right` hold the whole results."""

    left: Result
    right: Result
    note: str
    words: tuple[WordChange, ...]
    system: tuple[WordChange, ...]
    files: tuple[FileChange, ...]
    phases: tuple[PhaseChange, ...]
    gone: tuple[Finding, ...]
    new: tuple[Finding, ...]
    kept: int
    lost_no_more: tuple[Loss, ...]
    newly_lost: tuple[Loss, ...]

    @property
    def same_switch(self) -> bool:
        """Whether both ask the same of the switch."""
        return self.left.bond.facts.switch_asks == self.right.bond.facts.switch_asks

    @property
    def same(self) -> bool:
        """Whether both are one and the same."""
        return not self.words

    def of_kind(self, kind: str) -> tuple[FileChange, ...]:
        """The files to which that happened."""
        return tuple(file for file in self.files if file.kind == kind)

    @property
    def swapped(self) -> str:
        """The link of the same comparison the other way round."""
        return link("/generate/compare", [*self.right.link, (WITH, link("/generate", self.left.link))])


def compare(asked: Asked) -> Comparison:
    """Compare both sides. Raises BadInput if one of them has problems, or the second was not named."""
    if asked.problems:
        raise BadInput(asked.problems)
    if asked.one_sided:
        mend = "Give with.mode, with.stack or with.release, or a second link as with."
        raise BadInput([problem(WITH, "", "is missing: there is nothing to compare with.", mend)])
    left, right = action.generate(asked.left), action.generate(asked.right)
    known = {_told(each) for each in left.findings} & {_told(each) for each in right.findings}
    losses = [[replace(loss, why=loss.why.removeprefix(REFUSED)) for loss in untold(side)] for side in (left, right)]
    return Comparison(
        left,
        right,
        asked.note,
        tuple(_words(left.link, right.link)),
        tuple(_words(_system(left), _system(right))),
        tuple(
            FileChange(role, one, other, Difference(one.lines if one else (), other.lines if other else ()))
            for role, one, other in matched(left, right)
        ),
        tuple(PhaseChange(phase, title, Difference(_steps(left, phase), _steps(right, phase))) for phase, title in PHASES),
        tuple(_not_in(left, known)),
        tuple(_not_in(right, known)),
        len(known),
        tuple(loss for loss in losses[0] if loss not in losses[1]),
        tuple(loss for loss in losses[1] if loss not in losses[0]),
    )


def _words(left: list[Pair], right: list[Pair]) -> Iterable[WordChange]:
    mine, theirs = _grouped(left), _grouped(right)
    for word in dict.fromkeys([*mine, *theirs]):
        if mine.get(word) != theirs.get(word):
            yield WordChange(word, mine.get(word, ()), theirs.get(word, ()))


def _system(result: Result) -> list[Pair]:
    """What the target brings along: kernel, version of the stack's tool, options that can be set there in this mode."""
    release, stack = result.target.release, result.target.stack
    tool = release.tool(stack.tool)
    version = [(stack.tool, ".".join(map(str, tool)))] if tool else []
    return [("kernel", str(release.kernel)), *version, *(("options", name) for name in OPTIONS if _can_set(name, result))]


def _can_set(name: str, result: Result) -> bool:
    option, release, stack = OPTIONS[name], result.target.release, result.target.stack
    key = stack.within(release).spelling.get(name)
    text = key.only[0] if key and key.only else ""
    known = option.presence(release.kernel, None, result.bond.mode).presence is not Presence.NO
    return known and result.bond.mode in option.effective and not stack.why_not(name, text, release)


def _not_in(result: Result, known: set[tuple[str, str, str, str]]) -> Iterable[Finding]:
    """The findings of one side only; what the switch is asked is told in its own place."""
    switch = result.bond.facts.switch_asks
    return (each for each in result.findings if _told(each) not in known and each.message != switch)


def _grouped(pairs: list[Pair]) -> dict[str, tuple[str, ...]]:
    words: dict[str, list[str]] = {}
    for name, value in pairs:
        words.setdefault(name, []).append(value)
    return {name: tuple(values) for name, values in words.items()}


def _told(finding: Finding) -> tuple[str, str, str, str]:
    return finding.id, finding.level, finding.field, finding.message


def _steps(result: Result, phase: str) -> tuple[Line, ...]:
    return tuple(line for step in result.rendering.phase(phase) for line in _step(step))


def _step(step: Step) -> Iterable[Line]:
    yield Line(f"# {step.why}" + (" The connection drops." if step.drops else ""))
    yield from (Line(line) for line in step.run.splitlines())
    yield from (Line(f"#    {line}".rstrip()) for line in step.see.splitlines())
