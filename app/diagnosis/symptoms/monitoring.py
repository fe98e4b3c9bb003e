"""What is wrong with the way a bond watches its links."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.bonding.verify import UNHEARD
from app.diagnosis.machine import Bond, Machine
from app.diagnosis.symptom import CERTAIN, LIKELY, POSSIBLE, Sign, listed, symptom

ADDRESS = re.compile(r"[0-9A-Fa-f:.]{3,39}")


@symptom
def unwatched(bond: Bond, machine: Machine) -> Iterator[Sign]:
    """{bond} does not watch its links: a failure goes unseen.

    Neither miimon nor the ARP monitor is on. A member whose cable is pulled still counts as up and goes on getting traffic, and
    there is no failover.

    Check: `cat /sys/class/net/{bond}/bonding/miimon /sys/class/net/{bond}/bonding/arp_interval`: both 0.
    Fix: Now: `echo 100 > /sys/class/net/{bond}/bonding/miimon`. For good: miimon=100 in the configuration of {bond}.
    Set: miimon=100
    Entry: no-link-monitoring
    Near: updelay-without-miimon
    """
    if bond.facts.number("miimon") == 0 and not bond.facts.number("arp_interval"):
        yield Sign(CERTAIN, "misconfig", bond.facts.lines("miimon", "arp_interval"))


@symptom
def arp_without_targets(bond: Bond, machine: Machine) -> Iterator[Sign]:
    """The ARP monitor of {bond} has nobody to ask.

    arp_interval is set and the list of targets is empty. Nobody can answer, so all members count as dead.

    Check: `cat /sys/class/net/{bond}/bonding/arp_ip_target`
    Fix: Name a target that always answers, such as the gateway: `echo +ADDRESS > /sys/class/net/{bond}/bonding/arp_ip_target`.
    Fix: Or watch the links instead: `echo 100 > /sys/class/net/{bond}/bonding/miimon` (this switches the ARP monitor off).
    Set: miimon=100
    Entry: arp-no-targets, no-active-interface, member-link-down
    Near: arp-validate-backup-flaps
    """
    if bond.nobody_to_ask:
        yield Sign(CERTAIN, "outage", bond.facts.lines("arp_interval", "arp_ip_target", "ns_ip6_target"))


@symptom
def arp_targets_silent(bond: Bond, machine: Machine) -> Iterator[Sign]:
    """No target of the ARP monitor of {bond} answers.

    All members count as down, and the ARP monitor decides that. The targets ({targets}) do not answer: wrong addresses, in another
    network or VLAN than the bond's, behind a router, or switched off. The links themselves may be fine.

    Check: `ip -br link`: {links}
    Check: `ip route get {first}`: it must leave through {bond} or what stands on it, without a gateway between.
    Check: `arping -c 3 -I {bond} {first}`: does anybody answer?
    Fix: Name targets in the network of an address of {bond}, such as its gateway, two of them if there are.
    Fix: Or watch the links instead: `echo 100 > /sys/class/net/{bond}/bonding/miimon` (this switches the ARP monitor off).
    Set: miimon=100
    Entry: arp-no-route-to-target, no-active-interface, member-link-down
    Near: arp-validate-backup-flaps
    """
    targets = bond.facts.text("arp_ip_target") or bond.facts.text("ns_ip6_target")
    if not (bond.facts.number("arp_interval") and targets and bond.members) or bond.alive:
        return
    if all(each.facts.text("mii_status").lower() == "down" for each in bond.members.values()):
        linked = [each for each in bond.members.values() if "LOWER_UP" in each.facts.text("flags").split(",")]
        carrier = "the members have a link (LOWER_UP), so it is not the cable." if linked else "LOWER_UP beside a member: it has a link."
        first = next((word for word in targets.replace(",", " ").split() if ADDRESS.fullmatch(word)), "TARGET")
        lines = [*bond.facts.lines("arp_interval", "arp_ip_target", "ns_ip6_target"), *bond.of_members("mii_status")]
        lines += [line for each in linked for line in each.facts.lines("flags")]
        yield Sign(CERTAIN if linked else LIKELY, "outage", lines, {"targets": targets, "first": first, "links": carrier})


@symptom
def arp_hears_nothing(bond: Bond, machine: Machine) -> Iterator[Sign]:
    """The ARP monitor hears nothing on {down} of {bond}.

    It counts a member as down when no ARP traffic came in there for some intervals; the link itself may be fine. {mode}

    Check: `ip -br link`: LOWER_UP beside {down} means that there is a link.
    Check: `cat /sys/class/net/{bond}/bonding/arp_validate /sys/class/net/{bond}/bonding/arp_ip_target`
    Fix: {fix}
    Fix: Or watch the links instead: `echo 100 > /sys/class/net/{bond}/bonding/miimon` (this switches the ARP monitor off).
    Set: miimon=100
    Entry: arp-validate-backup-flaps, member-link-down
    Near: arp-monitor-wrong-mode
    """
    down = [each for each in bond.members.values() if each.facts.text("mii_status").lower() == "down"]
    linked = ["LOWER_UP" in each.facts.text("flags").split(",") or "flags" not in each.facts for each in down]
    if bond.facts.number("arp_interval") and not bond.nobody_to_ask and bond.alive and down and any(linked):
        spread = bond.mode in UNHEARD
        usual = "In this mode answers come in on one member only, so the others may count as down although nothing is wrong."
        words = {
            "down": listed(each.name for each in down),
            "mode": usual if spread else "A backup hears only what the switch floods to it, so it may be called down although it works.",
            "fix": "In this mode take miimon; the ARP monitor is made for active-backup."
            if spread
            else "Look whether the targets answer, and whether arp_validate asks the backups for more than the switch sends them.",
        }
        lines = [*(line for each in down for line in each.facts.lines("name", "mii_status")), *bond.facts.lines("arp_interval")]
        yield Sign(POSSIBLE if spread else LIKELY, "benign" if spread else "degraded", lines, words)


@symptom
def round_robin_by_default(bond: Bond, machine: Machine) -> Iterator[Sign]:
    """{bond} is in round-robin, the mode of a bond that nobody configured.

    balance-rr is the driver's own default{default}. If another mode was meant, it did not reach the bond: options for a module that was
    loaded already, a misspelt key, or a bond that something else made before.

    Check: `grep -rlw {bond} /etc/network /etc/netplan /etc/NetworkManager/system-connections /etc/systemd/network /etc/sysconfig
    /etc/modprobe.d`: is a mode set, and only once?
    Fix: Set the mode in the configuration of {bond}, take the bond down and up again from a console. A mode can only be changed while
    the bond has no members.
    Entry: module-options-do-not-apply
    Near: balance-rr-reordering
    """
    if bond.mode == "balance-rr" and not bond.facts.number("arp_interval"):
        bare = bond.facts.number("miimon") == 0
        words = {"default": ", and the monitor is off as in a fresh bond" if bare else ""}
        yield Sign(LIKELY if bare else POSSIBLE, "misconfig", bond.facts.lines("mode", *(["miimon"] if bare else [])), words)
