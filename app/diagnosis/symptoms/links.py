"""What is wrong with the links of a bond: down, flapping, of different speeds, at half duplex."""

from __future__ import annotations

from collections.abc import Iterator

from app.diagnosis.events import Flaps
from app.diagnosis.machine import Bond, Interface, Line, Machine
from app.diagnosis.symptom import CERTAIN, LIKELY, POSSIBLE, Sign, listed, symptom

FLAPS, MANY_FLAPS = 3, 10
"""How often a link goes down until it is a pattern, and until there is no doubt."""
FAILURES = 10
"""A link failure count that restarts of a switch alone hardly reach."""


@symptom
def member_down(bond: Bond, machine: Machine) -> Iterator[Sign]:
    """{down} of {bond} {has} no link.

    Its bond counts it as down: the cable, the transceiver, the port of the switch, or the interface was set down.
    The bond goes on with {alive} of {number} members.

    Check: `ip -br link show {first}`: NO-CARRIER is the cable or the port of the switch; without UP the interface was set down.
    Check: `ethtool {first}`: `Link detected` and what the ends offer each other.
    Fix: Change cable and transceiver, look whether the port of the switch is shut down. If the interface is not UP:
    `ip link set {first} up`.
    Entry: member-link-down
    """
    down = [each for each in bond.members.values() if each.up is False or (each.up is None and each.facts.text("logged") == "down")]
    down = [each for each in down if each.facts.text("mii_status") != "going back"]  # its link is there, and updelay runs
    if down and len(down) < len(bond.members) and not (bond.facts.number("arp_interval") and not _without_carrier(down)):
        alive = len(bond.members) - len(down)
        one = len(down) == 1
        words = {
            "down": listed(each.name for each in down), "first": down[0].name, "has": "has" if one else "have",
            "alive": alive, "number": len(bond.members),
        }  # fmt: skip
        sure = any(each.up is False for each in down)
        lines = [line for each in down for line in each.facts.lines(*(("name", "mii_status", "flags", "link") if sure else ("logged",)))]
        yield Sign(CERTAIN if sure else LIKELY, "degraded", lines, words)


@symptom
def nobody_active(bond: Bond, machine: Machine) -> Iterator[Sign]:
    """{bond} has no member that works.

    Without an active member nothing goes through the bond: no member has a link, none has joined, none was chosen, or the bond itself is
    set down.

    Check: `ip -br link`: NO-CARRIER beside the members is the cable or the switch; {bond} without UP was set down.
    Check: `dmesg | grep -i {bond}`: what happened last.
    Fix: All links gone at once is seldom the host: look at the switch first. If {bond} is without UP: `ip link set {bond} up`.
    Entry: no-active-interface, member-link-down
    """
    known = bond.facts.lines("mii_status", "active_slave", "aggregator.none")
    said_none = "active_slave" in bond.facts and "proc" in bond.facts and not bond.facts.text("active_slave")
    down = bond.facts.text("mii_status").lower() == "down" and not bond.alive
    last = machine.history.last.get((bond.name, ""))
    logged = [Line(last.number, last.text, last.source)] if last and last.kind == "nobody active" else []
    if bond.facts.number("arp_interval") and bond.members:
        return  # the ARP monitor calls them down, and has symptoms of its own
    if said_none or down:
        yield Sign(CERTAIN, "outage", [*known, *bond.of_members("name", "mii_status", "flags"), *logged])
    elif logged and "mii_status" not in bond.facts:
        yield Sign(LIKELY, "outage", logged)


@symptom
def flapping(bond: Bond, machine: Machine) -> Iterator[Sign]:
    """The link of {member} in {bond} flaps: down {count} times{rate}.

    The link goes away and comes back again and again. A bad cable or transceiver, a port that is blocked and opened, power saving
    of the card, or, with the ARP monitor, a target that answers now and then.

    Check: `dmesg -T | grep {member}`: compare the times with the log of the switch. Does only one end see it?
    Check: `ethtool -S {member} | grep -iE 'err|crc|drop'`: errors that grow mean the cable or the transceiver.
    Fix: Change the cable, then the transceiver, then the port of the switch.
    Fix: Until then keep the traffic steady: with miimon an updelay of some seconds waits for a link to stay, such as
    `echo 5000 > /sys/class/net/{bond}/bonding/updelay`.
    Set: updelay=5000
    Entry: member-link-down
    """
    for (owner, member), flaps in list(machine.history.flaps.items()):
        if owner == bond.name and member and flaps.count >= FLAPS and not bond.nobody_to_ask:
            lines = [Line(each.number, each.text, each.source) for each in [*flaps.shown, *([flaps.last] if flaps.last else [])]]
            words = {"member": member, "count": flaps.count, "rate": _rate(flaps)}
            yield Sign(CERTAIN if flaps.count >= MANY_FLAPS else LIKELY, "degraded", lines, words)


