"""SONiC: port channels are made by teamd, with LACP; what they can do is said when they are added."""

from __future__ import annotations

from app.switches.contract import Look, Mtu, Switch, Turn, Vlans, say

_MEMBER = "sudo config vlan member add"

switch = Switch(
    title="SONiC",
    home="https://github.com/sonic-net/sonic-utilities/blob/master/doc/Command-Reference.md",
    source="command reference of sonic-utilities; builds of vendors differ",
    port=r"Ethernet\d+",
    example=("Ethernet0", "Ethernet4"),
    lags=(0, 9999),
    lag="PortChannel{lag}",
    first="lag",
    words={
        "vlans": say("top", "sudo config vlan add {vlan}", unsure="complains, and changes nothing, where the VLAN is there already"),
        "lacp": say("lag", "sudo config portchannel add PortChannel{lag} {options}"),
        "fast": say("option", "--fast-rate true"),
        "slow": say("option", "--fast-rate false"),
        "min_links": say("option", "--min-links {min_links}"),
        "fallback": say("option", "--fallback true"),
        "access": say("l2", f"{_MEMBER} -u {{native}} {{interface}}"),
        "tagged": say("l2", f"{_MEMBER} {{tag}} {{interface}}"),
        "native": say("l2", f"{_MEMBER} -u {{native}} {{interface}}"),
        "join": say("port", "sudo config portchannel member add PortChannel{lag} {port}"),
        "mlag": say(
            "lag", "sudo config mclag member add 1 PortChannel{lag}", unsure="where the MCLAG domain has another number than 1, that"
        ),
        "up": say("port", "sudo config interface startup {port}"),
    },
    gaps={
        "static": "Not every build of SONiC has static groups (config portchannel add -h tells). "
        "Take 802.3ad, or a mode that needs nothing.",
        "hash": "It is set for the whole switch, and not every platform can (config switch-hash global lag-hash, from 202311 on).",
    },
    given={"mtu": "Ports pass packets of this size as they come."},
    mtu=Mtu(usual=9100, most=9100),
    vlans=Vlans(make_one=True, has_one=False),
    looks=(
        Look("any", "show vlan brief", "the ports, or the group, tagged or untagged in the VLANs"),
        Look("lacp", "show interfaces portchannel", "LACP(A)(Up), and (S) behind each port; (D) is not selected"),
        Look("mlag", "show mclag brief", "session OK, and the group up"),
    ),
    before=(
        Turn("show interfaces portchannel", "Look first: the number of the group must be free."),
        Turn("sudo config checkpoint before-bond", "Keeps what runs now, to go back to (202205 and later)."),
    ),
    keep=(Turn("sudo config save -y", "Once everything works: keeps the new configuration."),),
    back=(Turn("sudo config rollback before-bond", "Goes back to what ran before."),),
    notes=(
        "A port must have neither an address nor a VLAN when it joins: take both off first.",
        "Newer releases refuse VLANs on a port in routed mode, and a new port channel is in it. Ahead of its first “vlan member add”, "
        "with sudo: config switchport mode access|trunk PORT (trunk where it gets a VLAN with a tag).",
        "What is said when a port channel is added can't be changed later: it has to be made anew.",
        "Builds before 202205 have no --fast-rate.",
        "A group over two switches needs MCLAG that works already.",
    ),
    comment="#",
)
