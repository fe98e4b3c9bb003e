"""Masking: a text without what should not be shared, that still tells the same about its bonds.

Passwords and keys go; public addresses become addresses for documentation, and the end of a hardware address a number. The same
value always gets the same stand-in, so what was equal stays equal.
"""

from __future__ import annotations

import re
from ipaddress import ip_address

SECRET = re.compile(
    r"""(?P<name>\b[\w.-]{0,60}(?:passw(?:or)?d|passphrase|secret|psk|token|credential|community|private[_-]?key|wep-key\d?|api[_-]?key)[\w-]{0,20}["']?
    \s*(?:[:=]|\s)\s*)(?P<value>"[^"\n]*"|'[^'\n]*'|[^\s,;]+)""",
    re.IGNORECASE | re.VERBOSE,
)
TYPED = re.compile(
    r"(?P<name>\b(?:passw(?:or)?d|secret|community|key-string|md5(?=[ \t]+\d[ \t]+\S{6})|key(?=[ \t]+[5-9][ \t]+\S{8}))[ \t]+"
    r"(?:\d{1,2}|sha\d*|md5|encrypted|(?:irreversible-)?cipher|simple|ascii-text)[ \t]+)[^\s;]+",
    re.IGNORECASE,
)
"""As switches write it: the kind of the secret stands before it (secret 9 …, password 7 …)."""
OTHERS = (
    re.compile(r"(?P<name>\b[a-z][a-z0-9+.-]{1,15}://)[^\s/@]{1,200}(?=@)", re.IGNORECASE),
    re.compile(r"(?P<name>\b(?:bearer|basic)[ \t]+)[A-Za-z0-9._~+/=-]{8,}", re.IGNORECASE),
    re.compile(r"(?P<name>(?:^|\s)(?:-u|--user)[ =])[^\s:]{1,100}:\S+"),
    re.compile(
        r"(?P<name>\bsnmp-server[ \t]+host[ \t]+\S+[ \t]+(?:(?:traps|informs)[ \t]+)?(?:version[ \t]+\S+[ \t]+)?)\S+", re.IGNORECASE
    ),
    re.compile(r"(?P<name>\b(?:tacacs|radius)-server[ \t]+(?:host[ \t]+\S+[ \t]+)?key[ \t]+)(?!\d[ \t])\S+", re.IGNORECASE),
)
"""What stands in addresses and commands without such a name: user and password, tokens, the community of a trap, a server's key."""
HASHED = re.compile(r"\$(?:\d{1,2}[a-z]?|y|sha512|8021x)\$[^\s\"';,]{4,}")
BLOCK = re.compile(r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----.*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|\Z)", re.DOTALL)
MAC = re.compile(
    r"\b(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}\b(?!:)"
    r"|(?<![\w-])(?:(?:[0-9A-Fa-f]{2}-){5}[0-9A-Fa-f]{2}|(?:[0-9A-Fa-f]{4}-){2}[0-9A-Fa-f]{4})(?!-?\w)"
    r"|(?<![\w.])(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}(?!\.?\w)"
)
"""A hardware address as Linux writes it, and as switches do: by dashes, or four digits at a time."""
IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\.\d)")
IPV6 = re.compile(r"(?<![\w:])[23][0-9A-Fa-f]{0,3}:[0-9A-Fa-f:]{2,40}(?![\w:])")
MASKED = "***"


class Mask:
    """Stand-ins by value; keep one for all parts of a text."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self._counts: dict[str, int] = {}

    def of_bytes(self, part: bytes) -> bytes:
        """A part of a text, masked. No line is added or taken away."""
        return self.of_text(part.decode("utf-8", "replace")).encode()

    def of_text(self, text: str) -> str:
        """A text, masked. No line is added or taken away."""
        text = BLOCK.sub(lambda match: "\n".join([MASKED] * (match[0].count("\n") + 1)), text)
        text = TYPED.sub(lambda match: match["name"] + MASKED, text)
        for pattern in OTHERS:
            text = pattern.sub(lambda match: match["name"] + MASKED, text)
        text = SECRET.sub(lambda match: match["name"] + MASKED, text)
        text = HASHED.sub(MASKED, text)
        text = MAC.sub(self._mac, text)
        text = IPV4.sub(self._address, text)
        return IPV6.sub(self._address, text)

    def _mac(self, match: re.Match[str]) -> str:
        digits = re.sub(r"[^0-9a-f]", "", match[0].lower())
        if digits in ("0" * 12, "f" * 12):
            return match[0]
        stand_in = iter(f"{re.sub('[^0-9A-Fa-f]', '', match[0])[:6]}{self._number('mac', digits):06x}")
        return "".join(mark if mark in ":.-" else next(stand_in) for mark in match[0])

    def _address(self, match: re.Match[str]) -> str:
        try:
            address = ip_address(match[0])
        except ValueError:
            return match[0]
        if not address.is_global:
            return match[0]
        number = self._number(f"ip{address.version}", str(address))
        return f"2001:db8::{number:x}" if address.version == 6 else f"203.0.{113 + number // 254}.{number % 254 + 1}"

    def _number(self, kind: str, value: str) -> int:
        """1 for the first value of a kind, 2 for the next other one."""
        if (kind, value) not in self._numbers:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self._numbers[kind, value] = self._counts[kind]
        return self._numbers[kind, value]
