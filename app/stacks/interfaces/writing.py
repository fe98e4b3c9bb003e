"""Writes the stanzas of interfaces(5): one for each interface, and one for each further address."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.bonding.model import Addressing, Bond, Route, Vlan
from app.bonding.names import Interface, ip
from app.formats.commands import command
from app.formats.node import Node, comment, words
from app.stacks.contract import Writer
from app.stacks.indirect import stanza
from app.stacks.phrases import belongs

TEMPLATE = re.compile(r"\$\{|<%")
"""What ifupdown2, where it has taken the place of ifupdown, would run: it takes a file with % in it for a template, comments included."""


def is_ancient(write: Writer) -> bool:
    """Ubuntu 12.04 and 14.04."""
    return write.tool("iproute2") < (3, 16)


def from_members(write: Writer) -> bool:
    """Ubuntu's fork of ifenslave: the members name their bond, and the bond waits until the first has joined."""
    return write.release is not None and write.release.id.startswith("ubuntu-")


def names(bond: Bond) -> list[str]:
    """The interfaces that the stanzas make, in the order of creation."""
    return [bond.name, *(_vlan(bond, vlan)[0] for vlan in bond.vlans), *([bond.bridge.name] if bond.bridge else [])]


def stanzas(bond: Bond, write: Writer) -> Iterator[Node]:
    """The whole file."""
    if bond.description and not TEMPLATE.search(bond.description):
        yield comment(f"{bond.name}: {bond.description}", "description")
    options = [_key(name, text, key.option) for key, name, text in write.options(bond)]
    if (bond.option("updelay") or bond.option("downdelay")) and bond.option("miimon") is None:
        options.insert(0, _key("bond-miimon", bond.effective("miimon"), "miimon"))  # delays come before the mode that would set it
    members = list(bond.members)
    if from_members(write):
        mine = [option for option in options if option.about == "primary"]
        options = [option for option in options if option.about != "primary"]
        for member in members:
            yield words("auto", member, about="member")
            joins = [_key("bond-master", bond.name, "member"), *mine, *stanza.of_member(bond, member, write)]
            yield _stanza(joins, "iface", member, "inet", "manual", about="member")
        members = []
    own = [_key("bond-slaves", " ".join(members) or "none", "member"), _key("bond-mode", bond.mode, "mode"), *options]
    own += [*stanza.before(bond, write), *stanza.after(bond, write, members=not from_members(write))]
    if bond.mac:
        own.append(_key("hwaddress", f"ether {bond.mac}" if is_ancient(write) else bond.mac, "mac"))
    yield from _interface(bond, bond.name, bond.addressing, own, bond.mtu, write)
    for vlan in bond.vlans:
        name, own = _vlan(bond, vlan)
        yield from belongs(bond, vlan.name, _interface(bond, name, vlan.addressing, own, vlan.mtu, write, called=vlan.name))
    if bond.bridge:
        over = next((_vlan(bond, vlan)[0] for vlan in bond.vlans if vlan.name == bond.bridge.over), bond.name)
        own = [_key("bridge_ports", over, "bridge.over"), _key("bridge_stp", "off", "bridge"), _key("bridge_fd", "0", "bridge")]
        stanzas = _interface(bond, bond.bridge.name, dict(bond.layer3)[bond.bridge.name], own, None, write)
        yield from belongs(bond, bond.bridge.name, stanzas)


def is_plain(bond: Bond, vlan: Vlan) -> bool:
    """Whether ifupdown knows the VLAN by its name: what stands before the first dot is the interface below."""
    return vlan.name == f"{bond.name}.{vlan.id}" and "." not in bond.name


