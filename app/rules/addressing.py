"""Layer 3: addresses that work, gateways that can be reached."""

from __future__ import annotations

from collections.abc import Iterator

from app.bonding.findings import Findings, error, hint, warning
from app.bonding.model import Addressing
from app.bonding.names import Interface, interface, ip
from app.bonding.wire import write_route
from app.rules.rule import Case, rule

ASKED = 3
"""Name servers that the resolver of the C library asks."""


def _each(case: Case) -> Iterator[tuple[str, Addressing]]:
    """Every addressing with the prefix of its wire names."""
    yield "", case.bond.addressing
    for vlan in case.bond.vlans:
        yield f"vlan.{vlan.id}.", vlan.addressing


def _less(entries: tuple[str, ...], entry: str) -> list[str]:
    """A list without one of its entries, the last one if it stands there twice."""
    at = len(entries) - 1 - entries[::-1].index(entry)
    return [*entries[:at], *entries[at + 1 :]]


@rule
def gateway_off_link(case: Case) -> Findings:
    """A gateway must be in one of the interface's own networks.

    The kernel refuses a route over a next hop that it can't reach directly ("Nexthop has
    invalid gateway"), and the host is left without a default route.

    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24 gateway=198.51.100.1
    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24 gateway=2001:db8::1
    Good: mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24 gateway=192.0.2.1
    Good: mode=active-backup miimon=100 member=eth0 member=eth1 address=2001:db8::10/64 gateway=fe80::1
    """
    for prefix, addressing in _each(case):
        for gateway in addressing.gateways:
            address = ip(gateway)
            method = addressing.ipv4 if address.version == 4 else addressing.ipv6
            if method in ("dhcp", "auto") or (address.is_link_local and address.version == 6 and method != "none"):
                continue
            if not any(address in each.network for each in addressing.of_family(address.version)):
                yield error(
                    prefix + "gateway",
                    f"{gateway} is in none of this interface's networks; the kernel refuses the route.",
                    "Give a gateway of the same network, or correct the prefix length.",
                )


@rule
def route_off_link(case: Case) -> Findings:
    """The next hop of a route must be in one of the interface's own networks.

    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24 "route=10.0.0.0/8 via 198.51.100.1"
    Good: mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24 "route=10.0.0.0/8 via 192.0.2.254"
    """
    for prefix, addressing in _each(case):
        for route in addressing.routes:
            via = ip(route.via)
            method = addressing.ipv4 if via.version == 4 else addressing.ipv6
            if method in ("dhcp", "auto") or (via.is_link_local and via.version == 6 and method != "none"):
                continue
            if not any(via in each.network for each in addressing.of_family(via.version)):
                yield error(
                    prefix + "route",
                    f"The next hop {route.via} is in none of this interface's networks.",
                    "Give a next hop of the same network.",
                )


@rule
def gateway_is_self(case: Case) -> Findings:
    """The gateway is another host.

    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.1/24 gateway=192.0.2.1
    Good: mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24 gateway=192.0.2.1
    """
    for prefix, addressing in _each(case):
        own = {str(interface(address).ip) for address in addressing.addresses}
        for gateway in addressing.gateways:
            if gateway in own:
                yield error(prefix + "gateway", f"{gateway} is this interface's own address.", "Give the address of the router.")


@rule
def many_gateways(case: Case) -> Findings:
    """One default gateway a family.

    Two default routes of the same metric do not give redundancy: the kernel refuses the second
    or picks one of them, and which one depends on the order of starting.

    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24 gateway=192.0.2.1 gateway=192.0.2.2
    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24 gateway=192.0.2.1
          vlan.5.ipv4=dhcp vlan.5.gateway=198.51.100.1
    Good: mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24 gateway=192.0.2.1
    """
    given = dict(_each(case))
    for family in (4, 6):
        found = [
            (prefix, gateway) for prefix, addressing in _each(case) for gateway in addressing.gateways if ip(gateway).version == family
        ]
        for prefix, gateway in found[1:]:
            yield warning(
                prefix + "gateway",
                f"{gateway} is a second IPv{family} default gateway beside {found[0][1]}.",
                "Keep one, and write routes for the rest.",
                {prefix + "gateway": _less(given[prefix].gateways, gateway)},
                {found[0][0] + "gateway": _less(given[found[0][0]].gateways, found[0][1])},
            )


@rule
def network_or_broadcast(case: Case) -> Findings:
    """The first and the last address of a network belong to no host.

    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.0/24
    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.255/24
    Good: mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.0/31
    """
    for prefix, addressing in _each(case):
        for address in addressing.of_family(4):
            if address.network.prefixlen >= 31:
                continue
            if address.ip == address.network.network_address:
                yield error(prefix + "address", f"{address} is the name of the network itself.", "Give the address of a host in it.")
            if address.ip == address.network.broadcast_address:
                yield error(
                    prefix + "address", f"{address} is the broadcast address of {address.network}.", "Give the address of a host in it."
                )


