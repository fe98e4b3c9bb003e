"""What is wrong between a bond in 802.3ad and its switch."""

from __future__ import annotations

from collections.abc import Iterator

from app.diagnosis.machine import NOBODY, Bond, Interface, Line, Machine
from app.diagnosis.symptom import CERTAIN, LIKELY, Sign, listed, symptom


@symptom
def no_lacp_partner(bond: Bond, machine: Machine) -> Iterator[Sign]:
    """No LACP partner answers on {bond}.

    The address of the partner is all zeros: nothing at the other end speaks LACP with this bond. The driver then sends
    everything over one single port, so the bond looks up while the others carry nothing.

    Check: `tcpdump -nn -c 2 -i {first} ether proto 0x8809`: frames of the switch must come in, one in 30 seconds at the latest.
    Check: On the switch: are the ports of {members} in one LACP group (mode active), up and in the same VLANs?
    Fix: Put the ports of {members} into one LACP group on the switch. A static group does not answer LACP: make it a dynamic one.
    Fix: If the switch can't speak LACP, take a mode that needs nothing from it: active-backup.
    Entry: lacp-no-partner
    Near: static-channel-vs-lacp, lacp-startup-warning-benign
    """
    if not bond.lacp or bond.facts.text("aggregator.partner_mac") != NOBODY:
        return
    heard = [each for each in bond.members.values() if each.facts.text("partner.system_mac") not in ("", NOBODY)]
    if not heard and bond.members:
        lines = [*bond.facts.lines("aggregator.partner_mac"), *bond.of_members("partner.system_mac")]
        lines += [each.facts["partner_churn"].line for each in bond.members.values() if each.facts.text("partner_churn") == "churned"]
        yield Sign(CERTAIN, "degraded", lines, {"first": next(iter(bond.members))})


@symptom
def two_lacp_partners(bond: Bond, machine: Machine) -> Iterator[Sign]:
    """The members of {bond} hear {number} different LACP partners.

    The switches at the other end answer with different system addresses, so only the members of one of them can work together:
    two switches that are no MLAG pair, a pair whose peer link is down, or a pair that is set up on one side only.

    Check: `grep -A2 'partner lacp pdu' /proc/net/bonding/{bond}`: {seen}.
    Check: On the switches: is the MLAG (vPC, VLT, MC-LAG) pair healthy, and do both show the same system address for this group?
    Fix: Make the switches one MLAG pair with one shared system address, and put the ports of both into the same group there.
    Fix: Without MLAG: connect all members to one switch, or take active-backup.
    Entry: lacp-two-switches-no-mlag
    Near: lacp-member-not-aggregated
    """
    by_partner: dict[str, list[Interface]] = {}
    for each in bond.members.values():
        if (partner := each.facts.text("partner.system_mac").lower()) not in ("", NOBODY):
            by_partner.setdefault(partner, []).append(each)
    if bond.lacp and len(by_partner) > 1:
        seen = "; ".join(f"{listed(each.name for each in names)} with {partner}" for partner, names in list(by_partner.items())[:4])
        lines = [*bond.of_members("partner.system_mac", "aggregator")]
        yield Sign(CERTAIN, "degraded", lines, {"number": len(by_partner), "seen": seen})


@symptom
def outside_the_aggregator(bond: Bond, machine: Machine) -> Iterator[Sign]:
    """{outside} of {bond} stays outside of the aggregator in use.

    Only the members of one aggregator carry traffic. The switch did not take this port into the group, or speed, duplex or
    cabling are not those of the others.

    Check: `grep -E 'Slave Interface|Aggregator ID|Churn State|Speed|Duplex' /proc/net/bonding/{bond}`
    Check: On the switch: is the port of {outside} in the same group as the others, not suspended, and in the same VLANs?
    Fix: Give the port of {outside} the same group, mode, speed and VLANs as its neighbours on the switch.
    Fix: Check the cabling: `tcpdump -nn -c 1 -i {first} ether proto 0x88cc` names the switch port where LLDP is on.
    Entry: lacp-member-not-aggregated
    """
    partner = bond.facts.text("aggregator.partner_mac")
    if not bond.lacp or partner == NOBODY:
        return
    partners = {each.facts.text("partner.system_mac").lower() for each in bond.members.values()} - {"", NOBODY}
    used = bond.facts.text("aggregator.id")
    joined = [each for each in bond.alive if each.facts.text("aggregator")]
    numbers = {each.facts.text("aggregator") for each in joined}
    outside = [each for each in joined if used and each.facts.text("aggregator") != used]
    if not used and len(numbers) > 1:
        outside = joined[1:]  # not root: nobody says which one is in use
    inside = {_pace(each) for each in joined if each not in outside}
    outside = [each for each in outside if not inside or _pace(each) in inside]  # another speed is a cause of its own
    if outside and len(partners) < 2:
        lines = [line for each in outside for line in each.facts.lines("name", "aggregator", "partner.system_mac")]
        words = {"outside": listed(each.name for each in outside), "first": outside[0].name}
        yield Sign(CERTAIN if used else LIKELY, "degraded", [*lines, *bond.facts.lines("aggregator.id")], words)


