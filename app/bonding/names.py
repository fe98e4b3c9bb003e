"""Names and addresses that may stand in a generated file: what is let in, and in which form.

Everything here returns the clean form or raises ValueError with what is wrong and the mend.
The rules are narrower than the kernel's, which takes any byte but slash, colon and white space:
a name that a shell or a parser could read as something else is refused here.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache

from app.bonding.problems import is_visible_text

INTERFACE_BYTES = 15
DESCRIPTION_CHARS = 200

Interface = ipaddress.IPv4Interface | ipaddress.IPv6Interface
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Misspelled(ValueError):
    """A value that is wrong, and what it must be instead."""

    def __init__(self, message: str, instead: str) -> None:
        super().__init__(message)
        self.instead = instead


def clean_interface(text: str) -> str:
    """An interface name: at most 15 bytes; letters, digits, dot, dash and underscore."""
    if len(text.encode()) > INTERFACE_BYTES:
        raise ValueError(f"is longer than the {INTERFACE_BYTES} bytes that the kernel allows. Shorten it.")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", text):
        raise ValueError("is not an interface name. Use letters, digits, dot, dash and underscore, the first a letter or digit.")
    if text == "lo":
        raise ValueError("is the loopback interface, which is there already and must stay. Choose another.")
    if text == "bonding_masters":
        raise ValueError("is a file of the kernel in /sys/class/net, where no interface can stand. Choose another.")
    if text in ("all", "default"):
        raise ValueError("is a name that the kernel keeps for itself under /proc/sys/net. Choose another.")
    return text


def clean_mac(text: str) -> str:
    """A unicast address of six bytes in lower case with colons; dashes are read too."""
    if not re.fullmatch(r"[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}", text):
        raise ValueError("is not a hardware address. Write six bytes such as 02:00:00:00:00:01.")
    mac = text.lower().replace("-", ":")
    if int(mac[:2], 16) & 1:
        raise ValueError("is a group address, which no interface can have. Give one whose first byte is even.")
    if mac == "00:00:00:00:00:00":
        raise ValueError("is all zeros. Give the address, or leave the field empty.")
    return mac


def clean_address(text: str) -> str:
    """An address with its prefix length: 192.0.2.10/24 or 2001:db8::10/64."""
    if "%" in text:  # whatever stands behind it would be kept as it is
        raise ValueError("holds a scope (%). Give the bare address.")
    if "/" not in text and is_ip(text):
        raise ValueError(f"has no prefix length. Write for example {text}/{64 if ':' in text else 24}.")
    prefix = text.rpartition("/")[2]
    if not prefix.isdigit() and is_ip(text.rpartition("/")[0]):
        raise ValueError("has no prefix length behind the slash. Write for example /24.")
    try:
        interface = ipaddress.ip_interface(text)
    except ValueError:
        raise ValueError("is not an address. Write 192.0.2.10/24 or 2001:db8::10/64.") from None
    return _usable(interface.ip) and str(interface)


def is_ip(text: str) -> bool:
    """Whether a text is an address, of whatever use."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def clean_ip(text: str) -> str:
    """One address without a prefix length."""
    if is_ip(text.partition("/")[0]) and "/" in text:
        raise ValueError("holds a prefix length. Give the bare address.")
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        raise ValueError("is not an address. Write 192.0.2.1 or 2001:db8::1.") from None
    return _usable(address) and str(address)


def _usable(address: Address) -> str:
    """Complain about addresses that no host can have; otherwise the text of it."""
    if isinstance(address, ipaddress.IPv6Address) and address.scope_id:
        raise ValueError("holds a scope (%). Give the bare address.")
    if address.is_multicast:
        raise ValueError("is a multicast address. Give the address of one host.")
    if address.is_unspecified or address.is_loopback:
        raise ValueError("can't be the address of a host on a network. Give another.")
    if str(address) == "255.255.255.255":
        raise ValueError("is the broadcast address. Give the address of one host.")
    return str(address)


def clean_network(text: str) -> str:
    """A destination of a route: 10.0.0.0/8, 2001:db8::/32, or `default`'s two spellings."""
    if not re.fullmatch(r"[0-9A-Fa-f:.]+(/\d{1,3})?", text):
        raise ValueError("is not a network. Write 10.0.0.0/8 or 2001:db8:1::/48.")
    try:
        return str(ipaddress.ip_network(text))
    except ValueError as error:
        if "host bits" in str(error):
            fixed = ipaddress.ip_network(text, strict=False)
            raise Misspelled(f"has bits set behind its prefix. The network is {fixed}.", str(fixed)) from None
        raise ValueError("is not a network. Write 10.0.0.0/8 or 2001:db8:1::/48.") from None


def clean_domain(text: str) -> str:
    """A DNS domain, in lower case, without the closing dot."""
    name = text.removesuffix(".").lower()
    label = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
    if len(name) > 253 or not re.fullmatch(rf"{label}(?:\.{label})*", name):
        raise ValueError("is not a domain name. Write example.org.")
    return name


def clean_description(text: str) -> str:
    """One line of free text that may stand in a comment."""
    if len(text) > DESCRIPTION_CHARS:
        raise ValueError(f"is longer than {DESCRIPTION_CHARS} characters. Shorten it.")
    if not is_visible_text(text):
        raise ValueError("holds a line break or an invisible character. Keep it to one line of plain text.")
    if text.endswith("\\"):
        raise ValueError("ends with a backslash, which would join it to the next line. Leave that out.")
    return " ".join(text.split())


def clean_id(text: str) -> int:
    """A VLAN id, 1 to 4094."""
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and 1 <= int(text) <= 4094):
        raise ValueError("is not a VLAN id. Give a number from 1 to 4094.")
    return int(text)


@lru_cache(maxsize=4096)
def interface(text: str) -> Interface:
    """The parsed form of a clean address."""
    return ipaddress.ip_interface(text)


@lru_cache(maxsize=4096)
def ip(text: str) -> Address:
    """The parsed form of a clean address without prefix."""
    return ipaddress.ip_address(text)


@lru_cache(maxsize=4096)
def network(text: str) -> Network:
    """The parsed form of a clean network."""
    return ipaddress.ip_network(text)
