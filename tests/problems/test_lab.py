"""The problems made anew: what the lab's kernels and tools say today is recognised as well.

Run with `make lab`; tests/lab says what it needs. New texts are kept with `python -m tests.problems.capture`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from tests.lab import batch
from tests.problems import capture
from tests.problems.cases import CASES, RELEASES, Case
from tests.problems.recognised import found, proved

pytestmark = pytest.mark.lab

OWN_KERNEL = [release for release in RELEASES if release != "debian-11"]
"""Linux 5.10 runs no programs from the lab's overlays. Its texts come from a copy of the tree without them, and the lab
would boot another kernel under its tools."""

MADE = [(case, release) for release in OWN_KERNEL for case in CASES.values() if release in case.releases]


@pytest.fixture(scope="module")
def said() -> Callable[[str], dict[str, str]]:
    """The texts of one release, by the names of the cases; all of them share a boot."""

    @cache
    def boot(release: str) -> dict[str, str]:
        try:
            return capture.run(CASES.values(), release)
        except batch.LabMissing as missing:
            pytest.fail(str(missing), pytrace=False)

    return boot


@pytest.mark.parametrize(("case", "release"), MADE, ids=[f"{release}-{case.name}" for case, release in MADE])
def test_the_problem_is_recognised(said: Callable[[str], dict[str, str]], case: Case, release: str) -> None:
    words = said(release)[case.name]
    if case.healthy:
        assert proved(words) == set()
    else:
        assert found(words).get(case.name) is case.weak
