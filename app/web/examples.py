"""Links that show what the generator is for."""

from __future__ import annotations

from dataclasses import dataclass

from app.bonding.wire import Pair
from app.web import query

START: list[Pair] = [("release", "ubuntu-24.04"), ("mode", "802.3ad"), ("miimon", "100")]
"""What the form holds on a first visit."""


@dataclass(frozen=True)
class Example:
    """A configuration worth looking at."""

    title: str
    text: str
    pairs: tuple[Pair, ...]
    path: str = "/generate"

    @property
    def link(self) -> str:
        """Where it opens."""
        return query.link(self.path, self.pairs)


def _pairs(text: str) -> tuple[Pair, ...]:
    return tuple((name, value) for name, _, value in (word.partition("=") for word in text.split()))


EXAMPLES = (
    Example(
        "The old file server",
        "CentOS 5, two cards, balance-alb, one address: incoming traffic is spread and the switch needs nothing.",
        _pairs("release=centos-5 mode=balance-alb miimon=100 member=eth0 member=eth1 address=192.168.11.200/24"),
    ),
    Example(
        "A virtualisation host",
        "Ubuntu 24.04 with LACP, the host on one VLAN, a bridge for the guests on another.",
        _pairs(
            "release=ubuntu-24.04 mode=802.3ad miimon=100 lacp_rate=fast xmit_hash_policy=layer3+4 member=eno1 member=eno2 "
            "vlan.10.address=192.0.2.10/24 vlan.10.gateway=192.0.2.1 vlan.10.dns=192.0.2.53 "
            "vlan.20.ipv4=none bridge=br20 bridge.over=bond0.20"
        ),
    ),
    Example(
        "Two switches that know nothing of each other",
        "Debian 13 with networkd: one card works, the other stands by.",
        _pairs(
            "release=debian-13 stack=networkd mode=active-backup miimon=100 primary=enp1s0 member=enp1s0 member=enp2s0 "
            "address=192.0.2.20/24 gateway=192.0.2.1 address=2001:db8::20/64 gateway=2001:db8::1"
        ),
    ),
    Example(
        "From RHEL 8 to RHEL 9",
        "One LACP bond on both, side by side: what stays, what changes, what to know before the upgrade.",
        _pairs(
            "release=rhel-8 mode=802.3ad miimon=100 lacp_rate=fast member=eno1 member=eno2 address=192.0.2.10/24 gateway=192.0.2.1 "
            "with.release=rhel-9"
        ),
        "/generate/compare",
    ),
)
