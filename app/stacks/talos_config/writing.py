"""A bond as documents of Talos, and as the older machine.network.interfaces."""

from __future__ import annotations

from collections.abc import Iterator

from app.bonding.model import Addressing, Bond
from app.bonding.options import OPTIONS
from app.formats.node import Node
from app.formats.yaml_documents import DOCUMENT
from app.stacks.contract import Writer
from app.stacks.phrases import belongs

BALANCED = ("balance-tlb", "balance-alb")

# ---------------------------------------------------------------- the newer form


def documents(bond: Bond, write: Writer) -> Iterator[Node]:
    """A document for each link, for each DHCP client, and for the resolver."""
    extra = [_key("hardwareAddr", bond.mac, "mac")] if bond.mac else []
    extra += [_list("links", "member", *bond.members), _key("bondMode", bond.mode, "mode"), *_options(bond, write, newer=True)]
    yield _document("BondConfig", bond.name, bond, *extra, *_link(bond, bond.name, bond.mtu))
    for vlan in bond.vlans:
        about = f"vlan.{vlan.id}.name"
        keys = [_key("vlanID", vlan.id, about), _key("parent", bond.name, about)]
        yield _document("VLANConfig", vlan.name, bond, *keys, *_link(bond, vlan.name, vlan.mtu))
    if bond.bridge:
        stp = Node("stp", items=[_key("enabled", False, "bridge")], about="bridge")
        links = _list("links", "bridge.over", bond.bridge.over)
        yield _document("BridgeConfig", bond.bridge.name, bond, links, stp, *_link(bond, bond.bridge.name, None))
    for name, addressing in bond.layer3:
        for family in ("ipv4", "ipv6"):
            if getattr(addressing, family) == "dhcp":
                yield _document(f"DHCPv{family[-1]}Config", name, bond, about=family)
    own = bond.addressing
    if own.dns or own.search:
        servers = [Node("-", items=[_key("address", server, "dns")], about="dns") for server in own.dns]
        domains = Node("searchDomains", items=[_list("domains", "search", *own.search)], about="search")
        items = [*([Node("nameservers", items=servers, about="dns")] if servers else []), *([domains] if own.search else [])]
        yield Node(DOCUMENT, items=[*_kind("ResolverConfig", "dns"), *items], about="dns")


def _document(kind: str, name: str, bond: Bond, *items: Node, about: str = "name") -> Node:
    head = [*_kind(kind, about), _key("name", name, about)]
    (made,) = belongs(bond, name, [Node(DOCUMENT, items=[*head, *items], about=about)])
    return made


def _kind(kind: str, about: str) -> list[Node]:
    return [_key("apiVersion", "v1alpha1", about), _key("kind", kind, about)]


def _link(bond: Bond, name: str, mtu: int | None) -> Iterator[Node]:
    """What all kinds of links have in common. The port of a bridge has no addresses."""
    if mtu:
        yield _key("mtu", mtu, "mtu")
    if bond.bridge and bond.bridge.over == name:
        return
    addressing = dict(bond.layer3)[name]
    if addressing.addresses:
        entries = [Node("-", items=[_key("address", address, "address")], about="address") for address in addressing.addresses]
        yield Node("addresses", items=entries, about="address")
    yield from _routes(addressing, "destination", default=False)


def _routes(addressing: Addressing, network: str, *, default: bool) -> Iterator[Node]:
    entries = []
    for gateway in addressing.gateways:
        to = [_key(network, "::/0" if ":" in gateway else "0.0.0.0/0", "gateway")] if default else []
        entries.append(Node("-", items=[*to, _key("gateway", gateway, "gateway")], about="gateway"))
    for route in addressing.routes:
        metric = [_key("metric", route.metric, "route")] if route.metric else []
        entries.append(Node("-", items=[_key(network, route.to, "route"), _key("gateway", route.via, "route"), *metric], about="route"))
    if entries:
        yield Node("routes", items=entries, about=entries[0].about)


