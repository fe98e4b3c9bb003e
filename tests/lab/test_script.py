"""The script over a connection that it cuts: what cannot be verified or is not confirmed comes back by itself, on real kernels.

Run with `make lab`, or `pytest -m lab`, as test_lab.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import cache

import pytest

from tests.lab import batch, scripted
from tests.lab.scripted import AS_BEFORE, BROKEN, STACKS, Seen

pytestmark = pytest.mark.lab

RELEASE = "debian-13"
Told = Callable[[str], dict[str, Seen]]


@pytest.fixture(scope="module")
def told() -> Told:
    """What the machine said after each run, by stack; one boot tells the whole story of a stack."""

    @cache
    def boot(stack: str) -> dict[str, Seen]:
        try:
            (result,) = batch.run_batch([scripted.to_lab(stack, RELEASE)], RELEASE, jobs=1).values()
        except batch.LabMissing as missing:
            pytest.fail(str(missing), pytrace=False)
        return scripted.read(result)

    return boot


def differences(seen: Seen, wanted: dict[str, str]) -> dict[str, str]:
    """What is not as wanted."""
    return {name: value for name, value in asdict(seen).items() if name in wanted and value != wanted[name]}


@pytest.mark.parametrize("stack", STACKS)
def test_the_machine_begins_as_the_story_says(told: Told, stack: str) -> None:
    assert differences(told(stack)["start"], AS_BEFORE) == {}


@pytest.mark.parametrize("stack", STACKS)
def test_a_dry_run_changes_no_file(told: Told, stack: str) -> None:
    assert differences(told(stack)["dry-run"], {**AS_BEFORE, "exit": "0"}) == {}


@pytest.mark.parametrize("stack", STACKS)
def test_a_good_bond_comes_up_and_is_confirmed(told: Told, stack: str) -> None:
    up = {"answers": "yes", "bond": "yes", "files": "new"}
    assert differences(told(stack)["good"], {**up, "exit": "0", "bond0": "waiting"}) == {}
    assert differences(told(stack)["again"], {**up, "exit": "2", "bond0": "waiting"}) == {}
    assert differences(told(stack)["confirmed"], {**up, "exit": "0", "bond0": "confirmed"}) == {}


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize(
    ("run", "ended"), [("rolled-back", "0"), ("unconfirmed", "0"), ("hung-up", "0"), *((name, "1") for name in BROKEN)]
)
def test_the_old_address_answers_again(told: Told, stack: str, run: str, ended: str) -> None:
    assert differences(told(stack)[run], {**AS_BEFORE, "exit": ended, "bond0": "rolled back"}) == {}
