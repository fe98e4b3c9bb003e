"""Balancing: what spreads over the members, and what it costs."""

from __future__ import annotations

from app.bonding.findings import Findings, hint
from app.bonding.mending import to_mode
from app.rules.rule import Case, rule


@rule
def switch_side(case: Case) -> Findings:
    """Each mode asks something of the switch, or that it does nothing.

    A channel group on the switch under active-backup, balance-tlb or balance-alb breaks the
    link; a missing one under balance-rr, balance-xor or 802.3ad makes addresses flap or leaves
    one port in use.

    Bad:  mode=balance-xor miimon=100 member=eth0 member=eth1
    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1
    """
    yield hint("mode", case.bond.facts.switch_asks)


@rule
def round_robin_reorders(case: Case) -> Findings:
    """balance-rr delivers packets out of order.

    One flow uses all links; TCP takes late packets for lost ones and slows down. It pays
    between two hosts on cables of their own, and hardly anywhere else.

    Bad:  mode=balance-rr miimon=100 member=eth0 member=eth1
    Good: mode=802.3ad miimon=100 member=eth0 member=eth1
    """
    if case.bond.mode == "balance-rr":
        yield hint(
            "mode",
            "Packets arrive out of order; TCP slows down.",
            "Use 802.3ad or balance-xor unless one flow must use all links.",
            to_mode(case.bond, "802.3ad"),
            to_mode(case.bond, "balance-xor"),
        )


@rule
def broadcast_copies(case: Case) -> Findings:
    """Broadcast sends everything twice.

    The receiver sees every packet once a member, and the bond is as quick as its slowest link.

    Bad:  mode=broadcast miimon=100 member=eth0 member=eth1
    Good: mode=active-backup miimon=100 member=eth0 member=eth1
    """
    if case.bond.mode == "broadcast":
        yield hint(
            "mode", "Receivers see every packet once a member.", "For redundancy use active-backup.", to_mode(case.bond, "active-backup")
        )


@rule
def one_hash_for_one_peer(case: Case) -> Findings:
    """With layer2 hashing all traffic to a router uses one link.

    The default policy looks at hardware addresses only. Behind a gateway every packet has the
    same pair, and the other members stay idle.

    Bad:  mode=802.3ad miimon=100 member=eth0 member=eth1 address=192.0.2.10/24 gateway=192.0.2.1
    Good: mode=802.3ad miimon=100 member=eth0 member=eth1 address=192.0.2.10/24 gateway=192.0.2.1 xmit_hash_policy=layer3+4
    """
    bond = case.bond
    if bond.mode in ("802.3ad", "balance-xor") and bond.effective("xmit_hash_policy") == "layer2" and bond.addressing.gateways:
        yield hint(
            "xmit_hash_policy",
            "By default all traffic through the gateway uses one member.",
            "Set xmit_hash_policy=layer3+4, or layer2+3.",
            {"xmit_hash_policy": "layer3+4"},
            {"xmit_hash_policy": "layer2+3"},
        )


@rule
def alb_and_ipv6(case: Case) -> Findings:
    """balance-alb spreads incoming traffic for IPv4 only.

    It works by answering ARP with different addresses. IPv6 has no ARP: what comes in arrives
    on the active member.

    Bad:  mode=balance-alb miimon=100 member=eth0 member=eth1 address=2001:db8::10/64
    Good: mode=balance-alb miimon=100 member=eth0 member=eth1 address=192.0.2.10/24
    """
    if case.bond.mode == "balance-alb" and any(addressing.ipv6 != "none" for _, addressing in case.bond.layer3):
        yield hint("ipv6", "Incoming IPv6 arrives on one member; only IPv4 is spread.")
