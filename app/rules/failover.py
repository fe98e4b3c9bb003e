"""Failover: which member is preferred, and whose hardware address is on the wire."""

from __future__ import annotations

from app.bonding.findings import Findings, hint, warning
from app.bonding.mending import without
from app.rules.rule import Case, rule

SPANNING_TREE = 30_000  # ms of listening and learning


@rule
def prio_beside_primary(case: Case) -> Findings:
    """While a primary is set, prio does not influence the choice.

    The kernel takes both and says in its log that prio "will not affect failover
    re-selection".

    Bad:  release=debian-13 stack=iproute2 mode=active-backup miimon=100 member=eth0 member=eth1 primary=eth0 prio=eth1:10
    Good: release=debian-13 stack=iproute2 mode=active-backup miimon=100 member=eth0 member=eth1 prio=eth1:10
    """
    if case.bond.option("primary") and case.bond.option("prio") and case.bond.facts.active_member:
        yield warning(
            "prio",
            "prio does nothing while a primary is set.",
            "Keep one of them.",
            {"prio": None},
            without(case.bond, "primary", "primary_reselect"),
        )


@rule
def fail_over_mac_and_own_mac(case: Case) -> Findings:
    """fail_over_mac=active replaces the address that was set.

    The bond takes the address of whichever member is active; a `mac` of its own is gone with
    the first member that joins.

    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 fail_over_mac=active mac=02:00:00:00:00:05
    Good: mode=active-backup miimon=100 member=eth0 member=eth1 fail_over_mac=active
    """
    if case.bond.mode == "active-backup" and case.bond.option("fail_over_mac") == "active" and case.bond.mac:
        yield warning(
            "mac",
            "With fail_over_mac=active the bond takes the address of its active member.",
            "Leave mac out, or fail_over_mac.",
            {"mac": None},
            {"fail_over_mac": None},
        )


@rule
def fail_over_mac_under_bridge(case: Case) -> Findings:
    """A bond that changes its address under a bridge cuts guests off for a while.

    With fail_over_mac=active the bridge's address changes with every failover; peers and
    guests keep the old one until their tables age.

    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 fail_over_mac=active bridge=br0
    Good: mode=active-backup miimon=100 member=eth0 member=eth1 bridge=br0
    """
    if case.bond.mode == "active-backup" and case.bond.option("fail_over_mac") == "active" and case.bond.bridge:
        yield warning(
            "fail_over_mac",
            "Under a bridge the address of the host changes with every failover.",
            "Use fail_over_mac=none unless the cards can't change their address.",
            {"fail_over_mac": None},
        )


@rule
def no_announcements(case: Case) -> Findings:
    """Without announcements the switch learns of a failover late.

    num_grat_arp=0 sends no gratuitous ARP; traffic goes to the dead link until the tables of
    the switch age, five minutes as a rule.

    Bad:  release=debian-13 stack=iproute2 mode=active-backup miimon=100 member=eth0 member=eth1 num_grat_arp=0
    Good: release=debian-13 stack=iproute2 mode=active-backup miimon=100 member=eth0 member=eth1 num_grat_arp=2
    """
    silent = [name for name in ("num_grat_arp", "num_unsol_na") if case.bond.option(name) == 0]
    if case.bond.mode == "active-backup" and silent:
        yield warning(
            "num_grat_arp",
            "No announcement after a failover: switches send to the dead link until their tables age.",
            "Leave it at 1 or more.",
            dict.fromkeys(silent),
        )


@rule
def updelay_for_spanning_tree(case: Case) -> Findings:
    """Ports without edge mode forward half a minute after the link comes up.

    The bond uses a link as soon as it has carrier. A switch port that runs spanning tree
    first listens and learns. Edge mode (portfast) on the ports is the mend; an updelay longer
    than that time is the other.

    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1
    Good: mode=active-backup miimon=100 updelay=30000 member=eth0 member=eth1
    """
    miimon = case.bond.effective("miimon")
    if case.bond.facts.switch == "none" and isinstance(miimon, int) and miimon and not case.bond.option("updelay"):
        rounds = -(-SPANNING_TREE // miimon)
        yield hint(
            "updelay",
            "A port without spanning-tree edge mode forwards 30 s late.",
            "Set edge mode (portfast) on the switch ports, or updelay=30000.",
            {"updelay": str(rounds * miimon)},
        )
