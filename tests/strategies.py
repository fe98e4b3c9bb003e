"""Whole bonds for hypothesis: every field, clean as the wire reader leaves them, sensible or not."""

from __future__ import annotations

from hypothesis import Phase, settings
from hypothesis import strategies as st

from app.bonding.model import Addressing, Bond, Bridge, Route, Vlan, ordered
from app.bonding.modes import MODES
from app.bonding.names import clean_address, clean_description, clean_domain, clean_interface, clean_ip, clean_mac, clean_network, interface
from app.bonding.options import OPTIONS, Option, Value

FAST = settings(deadline=None, max_examples=25, derandomize=True, phases=(Phase.explicit, Phase.generate, Phase.shrink))
"""The profile of all properties: the same examples every time, no clock."""

KEYWORDS = ("type", "dev", "up", "name", "ip", "via", "yes", "null", "bonds", "Bond", "0", "1e3", "sudo", "link", "on", "mode")
"""Names that mean something to one of the tools, and are good names all the same."""

NAMES = st.one_of(
    st.sampled_from(("bond0", "bond1", "eth0", "eth1", "eno1np0", "uplink", "br0", "vlan100", "bond0.100", "eth0.5", *KEYWORDS)),
    st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9._-]{0,14}\Z"),
).filter(lambda text: text not in ("all", "default"))
"""Interface names."""


def _usable(text: str) -> bool:
    try:
        clean_address(text) if "/" in text else clean_ip(text)
    except ValueError:
        return False
    return True


IPV4 = st.ip_addresses(v=4).map(str).filter(_usable)
IPV6 = st.ip_addresses(v=6).map(str).filter(_usable)
ADDRESSES = st.one_of(
    st.builds("{}/{}".format, IPV4, st.integers(0, 32)).map(clean_address),
    st.builds("{}/{}".format, IPV6, st.integers(0, 128)).map(clean_address),
)
DOMAINS = st.from_regex(r"\A[a-z0-9]{1,10}(\.[a-z0-9]{1,6}){0,3}\Z").map(clean_domain)
MACS = st.binary(min_size=6, max_size=6).map(lambda raw: bytes([raw[0] & 0xFE | 2, *raw[1:]]).hex(":")).map(clean_mac)
MTUS = st.none() | st.sampled_from((68, 1280, 1500, 9000, 65535)) | st.integers(68, 65535)


def _unique(entries: st.SearchStrategy[str], most: int) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(entries, max_size=most, unique=True).map(tuple)


@st.composite
def routes(draw: st.DrawFn) -> Route:
    """A static route, never the default one."""
    if draw(st.booleans()):
        network, via = f"{draw(IPV4)}/{draw(st.integers(1, 32))}", draw(IPV4)
    else:
        network, via = f"{draw(IPV6)}/{draw(st.integers(1, 128))}", draw(IPV6)
    return Route(clean_network(str(interface(network).network)), via, draw(st.none() | st.integers(1, 4294967295)))


@st.composite
def addressings(draw: st.DrawFn) -> Addressing:
    """What an interface gets on layer 3; the methods fit the addresses."""
    addresses = draw(_unique(ADDRESSES, 4))
    methods = {}
    for word, family, others in (("ipv4", 4, ["dhcp"]), ("ipv6", 6, ["auto", "dhcp"])):
        static = any(interface(address).version == family for address in addresses)
        methods[word] = draw(st.sampled_from(["static" if static else "none", *others]))
    return Addressing(
        **methods,
        addresses=addresses,
        gateways=draw(_unique(IPV4 | IPV6, 2)),
        dns=draw(_unique(IPV4 | IPV6, 3)),
        search=draw(_unique(DOMAINS, 2)),
        routes=tuple(draw(st.lists(routes(), max_size=2, unique=True))),
    )


def values(option: Option, members: tuple[str, ...]) -> st.SearchStrategy[Value]:
    """The values of one option, names of interfaces being mostly those of members."""
    whom = st.sampled_from(members) | NAMES if members else NAMES
    numbers = st.one_of(st.integers(option.min, option.max), st.integers(max(option.min, 0), min(option.max, 1000)))
    kinds: dict[str, st.SearchStrategy[Value]] = {
        "enum": st.sampled_from([choice.name for choice in option.choices] or [""]),
        "int": numbers,
        "ifname": whom,
        "mac": MACS,
        "ipv4_list": st.lists(IPV4, min_size=1, max_size=17).map(tuple),
        "ipv6_list": st.lists(IPV6, min_size=1, max_size=17).map(tuple),
        "member_int": st.dictionaries(whom, numbers, min_size=1, max_size=3).map(lambda given: tuple(given.items())),
    }
    return kinds[option.kind]


DESCRIPTIONS = (
    st.text(st.characters(exclude_categories=("C", "Z")) | st.just(" "), max_size=60)
    .map(lambda text: " ".join(text.rstrip("\\ ").split()))
    .filter(lambda text: not text.endswith("\\"))
    .map(clean_description)
)


@st.composite
def bonds(draw: st.DrawFn) -> Bond:
    """A bond in every field of which something may stand."""
    name = draw(NAMES.filter(lambda text: len(text) <= 10))
    members = draw(_unique(NAMES, 4))
    chosen = draw(st.lists(st.sampled_from(sorted(OPTIONS)), max_size=8, unique=True))
    options = ordered({each: draw(values(OPTIONS[each], members)) for each in chosen})
    ids = sorted(draw(st.sets(st.integers(1, 4094), max_size=2)))
    vlans = tuple(Vlan(number, draw(st.just(f"{name}.{number}") | NAMES), draw(addressings()), draw(MTUS)) for number in ids)
    over = draw(st.sampled_from([name, *(vlan.name for vlan in vlans)]))
    return Bond(
        name=clean_interface(name),
        mode=draw(st.sampled_from(sorted(MODES))),
        members=members,
        options=options,
        addressing=draw(addressings()),
        mtu=draw(MTUS),
        mac=draw(st.just("") | MACS),
        description=draw(DESCRIPTIONS),
        vlans=vlans,
        bridge=draw(st.none() | NAMES.map(lambda bridge: Bridge(bridge, over))),
    )


@st.composite
def calm_bonds(draw: st.DrawFn) -> Bond:
    """A bond whose interfaces all have names of their own, so that nothing is refused for its name."""
    bond = draw(bonds())
    taken = {"bond0", "br0", "eth0", "eth1", "eth2", "eth3"}
    members = tuple(f"eth{number}" for number in range(len(bond.members)))
    renamed = dict(zip(bond.members, members, strict=True))
    options = {key: _renamed(value, renamed) if OPTIONS[key].kind in ("ifname", "member_int") else value for key, value in bond.options}
    vlans = tuple(
        Vlan(
            vlan.id,
            f"bond0.{vlan.id}" if vlan.name == f"{bond.name}.{vlan.id}" or vlan.name in taken else f"v{vlan.id}",
            vlan.addressing,
            vlan.mtu,
        )
        for vlan in bond.vlans
    )
    over = draw(st.sampled_from(["bond0", *(vlan.name for vlan in vlans)]))
    bridge = Bridge("br0", over) if bond.bridge else None
    return Bond("bond0", bond.mode, members, ordered(options), bond.addressing, bond.mtu, bond.mac, bond.description, vlans, bridge)


def _renamed(value: Value, names: dict[str, str]) -> Value:
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, tuple):
        return tuple(entry if isinstance(entry, str) else (names.get(entry[0], entry[0]), entry[1]) for entry in value)  # type: ignore[return-value]
    return value
