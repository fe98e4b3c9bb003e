"""What the picture of a bond says in words, whole for those who do not see it and short for its boxes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.bonding.model import Addressing, Bond

MOST_NAMES = 16
TARGETS = ("arp_ip_target", "ns_ip6_target")


@dataclass(frozen=True)
class Marks:
    """Which member works and which is the primary; empty where the mode has no such thing."""

    bond: Bond
    active: str
    primary: str

    def state(self, member: str) -> str:
        """`active` for a cable that carries traffic, `standby` for one that does not."""
        return "standby" if self.active and not self.bond.facts.spreads and member != self.active else "active"

    def does(self, member: str) -> str:
        """What the member does, and whether it is the primary."""
        mode = self.bond.facts
        does = mode.active_does if member == self.active else mode.does
        return f"primary, {does}" if member == self.primary else does


def marks(bond: Bond) -> Marks:
    """The member that works first while all links are up: the primary, the one asked for, the highest prio, or the first."""
    if not bond.facts.active_member or not bond.members:
        return Marks(bond, "", "")
    primary, asked = (str(bond.option(name) or "") for name in ("primary", "active_slave"))
    prio = {member: {option.name: number for option, number in bond.member_options(member)}.get("prio", 0) for member in bond.members}
    highest = max(bond.members, key=lambda member: prio[member])
    return Marks(bond, next(name for name in (primary, asked, highest) if name in bond.members), primary)


def monitor(bond: Bond) -> str:
    """How the bond notices a dead link."""
    if interval := bond.option("arp_interval"):
        return f"ARP every {interval} ms"
    miimon = bond.effective("miimon")
    return f"link checked every {miimon} ms" if miimon else "no link monitor"


def methods(addressing: Addressing) -> list[str]:
    """Addresses that come by themselves."""
    told = {"ipv4": {"dhcp": "DHCP"}, "ipv6": {"dhcp": "DHCPv6", "auto": "IPv6 by itself"}}
    return [told[word][method] for word in told if (method := getattr(addressing, word)) in told[word]]


def peers(bond: Bond) -> list[tuple[str, str]]:
    """The addresses beyond the switch that the bond is told of, each with what it is."""
    gateways = [gateway for _, addressing in bond.layer3 for gateway in addressing.gateways]
    targets = [str(target) for target in _targets(bond)]
    found = []
    for address in dict.fromkeys((*gateways, *targets)):
        what = [word for word, those in (("gateway", gateways), ("ARP target", targets)) if address in those]
        found.append((address, ", ".join(what)))
    return found


def _targets(bond: Bond) -> Iterator[object]:
    for name in TARGETS if bond.option("arp_interval") else ():
        value = bond.option(name)
        yield from value if isinstance(value, tuple) else ()


# ---------------------------------------------------------------- the whole picture


def title(bond: Bond) -> str:
    """One line: what the picture shows."""
    return f"{bond.name}, {bond.mode}, over {listed(bond.members)}" if bond.members else f"{bond.name}, {bond.mode}, without members so far"


def words(bond: Bond) -> str:
    """Everything that the picture shows, from the bond outwards, as sentences."""
    return " ".join((*_bond(bond), *_cables(bond), *_upon(bond), *_beyond(bond)))


def _bond(bond: Bond) -> Iterator[str]:
    yield f"A host with {bond.name}, mode {bond.mode}, " + (f"over {listed(bond.members)}." if bond.members else "without members so far.")
    text = monitor(bond)
    yield f"{text[0].upper()}{text[1:]}."
    if not bond.bridge or bond.bridge.over != bond.name:
        yield f"Addresses of {bond.name}: {_addresses(bond.addressing)}."


def _cables(bond: Bond) -> Iterator[str]:
    if not bond.members:
        return
    mode, found = bond.facts, marks(bond)
    told = {member: found.does(member) for member in bond.members}
    special = [member for member in bond.members if told[member] != mode.does]
    yield from (f"{member}: {told[member]}." for member in special)
    if others := len(bond.members) - len(special):
        whom = "Each member" if not special else "Each of the others" if others > 1 else "The other"
        yield f"{whom}: {mode.does}."
    cables = "Its cable goes" if len(bond.members) == 1 else "All cables go"
    yield (
        f"{cables} to "
        + {
            "none": "ordinary switch ports, on one switch" + (" or on two of the same network." if mode.two_switches else "."),
            "static": "one static channel group, on one switch or on a stack that acts as one.",
            "lacp": "one LACP channel group, on one switch or on a pair that acts as one.",
        }[mode.switch]
    )


def _upon(bond: Bond) -> Iterator[str]:
    for vlan in bond.vlans:
        ported = bond.bridge is not None and bond.bridge.over == vlan.name
        carries = f"it carries {bond.bridge.name}" if ported and bond.bridge else _addresses(vlan.addressing)
        yield f"VLAN {vlan.id}, {vlan.name}: {carries}."
    if bond.bridge:
        has = _addresses(dict(bond.layer3)[bond.bridge.name])
        yield f"Bridge {bond.bridge.name} over {bond.bridge.over}, for virtual machines: {has}."


def _beyond(bond: Bond) -> Iterator[str]:
    for word in ("gateway", "ARP target"):
        if found := [address for address, what in peers(bond) if word in what]:
            yield f"{word[0].upper()}{word[1:]}{'s' if len(found) > 1 else ''} beyond the switch: {listed(found)}."


def _addresses(addressing: Addressing) -> str:
    return listed([*methods(addressing), *addressing.addresses]) or "none"


def listed(names: Iterable[str]) -> str:
    """Names as a list in a sentence, the first of very many."""
    all_names: Sequence[str] = tuple(names)
    shown = [*all_names[:MOST_NAMES], *([f"{len(all_names) - MOST_NAMES} more"] if len(all_names) > MOST_NAMES else [])]
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
