"""The options of `networking`, which the older scripts of NixOS follow, as files of networkd that say the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.formats.node import Node
from app.stacks.nix_modules.units import FOLDER, Made

Found = Iterator[tuple[str, list[Node]]]
"""Files: path and sections."""


def files(options: dict[str, list[Node]], only: str, networkd: bool, made: Made) -> Found:
    """The files. `options` are the nodes of each option of `networking`; `only` is the one bond, empty where there are more.

    What belongs to no interface, such as name servers, is that bond's; `networkd` tells whether that does the work.
    """
    for bond in _entries(options, "bonds"):
        yield _path(bond.name, "netdev"), [_netdev(bond, "bond", made)]
        for member in _list(bond, "interfaces"):
            yield _path(f"{bond.name}-{member.text}", "network"), _of(member.text, member, [made.key("Bond", bond.name, member)], made)
    for vlan in _entries(options, "vlans"):
        number, over = vlan.get("id"), vlan.get("interface")
        if number is not None and over is not None:
            section = made.section("VLAN", vlan, [made.key("Id", number.text, number)])
            yield _path(vlan.name, "netdev"), [_netdev(vlan, "vlan", made), section]
            yield _path(f"{over.text}-{vlan.name}", "network"), _of(over.text, over, [made.key("VLAN", vlan.name, over)], made)
    for bridge in _entries(options, "bridges"):
        yield _path(bridge.name, "netdev"), [_netdev(bridge, "bridge", made)]
        for port in _list(bridge, "interfaces"):
            yield _path(f"{port.text}-{bridge.name}", "network"), _of(port.text, port, [made.key("Bridge", bridge.name, port)], made)
    for each in _entries(options, "interfaces"):
        sections = [section for node in each.items for section in _interface(node, networkd, made)]
        yield _path(f"{each.name}-interface", "network"), [_match(each.name, each, made), *sections]
    yield from _gateways(options, only, made)
    for word, name in (("nameservers", "DNS"), ("search", "Domains")):
        for node in options.get(word, ()) if only else ():
            if keys := list(made.keys(name, node)):
                yield _path(f"{only}-{word}", "network"), _of(only, node, keys, made)


def _path(name: str, kind: str) -> str:
    return f"{FOLDER}/40-{name.replace('/', '_')}.{kind}"


def _entries(options: dict[str, list[Node]], word: str) -> Iterator[Node]:
    for node in options.get(word, ()):
        yield from node.items


def _list(node: Node, name: str) -> list[Node]:
    return [item for each in node.items if each.name == name for item in each.items if item.value is not None]


def _netdev(node: Node, kind: str, made: Made) -> Node:
    return made.section("NetDev", node, [made.key("Name", node.name, node), made.key("Kind", kind, node)])


def _match(name: str, node: Node, made: Made) -> Node:
    return made.section("Match", node, [made.key("Name", name, node)])


def _of(name: str, node: Node, network: Iterable[Node], made: Made) -> list[Node]:
    """The file of one interface with keys of [Network]."""
    return [_match(name, node, made), made.section("Network", node, network)]


def _interface(node: Node, networkd: bool, made: Made) -> Iterator[Node]:
    """What one option of an interface says. Without networkd dhcpcd asks, and takes router advertisements too."""
    if node.name in ("ipv4", "ipv6"):
        for item in node.items:
            for entry in item.items if item.name in ("addresses", "routes") else ():
                yield from _route(entry, made) if item.name == "routes" else _address(entry, made)
    elif node.name in ("ip4", "ip6"):  # the names before 18.03
        for entry in node.items:
            yield from _address(entry, made)
    elif node.name == "useDHCP" and node.text == "true":
        asks = [("DHCP", "yes")] if networkd else [("DHCP", "ipv4"), ("IPv6AcceptRA", "yes")]
        yield made.section("Network", node, [made.key(name, text, node) for name, text in asks])
    elif node.name == "useDHCP" and node.text == "false":
        yield made.section("Network", node, [made.key("IPv6AcceptRA", "no", node)])
    elif node.name in ("mtu", "macAddress") and node.value is not None:
        name = {"mtu": "MTUBytes", "macAddress": "MACAddress"}[node.name]
        yield made.section("Link", node, [made.key(name, node.text, node)])


def _prefix(entry: Node) -> tuple[str, Node, Node | None]:
    """An address or a network with its prefix, empty where it is not whole; and the nodes that say it."""
    address, length = entry.get("address"), entry.get("prefixLength")
    return (f"{address.text}/{length.text}" if address and length else "", address or entry, length)


def _address(entry: Node, made: Made) -> Iterator[Node]:
    text, node, length = _prefix(entry)
    if text:
        yield made.section("Network", entry, [made.key("Address", text, node, length)])


def _route(entry: Node, made: Made) -> Iterator[Node]:
    text, node, length = _prefix(entry)
    via, options = entry.get("via"), entry.get("options")
    metric = options.get("metric") if options else None
    if text and via is not None:
        keys = [made.key("Destination", text, node, length), made.key("Gateway", via.text, via)]
        yield made.section("Route", entry, [*keys, *([made.key("Metric", metric.text, metric)] if metric else [])])


def _gateways(options: dict[str, list[Node]], only: str, made: Made) -> Found:
    for word in ("defaultGateway", "defaultGateway6"):
        for node in options.get(word, ()):
            address, over = node.get("address") or node, node.get("interface")
            name = over.text if over is not None else only
            if name and address.value is not None:
                yield _path(f"{name}-{word}", "network"), _of(name, node, [made.key("Gateway", address.text, address, over)], made)
