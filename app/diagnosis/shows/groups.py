"""The groups of ports of a switch, as its commands show them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from app.diagnosis.machine import NOBODY, Line

LACP, STATIC, PAGP = "LACP", "static", "PAgP"

BUNDLED = "bundled"
"""The one state in which a port carries traffic for its group."""

MEANINGS = {
    "P": BUNDLED, "s": "suspended", "I": "on its own (it hears no LACP)", "H": "in reserve", "D": "down", "w": "waiting to join",
    "u": "unsuitable (set up otherwise than the group)", "i": "incompatible with the group", "d": "a default port",
    "M": "out of use (too few links for min-links)", "r": "gone with its module", "p": "up, waiting for LACP",
    "E": "out of use (too many groups)",
}  # fmt: skip
"""What the letters behind a port mean; the meanings of IOS, NX-OS and EOS agree."""


@dataclass
class Port:
    """A port: its state in words (empty if nobody said), what it hears from the other end by LACP, and the line that says so."""

    name: str
    line: Line
    state: str = ""
    system: str = ""
    number: int | None = None
    key: int | None = None
    heard: Line | None = None


@dataclass
class Group:
    """A port channel: the switch (empty if nobody said), how it came about, its ports, the VLANs that its trunk lets through."""

    switch: str
    name: str
    line: Line
    protocol: str = ""
    ports: dict[str, Port] = field(default_factory=dict)
    vlans: frozenset[int] | None = None
    vlan_line: Line | None = None

    @property
    def title(self) -> str:
        """Its name, with that of the switch where it is known."""
        return f"{self.name} of {self.switch}" if self.switch else self.name

    @property
    def systems(self) -> set[str]:
        """The system addresses that its ports hear."""
        return {port.system for port in self.ports.values() if port.system not in ("", NOBODY)}


Groups = dict[tuple[str, str], Group]
"""By switch and name."""


def plain_mac(text: str) -> str:
    """An address in the kernel's form, whichever form a switch has: 0c1a.2b00.d200, 32768,5e-2-0-1-0-7."""
    if "." in text:
        digits = text.replace(".", "")
        return ":".join(digits[at : at + 2] for at in range(0, 12, 2)).lower()
    return ":".join(part.zfill(2) for part in re.split("[-:]", text)).lower()


def vlan_ids(text: str) -> frozenset[int]:
    """The numbers of `1-3,10`, nothing of `none`."""
    found: set[int] = set()
    for part in re.findall(r"(\d{1,4})(?:-(\d{1,4}))?", text):
        first, last = int(part[0]), int(part[1] or part[0])
        found |= set(range(first, min(last, 4095) + 1))
    return frozenset(found)
