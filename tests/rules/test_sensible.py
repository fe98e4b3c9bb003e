"""No false alarm: fifty bonds that people run with good reason give no error and no warning."""

from __future__ import annotations

import shlex

import pytest

from app.actions.generate import generate, read

TWO = "member=eth0 member=eth1"
HOST = "address=192.0.2.10/24 gateway=192.0.2.1"
BOTH = "address=192.0.2.10/24 address=2001:db8::10/64 gateway=192.0.2.1 gateway=2001:db8::1"
SENSIBLE = f"""
release=centos-5 mode=balance-alb miimon=100 {TWO} address=192.168.11.200/24
release=centos-5 mode=active-backup miimon=100 {TWO} ipv4=dhcp
release=rhel-5 mode=802.3ad miimon=100 lacp_rate=fast {TWO} address=10.0.0.5/8 gateway=10.0.0.1
release=rhel-5 mode=balance-rr miimon=100 {TWO} address=10.0.0.5/24
release=rhel-5 mode=active-backup arp_interval=1000 arp_ip_target=10.0.0.1,10.0.0.2 {TWO} address=10.0.0.5/24
release=rhel-5 mode=active-backup miimon=100 primary=eth0 {TWO} address=10.0.0.5/24 bridge=br0
release=rhel-5 mode=balance-xor miimon=100 xmit_hash_policy=layer3+4 {TWO} vlan.10.address=10.0.10.5/24
release=ubuntu-18.04 mode=802.3ad miimon=100 lacp_rate=fast xmit_hash_policy=layer3+4 {TWO} {HOST}
release=ubuntu-20.04 mode=active-backup miimon=100 primary=eth0 {TWO} ipv4=dhcp
release=ubuntu-20.04 mode=balance-alb miimon=100 {TWO} address=192.0.2.10/24 gateway=192.0.2.1 dns=192.0.2.53
release=ubuntu-22.04 mode=802.3ad miimon=100 lacp_rate=slow xmit_hash_policy=layer2+3 {TWO} ipv4=dhcp ipv6=auto
release=ubuntu-22.04 mode=balance-xor miimon=100 xmit_hash_policy=layer3+4 {TWO} address=192.0.2.10/24
release=ubuntu-22.04 mode=active-backup miimon=100 updelay=200 downdelay=200 {TWO} address=192.0.2.10/24
release=ubuntu-24.04 mode=802.3ad miimon=100 lacp_rate=fast xmit_hash_policy=layer3+4 min_links=1 {TWO} {HOST}
release=ubuntu-24.04 mode=802.3ad miimon=100 {TWO} mtu=9000 vlan.10.address=192.0.2.10/24 vlan.20.address=198.51.100.10/24 vlan.20.mtu=1500
release=ubuntu-24.04 mode=active-backup miimon=100 fail_over_mac=active {TWO} address=192.0.2.10/24
release=ubuntu-24.04 mode=active-backup arp_interval=500 arp_ip_target=192.0.2.1,192.0.2.2 arp_validate=all {TWO} address=192.0.2.10/24
release=ubuntu-24.04 mode=balance-tlb miimon=100 {TWO} address=192.0.2.10/24
release=ubuntu-24.04 mode=802.3ad miimon=100 ad_select=bandwidth member=eno1 member=eno2 member=eno3 member=eno4 ipv4=dhcp
release=ubuntu-26.04 mode=802.3ad miimon=100 lacp_rate=fast {TWO} bridge=br0 {HOST}
release=ubuntu-26.04 mode=active-backup miimon=100 {TWO} vlan.10.ipv4=none bridge=br10 bridge.over=bond0.10
release=ubuntu-26.04 mode=balance-rr miimon=100 packets_per_slave=4 {TWO} address=192.0.2.10/31
release=ubuntu-26.04 mode=active-backup miimon=100 num_grat_arp=3 resend_igmp=2 {TWO} ipv4=dhcp ipv6=dhcp
release=ubuntu-26.04 mode=broadcast miimon=100 {TWO} address=192.0.2.10/24
release=debian-13 stack=netplan mode=active-backup miimon=100 primary=eth1 primary_reselect=failure {TWO} ipv6=auto
release=debian-11 stack=networkd mode=802.3ad miimon=100 lacp_rate=fast xmit_hash_policy=encap3+4 {TWO} address=192.0.2.10/24
release=debian-12 stack=networkd mode=active-backup miimon=100 primary=eth0 {TWO} {BOTH}
release=debian-12 stack=networkd mode=802.3ad miimon=100 ad_actor_sys_prio=9 ad_user_port_key=5 ad_actor_system=02:00:00:00:00:01 {TWO}
release=debian-12 stack=networkd mode=balance-tlb miimon=100 tlb_dynamic_lb=0 xmit_hash_policy=layer3+4 {TWO} address=192.0.2.10/24
release=debian-13 stack=networkd mode=active-backup miimon=100 peer_notif_delay=200 num_grat_arp=3 {TWO} address=192.0.2.10/24
release=debian-13 stack=networkd mode=active-backup arp_interval=1000 arp_ip_target=192.0.2.1 arp_missed_max=3 {TWO} address=192.0.2.10/24
release=debian-13 stack=networkd mode=802.3ad miimon=100 lacp_rate=fast {TWO} mtu=9000 vlan.9.address=10.0.0.9/24 vlan.9.gateway=10.0.0.1
release=debian-13 stack=networkd mode=active-backup miimon=100 {TWO} bridge=br0 ipv4=dhcp
release=debian-13 stack=networkd mode=balance-alb miimon=100 updelay=30000 {TWO} address=192.0.2.10/24 route="10.0.0.0/8 via 192.0.2.254"
release=debian-sid stack=networkd mode=active-backup miimon=100 all_slaves_active=1 {TWO} ipv6=auto
release=amazon-2023 mode=active-backup miimon=100 {TWO} ipv4=dhcp
release=photon-5.0 mode=802.3ad miimon=100 {TWO} address=192.0.2.10/24
release=azurelinux-3 mode=active-backup miimon=100 {TWO} ipv4=dhcp
release=debian-12 stack=iproute2 mode=802.3ad miimon=100 lacp_active=on lacp_rate=fast {TWO} address=192.0.2.10/24
release=debian-12 stack=iproute2 mode=active-backup miimon=100 prio=eth0:10,eth1:5 {TWO} address=192.0.2.10/24
release=debian-13 stack=iproute2 mode=active-backup arp_interval=1000 ns_ip6_target=2001:db8::1 {TWO} address=2001:db8::10/64
release=debian-13 stack=iproute2 mode=802.3ad miimon=100 coupled_control=off {TWO} address=192.0.2.10/24
release=debian-13 stack=iproute2 mode=active-backup miimon=100 queue_id=eth0:1,eth1:2 {TWO} address=192.0.2.10/24
release=debian-sid stack=iproute2 mode=802.3ad miimon=100 min_links=1 lacp_strict=on broadcast_neighbor=on {TWO} address=192.0.2.10/24
release=debian-sid stack=iproute2 mode=802.3ad miimon=100 ad_select=actor_port_prio actor_port_prio=eth0:100,eth1:200 {TWO}
release=debian-sid stack=iproute2 mode=balance-xor miimon=100 xmit_hash_policy=vlan+srcmac {TWO} address=192.0.2.10/24
release=rhel-9 stack=iproute2 mode=active-backup miimon=100 {TWO} address=192.0.2.10/24
release=rhel-8 stack=iproute2 mode=802.3ad miimon=100 lacp_rate=fast {TWO} address=192.0.2.10/24
release=arch stack=networkd mode=802.3ad miimon=100 lacp_rate=fast member=enp1s0f0 member=enp1s0f1 ipv4=dhcp ipv6=auto
release=ubuntu-24.04 name=storage mode=802.3ad miimon=100 {TWO} member=eth2 address=10.9.8.7/24 mtu=9000 description="Storage, rack 4"
""".strip().splitlines()


def test_there_are_fifty() -> None:
    assert len(SENSIBLE) == len(set(SENSIBLE)) == 50


@pytest.mark.parametrize("line", SENSIBLE)
def test_sensible_bond_gives_no_alarm(line: str) -> None:
    request = read([(name, value) for name, _, value in (word.partition("=") for word in shlex.split(line))])
    assert not request.problems, [str(problem) for problem in request.problems]
    result = generate(request)
    assert [finding for finding in result.findings if finding.level != "hint"] == []
    assert result.rendering.losses == ()