def _options(bond: Bond, write: Writer, *, newer: bool) -> Iterator[Node]:
    """The options. Talos sends a zero for what is not said: the link monitor and the balancing are always said."""
    said = {key.option: (name if newer else key.name_at((1, 11)), text) for key, name, text in write.options(bond)}
    if "miimon" not in said:
        yield _key("miimon", int(str(bond.effective("miimon"))), "miimon")
    if bond.mode in BALANCED and "tlb_dynamic_lb" not in said:
        name = write.stack.spelling.keys["tlb_dynamic_lb"].name_at((1, 12) if newer else (1, 11))
        yield _key(name, int(bond.effective("tlb_dynamic_lb") == "on"), "tlb_dynamic_lb")
    names = set()
    for option, (name, text) in said.items():
        if name in names:
            continue
        names.add(name)
        if OPTIONS[option].kind.endswith("_list"):
            yield _list(name, option, *text.split(","))
        else:
            yield _key(name, int(text) if text.isdigit() else text == "true" if text in ("true", "false") else text, option)


# ---------------------------------------------------------------- the older form


def machine(bond: Bond, write: Writer) -> Node:
    """One document, with an entry for the bond, and one for the bridge."""
    options = [_list("interfaces", "member", *bond.members), _key("mode", bond.mode, "mode"), *_options(bond, write, newer=False)]
    entry = [
        _key("interface", bond.name, "name"),
        Node("bond", items=options, about="mode"),
        *([_key("mtu", bond.mtu, "mtu")] if bond.mtu else []),
        *_older(bond, bond.name),
    ]
    if bond.vlans:
        entry.append(Node("vlans", items=[_vlan(bond, vlan.id, vlan.name, vlan.mtu) for vlan in bond.vlans], about="vlan"))
    entries = [Node("-", items=entry, about="name")]
    if bond.bridge:
        name = bond.bridge.name
        stp = Node("stp", items=[_key("enabled", False, "bridge")], about="bridge")
        inside = Node("bridge", items=[_list("interfaces", "bridge.over", bond.bridge.over), stp], about="bridge")
        items = [_key("interface", name, "name"), inside, *_older(bond, name)]
        entries += belongs(bond, name, [Node("-", items=items, about="name")])
    network = [Node("interfaces", items=entries, about="name")]
    if bond.addressing.dns:
        network.append(_list("nameservers", "dns", *bond.addressing.dns))
    if bond.addressing.search:
        network.append(_list("searchDomains", "search", *bond.addressing.search))
    inside = Node("network", items=network, about="stack")
    return Node(DOCUMENT, items=[Node("machine", items=[inside], about="stack")], about="stack")


def _vlan(bond: Bond, number: int, name: str, mtu: int | None) -> Node:
    about = f"vlan.{number}.name"
    items = [_key("vlanId", number, about), *([_key("mtu", mtu, f"vlan.{number}.mtu")] if mtu else []), *_older(bond, name)]
    (made,) = belongs(bond, name, [Node("-", items=items, about=about)])
    return made


def _older(bond: Bond, name: str) -> Iterator[Node]:
    if bond.bridge and bond.bridge.over == name:
        return
    addressing = dict(bond.layer3)[name]
    if addressing.addresses:
        yield _list("addresses", "address", *addressing.addresses)
    yield from _routes(addressing, "network", default=True)
    families = [family for family in ("ipv4", "ipv6") if getattr(addressing, family) == "dhcp"]
    if families:
        yield _key("dhcp", True, families[0])
        options = [_key(family, family in families, families[0]) for family in ("ipv4", "ipv6")]
        yield Node("dhcpOptions", items=options, about=families[0])


# ---------------------------------------------------------------- nodes


def _key(name: str, value: str | int | bool, about: str) -> Node:
    return Node(name, value=value, about=about)


def _list(name: str, about: str, *values: str) -> Node:
    return Node(name, items=[Node("-", value=value, about=about) for value in values], about=about, flow=True)
