"""Files of /etc/sysconfig/network-scripts: what both ifcfg stacks write and read alike."""

from __future__ import annotations

from collections.abc import Iterator

from app.bonding.kernel import version
from app.bonding.model import Addressing, Route
from app.bonding.names import interface, ip
from app.distros.releases import Release
from app.formats.node import COMMENT, Node, words
from app.stacks.places import Place

FOLDER = "/etc/sysconfig/network-scripts"
SYSCONFIG = "/etc/sysconfig/network"
MODPROBE = "/etc/modprobe.conf"
MODPROBE_D = "/etc/modprobe.d/"
SKIPPED = ("~", ".bak", ".orig", ".rej", ".rpmnew", ".rpmorig", ".rpmsave")
"""Ends of file names that the readers pass over."""
IFCFG_PLACE = Place(
    (f"{FOLDER}/ifcfg-*", f"{FOLDER}/route*", "ifcfg-*", "*/ifcfg-*", SYSCONFIG),
    r"\s*(DEVICE|BONDING_OPTS|MASTER|ONBOOT|BOOTPROTO)=",
    f"{FOLDER}/ifcfg-{{}}",
    r"""^\s*DEVICE=["']?([^"'\s]+)""",
    once=r"\s*([A-Z][A-Z0-9_]*)=",
)
AVOIDED = (*SKIPPED, ".old", ".augnew", ".augtmp")
"""Those, and ends that one of the readers passes over: no file that is written has one."""

YES = ("yes", "true", "y", "t", "1")
NO = ("no", "false", "n", "f", "0")


def scripts(release: Release | None) -> bool:
    """Whether the network scripts read the files there, and not NetworkManager."""
    return release is not None and release.tool("NetworkManager") is None


def older(release: Release | None, kernel: str) -> bool:
    """Whether they read the files there, and the kernel is older than this."""
    return release is not None and scripts(release) and version(release.kernel.oldest) < version(kernel)


PHRASES = {
    "alias": "Loading an interface of this name loads the bonding driver.",
    "options": "The options with which the driver is loaded. They hold until it is unloaded.",
    "NETWORKING_IPV6": "Switches IPv6 on for the network scripts.",
    "DEVICE": "The interface that this file is for.",
    "DEVICE=*:": "A second name of the interface, which the scripts need for a further address.",
    "NAME": "The name of the connection, as NetworkManager shows it.",
    "TYPE=Bond": "The interface is a bond.",
    "TYPE=Ethernet": "The interface is a network card.",
    "TYPE=Vlan": "The interface is a VLAN.",
    "TYPE=Bridge": "The interface is a bridge.",
    "BONDING_MASTER": "The interface is a bond, whatever its options are.",
    "BONDING_OPTS": "The options of the bond, by the kernel's own names.",
    "AUTOCONNECT_SLAVES": "Whatever starts this interface starts the ones below it too.",
    "MASTER": "The bond that the card joins.",
    "SLAVE": "The card is a member of a bond.",
    "BOOTPROTO=none": "No DHCP for IPv4: what stands below, or nothing.",
    "BOOTPROTO=dhcp": "Asks a DHCP server for an IPv4 address.",
    "IPADDR*": "An IPv4 address of the interface.",
    "NETMASK": "The netmask that goes with the address, in the only form that these scripts read.",
    "PREFIX*": "The length of the prefix that goes with the address of the same number.",
    "NETWORK": "The network of the address. It follows from address and netmask; the scripts set the route by it.",
    "GATEWAY": "The default route of IPv4.",
    "DNS*": "A name server, by its place in the order.",
    "DOMAIN": "The search domains.",
    "IPV6INIT": "The scripts look at the lines about IPv6.",
    "IPV6_AUTOCONF=no": "No addresses and routes from router advertisements.",
    "IPV6_AUTOCONF=yes": "Takes addresses and routes from router advertisements.",
    "DHCPV6C": "Asks a DHCPv6 server for an address.",
    "IPV6ADDR": "The first IPv6 address.",
    "IPV6ADDR_SECONDARIES": "Every further IPv6 address.",
    "IPV6_DEFAULTGW": "The default route of IPv6.",
    "IPV6_DISABLED": "NetworkManager switches IPv6 off on the interface.",
    "MTU": "The MTU of the interface.",
    "MACADDR": "The hardware address that the interface gets.",
    "VLAN": "The interface is a VLAN.",
    "VLAN_ID": "The number that the packets carry as their tag.",
    "VID": "The same number under the name that the network scripts know.",
    "PHYSDEV": "The interface that the VLAN stands on.",
    "BRIDGE": "The bridge that this interface is the port of.",
    "STP": "Without the spanning tree protocol a bridge forwards at once; with one port there is no loop to look for.",
    "DELAY": "The bridge does not wait before it forwards.",
    "ONBOOT": "The interface is started with the system.",
    "ONPARENT": "The address is set together with the interface below it.",
    "USERCTL": "Only root may start and stop the interface.",
    "NM_CONTROLLED": "NetworkManager leaves the interface to the network scripts.",
    "default via": "A default route.",
    "service network restart": "Stops and starts all interfaces by their files.",
    "service network stop": "Stops all interfaces, as the files say that are there at this moment.",
    "service network start": "Starts all interfaces by their files.",
    "modprobe -r bonding": "Unloads the driver, and with it the options it was loaded with.",
    "nmcli connection reload": "NetworkManager reads its files anew; nothing is started yet.",
    "nmcli connection up": "NetworkManager starts the connection.",
    "nmcli networking off": "NetworkManager stops every interface.",
    "nmcli networking on": "NetworkManager starts every interface that is to start by itself.",
    "nmcli -g GENERAL.STATE": "Shows in what state NetworkManager has the interface.",
}
"""What the lines of these files and the commands around them do."""

