"""check: what is wrong with the configuration of a bond, as a compiler tells it: file, line, what, what happens, the mend.

Findings come from the rules of the core on each bond that was read, from the lines that the tool or the kernel does
not take, and from what only the text shows (check_lines). Each stands at the line that said it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from app.actions import check_lines, convert
from app.actions import generate as generating
from app.actions.convert import Reading
from app.actions.generate import Target
from app.actions.sources import Source
from app.bonding.changes import Change
from app.bonding.findings import LEVELS, Finding
from app.bonding.model import Bond
from app.bonding.options import OPTIONS
from app.bonding.problems import problem
from app.distros.releases import RELEASES, Release, newest_with
from app.errors import BadInput
from app.rules import check as judged
from app.stacks.contract import Flaw, Said, Stack

MOST_BONDS = 200
"""Bonds in one input: a host has a handful, and each is judged by every rule."""

TOLD_BY_TEXT = {"time-without-unit": ("miimon-unit", "arp-interval-unit")}
"""Rules that have nothing to add where the text shows the reason."""


@dataclass(frozen=True)
class Found:
    """A finding with its place: `line` is that of the file, 0 where no line says it; `text` is that line.

    `fix` is the change of the bond that mends it, where one is known.
    """

    path: str
    line: int
    level: str
    id: str
    message: str
    mend: str = ""
    text: str = ""
    bond: str = ""
    field: str = ""
    fix: Change | None = None

    @property
    def link(self) -> str:
        """The page of the rule."""
        return f"/reference/rules/{self.id}"


@dataclass(frozen=True)
class Judged:
    """What one stack read, and the target that it was judged for; `assumed` tells that nobody named the release."""

    reading: Reading
    target: Target
    assumed: bool


@dataclass(frozen=True)
class Checked:
    """Everything that was found, in the order of the files; `idle` are sources that no stack took."""

    findings: tuple[Found, ...]
    judged: tuple[Judged, ...]
    idle: tuple[str, ...] = field(default=())

    @property
    def bonds(self) -> tuple[Bond, ...]:
        """The bonds that were read."""
        return tuple(bond for each in self.judged for bond in each.reading.parsing.bonds)

    def count(self, level: str) -> int:
        """How many findings there are of a level."""
        return sum(each.level == level for each in self.findings)

    def place(self, found: Found) -> tuple[str, int]:
        """What the sender calls the file, and the line in what was sent."""
        for each in self.judged:
            if found.path in each.reading.files:
                before = each.reading.before.get(found.path, 0)
                return each.reading.names.get(found.path, found.path), found.line + before if found.line else 0
        return found.path, found.line


def check(sources: Sequence[Source], stack: str = "", release: str = "") -> Checked:
    """Check sources, as files of a stack or of those that understand them. Raises BadInput where there is nothing to check."""
    every = convert.readings(sources, stack)
    chosen = _chosen(every, RELEASES.get(release))
    if not chosen:
        raise BadInput([convert.nothing(sources, every, stack)])
    if sum(len(each.parsing.bonds) for each in chosen) > MOST_BONDS:
        raise BadInput([problem("text", "", f"holds more than {MOST_BONDS} bonds.", "Give the files of one host.")])
    made = tuple(_judged(each, release, first=number == 0) for number, each in enumerate(chosen))
    found: list[Found] = []
    for each in made:
        found += _of_reading(each)
    found += map(_of_flaw, check_lines.of_sources([each.reading for each in made], every, sources))
    read = {path for each in every for path in each.files}
    idle = tuple(each.name or each.path for each in sources if each.path and each.path not in read)
    return Checked(_sorted(_with_lines(found, every), made), made, idle)


def _chosen(every: Sequence[Reading], release: Release | None) -> list[Reading]:
    """The readings that share no file, the best first; where none holds a bond, the one that says most of what is wrong."""
    chosen: list[Reading] = []
    for each in convert.ranked(every, release):
        names = {bond.name for other in chosen for bond in other.parsing.bonds}
        shared = any(each.files.keys() & other.files.keys() for other in chosen) or (chosen and "pasted" in "".join(each.files))
        known = not each.stack.at_start and names.issuperset(bond.name for bond in each.parsing.bonds)
        if not shared and not known:
            chosen.append(each)
    if not chosen:
        wrong = [each for each in every if each.parsing.refused or each.parsing.flaws]
        chosen = sorted(wrong, key=lambda each: -len(each.parsing.refused) - len(each.parsing.flaws))[:1]
    return chosen


def _judged(reading: Reading, release: str, *, first: bool) -> Judged:
    """The target of a reading. Raises BadInput for a release that does not go with the first one."""
    request = generating.read(
        [("stack", reading.stack.id), ("release", release or reading.stack.release_in(reading.files) or _usual(reading.stack))]
    )
    wrong = [each for each in request.problems if each.field in generating.TARGET_WORDS]
    if wrong and not first:
        return _judged(reading, "", first=first)
    if wrong or request.target is None:
        raise BadInput(wrong)
    return Judged(reading, request.target, not release)


def _usual(stack: Stack) -> str:
    """The newest release that uses the stack by itself, else the newest on which it works."""
    users = [each for each in RELEASES.values() if each.default_stack == stack.id and each.released and not each.rolling]
    newest = max(users, key=lambda each: (bool(each.tools), each.released), default=newest_with(stack.id))
    return newest.id if newest else ""


# ---------------------------------------------------------------- findings with their places


def _of_reading(judged_one: Judged) -> Iterator[Found]:
    parsing, target = judged_one.reading.parsing, judged_one.target
    flaws = [*parsing.flaws, *check_lines.of_reading(judged_one.reading)]
    named = {(each.path, each.line) for each in flaws if each.id == "unknown-key"}
    for remark in parsing.refused:
        id = "line-refused" if remark.text else "file-unreadable"
        why = remark.why.partition(": ")[2] if id == "file-unreadable" and remark.line else remark.why
        if (remark.path, remark.line) not in named:
            yield Found(remark.path, remark.line, remark.level, id, _stopped(why), "", remark.text, remark.bond, "", remark.fix)
    yield from map(_of_flaw, flaws)
    told = {(rule, flaw.bond) for flaw in flaws for rule in TOLD_BY_TEXT.get(flaw.id, ())}
    told |= {(rule, remark.bond) for remark in parsing.refused for rule in remark.tells}
    for bond in parsing.bonds:
        said = [each for each in parsing.said if each.bond == bond.name]
        for finding in judged(bond, target.release, target.stack):
            if (finding.id, bond.name) not in told and not said_otherwise(finding, target.stack):
                yield _placed(judged_one, bond, finding, said)


def said_otherwise(finding: Finding, stack: Stack) -> bool:
    """Whether a stack is said to have no key for what its files say in another way, such as by a command."""
    return finding.id == "stack-cannot-say" and finding.field in OPTIONS and stack.spelling.get(finding.field) is None


def _placed(judged_one: Judged, bond: Bond, finding: Finding, said: Sequence[Said]) -> Found:
    place = _place(finding, said) or _named(judged_one.reading, bond.name)
    path, line = (place.path, place.line) if place else ("", 0)
    fix = finding.fixes[0] if finding.fixes else None
    mend = finding.mend
    if finding.id in ("no-members", "one-member") and judged_one.reading.stack.apart:
        mend += " Give the files of the members too, if there are some."
    return Found(path, line, finding.level, finding.id, finding.message, mend, "", bond.name, finding.field, fix)


def _named(reading: Reading, name: str) -> Said | None:
    """The first line that names a bond of which no line says more."""
    found = re.compile(rf"(?<![\w.-]){re.escape(name)}(?![\w.-])")
    for path, text in reading.files.items():
        for number, line in enumerate(text.splitlines(), 1):
            if found.search(line):
                return Said(name, "name", name, path, number)
    return None


def _place(finding: Finding, said: Sequence[Said]) -> Said | None:
    """Where the word of a finding stands; of several values the one that it names. Else where the bond begins to be said."""
    names = {finding.field, OPTIONS[finding.field].twin if finding.field in OPTIONS else finding.field}
    lines = [each for each in said if each.line]
    own = [each for each in lines if each.word in names or (each.word.endswith(".name") and finding.field == "vlan")]
    named = [each for each in own if each.value in finding.message]
    modes = [each for each in lines if each.word == "mode"]
    return next(iter([*named[-1:], *own[-1:], *modes[:1], *lines[:1]]), None)


def _of_flaw(flaw: Flaw) -> Found:
    return Found(flaw.path, flaw.line, flaw.level, flaw.id, flaw.message, flaw.mend, flaw.text, flaw.bond, "", flaw.fix)


def _with_lines(found: Iterable[Found], every: Sequence[Reading]) -> Iterator[Found]:
    """The findings with what stands in their lines."""
    lines = {path: text.splitlines() for reading in every for path, text in reading.files.items()}
    for each in found:
        own = lines.get(each.path, [])
        yield replace(each, text=own[each.line - 1].strip() if 0 < each.line <= len(own) else "")


def _stopped(text: str) -> str:
    return text if text.endswith((".", "?")) else f"{text}."


def _sorted(found: Iterable[Found], made: Sequence[Judged]) -> tuple[Found, ...]:
    """In the order of files and lines, worse ones first on a line; what is said twice is told once."""
    files = [path for each in made for path in each.reading.files]
    order = {path: number for number, path in enumerate(files)}
    unique = list(dict.fromkeys(found))
    return tuple(sorted(unique, key=lambda each: (order.get(each.path, len(order)), each.line or 10**9, LEVELS.index(each.level))))