@rule
def subnet_router_anycast(case: Case) -> Findings:
    """The first address of an IPv6 network is the routers' anycast address.

    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 address=2001:db8::/64
    Good: mode=active-backup miimon=100 member=eth0 member=eth1 address=2001:db8::10/64
    """
    for prefix, addressing in _each(case):
        for address in addressing.of_family(6):
            if address.network.prefixlen < 127 and address.ip == address.network.network_address:
                yield error(prefix + "address", f"{address} is the anycast address of all routers there.", "Give the address of a host.")


@rule
def address_twice(case: Case) -> Findings:
    """An address belongs on one interface.

    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24 vlan.5.address=192.0.2.10/24
    Good: mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24 vlan.5.address=198.51.100.10/24
    """
    seen: set[str] = set()
    for prefix, addressing in _each(case):
        for address in addressing.addresses:
            host = str(interface(address).ip)
            if host in seen:
                rest = _less(addressing.addresses, address)
                yield error(prefix + "address", f"{host} is given twice.", "Keep it on one interface.", {prefix + "address": rest})
            seen.add(host)


@rule
def networks_overlap(case: Case) -> Findings:
    """Two interfaces in overlapping networks confuse ARP and routing.

    The host answers for both addresses on both interfaces and sends through whichever route
    came first.

    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24 vlan.5.address=192.0.2.20/24
    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 address=10.0.0.1/8 vlan.5.address=10.1.0.1/16
    Good: mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24 vlan.5.address=198.51.100.10/24
    """
    before: list[Interface] = []  # of the interfaces in front
    for prefix, addressing in _each(case):
        own = [interface(each) for each in addressing.addresses]
        for theirs in own:
            mine = next((each for each in before if _overlap(each, theirs)), None)  # one of them is reason enough
            if mine:
                yield warning(
                    prefix + "address",
                    f"{theirs.network} overlaps {mine.network} of another interface.",
                    "Give each interface a network of its own.",
                )
        before += own


def _overlap(one: Interface, other: Interface) -> bool:
    return one.version == other.version and one.ip != other.ip and one.network.overlaps(other.network)


@rule
def route_covers_own_network(case: Case) -> Findings:
    """A route to the interface's own network leads its traffic over the next hop.

    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24 "route=192.0.2.0/24 via 192.0.2.1"
    Good: mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24 "route=10.0.0.0/8 via 192.0.2.1"
    """
    for prefix, addressing in _each(case):
        own = {str(interface(address).network) for address in addressing.addresses}
        for route in addressing.routes:
            if route.to in own:
                rest = [write_route(each) for each in addressing.routes if each != route]
                yield warning(
                    prefix + "route", f"{route.to} is the interface's own network.", "Leave the route out.", {prefix + "route": rest}
                )


@rule
def names_without_way(case: Case) -> Findings:
    """Name servers without any address.

    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 dns=192.0.2.53
    Good: mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24 dns=192.0.2.53
    """
    for prefix, addressing in _each(case):
        if addressing.dns and addressing.ipv4 == "none" and addressing.ipv6 == "none":
            yield warning(
                prefix + "dns",
                "Name servers on an interface that has no address.",
                "Give it an address, or put the name servers where one is.",
                {prefix + "ipv4": "dhcp"},
                {prefix + "dns": None},
            )


@rule
def many_name_servers(case: Case) -> Findings:
    """The resolver of the C library asks three name servers and ignores the rest.

    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24 dns=192.0.2.1,192.0.2.2,192.0.2.3,192.0.2.4
    Good: mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24 dns=192.0.2.1,192.0.2.2
    """
    servers = [(prefix, server) for prefix, addressing in _each(case) for server in addressing.dns]
    if len(servers) > ASKED:
        first = {prefix + "dns": [server for each, server in servers[:ASKED] if each == prefix] for prefix, _ in servers}
        yield hint("dns", f"{len(servers)} name servers: the C library asks three.", "Name the three that matter.", first)


@rule
def odd_prefix(case: Case) -> Findings:
    """A prefix as long as the address leaves no neighbour.

    A host route has nobody to ask on the link; a gateway can't be in that network.

    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/32
    Good: mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24
    """
    for prefix, addressing in _each(case):
        for address in map(interface, addressing.addresses):
            if address.network.prefixlen == address.max_prefixlen:
                yield hint(
                    prefix + "address",
                    f"{address} has no neighbours on the link.",
                    "Give the network's prefix length unless this is meant as a host address.",
                )
