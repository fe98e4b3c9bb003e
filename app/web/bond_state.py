"""The state of a bond as it was read: a picture of the bond, its members and who they speak with, and the rows of a table."""

from __future__ import annotations

from dataclasses import dataclass

from app.actions.diagnose_text import state
from app.diagnosis.machine import NOBODY, Bond, Interface
from app.web.sketch import CODE, MORE, NAME, WORD, Box, Line, Row, Sketch, Text, box

WIDTH = 340.0
LEFT, INDENT, INNER, RAIL = 7.0, 18.0, 180.0, 12.0
PEER, GAP, MOST = 212.0, 6.0, 12


@dataclass(frozen=True)
class Table:
    """The members of a bond: the titles of the columns that say anything, and the cells of each member, its name first."""

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


TITLES = ("Member", "State", "Speed", "Failures", "Aggregator", "Partner", "Sent", "Received")


def table(bond: Bond) -> Table:
    """The table; a column that is empty is left out."""
    rows = [_cells(bond, each) for each in list(bond.members.values())[: 4 * MOST]]
    used = [number for number in range(len(TITLES)) if any(row[number] for row in rows)]
    return Table(tuple(TITLES[number] for number in used), tuple(tuple(row[number] for number in used) for row in rows))


def _cells(bond: Bond, member: Interface) -> tuple[str, ...]:
    facts = member.facts
    speed = " ".join(part for part in (facts.text("speed"), facts.text("duplex").lower()) if part)
    said = state(member) or (f"{facts.text('logged')} (log)" if facts.text("logged") else "")
    partner = facts.text("partner.system_mac") if bond.lacp else ""
    return (
        member.name, said, speed, facts.text("failures"), facts.text("aggregator") if bond.lacp else "",
        "none" if partner == NOBODY else partner, _size(facts.number("tx_bytes")), _size(facts.number("rx_bytes")),
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
        if not name:
            continue
        kind = "peer" if name != "nobody" else "peer missing"
        beside = Box(kind, PEER, own[0].y, WIDTH - PEER - 1, max(each.bottom for each in own) - own[0].y, (_label(name, own[0].y),))
        if len(own) == 1 or own[-1].y - own[0].y == (own[0].height + GAP) * (len(own) - 1):  # one below the other
            boxes.append(beside)
            lines += [Line(f"cable {each.kind.split()[1]}", each.right, each.middle, PEER, each.middle) for each in own]
    bottom = max(each.bottom for each in boxes)
    words = f"{bond.name}, {bond.mode or 'mode not said'}{', ' + status if status else ''}. " + "; ".join(
        f"{each.name} {_word(bond, each)}, other end {_peer(bond, each) or 'not said'}" for each in shown
    )
    return Sketch(f"The state of {bond.name}", words, WIDTH, bottom + 8, (), tuple(lines), tuple(boxes))


def _label(name: str, y: float) -> Text:
    return Text(PEER + 6, y + 17, name, CODE if ":" in name else WORD)


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
