"""The switch side as text for a terminal, as a file for an archive, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from app.actions.generate import Result
from app.switches.contract import Turn
from app.switches.lines import Part

if TYPE_CHECKING:
    from app.switches.render import Side, SwitchSide

KINDS = {"none": "ordinary ports, no group", "static": "a static group", "lacp": "a group with LACP"}
FOLDER = "switch"
SHOWN = 4  # lines of one doubt that are named


def heading(side: SwitchSide) -> str:
    """What it is, in a few words."""
    return f"{side.switch.title}: {KINDS[side.ports.kind]}"


def turns(side: SwitchSide) -> tuple[tuple[str, str, tuple[Turn, ...]], ...]:
    """The things to do around the lines: id, title, and each of them."""
    look = tuple(Turn(look.run, f"Should show: {look.see}.") for look in side.verify)
    return (
        ("before", "Before", side.before),
        ("apply", "Apply", side.apply),
        ("look", "Verify", look),
        ("keep", "Keep it", side.keep),
        ("back", "Go back", side.back),
    )


def to_lines(side: SwitchSide, mark: str = "#", only: Side | None = None) -> list[str]:
    """The switch side as lines: what is not for the switch stands behind the mark of a comment."""
    out = [f"{mark} {heading(side)}", *(f"{mark} {note}" for note in side.notes)]
    if not side.sides:
        return [*out, f"{mark} Nothing is written for it yet: see the findings."]
    before, *after = turns(side)
    out += _turns(mark, before[1], before[2])
    for each in (only,) if only else side.sides:
        out += ["", f"{mark} ==> {each.title}"]
        for part in each.parts:
            out += _part(mark, part)
    for _, title, found in after:
        out += _turns(mark, title, found)
    return out


def _part(mark: str, part: Part) -> Iterator[str]:
    if part.title:
        yield f"{mark} {part.title}{f': {part.why}' if part.why else ''}"
    for texts, why in part.unsure:
        more = f" (and {len(texts) - SHOWN} more)" if len(texts) > SHOWN else ""
        yield f"{mark} not verified: {'; '.join(texts[:SHOWN])}{more}: {why}"
    yield from part.text.rstrip("\n").split("\n")


def _turns(mark: str, title: str, found: Iterable[Turn]) -> Iterator[str]:
    yield from ("", f"{mark} {title}, on the switch")
    for number, turn in enumerate(found, 1):
        yield f"{mark} {number}. {turn.why}"
        if turn.run:
            yield turn.run


def files(result: Result) -> Iterator[tuple[str, str]]:
    """The files of an archive, name and text: one for each switch."""
    side = result.switch
    for number, each in enumerate(side.sides if side else (), 1):
        if side:
            name = side.switch.id if number == 1 else f"{side.switch.id}-{number}"
            yield f"{FOLDER}/{name}.txt", "\n".join(to_lines(side, side.switch.comment, each)) + "\n"


def to_json(result: Result) -> dict[str, Any]:
    """What the mode needs of the switch, and the lines for it; `vendor` is null where no switch was named."""
    mode, side = result.bond.facts, result.switch
    found: dict[str, Any] = {"kind": mode.switch, "asks": mode.switch_asks, "vendor": None}
    if side is None:
        return found
    ports = side.ports
    return {
        **found,
        "vendor": side.switch.id,
        "title": side.switch.title,
        "lag": ports.lag if ports.kind != "none" else None,
        "ports": list(ports.ports),
        "peer_ports": list(ports.peer_ports),
        "tagged": list(ports.tagged),
        "native": ports.native,
        "mtu": ports.mtu,
        "switches": [{"title": each.title, "parts": [_part_json(part) for part in each.parts]} for each in side.sides],
        "before": [_turn(turn) for turn in side.before],
        "apply": [_turn(turn) for turn in side.apply],
        "verify": [{"run": look.run, "see": look.see} for look in side.verify],
        "keep": [_turn(turn) for turn in side.keep],
        "rollback": [_turn(turn) for turn in side.back],
        "notes": list(side.notes),
    }


def _part_json(part: Part) -> dict[str, Any]:
    unsure = [{"lines": list(texts), "why": why} for texts, why in part.unsure]
    return {"title": part.title, "path": part.path, "why": part.why, "text": part.text, "not_verified": unsure}


def _turn(turn: Turn) -> dict[str, str]:
    return {"run": turn.run, "why": turn.why}
