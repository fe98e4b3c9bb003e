"""The bonds that are proved in the lab: wire pairs by name, each rendered by every stack it is for."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, replace

from app import stacks
from app.bonding import wire
from app.bonding.model import Bond
from app.distros.releases import RELEASES
from app.stacks.contract import Rendering

STACKS = ("netplan", "networkd", "iproute2", "ifupdown", "ifupdown2", "ifupdown-ng", "keyfile", "nmcli", "sysfs", "modprobe", "netctl")


def stacks_on(release: str) -> tuple[str, ...]:
    """The stacks that a release has."""
    return tuple(stack for stack in STACKS if stack in RELEASES[release].stacks)


BY_HAND = {"iproute2": "iproute2", "sysfs": "sysfs", "modprobe": "sysfs"}
"""Stacks without a tool of their own, applied by our own steps; what the lab calls them."""

STATIC = "member=eth0 member=eth1 address=192.0.2.10/24 gateway=192.0.2.1"

MODES = {
    "mode-balance-rr": f"mode=balance-rr miimon=100 {STATIC}",
    "mode-active-backup": f"mode=active-backup miimon=100 primary=eth0 {STATIC}",
    "mode-balance-xor": f"mode=balance-xor miimon=100 xmit_hash_policy=layer3+4 {STATIC}",
    "mode-broadcast": f"mode=broadcast miimon=100 {STATIC}",
    "mode-802.3ad": f"mode=802.3ad miimon=100 xmit_hash_policy=layer2+3 {STATIC}",
    "mode-balance-tlb": f"mode=balance-tlb miimon=100 {STATIC}",
    "mode-balance-alb": f"mode=balance-alb miimon=100 {STATIC}",
}
"""Every mode, as most people want it."""

LAYERS = {
    "vlan": f"mode=active-backup miimon=100 {STATIC} vlan.100.address=198.51.100.10/24",
    "vlans-only": "mode=802.3ad miimon=100 member=eth0 member=eth1 vlan.100.address=198.51.100.10/24 vlan.100.gateway=198.51.100.1 "
    "vlan.200.address=203.0.113.10/24 vlan.200.name=storage",
    "bridge": f"mode=active-backup miimon=100 {STATIC} bridge=br0",
    "bridge-over-vlan": f"mode=802.3ad miimon=100 lacp_rate=fast {STATIC} vlan.100.address=198.51.100.10/24 bridge=br100 "
    "bridge.over=bond0.100",
    "bridge-without-address": "mode=802.3ad miimon=100 member=eth0 member=eth1 bridge=br0",
    "arp": f"mode=active-backup arp_interval=500 arp_ip_target=192.0.2.1 {STATIC}",
    "lacp-fast": f"mode=802.3ad miimon=100 lacp_rate=fast xmit_hash_policy=layer3+4 {STATIC}",
}
"""What stands on a bond, and the two monitors."""

OPTIONS = {
    name: f"{pairs} {STATIC}"
    for name, pairs in {
        "ab-miimon": "mode=active-backup miimon=50 updelay=200 downdelay=150 peer_notif_delay=100 primary=eth1 primary_reselect=failure "
        "num_grat_arp=5 resend_igmp=3 all_slaves_active=on",
        "ab-better": "mode=active-backup miimon=100 primary=eth1 primary_reselect=better fail_over_mac=active num_unsol_na=7",
        "ab-follow": "mode=active-backup miimon=100 fail_over_mac=follow",
        "ab-zeros": "mode=active-backup miimon=100 num_grat_arp=0 resend_igmp=0",
        "ab-active": "mode=active-backup miimon=100 active_slave=eth1",
        "ab-members": "mode=active-backup miimon=100 queue_id=eth0:3,eth1:4 prio=eth0:-5,eth1:20",
        "ab-min-links": "mode=active-backup miimon=100 min_links=1 lp_interval=7",
        "arp-all": "mode=active-backup arp_interval=200 arp_ip_target=192.0.2.1,192.0.2.2 arp_validate=all "
        "arp_all_targets=all arp_missed_max=4",
        "arp-active": "mode=active-backup arp_interval=300 arp_ip_target=192.0.2.1 arp_validate=active primary=eth1",
        "arp-backup": "mode=active-backup arp_interval=300 arp_ip_target=192.0.2.1 arp_validate=backup",
        "arp-filter": "mode=active-backup arp_interval=300 arp_ip_target=192.0.2.1 arp_validate=filter_active",
        "arp-ns": "mode=active-backup arp_interval=300 arp_ip_target=192.0.2.1 ns_ip6_target=2001:db8::1 address=2001:db8::10/64",
        "arp-xor": "mode=balance-xor arp_interval=500 arp_ip_target=192.0.2.1 xmit_hash_policy=layer2+3",
        "rr-packets": "mode=balance-rr miimon=100 packets_per_slave=8",
        "rr-random": "mode=balance-rr miimon=100 packets_per_slave=0",
        "xor-encap23": "mode=balance-xor miimon=100 xmit_hash_policy=encap2+3",
        "xor-encap34": "mode=balance-xor miimon=100 xmit_hash_policy=encap3+4",
        "xor-vlan": "mode=balance-xor miimon=100 xmit_hash_policy=vlan+srcmac",
        "lacp-all": "mode=802.3ad miimon=100 updelay=200 downdelay=200 lacp_rate=fast ad_select=bandwidth min_links=1 "
        "xmit_hash_policy=layer3+4 ad_actor_sys_prio=1000 ad_actor_system=02:00:00:00:00:aa ad_user_port_key=37 all_slaves_active=on",
        "lacp-count": "mode=802.3ad miimon=100 ad_select=count lacp_rate=slow min_links=2",
        "lacp-passive": "mode=802.3ad miimon=100 lacp_active=off coupled_control=off lacp_rate=fast",
        "lacp-members": "mode=802.3ad miimon=100 actor_port_prio=eth0:100,eth1:200 broadcast_neighbor=on",
        "tlb-all": "mode=balance-tlb miimon=100 tlb_dynamic_lb=off xmit_hash_policy=layer3+4 lp_interval=5 primary=eth1 resend_igmp=0",
        "alb-all": "mode=balance-alb miimon=100 updelay=300 tlb_dynamic_lb=off lp_interval=3 primary=eth1 primary_reselect=better "
        "all_slaves_active=on",
        "explicit-defaults": "mode=active-backup miimon=100 updelay=0 downdelay=0 peer_notif_delay=0 use_carrier=on arp_all_targets=any "
        "arp_missed_max=2 primary_reselect=always fail_over_mac=none xmit_hash_policy=layer2 resend_igmp=1 num_grat_arp=1 "
        "all_slaves_active=off min_links=0",
        "explicit-zero-monitors": "mode=active-backup miimon=100 arp_interval=0 arp_validate=none",
        "explicit-arp-zero-mii": "mode=active-backup miimon=0 arp_interval=500 arp_ip_target=192.0.2.1",
        "explicit-lacp-defaults": "mode=802.3ad miimon=100 arp_validate=none lacp_rate=slow lacp_active=on ad_select=stable min_links=0 "
        "ad_actor_sys_prio=65535 ad_user_port_key=0 coupled_control=on",
        "no-monitor": "mode=balance-rr",
    }.items()
}
"""Options away from their defaults, and defaults said aloud."""

ADDRESSING = {
    "jumbo": f"mode=802.3ad miimon=100 mtu=9000 {STATIC} vlan.100.address=198.51.100.10/24 vlan.200.address=203.0.113.10/24 "
    "vlan.200.mtu=1500",
    "jumbo-bridge": f"mode=active-backup miimon=100 mtu=9000 {STATIC} bridge=br0",
    "small-mtu": f"mode=active-backup miimon=100 mtu=1400 {STATIC}",
    "mac": f"mode=active-backup miimon=100 mac=02:00:00:00:00:77 mtu=9000 {STATIC}",
    "ipv6": f"mode=active-backup miimon=100 {STATIC} address=2001:db8::10/64 gateway=2001:db8::1 vlan.100.address=2001:db8:1::10/64",
    "ipv6-only": "mode=active-backup miimon=100 member=eth0 member=eth1 address=2001:db8::10/64 gateway=2001:db8::1 "
    "'route=2001:db8:5::/48 via 2001:db8::2 metric 300'",
    "ipv6-auto": f"mode=active-backup miimon=100 {STATIC} ipv6=auto",
    "addresses": f"mode=active-backup miimon=100 {STATIC} address=192.0.2.11/24 address=198.51.100.1/32 dns=192.0.2.53 dns=2001:db8::53 "
    "search=example.org search=example.net",
    "routes": f"mode=active-backup miimon=100 {STATIC} 'route=10.0.0.0/8 via 192.0.2.254 metric 250' 'route=172.16.0.0/12 via 192.0.2.253'",
    "bridge-routes": f"mode=active-backup miimon=100 {STATIC} 'route=10.0.0.0/8 via 192.0.2.254 metric 250' bridge=br0 "
    "vlan.100.address=198.51.100.10/24",
    "description": f"mode=active-backup miimon=100 {STATIC} "
    """"description=it's 100% \\"up\\" \\$(id) `id` ; #x [Match] {a: b} & C:\\\\ – ä" """,
    "names": "name=uplink-lan mode=active-backup miimon=100 member=ens1 member=enp3s0f0 primary=enp3s0f0 "
    "address=192.0.2.10/24 gateway=192.0.2.1 vlan.100.address=198.51.100.10/24 vlan.100.name=v.100",
    "three": "mode=802.3ad miimon=100 member=eth0 member=eth1 member=eth2 address=192.0.2.10/24 gateway=192.0.2.1",
}
"""Addresses, names and sizes."""

INDIRECT = {
    f"indirect-{name}": f"{pairs} {STATIC}"
    for name, pairs in {
        "lacp": "mode=802.3ad miimon=100 peer_notif_delay=200 resend_igmp=3 all_slaves_active=on min_links=1 lp_interval=7 lacp_active=off "
        "ad_actor_sys_prio=1000 ad_actor_system=02:00:00:00:00:aa ad_user_port_key=37 coupled_control=off broadcast_neighbor=on "
        "queue_id=eth0:3,eth1:4 actor_port_prio=eth0:100,eth1:200",
        "ab": "mode=active-backup miimon=100 peer_notif_delay=200 resend_igmp=0 num_grat_arp=0 all_slaves_active=on min_links=1 "
        "lp_interval=5 queue_id=eth0:3,eth1:4 prio=eth0:-5,eth1:20",
        "arp": "mode=active-backup arp_interval=300 arp_ip_target=192.0.2.1 arp_validate=filter_active arp_all_targets=all "
        "arp_missed_max=4 ns_ip6_target=2001:db8::1,2001:db8::2 address=2001:db8::10/64",
        "rr": "mode=balance-rr miimon=100 packets_per_slave=0 resend_igmp=0",
        "xor": "mode=balance-xor miimon=100 xmit_hash_policy=vlan+srcmac",
        "tlb": "mode=balance-tlb miimon=100 tlb_dynamic_lb=off lp_interval=5 prio=eth0:1,eth1:2",
        "alb": "mode=balance-alb miimon=100 tlb_dynamic_lb=off lp_interval=3 num_unsol_na=0",
        "lacp-priority": "mode=802.3ad miimon=100 ad_select=actor_port_prio actor_port_prio=eth0:100,eth1:200 lacp_strict=on min_links=1",
    }.items()
}
"""What some stack has no key for, set in its indirect way."""

ALL = {**MODES, **LAYERS, **OPTIONS, **ADDRESSING, **INDIRECT}

PULLED = {"indirect-ab": ["eth1"], "mode-active-backup": ["eth0"], "arp-active": ["eth1"], "lacp-fast": ["eth1"]}
"""Cases whose cable is pulled as well."""

ROLLED_BACK = "bridge-over-vlan"
"""The case whose rollback steps are run: it has one interface of each kind."""


@dataclass(frozen=True)
class Case:
    """One bond as one stack renders it for one release."""

    name: str
    stack: str
    release: str
    bond: Bond
    rendering: Rendering

    @property
    def id(self) -> str:
        """The name of the case in the lab."""
        return f"{self.stack}/{self.name}"

    @property
    def named(self) -> Bond:
        """The bond with the names that its VLANs get, where the stack declared that it calls them otherwise."""
        back = {vlan.id: vlan.name for bond in self.rendering.back.bonds[:1] for vlan in bond.vlans}
        vlans = tuple(replace(vlan, name=back.get(vlan.id, vlan.name)) for vlan in self.bond.vlans)
        over = {vlan.name: new.name for vlan, new in zip(self.bond.vlans, vlans, strict=True)}
        bridge = self.bond.bridge and replace(self.bond.bridge, over=over.get(self.bond.bridge.over, self.bond.bridge.over))
        return replace(self.bond, vlans=vlans, bridge=bridge)


def case(name: str, stack: str, release: str) -> Case:
    """Render one bond. Raises ValueError when the pairs of a case are not a bond."""
    pairs = [tuple(word.partition("=")[::2]) for word in shlex.split(ALL[name])]
    reading = wire.read([(word, value) for word, value in pairs])
    if reading.bond is None:
        raise ValueError(f"{name}: {'; '.join(map(str, reading.problems))}")
    rendering = stacks.get(stack).render(reading.bond, RELEASES[release], indirect=name in INDIRECT)
    return Case(name, stack, release, reading.bond, rendering)