@symptom
def churned(bond: Bond, machine: Machine) -> Iterator[Sign]:
    """LACP does not come to an end on {lost} of {bond}.

    A churned state says that this port and its partner have not agreed for more than a minute, although they speak with each other.
    The two ends see the group differently: another key, another group, or one end that does not hear the other.

    Check: `grep -A7 'lacp pdu' /proc/net/bonding/{bond}`: compare keys and port states of both ends, member by member.
    Check: The log of the switch about the port of {lost}: suspended, blocked, or a fault in one direction?
    Fix: Make the group the same on all ports of the switch, then set the port of {lost} down and up there.
    Entry: lacp-member-not-aggregated
    Near: lacp-rate-timeouts-flapping
    """
    lost = [each for each in bond.alive if "churned" in (each.facts.text("actor_churn"), each.facts.text("partner_churn"))]
    known = bond.facts.text("aggregator.partner_mac")
    if bond.lacp and lost and known != NOBODY:
        used = bond.facts.text("aggregator.id")
        inside = [each for each in lost if not used or each.facts.text("aggregator") == used]
        if inside:  # those outside have a finding of their own
            lines: list[Line] = [line for each in inside for line in each.facts.lines("name", "actor_churn", "partner_churn")]
            yield Sign(LIKELY, "degraded", lines, {"lost": listed(each.name for each in inside)})


@symptom
def too_few_links(bond: Bond, machine: Machine) -> Iterator[Sign]:
    """{bond} has fewer members at work than min_links asks for.

    With min_links={wanted} the bond has carrier only while that many members work together. {have} do, so it is down as a whole,
    although there are links.

    Check: `cat /sys/class/net/{bond}/bonding/min_links /sys/class/net/{bond}/bonding/ad_num_ports`
    Fix: Bring the missing links back.
    Fix: Or ask for less: `echo 1 > /sys/class/net/{bond}/bonding/min_links`, and the same in the configuration.
    Set: min_links=1
    Entry: lacp-min-links
    """
    wanted, ports = bond.facts.number("min_links"), bond.facts.number("aggregator.ports")
    down = bond.facts.text("mii_status").lower() == "down"
    have = ports if ports is not None else len(bond.alive)
    if bond.lacp and wanted and bond.alive and (have < wanted) and (down or ports is not None):
        lines = [*bond.facts.lines("min_links", "mii_status", "aggregator.ports"), *bond.of_members("mii_status")]
        yield Sign(CERTAIN if down else LIKELY, "outage", lines, {"wanted": wanted, "have": have or "None"})


@symptom
def not_root(bond: Bond, machine: Machine) -> Iterator[Sign]:
    """The LACP details of {bond} are missing: it was not read as root.

    The kernel shows partner, keys and port states to root only. Without them nobody can tell whether the switch takes part.

    Check: `sudo cat /proc/net/bonding/{bond}`
    Fix: Read it as root and paste that.
    Entry: unprivileged-proc-view
    """
    details = ("system_mac", "aggregator.id", "aggregator.partner_mac")
    told = any(name in bond.facts for name in details)
    if bond.lacp and "proc" in bond.facts and "ad_select" in bond.facts and not told and bond.alive:
        yield Sign(CERTAIN, "benign", bond.facts.lines("ad_select"))


def _pace(interface: Interface) -> tuple[str, str]:
    return interface.facts.text("speed"), interface.facts.text("duplex")
