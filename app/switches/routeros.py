"""MikroTik RouterOS: a Linux bond inside, put into the bridge; the names of the hash are the kernel's own."""

from __future__ import annotations

from app.switches.contract import Look, Mtu, Ports, Switch, Turn, Vlans, say

_ADD = "/interface bonding add name=bond{lag}"
_SET = "/interface bonding set bond{lag}"
_MII = "slaves={members} link-monitoring=mii mii-interval=100ms"
_PORT = "/interface bridge port add bridge=bridge1 interface={interface}"


def _makes(ports: Ports) -> dict[str, str]:
    return {"framed": str(ports.mtu + 4)}


switch = Switch(
    title="MikroTik RouterOS",
    home="https://manual.mikrotik.com/docs/High%20Availability%20Solutions/bonding",
    source="RouterOS 7 manual (bonding, bridge VLAN filtering, MLAG)",
    port=r"(?:ether|combo|sfp|sfp-sfpplus|sfp28-|qsfpplus|qsfp28-)\d+(?:-\d+)?",
    example=("ether1", "ether2"),
    lags=(0, 999),
    lag="bond{lag}",
    words={
        "layer2": say("port", "/interface bridge port remove [find interface={port}]"),
        "mtu": say("port", "/interface ethernet set {port} l2mtu={framed} mtu={mtu}", unsure="each model has its own highest l2mtu"),
        "static": say("lag", f"{_ADD} mode=balance-xor {_MII}"),
        "lacp": say("lag", f"{_ADD} mode=802.3ad {_MII}"),
        "fast": say("lag", f"{_SET} lacp-rate=1sec"),
        "slow": say("lag", f"{_SET} lacp-rate=30secs"),
        "min_links": say("lag", f"{_SET} min-links={{min_links}}"),
        "mlag": say("lag", f"{_SET} mlag-id={{lag}}", unsure="RouterOS 7 with MLAG"),
        "mtu_lag": say("lag", f"{_SET} mtu={{mtu}}"),
        "access": say("l2", f"{_PORT} pvid={{native}} frame-types=admit-only-untagged-and-priority-tagged"),
        "native": say("l2", f"{_PORT} pvid={{native}}"),
        "no_native": say("l2", f"{_PORT} frame-types=admit-only-vlan-tagged"),
        "tagged": say(
            "end",
            "/interface bridge vlan add bridge=bridge1 tagged={interfaces} vlan-ids={tag}",
            unsure="where the VLAN has an entry already, add the interfaces to its list of tagged ones instead",
        ),
        "edge": say("l2", "/interface bridge port set [find interface={interface}] edge=yes"),
        "edge_trunk": say("l2", "/interface bridge port set [find interface={interface}] edge=yes"),
    },
    hashes={
        "layer2": say("lag", f"{_SET} transmit-hash-policy=layer-2"),
        "layer2+3": say("lag", f"{_SET} transmit-hash-policy=layer-2-and-3"),
        "layer3+4": say("lag", f"{_SET} transmit-hash-policy=layer-3-and-4"),
        "encap2+3": say("lag", f"{_SET} transmit-hash-policy=encap-2-and-3"),
        "encap3+4": say("lag", f"{_SET} transmit-hash-policy=encap-3-and-4"),
    },
    gaps={"fallback": "RouterOS has no line for it.", "mlag_static": "MLAG of RouterOS needs LACP: take 802.3ad, or one switch."},
    mtu=Mtu(most=9974),
    vlans=Vlans(),
    looks=(
        Look("none", "/interface bridge port print", "the ports in the bridge, with their PVID"),
        Look("lag", "/interface bonding monitor bond{lag} once", "each port among active-ports"),
        Look("lacp", "/interface bonding monitor bond{lag} once", "the host's address as lacp-partner-system-id"),
        Look("mlag", "/interface bridge mlag monitor once", "status: connected"),
        Look("any", "/interface bridge vlan print", "the VLANs, with the interface tagged or untagged"),
    ),
    before=(
        Turn("/interface bonding print", "Look first: the number of the bond must be free."),
        Turn("/interface bridge print", "The bridge is called bridge1 here, and must have vlan-filtering=yes."),
        Turn(
            "",
            "The lines that take a port out of its bridge (bridge port remove) cut this session if it comes over that port: come in over "
            "another one, or over the serial console.",
        ),
        Turn("", "Press Ctrl-X: in safe mode everything is taken back when the session breaks off."),
    ),
    keep=(Turn("", "Once everything works: press Ctrl-X again. RouterOS keeps each change at once."),),
    back=(Turn("", "Press Ctrl-D, or close the session, while safe mode is on."),),
    notes=(
        "Where the switch chip does the work, it hashes in its own way, whatever is set.",
        "Switching vlan-filtering on takes VLANs away from ports that have none: do that ahead, with care.",
        "A group over two switches needs MLAG of the bridge that works already.",
    ),
    comment="#",
    makes=_makes,
)