@symptom
def many_failures(bond: Bond, machine: Machine) -> Iterator[Sign]:
    """{member} of {bond} lost its link {count} times.

    The count grows each time that the link is lost while the member is in the bond. Some are history, such as restarts of a switch;
    many on one member only are a bad cable, transceiver or port.

    Check: `grep -E 'Slave Interface|Failure' /proc/net/bonding/{bond}` now and in ten minutes: does it grow?
    Check: `dmesg -T | grep {member}`: when was it?
    Fix: If it grows, change the cable, then the transceiver, then the port of the switch.
    Entry: member-link-down
    """
    for each in bond.members.values():
        count = each.facts.number("failures") or 0
        flaps = machine.history.flaps.get((bond.name, each.name))
        others = [other.facts.number("failures") or 0 for other in bond.members.values() if other is not each]
        if count >= FAILURES and not (flaps and flaps.count >= FLAPS):
            alone = not others or count > 3 * max(others)
            yield Sign(
                LIKELY if alone else POSSIBLE, "degraded", each.facts.lines("name", "failures"), {"member": each.name, "count": count}
            )


@symptom
def speeds_differ(bond: Bond, machine: Machine) -> Iterator[Sign]:
    """The members of {bond} run at different speeds: {speeds}.

    In 802.3ad members of different speed can't be in one aggregator, so some stay unused; where the load is spread evenly, the
    slowest one holds the others back. A link that came up slower than planned is a bad cable or an end without auto-negotiation.

    Check: `ethtool {first}`: speed, and what both ends offer.
    Fix: Use ports, transceivers and cables of the same speed, and leave auto-negotiation on at both ends.
    Fix: To keep a slower one as a reserve only, take active-backup with the fast one as primary.
    Entry: lacp-mixed-speed-members
    Near: lacp-member-not-aggregated
    """
    speeds = {each.name: speed for each in bond.alive if (speed := _speed(each))}
    if len(set(speeds.values())) > 1:
        lines = bond.of_members("name", "speed", "aggregator")
        slowest = min(speeds, key=lambda name: speeds[name])
        words = {"speeds": listed(f"{name} {speed} Mbit/s" for name, speed in speeds.items()), "first": slowest}
        spread = bond.mode not in ("active-backup", "")
        yield Sign(CERTAIN if spread else POSSIBLE, "degraded" if spread else "benign", lines, words)


@symptom
def speed_unknown(bond: Bond, machine: Machine) -> Iterator[Sign]:
    """{unknown} of {bond} {tells} no speed.

    {mode} weighs or groups members by their speed. One that tells none stays out of the aggregator, or gets a wrong share. Virtual cards
    have none; a real one has a driver, cable or transceiver that does not tell.

    Check: `ethtool {first}` and `ethtool -i {first}`: `Speed: Unknown!` with a link, and which driver it is.
    Fix: A virtual card: set a speed in the hypervisor, or take active-backup, which needs none.
    Fix: A real card: renew cable, transceiver or firmware. If the speed comes late, set updelay.
    Entry: failed-link-speed-duplex
    """
    unknown = [each for each in bond.alive if each.facts.text("speed").startswith("Unknown")]
    if unknown and bond.mode in ("802.3ad", "balance-tlb", "balance-alb"):
        words = {
            "unknown": listed(each.name for each in unknown), "first": unknown[0].name, "mode": bond.mode,
            "tells": "tells" if len(unknown) == 1 else "tell",
        }  # fmt: skip
        yield Sign(LIKELY, "degraded", [line for each in unknown for line in each.facts.lines("name", "speed", "duplex")], words)


@symptom
def half_duplex(bond: Bond, machine: Machine) -> Iterator[Sign]:
    """{half} of {bond} {runs} at half duplex.

    One end has auto-negotiation switched off: the other then falls back to half duplex and loses frames under load. In 802.3ad such a
    member can't be aggregated at all.

    Check: `ethtool {first}`: `Duplex: Half`, and whether `Auto-negotiation` is on.
    Fix: Switch auto-negotiation on at both ends: `ethtool -s {first} autoneg on`, and on the port of the switch. The link goes
    away for a moment.
    Entry: lacp-mixed-speed-members
    """
    half = [each for each in bond.alive if each.facts.text("duplex").lower() == "half"]
    if half:
        words = {"half": listed(each.name for each in half), "first": half[0].name, "runs": "runs" if len(half) == 1 else "run"}
        yield Sign(CERTAIN, "degraded", [line for each in half for line in each.facts.lines("name", "duplex")], words)


# ---------------------------------------------------------------- helpers


def _rate(flaps: Flaps) -> str:
    """How often it is, in words; empty where the log has no times."""
    span = flaps.span
    if not span:
        return ""
    for unit, seconds in (("minute", 60), ("hour", 3600), ("day", 86400)):
        often = (flaps.count - 1) * seconds / span
        if often >= 1 or unit == "day":
            return f", about {often:.0f} a {unit}" if often >= 1 else f" in {span / 86400:.0f} days"
    return ""


def _speed(interface: Interface) -> int | None:
    digits = "".join(char for char in interface.facts.text("speed").split("M")[0] if char.isascii() and char.isdigit())
    return int(digits[:9]) if digits else None


def _without_carrier(members: list[Interface]) -> bool:
    """Whether the interfaces themselves say that they have no link, whatever the ARP monitor hears."""
    return all("flags" in each.facts and "LOWER_UP" not in each.facts.text("flags").split(",") for each in members)
