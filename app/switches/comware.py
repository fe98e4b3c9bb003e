"""HPE Comware and H3C: LACP is decided before members join, and VLANs are set on the aggregation after that."""

from __future__ import annotations

from app.switches.contract import Look, Mtu, Switch, Turn, Vlans, cancelled, ordered_restart, say

switch = Switch(
    title="HPE Comware and H3C",
    home="https://www.h3c.com/en/Support/Resource_Center/",
    source="H3C layer 2 configuration guides, Comware 7; words of Comware 5 differ in places",
    port=r"(?i:GigabitEthernet|Ten-GigabitEthernet|Twenty-FiveGigE|FortyGigE|HundredGigE|GE|XGE)\d+/\d+/\d+(?::\d+)?",
    example=("GigabitEthernet1/0/1", "GigabitEthernet1/0/2"),
    lags=(1, 1024),
    lag="Bridge-Aggregation{lag}",
    heads={"port": "interface {port}", "lag": "interface Bridge-Aggregation{lag}"},
    tail="quit",
    words={
        "vlans": say("top", "vlan {vlan}", "quit"),
        "static": say("before", "undo link-aggregation mode", unsure="a new group is static; some releases complain about the line"),
        "lacp": say("before", "link-aggregation mode dynamic"),
        "join": say("port", "port link-aggregation group {lag}"),
        "fast": say("port", "lacp period short"),
        "slow": say("port", "undo lacp period"),
        "none": say("port", "undo port link-aggregation group"),
        "access": say("l2", "port link-type access", "port access vlan {native}"),
        "trunk": say("l2", "port link-type trunk"),
        "tagged": say("l2", "port trunk permit vlan {tags}"),
        "native": say("l2", "port trunk pvid vlan {native}"),
        "no_one_trunk": say("l2", "undo port trunk permit vlan 1"),
        "min_links": say("lag", "link-aggregation selected-port minimum {min_links}"),
        "fallback": say("lag", "lacp edge-port"),
        "mlag": say("lag", "port m-lag group {lag}", unsure="earlier releases: port drni group"),
        "edge": say("l2", "stp edged-port", unsure="Comware 5: stp edged-port enable"),
        "edge_trunk": say("l2", "stp edged-port", unsure="Comware 5: stp edged-port enable"),
        "up": say("both", "undo shutdown"),
    },
    hashes={
        "layer2": say(
            "whole", "link-aggregation global load-sharing mode source-mac destination-mac", unsure="Comware 5 without the word global"
        ),
        "layer2+3": say(
            "whole", "link-aggregation global load-sharing mode source-ip destination-ip", unsure="Comware 5 without the word global"
        ),
        "layer3+4": say(
            "whole",
            "link-aggregation global load-sharing mode source-ip destination-ip source-port destination-port",
            unsure="not every model hashes by ports; Comware 5 without the word global",
        ),
        "vlan+srcmac": say("whole", "link-aggregation global load-sharing mode source-mac", unsure="Comware 5 without the word global"),
    },
    gaps={
        "mtu": "Most models pass large frames as they come. See to it that no port has “undo jumboframe enable”, or a jumboframe size "
        "that is too small."
    },
    mtu=Mtu(most=9198),
    vlans=Vlans(between=" ", inside=" to ", most=8),
    looks=(
        Look("none", "display interface brief", "UP, the link type and the PVID on each of the ports"),
        Look("lag", "display link-aggregation verbose Bridge-Aggregation {lag}", "S (selected) behind each port; U is not in use"),
        Look("lag", "display link-aggregation summary", "the group with all its ports selected"),
        Look("mlag", "display m-lag summary", "the group UP on both switches"),
    ),
    before=(
        Turn("display link-aggregation summary", "Look first: the number of the group must be free."),
        Turn("save force", "Keeps what runs now: that is what a restart goes back to."),
        ordered_restart("scheduler reboot delay 15", cancel="undo scheduler reboot", more="Comware 5 says schedule, in both."),
        Turn("system-view", "Opens the configuration: paste the lines behind it."),
    ),
    apply=(Turn("return", "Leaves the configuration: the lines hold already."), cancelled("undo scheduler reboot")),
    keep=(
        Turn("undo scheduler reboot", "Once everything works, if that is not done yet: takes the restart back."),
        Turn("save force", "Keeps the new configuration."),
    ),
    back=(Turn("reboot", "Restarts with the configuration kept before. Say no when it asks whether to save."),),
    notes=(
        "A port whose VLANs differ from the group's stays unselected: what is set on the aggregation is handed down to its members.",
        "An IRF fabric is one switch: give all ports as switch.port.",
        "A group over two switches needs M-LAG (earlier DRNI) with a peer link that works already.",
    ),
    comment="#",
)
