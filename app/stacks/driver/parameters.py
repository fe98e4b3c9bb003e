"""The parameters of the module bonding: their one spelling, and how lines of modprobe's files are read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.bonding.modes import MODES
from app.formats.node import Node
from app.stacks.contract import Draft, Reader
from app.stacks.spelling import Key, Numbers

HASHING = frozenset({"balance-xor", "802.3ad", "balance-tlb", "balance-alb"})
CALM = frozenset(name for name, mode in MODES.items() if not mode.miimon)

PARAMETERS: dict[str, str | Key] = {
    # in the other modes the module puts its own 100 in place of a zero
    "miimon": Key("miimon", modes={"0": CALM}),
    "updelay": "updelay",
    "downdelay": "downdelay",
    "use_carrier": Key("use_carrier", Numbers("use_carrier")),
    "arp_interval": "arp_interval",
    "arp_ip_target": "arp_ip_target",
    # whatever its value, the module does not even load with it where arp_interval is missing
    "arp_validate": Key("arp_validate", needs="arp_interval"),
    "arp_all_targets": "arp_all_targets",
    "primary": "primary",
    "primary_reselect": Key("primary_reselect", needs="primary"),
    # its first form, in update 5.2 of RHEL, is a number; later ones read that too
    "fail_over_mac": Key("fail_over_mac", Numbers("fail_over_mac")),
    "xmit_hash_policy": Key("xmit_hash_policy", modes={"": HASHING}),
    "resend_igmp": "resend_igmp",
    "num_grat_arp": "num_grat_arp",
    "num_unsol_na": "num_unsol_na",
    "all_slaves_active": Key("all_slaves_active", Numbers("all_slaves_active")),
    "min_links": "min_links",
    "lp_interval": Key("lp_interval", since="3.14"),
    "packets_per_slave": "packets_per_slave",
    "lacp_rate": "lacp_rate",
    "ad_select": "ad_select",
}
"""Kernel option to parameter; `since` is a version of the kernel."""

OF_THE_MODULE = ("max_bonds", "tx_queues")
"""Parameters that are no option of a bond."""

MOST_BONDS = 64


def read_parameters(read: Reader, draft: Draft, path: str, node: Node, given: Iterable[str]) -> None:
    """Take the words `name=value` of a line into a draft; a name that the module does not have is refused."""
    for word in given:
        name, _, value = word.partition("=")
        if name == "mode":
            draft.say("mode", value, path, node)
        elif name not in OF_THE_MODULE and not read.option(draft, path, node, name, value):
            read.refuse(path, node, f"the module has no parameter {name}")


@dataclass
class Module:
    """What the files of modprobe say of the bonds that the module makes.

    `defaults` are what every bond starts with, `own` what an alias or a second load gives to one bond.
    """

    read: Reader
    defaults: list[tuple[str, str, str, Node | None]] = field(default_factory=list)
    own: dict[str, Draft] = field(default_factory=dict)
    aliases: list[str] = field(default_factory=list)
    most: int | None = None
    says: bool = False

    def file(self, path: str, nodes: list[Node]) -> None:
        """Read one file."""
        for node in nodes:
            if node.words[:1] == ("alias",) and node.words[2:] == ("bonding",):
                self.aliases.append(node.words[1].removeprefix("netdev-"))
                self.read.take(node)
                self.says = True
        for node in nodes:
            kind, whom = (*node.words, "", "")[:2]
            if kind == "options" and whom == "bonding":
                self.loaded(path, node, node.words[2:])
            elif kind == "options" and whom in self.aliases:
                self.for_one(whom, path, node, node.words[2:])
            elif kind == "install" and "bonding" in node.words[2:]:
                self.install(path, node, whom)

    def loaded(self, path: str, node: Node, given: Iterable[str]) -> None:
        """The module is loaded with these parameters, or will be."""
        given = list(given)
        draft = Draft("", self.defaults)
        self.read.take(node)
        read_parameters(self.read, draft, path, node, given)
        self.defaults = draft.said
        self.says = self.says or any(word.partition("=")[0] not in OF_THE_MODULE for word in given)
        self.count(path, node, given)

    def count(self, path: str, node: Node, given: Iterable[str]) -> None:
        """How many bonds the module makes by itself; the last word counts."""
        for word in given:
            name, _, value = word.partition("=")
            if name == "max_bonds" and re.fullmatch(r"[0-9]{1,9}", value) and int(value) <= MOST_BONDS:
                self.most = int(value)
            elif name == "max_bonds":
                self.read.refuse(path, node, f"max_bonds={value} is no number of bonds that is read here; the most is {MOST_BONDS}")

    def for_one(self, name: str, path: str, node: Node, given: Iterable[str]) -> None:
        """Parameters that one alias has for itself."""
        given = list(given)
        self.read.take(node)
        read_parameters(self.read, self.own.setdefault(name, Draft(name)), path, node, given)
        self.count(path, node, given)

    def install(self, path: str, node: Node, name: str) -> None:
        """A load of the module under a second name, as it was done before sysfs: `modprobe -o bond1 --ignore-install bonding mode=1`."""
        given = [word for word in node.words[node.words.index("bonding") + 1 :] if "=" in word]
        if not given or "modprobe" not in node.words[2].rpartition("/")[2]:
            return
        self.says = True
        self.for_one(name, path, node, given)

    def names(self) -> list[str]:
        """The bonds that are there once the module is loaded, if nothing else makes one."""
        made = [f"bond{number}" for number in range(1 if self.most is None else self.most)] if self.says else []
        return list(dict.fromkeys([*made, *self.own]))

    def draft(self, name: str) -> Draft:
        """A bond as the module makes it."""
        own = self.own[name].said if name in self.own else []
        draft = Draft(name, list(self.defaults))
        for word, value, path, node in own:
            draft.say(word, value, path, node)
        return draft
