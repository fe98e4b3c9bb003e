"""The state of a bond as it was read: a picture of the bond, its members and who they speak with, and the rows of a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.actions.diagnose_text import state
from app.diagnosis.machine import NOBODY, Bond, Interface
from app.web.sketch import CODE, MORE, NAME, WORD, Box, Line, Row, Sketch, Text, box

WIDTH = 300.0
LEFT, INDENT, INNER, RAIL = 7.0, 18.0, 180.0, 12.0
PEER, GAP, MOST = 200.0, 6.0, 12


@dataclass(frozen=True)
class Cells:
    """One member in the table; an empty cell is not known."""

    name: str
    state: str
    speed: str
    failures: str
    aggregator: str
    partner: str
    sent: str
    received: str


def rows(bond: Bond) -> list[Cells]:
    """The rows of the table."""
    return [_cells(each) for each in list(bond.members.values())[: 4 * MOST]]


def _cells(member: Interface) -> Cells:
    facts = member.facts
    speed = " ".join(part for part in (facts.text("speed"), facts.text("duplex").lower()) if part)
    said = state(member) or (f"{facts.text('logged')} (log)" if facts.text("logged") else "")
    partner = facts.text("partner.system_mac")
    return Cells(
        member.name, said, speed, facts.text("failures"), facts.text("aggregator"), "none" if partner == NOBODY else partner,
        _size(facts.number("tx_bytes")), _size(facts.number("rx_bytes")),
    )  # fmt: skip


def _size(count: int | None) -> str:
    if count is None:
        return ""
    size = float(count)
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if size < 1000 or unit == "TB":
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return ""


def draw(bond: Bond) -> Sketch:
    """The picture."""
    members = list(bond.members.values())
    shown = members[:MOST]
    status = bond.facts.text("mii_status").lower()
    top = box("bond", LEFT, 8, INNER - LEFT, [Row(bond.name, NAME, status), Row(bond.mode or "mode not said", CODE)])
    boxes, lines = [top], []
    y = top.bottom + GAP
    peers: dict[str, list[Box]] = {}
    for each in shown:
        made = box(f"member {_kind(bond, each)}", INDENT, y, INNER - INDENT, [Row(each.name, NAME, _word(bond, each))])
        y = made.bottom + GAP
        boxes.append(made)
        lines += [Line("joint", RAIL, made.middle, INDENT, made.middle)]
        peers.setdefault(_peer(bond, each), []).append(made)
    if len(members) > MOST:
        boxes.append(box("member more", INDENT, y, INNER - INDENT, [Row(f"{MORE.format(len(members) - MOST)} members")]))
    if not members:
        boxes.append(box("member missing", INDENT, y, INNER - INDENT, [Row("no members")]))
    lines.insert(0, Line("joint", RAIL, top.bottom, RAIL, boxes[-1].middle))
    for name, own in peers.items():
        kind = "peer" if name != "nobody" else "peer missing"
        beside = Box(kind, PEER, own[0].y, WIDTH - PEER - 1, max(each.bottom for each in own) - own[0].y, tuple(_label(name, own[0].y)))
        if len(own) == 1 or own[-1].y - own[0].y == (own[0].height + GAP) * (len(own) - 1):  # one below the other
            boxes.append(beside)
            lines += [Line(f"cable {each.kind.split()[1]}", each.right, each.middle, PEER, each.middle) for each in own]
    bottom = max(each.bottom for each in boxes)
    words = f"{bond.name}, {bond.mode or 'mode not said'}{', ' + status if status else ''}. " + "; ".join(
        f"{each.name} {_word(bond, each)}, other end {_peer(bond, each) or 'not said'}" for each in shown
    )
    return Sketch(f"The state of {bond.name}", words, WIDTH, bottom + 8, (), tuple(lines), tuple(boxes))


def _label(name: str, y: float) -> Iterator[Text]:
    lines = [name] if len(name) < 13 or ":" not in name else [name[:9], name[9:]]
    yield from (Text(PEER + 6, y + 14 + 12 * number, line, CODE if ":" in line else WORD) for number, line in enumerate(lines[:1]))
    if len(lines) > 1:
        yield Text(PEER + 6, y + 26, lines[1], CODE)


def _kind(bond: Bond, member: Interface) -> str:
    if member.up is False or (member.up is None and member.facts.text("logged") == "down"):
        return "missing"
    active = bond.facts.text("active_slave")
    used = bond.facts.text("aggregator.id")
    idle = (active and active != member.name and bond.mode == "active-backup") or (
        bond.lacp and used and member.facts.text("aggregator") not in ("", used)
    )
    return "standby" if idle else "active"


def _word(bond: Bond, member: Interface) -> str:
    kind = _kind(bond, member)
    if kind == "missing":
        return state(member) or "down"
    if kind == "standby":
        return "outside" if bond.lacp else "backup"
    return "active" if bond.facts.text("active_slave") == member.name else state(member)


def _peer(bond: Bond, member: Interface) -> str:
    partner = member.facts.text("partner.system_mac") if bond.lacp else ""
    return "nobody" if partner == NOBODY else partner
