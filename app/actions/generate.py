"""generate: from wire pairs to everything that is copied: files, steps, findings, losses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from app import stacks
from app.actions import mends
from app.actions.mends import Mend
from app.bonding import wire
from app.bonding.changes import Change, change
from app.bonding.findings import Finding
from app.bonding.model import Bond
from app.bonding.problems import Problem, did_you_mean, nearest, problem
from app.bonding.wire import Pair
from app.distros.releases import RELEASES, Release, newest_with
from app.errors import BadInput
from app.rules import check
from app.stacks.contract import Loss, Rendering, Stack
from app.switches import cabling as cables
from app.switches.cabling import Cabling

if TYPE_CHECKING:
    from app.switches.render import SwitchSide

DEFAULT_STACK = "netplan"
TARGET_WORDS = ("release", "stack", "indirect")
"""The words of a request that are not of the bond."""
YES_OR_NO = {"yes": True, "no": False, "1": True, "0": False}
"""How `indirect` is said; JSON's true and false arrive as numbers."""


@dataclass(frozen=True)
class Target:
    """What the configuration is for; `indirect` has what the stack has no key for set in its indirect way."""

    release: Release
    stack: Stack
    indirect: bool = False

    @property
    def pairs(self) -> list[Pair]:
        """Its pairs on a permanent link."""
        return [("release", self.release.id), ("stack", self.stack.id), *([("indirect", "yes")] if self.indirect else [])]


@dataclass
class Request:
    """What was asked for: the pairs as given, and the bond and target if nothing stands in their way.

    `target` may be there while `bond` is not, and the other way round.
    """

    pairs: list[Pair]
    bond: Bond | None = None
    target: Target | None = None
    problems: list[Problem] = field(default_factory=list)
    cabling: Cabling | None = None

    def of(self, word: str) -> list[Problem]:
        """The problems of one field."""
        return [each for each in self.problems if each.field == word]

    @property
    def link(self) -> list[Pair]:
        """The pairs that say the same in the fixed order: those of a permanent link."""
        if self.bond is None or self.target is None:
            return self.pairs
        return canonical(self.bond, self.target, self.cabling)

    @property
    def mends(self) -> Mapping[Problem, Mend]:
        """The problems whose correct value is known, each with the link to it."""
        return mends.of_problems(self.pairs, self.problems, judge)


