"""The healthy bonds that the reference shows: what a kernel wrote, every line of it explained."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.bonding.modes import MODES
from app.diagnosis import samples

WRITTEN = Path(__file__).parents[1] / "bonding" / "proc"


@pytest.mark.parametrize("mode", MODES)
def test_the_sample_is_what_the_kernel_wrote(mode: str) -> None:
    assert samples.SAMPLES[mode] == (WRITTEN / f"{mode}-healthy.txt").read_text(encoding="utf-8")
    assert f"Bonding Mode: {MODES[mode].proc}" in samples.SAMPLES[mode]


@pytest.mark.parametrize("mode", MODES)
def test_every_line_but_titles_tells_something(mode: str) -> None:
    found = list(samples.told(mode))
    silent = {each.text.strip() for each in found if not each.says}
    assert silent <= {"802.3ad info", "Active Aggregator Info:", "details actor lacp pdu:", "details partner lacp pdu:"}
    assert sum(each.text.startswith("Slave Interface") for each in found) == 1
