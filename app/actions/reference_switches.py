"""The switches in the reference: what each vendor system says of each feature, read from the table that writes its lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app import switches
from app.actions.columns import aligned
from app.bonding import wire
from app.bonding.wire import Pair
from app.switches import cabling
from app.switches.contract import Phrase, Switch
from app.switches.render import SwitchSide, render

COLUMNS = {
    "access": "Ordinary port", "static": "Static group", "lacp": "LACP", "rate": "LACP rate", "hash": "Hash", "min_links": "Least links",
    "mlag": "Two switches", "fallback": "Without LACP", "mtu": "MTU", "verify": "Look with",
}  # fmt: skip
"""The columns of the table: feature and heading."""
EXAMPLES = {"none": "active-backup", "static": "balance-xor", "lacp": "802.3ad"}
"""A mode for each kind of what a switch is asked for."""


@dataclass(frozen=True)
class Cell:
    """What a vendor says of a feature: its lines, or why there are none; and what is not certain."""

    feature: str
    title: str
    lines: tuple[str, ...]
    why_not: str = ""
    unsure: str = ""
    note: str = ""

    @property
    def text(self) -> str:
        """In one line, for a terminal."""
        return " ; ".join(self.lines) or self.note or "no"


@dataclass(frozen=True)
class Example:
    """A rendering to look at: its kind, the mode that asks for it, the words of a link to it, and the result."""

    kind: str
    mode: str
    pairs: tuple[Pair, ...]
    side: SwitchSide


def rows() -> list[tuple[Switch, list[Cell]]]:
    """Every vendor with its cells."""
    return [(switch, cells(switch)) for switch in switches.every()]


def cells(switch: Switch) -> list[Cell]:
    """The features of one vendor in the order of the columns."""
    return [_cell(switch, feature, title) for feature, title in COLUMNS.items()]


def example(switch: Switch, kind: str) -> Example:
    """Two ports for a bond that sends in one VLAN without a tag and in two with one."""
    first, second = switch.example
    words = [("mode", EXAMPLES[kind]), ("miimon", "100"), ("member", "eth0"), ("member", "eth1"), ("ipv4", "dhcp"), ("vlan", "10,20")]
    about = [("switch", switch.id), ("switch.port", first), ("switch.port", second), ("switch.lag", "10"), ("switch.native", "30")]
    found, _ = cabling.read(about)
    bond = wire.read(words).bond
    if found is None or bond is None:
        raise ValueError(f"the example of {switch.id} can't be read")
    return Example(kind, EXAMPLES[kind], (*words, *about), render(bond, found))


def to_text() -> str:
    """The table for a terminal: a block for each vendor, because lines are long."""
    out = []
    for switch, found in rows():
        out += [f"{switch.id}: {switch.title}", *(f"  {line}" for line in aligned((each.title, each.text) for each in found)), ""]
    return "\n".join(out)


def switch_text(switch: Switch) -> str:
    """One vendor for a terminal."""
    out = [f"{switch.title} (switch={switch.id})", switch.home, f"From: {switch.source}", ""]
    for each in cells(switch):
        out.append(f"{each.title}: {each.text}")
        out += [f"  Why not: {each.why_not}"] if each.why_not else []
        out += [f"  Not verified: {each.unsure}"] if each.unsure else []
    for kind, mode in EXAMPLES.items():
        side = example(switch, kind).side
        if side.sides:
            out += ["", f"Example, {kind} ({mode})", side.sides[0].text.rstrip("\n")]
    return "\n".join([*out, "", *switch.notes]) + "\n"


def switch_json(switch: Switch) -> dict[str, Any]:
    """One vendor as JSON."""
    return {
        "id": switch.id,
        "title": switch.title,
        "home": switch.home,
        "source": switch.source,
        "ports": list(switch.example),
        "groups": list(switch.lags),
        "rate": switch.rate,
        "mtu": {"usual": switch.mtu.usual, "most": switch.mtu.most, "beyond": switch.mtu.beyond},
        "features": {
            each.feature: {"lines": list(each.lines), "why_not": each.why_not, "not_verified": each.unsure, "note": each.note}
            for each in cells(switch)
        },
    }


def _cell(switch: Switch, feature: str, title: str) -> Cell:
    if feature == "verify":
        return Cell(feature, title, tuple(dict.fromkeys(look.run for look in switch.looks if look.when in ("lag", "lacp", "any")))[:2])
    if feature == "rate":
        other = "slow" if switch.rate == "fast" else "fast"
        phrase = switch.words.get(other)
        return Cell(feature, title, _lines(phrase), unsure=phrase.unsure if phrase else "", note=f"{switch.rate} unless told otherwise")
    if feature == "hash" and switch.hashes:
        unsure = "; ".join(dict.fromkeys(each.unsure for each in switch.hashes.values() if each.unsure))
        return Cell(feature, title, tuple(dict.fromkeys(line for each in switch.hashes.values() for line in each.lines)), unsure=unsure)
    if feature == "mlag" and "lag.mlag.lacp" in switch.heads:
        return Cell(feature, title, (switch.heads["lag.mlag.lacp"],))
    phrase = switch.words.get(feature)
    if phrase is None:
        return Cell(feature, title, (), why_not=switch.gaps.get(feature, ""), note=switch.given.get(feature, ""))
    note = "a group without a line of LACP" if not phrase.lines else ""
    return Cell(feature, title, _lines(phrase), unsure=phrase.unsure, note=note)


def _lines(phrase: Phrase | None) -> tuple[str, ...]:
    return phrase.lines if phrase else ()
