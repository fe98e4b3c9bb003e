"""Huawei VRP: the mode of a trunk can be changed only while it has no members, and members must be bare."""

from __future__ import annotations

from app.switches.contract import Look, Mtu, Switch, Turn, Vlans, cancelled, ordered_restart, say

switch = Switch(
    title="Huawei VRP (S series, CloudEngine)",
    home="https://support.huawei.com/enterprise/en/category/switches-pid-1482605678974",
    source="S and CloudEngine configuration guides (Eth-Trunk, M-LAG); the two families differ in words",
    port=r"(?i:GigabitEthernet|XGigabitEthernet|MultiGE|GE|XGE|10GE|25GE|40GE|100GE)\d+(?:/\d+){1,3}",
    example=("GigabitEthernet0/0/1", "GigabitEthernet0/0/2"),
    lags=(0, 127),
    lag="Eth-Trunk{lag}",
    heads={"port": "interface {port}", "lag": "interface Eth-Trunk{lag}"},
    tail="quit",
    words={
        "vlans": say("top", "vlan batch {vlans}"),
        "static": say("before", "mode manual load-balance"),
        "lacp": say("before", "mode lacp", unsure="older S releases and CloudEngine: mode lacp-static"),
        "join": say("port", "eth-trunk {lag}"),
        "none": say("port", "undo eth-trunk"),
        "access": say("l2", "port link-type access", "port default vlan {native}"),
        "trunk": say("l2", "port link-type trunk"),
        "tagged": say("l2", "port trunk allow-pass vlan {tags}"),
        "native": say("l2", "port trunk pvid vlan {native}"),
        "no_one_trunk": say("l2", "undo port trunk allow-pass vlan 1"),
        "fast": say("lag", "lacp timeout fast"),
        "slow": say("lag", "lacp timeout slow"),
        "min_links": say("lag", "least active-linknumber {min_links}"),
        "mlag": say("lag", "dfs-group 1 m-lag {lag}", unsure="where the DFS group has another number than 1, that"),
        "edge": say("l2", "stp edged-port enable"),
        "edge_trunk": say("l2", "stp edged-port enable"),
        "up": say("both", "undo shutdown"),
    },
    hashes={
        "layer2": say("lag", "load-balance src-dst-mac"),
        "layer2+3": say("lag", "load-balance src-dst-ip"),
        "vlan+srcmac": say("lag", "load-balance src-mac"),
    },
    gaps={
        "fallback": "The families differ: CloudEngine takes “mode lacp-dynamic” in place of the LACP line, S series a line that forces "
        "ports up. Not written, because a wrong one breaks the group.",
        "mtu": "Most models pass frames of 9216 bytes as they come. See to it that no “jumboframe enable” with a smaller size stands on "
        "the ports.",
    },
    mtu=Mtu(most=9198),
    vlans=Vlans(between=" ", inside=" to ", most=8),
    looks=(
        Look("none", "display port vlan", "the link type and the PVID of each of the ports"),
        Look("lag", "display eth-trunk {lag}", "Operate status: up; with LACP, Selected behind each port"),
        Look("lacp", "display lacp statistics eth-trunk {lag}", "LACP received that grows on each port"),
        Look("mlag", "display dfs-group 1 m-lag", "the trunk active on both switches"),
    ),
    before=(
        Turn("display eth-trunk", "Look first: the number of the trunk must be free."),
        Turn("save", "Keeps what runs now: that is what a restart goes back to."),
        ordered_restart("schedule reboot delay 15", cancel="undo schedule reboot"),
        Turn("system-view", "Opens the configuration: paste the lines behind it."),
    ),
    apply=(
        Turn("commit", "CloudEngine only: the lines hold from here on. S series have no such command, and need none."),
        Turn("return", "Leaves the configuration."),
        cancelled("undo schedule reboot"),
    ),
    keep=(
        Turn("undo schedule reboot", "Once everything works, if that is not done yet: takes the restart back."),
        Turn("save", "Keeps the new configuration."),
    ),
    back=(Turn("reboot", "Restarts with the configuration kept before. Say no when it asks whether to save."),),
    notes=(
        "A port with settings of its own does not join: “clear configuration interface” bares it, and shuts it down.",
        "A stack or CSS is one switch: give all ports as switch.port.",
        "A group over two switches needs M-LAG (CloudEngine) that works already.",
    ),
    comment="#",
)
