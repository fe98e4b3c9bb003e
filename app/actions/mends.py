"""Mends: the changes that findings, losses and problems offer, tried before anybody sees them.

A rule says which change mends its finding. Here the change is applied to the request and judged
anew: it is offered only if the finding is gone and the whole is better than before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from app.actions.links import link
from app.bonding.changes import Change, change
from app.bonding.findings import Finding
from app.bonding.problems import Problem
from app.bonding.wire import Pair
from app.distros.releases import Release
from app.stacks.contract import Loss, Stack

LONGEST = 4096  # characters of a link: what is that long was not typed by somebody who slipped


@dataclass(frozen=True)
class Mend:
    """A change that does what it promises, and the link of the request after it."""

    change: Change
    link: str


Mends = dict[Finding | Loss, tuple[Mend, ...]]
"""What is offered for each thing that was found, the smallest change first."""

REFUSED = "Not written: "
TRIED = 3  # changes for one loss: each costs a rendering
WORK = 1000
"""Pairs that are judged anew for the mends of one kind: a long link gets fewer tries, so that no link costs more than a few renderings."""

Loses = Callable[[list[Pair], Loss], bool]
"""Whether a rendering of pairs loses something, or cannot be made."""

Judge = Callable[[list[Pair]], tuple[list[Problem], tuple[Finding, ...]]]
"""The problems of pairs, and the findings if there are none."""


def of_findings(pairs: list[Pair], findings: tuple[Finding, ...], judge: Judge) -> Mends:
    """The mends of each finding that has any."""
    found: dict[Finding | Loss, list[Mend]] = {}
    offers = [(each, fix) for each in findings for fix in each.fixes]
    for finding, fix in offers[: _tries(pairs)]:
        if mend := _mend(pairs, fix):
            problems, after = judge(fix.apply(pairs))
            if not problems and is_mended(finding, findings, after):
                found.setdefault(finding, []).append(mend)
    return {finding: tuple(mends) for finding, mends in found.items()}


def of_problems(pairs: list[Pair], problems: list[Problem], judge: Judge) -> dict[Problem, Mend]:
    """The mend of each problem whose correct value is known: it leaves one problem less, and no new one."""
    found = {}
    for problem in islice((each for each in problems if each.fix), _tries(pairs)):
        if problem.fix and (mend := _mend(pairs, problem.fix)):
            left, _ = judge(problem.fix.apply(pairs))
            if problem not in left and len(left) < len(problems):
                found[problem] = mend
    return found


def of_losses(pairs: list[Pair], losses: Iterable[Loss], others: Iterable[Stack], loses: Loses, release: Release | None = None) -> Mends:
    """The mends of what a stack cannot say on a release: its indirect way, to do without it, or the first other stack that keeps it."""
    found: Mends = {}
    spoken = [loss for loss in losses if not loss.why.startswith(REFUSED)]  # what the kernel refuses it takes from no stack
    others = list(others) if spoken else []
    for loss in islice(spoken, max(_tries(pairs) // TRIED, 1)):
        rest = [value for word, value in pairs if word == loss.field and value != loss.wanted]
        fixes = [change({"indirect": "yes"})] if loss.indirect else []
        fixes.append(change({loss.field: rest}))
        fixes += [change({"stack": stack.id}) for stack in others if not _gap(stack, loss, release)]
        good = [mend for fix in fixes[:TRIED] if (mend := _mend(pairs, fix)) and not loses(fix.apply(pairs), loss)]
        if good:
            found[loss] = tuple(good[:2])
    return found


def is_mended(finding: Finding, before: Iterable[Finding], after: Iterable[Finding]) -> bool:
    """Whether a finding is gone, no new error came, and all in all it is better: fewer errors, or as many and fewer warnings."""
    before, after = list(before), list(after)
    known = {_told(each) for each in before}
    if any(_told(each) == _told(finding) or (each.level == "error" and _told(each) not in known) for each in after):
        return False
    return _weight(after) < _weight(before) or (finding.level == "hint" and _weight(after) == _weight(before))


def _weight(findings: list[Finding]) -> tuple[int, ...]:
    return tuple(sum(each.level == level for each in findings) for level in ("error", "warning"))


def _tries(pairs: list[Pair]) -> int:
    return max(WORK // (len(pairs) + 1), TRIED)


def _mend(pairs: list[Pair], change: Change) -> Mend | None:
    address = link("/generate", change.apply(pairs))
    return Mend(change, address) if len(address) <= LONGEST else None


def _gap(stack: Stack, loss: Loss, release: Release | None) -> bool:
    """Whether a stack declares that it cannot say it."""
    gaps = stack.gaps_on(release)
    plain = loss.field.rpartition(".")[2] if loss.field.startswith("vlan.") else loss.field
    return any(key in gaps for key in (f"{plain}={loss.wanted}", plain, f"vlan.{plain}"))


def _told(finding: Finding) -> tuple[str, str, str]:
    return finding.id, finding.field, finding.message
