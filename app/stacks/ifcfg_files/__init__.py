"""Files of /etc/sysconfig/network-scripts: what both ifcfg stacks write and read alike."""

from __future__ import annotations

from collections.abc import Iterator

from app.bonding.kernel import version
from app.bonding.model import Addressing, Route
from app.bonding.names import interface, ip
from app.distros.releases import Release
from app.formats.node import COMMENT, Node, words

FOLDER = "/etc/sysconfig/network-scripts"
SYSCONFIG = "/etc/sysconfig/network"
MODPROBE = "/etc/modprobe.conf"
MODPROBE_D = "/etc/modprobe.d/"
SKIPPED = ("~", ".bak", ".orig", ".rej", ".rpmnew", ".rpmorig", ".rpmsave")
"""Ends of file names that the readers pass over."""
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
