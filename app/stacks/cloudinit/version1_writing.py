"""Version 1 of cloud-init's network configuration: a list of interfaces, each with its subnets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.bonding.model import Addressing, Bond
from app.formats.node import Node
from app.stacks.contract import Writer
from app.stacks.phrases import belongs

Item = str | int | bool


def config(bond: Bond, write: Writer, renderer: str) -> Iterator[Node]:
    """All that stands below `network:`, in the words that the renderer behind understands."""
    yield _key("version", 1, "stack")
    yield Node("config", items=list(_interfaces(bond, write, renderer)), about="stack")


def _interfaces(bond: Bond, write: Writer, renderer: str) -> Iterator[Node]:
    for member in dict.fromkeys(bond.members):
        yield _map(_key("type", "physical", "member"), _key("name", member, "member"))
    yield _map(
        _key("type", "bond", "name"),
        _key("name", bond.name, "name"),
        *_mac(bond.mac),
        *_mtu(bond.mtu),
        _list("bond_interfaces", "member", dict.fromkeys(bond.members)),
        Node("params", items=[_key("bond-mode", bond.mode, "mode"), *_options(bond, write, renderer)], about="mode"),
        *_layer3(bond, bond.name, renderer),
    )
    for vlan in bond.vlans:
        about = f"vlan.{vlan.id}.name"
        yield _map(
            _key("type", "vlan", about),
            _key("name", vlan.name, about),
            *belongs(bond, vlan.name, _mtu(vlan.mtu)),
            _key("vlan_link", bond.name, about),
            _key("vlan_id", vlan.id, about),
            *belongs(bond, vlan.name, _layer3(bond, vlan.name, renderer)),
        )
    if bond.bridge:
        yield _map(
            _key("type", "bridge", "bridge"),
            _key("name", bond.bridge.name, "bridge"),
            _list("bridge_interfaces", "bridge.over", [bond.bridge.over]),
            # without the protocol a bridge forwards at once; with one port there is no loop to look for
            Node("params", items=[_key("bridge_stp", "off", "bridge"), _key("bridge_fd", 0, "bridge")], about="bridge"),
            *belongs(bond, bond.bridge.name, _layer3(bond, bond.bridge.name, renderer)),
        )


def _options(bond: Bond, write: Writer, renderer: str) -> Iterator[Node]:
    """The options under the names of the schema, and with dashes alone where a renderer looks for those."""
    for name, (key, text) in {name: (key, text) for key, name, text in write.options(bond)}.items():  # two names of one number
        value: Item = int(text) if text.isdigit() else text
        if renderer == "eni":  # which leaves a bare zero out, and hands targets to ifenslave, which wants blanks
            value = text if text == "0" else value
            value = text.replace(",", " ") if key.option == "arp_ip_target" else value
        if renderer == "netplan" and key.option == "all_slaves_active":
            value = text == "1"  # a boolean there, a number everywhere else
        yield _key(name, value, key.option)
        if "_" in name and renderer not in ("eni", "netplan"):
            yield _key(name.replace("_", "-"), value, key.option)


def _layer3(bond: Bond, name: str, renderer: str) -> Iterator[Node]:
    port = bond.bridge is not None and name == bond.bridge.over
    addressing = Addressing() if port else dict(bond.layer3)[name]
    yield _key("accept-ra", addressing.ipv6 in ("auto", "dhcp"), "ipv6")
    subnets = list(_subnets(addressing, renderer))
    if subnets:
        yield Node("subnets", items=subnets, about=subnets[0].about)


def _subnets(addressing: Addressing, renderer: str) -> Iterator[Node]:
    """One for each address and each way to get one. What belongs to the whole interface stands in the first."""
    found: list[Node] = []
    if addressing.ipv4 == "dhcp":
        found.append(_map(_key("type", "dhcp4", "ipv4")))
    gateways = {(":" in each): each for each in reversed(addressing.gateways)}
    for address in addressing.addresses:
        gateway = gateways.pop(":" in address, "")
        keys = [_key("type", "static", "address"), _key("address", address, "address")]
        found.append(_map(*keys, *([_key("gateway", gateway, "gateway")] if gateway else [])))
    if addressing.ipv6 == "dhcp":
        kind = "ipv6_dhcpv6-stateful" if renderer == "network-manager" else "dhcp6"
        found.append(_map(_key("type", kind, "ipv6")))
    elif addressing.ipv6 == "auto" and renderer != "netplan":  # to netplan it would hand DHCP; accept-ra says it there
        found.append(_map(_key("type", "ipv6_slaac", "ipv6")))
    static = next((each for each in found if each.items[0].text == "static"), None)
    if names := static or next(iter(found), None):
        names.items += _list_if("dns_nameservers", "dns", addressing.dns) + _list_if("dns_search", "search", addressing.search)
    routes = [*_rest(addressing), *(_route(each.to, each.via, each.metric, "route") for each in addressing.routes)]
    if routes and names:
        names.items.append(Node("routes", items=routes, about="route"))
    yield from found


def _rest(addressing: Addressing) -> Iterator[Node]:
    """The gateways that no address of their family takes along."""
    taken = {family for family in (False, True) if any((":" in each) is family for each in addressing.addresses)}
    for family in (False, True):
        gateways = [each for each in addressing.gateways if (":" in each) is family]
        for gateway in gateways[1 if family in taken else 0 :]:
            yield _route("::/0" if family else "0.0.0.0/0", gateway, None, "gateway")


def _route(to: str, via: str, metric: int | None, about: str) -> Node:
    extra = [_key("metric", metric, about)] if metric is not None else []
    return Node("-", items=[_key("destination", to, about), _key("gateway", via, about), *extra], about=about)


def _mac(mac: str) -> list[Node]:
    return [_key("mac_address", mac, "mac")] if mac else []


def _mtu(mtu: int | None) -> list[Node]:
    return [_key("mtu", mtu, "mtu")] if mtu else []


def _map(*items: Node) -> Node:
    return Node("-", items=list(items), about=items[0].about)


def _key(name: str, value: Item, about: str) -> Node:
    return Node(name, value=value, about=about)


def _list(name: str, about: str, values: Iterable[str]) -> Node:
    return Node(name, items=[Node("-", value=value, about=about) for value in values], about=about, flow=True)


def _list_if(name: str, about: str, values: Iterable[str]) -> list[Node]:
    return [_list(name, about, values)] if values else []
