"""The fields of the switch: its system, and once that is chosen, ports, group, VLANs and the rest."""

from __future__ import annotations

from typing import Any

from app import switches
from app.switches.cabling import LISTS, WORDS
from app.web.fields import Choice, Field, Given
from app.web.says import Board

NONE = Choice("", "none: say only what the mode needs")
FALLBACK = (Choice("", "no"), Choice("yes", "yes: the host starts over the network"))


def fields(given: Given, board: Board) -> tuple[Field, ...]:
    """The fields; all but the first only where a switch was named or something was said of it."""
    choices = (NONE, *(Choice(switch.id, switch.title) for switch in switches.every()))
    first = Field("switch", "System of the switch", given.one("switch"), choices=choices, says=board.take("switch"))
    if not any(given.has(word) for word in WORDS):
        return (first,)
    chosen = given.one("switch")
    example = ", ".join(switches.get(chosen).example) if chosen in switches.IDS else "Ethernet1, Ethernet2"

    def field(word: str, label: str, hint: str = "", **more: Any) -> Field:
        value = given.joined(word) if word in LISTS else given.one(word)
        return Field(word, label, value, hint, says=board.take(word), **more)

    return (
        first,
        field("switch.port", "Its ports", "One for each member.", placeholder=example),
        field("switch.peer.port", "Ports of a second switch", "Where the cables go to two."),
        field("switch.lag", "Number of the group", "One that is free.", number=True),
        field("switch.native", "VLAN without a tag", "The one that the host's own addresses belong to.", number=True),
        field("switch.vlans", "Tagged VLANs", "Empty: those of the bond.", placeholder="10, 100-199"),
        field("switch.mtu", "MTU there", "Empty: that of the bond.", unit="bytes", number=True),
        field("switch.fallback", "Ports work alone without LACP", choices=FALLBACK),
    )
