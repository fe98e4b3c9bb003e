"""Whatever comes in: no fault, bounded work, and names that could act are not believed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.diagnosis.machine import MOST_BONDS
from tests.diagnosis.reading import PROC, diagnosed, machine
from tests.diagnosis.test_reading import IP, JSON, SYSFS
from tests.diagnosis.test_symptoms import FLAPS

TEXTS = [IP, SYSFS, FLAPS, str(JSON).replace("'", '"'), "Settings for eth0:\n\tSpeed: 1000Mb/s\n"]
TEXTS += [path.read_text("utf-8") for path in sorted(PROC.glob("*.txt"))[::6]]
LINES = sorted({line for text in TEXTS for line in text.splitlines()})
JUNK = [
    "",
    "\x00",
    ":",
    "[{",
    "]",
    "9" * 400,
    "\ud800",
    "\u202e",
    "+ ",
    "# ethtool -S",
    "# ethtool -S \u0663",
    "/sys/class/net/x/bonding/slaves:" + "y " * 3000,
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(LINES), st.sampled_from(JUNK), st.text(max_size=40)), min_size=1, max_size=80))
def test_no_order_of_lines_makes_a_fault(lines: list[str]) -> None:
    diagnosed("x" + "\n".join(lines).replace("\x00", " "))


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(TEXTS), st.integers(0, 2**32))
def test_no_damage_makes_a_fault(text: str, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - damage needs no secrecy
    damaged = list(text)
    for _ in range(chance.randint(1, 30)):
        at = chance.randrange(len(damaged))
        damaged[at] = chance.choice([*"0 :[]{}<>\n\t\\٣", "", damaged[at] * 50])
    diagnosed("".join(damaged[: chance.randint(1, len(damaged))]) or "x")


def test_more_bonds_than_anybody_has_are_bounded_and_said() -> None:
    block = "Bonding Mode: fault-tolerance (active-backup)\nMII Polling Interval (ms): 0\n\nSlave Interface: e{0}\nMII Status: up\n"
    text = "".join(f"# cat /proc/net/bonding/b{number}\n{block.format(number)}" for number in range(20_000))
    found = diagnosed(text)
    assert len(found.machine.bonds) == MOST_BONDS
    assert any("passed over" in note for note in found.notes)
    assert any("only the first 100 are shown" in note for note in found.notes)


def test_a_log_of_many_bonds_that_come_and_go_is_bounded() -> None:
    join, gone = "b{0}: (slave e{1}): Enslaving as a backup interface with an up link", "b{0} (unregistering): Released all slaves"
    found = machine("\n".join(f"{join}\n{gone}".format(number % 7000, number) for number in range(20_000)))
    assert len(found.bonds) <= MOST_BONDS


@pytest.mark.parametrize("path", sorted(Path(PROC).glob("*.txt")), ids=lambda path: path.stem)
def test_every_real_file_cut_anywhere_is_read(path: Path) -> None:
    text = path.read_text("utf-8")
    for cut in range(1, len(text), max(1, len(text) // 15)):
        diagnosed(text[:cut])
