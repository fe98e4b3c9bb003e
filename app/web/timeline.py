"""The picture of what a log tells: a row for each member, dark while its link was down, with a mark where it became the active one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.diagnosis.events import ACTIVE, DOWN, JOIN, LEAVE, UP, Event, History

WIDTH, LEFT, RIGHT = 640.0, 110.0, 10.0
TOP, STEP, BAR = 24.0, 24.0, 12.0
MOST_ROWS = 12
LEAST = 2.0  # units that the shortest span is wide


@dataclass(frozen=True)
class Span:
    """A stretch of a row; `kind` is up, down or active."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True)
class TimeRow:
    """One member: its name, where its row lies, what it shows."""

    name: str
    y: float
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Timeline:
    """The whole picture, with the words that say the same."""

    words: str
    height: float
    first: str
    last: str
    rows: tuple[TimeRow, ...]
    more: int


def draw(history: History) -> Timeline | None:
    """The picture; None where the log has no times, or tells of fewer than two events."""
    clocks = [each.when.clock for each in history.kept if each.when]
    if len(clocks) < 2:
        return None
    clock = max(set(clocks), key=clocks.count)
    events = [each for each in history.kept if each.when and each.when.clock == clock and each.member]
    if len(events) < 2:
        return None
    times = [each.when.seconds for each in events if each.when]
    start, end = min(times), max(times)
    if end <= start:
        return None
    by_member: dict[tuple[str, str], list[Event]] = {}
    for each in events:
        by_member.setdefault((each.bond, each.member), []).append(each)
    shown = sorted(by_member.items())[:MOST_ROWS]
    rows = tuple(
        TimeRow(f"{bond} {member}", TOP + STEP * number, tuple(_spans(own, start, end)))
        for number, ((bond, member), own) in enumerate(shown)
    )
    first, last = (next(each.when.text for each in events if each.when and each.when.seconds == edge) for edge in (start, end))
    words = "; ".join(f"{member} of {bond}: {_count(own)}" for (bond, member), own in shown)
    return Timeline(f"From {first} to {last}. {words}.", TOP + STEP * len(rows) + 22, first, last, rows, len(by_member) - len(shown))


def _count(own: Sequence[Event]) -> str:
    down = sum(each.kind == DOWN for each in own)
    return f"down {down} {'time' if down == 1 else 'times'}"


def _spans(own: Sequence[Event], start: float, end: float) -> list[Span]:
    """The stretches between the events of one member; those that would be too short to see are drawn as wide as can be seen."""
    scale = (WIDTH - LEFT - RIGHT) / (end - start)
    spans: list[Span] = []
    kind, since = "", start
    for each in own:
        at = each.when.seconds if each.when else start
        if each.kind in (UP, DOWN, JOIN, LEAVE):
            _add(spans, kind, LEFT + (since - start) * scale, LEFT + (at - start) * scale)
            kind, since = {UP: "up", DOWN: "down", JOIN: each.link or "up", LEAVE: ""}[each.kind], at
        elif each.kind == ACTIVE:
            spans.append(Span("mark", LEFT + (at - start) * scale, LEAST))
    _add(spans, kind, LEFT + (since - start) * scale, LEFT + (end - start) * scale)
    return sorted(spans, key=lambda span: span.kind == "mark")


def _add(spans: list[Span], kind: str, left: float, right: float) -> None:
    if not kind or right < left:
        return
    before = next((each for each in reversed(spans) if each.kind == kind), None)
    if before is not None and kind == "down" and left - before.x < LEAST:
        return  # one mark for many in the same place
    spans.append(Span(kind, left, max(right - left, LEAST)))
