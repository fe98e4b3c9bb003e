"""The page of a long note against a bare Flask route that returns a constant of that size, both under Bondbook's server."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

from app.library import notes
from app.web.knowledge.desk import desk
from tests.bench.load import Score, always, bondbook, etag, fetch, free_port, press, started
from tests.bench.shelves import fill, opened
from tests.bench.table import verdict

SIZE, OTHERS = 10 * 1024, 1000
"""Characters of the note, and notes beside it."""

ROUNDS = 3
GOAL, MOST_CPU = 0.5, 1.0
TEXT = (
    "## Part {0}\n\nWhat a *member* of the bond does when its link goes, and why `miimon` has to be set, is the matter of part {0}.\n\n"
    "1. Look at `/proc/net/bonding/bond0`.\n2. Take the cable out.\n3. Look again: see [[option:miimon]] and [[mode:802.3ad]].\n\n"
    "| option | value |\n|---|---|\n| miimon | 100 |\n| updelay | 200 |\n\n```console\n$ ip -d link show bond0\n```\n\n"
)


def measure(seconds: float) -> None:
    """Print one table."""
    with tempfile.TemporaryDirectory() as data:
        with opened(Path(data)):
            text = "".join(TEXT.format(number) for number in range(1, 100))[:SIZE]
            desk().create("note", notes.Draft("A long note", text), notes.Author())
            fill(OTHERS)
        scores, size = _scores(data, seconds)
    bare = scores["bare page"]
    print(f"{'note of 10 KB':<18}{'bytes':>8}{'CPU ms':>9}{'req/s':>9}{'CPU ratio':>11}{'req/s ratio':>13}   goal")
    for name, score in scores.items():
        line = f"{name:<18}{size:>8}{score.cpu_ms:>9.3f}{score.rate:>9.0f}"
        by_rate = score.rate / bare.rate
        if score is not bare:
            line += f"{bare.cpu_ms / score.cpu_ms:>11.2f}{by_rate:>13.2f}"
        if name == "its page":
            line += f"   {GOAL} of the requests per second {verdict(by_rate >= GOAL)}, {MOST_CPU:g} ms {verdict(score.cpu_ms <= MOST_CPU)}"
        print(line)
    print(f"unchanged: answered with 304; other notes: {OTHERS} short ones in turn; ratio: bare CPU / our CPU, our req/s / bare req/s\n")


def _scores(data: str, seconds: float) -> tuple[dict[str, Score], int]:
    path, others = "/notes/a-long-note", cycle(f"/notes/noise-{number}" for number in range(OTHERS))
    bare_port = free_port()
    with bondbook(data) as ours:
        size = len(fetch(ours.port, path))
        known = etag(ours.port, path)
        with started(("-m", "tests.bench.bare", str(bare_port), "1", str(size)), bare_port, {}) as bare:
            runs: dict[str, Callable[[Score], None]] = {
                "bare page": lambda score: press(bare, always("/page"), seconds / ROUNDS, score),
                "its page": lambda score: press(ours, always(path), seconds / ROUNDS, score),
                "unchanged": lambda score: press(ours, always(path), seconds / ROUNDS, score, If_None_Match=known),
                "other notes": lambda score: press(ours, others, seconds / ROUNDS, score),
            }
            scores = {name: Score() for name in runs}
            for _ in range(ROUNDS):
                for name, run in runs.items():
                    run(scores[name])
    return scores, size
