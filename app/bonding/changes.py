"""A change of what was asked for, small enough for one click: words to set, words to take out.

Rules give changes with what they find; whoever shows them applies one to the pairs of a request.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Wanted = Mapping[str, str | Sequence[str] | None]
"""A change as a rule writes it: `{"miimon": "100", "lacp_rate": None}`. None takes the word out, a list repeats it."""


@dataclass(frozen=True)
class Change:
    """Wire words with all the values that they have afterwards; a word without a value is taken out."""

    words: tuple[tuple[str, tuple[str, ...]], ...]

    def apply(self, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """The pairs after the change; new values stand where the old ones stood."""
        wanted = dict(self.words)
        before = list(pairs)
        after: list[tuple[str, str]] = []
        placed: set[str] = set()
        for name, value in before:
            if name not in wanted:
                after.append((name, value))
            elif name not in placed:
                placed.add(name)
                after += [(name, each) for each in wanted[name]]
        after += [(name, each) for name, values in self.words if name not in placed for each in values]
        left = set(_vlans(after))
        return after + [(f"vlan.{number}.ipv4", "none") for number in _vlans(before) if number not in left]

    def say(self, tick: str = "") -> str:
        """The change as a phrase; `tick` stands around each wire word."""
        gone = [f"{tick}{name}{tick}" for name, values in self.words if not values]
        new = [f"{tick}{name}={', '.join(values)}{tick}" for name, values in self.words if values]
        return ", ".join([f"set {_listed(new)}"] * bool(new) + [f"take out {_listed(gone)}"] * bool(gone))


Fix = Wanted | Change | None
"""A change as a rule hands it over; None stands for one that is not possible there."""


def changes(*fixes: Fix) -> tuple[Change, ...]:
    """The changes behind what a rule wrote."""
    return tuple(each if isinstance(each, Change) else change(each) for each in fixes if each)


def change(wanted: Wanted) -> Change:
    """One of them."""
    return Change(tuple((name, _values(value)) for name, value in wanted.items()))


def _values(value: str | Sequence[str] | None) -> tuple[str, ...]:
    return () if value is None else (value,) if isinstance(value, str) else tuple(value)


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1])] * bool(words[:-1]) + words[-1:])


def _vlans(pairs: list[tuple[str, str]]) -> list[str]:
    """The ids that `vlan.<id>.<word>` names: a VLAN is there as long as one of its words is."""
    return list(dict.fromkeys(match[1] for name, _ in pairs if (match := re.match(r"vlan\.(\d+)\.", name))))
