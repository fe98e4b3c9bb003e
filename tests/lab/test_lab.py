"""Every case of the lab: the kernel has what was asked for, the tools have nothing to complain of, our own steps show what they say.

Run with `make lab`, or `pytest -m lab`. The environment variable BONDBOOK_LAB names the program that boots the kernels,
BONDBOOK_LAB_KERNEL the suite whose kernel it boots when it should not be that of the tools.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from tests.lab import batch, cases, judge

pytestmark = pytest.mark.lab

Seen = Callable[[str, str], dict[str, dict[str, Any]]]


@pytest.fixture(scope="module")
def seen() -> Seen:
    """What the lab saw of one stack on one release; all its cases share a boot."""

    @cache
    def boot(stack: str, release: str) -> dict[str, dict[str, Any]]:
        try:
            return batch.run([cases.case(name, stack, release) for name in _names(release)], release)
        except batch.LabMissing as missing:
            pytest.fail(str(missing), pytrace=False)

    return boot


def _names(release: str) -> tuple[str, ...]:
    """On the newest releases every case, on the one before the modes, what stands on a bond, and the indirect ways."""
    return tuple(cases.ALL) if release != "debian-12" else tuple(cases.MODES | cases.LAYERS | cases.INDIRECT)


@pytest.mark.parametrize(
    ("release", "stack", "name"),
    [(release, stack, name) for release in batch.SUITES for stack in cases.stacks_on(release) for name in _names(release)],
)
def test_the_kernel_has_the_bond(seen: Seen, release: str, stack: str, name: str) -> None:
    result = seen(stack, release)[f"{stack}/{name}"]
    assert judge.differences(cases.case(name, stack, release), result) == []


@pytest.mark.parametrize("stack", cases.STACKS)
def test_the_rollback_steps_take_everything_back_and_the_bond_comes_up_again(stack: str) -> None:
    release = next(each for each in ("debian-13", "debian-sid") if stack in cases.stacks_on(each))
    case = cases.case(cases.ROLLED_BACK, stack, release)
    (result,) = batch.run_batch([batch.to_rollback(case)], case.release).values()
    assert judge.left_over(case, result) == []
    # networkd may still be setting up an interface at the moment in which it is deleted, and says so
    assert [each for each in judge.differences(case, result) if not each.startswith("warning: ")] == []
