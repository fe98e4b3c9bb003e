"""Reads interfaces(5): which stanzas make bonds, VLANs and bridges, and what each says of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.bonding.names import interface
from app.formats.node import Node
from app.stacks.contract import Draft, Reader
from app.stacks.interfaces.commands import Up, enslaved, up_lines
from app.stacks.interfaces.dialect import Dialect

FRAME = {"broadcast", "network", "accept-ra", "autoconf", "dad-attempts", "dad-interval", "dhcp", "vlan-raw-device"}
BRIDGE_FRAME = {"bridge-stp", "bridge-fd", "bridge-maxwait", "bridge-waitport", "bridge-hello", "bridge-maxage"}
UP, DOWN = ("pre-up", "up", "post-up"), ("pre-down", "down", "post-down")
AUTO = ("auto", "allow-auto")
MERGED = ("address", "gateway", "netmask", "use")
USED = ("bond", "bridge", "vlan", "link", "static")
"""Executors of ifupdown-ng that other lines imply."""

LISTS = {"dns-nameservers": "dns", "dns-nameserver": "dns", "dns-search": "search", "dns-domain": "search"}
Told = dict[str, list[Node]]


def drafts(read: Reader, dialect: Dialect) -> Iterator[Draft]:
    """The bonds of all files, as the tool of the dialect reads them."""
    parser = _Parser(read, dialect)
    parser.find_bonds()
    parser.find_layers()
    for path, node in parser.stanzas:
        parser.stanza(path, node)
    parser.frame()
    parser.started()
    yield from parser.bonds.values()


class _Parser:
    def __init__(self, read: Reader, dialect: Dialect) -> None:
        self.read = read
        self.dialect = dialect
        self.sources = [head for head in dialect.heads if head.startswith("source")]
        self.bonds: dict[str, Draft] = {}
        self.masters: dict[str, str] = {}  # member: the bond that its own stanza names
        self.vlans: dict[str, tuple[str, str]] = {}  # interface: its bond, its id
        self.bridges: dict[str, str] = {}  # bridge: its port
        self.stanzas = [
            (path, node) for path, nodes in read.files.items() for node in nodes if node.name == "iface" and len(node.words) > 1
        ]

    def find_bonds(self) -> None:
        for _, node in self.stanzas:
            name, told = _name(node), _told(node)
            if "bond-master" in told and self.dialect.joins:
                self.masters[name] = told["bond-master"][0].text
            elif told.keys() & {*self.dialect.members, "bond-mode"} or any(enslaved(line, name) for line in _commands(told, name)):
                self.bonds.setdefault(name, Draft(name))
        for path, node in self.stanzas:
            master = self.masters.get(_name(node), "")
            if master and not any(_name(each) == master for _, each in self.stanzas):
                option = _told(node)["bond-master"][0]
                self.read.refuse(path, option, f"{master} has no iface stanza: ifup of {_name(node)} stops here")
            if _name(node) in self.masters.values() and _name(node) not in self.masters:
                self.bonds.setdefault(_name(node), Draft(_name(node)))
            if _name(node) in self.bonds:
                self.describe(path, node)

    def describe(self, path: str, node: Node) -> None:
        for each in self.read.files[path]:
            name, colon, text = each.text.partition(": ")
            if each.name == "#" and colon and name == _name(node):
                self.bonds[name].say("description", text, path, each)

    def find_layers(self) -> None:
        for path, node in self.stanzas:
            name, told = _name(node), _told(node)
            if name in self.bonds:
                continue
            if "bridge-ports" in told:
                self.bridges[name] = ""
                continue
            for line in _commands(told, name):
                pairs = dict(zip(line[3::2], line[4::2], strict=False))
                if line[:3] == ["ip", "link", "add"] and pairs.get("type") == "vlan" and pairs.get("link", "") in self.bonds:
                    self.vlan(name, pairs["link"], pairs.get("id", ""), path, node)
            base, dot, number = name.rpartition(".")
            raw = told["vlan-raw-device"][0].text if "vlan-raw-device" in told else base if dot else ""
            if match := re.fullmatch(r"vlan0*([0-9]+)", name):
                number = match[1]
            if "vlan-id" in told and self.dialect.brief and not (self.dialect.one_auto and number.isdecimal()):
                number = told["vlan-id"][0].text
            if name not in self.vlans and raw in self.bonds and number.isdecimal():
                self.vlan(name, raw, str(int(number)) if number.isascii() else number, path, node)
        for path, node in self.stanzas:
            for option in _told(node).get("bridge-ports", []) if _name(node) in self.bridges else []:
                self.bridge(path, _name(node), option)

    def vlan(self, name: str, raw: str, number: str, path: str, node: Node) -> None:
        self.vlans[name] = (raw, number)
        self.bonds[raw].say(f"vlan.{number}.name", name, path, node)

    def bridge(self, path: str, name: str, option: Node) -> None:
        ports = option.text.split()
        for port in ports:  # a VLAN without a stanza of its own is made all the same
            base, _, number = port.rpartition(".")
            if port not in self.vlans and base in self.bonds and number.isdecimal() and number.isascii():
                self.vlan(port, base, str(int(number)), path, option)
        ours = [port for port in ports if port in self.bonds or port in self.vlans]
        if not ours:
            return
        self.bridges[name] = ours[0]
        place = self.place(ours[0])
        assert place is not None
        if len(ports) > 1:
            self.read.refuse(path, option, f"{name} has more ports than {ours[0]}; only that one is kept")
        self.say(place[0], "bridge", name, path, option)
        self.say(place[0], "bridge.over", ours[0], path, option)

    def place(self, name: str) -> tuple[Draft, str] | None:
        """The bond that an interface belongs to, and the prefix of its words there."""
        if name in self.bonds:
            return self.bonds[name], ""
        if name in self.vlans:
            raw, number = self.vlans[name]
            return self.bonds[raw], f"vlan.{number}."
        port = self.bridges.get(name, "")
        return self.place(port) if port else None

    # ---- one stanza

    def stanza(self, path: str, node: Node) -> None:
        name = _name(node)
        master = self.masters.get(name)
        if master is not None:
            if master in self.bonds:
                self.member(self.bonds[master], name, path, node)
            return
        place = self.place(name.partition(":")[0])
        if place is None:
            return
        draft, prefix = place
        self.head(draft, prefix, path, node)
        told = _told(node)
        for option in told.pop("address", []) if self.dialect.one_method and self.asks(node) else []:
            why = f"{self.dialect.tool} sets no address beside dhcp: write up ip address add {option.text} dev {name}"
            self.read.refuse(path, option, why)
        netmask = told["netmask"][0] if "netmask" in told else None
        several = (*self.dialect.repeated, *LISTS, *UP, *DOWN, *(MERGED if self.dialect.merges else ()))
        for key, options in told.items():
            for number, option in enumerate(options):
                if key in self.dialect.ignored:
                    self.read.refuse(path, option, self.dialect.ignored[key])
                elif number and key not in several:
                    self.read.refuse(path, option, f"{key} stands twice in the stanza")
                elif key == "address":
                    self.say(draft, prefix + "address", _with_prefix(option.text, netmask.text if netmask else ""), path, option)
                    self.read.take(netmask)
                elif name in self.bonds and (key.startswith(("bond-", "slaves")) or self.read.spelling.by_name(key)):
                    self.bond_option(draft, path, key, option, options)
                else:
                    self.line(draft, prefix, name, path, key, option)

    def head(self, draft: Draft, prefix: str, path: str, node: Node) -> None:
        """The line that begins a stanza: family and method."""
        self.read.take(node)
        if len(node.words) < 4 and not self.dialect.brief:
            self.read.refuse(path, node, "ifupdown wants a family and a method behind the name: it stops at this line and reads no further")
        kind, method = (*node.words[2:4], "inet", "manual")[:2] if len(node.words) > 3 else ("inet", "manual")
        word = {"inet": "ipv4", "inet6": "ipv6"}.get(kind, "")
        if method == "dhcp" and not self.asks(node):
            why = "all stanzas of an interface become one with the method of the first: this one asks no server"
            self.read.refuse(path, node, f"{self.dialect.tool}: {why}")
        elif method == "dhcp" or (method, kind) == ("auto", "inet6"):
            draft.say(prefix + word, method, path, node)

    def line(self, draft: Draft, prefix: str, name: str, path: str, key: str, option: Node) -> None:
        """A line that is neither an address nor an option of the bond."""
        if key in UP:
            self.up(draft, prefix, name, path, option)
        elif key in DOWN:
            self.down(option)
        elif key == "vlan-id" and prefix == f"vlan.{option.text}.":
            self.read.take(option)
        elif key in ("use", "requires") and key in self.dialect.heads:
            self.used(draft, prefix, name, path, option)
        else:
            self.plain(draft, prefix, path, key, option)

    def asks(self, node: Node) -> bool:
        """Whether the interface of a stanza asks a server, where the first stanza decides for all."""
        first = next((each for _, each in self.stanzas if _name(each) == _name(node)), node) if self.dialect.one_method else node
        return first.words[3:4] in (("dhcp",), ("dhcp6",))

    def used(self, draft: Draft, prefix: str, name: str, path: str, option: Node) -> None:
        """`use` and `requires` of ifupdown-ng: what is asked for the addresses; the rest follows from other lines."""
        words = option.text.split()
        if option.name == "use" and words[:1] in (["dhcp"], ["ipv6-ra"]):
            word, method = ("ipv4", "dhcp") if words[0] == "dhcp" else ("ipv6", "auto")
            self.say(draft, prefix + word, method, path, option)
        elif words[:1] and words[0] in USED if option.name == "use" else {*words} <= {*self.bonds, *self.vlans, *self.listed(name)}:
            self.read.take(option)

    def listed(self, name: str) -> set[str]:
        """The members that a bond's own stanzas list."""
        told = [_told(node) for _, node in self.stanzas if _name(node) == name]
        return {word for each in told for key in self.dialect.members for option in each.get(key, []) for word in option.text.split()}

    def plain(self, draft: Draft, prefix: str, path: str, key: str, option: Node) -> None:
        if key == "alias" and self.dialect.merges:
            if not prefix and draft.name == self.inside(option):
                self.say(draft, "description", option.text, path, option)
        elif key in LISTS:
            for value in option.text.split():
                self.say(draft, prefix + LISTS[key], value, path, option)
        elif key in ("gateway", "mtu"):
            self.say(draft, prefix + key, option.text, path, option)
        elif key == "hwaddress" and not prefix:
            self.say(draft, "mac", option.text.removeprefix("ether").strip(), path, option)
        elif key in FRAME or key in BRIDGE_FRAME:
            self.read.take(option)

    def bond_option(self, draft: Draft, path: str, key: str, option: Node, options: list[Node]) -> None:
        own = self.read.spelling.by_name(key)
        repeated = self.dialect.repeated
        if key in self.dialect.members:
            self.members(draft, path, option)
        elif key == "bond-primary" and self.dialect.joins:
            self.primary(draft, path, option)
        elif key in self.dialect.foreign:
            return
        elif key in self.dialect.refused:
            self.read.refuse(path, option, self.dialect.refused[key])
        elif own is not None and key not in repeated and (before := self.earlier(draft.name, key, option)):
            if before == option.text:
                self.read.take(option)
            else:
                self.read.refuse(path, option, f"an earlier stanza of {draft.name} has {key} {before} already, and made the bond with it")
        elif key.endswith("-target") and (
            odd := next((mark for mark in self.dialect.marks if any(mark in each.text for each in options)), "")
        ):
            self.read.refuse(path, option, self.dialect.odd.format(odd))
        elif option is options[0]:
            if self.read.option(draft, path, option, key, " ".join(each.text for each in options if key in repeated or each is option)):
                self.read.take(*(options if key in repeated else []))
            else:
                self.read.refuse(path, option, self.dialect.unknown.format(key))

    def members(self, draft: Draft, path: str, option: Node) -> None:
        if why := self.no_list(option.text):
            self.read.refuse(path, option, f"{why}: name the members, separated by blanks")
            return
        self.read.take(option)
        for member in expanded(option.text.split()) if option.text != "none" else []:
            if member not in draft.values("member"):
                draft.say("member", member, path, option)

    def no_list(self, text: str) -> str:
        """Why a list of members is none, empty if it is one."""
        if text == "all" and self.dialect.joins:
            return "all takes every interface called eth*"
        if "," in text:
            return f"{self.dialect.tool} separates members by blanks, not commas"
        words = text.split()
        odd = "regex" in words or any("glob" in words and re.search(r"[*?\[]", word) for word in words)
        return "only the machine itself can tell which interfaces this pattern takes" if odd else ""

    def inside(self, option: Node) -> str:
        """The interface whose stanza holds a line."""
        return next((_name(node) for _, node in self.stanzas if option in node.items), "")

    def member(self, draft: Draft, name: str, path: str, node: Node) -> None:
        self.read.take(node)
        if name not in draft.values("member"):
            draft.say("member", name, path, node)
        for key, options in _told(node).items():
            for option in options:
                own = self.read.spelling.by_name(key)
                if key == "bond-master":
                    self.read.take(option)
                elif key in UP:
                    self.up(draft, "", name, path, option)
                elif key == "bond-primary":
                    self.primary(draft, path, option)
                elif own is not None and not self.bond_says(draft.name, key, option.text):
                    self.read.refuse(path, option, f"{key} counts only in the stanza of {draft.name}")
                elif own is not None or (key == "mtu" and self.bond_says(draft.name, key, option.text)):
                    self.read.take(option)

    def bond_says(self, name: str, key: str, text: str) -> bool:
        """Whether the bond's own stanza has the same line; generators repeat it for the members."""
        return any(each.text == text for _, node in self.stanzas if _name(node) == name for each in _told(node).get(key, []))

    def earlier(self, name: str, key: str, option: Node) -> str:
        """What a stanza of the bond before the one with this line says of the same option, empty for nothing."""
        for _, node in self.stanzas:
            found = _told(node).get(key, []) if _name(node) == name else []
            if option in found:
                return ""
            if found:
                return found[0].text
        return ""

    def primary(self, draft: Draft, path: str, option: Node) -> None:
        """The first of the list that is a member; the first of all where none is."""
        names = option.text.split()
        members = {name for name, master in self.masters.items() if master == draft.name}
        for _, node in self.stanzas:
            for key in ("bond-slaves", "slaves") if _name(node) == draft.name else ():
                members |= {name for each in _told(node).get(key, []) for name in each.text.split()}
        for name in ([name for name in names if name in members] or names)[:1]:
            if draft.values("primary") in ([], [name]):
                draft.say("primary", name, path, option)
                self.read.take(option)
            else:
                self.read.refuse(path, option, f"another line makes {draft.values('primary')[0]} the primary; the last to start wins")

    # ---- commands

    def up(self, draft: Draft, prefix: str, name: str, path: str, option: Node) -> None:
        """An up line, if all its commands are understood."""
        line = Up(draft, prefix, path, option, name)
        for words in up_lines(option.text, name):
            if not (words == ["true"] or line.follow(words)):
                return
        self.read.take(option)

    def down(self, option: Node) -> None:
        if re.match(r"ip (-[46] )?(route|link) del|route del|ip addr(ess)? del|(/sbin/)?ifenslave (-d|--detach) ", option.text):
            self.read.take(option)

    def started(self) -> None:
        """Bonds that nothing starts at boot."""
        words = {
            word
            for nodes in self.read.files.values()
            for node in nodes
            if node.name == "auto" or node.name.startswith("allow-")
            for word in node.words[1:]
        }
        pulled = {name for name in self.bonds if self.dialect.pulls and self.upper(name) & words}
        for name in self.bonds.keys() - words - pulled:
            first = next((node for _, node in self.stanzas if _name(node) == name), None)
            if first:
                said = f"no line auto {name}: nothing starts it at boot."
                self.read.flaw(first, "warning", "needed-line-missing", said, f"Write auto {name} above the stanza.", name)

    def upper(self, name: str) -> set[str]:
        """What stands on a bond."""
        vlans = {vlan for vlan, (raw, _) in self.vlans.items() if raw == name}
        return {*vlans, *(bridge for bridge, port in self.bridges.items() if port in {name, *vlans})}

    def frame(self) -> None:
        """Lines that only say when interfaces start, and which files are read."""
        members = {name for draft in self.bonds.values() for name in draft.values("member")} if self.dialect.brief else set()
        for path, node in self.stanzas:
            if _name(node) in members:
                self.bare(path, node)
        for path, nodes in self.read.files.items():
            started = {word for node in nodes if node.name in ("auto", "allow-auto") for word in node.words[1:]}
            for node in nodes:
                known = [word for word in node.words[1:] if word in self.masters or word in members or self.place(word) or word == "lo"]
                if node.name in AUTO and known and self.dialect.one_auto and len(node.words) > 2:
                    why = f"{self.dialect.tool} starts only the first interface of the line: write a line auto for each"
                    self.read.refuse(path, node, why)
                elif (known and node.name in (*AUTO, *self.dialect.heads)) or node.name in self.sources:
                    self.read.take(node)
                elif node.name == "allow-hotplug" and (waits := [word for word in known if self.place(word) and word not in started]):
                    self.read.refuse(path, node, f"{waits[0]} is made by ifup, so no event starts it: use auto")
                elif (node.name.startswith("allow-") and known) or (node.words[:2] == ("iface", "lo") and "loopback" in node.words):
                    self.read.take(node)

    def bare(self, path: str, node: Node) -> None:
        """The own stanza of a member that its bond names: what is no address in it, and what it does for the bond."""
        name, told = _name(node), _told(node)
        draft = next(each for each in self.bonds.values() if name in each.values("member"))
        if node.words[3:4] in ((), ("manual",)):
            self.read.take(node)
        for key, options in told.items():
            for option in options:
                if key in UP:
                    self.up(draft, "", name, path, option)
                elif key in DOWN:
                    self.down(option)
                elif key == "bond-master":
                    self.read.refuse(path, option, f"{self.dialect.tool} does not know bond-master and passes over it in silence")
                elif key == "mtu" and self.bond_says(draft.name, key, option.text):
                    self.read.take(option)

    def say(self, draft: Draft, word: str, value: str, path: str, node: Node) -> bool:
        draft.say(word, value, path, node)
        self.read.take(node)
        return True


