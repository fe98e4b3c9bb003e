"""What the kernels are asked, made from the table: every option in every mode, its values and edges, and when it can be changed."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

from app.bonding.modes import MODES
from app.bonding.names import ip
from app.bonding.options import OPTIONS, Option, write_value

ATTRIBUTES = {
    "IFLA_BOND_MODE": (1, "B"), "IFLA_BOND_ACTIVE_SLAVE": (2, "I"), "IFLA_BOND_MIIMON": (3, "I"), "IFLA_BOND_UPDELAY": (4, "I"),
    "IFLA_BOND_DOWNDELAY": (5, "I"), "IFLA_BOND_USE_CARRIER": (6, "B"), "IFLA_BOND_ARP_INTERVAL": (7, "I"),
    "IFLA_BOND_ARP_IP_TARGET": (8, "list"), "IFLA_BOND_ARP_VALIDATE": (9, "I"), "IFLA_BOND_ARP_ALL_TARGETS": (10, "I"),
    "IFLA_BOND_PRIMARY": (11, "I"), "IFLA_BOND_PRIMARY_RESELECT": (12, "B"), "IFLA_BOND_FAIL_OVER_MAC": (13, "B"),
    "IFLA_BOND_XMIT_HASH_POLICY": (14, "B"), "IFLA_BOND_RESEND_IGMP": (15, "I"), "IFLA_BOND_NUM_PEER_NOTIF": (16, "B"),
    "IFLA_BOND_ALL_SLAVES_ACTIVE": (17, "B"), "IFLA_BOND_MIN_LINKS": (18, "I"), "IFLA_BOND_LP_INTERVAL": (19, "I"),
    "IFLA_BOND_PACKETS_PER_SLAVE": (20, "I"), "IFLA_BOND_AD_LACP_RATE": (21, "B"), "IFLA_BOND_AD_SELECT": (22, "B"),
    "IFLA_BOND_AD_INFO": (23, "nested"), "IFLA_BOND_AD_ACTOR_SYS_PRIO": (24, "H"), "IFLA_BOND_AD_USER_PORT_KEY": (25, "H"),
    "IFLA_BOND_AD_ACTOR_SYSTEM": (26, "mac"), "IFLA_BOND_TLB_DYNAMIC_LB": (27, "B"), "IFLA_BOND_PEER_NOTIF_DELAY": (28, "I"),
    "IFLA_BOND_AD_LACP_ACTIVE": (29, "B"), "IFLA_BOND_MISSED_MAX": (30, "B"), "IFLA_BOND_NS_IP6_TARGET": (31, "list"),
    "IFLA_BOND_COUPLED_CONTROL": (32, "B"), "IFLA_BOND_BROADCAST_NEIGH": (33, "B"), "IFLA_BOND_LACP_STRICT": (34, "B"),
}  # fmt: skip
"""Number and form of the attributes of a bond: letters are those of `struct`."""

MEMBER_ATTRIBUTES = {"IFLA_BOND_SLAVE_QUEUE_ID": (5, "H"), "IFLA_BOND_SLAVE_PRIO": (9, "i"), "IFLA_BOND_SLAVE_ACTOR_PORT_PRIO": (10, "H")}
LARGEST = {"B": 2**8 - 1, "H": 2**16 - 1, "I": 2**32 - 1, "i": 2**31 - 1}
WRONG = "nonsense"


def questions() -> dict[str, Any]:
    """All of them, as the guest reads them. The id of a try is `option|via|mode|state|value`."""
    return {
        "modes": {mode.name: mode.number for mode in MODES.values()},
        "tries": [each for option in OPTIONS.values() for each in _of(option)],
    }


def form(option: Option) -> tuple[int, str]:
    """Number and form of an option's attribute."""
    return (MEMBER_ATTRIBUTES | ATTRIBUTES)[option.netlink]


def plain(option: Option) -> str:
    """A value of an option that every kernel takes that has it: what is tried in each mode and each state."""
    if option.kind == "member_int":
        return option.example.partition(",")[0].rpartition(":")[2]
    if option.kind == "enum" and option.name != "use_carrier":
        return next(choice.name for choice in option.choices if choice.name != option.default and choice.since == option.since)
    return option.example


def home(option: Option) -> str:
    """A mode in which the kernel takes the option."""
    return next(mode for mode in ("active-backup", "802.3ad", "balance-tlb", "balance-rr") if mode in option.accepted)


def _of(option: Option) -> Iterator[dict[str, Any]]:
    member = option.kind == "member_int"
    state = "members" if member or option.name == "active_slave" else "fresh"
    ways = (["file"] if option.sysfs else []) + ["attribute"]
    for via in ways:
        for mode in MODES:
            yield _try(option, via, mode, state, plain(option))
        for other in ("up", "members") if state == "fresh" else ():
            yield _try(option, via, home(option), other, plain(option))
        for text in _values(option, via):
            yield _try(option, via, home(option), state, text)
        for need in option.needs:
            yield _try(option, via, home(option), state, plain(option), without=need)


def _values(option: Option, via: str) -> Iterator[str]:
    """Names and numbers of an enumeration and the numbers around them; the edges of a range; what is no value at all."""
    file = via == "file"
    if option.kind == "enum":
        yield from (str(number) for number in range(max(choice.number for choice in option.choices) + 2))
        yield from (choice.name for choice in option.choices if file)
    if option.kind in ("int", "member_int"):
        largest = 2**63 if file else LARGEST[form(option)[1]]
        smallest = -(2**31) if file or option.min < 0 else 0
        edges = (option.min - 1, option.min, option.max, option.max + 1)
        yield from (str(edge) for edge in edges if smallest <= edge <= largest)
    if option.kind == "mac":
        yield from ("01:00:5e:00:00:01", "00:00:00:00:00:00")
    if option.kind == "ipv4_list":
        yield from ("255.255.255.255", "0.0.0.0")  # noqa: S104 - an address that the kernel refuses
    if option.kind == "ipv6_list":
        yield from ("ff02::1", "::1")
    if file:
        yield WRONG


def _try(option: Option, via: str, mode: str, state: str, text: str, without: str = "") -> dict[str, Any]:
    before = [[need, {"miimon": "100", "arp_interval": "1000"}[need]] for need in option.needs if need != without]
    found: dict[str, Any] = {
        "id": "|".join((option.name, via, mode, f"{state} without {without}" if without else state, text)),
        "option": option.name, "via": via, "mode": MODES[mode].number, "state": state, "before": before,
    }  # fmt: skip
    if via == "file":
        lists = option.kind == "ipv4_list" and text != WRONG
        return found | {"text": f"eth0:{text}" if option.kind == "member_int" else f"+{text}" if lists else text}
    number, _ = form(option)
    return found | {"number": number, "hex": packed(option, text).hex()} | ({"via": "member attribute"} if option.scope == "member" else {})


def packed(option: Option, text: str) -> bytes:
    """A value as an attribute carries it; the member is always eth0, whose index the guest fills in."""
    _, letter = form(option)
    if letter == "mac":
        return bytes.fromhex(text.replace(":", ""))
    if letter == "list":
        address = ip(text).packed
        return struct.pack("=HH", len(address) + 4, 0) + address
    if option.kind == "ifname":
        return b""
    choice = option.choice(text)
    return struct.pack(f"={letter}", choice.number if choice else int(text))


def default(option: Option) -> str:
    """The text of an option's default."""
    return write_value(option.default)
