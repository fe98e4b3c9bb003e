"""The kernels of the lab are asked for every fact of the options' table that a kernel can answer; a difference fails.

Run with `make lab`, or `pytest -m lab`. `python -m tests.kernels.asking --write` keeps the answers for the fast tests and the reference.
"""

from __future__ import annotations

import pytest

from tests.kernels import asking, differences
from tests.lab import batch

pytestmark = pytest.mark.lab


@pytest.mark.parametrize("suite", asking.SUITES)
def test_the_kernel_says_what_the_table_says(suite: str) -> None:
    try:
        answers = asking.ask(suite)
    except batch.LabMissing as missing:
        pytest.fail(str(missing), pytrace=False)
    assert differences.differences(answers) == []
