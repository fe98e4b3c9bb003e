"""Dell SmartFabric OS10: the access VLAN of a trunk is its untagged one; VLT for two switches."""

from __future__ import annotations

from app.switches.contract import Look, Mtu, Switch, Turn, Vlans, say

switch = Switch(
    title="Dell SmartFabric OS10",
    home="https://www.dell.com/support/home/en-us/product-support/product/smartfabric-os10-emp-partner/docs",
    source="OS10 user guide (port channels, LACP fallback, VLT); OS9 is another system",
    port=r"(?i:ethernet)\d+/\d+/\d+(?::\d+)?",
    example=("ethernet1/1/1", "ethernet1/1/2"),
    lags=(1, 128),
    lag="port-channel{lag}",
    heads={"port": "interface {port}", "lag": "interface port-channel{lag}"},
    tail="exit",
    first="lag",
    words={
        "vlans": say("top", "interface vlan{vlan}", "exit"),
        "up": say("both", "no shutdown"),
        "none": say("port", "no channel-group"),
        "access": say("l2", "switchport mode access", "switchport access vlan {native}"),
        "trunk": say("l2", "switchport mode trunk"),
        "native": say("l2", "switchport access vlan {native}"),
        "tagged": say("l2", "switchport trunk allowed vlan {tags}"),
        "mtu": say("both", "mtu {mtu}"),
        "static": say("port", "channel-group {lag} mode on"),
        "lacp": say("port", "channel-group {lag} mode active"),
        "fast": say("port", "lacp rate fast"),
        "slow": say("port", "lacp rate normal"),
        "min_links": say("lag", "minimum-links {min_links}"),
        "fallback": say("lag", "lacp fallback enable"),
        "mlag": say("lag", "vlt-port-channel {lag}"),
        "edge": say("l2", "spanning-tree port type edge"),
        "edge_trunk": say("l2", "spanning-tree port type edge"),
    },
    gaps={
        "hash": "The words are global and several (load-balancing ip-selection, mac-selection, tcp-udp-selection). As it comes, OS10 takes "
        "addresses and ports.",
    },
    mtu=Mtu(most=9184, beyond=32),
    vlans=Vlans(native_too=False),
    looks=(
        Look("none", "show interface status", "up, and the VLANs, on each of the ports"),
        Look("lag", "show port-channel summary", "the group (U), and (P) behind each port"),
        Look("lacp", "show lacp port-channel", "the host's system id as partner"),
        Look("mlag", "show vlt 1 vlt-port-detail", "the group up on both switches"),
        Look("any", "show vlan", "A (untagged) or T (tagged) and the ports, in each VLAN"),
    ),
    before=(
        Turn("show port-channel summary", "Look first: the number of the group must be free."),
        Turn("write memory", "Keeps what runs now: that is what a restart goes back to."),
        Turn("configure terminal", "Opens the configuration: paste the lines behind it."),
    ),
    apply=(Turn("end", "Leaves the configuration: the lines hold already."),),
    keep=(Turn("write memory", "Once everything works: keeps the new configuration."),),
    back=(Turn("reload", "Restarts with the configuration kept before. Say no when it asks whether to save."),),
    notes=(
        "The MTU of OS10 counts 32 bytes beyond the packet: 1532 stands for 1500.",
        "A port that joins a group has no VLANs of its own any more.",
        "A group over two switches needs a VLT domain that works already. Both switches take the same lines but for their ports.",
        "The VLANs must be allowed on the peer link (VLTi) too: OS10 sees to that by itself for a VLAN that both switches have.",
    ),
)
