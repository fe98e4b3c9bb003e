"""HPE Aruba AOS-CX: the group is an interface of its own, LACP a line in it; VSX for two switches."""

from __future__ import annotations

from app.switches.contract import Look, Mtu, Switch, Turn, say

switch = Switch(
    title="HPE Aruba AOS-CX",
    home="https://arubanetworking.hpe.com/techdocs/AOS-CX/help_portal/Content/home.htm",
    source="AOS-CX link aggregation and VSX guides; AOS-Switch (ProVision) is another system",
    port=r"\d+/\d+/\d+(?::\d+)?",
    example=("1/1/1", "1/1/2"),
    lags=(1, 256),
    lag="lag{lag}",
    heads={
        "port": "interface {port}",
        "lag": "interface lag {lag}",
        "lag.mlag.lacp": "interface lag {lag} multi-chassis",
        "lag.mlag.static": "interface lag {lag} multi-chassis static",
    },
    first="lag",
    words={
        "vlans": say("top", "vlan {vlans}"),
        "up": say("both", "no shutdown"),
        "layer2": say("l2", "no routing"),
        "access": say("l2", "vlan access {native}"),
        "native": say("l2", "vlan trunk native {native}"),
        "tagged": say("l2", "vlan trunk allowed {tags}"),
        "static": say("lag"),
        "lacp": say("lag", "lacp mode active"),
        "fast": say("lag", "lacp rate fast"),
        "slow": say("lag", "lacp rate slow"),
        "mlag": say("lag"),
        "fallback": say("lag", "lacp fallback", unsure="at first for groups over two switches only; newer releases have it for all"),
        "edge": say("l2", "spanning-tree port-type admin-edge"),
        "edge_trunk": say("l2", "spanning-tree port-type admin-edge"),
        "mtu": say("port", "mtu {mtu}"),
        "join": say("port", "lag {lag}"),
    },
    hashes={
        "layer2": say("lag", "hash l2-src-dst"),
        "layer2+3": say("lag", "hash l3-src-dst"),
        "layer3+4": say("lag", "hash l4-src-dst", unsure="not every model hashes by ports"),
    },
    gaps={"min_links": "Bondbook knows no such line of AOS-CX. The host keeps to its own min_links all the same."},
    mtu=Mtu(most=9198),
    looks=(
        Look("none", "show interface brief", "up, and the VLAN, on each of the ports"),
        Look("lag", "show lag {lag}", "each port as a member, the hash, LACP as set"),
        Look("lacp", "show lacp interfaces", "ALFNCD or ASFNCD behind each port; E is expired, I alone"),
        Look("mlag", "show lacp interfaces multi-chassis", "the same on both switches"),
        Look("mlag", "show vsx status", "In-Sync, and the config sync state"),
    ),
    before=(
        Turn("show lag brief", "Look first: the number of the group must be free."),
        Turn("checkpoint auto 10", "Goes back by itself in ten minutes unless that is confirmed."),
        Turn("configure terminal", "Opens the configuration: paste the lines behind it."),
    ),
    apply=(Turn("end", "Leaves the configuration: the lines hold already."),),
    keep=(
        Turn("checkpoint auto confirm", "Once everything works: confirms."),
        Turn("write memory", "Keeps the new configuration."),
    ),
    back=(Turn("", "Wait: without the confirmation the switch goes back to what ran before."),),
    notes=(
        "A group without a line of LACP is static.",
        "A group over two switches needs VSX with an inter-switch link that works already. Both switches take the same lines but for their "
        "ports.",
        "The VLANs of a VSX group must be allowed on the inter-switch link, the peer link of VSX, too.",
    ),
)
