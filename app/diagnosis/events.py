"""What a log tells of a bond: joining, leaving, links that come and go, who is active; and how often links flap.

One table of phrases for all kernels: `bonding: bond0: enslaving eth0 as ...` of 2.6, `bond0: (slave eth0): Enslaving as ...` of today.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from functools import cached_property

from app.diagnosis.said import When, when

JOIN, LEAVE, DOWN, UP, ACTIVE, NOBODY, BACK, GONE = "joined", "left", "down", "up", "active", "nobody active", "somebody active", "gone"

PHRASES = {
    JOIN: r"enslaving (?:(?P<join>\S+) )?as an? (?:active|backup) interface with an? (?:\S+ )?(?P<link>up|down) link",
    LEAVE: r"releasing (?:active|backup) interface(?: (?P<leave>\S+))?",
    DOWN: r"(?:link status definitely down(?: for (?:active )?interface (?P<down>[^\s,]+))?|interface (?:(?P<dead>\S+) )?is now down)",
    UP: r"(?:link status definitely up(?: for interface (?P<up>[^\s,]+))?|interface (?:(?P<alive>\S+) )?is now up)",
    ACTIVE: r"making interface (?:(?P<active>\S+) )?the new active one",
    NOBODY: r"now running without any active interface",
    BACK: r"(?:first )?active interface up!",
    GONE: r"released all slaves",
}
EVENT = re.compile(
    r"(?P<bond>[^\s:()]{1,64})(?: \(\w{1,20}\))?: (?:\(slave (?P<member>[^)\s]{1,64})\): )?(?:Warning: )?(?:"
    + "|".join(f"(?P<k{number}>{phrase})" for number, phrase in enumerate(PHRASES.values()))
    + ")",
    re.IGNORECASE,
)
KINDS = {f"k{number}": kind for number, kind in enumerate(PHRASES)}
NAMED = ("member", "join", "leave", "down", "dead", "up", "alive", "active")

NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}")

MOST_KEPT = 5000  # events
MOST_COUNTED = 10_000  # members


@dataclass(frozen=True)
class Event:
    """One thing that happened, and its line: number, text, file."""

    kind: str
    bond: str
    member: str
    """Empty where it is about the bond itself."""
    number: int
    text: str
    source: str = ""
    link: str = ""
    """For a member that joins: whether it had a link, up or down."""

    @cached_property
    def when(self) -> When | None:
        """The moment; None where the log has none."""
        return when(self.text)


def is_name(text: str) -> bool:
    """Whether a text is the name of an interface that can stand in a command as it is; others are not believed."""
    return NAME.fullmatch(text) is not None


def read(number: int, text: str, source: str = "") -> Event | None:
    """The event that a line tells of; None if it tells of none."""
    match = _match(text)
    if match is None:
        return None
    kind = KINDS[match.lastgroup or ""]
    member = next((match[name] for name in NAMED if match[name]), "").rstrip(".,:")
    if not is_name(match["bond"]) or (member and not is_name(member)):
        return None
    return Event(kind, match["bond"], member, number, text, source, (match["link"] or "").lower())


def _match(text: str) -> re.Match[str] | None:
    """The phrase: at once where a mark of the driver says where it begins, else wherever it is."""
    found = None
    if (at := text.find(": (slave ")) > 0:
        found = EVENT.match(text, text.rfind(" ", 0, at) + 1)
    elif (at := text.find("bonding: ")) >= 0:
        found = EVENT.match(text, at + len("bonding: "))
    return found or EVENT.search(text)


@dataclass
class Flaps:
    """How often the link of a member went down, with the first and the last time, and lines that show it."""

    count: int = 0
    first: Event | None = None
    last: Event | None = None
    shown: list[Event] = field(default_factory=list)

    def add(self, event: Event) -> None:
        """Count one more."""
        self.count += 1
        self.first, self.last = self.first or event, event
        if len(self.shown) < 3:
            self.shown.append(event)

    @property
    def span(self) -> float | None:
        """The seconds from the first to the last; None where the log has no times, or they do not fit each other."""
        first, last = (each.when if each else None for each in (self.first, self.last))
        if first is None or last is None or first.clock != last.clock or last.seconds < first.seconds:
            return None
        return last.seconds - first.seconds


@dataclass
class History:
    """The events: all of them counted, the last ones kept."""

    kept: deque[Event] = field(default_factory=lambda: deque(maxlen=MOST_KEPT))
    total: int = 0
    flaps: dict[tuple[str, str], Flaps] = field(default_factory=dict)
    owners: dict[str, dict[str, Event]] = field(default_factory=dict)
    """For each member the bonds that it joined and did not leave, with the event."""
    last: dict[tuple[str, str], Event] = field(default_factory=dict)
    """The last event of each member, and of each bond itself under an empty name."""
    _members: dict[str, set[str]] = field(default_factory=dict)

    def add(self, event: Event) -> None:
        """Take one more event."""
        self.kept.append(event)
        self.total += 1
        key = event.bond, event.member
        if key not in self.last and len(self.last) >= MOST_COUNTED:
            return
        self.last[key] = event
        if event.kind == DOWN:
            self.flaps.setdefault(key, Flaps()).add(event)
        if event.member:
            self._members.setdefault(event.bond, set()).add(event.member)
        if event.kind == JOIN and event.member:
            self.owners.setdefault(event.member, {})[event.bond] = event
        if event.kind == LEAVE:
            self.owners.get(event.member, {}).pop(event.bond, None)
        if event.kind == GONE:
            for member in self._members.pop(event.bond, ()):
                self.owners.get(member, {}).pop(event.bond, None)
                self.last.pop((event.bond, member), None)
