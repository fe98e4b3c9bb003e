"""How figures are printed, and the time of a call in this process."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping


def verdict(met: bool) -> str:
    """A word behind a goal."""
    return "met" if met else "MISSED"


def cpu_medians(calls: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median CPU milliseconds of each call; they take turns, so that a busy machine disturbs all of them alike."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    for name, call in calls.items():
        call()
        del name
    for _ in range(rounds):
        for name, call in calls.items():
            begin = time.process_time()
            call()
            times[name].append(time.process_time() - begin)
    return {name: 1000 * statistics.median(each) for name, each in times.items()}
