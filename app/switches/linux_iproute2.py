"""A second Linux box as the switch, by commands: a bond as the other end, in a bridge that filters VLANs. Lasts until it restarts."""

from __future__ import annotations

from app.switches.contract import Look, Mtu, Switch, Turn, Vlans, say

_ADD = "ip link add bond{lag} type bond"

switch = Switch(
    title="Linux as the switch (iproute2)",
    home="https://man7.org/linux/man-pages/man8/bridge.8.html",
    source="ip-link(8), bridge(8)",
    port=r"[A-Za-z0-9][A-Za-z0-9._-]{0,14}",
    example=("eth1", "eth2"),
    lags=(0, 999),
    lag="bond{lag}",
    words={
        "bridge": say(
            "whole",
            "ip link add br0 type bridge vlan_filtering 1 vlan_default_pvid 0",
            "ip link set br0 up",
            unsure="leave both out where br0 is there already; it must have vlan_filtering 1",
        ),
        "static": say("before", f"{_ADD} mode balance-xor miimon 100 {{options}}"),
        "lacp": say("before", f"{_ADD} mode 802.3ad miimon 100 {{options}}"),
        "fast": say("option", "lacp_rate fast"),
        "slow": say("option", "lacp_rate slow"),
        "min_links": say("option", "min_links {min_links}"),
        "join": say("port", "ip link set {port} down", "ip link set {port} master bond{lag}"),
        "mtu": say("l2", "ip link set {interface} mtu {mtu}"),
        "layer2": say("l2", "ip link set {interface} master br0"),
        "access": say("l2", "bridge vlan add dev {interface} vid {native} pvid untagged"),
        "native": say("l2", "bridge vlan add dev {interface} vid {native} pvid untagged"),
        "tagged": say("l2", "bridge vlan add dev {interface} vid {tag}"),
        "up": say("l2", "ip link set {interface} up"),
    },
    hashes={
        policy: say("option", f"xmit_hash_policy {policy}")
        for policy in ("layer2", "layer2+3", "layer3+4", "encap2+3", "encap3+4", "vlan+srcmac")
    },
    gaps={"mlag": "Two Linux boxes are no pair: cable the bond to one, or take a mode that needs nothing of the switch."},
    given={"fallback": "A Linux bond without a partner works on one of its ports by itself."},
    mtu=Mtu(most=65535),
    vlans=Vlans(),
    looks=(
        Look("lag", "cat /proc/net/bonding/bond{lag}", "each port up; with LACP, the host's address as partner"),
        Look("any", "bridge vlan show", "the VLANs on the port, PVID Egress Untagged behind the untagged one"),
    ),
    before=(Turn("ip -br link", "Look first: the name of the bond must be free, and the ports must carry nothing."),),
    keep=(Turn("", "Nothing is kept: after a restart it is gone. The files of systemd-networkd last."),),
    back=(
        Turn("ip link del bond{lag}", "Takes the bond away; the ports are free again. Where there is no bond: ip link set PORT nomaster."),
    ),
    notes=(
        "The bridge runs no spanning tree as it comes: two cables into it without a group are a loop where the far end is a bridge too.",
    ),
    comment="#",
)
