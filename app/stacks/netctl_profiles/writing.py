"""Writes the profiles of one bond."""

from __future__ import annotations

from collections.abc import Iterator

from app.bonding.model import Addressing, Bond
from app.bonding.names import ip
from app.formats.bashvars import array, entry
from app.formats.node import Node
from app.stacks.contract import File, Writer
from app.stacks.netctl_profiles import FOLDER, LATE, profile_name
from app.stacks.phrases import belongs


def files(bond: Bond, write: Writer) -> Iterator[File]:
    """A profile for the bond, one for each VLAN, and one for the bridge."""
    custom = [entry(f"link set dev {bond.name} mtu {bond.mtu}", "mtu")] if bond.mtu else []
    yield _file(bond, bond.name, list(_head(bond, write)), [*custom, *_late(bond, write)])
    for vlan in bond.vlans:
        about = f"vlan.{vlan.id}.name"
        head = [*_layer("vlan", vlan.name, bond.name, about, about), key("VLANID", str(vlan.id), about)]
        waits = "dhcp" in (vlan.addressing.ipv4, vlan.addressing.ipv6) or vlan.addressing.ipv6 == "auto"
        head.append(key("TimeoutCarrier", "30", about) if waits else key("SkipNoCarrier", "yes", about))
        mtu = [entry(f"link set dev {vlan.name} mtu {vlan.mtu}", f"vlan.{vlan.id}.mtu")] if vlan.mtu else []
        yield _file(bond, vlan.name, head, mtu)
    if bond.bridge:
        yield _file(bond, bond.bridge.name, list(_layer("bridge", bond.bridge.name, bond.bridge.over, "bridge", "bridge.over")), [])


def key(name: str, value: str, about: str) -> Node:
    """One variable."""
    return Node(name, value=value, about=about)


def _head(bond: Bond, write: Writer) -> Iterator[Node]:
    """The bond itself: its options are words of ip, all in one variable."""
    if bond.description:
        yield key("Description", bond.description, "description")
    yield from (key("Interface", bond.name, "name"), key("Connection", "bond", "name"))
    yield array("BindsToInterfaces", *(entry(member, "member") for member in bond.members), about="member")
    yield key("Mode", bond.mode, "mode")
    options = [(each.option, f"{name} {text}") for each, name, text in write.options(bond) if each.option not in LATE]
    if options:
        yield key("LinkOptions", " ".join(said for _, said in options), " ".join(option for option, _ in options))
    if bond.mac:
        yield key("MACAddress", bond.mac, "mac")


def _layer(kind: str, name: str, below: str, about: str, about_below: str) -> Iterator[Node]:
    """The head of a profile for what stands on another one."""
    yield from (key("Interface", name, about), key("Connection", kind, about))
    yield array("BindsToInterfaces", entry(below, about_below))
    yield array("After", entry(profile_name(below), about_below))


def _late(bond: Bond, write: Writer) -> Iterator[Node]:
    """Options that need the members, as further commands of ip."""
    for member in bond.members:
        for each, text in write.member_options(bond, member):
            yield entry(f"link set dev {member} type bond_slave {each.name} {text}", each.option)
    for each, name, text in write.options(bond):
        if each.option == "active_slave":
            yield entry(f"link set dev {bond.name} type bond {name} {text}", each.option)


def _file(bond: Bond, name: str, head: list[Node], custom: list[Node]) -> File:
    is_port = bond.bridge is not None and bond.bridge.over == name
    addressing = Addressing() if is_port else dict(bond.layer3)[name]
    return File(f"{FOLDER}/{profile_name(name)}", [*head, *belongs(bond, name, _layer3(name, addressing, custom))])


# ---------------------------------------------------------------- layer 3


def _layer3(device: str, addressing: Addressing, custom: list[Node]) -> Iterator[Node]:
    """IP and IP6 always, because netctl fails without either, and takes router advertisements where IP6 is missing."""
    four, six = ([str(each) for each in addressing.of_family(family)] for family in (4, 6))
    ipv4 = "dhcp" if addressing.ipv4 == "dhcp" else "static" if four else "no"
    ipv6 = {"dhcp": "dhcp", "auto": "stateless"}.get(addressing.ipv6, "static" if six else "no")
    custom = list(custom)
    for family, way, addresses, suffix in ((4, ipv4, four, ""), (6, ipv6, six, "6")):
        yield key(f"IP{suffix}", way, f"ipv{family}")
        if way in ("static", "stateless") and addresses:
            yield array(f"Address{suffix}", *(entry(each, "address") for each in addresses))
        else:
            custom += [entry(f"address add {each} dev {device}", "address") for each in addresses]
        gateway = next((each for each in addressing.gateways if ip(each).version == family), "")
        if gateway and way in ("static", "stateless"):
            yield key(f"Gateway{suffix}", gateway, "gateway")
        routes = [each for each in addressing.routes if ip(each.via).version == family]
        said = [f"{each.to} via {each.via}" + (f" metric {each.metric}" if each.metric is not None else "") for each in routes]
        if said and way != "no":
            yield array(f"Routes{suffix}", *(entry(each, "route") for each in said))
        else:
            custom += [entry(f"{'-6 ' if family == 6 else ''}route add {each} dev {device}", "route") for each in said]
    if ipv6 != "no":
        yield key("TimeoutDAD", "30", "ipv6")
    if custom:
        yield array("IPCustom", *custom)
    if addressing.dns:
        yield array("DNS", *(entry(each, "dns") for each in addressing.dns))
        if addressing.search:
            yield key("DNSSearch", " ".join(addressing.search), "search")
