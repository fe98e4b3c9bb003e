"""Cisco NX-OS: the group is set up first, and members are forced to take its settings; vPC for two switches."""

from __future__ import annotations

from app.switches.contract import Look, Mtu, Switch, Turn, say

switch = Switch(
    title="Cisco NX-OS",
    home="https://www.cisco.com/c/en/us/support/ios-nx-os-software/nx-os-software/series.html",
    source="Nexus 9000 interfaces guides (port channels, vPC); some models want a group shut down before LACP settings change",
    port=r"(?i:Ethernet|Eth)\d+(?:/\d+){1,2}",
    example=("Ethernet1/1", "Ethernet1/2"),
    lags=(1, 4096),
    lag="port-channel{lag}",
    heads={"port": "interface {port}", "lag": "interface port-channel{lag}"},
    first="lag",
    words={
        "lacp_top": say("top", "feature lacp"),
        "vlans": say("top", "vlan {vlans}"),
        "layer2": say("l2", "switchport"),
        "none": say("port", "no channel-group"),
        "access": say("l2", "switchport mode access", "switchport access vlan {native}"),
        "trunk": say("l2", "switchport mode trunk"),
        "native": say("l2", "switchport trunk native vlan {native}"),
        "tagged": say("l2", "switchport trunk allowed vlan {tags}"),
        "tagged.more": say("l2", "switchport trunk allowed vlan add {tags}"),
        "edge": say("l2", "spanning-tree port type edge"),
        "edge_trunk": say("l2", "spanning-tree port type edge trunk"),
        "mtu": say("l2", "mtu 9216"),
        "static": say("port", "channel-group {lag} force mode on"),
        "lacp": say("port", "channel-group {lag} force mode active"),
        "fast": say("port", "shutdown", "lacp rate fast"),  # taken only while down, and so are the next ones
        "slow": say("port", "shutdown", "lacp rate normal"),
        "min_links": say("lag", "shutdown", "lacp min-links {min_links}"),
        "fallback": say("lag", "shutdown", "no lacp suspend-individual"),
        "mlag": say("lag", "vpc {lag}"),
        "up": say("both", "no shutdown"),
    },
    hashes={
        "layer2": say("whole", "port-channel load-balance src-dst mac"),
        "layer2+3": say("whole", "port-channel load-balance src-dst ip"),
        "layer3+4": say("whole", "port-channel load-balance src-dst ip-l4port", unsure="older families write source-dest-port instead"),
        "vlan+srcmac": say("whole", "port-channel load-balance src mac", unsure="not every model hashes by the source alone"),
    },
    mtu=Mtu(most=9216),
    looks=(
        Look("none", "show interface status", "connected, and the VLAN or trunk, on each of the ports"),
        Look("lag", "show port-channel summary", "Po{lag}(SU), and (P) behind each port; (s) is suspended, (I) stands alone"),
        Look("lacp", "show lacp neighbor interface port-channel {lag}", "the host's system id on each port"),
        Look("mlag", "show vpc brief", "peer is alive, and vPC {lag} up with consistency success"),
        Look("mlag", "show vpc consistency-parameters vpc {lag}", "the same values on both switches"),
        Look("lag", "show port-channel load-balance", "what the switch hashes by"),
    ),
    before=(
        Turn("show port-channel summary", "Look first: the number of the group must be free."),
        Turn("checkpoint before-bond", "Keeps what runs now, to go back to."),
        Turn("configure terminal", "Opens the configuration: paste the lines behind it."),
    ),
    apply=(Turn("end", "Leaves the configuration: the lines hold already."),),
    keep=(Turn("copy running-config startup-config", "Once everything works: keeps the new configuration."),),
    back=(
        Turn("rollback running-config checkpoint before-bond", "Goes back to what ran before."),
        Turn("no checkpoint before-bond", "When it is not needed any more."),
    ),
    notes=(
        "A port of layer 2 has an MTU of 1500 or that of “system jumbomtu”, 9216 from the factory; nothing between.",
        "Groups on ports to hosts often suspend a port that hears no LACP: without the fallback a host can't start over the network.",
        "A group over two switches needs a vPC domain with peer link and keepalive that works already. Both switches take the same lines "
        "but for their ports.",
        "The VLANs must be allowed on the vPC peer link too, else the group's are suspended.",
    ),
)