def _name(node: Node) -> str:
    return node.words[1]


def expanded(words: list[str]) -> list[str]:
    """A list of members of ifupdown2, with `glob swp1-3` written out."""
    found: list[str] = []
    glob = False
    for word in words:
        match = re.fullmatch(r"([A-Za-z][A-Za-z0-9_]*?)([0-9]{1,4})-([0-9]{1,4})", word) if glob else None
        if match and int(match[3]) - int(match[2]) < MANY:
            found += [f"{match[1]}{number}" for number in range(int(match[2]), int(match[3]) + 1)]
        elif word not in ("glob", "noglob", "noregex"):
            found.append(word)
        glob = word == "glob"
    return found


MANY = 256  # ports of one glob


def _told(node: Node) -> Told:
    """The options of a stanza by name; underscores are dashes to the scripts."""
    told: Told = {}
    for item in node.items:
        told.setdefault(item.name.replace("_", "-"), []).append(item)
    return told


def _commands(told: Told, name: str) -> Iterator[list[str]]:
    """The commands of all up lines of a stanza."""
    for option in (each for key in UP for each in told.get(key, [])):
        yield from up_lines(option.text, name)


def _with_prefix(address: str, mask: str) -> str:
    """An address with its prefix length, from a netmask or a length."""
    try:
        return str(interface(f"{address}/{mask}")) if mask and "/" not in address else address
    except ValueError:
        return f"{address}/{mask}"
