"""What a rule is: a function that looks at a case and yields findings; its docstring is its page.

The first paragraph of the docstring is the title, what follows explains it. Lines that begin
with `Bad:` and `Good:` hold wire pairs, indented lines go on: examples for the reader, and the
tests of the rule.
A word `release=`, `stack=` or `indirect=` among them sets the target. Ids never change their meaning.
"""

from __future__ import annotations

import inspect
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from app.bonding.acceptance import Refusal, refusals
from app.bonding.findings import LEVELS, Finding, Findings
from app.bonding.kernel import ANY_KERNEL
from app.bonding.model import Bond
from app.distros.releases import Release
from app.stacks.contract import Stack, Trap
from app.switches.cabling import Cabling
from app.switches.contract import Ports


@dataclass(frozen=True)
class Case:
    """A bond and its target, and what the kernel there refuses of it; `indirect` as the target asks for it.

    `cabling` is what was said of the switch, if anything, and `ports` what follows from it for this bond.
    """

    bond: Bond
    release: Release | None
    stack: Stack | None
    refusals: tuple[Refusal, ...]
    indirect: bool = False
    cabling: Cabling | None = None
    ports: Ports | None = None


@dataclass(frozen=True)
class Rule:
    """One rule. `bad` and `good` are the examples of its docstring, as wire pairs."""

    id: str
    find: Callable[[Case], Findings]
    title: str
    text: tuple[str, ...]
    bad: tuple[tuple[tuple[str, str], ...], ...]
    good: tuple[tuple[tuple[str, str], ...], ...]


GENERAL: dict[str, Rule] = {}
"""The rules for whatever stack, by id; the traps of a stack come from the stack."""


def rule(function: Callable[[Case], Findings]) -> Callable[[Case], Findings]:
    """Decorator: register a function as the rule named like it, with dashes."""
    made = _rule(function, function)
    if GENERAL.setdefault(made.id, made) is not made:
        raise ValueError(f"two rules are named {made.id}")
    return function


@cache
def of_trap(trap: Trap) -> Rule:
    """A trap of a stack as a rule: it finds what it finds, for whatever stack asks."""
    return _rule(lambda case: trap(case.bond, case.release), trap)


def _rule(find: Callable[[Case], Findings], told_by: Callable[..., Findings]) -> Rule:
    """The rule that is named like `told_by`, and whose docstring stands there."""
    id = told_by.__name__.replace("_", "-")
    paragraphs: list[str] = []
    examples: dict[str, list[tuple[tuple[str, str], ...]]] = {"Bad": [], "Good": []}
    for block in (inspect.getdoc(told_by) or "").replace("\n      ", " ").split("\n\n"):  # indented lines go on
        lines = block.splitlines()
        for line in lines:
            kind, _, pairs = line.partition(":")
            if kind in examples:
                examples[kind].append(tuple((name, value) for name, _, value in (word.partition("=") for word in shlex.split(pairs))))
        if plain := [line for line in lines if line.partition(":")[0] not in examples]:
            paragraphs.append(" ".join(plain))
    return Rule(id, find, paragraphs[0].rstrip("."), tuple(paragraphs[1:]), tuple(examples["Bad"]), tuple(examples["Good"]))


def check(
    bond: Bond,
    release: Release | None = None,
    stack: Stack | None = None,
    *,
    indirect: bool = False,
    cabling: Cabling | None = None,
) -> list[Finding]:
    """Every finding of every rule, errors first."""
    refused = refusals(bond, release.kernel if release else ANY_KERNEL)
    case = Case(bond, release, stack, tuple(refused), indirect, cabling, cabling.of(bond) if cabling else None)
    rules = [*GENERAL.values(), *map(of_trap, _traps(stack, release))]
    found = [replace(finding, id=each.id) for each in rules for finding in each.find(case)]
    return sorted(found, key=lambda finding: LEVELS.index(finding.level))


def _traps(stack: Stack | None, release: Release | None) -> Iterator[Trap]:
    """The traps of a stack and of the one whose files it carries, each once."""
    own = stack.traps if stack else ()
    inside = stack.within(release).traps if stack else ()
    return iter(dict.fromkeys([*own, *inside]))


def told(case: Case, kind: str) -> Iterator[Refusal]:
    """The refusals of one kind: rules that pass on what the kernel refuses have nothing to add."""
    return (refusal for refusal in case.refusals if refusal.kind == kind)


def sentence(text: str) -> str:
    """A reason as a sentence; the name of an option at its beginning stays as the kernel writes it."""
    return text[:1].upper() + text[1:] if text.startswith(("the ", "a ", "two ")) else text
