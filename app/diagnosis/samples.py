"""A healthy bond of each mode as /proc/net/bonding/<bond> shows it, line by line with what it tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.bonding.modes import MODES
from app.diagnosis.status import LINES, Line, explained

SAMPLES: dict[str, str] = {
    mode: (Path(__file__).parent / "facts" / "healthy" / f"{mode}.txt").read_text(encoding="utf-8") for mode in MODES
}
"""What Linux 7.2 printed, with two members."""


@dataclass(frozen=True)
class Told:
    """A line as the kernel printed it, and its row in the table; None for one that only begins a part."""

    text: str
    line: Line | None

    @property
    def says(self) -> str:
        """What it tells, from which kernel on, and what to look for; empty where its title says all."""
        if self.line is None:
            return ""
        since = f"since Linux {self.line.since}" if self.line.since else ""
        return "; ".join(filter(None, (self.line.means, self.line.look, since)))


def told(mode: str) -> Iterator[Told]:
    """The lines of a mode's sample up to its second member, which says no more than the first."""
    text = _first_member(SAMPLES[mode])
    lines = text.splitlines()
    for number, (_, name, _) in explained(text):
        yield Told(lines[number - 1], LINES.get(name or ""))


def _first_member(text: str) -> str:
    head, mark, rest = text.partition("\nSlave Interface:")
    return head + mark + rest.partition("\nSlave Interface:")[0].rstrip("\n") + "\n"
