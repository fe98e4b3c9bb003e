"""The picture of a bond: host, members, bond, VLANs, bridge on the left; cables; switch or switches on the right.

One upright layout for every screen: each thing has a row of its own, so nothing crosses and
the number of things decides nothing but the height. What does not fit is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TypeVar

from app.actions.generate import Request
from app.bonding.acceptance import accepted, refusals
from app.bonding.model import Addressing, Bond, Vlan
from app.web import picture_words
from app.web.sketch import CODE, MORE, NAME, WORD, Box, Line, Row, Sketch, Text, box

WIDTH = 300.0
HOST, SWITCH = (1.0, 195.0), (218.0, 81.0)  # x and width
LEFT, INDENT, INNER = 7.0, 18.0, 188.0  # the bond, what hangs on the rail, the right edge of both
RAIL, MIDDLE = 12.0, 103.0
GAP, PORT, HEAD = 6.0, 10.0, 22.0
APART = 40.0
"""Between the members of one switch and those of the next: the second switch needs its title there."""

MOST_VLANS, MOST_MEMBERS, MOST_ADDRESSES, MOST_PEERS = 5, 8, 2, 4
TITLES = {
    "none": ("switch",),
    "static": ("switch or", "a stack"),
    "lacp": ("switch or", "MLAG pair"),
}
"""What may be at the other end, by what the mode asks of it."""

GROUPS = {"static": "static LAG", "lacp": "LACP"}
SECOND = ("or another", "switch")
T = TypeVar("T")


@lru_cache(maxsize=256)
def draw(bond: Bond) -> Sketch:
    """The picture of a bond; one that has no members yet is drawn as far as it goes."""
    return _Picture(bond).sketch()


def of(request: Request) -> Sketch | None:
    """The picture of what a request's kernel takes of its bond; None while there is no bond."""
    if request.bond is None or request.target is None:
        return None
    return draw(accepted(request.bond, refusals(request.bond, request.target.release.kernel)))


