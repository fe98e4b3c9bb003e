"""The profiles that a list `network_connections` means, as NetworkManager's own readers have them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.bonding.modes import MODES
from app.bonding.names import is_ip
from app.bonding.problems import nearest
from app.formats.node import Node
from app.stacks.contract import Reader
from app.stacks.networkmanager.found import Profile, Property

TRUE = ("true", "yes", "on", "y", "t", "1")
GONE = ("absent", "down")
HARMLESS = (
    "state",
    "persistent_state",
    "autoconnect",
    "autoconnect_retries",
    "wait",
    "force_state_change",
    "ignore_errors",
    "check_iface_exists",
)
PLAIN = {
    "name": "connection.id",
    "type": "connection.type",
    "interface_name": "connection.interface-name",
    "controller": "connection.controller",
    "master": "connection.controller",
    "port_type": "connection.port-type",
    "slave_type": "connection.port-type",
    "parent": "vlan.parent",
    "vlan_id": "vlan.id",
    "mtu": "ethernet.mtu",
    "mac": "ethernet.mac-address",
    "cloned_mac": "ethernet.cloned-mac-address",
}
"""Keys of an entry, with the property of NetworkManager that each sets."""

KNOWN = (
    *(*PLAIN, *HARMLESS, "check_iface_exists", "bond", "vlan", "ip", "zone", "ethernet", "ethtool", "infiniband", "macvlan"),
    *("ieee802_1x", "wireless", "match", "wait_ip"),
)


def profiles(read: Reader, path: str, entries: Iterable[Node]) -> Iterator[Profile]:
    """The profiles of a list; an entry that takes one away is none."""
    kinds: dict[str, str] = {}
    for entry in entries:
        told = {item.name: item for item in entry.items}
        name = told.get("name")
        state = {told[key].text for key in ("state", "persistent_state") if key in told}
        if name is None or "type" not in told or state & set(GONE):
            read.take(*(each for each in entry.walk()))
            continue
        for key in ("controller", "master", "parent"):
            _behind(read, told.get(key), kinds)
        kinds[name.text] = told["type"].text
        yield _profile(read, path, entry, told, kinds)


def _behind(read: Reader, node: Node | None, kinds: dict[str, str]) -> None:
    """A profile that another one names has to stand before it."""
    if node is not None and node.text not in kinds:
        near = nearest(node.text, list(kinds))
        mend = (
            f"Did you mean {near}?"
            if near
            else f"Put the entry named {node.text} before this one; it is the name of the profile that counts."
        )
        read.flaw(node, "error", "ansible-order", f"the role refuses the whole list: no entry above is named {node.text}.", mend)


def _profile(read: Reader, path: str, entry: Node, told: dict[str, Node], kinds: dict[str, str]) -> Profile:
    profile = Profile(path, told["name"])

    def add(name: str, value: str, node: Node) -> None:
        profile.properties.append(Property(name, value, node))

    for item in entry.items:
        if item.name in PLAIN:
            if item.text and (item.name != "cloned_mac" or item.text != "default"):
                add(PLAIN[item.name], item.text, item)
            else:
                read.take(item)
        elif item.name in HARMLESS:
            read.take(item)
        elif item.name == "vlan":
            for each in item.items:
                add(f"vlan.{each.name}", each.text, each)
        elif item.name == "bond":
            for each in item.items:
                _option(read, path, each, add)
        elif item.name == "ip":
            _layer3(read, path, item, told, add)
        elif item.name not in KNOWN:
            near = nearest(item.name, KNOWN)
            read.refuse(
                path, item, f"the role refuses the whole list: there is no {item.name} here.{f' Did you mean {near}?' if near else ''}"
            )
            read.take(*item.walk())
    if "interface_name" not in told and "mac" not in told:
        add("connection.interface-name", told["name"].text, told["name"])
    controller = told.get("controller") or told.get("master")
    if controller and not {"port_type", "slave_type"} & told.keys():
        add("connection.port-type", kinds.get(controller.text, "bond"), controller)
    return profile


def _option(read: Reader, path: str, node: Node, add: object) -> None:
    assert callable(add)
    if node.name == "mode" and node.text not in MODES:
        read.refuse(path, node, f"the role refuses the whole list: mode is one of {', '.join(MODES)}, and no number")
    elif node.name != "mode" and read.spelling.by_name(node.name) is None:
        near = nearest(node.name, [key.name for key in read.spelling])
        read.refuse(path, node, f"the role refuses the whole list: bond has no {node.name}.{f' Did you mean {near}?' if near else ''}")
    elif node.items:
        read.refuse(path, node, f"the role refuses the whole list: {node.name} is one text, with commas")
        read.take(*node.items)
    else:
        add(f"bond.{node.name}", ",".join(node.text.replace(",", " ").split()), node)


def _layer3(read: Reader, path: str, node: Node, told: dict[str, Node], add: object) -> None:
    """The part `ip`; what it leaves out the role sets by what addresses there are."""
    assert callable(add)
    if "controller" in told or "master" in told:
        read.take(*node.walk())
        said = f"the role refuses the whole list: {told['name'].text} is a port, and a port has no ip."
        read.flaw(node, "error", "member-has-addresses", said, "Give the addresses to the bond.")
        return
    keys = {item.name: item for item in node.items}
    addresses = list(_entries(keys.get("address")))
    static = {family for _, text in addresses for family in _family(text.partition("/")[0])}
    on = {name: keys[name].text.lower() in TRUE for name in ("dhcp4", "auto6", "ipv6_disabled") if name in keys}
    read.take(node, *(keys[name] for name in on))
    dhcp4, auto6 = on.get("dhcp4", 4 not in static), on.get("auto6", 6 not in static)
    if on.get("ipv6_disabled"):
        auto6 = on.get("auto6", False)
        if auto6 or 6 in static:
            read.refuse(path, keys["ipv6_disabled"], "the role refuses the whole list: ipv6_disabled stands beside IPv6 addresses or auto6")
    add("ipv4.method", "auto" if dhcp4 else "manual" if 4 in static else "disabled", keys.get("dhcp4", node))
    off = "disabled" if on.get("ipv6_disabled") else "ignore"
    add("ipv6.method", "auto" if auto6 else "manual" if 6 in static else off, keys.get("auto6", node))
    for each, text in addresses:
        for family in _family(text.partition("/")[0]):
            add(f"ipv{family}.addresses", text, each)
    for family in (4, 6):
        if gateway := keys.get(f"gateway{family}"):
            add(f"ipv{family}.gateway", gateway.text, gateway)
    for each, text in _entries(keys.get("dns")):
        for family in _family(text):
            add(f"ipv{family}.dns", text, each)
    for each, text in _entries(keys.get("dns_search")):
        add("ipv4.dns-search" if dhcp4 or 4 in static else "ipv6.dns-search", text, each)
    for route in keys["route"].items if "route" in keys else []:
        _route(read, route, add)


def _route(read: Reader, route: Node, add: object) -> None:
    assert callable(add)
    told = {item.name: item.text for item in route.items}
    if not told.keys() <= {"network", "prefix", "gateway", "metric"} or not told.keys() >= {"network", "gateway"}:
        return
    for family in _family(told["network"]):
        to = f"{told['network']}/{told.get('prefix') or (32 if family == 4 else 128)}"
        metric = told.get("metric", "-1")
        add(f"ipv{family}.routes", " ".join([to, told["gateway"], *([metric] if metric != "-1" else [])]), route.items[0])
        read.take(*route.items[1:])


def _entries(node: Node | None) -> Iterator[tuple[Node, str]]:
    """The entries of a list, or of a text with blanks; an address may be a pair of address and prefix."""
    if node is not None and node.text:
        yield from ((node, part) for part in node.text.split())
    for entry in node.items if node else []:
        address, prefix = entry.get("address"), entry.get("prefix")
        if entry.text:
            yield entry, entry.text
        elif address and prefix:
            yield address, f"{address.text}/{prefix.text}"


def _family(address: str) -> list[int]:
    """4 or 6, and nothing for what is no address."""
    return [6 if ":" in address else 4] if is_ip(address) else []
