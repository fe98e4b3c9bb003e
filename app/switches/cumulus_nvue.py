"""NVIDIA Cumulus Linux through NVUE: bonds of Linux in the VLAN-aware bridge; LACP is fast unless told otherwise."""

from __future__ import annotations

from app.switches.contract import Look, Mtu, Switch, Turn, Vlans, say

_BOND = "nv set interface bond{lag} bond"
_BRIDGE = "nv set interface {interface} bridge domain br_default"

switch = Switch(
    title="NVIDIA Cumulus Linux (NVUE)",
    home="https://docs.nvidia.com/networking-ethernet-software/cumulus-linux/",
    source="Cumulus Linux 5 user guide and NVUE reference",
    port=r"swp\d+(?:s\d+)?",
    example=("swp1", "swp2"),
    lags=(0, 999),
    lag="bond{lag}",
    rate="fast",
    first="lag",
    words={
        "vlans": say("top", "nv set bridge domain br_default vlan {vlans}"),
        "join": say("lag", f"{_BOND} member {{members}}"),
        "static": say("lag", f"{_BOND} mode static"),
        "lacp": say("lag", f"{_BOND} mode lacp"),
        "fast": say("lag", f"{_BOND} lacp-rate fast"),
        "slow": say("lag", f"{_BOND} lacp-rate slow"),
        "fallback": say("lag", f"{_BOND} lacp-bypass enabled", unsure="up to 5.14: on"),
        "mlag": say("lag", f"{_BOND} mlag id {{lag}}"),
        "access": say("l2", f"{_BRIDGE} access {{native}}"),
        "tagged": say("l2", f"{_BRIDGE} vlan {{tags}}"),
        "native": say("l2", f"{_BRIDGE} untagged {{native}}"),
        "no_native": say("l2", f"{_BRIDGE} untagged none"),
        "edge": say("l2", f"{_BRIDGE} stp admin-edge enabled", unsure="up to 5.14: on"),
        "edge_trunk": say("l2", f"{_BRIDGE} stp admin-edge enabled", unsure="up to 5.14: on"),
    },
    gaps={
        "min_links": "Bondbook knows no word of NVUE for it. The host keeps to its own min_links all the same.",
        "hash": "It is set for the whole switch, field by field, with nv set system forwarding lag-hash. As it comes, addresses and ports "
        "count.",
    },
    given={"mtu": "Ports pass packets of this size as they come."},
    mtu=Mtu(usual=9216, most=9216),
    vlans=Vlans(most=200, make_one=True),
    looks=(
        Look("any", "nv show bridge domain br_default port", "the ports, or the bond, forwarding"),
        Look("lag", "cat /proc/net/bonding/bond{lag}", "each port up; with LACP, the host's address as partner"),
        Look("mlag", "nv show mlag", "the peer alive, and the bond with its id"),
    ),
    before=(Turn("nv show interface", "Look first: the number of the bond must be free."),),
    apply=(
        Turn("nv config diff", "The lines are only pending: what they will change."),
        Turn("nv config apply --confirm 10", "Applies it, and takes it back in ten minutes unless it is confirmed."),
    ),
    keep=(
        Turn("nv config apply --confirm-yes", "Once everything works: confirms."),
        Turn("nv config save", "Keeps the new configuration."),
    ),
    back=(Turn("nv config apply --confirm-no", "Goes back at once. Or wait."),),
    notes=(
        "What stands on a port already stays: a port that was an access port, or in a bond, needs nv unset for that first.",
        "The switch speaks LACP every second unless told otherwise.",
        "A group over two switches needs MLAG with a peer link that works already. Both switches take the same lines but for their ports.",
        "The VLANs of an MLAG must be allowed on its peer link too: it takes those of br_default, unless peerlink has a list of its own.",
    ),
    comment="#",
)