class _Picture:
    def __init__(self, bond: Bond) -> None:
        self.bond = bond
        self.member_rows = list(_member_rows(bond))
        apart = bond.facts.two_switches and len(self.member_rows) > 1
        self.split = (len(self.member_rows) + 1) // 2 if apart else len(self.member_rows)
        """How many members go to the first switch."""
        self.frames: list[Box] = []
        self.boxes: list[Box] = []
        self.lines: list[Line] = []

    def sketch(self) -> Sketch:
        uppers = self.uppers(HEAD)
        bond = self.add(box("bond", LEFT, self.below(uppers, HEAD), INNER - LEFT, self.bond_rows()))
        self.hang(uppers, bond.y)
        if self.bond.bridge:
            port = next((each for each in uppers if each.kind == "vlan ported"), bond)
            bridge = next(each for each in uppers if each.kind == "bridge")
            self.lines.append(Line("joint", MIDDLE, bridge.bottom, MIDDLE, port.y))
        members = self.members(bond.bottom + GAP)
        self.hang(members, bond.bottom)
        host = Box("host", HOST[0], 1, HOST[1], members[-1].bottom + GAP - 1, (Text(HOST[0] + 6, 16, "host", WORD),))
        switches = self.switches(members)
        self.frames.insert(0, host)
        bottom = max(each.bottom for each in self.frames)
        if rows := list(self.peers()):
            peers = self.add(box("peer", 90, bottom + 14, WIDTH - 91, rows))
            self.lines.append(Line("joint", SWITCH[0] + SWITCH[1] / 2, switches[-1].bottom, SWITCH[0] + SWITCH[1] / 2, peers.y))
            bottom = peers.bottom
        title, words = picture_words.title(self.bond), picture_words.words(self.bond)
        return Sketch(title, words, WIDTH, bottom + 1, tuple(self.frames), tuple(self.lines), tuple(self.boxes))

    def add(self, new: Box) -> Box:
        self.boxes.append(new)
        return new

    @staticmethod
    def below(boxes: Sequence[Box], top: float) -> float:
        return boxes[-1].bottom + GAP if boxes else top

    def hang(self, boxes: Sequence[Box], start: float) -> None:
        """Join boxes to the rail that begins at an edge of the bond."""
        hung = [each for each in boxes if each.kind != "bridge"]
        if hung:
            last = max((each.middle for each in hung), key=lambda y: abs(y - start))
            self.lines.append(Line("joint", RAIL, start, RAIL, last))
            self.lines += [Line("joint", RAIL, each.middle, INDENT, each.middle) for each in hung]

    # ---- what stands on the bond

    def uppers(self, top: float) -> list[Box]:
        """VLANs from the top down; the bridge right above its port."""
        bridge = self.bond.bridge
        over = next((vlan for vlan in self.bond.vlans if bridge and vlan.name == bridge.over), None)
        shown, more = some(self.bond.vlans, MOST_VLANS, {over} if over else set())
        entries = [("vlan", self.vlan_rows(vlan)) for vlan in shown if vlan is not over]
        entries += [("more", [Row(f"{MORE.format(more)} VLANs")])] if more else []
        if bridge:
            carried = dict(self.bond.layer3).get(bridge.name, Addressing())
            entries.append(("bridge", [Row(bridge.name, NAME, "bridge"), Row("for virtual machines"), *address_rows(carried)]))
        entries += [("vlan ported", self.vlan_rows(over))] if over else []
        boxes: list[Box] = []
        for kind, rows in entries:
            boxes.append(self.add(box(kind, INDENT, self.below(boxes, top), INNER - INDENT, rows)))
        return boxes

    def vlan_rows(self, vlan: Vlan) -> list[Row]:
        own = [] if self.ported(vlan.name) else address_rows(vlan.addressing)
        return [Row(vlan.name, NAME, f"VLAN {vlan.id}"), *own]

    def bond_rows(self) -> list[Row]:
        own = [] if self.ported(self.bond.name) else address_rows(self.bond.addressing)
        return [
            Row(self.bond.name, NAME, "bond"),
            Row(self.bond.mode, CODE),
            Row(picture_words.monitor(self.bond)),
            *own,
        ]

    def ported(self, name: str) -> bool:
        return self.bond.bridge is not None and self.bond.bridge.over == name

    # ---- members, cables, switches

    def members(self, top: float) -> list[Box]:
        """A box for each member; those of a second switch stand apart."""
        boxes: list[Box] = []
        for number, (kind, row) in enumerate(self.member_rows):
            y = self.below(boxes, top) + (APART if number == self.split else 0)
            boxes.append(self.add(box(kind, INDENT, y, INNER - INDENT, [row])))
        return boxes

    def switches(self, members: Sequence[Box]) -> list[Box]:
        """The switch beside each part of the members, a port for each cable, the group around them."""
        mode = self.bond.facts
        first = self.switch(TITLES[mode.switch], members[: self.split])
        if self.split == len(members):
            return [first]
        second = self.switch(SECOND, members[self.split :])
        self.lines.append(Line("joint", SWITCH[0] + SWITCH[1] / 2, first.bottom, SWITCH[0] + SWITCH[1] / 2, second.y))
        return [first, second]

    def switch(self, title: Sequence[str], members: Sequence[Box]) -> Box:
        group = GROUPS.get(self.bond.facts.switch)
        x, width = SWITCH
        lowest, highest = members[-1].middle + PORT, members[0].middle - PORT
        group_frame: list[Box] = []
        for member in members:
            if member.kind != "member missing":
                self.add(Box("port", x + 8, member.middle - PORT / 2, PORT, PORT))
                state = member.kind.removeprefix("member ")
                self.lines.append(Line(f"cable {state}", member.right, member.middle, x + 8, member.middle))
        if group:
            highest -= WORD.height
            label = Text(x + 8, highest + 11, group, WORD)
            group_frame = [Box("group", x + 4, highest, width - 8, lowest - highest, (label,))]
            lowest += 4
        top = highest - 4 - WORD.height * len(title)
        texts = tuple(Text(x + 6, top + 11 + number * WORD.height, line, WORD) for number, line in enumerate(title))
        switch = Box("switch", x, top, width, lowest - top, texts)
        self.frames += [switch, *group_frame]
        return switch

    # ---- who is beyond the switch

    def peers(self) -> Iterator[Row]:
        """Gateways, and whom the ARP monitor asks."""
        found = picture_words.peers(self.bond)
        for address, word in found[:MOST_PEERS]:
            yield Row(address, CODE, word)
        if len(found) > MOST_PEERS:
            yield Row(MORE.format(len(found) - MOST_PEERS))


def _member_rows(bond: Bond) -> Iterator[tuple[str, Row]]:
    """The kind and the text of each member's box; the last one counts those that are left out."""
    marks = picture_words.marks(bond)
    shown, more = some(bond.members, MOST_MEMBERS, {marks.active, marks.primary} - {""})
    for name in shown:
        yield f"member {marks.state(name)}", Row(name, NAME, marks.does(name))
    if more:
        yield "member more" if bond.facts.spreads or not marks.active else "member standby", Row(MORE.format(more))
    if not shown:
        yield "member missing", Row("no members yet")


def address_rows(addressing: Addressing) -> list[Row]:
    """The addresses of an interface, the first few of them."""
    rows = [Row(text) for text in picture_words.methods(addressing)]
    rows += [Row(address, CODE) for address in addressing.addresses[:MOST_ADDRESSES]]
    if len(addressing.addresses) > MOST_ADDRESSES:
        rows.append(Row(MORE.format(len(addressing.addresses) - MOST_ADDRESSES)))
    return rows or [Row("no address")]


def some(things: Sequence[T], most: int, wanted: set[T]) -> tuple[list[T], int]:
    """The first things, the wanted ones always among them, and how many are left out."""
    if len(things) <= most:
        return list(things), 0
    room = most - 1 - len(wanted)
    shown = [*wanted, *[thing for thing in things if thing not in wanted][:room]]
    return [thing for thing in things if thing in shown], len(things) - len(shown)
