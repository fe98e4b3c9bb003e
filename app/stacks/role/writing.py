"""A bond as the list `network_connections` of the network role."""

from __future__ import annotations

from collections.abc import Iterator

from app.bonding.model import Addressing, Bond, Route
from app.bonding.names import ip, network
from app.bonding.options import OPTIONS
from app.formats.node import Node
from app.stacks.contract import Writer
from app.stacks.networkmanager import older
from app.stacks.networkmanager.profiles import DELAYS, options
from app.stacks.phrases import belongs
from app.stacks.role import MOST


def port(bond: Bond, member: str) -> str:
    """The name of a member's profile: another than its interface's, which may have a profile of that name already."""
    name = f"{bond.name}-{member}"
    while name in bond.interfaces:
        name += "-port"
    return name


def connections(bond: Bond, write: Writer) -> Iterator[Node]:
    """The profiles; the role wants each behind those that it names: the bridge first, then the bond, VLANs, members."""
    if bond.bridge:
        name = bond.bridge.name
        yield _profile(bond, write, name, "bridge", name, [])
    yield _profile(bond, write, bond.name, "bond", bond.name, list(_bond(bond, write)))
    for vlan in bond.vlans:
        about = f"vlan.{vlan.id}.name"
        made = [_key("parent", bond.name, about), _map("vlan", about, _key("id", vlan.id, about))]
        mtu = [_key("mtu", vlan.mtu, f"vlan.{vlan.id}.mtu")] if vlan.mtu else []
        yield _profile(bond, write, vlan.name, "vlan", vlan.name, [*made, *mtu])
    for member in bond.members:
        made = [_key("controller", bond.name, "member"), _key("port_type", "bond", "member")]
        yield _profile(bond, write, port(bond, member), "ethernet", member, made)


def _profile(bond: Bond, write: Writer, name: str, kind: str, device: str, made: list[Node]) -> Node:
    addressing = dict(bond.layer3).get(device)
    head = [_key("name", name, "name"), _key("type", kind, "name"), _key("interface_name", device, "name"), _key("state", "up", "name")]
    layer = [_map("ip", "ipv4", *_ip(addressing, write))] if addressing else []
    if bond.bridge and bond.bridge.over == device:
        made = [*made, _key("controller", bond.bridge.name, "bridge"), _key("port_type", "bridge", "bridge")]
        layer = []
    head, layer = belongs(bond, device, head), belongs(bond, device, layer)
    return Node("-", items=[*head, *made, *layer], about=head[0].about)


def _bond(bond: Bond, write: Writer) -> Iterator[Node]:
    said = {name: _key(name, _value(text), option) for option, name, text in _options(bond, write)}
    yield _map("bond", "mode", _key("mode", bond.mode, "mode"), *said.values())
    if bond.mac:
        yield _key("cloned_mac", bond.mac, "mac")
    if bond.mtu:
        yield _key("mtu", bond.mtu, "mtu")


def _options(bond: Bond, write: Writer) -> Iterator[tuple[str, str, str]]:
    """The options as NetworkManager takes them; a link monitor slower than the role allows is none that was asked for."""
    usual = OPTIONS["miimon"].default_in(bond.mode)
    slow = bond.effective("miimon") not in range(MOST + 1)
    for option, name, text in options(bond, write):
        if option == "miimon":
            yield option, name, str(usual) if slow else text
        elif usual or not slow or option not in (*DELAYS, "peer_notif_delay"):
            yield option, name, text


def _value(text: str) -> str | int | bool:
    return int(text) if text.isdigit() else text == "true" if text in ("true", "false") else text


def _ip(addressing: Addressing, write: Writer) -> Iterator[Node]:
    yield _key("dhcp4", addressing.ipv4 == "dhcp", "ipv4")
    yield _key("auto6", addressing.ipv6 in ("auto", "dhcp"), "ipv6")
    # without it the role leaves the family to the kernel, which follows routers by itself; NetworkManager before 1.20 can't, and the
    # role then refuses the list
    if addressing.ipv6 == "none" and not older(write.release, "1.20"):
        yield _key("ipv6_disabled", True, "ipv6")
    families = {family for family, method in ((4, addressing.ipv4), (6, addressing.ipv6)) if method != "none"}
    if addressing.addresses:
        yield _list("address", "address", *(Node("-", value=each, about="address") for each in addressing.addresses))
    routes = []
    for family in (4, 6):
        gateways = [each for each in addressing.gateways if ip(each).version == family and family in families]
        if gateways and addressing.of_family(family):  # NetworkManager takes a gateway beside an address only, else a route
            yield _key(f"gateway{family}", gateways.pop(0), "gateway")
        routes += [_route(Route("0.0.0.0/0" if family == 4 else "::/0", each), "gateway") for each in gateways]
    routes += [_route(each, "route") for each in addressing.routes if ip(each.via).version in families]
    if routes:
        yield _list("route", routes[0].about, *routes)
    servers = [Node("-", value=each, about="dns") for each in addressing.dns if ip(each).version in families]
    if servers:
        yield _list("dns", "dns", *servers)
    if addressing.search and families:
        yield _list("dns_search", "search", *(Node("-", value=each, about="search") for each in addressing.search))


def _route(route: Route, about: str) -> Node:
    to = network(route.to)
    items = [
        _key("network", str(to.network_address), about),
        _key("prefix", to.prefixlen, about),
        _key("gateway", route.via, about),
        *([_key("metric", route.metric, about)] if route.metric is not None else []),
    ]
    return Node("-", items=items, about=about)


def _key(name: str, value: str | int | bool, about: str) -> Node:
    return Node(name, value=value, about=about)


def _map(name: str, about: str, *items: Node) -> Node:
    return Node(name, items=list(items), about=about)


def _list(name: str, about: str, *entries: Node) -> Node:
    return Node(name, items=list(entries), about=about)