def _vlan(bond: Bond, vlan: Vlan) -> tuple[str, list[Node]]:
    """The name that a VLAN gets, and the options that make it."""
    about = f"vlan.{vlan.id}.name"
    if is_plain(bond, vlan):
        return vlan.name, [_key("vlan-raw-device", bond.name, about)]
    stem, dot, _ = vlan.name.partition(".")
    taken = {*bond.members, *bond.interfaces}
    name = f"vlan{vlan.id}" if dot and stem in taken and f"vlan{vlan.id}" not in taken else vlan.name
    make = command("ip", "link", "add", "link", bond.name, "name", name, "type", "vlan", "id", str(vlan.id))
    return name, [_key("pre-up", make, about), _key("post-down", f"{command('ip', 'link', 'delete', 'dev', name)} || true", about)]


def _interface(
    bond: Bond, name: str, addressing: Addressing, own: list[Node], mtu: int | None, write: Writer, *, called: str = ""
) -> Iterator[Node]:
    """All stanzas of an interface; the first holds what belongs to the interface itself."""
    yield words("auto", name, about="name")
    sized = [_key("mtu", mtu, "mtu" if name == bond.name else f"vlan.{own[0].about.split('.')[1]}.mtu")] if mtu else []
    if bond.bridge and bond.bridge.over == (called or name):
        yield _stanza([*own, *sized], "iface", name, "inet", "manual", about="bridge")
        return
    if addressing.dns:
        own = [*own, _key("dns-nameservers", " ".join(addressing.dns), "dns")]
    if addressing.search:
        own = [*own, _key("dns-search", " ".join(addressing.search), "search")]
    own += sized
    if addressing.ipv6 == "none":
        quiet = command("sysctl", "-q", "-e", "-w", f"net/ipv6/conf/{name}/accept_ra=0")
        own.append(_key("up", f"{quiet} || true", "ipv6"))
    four, six = (_family(addressing, family, write) for family in (4, 6))
    if not four or (four[0].words[3] == "dhcp" and mtu):  # the DHCP method does not set an MTU
        four.insert(0, _stanza([], "iface", name, "inet", "manual", about="ipv4"))
    four[0].items = [*own, *four[0].items] if four[0].words[3] != "static" else [*four[0].items, *own]
    for route in addressing.routes:
        stanza = six[-1] if six and ip(route.via).version == 6 else four[-1]
        stanza.items.append(_key("up", _route(name, route), "route"))
    for stanza in (*four, *six):
        stanza.words = ("iface", name, *stanza.words[2:])
        yield stanza


def _family(addressing: Addressing, family: int, write: Writer) -> list[Node]:
    """The stanzas of one family: one for each address, and one for the method that finds its own."""
    about, kind, method = ("ipv4", "inet", addressing.ipv4) if family == 4 else ("ipv6", "inet6", addressing.ipv6)
    gateways = [gateway for gateway in addressing.gateways if ip(gateway).version == family][:1]
    found: list[Node] = []
    for address in addressing.of_family(family):
        items = [_key(key, text, "address") for key, text in _address(address, write)]
        items += [_key("gateway", gateway, "gateway") for gateway in gateways if not found]
        if family == 6 and method == "static" and not found:
            items.append(_key("accept_ra", 0, "ipv6"))
        found.append(_stanza(items, "iface", "", kind, "static", about="address"))
    if method in ("dhcp", "auto"):
        stanza = _stanza([], "iface", "", kind, method, about=about)
        found = [stanza, *found] if family == 4 else [*found, stanza]  # a static IPv6 stanza switches autoconfiguration off
    return found


def _address(address: Interface, write: Writer) -> Iterator[tuple[str, str]]:
    if is_ancient(write):
        yield "address", str(address.ip)
        yield "netmask", str(address.netmask) if address.version == 4 else str(address.network.prefixlen)
    else:
        yield "address", str(address)


def _route(name: str, route: Route) -> str:
    six = ("-6",) if ip(route.via).version == 6 else ()
    metric = ("metric", str(route.metric)) if route.metric is not None else ()
    return command("ip", *six, "route", "add", route.to, "via", route.via, "dev", name, *metric)


def _stanza(items: list[Node], *head: str, about: str) -> Node:
    """A stanza."""
    return Node("iface", words=head, items=items, about=about)


def _key(name: str, value: object, about: str) -> Node:
    return Node(name, value=str(value), about=about)
