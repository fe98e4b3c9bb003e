"""Every release: without a stack it takes its default, or says which stacks work there; each of those makes a sensible bond."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app import stacks
from app.actions.generate import Request, generate, read, usable
from app.actions.result_json import to_json
from app.distros.releases import RELEASES, Release

BOND = [
    ("mode", "active-backup"),
    ("miimon", "100"),
    ("member", "eth0"),
    ("member", "eth1"),
    ("address", "192.0.2.10/24"),
    ("gateway", "192.0.2.1"),
]
EVERY = pytest.mark.parametrize("release", RELEASES.values(), ids=RELEASES)
PAIRS = [(release.id, stack) for release in RELEASES.values() for stack in usable(release)]


def ask(release: str, stack: str = "") -> Request:
    return read([("release", release), ("stack", stack), *BOND])


@EVERY
def test_without_a_stack_it_works_or_one_problem_names_those_that_do(release: Release) -> None:
    request = ask(release.id)
    if release.default_stack in stacks.IDS:
        assert request.target and request.target.stack.id == release.default_stack
        assert not generate(request).errors
        return
    (problem,) = request.problems
    assert (problem.field, problem.value) == ("stack", "")
    assert release.default_stack in problem.message and release.name in problem.message
    offered = [stack for stack in problem.mend.replace(",", " ").replace(".", " ").split() if stack in stacks.IDS]
    assert offered == usable(release)
    assert problem.mend.count("lasts until reboot") == sum(stacks.get(id).until_reboot for id in offered)


@pytest.mark.parametrize(("release", "stack"), PAIRS, ids=map("/".join, PAIRS))
def test_each_stack_that_is_offered_makes_a_sensible_bond(release: str, stack: str) -> None:
    result = generate(ask(release, stack))
    assert result.errors == ()
    assert all(loss.why for loss in result.rendering.losses)
    assert result.rendering.snippets and all(snippet.text.strip() for snippet in result.rendering.snippets)
    assert [bool(result.rendering.phase(phase)) for phase in ("apply", "verify", "rollback")] == [True] * 3
    assert to_json(result)["release"] == release and to_json(result)["stack"] == stack


@EVERY
def test_a_stack_that_does_not_work_there_is_refused_with_those_that_do(release: Release) -> None:
    for stack in set(stacks.IDS) - set(release.stacks):
        (problem,) = ask(release.id, stack).problems
        assert (problem.field, problem.value) == ("stack", stack)
        assert all(each in problem.mend for each in usable(release))


def made(monkeypatch: pytest.MonkeyPatch, *which: str) -> Request:
    monkeypatch.setitem(RELEASES, "made-up", replace(RELEASES["debian-13"], id="made-up", name="Made Up 1", stacks=which))
    return ask("made-up")


def test_what_lasts_is_offered_first(monkeypatch: pytest.MonkeyPatch) -> None:
    (problem,) = made(monkeypatch, "telepathy", "iproute2", "ifupdown", "networkd").problems
    assert problem.message == "The default stack of Made Up 1 is telepathy, which Bondbook does not write yet."
    assert problem.mend == "Choose ifupdown, networkd or iproute2 (lasts until reboot)."
    (problem,) = made(monkeypatch, "telepathy", "networkd").problems
    assert problem.mend == "Choose networkd."


def test_a_release_without_any_built_stack_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    (problem,) = made(monkeypatch, "telepathy").problems
    assert problem.mend == "Bondbook writes no stack for this release yet. Choose another release."


def test_a_default_that_lasts_until_reboot_stays_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    request = made(monkeypatch, "iproute2", "networkd")
    assert request.target and request.target.stack.id == "iproute2"
    assert usable(RELEASES["made-up"]) == ["iproute2", "networkd"]
