"""A bond as a desired state of nmstate: what its files hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from app.bonding.kernel import version
from app.bonding.model import Addressing, Bond, Route
from app.bonding.names import interface, ip
from app.formats.node import Node, comment
from app.stacks.contract import Writer
from app.stacks.desired_state import Place, home
from app.stacks.networkmanager.profiles import options
from app.stacks.phrases import belongs


def state(bond: Bond, write: Writer) -> Iterator[Node]:
    """The whole state: interfaces, routes, name servers."""
    yield _list("interfaces", "stack", *_interfaces(bond, write))
    routes = [each for name, addressing in layer3(bond, write) for each in belongs(bond, name, _routes(name, addressing))]
    if routes:
        yield _map("routes", routes[0].about, _list("config", routes[0].about, *routes))
    found = dict(_resolver(bond, write))
    if found:
        about = " ".join(dict.fromkeys(each.about for nodes in found.values() for each in nodes))
        config = _map(
            "config", about, *(_list(name, " ".join(dict.fromkeys(each.about for each in nodes)), *nodes) for name, nodes in found.items())
        )
        yield _map("dns-resolver", about, config)


def _interfaces(bond: Bond, write: Writer) -> Iterator[Node]:
    addressed = dict(layer3(bond, write))
    yield _entry(bond, bond.name, "bond", _bond(bond, write), addressed)
    for vlan in bond.vlans:
        about = f"vlan.{vlan.id}.name"
        made = _map("vlan", about, _key("base-iface", bond.name, about), _key("id", vlan.id, about))
        mtu = [_key("mtu", vlan.mtu, f"vlan.{vlan.id}.mtu")] if vlan.mtu else []
        yield _entry(bond, vlan.name, "vlan", [made, *mtu], addressed)
    if bond.bridge:
        off = _map("stp", "bridge", _key("enabled", False, "bridge"))
        port = Node("-", items=[_key("name", bond.bridge.over, "bridge.over")], about="bridge.over")
        made = _map("bridge", "bridge", _map("options", "bridge", off), _list("port", "bridge.over", port))
        yield _entry(bond, bond.bridge.name, "linux-bridge", [made], addressed)
    for member in dict.fromkeys(bond.members):
        yield Node("-", items=_head(member, "ethernet", "member"), about="member")


def _entry(bond: Bond, name: str, kind: str, made: list[Node], addressed: Mapping[str, Addressing]) -> Node:
    """An interface; below a bridge it has no addresses of its own."""
    layer = [*_head(name, kind, "name"), *_families(addressed.get(name, Addressing()))]
    head, families = belongs(bond, name, layer[:3]), belongs(bond, name, layer[3:])
    return Node("-", items=[*head, *made, *families], about=head[0].about)


def _head(name: str, kind: str, about: str) -> list[Node]:
    return [_key("name", name, about), _key("type", kind, about), _key("state", "up", about)]


def _bond(bond: Bond, write: Writer) -> list[Node]:
    said = [_option(option, name, text) for option, name, text in options(bond, write)]
    own = [(member, list(write.member_options(bond, member))) for member in dict.fromkeys(bond.members)]
    entries = []
    if any(keys for _, keys in own):  # then nmstate wants each member here
        for member, keys in own:
            items = [_key("name", member, "member"), *(_key(key.name, int(text), key.option) for key, text in keys)]
            entries.append(Node("-", items=items, about="member"))
    ports = [Node("-", value=member, about="member") for member in dict.fromkeys(bond.members)]
    config = [
        _key("mode", bond.mode, "mode"),
        *([_map("options", said[0].about, *said)] if said else []),
        _list("port", "member", *ports, flow=True),
        *([_list("ports-config", "member", *entries)] if entries else []),
    ]
    return [
        *([_key("description", bond.description, "description")] if bond.description else []),
        *([_key("mac-address", bond.mac, "mac")] if bond.mac and not follows(bond) else []),
        *([_key("mtu", bond.mtu, "mtu")] if bond.mtu else []),
        _map("link-aggregation", "mode", *config),
    ]


def follows(bond: Bond) -> bool:
    """Whether the bond has the address of its active member, whatever is asked."""
    return bond.mode == "active-backup" and bond.effective("fail_over_mac") == "active"


def _option(option: str, name: str, text: str) -> Node:
    if option == "ns_ip6_target":
        return _list(name, option, *(Node("-", value=each, about=option) for each in text.split(",")), flow=True)
    return _key(name, int(text) if text.isdigit() else text == "true" if text in ("true", "false") else text, option)


def _families(addressing: Addressing) -> Iterator[Node]:
    for family, method in ((4, addressing.ipv4), (6, addressing.ipv6)):
        about = f"ipv{family}"
        if method == "none":
            yield _map(about, about, _key("enabled", False, about))
            continue
        addresses = [
            Node(
                "-",
                items=[_key("ip", str(each.ip), "address"), _key("prefix-length", each.network.prefixlen, "address")],
                about="address",
            )
            for each in addressing.of_family(family)
        ]
        yield _map(
            about,
            about,
            _key("enabled", True, about),
            _key("dhcp", method in ("dhcp", "auto"), about),
            *([_key("autoconf", method == "auto", about)] if family == 6 else []),
            *([_list("address", "address", *addresses)] if addresses else []),
        )


def _routes(name: str, addressing: Addressing) -> Iterator[Node]:
    for gateway in addressing.gateways:
        yield _route(Route("::/0" if ":" in gateway else "0.0.0.0/0", gateway), name, "gateway")
    for route in addressing.routes:
        yield _route(route, name, "route")


def _route(route: Route, name: str, about: str) -> Node:
    items = [
        _key("destination", route.to, about),
        _key("next-hop-address", route.via, about),
        _key("next-hop-interface", name, about),
        *([_key("metric", route.metric, about)] if route.metric is not None else []),
    ]
    return Node("-", items=items, about=about)


def _resolver(bond: Bond, write: Writer) -> Iterator[tuple[str, list[Node]]]:
    """Name servers and search domains, each where the reader gives it to the interface that asked for it."""
    layers = layer3(bond, write)
    words = [bond.name, *(bond.carrier_of(vlan.name) for vlan in sorted(bond.vlans, key=lambda each: each.id))]
    words[0] = bond.carrier_of(bond.name)
    told = dict(layers)
    places = [Place(name, told[name].addresses, frozenset(_on(told[name]))) for name in words]
    for word in ("server", "search"):
        about = {"server": "dns", "search": "search"}[word]
        nodes: list[Node] = []
        for name in words:
            for text in told[name].dns if word == "server" else told[name].search:
                server = text if word == "server" else _first_server(places, told)
                place = home(server, places)
                if place and place.prefix == name and text not in [each.value for each in nodes]:
                    nodes += belongs(bond, name, [Node("-", value=text, about=about)])
        if nodes:
            yield word, nodes


def _first_server(places: list[Place], told: Mapping[str, Addressing]) -> str:
    """The server that stands first in the list; empty for none."""
    every = ((each, server) for each in places for server in told[each.prefix].dns)
    return next((server for each, server in every if home(server, places) is each), "")


def _on(addressing: Addressing) -> Iterator[int]:
    yield from (family for family, method in ((4, addressing.ipv4), (6, addressing.ipv6)) if method != "none")


def layer3(bond: Bond, write: Writer) -> list[tuple[str, Addressing]]:
    """What each interface gets, as far as nmstate takes it on the target."""
    return [(name, _sayable(addressing, write.tool("nmstate"))) for name, addressing in bond.layer3]


def _sayable(addressing: Addressing, tool: tuple[int, ...]) -> Addressing:
    automatic = {family for family, method in ((4, addressing.ipv4), (6, addressing.ipv6)) if method in ("dhcp", "auto")}
    barred = automatic if tool < version("2.2.10") else set()
    addresses = tuple(each for each in addressing.addresses if interface(each).version not in barred and not _link_local(each))
    families = {interface(each).version for each in addresses} | automatic
    routed = families - (automatic if tool < version("1.4.4") or version("2") <= tool < version("2.2.7") else set())
    served = families - (automatic if tool < version("2.2.18") else set())
    return replace(
        addressing,
        ipv4=addressing.ipv4 if 4 in families else "none",
        ipv6=addressing.ipv6 if 6 in families else "none",
        addresses=addresses,
        gateways=tuple(each for each in addressing.gateways if ip(each).version in routed),
        routes=tuple(each for each in addressing.routes if ip(each.via).version in routed),
        dns=tuple(each for each in addressing.dns if ip(each).version in served),
        search=addressing.search if served else (),
    )


def _link_local(address: str) -> bool:
    return ":" in address and interface(address).ip.is_link_local


def away_with(bond: Bond) -> Iterator[Node]:
    """The state in which none of it is there."""
    kinds = {bond.name: "bond", **{vlan.name: "vlan" for vlan in bond.vlans}, **({bond.bridge.name: "linux-bridge"} if bond.bridge else {})}
    entries = []
    for name in (*reversed(bond.interfaces), *dict.fromkeys(bond.members)):
        items = [_key("name", name, "name"), _key("type", kinds.get(name, "ethernet"), "name"), _key("state", "absent", "name")]
        entries += [Node("-", items=belongs(bond, name, items), about="stack")]
    yield comment(f"away with {bond.name}: for the way back", "stack")
    yield _list("interfaces", "stack", *entries)


def _key(name: str, value: str | int | bool, about: str) -> Node:
    return Node(name, value=value, about=about)


def _map(name: str, about: str, *items: Node) -> Node:
    return Node(name, items=list(items), about=about)


def _list(name: str, about: str, *entries: Node, flow: bool = False) -> Node:
    return Node(name, items=list(entries), about=about, flow=flow)
