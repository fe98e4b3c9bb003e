"""Files of /etc/sysconfig/network: what wicked and SUSE's older ifup scripts read, and where the two differ."""

from __future__ import annotations

from dataclasses import dataclass

from app.bonding.names import interface
from app.distros.releases import Release
from app.formats.node import COMMENT, Node
from app.stacks.places import Place

FOLDER = "/etc/sysconfig/network"
CONFIG = f"{FOLDER}/config"
IFCFG, IFROUTE, IFSYSCTL = f"{FOLDER}/ifcfg-", f"{FOLDER}/ifroute-", f"{FOLDER}/ifsysctl"
ROUTES = f"{FOLDER}/routes"
SKIPPED = ("~", ".old", ".bak", ".orig", ".scpmbackup", ".rpmnew", ".rpmsave", ".rpmorig")
"""Ends of file names that wicked passes over."""
LONGEST = 500
"""Bytes of a line: wicked takes what stands behind the 511th for a line of its own."""

YES = ("yes", "on", "true")
"""What counts as yes; a 1 does not."""

MARKS = r"STARTMODE|BONDING_SLAVE\w*|BONDING_MODULE_OPTS|ETHERDEVICE|BRIDGE_PORTS"
"""Variables that only this dialect of ifcfg files has."""
PLACES = (
    Place(
        (f"{IFCFG}*", f"{IFROUTE}*", ROUTES, CONFIG, f"{IFSYSCTL}*", "ifcfg-*", "*/ifcfg-*", "ifroute-*", "*/ifroute-*"),
        rf"\s*({MARKS})=",
        f"{IFCFG}{{}}",
        rf"^# {IFCFG}(\S+)$",
        once=r"\s*([A-Z][A-Z0-9_]*)=",
    ),
    Place((ROUTES,), r"(default|[0-9.]+/\d+|[0-9a-fA-F:]+/\d+)\s+[0-9a-fA-F.:]+\s+-\s+[A-Za-z]", ROUTES, lines=True),
    Place((CONFIG,), r"(NETCONFIG_DNS_\w+=|# \S+ of \S+: )", CONFIG, lines=True),
    Place((IFSYSCTL,), r"net[./]ipv6[./]conf[./]", IFSYSCTL, lines=True),
)


def scripts(release: Release | None) -> bool:
    """Whether the ifup scripts read the files there, and not wicked."""
    return release is not None and release.family == "suse" and release.tool("wicked") is None


def key(name: str, value: object, about: str) -> Node:
    """One variable."""
    return Node(name, value=str(value), about=about)


@dataclass
class Ifcfg:
    """An ifcfg file: its interface, which is the end of its name, its nodes, and its variables that are not empty."""

    path: str
    device: str
    nodes: list[Node]

    def __post_init__(self) -> None:
        told = {node.name: node for node in self.nodes if node.name and node.name != COMMENT}  # the last assignment wins
        self.told = {name: node for name, node in told.items() if node.text}

    def text(self, name: str) -> str:
        """The value of a variable, empty for none."""
        return self.told[name].text if name in self.told else ""

    def says(self, name: str, *values: str) -> bool:
        """Whether a variable has one of these values, whatever their case."""
        return self.text(name).lower() in values

    def suffixed(self, name: str) -> list[str]:
        """The suffixes with which a variable stands there: "" for itself, "_1" for name_1."""
        return [each.removeprefix(name) for each in self.told if each.startswith(name)]

    @property
    def bonding(self) -> bool:
        """Whether it is meant to make a bond."""
        told = bool(self.suffixed("BONDING_SLAVE")) or "BONDING_MODULE_OPTS" in self.told or self.cut is not None
        return self.says("BONDING_MASTER", *YES) or (told and not self.says("BONDING_MASTER", "no", "off", "false"))

    @property
    def cut(self) -> Node | None:
        """The line of the options where quotes are missing around it."""
        return next((node for node in self.nodes if node.words and node.words[0].startswith("BONDING_MODULE_OPTS=")), None)


def with_prefix(address: str, length: str) -> str:
    """An address with its length, from a netmask or a number; without one it is a host by itself."""
    length = length or ("128" if ":" in address else "32")
    try:
        return str(interface(f"{address}/{length}"))
    except ValueError:
        return f"{address}/{length}"


PHRASES = {
    f"# {FOLDER}": "Where the file lies. Its name says which interface it is for; nothing in it does.",
    "STARTMODE=auto": "The interface is started with the system.",
    "STARTMODE=hotplug": "The interface is started when it appears, and the start of the system does not fail without it.",
    "BOOTPROTO=static": "The addresses that stand below, or none.",
    "BOOTPROTO=none": "Nothing of IP is set up here: the interface belongs to a bond or a bridge.",
    "BOOTPROTO=dhcp": "Asks DHCP servers for addresses; fixed ones may stand beside it.",
    "BOOTPROTO=dhcp4": "Asks a DHCP server for an IPv4 address; fixed ones may stand beside it.",
    "BOOTPROTO=dhcp6": "Asks a DHCPv6 server for an address; fixed ones may stand beside it.",
    "BOOTPROTO=auto6": "Takes IPv6 addresses from router advertisements; fixed ones may stand beside it.",
    "IPADDR*": "An address of the interface; the end of the name only tells them apart.",
    "BONDING_MASTER": "The interface is a bond. Without this line it is taken for a card.",
    "BONDING_SLAVE*": "A member of the bond.",
    "BONDING_MODULE_OPTS": "The options of the bond, by the kernel's own names. They belong to this bond, not to the module.",
    "ETHERDEVICE": "The interface that the VLAN stands on.",
    "VLAN_ID": "The number that the packets carry as their tag.",
    "BRIDGE": "The interface is a bridge.",
    "BRIDGE_PORTS": "The port of the bridge.",
    "BRIDGE_STP": "Without the spanning tree protocol a bridge forwards at once; with one port there is no loop to look for.",
    "BRIDGE_FORWARDDELAY": "The bridge does not wait before it forwards.",
    "MTU": "The MTU of the interface.",
    "LLADDR": "The hardware address that the interface gets.",
    "NAME": "What the interface is for, as YaST shows it.",
    "NETCONFIG_DNS_STATIC_SERVERS": "The name servers of the host; netconfig puts them before those from DHCP.",
    "NETCONFIG_DNS_STATIC_SEARCHLIST": "The search domains of the host.",
    "default": "A default route.",
    "net/ipv6/conf/*/accept_ra": "No addresses and routes from router advertisements; without this line the kernel takes them.",
    "sh -c": "Looks whether wicked reads the files as an interface of this name. It changes nothing, and fails where wicked refuses them.",
    "wicked ifreload": "Stops the interfaces whose files changed, and starts them anew. Those that have no file any more go away.",
    "wicked ifstatus": "Shows in what state wicked has the interface.",
    "netconfig update": "Writes the name servers into /etc/resolv.conf.",
    "service network restart": "Stops and starts all interfaces by their files.",
    "service network stop": "Stops all interfaces, as the files say that are there at this moment.",
    "service network start": "Starts all interfaces by their files.",
    "ifstatus": "Shows the interface as the scripts see it.",
}
"""What the lines of these files and the commands around them do."""
