"""Follows the tools that came before `ip`: ifconfig, ifenslave, route, vconfig and brctl."""

from __future__ import annotations

from app.formats.node import Node
from app.stacks.contract import Draft, Reader
from app.stacks.ifcfg_files import with_prefix
from app.stacks.ip_commands import Follower, at_type, pairs

SILENT = ("set_name_type", "stp", "setfd")
"""Words of vconfig and brctl that say nothing of a bond."""


class OldTools(Follower):
    """A follower that knows them too; `up` are the interfaces that were brought up."""

    def __init__(self, read: Reader, path: str) -> None:
        super().__init__(read, path)
        self.up: set[str] = set()

    def known(self, name: str) -> Draft | None:
        """The bond of that name, if one is there by now."""
        return self.bonds.get(name)

    def command(self, line: list[str], node: Node) -> bool:
        """Follow one command; whether it was understood."""
        words = line[1:] if line[:1] == ["sudo"] else line
        name = words[0].rpartition("/")[2] if words else ""
        tools = {
            "ifconfig": self.ifconfig,
            "ifenslave": self.ifenslave,
            "route": self.route,
            "vconfig": self.vconfig,
            "brctl": self.brctl,
        }
        return tools[name](words[1:], node) if name in tools else super().command(line, node)

    def link_set(self, rest: list[str], node: Node) -> bool:
        """Ip link set, which may bring an interface up or give a VLAN another name."""
        head, _, _ = at_type(rest)
        told = pairs(head, first="dev")
        name, new = told.get("dev", ""), told.get("name", "")
        if "up" in told:
            self.up.add(name)
        self.up -= {name} if "down" in told else set()
        if new and name in self.vlans:
            draft, number = self.vlans[new] = self.vlans.pop(name)
            draft.say(f"vlan.{number}.name", new, self.path, node)
            return True
        return super().link_set(rest, node)

    def ifconfig(self, line: list[str], node: Node) -> bool:
        """`ifconfig bond0 192.0.2.10 netmask 255.255.255.0 mtu 9000 up`."""
        if not line:
            return False
        name, rest = line[0], line[1:]
        self.known(name)
        told: dict[str, str] = {}
        address = ""
        while rest:
            word = rest.pop(0)
            if word in ("up", "down"):
                self.link_set(["dev", name, word], node)
            elif word in ("netmask", "broadcast", "mtu", "hw", "add") and rest:
                told[word] = rest.pop(0) if word != "hw" else (rest.pop(0), rest.pop(0) if rest else "")[1]
            elif word in ("inet", "inet6"):
                continue
            elif not address:
                address = word
            else:
                return False
        if address == "0.0.0.0":  # noqa: S104 - that is how ifconfig takes an address away
            address = ""
        if "mtu" in told:
            self.waiting.append((name, "mtu", told["mtu"], node))
        if "hw" in told:
            self.waiting.append((name, "mac", told["hw"], node))
        if address or "add" in told:
            self.waiting.append((name, "address", with_prefix(address, told.get("netmask", "")) if address else told["add"], node))
        return not (address or "add" in told or "mtu" in told or "hw" in told)

    def ifenslave(self, line: list[str], node: Node) -> bool:
        """`ifenslave bond0 eth0 eth1`; with -d members leave, with -c one becomes the active one."""
        flags = [word for word in line if word.startswith("-")]
        names = [word for word in line if not word.startswith("-")]
        draft = self.known(names[0]) if names else None
        if draft is None or set(flags) - {"-v", "-f", "-d"}:
            return False
        for member in names[1:]:
            if "-d" in flags:
                draft.said = [each for each in draft.said if each[:2] != ("member", member)]
            elif member not in draft.values("member"):
                draft.say("member", member, self.path, node)
        return True

    def route(self, line: list[str], node: Node) -> bool:
        """`route add default gw 192.0.2.1 dev bond0`, `route add -net 10.0.0.0 netmask 255.0.0.0 gw 192.0.2.254 bond0`."""
        words = [word for word in line if word not in ("-net", "-host", "-A", "inet", "inet6", "-4", "-6")]
        if words[:1] != ["add"] or len(words) < 4:
            return False
        to, rest, told = words[1], words[2:], {"netmask": "", "gw": "", "metric": "", "dev": ""}
        while rest:
            word = rest.pop(0)
            if word in told and rest:
                told[word] = rest.pop(0)
            elif not rest:
                told["dev"] = word
            else:
                return False
        if not told["gw"] or not told["dev"]:
            return False
        if to in ("default", "0.0.0.0"):  # noqa: S104 - that is how route names the default route
            self.waiting.append((told["dev"], "gateway", told["gw"], node))
        else:
            metric = f" metric {told['metric']}" if told["metric"] else ""
            self.waiting.append((told["dev"], "route", f"{with_prefix(to, told['netmask'])} via {told['gw']}{metric}", node))
        return False  # taken when its interface turns out to be the bond's

    def vconfig(self, line: list[str], node: Node) -> bool:
        """`vconfig add bond0 100`."""
        draft = self.known(line[1]) if len(line) == 3 and line[0] == "add" else None
        if draft is None:
            return line[:1] == ["set_name_type"]
        name = f"{line[1]}.{line[2]}"
        self.vlans[name] = (draft, line[2])
        draft.say(f"vlan.{line[2]}.name", name, self.path, node)
        return True

    def brctl(self, line: list[str], node: Node) -> bool:
        """`brctl addbr br0`, `brctl addif br0 bond0`."""
        if line[:1] == ["addbr"] and len(line) == 2:
            self.bridges.setdefault(line[1], "")
            return True
        if line[:1] == ["addif"] and len(line) == 3 and line[1] in self.bridges:
            self.bridges[line[1]] = line[2]
            return True
        return bool(line) and line[0] in SILENT
