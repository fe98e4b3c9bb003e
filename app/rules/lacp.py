"""802.3ad: what the host and the switch have to agree on."""

from __future__ import annotations

from app.bonding.findings import Findings, error, hint, warning
from app.rules.rule import Case, rule


@rule
def min_links_too_many(case: Case) -> Findings:
    """min_links above the number of members keeps the bond down for good.

    The bond reports carrier only while the active aggregator has that many ports; there can
    never be more of them than members.

    Bad:  mode=802.3ad miimon=100 member=eth0 member=eth1 min_links=3
    Good: mode=802.3ad miimon=100 member=eth0 member=eth1 min_links=1
    """
    links = case.bond.option("min_links")
    count = len(set(case.bond.members))
    if case.bond.mode == "802.3ad" and isinstance(links, int) and links > count:
        most = max(count - 1, 1)
        yield error(
            "min_links",
            f"min_links={links} with {count} members: the bond never comes up.",
            f"Give {most} or less.",
            {"min_links": str(most)},
        )


@rule
def min_links_all(case: Case) -> Findings:
    """min_links equal to the number of members turns one failure into an outage.

    Bad:  mode=802.3ad miimon=100 member=eth0 member=eth1 min_links=2
    Good: mode=802.3ad miimon=100 member=eth0 member=eth1 min_links=1
    """
    links = case.bond.option("min_links")
    if case.bond.mode == "802.3ad" and isinstance(links, int) and 1 < links == len(set(case.bond.members)):
        yield warning(
            "min_links",
            f"min_links={links} needs every member: one dead link takes the bond down.",
            f"Give {links - 1}, unless something else takes over then.",
            {"min_links": str(links - 1)},
        )


@rule
def strict_without_min_links(case: Case) -> Findings:
    """lacp_strict needs min_links of at least 1.

    The bond goes down when fewer ports than min_links have agreed with the switch. With
    min_links 0 that never happens.

    Bad:  release=debian-sid stack=iproute2 mode=802.3ad miimon=100 member=eth0 member=eth1 lacp_strict=on
    Good: release=debian-sid stack=iproute2 mode=802.3ad miimon=100 member=eth0 member=eth1 lacp_strict=on min_links=1
    """
    if case.bond.option("lacp_strict") == "on" and not case.bond.option("min_links") and case.bond.mode == "802.3ad":
        yield warning("lacp_strict", "lacp_strict=on does nothing while min_links is 0.", "Set min_links=1.", {"min_links": "1"})


@rule
def lacp_passive(case: Case) -> Findings:
    """A passive host needs an active switch.

    With lacp_active=off the host only answers. If the switch is passive too, the links come
    up, expire and come up again.

    Bad:  release=debian-13 stack=iproute2 mode=802.3ad miimon=100 member=eth0 member=eth1 lacp_active=off
    Good: release=debian-13 stack=iproute2 mode=802.3ad miimon=100 member=eth0 member=eth1
    """
    if case.bond.option("lacp_active") == "off" and case.bond.mode == "802.3ad":
        yield hint(
            "lacp_active", "The host only answers: the switch must be active.", "On the switch: LACP mode active.", {"lacp_active": None}
        )


@rule
def lacp_no_partner(case: Case) -> Findings:
    """Without a partner the bond still comes up, on one port.

    If the switch does not speak LACP on these ports, one member carries everything, and the
    partner address in /proc/net/bonding reads 00:00:00:00:00:00. No log line tells.

    Bad:  mode=802.3ad miimon=100 member=eth0 member=eth1
    Good: mode=active-backup miimon=100 member=eth0 member=eth1
    """
    if case.bond.mode == "802.3ad":
        yield hint(
            "mode",
            "If the switch does not answer, the bond comes up on one port and no log line tells.",
            "After applying, look for the partner address (see Verify).",
        )


@rule
def port_prio_unused(case: Case) -> Findings:
    """ad_select=actor_port_prio adds up the members' actor_port_prio.

    With the same priority everywhere it selects as count does.

    Bad:  release=debian-sid stack=iproute2 mode=802.3ad miimon=100 member=eth0 member=eth1 ad_select=actor_port_prio
    Good: release=debian-sid stack=iproute2 mode=802.3ad miimon=100 member=eth0 member=eth1 ad_select=3 actor_port_prio=eth0:100
    """
    if case.bond.option("ad_select") == "actor_port_prio" and not case.bond.option("actor_port_prio"):
        yield hint(
            "ad_select",
            "All members have the same actor_port_prio.",
            "Give actor_port_prio=eth0:100 and so on, or use count.",
            {"ad_select": "count"},
        )