@dataclass(frozen=True)
class Result:
    """What is copied, and what must be known before."""

    bond: Bond
    target: Target
    rendering: Rendering
    findings: tuple[Finding, ...]
    mends: Mapping[Finding | Loss, tuple[Mend, ...]]
    cabling: Cabling | None = None

    @property
    def link(self) -> list[Pair]:
        """The pairs of its permanent link."""
        return canonical(self.bond, self.target, self.cabling)

    @cached_property
    def switch(self) -> SwitchSide | None:
        """The other end of the cable, if a switch was named."""
        if self.cabling is None:
            return None
        from app.switches.render import render  # most results have no switch, and the command line has to start quickly

        return render(self.bond, self.cabling)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that say: this will not work."""
        return tuple(finding for finding in self.findings if finding.level == "error")


def read(pairs: Iterable[Pair]) -> Request:
    """Judge the pairs of a link, a form or a command line; never raises for bad input."""
    pairs = list(pairs)
    request = Request(pairs)
    indirect = _indirect(request)
    if target := _target(request):
        request.target = replace(target, indirect=indirect)
    reading = wire.read(pair for pair in pairs if pair[0] not in TARGET_WORDS and not cables.belongs(pair[0]))
    request.cabling, about_switch = cables.read(pairs)
    request.problems += reading.problems + about_switch
    request.bond = reading.bond
    return request


def read_json(data: object) -> Request:
    """The same for a JSON body: the JSON of a bond with `release`, `stack` and `indirect` beside its fields."""
    if not isinstance(data, dict):
        return Request([], problems=[problem("request", data, "is not a JSON object.", "Send the JSON of a bond.")])
    return read(wire.from_json(data))


def generate(request: Request) -> Result:
    """Render and check a request. Raises BadInput for one that has problems."""
    if request.problems or request.bond is None or request.target is None:
        raise BadInput(request.problems)
    return _generate(request.bond, request.target, request.cabling)


def plain(request: Request) -> Result:
    """The same without mends, which cost more than all the rest: for those who make many. Raises BadInput."""
    if request.problems or request.bond is None or request.target is None:
        raise BadInput(request.problems)
    return _plain(request.bond, request.target, request.cabling)


def _plain(bond: Bond, target: Target, cabling: Cabling | None) -> Result:
    rendering = target.stack.render(bond, target.release, indirect=target.indirect)
    findings = tuple(check(bond, target.release, target.stack, indirect=target.indirect, cabling=cabling))
    return Result(bond, target, rendering, findings, {}, cabling)


@lru_cache(maxsize=512)
def _generate(bond: Bond, target: Target, cabling: Cabling | None) -> Result:
    result = _plain(bond, target, cabling)
    pairs, untold = result.link, _untold(result.findings, result.rendering.losses)
    offered = {
        **mends.of_findings(pairs, result.findings, judge),
        **mends.of_losses(pairs, untold, _others(target), _loses, target.release),
    }
    return replace(result, mends=offered)


def _others(target: Target) -> Iterator[Stack]:
    """The other stacks that the release has, for the machine itself; loaded only when somebody asks."""
    own = target.release.default_stack
    for each in map(stacks.get, usable(target.release)):
        if each is not target.stack and not each.elsewhere and each.displaces != own:
            yield each


def canonical(bond: Bond, target: Target, cabling: Cabling | None = None) -> list[Pair]:
    """The pairs of a bond, its target and its switch in the fixed order: equal states give equal links."""
    return [*target.pairs, *wire.write(bond), *(cabling.pairs if cabling else [])]


def usable(release: Release) -> list[str]:
    """The stacks that work on a release and that are built: the default first, those that last until a restart only at the end."""
    built = [stack for stack in release.stacks if stack in stacks.IDS]
    return sorted(built, key=lambda stack: stack != release.default_stack and stacks.get(stack).until_reboot)


def untold(result: Result) -> list[Loss]:
    """The losses that no finding tells already in the same words."""
    return _untold(result.findings, result.rendering.losses)


def judge(pairs: list[Pair]) -> tuple[list[Problem], tuple[Finding, ...]]:
    """What is wrong with pairs, without rendering them."""
    request = read(pairs)
    if request.problems or request.bond is None or request.target is None:
        return request.problems, ()
    target = request.target
    return [], tuple(check(request.bond, target.release, target.stack, indirect=target.indirect, cabling=request.cabling))


def _loses(pairs: list[Pair], loss: Loss) -> bool:
    request = read(pairs)
    if request.problems or request.bond is None or request.target is None:
        return True
    return (loss.field, loss.wanted) in _lost(request.bond, request.target)


@lru_cache(maxsize=64)  # what many losses would be mended by, such as another stack, is rendered once for all of them
def _lost(bond: Bond, target: Target) -> frozenset[tuple[str, str]]:
    losses = target.stack.render(bond, target.release, indirect=target.indirect).losses
    return frozenset((each.field, each.wanted) for each in losses)


def _untold(findings: tuple[Finding, ...], losses: tuple[Loss, ...]) -> list[Loss]:
    told = [(each.field, each.message.lower()) for each in findings]
    return [
        loss
        for loss in losses
        if not any(field == loss.field and loss.why.removeprefix(mends.REFUSED).lower() in message for field, message in told)
    ]


def _target(request: Request) -> Target | None:
    stack_id = _last(request, "stack")
    release_id = _last(request, "release")
    if release_id and release_id not in RELEASES:
        near = nearest(release_id, RELEASES)
        fix = change({"release": near}) if near else None
        request.problems.append(
            problem("release", release_id, "is not a release that Bondbook knows.", did_you_mean(release_id, RELEASES), fix)
        )
        return None
    if stack_id and stack_id not in stacks.IDS:
        known = ", ".join(stacks.IDS)
        near = nearest(stack_id, stacks.IDS)
        fix = change({"stack": near}) if near else None
        request.problems.append(
            problem("stack", stack_id, f"is not a stack of Bondbook. Take one of {known}.", did_you_mean(stack_id, stacks.IDS), fix)
        )
        return None
    release = RELEASES[release_id] if release_id else newest_with(stack_id or DEFAULT_STACK)
    if release is None:
        return None
    if stack_id and stack_id in release.stacks:
        return Target(release, stacks.get(stack_id))
    if not stack_id and release.default_stack in stacks.IDS:
        return Target(release, stacks.get(release.default_stack))
    message = f"does not work on {release.name}."
    if not stack_id:
        message = f"The default stack of {release.name} is {release.default_stack}, which Bondbook does not write yet."
    request.problems.append(problem("stack", stack_id, message, _offer(release), _first(usable(release))))
    return None


def _indirect(request: Request) -> bool:
    asked = _last(request, "indirect")
    if asked and asked not in YES_OR_NO:
        request.problems.append(problem("indirect", asked, "is neither yes nor no.", "Write indirect=yes, or leave it out."))
    return YES_OR_NO.get(asked, False)


def _offer(release: Release) -> str:
    """The mend for a stack that cannot be taken: those that can, the best first."""
    built = [f"{stack} (lasts until reboot)" if stacks.get(stack).until_reboot else stack for stack in usable(release)]
    if not built:
        return "Bondbook writes no stack for this release yet. Choose another release."
    return f"Choose {', '.join(built[:-1])} or {built[-1]}." if built[1:] else f"Choose {built[0]}."


def _first(built: list[str]) -> Change | None:
    return change({"stack": built[0]}) if built else None


def _last(request: Request, word: str) -> str:
    values = [value.strip() for name, value in request.pairs if name == word and value.strip()]
    if len(set(values)) > 1:
        request.problems.append(problem(word, ", ".join(values), "is given more than once.", "Keep one of them."))
    return values[-1] if values else ""
