"""Follows a script or a transcript that uses the files of the driver, and minds what the driver refuses at that point."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.bonding.modes import MODES
from app.bonding.options import OPTIONS, Option
from app.formats.commands import is_write
from app.formats.node import Node
from app.stacks.contract import Draft, Reader
from app.stacks.driver import MASTERS
from app.stacks.driver.old_tools import OldTools
from app.stacks.driver.parameters import Module
from app.stacks.ip_commands import at_type, pairs

OF_A_LINK = re.compile(r"/sys/(?:class/net|devices/virtual/net)/([^/]+)/(bonding/\w+|mtu|address)")
CONF = re.compile(r"/proc/sys/(net/ipv6/conf/[^/]+/accept_ra)")


class DriverFollower(OldTools):
    """Keeps what the lines of all files have made so far.

    `fresh` are bonds whose whole story is known, because they were made here; `touched` those with a file that was written.
    """

    def __init__(self, read: Reader, module: Module) -> None:
        super().__init__(read, "")
        self.module = module
        self.fresh: set[str] = set()
        self.touched: set[str] = set()

    def follow_file(self, path: str, nodes: list[Node]) -> None:
        """Follow one file; what it says of an interface that nobody has made yet waits for the next."""
        self.path, self.comments = path, []
        for node in nodes:
            if node.name == "#":
                self.comment(node)
            elif self.line(node):
                self.read.take(node)
        self.settle()

    def line(self, node: Node) -> bool:
        """Follow a write or a command; whether it was understood."""
        return self.put(node) if is_write(node) else self.command(list(node.words), node)

    # ---- commands

    def command(self, line: list[str], node: Node) -> bool:
        """Follow one command: loading the module makes bonds, a look or a trap nothing."""
        words = line[1:] if line[:1] == ["sudo"] else line
        name = words[0].rpartition("/")[2] if words else ""
        if name == "modprobe" and words[1:2] == ["bonding"]:
            self.module.loaded(self.path, node, [word for word in words[2:] if "=" in word])
            return True
        if name in ("trap", "test", "[", "grep", "cat"):
            return True
        return super().command(line, node)

    def link_set(self, rest: list[str], node: Node) -> bool:
        """Ip link set; a bond that the module has made is known from here on."""
        head, _, _ = at_type(rest)
        told = pairs(head, first="dev")
        self.known(told.get("dev", ""))
        self.known(told.get("master", ""))
        return super().link_set(rest, node)

    def make(self, name: str) -> Draft:
        """A bond comes into being, with what the module was loaded with."""
        draft = self.bonds[name] = self.module.draft(name)
        self.up.discard(name)
        self.describe(draft)
        return draft

    def known(self, name: str) -> Draft | None:
        """The bond of that name, if one is there by now."""
        if name not in self.bonds and name in self.module.names():
            self.fresh.add(name)
            self.make(name)
        return self.bonds.get(name)

    # ---- writes

    def put(self, node: Node) -> bool:
        """Follow one write into a file of the kernel."""
        if node.name == MASTERS:
            return self.masters(node.text, node)
        if match := CONF.fullmatch(node.name):
            return self.sysctl(f"{match[1]}={node.text}", node)
        match = OF_A_LINK.fullmatch(node.name)
        if match is None:
            return False
        name, file = match[1], match[2]
        if file.startswith("bonding/"):
            draft = self.known(name) or self.make(name)
            self.touched.add(name)
            self.option(draft, file.removeprefix("bonding/"), node.text.strip(), node)
            return False  # `option` marks what it took
        return self.link_set(["dev", name, file, node.text.strip()], node)

    def masters(self, text: str, node: Node) -> bool:
        """A bond is made or taken away."""
        sign, name = text[:1], text[1:].strip()
        there = self.known(name) is not None
        if sign not in ("+", "-") or not name:
            self.read.refuse(self.path, node, "the driver wants +NAME or -NAME here")
        elif sign == "+" and there and name in self.touched:
            self.read.refuse(self.path, node, f"there is a {name} already")
        elif sign == "-":
            self.bonds.pop(name, None)
            self.touched.discard(name)
        elif not there:
            self.fresh.add(name)
            self.make(name)
        return True

    def option(self, draft: Draft, file: str, text: str, node: Node) -> None:
        """A value is written into one of the bond's files."""
        if file == "mode":
            self.mode(draft, text, node)
        elif file == "slaves":
            self.slaves(draft, text, node)
        elif file == "arp_ip_target":
            self.target(draft, text, node)
        elif file == "queue_id":
            member, _, number = text.rpartition(":")
            self.read.option(draft, self.path, node, file, number, member=member or "?")
        elif key := self.read.spelling.by_name(file):
            option = OPTIONS[key.option]
            if why := self.refusal(draft, option, text):
                self.read.refuse(self.path, node, why)
                return
            self.monitor(draft, file, text)
            if text or option.kind != "ifname":
                self.read.option(draft, self.path, node, file, text)
            else:  # an empty name takes it back
                drop(draft, file)
                self.read.take(node)

    def mode(self, draft: Draft, text: str, node: Node) -> None:
        """The mode; it takes with it what does not fit to it."""
        if draft.name in self.fresh and draft.values("member"):
            self.read.refuse(self.path, node, "the driver refuses a mode while the bond has members; write it before them")
        elif draft.name in self.fresh and draft.name in self.up:
            self.read.refuse(self.path, node, "the driver refuses a mode while the bond is up; write it before")
        else:
            draft.say("mode", text, self.path, node)
            self.read.take(node)
            drop(draft, "arp_validate")
            if MODES[mode_of(draft)].miimon:
                drop(draft, "arp_interval")

    def slaves(self, draft: Draft, text: str, node: Node) -> None:
        """A member joins or leaves."""
        sign, member = text[:1], text[1:]
        if sign == "+" and member:
            self.read.take(node)
            if member not in draft.values("member"):
                draft.say("member", member, self.path, node)
        elif sign == "-" and member:
            self.read.take(node)
            draft.said = [each for each in draft.said if each[:2] != ("member", member)]
        else:
            self.read.refuse(self.path, node, "the driver wants +MEMBER or -MEMBER here")

    def target(self, draft: Draft, text: str, node: Node) -> None:
        """A target of the ARP monitor; one a write."""
        have = [each for value in draft.values("arp_ip_target") for each in value.split(",")]
        if text[:1] not in ("+", "-") or "," in text:
            self.read.refuse(self.path, node, "the driver wants +ADDRESS or -ADDRESS here, one in each write")
            return
        if text[:1] == "+" and text[1:] in have:
            self.read.refuse(self.path, node, f"{text[1:]} is a target already")
            return
        left = [*have, text[1:]] if text[:1] == "+" else [each for each in have if each != text[1:]]
        drop(draft, "arp_ip_target")
        self.read.take(node)
        if left:
            draft.say("arp_ip_target", ",".join(left), self.path, node)

    def refusal(self, draft: Draft, option: Option, text: str) -> str:
        """Why the driver refuses a write at this point; empty where it takes it, or where the story before is not known."""
        name, mode = option.name, mode_of(draft)
        if draft.name not in self.fresh:
            return ""
        if mode not in option.accepted:
            return f"the driver refuses {name} in mode {mode}; write the mode first"
        if option.down and draft.name in self.up:
            return f"the driver refuses {name} while the bond is up; write it before"
        if option.empty and draft.values("member"):
            return f"the driver refuses {name} while the bond has members; write it before them"
        if "miimon" in option.needs and (draft.values("miimon") or [str(MODES[mode].miimon)])[-1] == "0":
            return f"the driver refuses {name} while miimon is 0; write miimon first"
        return ""

    @staticmethod
    def monitor(draft: Draft, file: str, text: str) -> None:
        """One monitor switches the other one off."""
        if text.strip("0") and file in ("miimon", "arp_interval"):
            gone = ("arp_interval", "arp_validate") if file == "miimon" else ("miimon", "updelay", "downdelay")
            for name in gone:
                drop(draft, name)

    # ---- what is found

    def found(self) -> Iterator[Draft]:
        """The bonds that a file of the driver was written for."""
        yield from (draft for name, draft in self.bonds.items() if name in self.touched)


def drop(draft: Draft, word: str) -> None:
    """Take back what was said of a word."""
    draft.said = [each for each in draft.said if each[0] != word]


def mode_of(draft: Draft) -> str:
    """The name of the mode that a draft has by now."""
    said = (draft.values("mode") or ["balance-rr"])[-1]
    return next((name for name, mode in MODES.items() if said in (name, str(mode.number))), "balance-rr")
