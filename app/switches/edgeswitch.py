"""Ubiquiti EdgeSwitch: ports join from their own side, and each VLAN is a line."""

from __future__ import annotations

from app.switches.contract import Look, Mtu, Switch, Turn, Vlans, say

switch = Switch(
    title="Ubiquiti EdgeSwitch",
    home="https://help.ui.com/hc/en-us/sections/6583216130583-EdgeSwitch",
    source="EdgeSwitch CLI guide and running configurations; firmware differs. UniFi switches have no such command line",
    port=r"\d+/\d+",
    example=("0/1", "0/2"),
    lags=(1, 32),
    lag="lag {lag}",
    heads={"port": "interface {port}", "lag": "interface lag {lag}"},
    tail="exit",
    words={
        "vlans": say("top", "vlan database", "vlan {vlans}", "exit"),
        "open": say("top", "configure"),
        "join": say("port", "addport lag {lag}", unsure="some firmware: addport 3/1 for group 1"),
        "fast": say("port", "lacp actor admin state shorttimeout", unsure="the word differs by firmware"),
        "slow": say("port", "lacp actor admin state longtimeout", unsure="the word differs by firmware"),
        "static": say("lag", "port-channel static"),
        "lacp": say("lag", "no port-channel static"),
        "min_links": say("lag", "port-channel min-links {min_links}", unsure="not every firmware has it"),
        "access": say("l2", "vlan participation include {native}", "vlan pvid {native}"),
        "native": say("l2", "vlan participation include {native}", "vlan pvid {native}"),
        "tagged": say("l2", "vlan participation include {tag}", "vlan tagging {tag}"),
        "no_one": say("l2", "vlan participation exclude 1"),
        "mtu": say("both", "mtu {mtu}", unsure="some firmware sets the MTU for the whole switch"),
        "edge": say("l2", "spanning-tree edgeport"),
        "edge_trunk": say("l2", "spanning-tree edgeport"),
        "up": say("both", "no shutdown"),
    },
    gaps={
        "hash": "It is a number from 1 to 7 (port-channel load-balance), and what the numbers mean differs by firmware.",
        "mlag": "EdgeSwitch has no pair of switches. Take a mode that needs nothing of the switch, or cable to one.",
        "fallback": "EdgeSwitch has no line for it.",
    },
    mtu=Mtu(most=9198, beyond=18),
    vlans=Vlans(most=8),
    looks=(
        Look("none", "show port all", "Up on each of the ports"),
        Look("lag", "show port-channel lag {lag}", "each port as an active one, Static or Dynamic as set"),
        Look("lacp", "show lacp partner all", "the host's system id on each port"),
        Look("any", "show vlan brief", "the VLANs"),
    ),
    before=(
        Turn("show port-channel brief", "Look first: the number of the group must be free."),
        Turn("write memory confirm", "Keeps what runs now: that is what a restart goes back to."),
        Turn("", "Paste the lines at the privileged prompt (enable), not in the configuration: they open it themselves."),
    ),
    apply=(Turn("exit", "Leaves the configuration: the lines hold already."),),
    keep=(Turn("write memory confirm", "Once everything works: keeps the new configuration."),),
    back=(Turn("reload", "Restarts with the configuration kept before. Say no when it asks whether to save."),),
    notes=(
        "New firmware and old differ in whether a new group is static or not: the line is always written.",
        "A port that is in a group needs “deleteport” with that group first.",
    ),
)