# ---------------------------------------------------------------- writing


def key(name: str, value: object, about: str) -> Node:
    """One variable."""
    return Node(name, value=str(value), about=about)


def gateway_of(addressing: Addressing, family: int) -> str:
    """The first gateway of a family, or nothing: an interface keeps one of each."""
    return next((gateway for gateway in addressing.gateways if ip(gateway).version == family), "")


def route_line(route: Route, device: str) -> Node:
    """A static route as the words behind `ip route add`."""
    metric = ("metric", str(route.metric)) if route.metric is not None else ()
    return words(route.to, "via", route.via, "dev", device, *metric, about="route")


def ipv6_keys(device: str, addressing: Addressing, gateway: str) -> Iterator[Node]:
    """The variables of IPv6 where it is used at all."""
    yield key("IPV6INIT", "yes", "ipv6")
    yield key("IPV6_AUTOCONF", "yes" if addressing.ipv6 == "auto" else "no", "ipv6")
    if addressing.ipv6 == "dhcp":
        yield key("DHCPV6C", "yes", "ipv6")
    addresses = [str(address) for address in addressing.of_family(6)]
    if addresses:
        yield key("IPV6ADDR", addresses[0], "address")
    if addresses[1:]:
        yield key("IPV6ADDR_SECONDARIES", " ".join(addresses[1:]), "address")
    if gateway:
        # the scripts refuse a link-local gateway that does not name its interface
        yield key("IPV6_DEFAULTGW", f"{gateway}%{device}" if ip(gateway).is_link_local else gateway, "gateway")


# ---------------------------------------------------------------- reading


def variables(nodes: list[Node]) -> dict[str, Node]:
    """The variables of a file; the shell lets the last assignment win."""
    return {node.name: node for node in nodes if node.name and node.name != COMMENT}


def with_prefix(address: str, mask: str) -> str:
    """An address with its prefix length, from a netmask or a length."""
    try:
        return str(interface(f"{address}/{mask}")) if mask else address
    except ValueError:
        return f"{address}/{mask}"


def vlan_number(device: str) -> str:
    """The VLAN that NetworkManager reads from a name such as bond0.10 or vlan10; it wins over VLAN_ID."""
    tail = device.partition(".")[2] if "." in device else device.removeprefix("vlan") if device.startswith("vlan") else ""
    return tail if tail.isascii() and tail.isdigit() and int(tail) <= 4095 else ""
