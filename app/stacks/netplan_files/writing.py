"""The tree of a file of netplan for a bond, its members, VLANs and bridge."""

from __future__ import annotations

from collections.abc import Iterator

from app.bonding.model import Addressing, Bond
from app.formats.node import Node
from app.stacks.contract import Writer
from app.stacks.phrases import belongs


def network(bond: Bond, write: Writer, *, renderer: str = "", words: bool = True, gateways: bool = False) -> Iterator[Node]:
    """All that stands below `network:`.

    `renderer` is named where it is given; `words`: a default route may be called `default` where netplan is new enough;
    `gateways`: it has a key of its own, as in files of old, where an address of its family can take it along.
    """
    yield _key("version", 2, "stack")
    if renderer:
        yield _key("renderer", renderer, "stack")
    # a word of newer netplans; older ones take the network
    default = "gateway" if gateways else "default" if words and write.tool("netplan") >= (0, 103) else ""
    members = [
        # `optional`: a member without a cable must not hold up the boot. No mtu: members take the bond's, and
        # with one of their own netplan writes a .link file that also switches wake on LAN off
        _map(member, "member", _key("dhcp4", False, "member"), _key("dhcp6", False, "member"), _key("optional", True, "member"))
        for member in dict.fromkeys(bond.members)
    ]
    if members:
        yield _map("ethernets", "member", *members)
    yield _map("bonds", "name", _map(bond.name, "name", *_bond(bond, write, default)))
    if bond.vlans:
        vlans = [
            _map(
                vlan.name,
                f"vlan.{vlan.id}.name",
                _key("id", vlan.id, f"vlan.{vlan.id}.name"),
                _key("link", bond.name, f"vlan.{vlan.id}.name"),
                *_mtu(vlan.mtu, f"vlan.{vlan.id}.mtu"),
                *belongs(bond, vlan.name, _layer3(bond, vlan.name, default)),
            )
            for vlan in bond.vlans
        ]
        yield _map("vlans", "vlan", *vlans)
    if bond.bridge:
        name = bond.bridge.name
        # without STP a bridge forwards at once; with one port there is no loop to look for
        parameters = _map("parameters", "bridge", _key("stp", False, "bridge"))
        yield _map(
            "bridges",
            "bridge",
            _map(
                name,
                "bridge",
                _list("interfaces", "bridge.over", bond.bridge.over),
                parameters,
                *belongs(bond, name, _layer3(bond, name, default)),
            ),
        )


def _bond(bond: Bond, write: Writer, default: str) -> Iterator[Node]:
    yield _list("interfaces", "member", *dict.fromkeys(bond.members))
    yield from _mtu(bond.mtu, "mtu")
    if bond.mac:
        yield _key("macaddress", bond.mac, "mac")
    yield from _layer3(bond, bond.name, default)
    options = {name: (key.option, text) for key, name, text in write.options(bond)}
    yield _map("parameters", "mode", _key("mode", bond.mode, "mode"), *(_parameter(name, *entry) for name, entry in options.items()))


def _parameter(name: str, option: str, text: str) -> Node:
    if option == "arp_ip_target":
        return _list(name, option, *text.split())
    return _key(name, int(text) if text.isdigit() else text == "true" or text, option)


def _layer3(bond: Bond, name: str, default: str) -> Iterator[Node]:
    if bond.bridge and name == bond.bridge.over:
        addressing = Addressing()
        yield Node("link-local", flow=True, about="bridge")
    else:
        addressing = dict(bond.layer3)[name]
    yield _key("dhcp4", addressing.ipv4 == "dhcp", "ipv4")
    yield _key("dhcp6", addressing.ipv6 == "dhcp", "ipv6")
    yield _key("accept-ra", addressing.ipv6 in ("auto", "dhcp"), "ipv6")
    if addressing.addresses:
        yield _list("addresses", "address", *addressing.addresses)
    gateways = list(addressing.gateways)
    if default == "gateway":
        for key, mark in (("gateway4", "."), ("gateway6", ":")):
            own = next((each for each in gateways if mark in each and any(mark in address for address in addressing.addresses)), None)
            if own:
                gateways.remove(own)
                yield _key(key, own, "gateway")
        default = ""
    routes = [_route(default or ("::/0" if ":" in gateway else "0.0.0.0/0"), gateway, None, "gateway") for gateway in gateways]
    routes += [_route(route.to, route.via, route.metric, "route") for route in addressing.routes]
    if routes:
        yield Node("routes", items=routes, about=routes[0].items[0].about)
    servers = [_list("addresses", "dns", *addressing.dns)] if addressing.dns else []
    domains = [_list("search", "search", *addressing.search)] if addressing.search else []
    if servers or domains:
        yield _map("nameservers", "dns", *servers, *domains)


def _route(to: str, via: str, metric: int | None, about: str) -> Node:
    extra = [_key("metric", metric, about)] if metric is not None else []
    return Node("-", items=[_key("to", to, about), _key("via", via, about), *extra])


def _mtu(mtu: int | None, about: str) -> list[Node]:
    return [_key("mtu", mtu, about)] if mtu else []


def _key(name: str, value: str | int | bool, about: str = "") -> Node:
    return Node(name, value=value, about=about)


def _map(name: str, about: str, *items: Node) -> Node:
    return Node(name, items=list(items), about=about)


def _list(name: str, about: str, *values: str) -> Node:
    return Node(name, items=[Node("-", value=value, about=about) for value in values], about=about, flow=True)
