"""Kernel versions, and what the kernels of one system can do.

A vendor kernel is never judged by its number alone: its backports count too, and a system
that may run one of several kernels can be sure only of what the oldest one knows.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

Version = tuple[int, ...]


@lru_cache(maxsize=1024)
def version(text: str) -> Version:
    """The numbers at the start of a version: "2.6.18-92.el5" gives (2, 6, 18).

    Raises ValueError when the text does not start with a number.
    """
    match = re.match(r"v?(\d+(?:\.\d+)*)", text)
    if not match:
        raise ValueError(f"{text!r} does not start with a version number")
    return tuple(int(part) for part in match[1].split("."))


class Presence(enum.Enum):
    """Whether a feature is there on a system."""

    YES = "yes"
    PARTLY = "partly"  # on some of the kernels or updates that the system may run
    NO = "no"


@dataclass(frozen=True)
class Has:
    """Answer of `Kernel.has`: the presence, and for PARTLY or NO a phrase that says where it is."""

    presence: Presence
    where: str = ""


@dataclass(frozen=True)
class Kernel:
    """The kernels that a system may run.

    `oldest` is what it was released with, `newest` the newest it offers; `backports` maps a
    feature ("option", "option=value", "option@mode") to the update that brought it.
    """

    oldest: str
    newest: str = ""
    backports: Mapping[str, str] = field(default_factory=dict, hash=False)

    def has(self, since: str, feature: str = "", until: str = "") -> Has:
        """Whether something that mainline has from `since` on (and lost in `until`) is here."""
        oldest, newest = version(self.oldest), version(self.newest or self.oldest)
        if until and oldest >= version(until):
            return Has(Presence.NO, f"gone since Linux {until}")
        if until and newest >= version(until):
            return Has(Presence.PARTLY, f"only on kernels before {until}")
        if oldest >= version(since):
            return Has(Presence.YES)
        if feature in self.backports:
            return Has(Presence.PARTLY, f"from {self.backports[feature]} on")
        if newest >= version(since):
            return Has(Presence.PARTLY, f"only with a kernel {since} or newer, which this release offers but may not run")
        return Has(Presence.NO, f"new in Linux {since}")

    def __str__(self) -> str:
        return f"Linux {self.oldest}" + (f" to {self.newest}" if self.newest and self.newest != self.oldest else "")


ANY_KERNEL = Kernel("9999")
"""Stands for a kernel that is not known: everything that still exists is assumed to be there."""
