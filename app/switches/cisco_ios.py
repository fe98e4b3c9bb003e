"""Cisco IOS and IOS-XE: the group takes its first member's settings, and hands what is set on it down to all of them."""

from __future__ import annotations

from app.switches.contract import Look, Mtu, Switch, Turn, cancelled, ordered_restart, say

HERE = "Catalyst configuration guides, EtherChannel chapter (15.2 and 17.x); rate and standalone-disable depend on the platform"
_NAMES = "FastEthernet|GigabitEthernet|TwoGigabitEthernet|FiveGigabitEthernet|TenGigabitEthernet|TwentyFiveGigE|FortyGigabitEthernet"

switch = Switch(
    title="Cisco IOS and IOS-XE",
    home="https://www.cisco.com/c/en/us/support/switches/index.html",
    source=HERE,
    port=rf"(?i:{_NAMES}|HundredGigE|Fa|Gi|Tw|Fi|Te|Twe|Fo|Hu)\d+(?:/\d+){{0,3}}",
    example=("GigabitEthernet1/0/1", "GigabitEthernet1/0/2"),
    lags=(1, 256),
    lag="Port-channel{lag}",
    heads={"port": "interface {port}", "lag": "interface Port-channel{lag}"},
    words={
        "vlans": say("top", "vlan {vlans}"),
        "none": say("port", "no channel-group"),
        "access": say("l2", "switchport mode access", "switchport access vlan {native}"),
        "trunk": say("l2", "switchport mode trunk"),
        "native": say("l2", "switchport trunk native vlan {native}"),
        "tagged": say("l2", "switchport trunk allowed vlan {tags}"),
        "tagged.more": say("l2", "switchport trunk allowed vlan add {tags}"),
        "static": say("port", "channel-group {lag} mode on"),
        "lacp": say("port", "channel-group {lag} mode active"),
        "fast": say("port", "lacp rate fast", unsure="not every platform has it"),
        "slow": say("port", "lacp rate normal", unsure="not every platform has it"),
        "min_links": say("lag", "port-channel min-links {min_links}"),
        "fallback": say("lag", "no port-channel standalone-disable", unsure="only some platforms have it; others fall back by themselves"),
        "edge": say("l2", "spanning-tree portfast"),
        "edge_trunk": say("l2", "spanning-tree portfast trunk"),
        "up": say("both", "no shutdown"),
        "mtu": say("whole", "system mtu {mtu}", unsure="some models set the MTU on each port, some need a restart"),
    },
    hashes={
        "layer2": say("whole", "port-channel load-balance src-dst-mac"),
        "layer2+3": say("whole", "port-channel load-balance src-dst-ip"),
        "layer3+4": say("whole", "port-channel load-balance src-dst-mixed-ip-port", unsure="smaller models end at src-dst-ip"),
        "vlan+srcmac": say("whole", "port-channel load-balance src-mac"),
    },
    gaps={
        "mlag": "IOS has no pair of switches that stay two. A stack, VSS or StackWise Virtual is one switch: give all ports as switch.port."
    },
    mtu=Mtu(most=9198),
    looks=(
        Look("none", "show interfaces status", "connected, and the VLAN or trunk, on each of the ports"),
        Look("lag", "show etherchannel {lag} summary", "Po{lag}(SU), and (P) behind each port; (s) is suspended, (I) stands alone"),
        Look("lacp", "show lacp {lag} neighbor", "the host's system id on each port, flag A; F where the host asks for the fast rate"),
        Look("lag", "show etherchannel load-balance", "what the switch hashes by"),
        Look("any", "show interfaces trunk", "the VLANs, where they are tagged"),
    ),
    before=(
        Turn("show etherchannel summary", "Look first: the number of the group must be free."),
        Turn("write memory", "Keeps what runs now: that is what a restart goes back to."),
        ordered_restart("reload in 15", cancel="reload cancel"),
        Turn("configure terminal", "Opens the configuration: paste the lines behind it."),
    ),
    apply=(Turn("end", "Leaves the configuration: the lines hold already."), cancelled("reload cancel")),
    keep=(
        Turn("reload cancel", "Once everything works, if that is not done yet: takes the restart back."),
        Turn("write memory", "Keeps the new configuration."),
    ),
    back=(Turn("reload", "Restarts with the configuration kept before. Say no when it asks whether to save."),),
    notes=(
        "Members must be alike before they join, else they are suspended: “default interface” clears a port.",
        "Images that also speak ISL need “switchport trunk encapsulation dot1q” ahead of the trunk mode.",
        "The modes auto and desirable speak PAgP, which Linux does not: they never fit.",
    ),
)
