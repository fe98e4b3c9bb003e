"""The sections of /etc/config/network for one bond: devices, logical interfaces, routes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.bonding.model import Addressing, Bond
from app.bonding.names import interface, ip
from app.formats.node import Node
from app.formats.uci import entry, option, section
from app.stacks.contract import Writer
from app.stacks.phrases import belongs


def sections(bond: Bond, write: Writer) -> Iterator[Node]:
    """All sections; each has a name, so that what stands there twice is one, and `uci delete` finds it."""
    taken: set[str] = set()
    yield _device(bond, write, taken)
    for vlan in bond.vlans:
        about = f"vlan.{vlan.id}.name"
        items = [option("ifname", bond.name, about), option("vid", str(vlan.id), about)]
        items += [option("mtu", str(vlan.mtu), f"vlan.{vlan.id}.mtu")] if vlan.mtu else []
        yield _named_device(vlan.name, "8021q", about, items, taken)
    if bond.bridge:
        yield _named_device(bond.bridge.name, "bridge", "bridge", [entry("ports", bond.bridge.over, "bridge.over")], taken)
    for name, addressing in bond.layer3:
        yield from belongs(bond, name, _interfaces(name, addressing, taken))


def _named_device(name: str, kind: str, about: str, items: list[Node], taken: set[str]) -> Node:
    head = [option("name", name, about), option("type", kind, about)]
    return section("device", _free(f"dev_{name}", "", taken), [*head, *items], about)


def _plain(name: str) -> str:
    """A name of UCI, which knows letters, digits and underscores."""
    return re.sub(r"[^A-Za-z0-9_]", "_", name)


# ---------------------------------------------------------------- the bond


def _device(bond: Bond, write: Writer, taken: set[str]) -> Node:
    """The bond itself, with all that netifd would otherwise set to something else than the kernel does."""
    items = [entry("ports", member, "member") for member in bond.members]
    items += [option("description", bond.description, "description")] if bond.description else []
    items += [option("mtu", str(bond.mtu), "mtu")] if bond.mtu else []
    items += [option("macaddr", bond.mac, "mac")] if bond.mac else []
    items.append(option("policy", bond.mode, "mode"))
    said = {name: (key.option, text) for key, name, text in write.options(bond)}
    monitor = "arp_interval" if bond.option("arp_interval") else "miimon"
    if interval := bond.effective(monitor):  # without these lines netifd sets miimon to 0, whatever the mode
        items.append(option("monitor_mode", "arp" if monitor == "arp_interval" else "mii", monitor))
        items.append(option("monitor_interval", str(interval), monitor))
    said.pop("monitor_interval", None)
    said.setdefault("use_carrier", ("use_carrier", "1"))
    if bond.mode == "balance-rr":
        said.setdefault("packets_per_port", ("packets_per_slave", "1"))
    if bond.mode == "balance-tlb":
        said.setdefault("dynamic_lb", ("tlb_dynamic_lb", "1"))
    for name, (about, text) in said.items():
        items += [entry(name, each, about) for each in text.split(",")] if name == "arp_target" else [option(name, text, about)]
    return _named_device(bond.name, "bonding", "name", items, taken)


# ---------------------------------------------------------------- layer 3


def _interfaces(device: str, addressing: Addressing, taken: set[str]) -> Iterator[Node]:
    """The logical interfaces on one device: one for each way to get addresses, the first named like the device."""
    ways = [("static", "")] if addressing.addresses else []
    ways += [("dhcp", "")] if addressing.ipv4 == "dhcp" else []
    ways += [("dhcpv6", "none" if addressing.ipv6 == "auto" else "try")] if addressing.ipv6 in ("auto", "dhcp") else []
    first = ""
    for number, (proto, request) in enumerate(ways or [("none", "")]):
        name = _free(device, "" if not number else {"dhcp": "_4", "dhcpv6": "_6"}[proto], taken)
        first = first or name
        about = {"dhcp": "ipv4", "dhcpv6": "ipv6", "static": "address"}.get(proto, "name")
        items = [option("device", device, "name"), option("proto", proto, about)]
        items += _static(addressing) if proto == "static" else []
        items += [option("reqaddress", request, "ipv6"), option("reqprefix", "no", "ipv6")] if proto == "dhcpv6" else []
        if not number:
            items += [entry("dns", server, "dns") for server in addressing.dns]
            items += [entry("dns_search", domain, "search") for domain in addressing.search]
        yield section("interface", name, items, "name")
    yield from _routes(first, addressing)


def _free(device: str, suffix: str, taken: set[str]) -> str:
    name = _plain(device) + suffix
    while name in taken:
        name += "_"
    taken.add(name)
    return name


def _static(addressing: Addressing) -> Iterator[Node]:
    for address in addressing.addresses:
        yield entry("ipaddr" if interface(address).version == 4 else "ip6addr", address, "address")
    for family, key in ((4, "gateway"), (6, "ip6gw")):
        if addressing.of_family(family) and (gateways := _gateways(addressing, family)):
            yield option(key, gateways[0], "gateway")


def _gateways(addressing: Addressing, family: int) -> list[str]:
    return [each for each in addressing.gateways if ip(each).version == family]


def _routes(name: str, addressing: Addressing) -> Iterator[Node]:
    """Static routes, and the default routes for which the interface has no room."""
    said: list[tuple[int, str, str, int | None, str]] = []
    for family, default in ((4, "0.0.0.0/0"), (6, "::/0")):
        room = 1 if addressing.of_family(family) else 0
        said += [(family, default, each, None, "gateway") for each in _gateways(addressing, family)[room:]]
    said += [(ip(route.via).version, route.to, route.via, route.metric, "route") for route in addressing.routes]
    for number, (family, target, via, metric, about) in enumerate(said, 1):
        items = [option("interface", name, about), option("target", target, about), option("gateway", via, about)]
        items += [option("metric", str(metric), about)] if metric is not None else []
        yield section("route" if family == 4 else "route6", f"{name}_route{number}", items, about)
