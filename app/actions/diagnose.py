"""diagnose: what is wrong with a machine, from logs and the output of tools.

Two sources: signatures of known problems, and reasoning over the state that the text shows. What both say of one thing is one finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import re2

from app.actions.streams import Part
from app.bonding.problems import problem
from app.diagnosis import symptoms
from app.diagnosis.machine import Line, Machine, unique
from app.diagnosis.reading import LABELS, WANTED, Reader
from app.diagnosis.shows import reader as shows
from app.diagnosis.shows.groups import BUNDLED
from app.diagnosis.signatures import Signature, Signs, Watch
from app.diagnosis.symptom import CERTAIN, CONFIDENCES, POSSIBLE, SEVERITIES, SYMPTOMS, Finding
from app.errors import BadInput

if TYPE_CHECKING:
    from app.actions.lasting import Lasting
    from app.distros.releases import Release

NOTHING = "Nothing wrong was found."
UNJUDGED = "There is no bond in it to judge."
MOST_FINDINGS = 100
MOST_SHOWN = 2000  # characters of one line of evidence
LONGEST_LINE, LONGEST_JSON = 8192, 4 * 1024 * 1024
"""Bytes that are read of a line; all of a JSON text may stand in one."""

JSON_BEGINS = (b"[{", b"[ {")


@dataclass(frozen=True)
class Known:
    """A known problem: an entry as plain data. `checks` and `fix` are its texts, Markdown without links."""

    key: str
    title: str
    severity: str
    match: str
    signatures: tuple[Signature, ...]
    cause: str = ""
    checks: str = ""
    fix: str = ""


class Knowledge:
    """Known problems, compiled. Make it once for many texts."""

    def __init__(self, known: Iterable[Known]) -> None:
        self.known = {each.key: each for each in known}
        self.signs = Signs((each.key, each.match, each.signatures) for each in self.known.values())


@dataclass(frozen=True)
class Diagnosis:
    """What was found, most likely cause first, and what was understood.

    `release` is that of the machine, told or read; `lasting` the lines for good by finding.
    `notes` say what was passed over; `lines` and `size` (bytes) how much was read; `several` whether it was more than one file.
    """

    findings: tuple[Finding, ...]
    machine: Machine
    notes: tuple[str, ...] = ()
    lines: int = 0
    size: int = 0
    several: bool = False
    release: Release | None = None
    lasting: Mapping[Finding, Lasting] = field(default_factory=dict)

    @property
    def serious(self) -> bool:
        """Whether anything of weight was found."""
        return any(each.confidence != POSSIBLE and each.severity != "benign" for each in self.findings)

    @property
    def judged(self) -> bool:
        """Whether it can be an all-clear: the tables of a switch alone are judged only together with a bond."""
        return bool(self.machine.bonds) or not self.machine.groups

    @property
    def headline(self) -> str:
        """What is said first where nothing of weight was found."""
        return NOTHING if self.judged else UNJUDGED


def diagnose(
    parts: Iterable[Part], knowledge: Knowledge, mask: Callable[[bytes], bytes] | None = None, release: Release | None = None
) -> Diagnosis:
    """Read everything once, then say what is wrong. Without a release the text may tell it. Raises BadInput if there is nothing to read."""
    reader, watch = Reader(), Watch(knowledge.signs)
    path: str | None = None
    paths: set[str] = set()
    lines = size = 0
    for part in parts:
        if part.path != path:
            path = part.path
            paths.add(path)
            reader.next_source(path)
            watch.next_source()
        content = mask(part.content) if mask else part.content
        watch.feed(content, part.first, path)
        _read(reader, content, part.first, path)
        for table in shows.tables(content, part.first, path):
            reader.shown(table)
        lines += content.count(b"\n") + (not content.endswith(b"\n"))
        size += len(content)
    if not size:
        raise BadInput([problem("text", "", "is empty.", "Paste a log, /proc/net/bonding/bond0, or what ip link printed; or name a file.")])
    machine = reader.done()
    found = _united(symptoms.find(machine), _of_known(knowledge, watch), "proc" in machine.kinds)
    there = [each if each.entry in knowledge.known else replace(each, entry="") for each in found]
    findings = sorted(there, key=_rank)
    release = release or _release(machine)
    shown = findings[:MOST_FINDINGS]
    forever = _lasting(shown, machine, release) if release and any(each.sets for each in shown) else {}
    return Diagnosis(tuple(shown), machine, tuple(_notes(machine, findings)), lines, size, len(paths) > 1, release, forever)


def _release(machine: Machine) -> Release | None:
    """The release that the text tells."""
    if not machine.system:
        return None
    from app.distros import calling  # only now, as below: a log alone needs no table

    system = machine.system
    kernel = system.text("kernel")
    return calling.by_os_release(system.text("id"), system.text("version"), kernel) or calling.by_kernel(kernel)


def _lasting(findings: Iterable[Finding], machine: Machine, release: Release) -> dict[Finding, Lasting]:
    from app.actions.lasting import lasting  # only now: it loads the generator

    return {each: found for each in findings if (found := lasting(each, machine, release))}


_WANTED = re2.compile(WANTED)


def _read(reader: Reader, content: bytes, first: int, path: str) -> None:
    """Give the reader the lines that may matter."""
    number, counted = first, 0
    for match in _WANTED.finditer(content):
        start, end = match.span()
        number += content.count(b"\n", counted, start)
        counted = start
        end = min(end, start + (LONGEST_JSON if content.startswith(JSON_BEGINS, start) else LONGEST_LINE))
        reader.feed(Line(number, content[start:end].decode("utf-8", "replace"), path))


def _of_known(knowledge: Knowledge, watch: Watch) -> list[Finding]:
    """The known problems that were seen, as findings."""
    found = []
    for key, weak, seen in watch.hits():
        each = knowledge.known[key]
        lines = unique(Line(number, text[:MOST_SHOWN], source) for number, text, source in seen)
        confidence = POSSIBLE if weak else CERTAIN
        checks, fixes = ((text,) if text else () for text in (each.checks, each.fix))
        found.append(Finding(key, each.title, confidence, each.severity, lines, each.cause, checks, fixes, key, (key,), (), len(lines)))
    return found


def _united(of_state: Sequence[Finding], of_known: Sequence[Finding], judged: bool) -> list[Finding]:
    """One finding for each cause: a known problem goes into the finding about the state that names it, with its lines.

    It makes that finding surer only by lines that the state was not judged by: the state knows more than a pattern does.
    `judged`: there was a state to judge by.
    """
    left = {each.id: each for each in of_known}
    found = []
    for each in of_state:
        own = left.pop(each.entry, None)
        lines = _places(each)
        also = [left.pop(key) for key in each.covers if key in left]
        also += [left.pop(key) for key in each.near if key in left and (left[key].confidence == POSSIBLE or lines >= _places(left[key]))]
        together = unique(line for one in (each, *([own] if own else []), *also) for line in one.evidence)
        new = own is not None and not lines >= _places(own)
        sure = min(each.confidence, own.confidence, key=CONFIDENCES.index) if own and new else each.confidence
        others = tuple(one.id for one in also)
        found.append(replace(each, evidence=together, confidence=sure, also=others, lines=max(each.lines, len(together))))
    return [*found, *(_doubted(each) if judged and _of_state(each) else each for each in left.values())]


def _of_state(finding: Finding) -> bool:
    """Whether a known problem rests on lines of /proc alone, and a symptom looks for it there."""
    looked_for = any(finding.id in each.entries for each in SYMPTOMS.values())
    return looked_for and all(line.text.strip().partition(":")[0] in LABELS for line in finding.evidence)


def _doubted(finding: Finding) -> Finding:
    """The state was read whole and does not show it: the lines may be of different bonds, or of an earlier look."""
    return replace(finding, confidence=POSSIBLE)


def _places(finding: Finding) -> set[tuple[str, int]]:
    return {(line.source, line.number) for line in finding.evidence}


def _rank(finding: Finding) -> tuple[int, int, int, int]:
    """Surest first, then what explains more lines, then what is worse; what is no problem at all comes last."""
    benign = finding.severity == "benign"
    return int(benign), CONFIDENCES.index(finding.confidence), -min(finding.lines, 6), SEVERITIES.index(finding.severity)


MOST_IDLE = 8  # ports that a note names


def _notes(machine: Machine, findings: Sequence[Finding]) -> Iterable[str]:
    if machine.passed:
        yield f"{machine.passed} lines name a bond or an interface that was passed over: there are too many, or it is no name."
    if len(findings) > MOST_FINDINGS:
        yield f"{len(findings)} findings: only the first {MOST_FINDINGS} are shown."
    if machine.groups and not machine.bonds:
        idle = [
            f"{port.name} of {group.title} is {port.state}"
            for group in machine.groups.values()
            for port in group.ports.values()
            if port.state not in ("", BUNDLED)
        ]
        shown = f" Not in use: {'; '.join(idle[:MOST_IDLE])}{' …' if len(idle) > MOST_IDLE else ''}." if idle else ""
        yield f"What a switch shows is judged together with the bond: give /proc/net/bonding/BOND of the host too.{shown}"
