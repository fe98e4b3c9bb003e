"""Juniper Junos on EX and QFX: set commands; LACP is fast unless told otherwise, and members may hold no unit of their own."""

from __future__ import annotations

from app.switches.contract import Look, Mtu, Switch, Turn, Vlans, say

_AE = "set interfaces ae{lag}"
_LAG = f"{_AE} aggregated-ether-options"
_L2 = "set interfaces {interface} unit 0 family ethernet-switching"

switch = Switch(
    title="Juniper Junos (EX, QFX)",
    home="https://www.juniper.net/documentation/us/en/software/junos/interfaces-ethernet-switches/",
    source="Junos guide on aggregated Ethernet, ELS style; MX and older switches say gigether-options and port-mode",
    port=r"(?:fe|ge|mge|xe|et)-\d+/\d+/\d+(?::\d+)?",
    example=("ge-0/0/1", "ge-0/0/2"),
    lags=(0, 1023),
    lag="ae{lag}",
    rate="fast",
    words={
        "count": say(
            "whole", "set chassis aggregated-devices ethernet device-count {count}", unsure="leave it out where a higher number stands"
        ),
        "vlans": say("top", "set vlans v{vlan} vlan-id {vlan}", unsure="leave it out where the VLAN has a name already"),
        "layer2": say("port", "delete interfaces {port} unit 0", unsure="the switch warns where there is none"),
        "join": say("port", "set interfaces {port} ether-options 802.3ad ae{lag}", unsure="MX and some older switches: gigether-options"),
        "static": say("lag"),
        "lacp": say("lag", f"{_LAG} lacp active"),
        "fast": say("lag", f"{_LAG} lacp periodic fast"),
        "slow": say("lag", f"{_LAG} lacp periodic slow"),
        "min_links": say("lag", f"{_LAG} minimum-links {{min_links}}"),
        "fallback": say("lag", f"{_LAG} lacp force-up"),
        "none": say("port", "delete interfaces {port} ether-options 802.3ad", unsure="the switch warns where there is none"),
        "access": say("l2", f"{_L2} interface-mode access", f"{_L2} vlan members {{native}}"),
        "trunk": say("l2", f"{_L2} interface-mode trunk"),
        "tagged": say("l2", f"{_L2} vlan members {{tags}}"),
        "native": say("l2", "set interfaces {interface} native-vlan-id {native}"),
        "mtu": say("l2", "set interfaces {interface} mtu {mtu}"),
        "edge": say("l2", "set protocols rstp interface {interface} edge", unsure="where another spanning tree protocol runs, its name"),
        "edge_trunk": say(
            "l2", "set protocols rstp interface {interface} edge", unsure="where another spanning tree protocol runs, its name"
        ),
    },
    gaps={
        "mlag": "A pair of Junos switches needs numbers that only its site knows (mc-ae, or an ESI with an equal LACP system-id). "
        "A Virtual Chassis is one switch: give all ports as switch.port.",
        "hash": "The words differ by family (enhanced-hash-key, hash-key). As it comes, Junos takes addresses and ports.",
    },
    mtu=Mtu(most=9198, beyond=18),
    vlans=Vlans(between="|", most=1),
    looks=(
        Look("none", "show ethernet-switching interface", "the ports, with their VLANs"),
        Look("lag", "show interfaces ae{lag} extensive", "Physical link is Up, and each port in the bundle"),
        Look("lacp", "show lacp interfaces ae{lag}", "Collecting distributing behind each port; Fast or Slow as set"),
        Look("lacp", "show lacp statistics interfaces ae{lag}", "LACP Rx that grows"),
        Look("lag", "show ethernet-switching interface ae{lag}", "the VLANs, tagged or untagged as wanted"),
    ),
    before=(
        Turn("show configuration chassis aggregated-devices", "Look first: how many groups the switch has room for."),
        Turn("show configuration interfaces ae{lag}", "It must be empty: the number has to be free."),
        Turn("configure exclusive", "Opens the configuration: paste the lines behind it."),
    ),
    apply=(
        Turn("show | compare", "What will change."),
        Turn("commit confirmed 10", "Applies the lines, and takes them back in ten minutes unless they are confirmed."),
    ),
    keep=(Turn("commit", "Once everything works: confirms and keeps."),),
    back=(Turn("rollback 1", "Brings back what ran before; then commit."), Turn("commit", "Applies it.")),
    notes=(
        "The switch asks the host for LACP every second unless told otherwise, which is the opposite of most others.",
        "An interface-range that holds one of the ports has to let go of it first.",
        "The MTU of Junos counts the frame: the packet, 14 bytes of Ethernet, and 4 of a tag.",
    ),
)
