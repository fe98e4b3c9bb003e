"""Arista EOS: settings on the port channel, members only join; MLAG for two switches."""

from __future__ import annotations

from app.switches.contract import Look, Mtu, Switch, Turn, say

switch = Switch(
    title="Arista EOS",
    home="https://www.arista.com/en/um-eos",
    source="EOS user manual (port channels, MLAG)",
    port=r"(?i:Ethernet|Et)\d+(?:/\d+){0,3}",
    example=("Ethernet1", "Ethernet2"),
    lags=(1, 2000),
    lag="Port-Channel{lag}",
    alone=True,
    heads={"port": "interface {port}", "lag": "interface Port-Channel{lag}"},
    words={
        "vlans": say("top", "vlan {vlans}"),
        "layer2": say("l2", "switchport"),
        "none": say("port", "no channel-group"),
        "access": say("l2", "switchport mode access", "switchport access vlan {native}"),
        "trunk": say("l2", "switchport mode trunk"),
        "native": say("l2", "switchport trunk native vlan {native}"),
        "tagged": say("l2", "switchport trunk allowed vlan {tags}"),
        "tagged.more": say("l2", "switchport trunk allowed vlan add {tags}"),
        "static": say("port", "channel-group {lag} mode on"),
        "lacp": say("port", "channel-group {lag} mode active"),
        "fast": say("port", "lacp timer fast", unsure="older releases say lacp rate fast"),
        "slow": say("port", "lacp timer normal", unsure="older releases say lacp rate normal"),
        "min_links": say("lag", "port-channel min-links {min_links}"),
        "fallback": say("lag", "port-channel lacp fallback individual", "port-channel lacp fallback timeout 5"),
        "mlag": say("lag", "mlag {lag}"),
        "edge": say("l2", "spanning-tree portfast"),
        "edge_trunk": say("l2", "spanning-tree portfast"),
        "up": say("both", "no shutdown"),
    },
    gaps={
        "hash": "The words differ by chip (port-channel load-balance … fields, on newer releases load-balance policies). "
        "As it comes, EOS takes addresses and ports, which suits most traffic.",
    },
    given={"mtu": "Ports of layer 2 pass packets of this size as they come."},
    mtu=Mtu(usual=9214, most=9214),
    looks=(
        Look("none", "show interfaces status", "connected, and the VLAN or trunk, on each of the ports"),
        Look("lag", "show port-channel {lag} detailed", "each port among the active ones"),
        Look("lacp", "show lacp neighbor", "the host's system id on each port"),
        Look("mlag", "show mlag interfaces {lag} detail", "active-full, local and remote up"),
        Look("any", "show vlan", "the ports, or the group, in the VLANs"),
    ),
    before=(
        Turn("show port-channel dense", "Look first: the number of the group must be free."),
        Turn("configure session bond", "Opens a session: nothing happens until it is committed. Paste the lines behind it."),
    ),
    apply=(
        Turn("show session-config diffs", "What will change."),
        Turn("commit timer 00:10:00", "Applies the lines, and takes them back in ten minutes unless they are confirmed."),
    ),
    keep=(
        Turn("configure session bond commit", "Once everything works: confirms."),
        Turn("write memory", "Keeps the new configuration."),
    ),
    back=(Turn("configure session bond abort", "Within the ten minutes: goes back at once. Or wait."),),
    notes=(
        "With the fallback, ports that hear no LACP for five seconds work alone, by what stands on each of them: it has to be what stands "
        "on the group.",
        "A group over two switches needs an MLAG domain with peer link that works already. Both switches take the same lines but for their "
        "ports.",
        "The VLANs of an MLAG must be allowed on its peer link too.",
    ),
)
