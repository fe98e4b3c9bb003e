"""What the lines around the options say: a phrase for each way in which a line begins.

A stack's `frame` maps the beginning of a line to what that line does: "Kind=bond" before
"Kind", `*` for a run of anything but blanks. The longest beginning that fits is the one
that counts; lines of commands that every stack has are explained here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from app.bonding.model import Bond
from app.bonding.wire import ADDRESSING
from app.formats.node import Node

COMMANDS = {
    "(": "The parentheses make the shell read all the lines before the first of them runs: the connection may be gone after it.",
    ")": "The end of the lines that belong together.",
    "mkdir": "Makes a folder and copies the present files into it. It fails where the folder is there already, so that a second try "
    "cannot put changed files over the old ones.",
    "/bin/cp -af": "Puts the old files back over those that are there, with their owners and times. The whole path passes by an alias "
    "that asks.",
    "rm -f": "Takes away the files that this change brought.",
    "cat /proc/net/bonding": "Shows the bond as the driver sees it: mode, monitor, and the state of every member.",
    "grep -E": "Picks the lines about LACP out of the driver's own view.",
    "ip link delete": "Takes an interface away, and what stands on it.",
    "ip address show": "Shows addresses as the kernel has them.",
    "ip route show": "Shows routes as the kernel has them.",
    "grep -H ''": "Shows what the kernel has in these files.",
    "ip -d link show": "Shows the options of an interface as the kernel has them.",
    "ping": "Sends three packets and waits for the answers.",
    "ping6": "Sends three packets over IPv6 and waits for the answers.",
    "networkctl status": "Shows what networkd makes of the interface, and which file it uses for it.",
}
"""Commands of steps, whatever the stack."""


def phrase(frame: Mapping[str, str], line: str) -> str:
    """What a line of a file or a step does; empty where nothing is known but what it is about."""
    text = line.strip().removeprefix("- ")
    for pattern, meaning in _patterns(tuple(frame.items())):
        if pattern.match(text):
            return meaning
    return ""


@lru_cache(maxsize=64)
def _patterns(frame: tuple[tuple[str, str], ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The beginnings as patterns, the longest first."""
    return tuple((_pattern(begin), meaning) for begin, meaning in sorted(frame, key=lambda pair: -len(pair[0])))


def _pattern(begin: str) -> re.Pattern[str]:
    """One beginning; it ends where a word ends."""
    return re.compile(r"\S*".join(map(re.escape, begin.split("*"))) + (r"(?![\w-])" if begin[-1].isalnum() else ""))


def belongs(bond: Bond, interface: str, nodes: Iterable[Node]) -> list[Node]:
    """Nodes that say something of one interface, about the words of that interface.

    `address` becomes `vlan.10.address` for VLAN 10 and for the bridge over it, `name` the word
    that names the interface: `member`, `vlan.10.name`, `bridge`.
    """
    named, prefix = _words_of(bond, interface)
    found = list(nodes)
    for node in (each for root in found for each in root.walk()):
        words = (named if word == "name" else prefix + word if word in ADDRESSING else word for word in node.about.split())
        node.about = " ".join(words)
    return found


def _words_of(bond: Bond, interface: str) -> tuple[str, str]:
    """The word that names an interface, and what stands before the words of its addresses."""
    vlans = {vlan.name: f"vlan.{vlan.id}." for vlan in bond.vlans}
    if interface in vlans:
        return vlans[interface] + "name", vlans[interface]
    if bond.bridge and interface == bond.bridge.name:
        return "bridge", vlans.get(bond.bridge.over, "")
    return ("member" if interface in bond.members else "name"), ""
