"""Requests to the generator, each stack by itself, and the start of the command line."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from app import stacks
from app.bonding import wire
from app.distros.releases import newest_with
from tests.bench.load import ROOT, Score, always, bondbook, fetch, free_port, press, started
from tests.bench.table import verdict

PAIRS = [
    ("release", "ubuntu-24.04"),
    ("stack", "netplan"),
    ("name", "bond0"),
    ("mode", "802.3ad"),
    ("member", "enp65s0f0"),
    ("member", "enp65s0f1"),
    ("miimon", "100"),
    ("updelay", "200"),
    ("lacp_rate", "fast"),
    ("xmit_hash_policy", "layer3+4"),
    ("address", "192.0.2.10/24"),
    ("gateway", "192.0.2.1"),
    ("dns", "192.0.2.53"),
    ("mtu", "9000"),
    ("vlan.100.address", "198.51.100.10/24"),
]
ROUNDS = 3
STARTS = 11
GOAL_TEXT, GOAL_PAGE, GOAL_START = 0.5, 0.35, 0.25

COLD_NUMBERS = count()


def measure(seconds: float) -> None:
    """Measure all of it, asking for so many seconds in each way."""
    requests(seconds)
    each_stack()
    command_line()


# ---------------------------------------------------------------- requests


def query(description: str = "") -> str:
    """The request as a query; another description makes it one that was never asked for."""
    return urlencode([*PAIRS, ("description", description)] if description else PAIRS)


def cold(path: str) -> Iterator[str]:
    """The path with a query that differs each time, over all rounds."""
    for number in COLD_NUMBERS:
        yield f"{path}?{query(f'rack {number}')}"


def requests(seconds: float) -> None:
    """Bondbook against the bare route, in rounds that alternate, so that a busy machine disturbs both."""
    with tempfile.TemporaryDirectory() as data:
        bare_port = free_port()
        with bondbook(data) as ours:
            port = ours.port
            text, page = f"/generate.txt?{query()}", f"/generate?{query()}"
            sizes = [len(fetch(port, path)) for path in (text, page)]
            with started(("-m", "tests.bench.bare", str(bare_port), *map(str, sizes)), bare_port, {}) as bare:
                runs: dict[str, Callable[[Score], None]] = {
                    "bare text": lambda score: press(bare, always(f"/text?{query()}"), seconds / ROUNDS, score),
                    "text warm": lambda score: press(ours, always(text), seconds / ROUNDS, score),
                    "text cold": lambda score: press(ours, cold("/generate.txt"), seconds / ROUNDS, score),
                    "bare page": lambda score: press(bare, always(f"/page?{query()}"), seconds / ROUNDS, score),
                    "page warm": lambda score: press(ours, always(page), seconds / ROUNDS, score),
                    "page cold": lambda score: press(ours, cold("/generate"), seconds / ROUNDS, score),
                }
                scores = {name: Score() for name in runs}
                for _ in range(ROUNDS):
                    for name, run in runs.items():
                        run(scores[name])
    show_requests(scores, dict(zip(("text", "page"), sizes, strict=True)))


def show_requests(scores: dict[str, Score], sizes: dict[str, int]) -> None:
    """The table of requests."""
    print(f"{'request':<12}{'bytes':>8}{'CPU ms':>9}{'req/s':>9}{'CPU ratio':>11}{'req/s ratio':>13}   goal")
    for name, score in scores.items():
        kind = "text" if "text" in name else "page"
        line = f"{name:<12}{sizes[kind]:>8}{score.cpu_ms:>9.3f}{score.rate:>9.0f}"
        if not name.startswith("bare"):
            base, goal = scores[f"bare {kind}"], GOAL_TEXT if kind == "text" else GOAL_PAGE
            by_cpu, by_rate = base.cpu_ms / score.cpu_ms, score.rate / base.rate
            line += f"{by_cpu:>11.2f}{by_rate:>13.2f}   {goal} {verdict(min(by_cpu, by_rate) >= goal)}"
        print(line)
    print("ratio: bare CPU / our CPU, our req/s / bare req/s; warm: one query again and again; cold: each query new\n")


# ---------------------------------------------------------------- stacks


def each_stack() -> None:
    """One rendering and one parsing of each stack, without any cache."""
    bond = wire.read([pair for pair in PAIRS if pair[0] not in {"release", "stack"}]).bond
    assert bond is not None
    print(f"{'stack':<16}{'render ms':>10}{'parse ms':>10}")
    for stack in stacks.every():
        release = newest_with(stack.id)
        files = {snippet.path: snippet.text for snippet in stack.render(bond, release).snippets}
        rendering, parsing = median_ms(lambda: stack.render(bond, release)), median_ms(lambda: stack.parse(files))  # noqa: B023
        print(f"{stack.id:<16}{rendering:>10.2f}{parsing:>10.2f}")
    print("render: the files, the steps, and the parsing of its own output; parse: the same files\n")


def median_ms(work: Callable[[], object]) -> float:
    """The median time of a call in milliseconds."""
    times = []
    end = time.perf_counter() + 0.4
    while time.perf_counter() < end:
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return 1000 * statistics.median(times)


# ---------------------------------------------------------------- the command line


def command_line() -> None:
    """The start of the command line against a Python that does nothing."""
    beside = Path(sys.executable).parent / "bondbook"
    bondbook = [str(beside)] if beside.exists() else [sys.executable, "-m", "app.cli"]
    flags = [word for name, value in PAIRS for word in (f"--{name}", value)]
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "bondbook --version": [*bondbook, "--version"],
        "bondbook generate": [*bondbook, "generate", *flags],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(STARTS):
        for name, command in commands.items():
            begin = time.perf_counter()
            subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
            times[name].append(time.perf_counter() - begin)
    base = statistics.median(times["python -c pass"])
    print(f"{'command':<20}{'seconds':>9}{'over python':>13}   goal")
    for name, each in times.items():
        middle = statistics.median(each)
        goal = f"{GOAL_START} {verdict(middle < GOAL_START)}" if name.startswith("bondbook") else ""
        print(f"{name:<20}{middle:>9.3f}{middle - base:>13.3f}   {goal}".rstrip())
    print(f"medians of {STARTS} runs")
