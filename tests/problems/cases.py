"""The cases: how each known problem is made in the lab, and what the real kernels and tools said about it.

A folder is called like its entry. `case.toml` in it says what is done:

    run       a script; the words of prelude.sh are there
    stack     the tool that the lab starts first (default: none); its configuration is in [files]
    releases  whose kernel and tools (default: all four)
    switch    what the lab's switch is for eth0 and eth1: auto, lacp, static, bridge
    helpers   files of this folder that the script finds in /tmp
    weak      true: the text makes the problem possible, and does not prove it
    also      other entries that are rightly proved by the same text

Beside it lies one text a release, as `capture` wrote it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent
RELEASES = {"debian-11": "bullseye", "debian-12": "bookworm", "debian-13": "trixie", "debian-sid": "sid"}
"""The releases, and what the lab calls them."""

HEALTHY = "healthy-"
"""How the folders of bonds begin that have no problem; what they may be is in `possible` instead of a name."""


@dataclass(frozen=True)
class Case:
    """One problem that is made in the lab."""

    name: str
    run: str
    stack: str = "iproute2"
    releases: tuple[str, ...] = tuple(RELEASES)
    switch: str = "auto"
    helpers: tuple[str, ...] = ()
    files: dict[str, str] = field(default_factory=dict)
    weak: bool = False
    also: frozenset[str] = frozenset()
    possible: frozenset[str] = frozenset()

    @property
    def healthy(self) -> bool:
        """Whether there is no problem at all."""
        return self.name.startswith(HEALTHY)

    @property
    def texts(self) -> list[Path]:
        """What was captured, a file a release."""
        return sorted((FOLDER / self.name).glob("*.log"))


def read(path: Path) -> Case:
    """A case from its folder. Raises KeyError and TypeError for one that is wrong."""
    table = tomllib.loads((path / "case.toml").read_text(encoding="utf-8"))
    for name, kind in (("releases", tuple), ("helpers", tuple), ("also", frozenset), ("possible", frozenset)):
        if name in table:
            table[name] = kind(table[name])
    return Case(path.name, **table)


CASES = {path.parent.name: read(path.parent) for path in sorted(FOLDER.glob("*/case.toml"))}
PROBLEMS = [each for each in CASES.values() if not each.healthy]
