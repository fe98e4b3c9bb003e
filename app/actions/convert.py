"""convert: from the files of any stack to bonds, and from there to any other.

Each stack that may have written the files reads them; the one that understands most of them is the one. Every line
is accounted for: used, about something else (aside), not understood (unread), or no good (refused).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from app import stacks
from app.actions import generate as generating
from app.actions.generate import Result, Target
from app.actions.sources import Source
from app.bonding import wire
from app.bonding.model import Bond
from app.bonding.problems import Problem, did_you_mean, problem
from app.bonding.wire import Pair
from app.distros.releases import Release
from app.errors import BadInput
from app.stacks.contract import Parsing, Remark, Stack
from app.stacks.places import files as place


@dataclass(frozen=True)
class Reading:
    """What one stack reads in the sources.

    `files` are those that it was given, by path; `before` the lines of the paste above each, `names` what its sender calls
    them. `sure` says how sure it is that the files are of this stack: told, certain, likely, or a guess.
    """

    stack: Stack
    files: dict[str, str]
    before: dict[str, int]
    parsing: Parsing
    sure: str = "told"
    names: dict[str, str] = field(default_factory=dict)

    @property
    def understood(self) -> list[Remark]:
        """The lines that were used: all that are neither blank, nor a comment, nor in one of the other lists."""
        others = {(each.path, each.line) for each in (*self.parsing.unread, *self.parsing.refused)}
        return [
            Remark(path, number, line)
            for path, text in self.files.items()
            for number, line in enumerate(text.splitlines(), 1)
            if line.strip() and not line.lstrip().startswith("#") and (path, number) not in others
        ]

    @property
    def unread(self) -> tuple[Remark, ...]:
        """What nobody understood, less what is about something else."""
        aside = {(each.path, each.line, each.text) for each in self.parsing.aside}
        return tuple(each for each in self.parsing.unread if (each.path, each.line, each.text) not in aside)

    @property
    def share(self) -> float:
        """The share of its lines that it can account for, from 0 to 1."""
        lost = len(self.unread) + len(self.parsing.refused)
        return len(self.understood) / ((len(self.understood) + lost) or 1)

    @property
    def marks(self) -> int:
        """The lines that speak for its stack, where another reads the files alike."""
        return sum(place.marked(text) for place in self.stack.places for path, text in self.files.items() if place.holds(path))

    @property
    def doubted(self) -> bool:
        """Whether nothing speaks for its stack, and another that is met more often reads the same files."""
        return any(place.marks for place in self.stack.places) and not self.marks


@dataclass(frozen=True)
class Conversion:
    """What was read, and what the target makes of each bond. `others` are stacks that read a bond too, `idle` sources that none took.

    `left` are implied options that the target would refuse, which no result has: bond, option, value, and why.
    """

    reading: Reading
    results: tuple[Result, ...] = ()
    left: tuple[tuple[str, str, str, str], ...] = ()
    others: tuple[Reading, ...] = ()
    idle: tuple[str, ...] = field(default=())

    @property
    def bonds(self) -> tuple[Bond, ...]:
        """The bonds that were found."""
        return self.reading.parsing.bonds

    @property
    def implied(self) -> tuple[tuple[str, str, str], ...]:
        """The options that no line says and the results do: bond, option, value."""
        left = {each[:2] for each in self.left}
        return tuple(each for each in self.reading.parsing.implied if each[:2] not in left)

    @property
    def doubtful(self) -> bool:
        """Whether something was not understood, refused or lost, or a finding says error."""
        told = bool(self.reading.unread or self.reading.parsing.refused)
        return told or any(each.errors or each.rendering.losses for each in self.results)


def readings(sources: Sequence[Source], stack: str = "") -> list[Reading]:
    """What each stack that may have written the sources reads in them, or the one that is told. Raises BadInput."""
    if not any(each.text.strip() for each in sources):
        raise BadInput([problem("text", "", "is empty.", "Paste the files of a bond, or name them.")])
    if stack and stack not in stacks.IDS:
        message = f"is not a stack of Bondbook. Take one of {', '.join(stacks.IDS)}."
        raise BadInput([problem("from", stack, message, did_you_mean(stack, stacks.IDS))])
    return [reading for each in ([stacks.get(stack)] if stack else stacks.every()) if (reading := _read(each, sources, bool(stack)))]


def ranked(every: Iterable[Reading], release: Release | None = None) -> list[Reading]:
    """The readings that hold a bond, the best first; a release speaks for its own stack where several read the same files."""
    return sorted((each for each in every if each.parsing.bonds), key=partial(_rank, release=release), reverse=True)


def read(sources: Sequence[Source], stack: str = "") -> Conversion:
    """Read sources as files of a stack, by default of that which understands them best. Raises BadInput if there is no bond in them."""
    every = readings(sources, stack)
    found = ranked(every)
    if not found:
        raise BadInput([nothing(sources, every, stack)])
    best = found[0] if stack else _judged(found)
    taken = set(best.files)
    return Conversion(best, others=tuple(found[1:]), idle=tuple(each.path for each in sources if each.path and each.path not in taken))


def convert(sources: Sequence[Source], to: Target, stack: str = "") -> Conversion:
    """Read sources and make all bonds in them for a target. Raises BadInput if there is none."""
    conversion = read(sources, stack)
    left = tuple(each for bond in conversion.bonds for each in _left(bond, conversion.reading.parsing, to))
    kept = [bond.without({option for name, option, _, _ in left if name == bond.name}) for bond in conversion.bonds]
    results = tuple(generating.generate(generating.read([*to.pairs, *pairs(bond)])) for bond in kept)
    return replace(conversion, results=results, left=left)


def asked(result: Result) -> generating.Request:
    """The request that a result answers."""
    return generating.Request(result.link, result.bond, result.target)


def target(words: Iterable[Pair]) -> Target:
    """The target of `release`, `stack` and `indirect`. Raises BadInput."""
    request = generating.read([pair for pair in words if pair[0] in generating.TARGET_WORDS])
    problems = [each for each in request.problems if each.field in generating.TARGET_WORDS]
    if problems or request.target is None:
        raise BadInput(problems)
    return request.target


def pairs(bond: Bond) -> list[Pair]:
    """The pairs of a bond; what the files say of an option stays said, because the default of the target may be another."""
    return wire.write(bond)


# ---------------------------------------------------------------- helpers


def _read(stack: Stack, sources: Sequence[Source], told: bool) -> Reading | None:
    """What a stack reads; None where no source may be one of its files."""
    files: dict[str, str] = {}
    before: dict[str, int] = {}
    names: dict[str, str] = {}
    for source in sources:
        parts = [(source.path, source.text, 0)]
        if not source.path:
            parts = place(stack.places, source.text) or ([(stack.places[0].path.format("pasted"), source.text, 0)] if told else [])
        elif not told and not any(each.holds(source.path) for each in stack.places):
            continue
        for path, text, lines in parts:
            files[path] = files.get(path, "") + text
            before.setdefault(path, source.before + lines)
            names.setdefault(path, source.name or source.path)
    return Reading(stack, files, before, stack.parse(files), names=names) if files else None


DOUBT = 0.2
"""The share that a doubted reading has to be better by."""


def _left(bond: Bond, parsing: Parsing, to: Target) -> Iterator[tuple[str, str, str, str]]:
    """What only the old tool wanted, and the new target refuses: nobody asked for it, so it is no error of the result."""
    refused = {each.field: each.why for each in to.stack.refusals(bond, to.release)}
    for name, option, value in parsing.implied:
        if name == bond.name and option in refused:
            yield name, option, value, refused[option]


def _rank(reading: Reading, release: Release | None = None) -> tuple[int, float, int, int]:
    """The better reading is the one with more bonds that have members, a larger share, more marks of its stack, and more lines."""
    whole = sum(bool(bond.members) for bond in reading.parsing.bonds)
    own = release is not None and release.default_stack == reading.stack.id
    share = reading.share + DOUBT * own - DOUBT * (reading.doubted and not own)
    return whole, round(share, 2), reading.marks, len(reading.understood)


def _judged(found: list[Reading]) -> Reading:
    """The best reading, with how sure it is."""
    best = found[0]
    rivals = [each for each in found[1:] if _rank(each)[0] == _rank(best)[0]]
    rival = max(
        (each.share for each in rivals if not each.doubted and not (best.marks > each.marks and best.share >= each.share)), default=0.0
    )
    sure = "certain" if best.share > 0.9 and rival < 0.5 else "likely" if best.share > 0.5 and rival < best.share else "a guess"
    if sure == "certain" and any(each.share >= best.share for each in rivals):
        sure = "likely"
    if best.doubted or any(each.share > best.share for each in rivals):
        sure = "a guess"
    return replace(best, sure=sure)


def nothing(sources: Sequence[Source], readings: Sequence[Reading], stack: str) -> Problem:
    """Why there is no bond in the sources."""
    shown = sources[0].path or sources[0].text.strip().splitlines()[0]
    refused = next((each for reading in readings for each in reading.parsing.refused), None)
    why = "holds no bond that Bondbook can read."
    if refused:
        why = f"holds no bond: {refused.path} line {refused.line}, {refused.text}: {refused.why}."
    mend = "Say from which stack it is." if not stack and not readings else "Give all files of the bond, those of its members too."
    return problem("text", shown[:60], why, mend)
