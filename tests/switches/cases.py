"""The neutral cases that every vendor renders: the words of the bond and of the switch, less the names of the ports."""

from __future__ import annotations

from app.actions.generate import Request, read
from app.bonding.wire import Pair
from app.switches.contract import Switch

TWO = "miimon=100 member=eth0 member=eth1"
CASES = {
    "none-access": f"mode=active-backup {TWO} ipv4=dhcp switch.native=30",
    "none-trunk": f"mode=balance-alb {TWO} vlan=10,20",
    "static-trunk": f"mode=balance-xor {TWO} vlan=10,20,21,22 switch.lag=10",
    "lacp-access": f"mode=802.3ad {TWO} ipv4=dhcp switch.native=30 switch.lag=10",
    "lacp-trunk-native": f"mode=802.3ad {TWO} ipv4=dhcp vlan=10,20 switch.native=30 switch.lag=10 switch.fallback=yes",
    "lacp-everything": f"mode=802.3ad {TWO} lacp_rate=fast min_links=2 xmit_hash_policy=layer2+3 mtu=9000 vlan=10 "
    "switch.native=30 switch.lag=10",
    "pair-lacp": f"mode=802.3ad {TWO} lacp_rate=fast vlan=10,20 switch.lag=10",
    "pair-static": f"mode=balance-xor {TWO} vlan=10 switch.lag=10",
}


def pairs(switch: Switch, case: str) -> list[Pair]:
    """The pairs of a case for a vendor: its example ports, one on each switch of a pair."""
    first, second = switch.example
    other = ("switch.peer.port", first) if case.startswith("pair") else ("switch.port", second)
    words = [(name, value) for name, _, value in (word.partition("=") for word in CASES[case].split())]
    return [*words, ("switch", switch.id), ("switch.port", first), other]


def request(switch: Switch, case: str) -> Request:
    """The request of a case."""
    return read(pairs(switch, case))
