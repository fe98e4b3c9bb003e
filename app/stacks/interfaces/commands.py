"""Follows the commands in up lines of interfaces(5), as far as they set up a bond."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.bonding.names import interface
from app.bonding.options import OPTIONS
from app.formats import commands
from app.formats.node import Node
from app.stacks.contract import Draft
from app.stacks.indirect.settings import say_redirection

ALIASES = {"peer_notify_delay": "peer_notif_delay"}


def up_lines(text: str, name: str) -> Iterator[list[str]]:
    """The commands of an up line of an interface, by their words, without what only handles failure."""
    for line in commands.read(text.replace("$IFACE", name)):
        words = [word for word in line.words if word not in ("-4", "-6")]
        yield words[: words.index("||")] if "||" in words else words


def enslaved(line: list[str], bond: str) -> list[str]:
    """The members in `ifenslave BOND MEMBER ...`, as stanzas had it before there were options."""
    line = [word for word in line if word not in ("-f", "--force")]
    return line[2:] if line[:1] in (["ifenslave"], ["/sbin/ifenslave"]) and line[1:2] == [bond] else []


@dataclass(frozen=True)
class Up:
    """One up line: the bond and the prefix of the words there that it is for, where it stands, and the interface of its stanza."""

    draft: Draft
    prefix: str
    path: str
    option: Node
    name: str

    def say(self, word: str, value: str) -> bool:
        """Note what a command says; always true, because it was understood."""
        self.draft.say(word, value, self.path, self.option)
        return True

    def follow(self, line: list[str]) -> bool:
        """Follow one command; whether it was understood."""
        if line[:3] == ["ip", "route", "add"]:
            return self.route(line)
        if line[:3] in (["ip", "address", "add"], ["ip", "addr", "add"]):
            return len(line) == 6 and line[4:] == ["dev", self.name] and self.say(self.prefix + "address", line[3])
        if line[:3] == ["route", "add", "-net"]:
            return self.old_route(line[3:])
        if members := enslaved(line, self.draft.name):
            return all(self.say("member", member) for member in members if member not in self.draft.values("member"))
        if line[:1] in (["modprobe"], ["/sbin/modprobe"]) and "bonding" in line:
            return self.module(line[line.index("bonding") + 1 :])
        if line[:1] == ["echo"]:
            return say_redirection({self.draft.name: self.draft}, self.path, self.option, tuple(line))
        if line[:3] == ["ip", "link", "set"] and "type" in line[:-1]:
            return self.link_set(line[3:])
        if line[:3] == ["ip", "link", "add"]:
            return self.link_add(line[3:])
        if line[:1] == ["sysctl"] and line[-1] == f"net/ipv6/conf/{self.name}/accept_ra=1":
            return self.say(self.prefix + "ipv6", "auto")
        return line[:1] == ["sysctl"] and line[-1].endswith(("accept_ra=0", "autoconf=0"))

    def route(self, line: list[str]) -> bool:
        """`ip route add DESTINATION via GATEWAY ...`."""
        pairs = dict(zip(line[4::2], line[5::2], strict=False))
        if len(line) < 6 or "via" not in pairs or not pairs.keys() <= {"via", "dev", "metric"}:
            return False
        if line[3] == "default" and "metric" not in pairs:
            return self.say(self.prefix + "gateway", pairs["via"])
        metric = f" metric {pairs['metric']}" if "metric" in pairs else ""
        return self.say(self.prefix + "route", f"{line[3]} via {pairs['via']}{metric}")

    def old_route(self, rest: list[str]) -> bool:
        """`route add -net DESTINATION netmask MASK gw GATEWAY`."""
        told = dict(zip(rest[1::2], rest[2::2], strict=False))
        to = f"{rest[0]}/{told['netmask']}" if "netmask" in told else rest[0] if rest else ""
        via = told.get("gw", "")
        return bool(via) and self.say(self.prefix + "route", f"{_network(to)} via {via}")

    def module(self, pairs: list[str]) -> bool:
        """Parameters of the module, as `modprobe bonding NAME=VALUE ...` gives them; the lines of the stanza win."""
        told = [pair.partition("=")[::2] for pair in pairs]
        if not all(word in OPTIONS or word in ("mode", "max_bonds") for word, _ in told):
            return False
        return all(self.say(word, text) for word, text in told if word != "max_bonds" and not self.draft.values(word))

    def link_add(self, rest: list[str]) -> bool:
        """`ip link add ... type vlan`, which the layers know already, or the bond itself with options."""
        rest = rest if rest[:1] and rest[0] in ("link", "name", "dev") else ["name", *rest]
        told = dict(zip(rest[::2], rest[1::2], strict=False))
        name = told.get("name") or told.get("dev", "")
        if told.get("type") == "bond" and name == self.draft.name and "type" in rest[::2]:
            return self.link_set([name, *rest[2 * rest[::2].index("type") :]])
        return told.get("type") == "vlan"

    def link_set(self, rest: list[str]) -> bool:
        """`ip link set NAME type bond|bond_slave NAME VALUE ...`."""
        rest = rest[1:] if rest[:1] == ["dev"] else rest
        if len(rest) < 3 or rest[1] != "type" or len(rest) % 2 == 0:
            return False
        name, kind, pairs = rest[0], rest[2], list(zip(rest[3::2], rest[4::2], strict=True))
        if not all(ALIASES.get(word, word) in OPTIONS or word == "mode" for word, _ in pairs):
            return False
        for word, text in pairs:
            if kind == "bond_slave":
                self.say(word, ",".join([*self.draft.values(word), f"{name}:{text}"]))
            elif word != "mode" or not self.draft.values("mode"):
                self.say(ALIASES.get(word, word), text)
        return kind in ("bond", "bond_slave")


def _network(text: str) -> str:
    """A destination with its prefix length, from a netmask."""
    try:
        return str(interface(text).network)
    except ValueError:
        return text
