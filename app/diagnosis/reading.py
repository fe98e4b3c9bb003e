"""Reading: each line of a text to the part that understands it, one after another, so that a text may be of any length.

What a line is: a command or a heading above an output, a line of /proc/net/bonding, of `ip`, `ethtool` or sysfs, or of a log.
"""

from __future__ import annotations

import re

from app.diagnosis import events, status, tools
from app.diagnosis.iplink import IpReader
from app.diagnosis.machine import MOST_BONDS, Bond, Fact, Facts, Line, Machine
from app.diagnosis.shows import reader as shows
from app.diagnosis.tools import Ethtool

COMMAND = re.compile(r"(?:\+{1,3} |==> |-{3} |#{1,3} |\$ |(?:\[?[\w.@:~/ -]{1,80}\]?[#$] ))(?P<rest>\S.*)")
PROC = re.compile(r"/proc/net/bonding/(?P<name>[^\s/*'\"<>|;)]{1,64})")
LABELS = {label for line in status.LINES.values() for label in (line.label, *line.labels)}
BEGINS = (status.HEAD, "Bonding Mode", "Slave Interface")
OPTION_OF = {"hash": "xmit_hash_policy", "active": "active_slave"}
"""Where the table of the file calls an option otherwise than the kernel does."""

MOST_LINES = 50_000  # of one block
UNNAMED = "BOND"
"""Stands for the name of a bond that nobody named; nobody takes it for a real one in a command."""

LABEL = b"|".join(re.escape(label).encode() for label in sorted({*LABELS, *status.TITLES}))
WANTED = (
    rb"(?mi)^(?:[ \t]+\S.*|\d+: .*|(?:%s)(?::.*)?|(?:\+|\$|#|==>|---) .*|\[ ?\{.*|[\[\]{}][\[\]{}, ]*|[\w.@:~/-]+[#$] .*"
    rb"|(?:ID|VERSION_ID)=.*|Linux .*"
    rb"|.*(?:Linux version |bond|\(slave |enslav|releasing |link status |making interface|interface up!|active aggregator"
    rb"|without any active|is now up|is now down|released all|/sys/|Settings for |NIC statistics|<[A-Z,_-]*BROADCAST).*)$" % LABEL
)
"""RE2: the lines that can tell anything. All others are passed over before anybody looks at them."""


class Reader:
    """Reads lines into a machine. `done` finishes what is open."""

    def __init__(self) -> None:
        self.machine = Machine()
        self._ip, self._ethtool = IpReader(self.machine), Ethtool(self.machine)
        self._name = ""
        self._block: list[Line] = []
        self._unnamed: list[Bond] = []

    def feed(self, line: Line) -> None:
        """Take the next line."""
        text = line.text
        if self._block and self._continues(line):
            self._block.append(line)
            return
        self._close()
        if text.lstrip().partition(":")[0] in BEGINS:
            self._block = [line]
        elif match := COMMAND.match(text):
            self._command(match["rest"], text)
            if event := events.read(line.number, text, line.source):  # a log behind a mark
                self._event(event)
        elif event := events.read(line.number, text, line.source):
            self._event(event)
        elif not tools.sysfs(line, self.machine) and not tools.system(line, self.machine) and not self._ethtool.feed(line):
            self._ip.feed(line)

    def shown(self, table: shows.Table) -> None:
        """Take a table that a switch showed."""
        shows.read(table, self.machine.groups)
        self.machine.saw("switch")

    def done(self) -> Machine:
        """The end of all texts."""
        self._close()
        self._settle()
        self._log()
        return self.machine

    def next_source(self, path: str) -> None:
        """Another file begins."""
        self._close()
        self._ip.stop()
        match = PROC.search(path) or re.search(r"(?:^|/)(?P<name>bond[\w.-]{0,60})$", path)
        self._name = match["name"] if match else ""

    # ---- commands and events

    def _command(self, command: str, text: str) -> None:
        match = PROC.search(text)
        self._name = match["name"] if match else ""
        self._ip.stop()
        self._ethtool.asked(command.partition("<==")[0])

    def _event(self, event: events.Event) -> None:
        self.machine.history.add(event)
        self.machine.saw("log")

    # ---- /proc/net/bonding

    def _continues(self, line: Line) -> bool:
        """Whether a line belongs to the block that is open; only blank lines may lie between."""
        label = line.text.strip().partition(": ")[0].rstrip(":")
        if label == status.HEAD or len(self._block) >= MOST_LINES:
            return False
        known = label in LABELS or label in status.TITLES or status.NO_AGGREGATOR.fullmatch(line.text.strip()) is not None
        return known and line.number - self._block[-1].number <= 3 and line.source == self._block[-1].source

    def _close(self) -> None:
        if not self._block:
            return
        lines, self._block = self._block, []
        full = len(self.machine.bonds) >= MOST_BONDS if self._name else len(self._unnamed) >= MOST_BONDS
        if full and self._name not in self.machine.bonds:
            self.machine.passed += 1
            self._name = ""
            return
        if not lines[0].text.strip().startswith(status.HEAD):
            lines.insert(0, Line(lines[0].number, f"{status.HEAD}:", lines[0].source))
        found = status.read("\n".join(line.text for line in lines))
        self.machine.saw("proc")
        for each in found:
            self._take(each, lines)
        self._name = ""  # the next one may have no name above it

    def _take(self, found: status.Status, lines: list[Line]) -> None:
        idle = next((match[0].split()[1] for line in lines if (match := status.NO_AGGREGATOR.search(line.text))), "")
        name = self._name or idle
        bond = self.machine.bond(name) if name else Bond("")
        bond.members = {}  # a later look shows the members of now
        if not name:
            self._unnamed.append(bond)

        def put(facts: Facts, where: str, prefix: str, values: status.Values, of: str = "") -> None:
            for key, value in values.items():
                if (number := found.lines.get((where + of, key))) is not None:
                    facts[prefix + OPTION_OF.get(key, key)] = Fact(value, lines[number - 1])

        put(bond.facts, status.BOND, "", found.values)
        put(bond.facts, status.AGGREGATOR, "aggregator.", found.aggregator)
        if mii := bond.facts.get("primary"):
            bond.facts["primary"] = Fact(mii.value.split(" (")[0], mii.line)
            bond.facts["primary_reselect"] = Fact(mii.value.partition("primary_reselect ")[2].rstrip(")"), mii.line)
        for member in found.members:
            interface = self.machine.member(bond, member.name)
            put(interface.facts, status.MEMBER, "", member.values, f":{member.name}")
            put(interface.facts, status.ACTOR, "actor.", member.actor, f":{member.name}")
            put(interface.facts, status.PARTNER, "partner.", member.partner, f":{member.name}")
        bond.facts["proc"] = Fact("yes", lines[0])

    # ---- names

    def _settle(self) -> None:
        """Give a name to what came without, and their members to bonds that only `ip` named."""
        machine = self.machine
        for interface in machine.interfaces.values():
            master = interface.facts.text("master")
            if master in machine.bonds:
                machine.bonds[master].members.setdefault(interface.name, interface)
        owners: dict[str, set[str]] = {}
        for owner, member in machine.history.last:
            owners.setdefault(member, set()).add(owner)
        for bond in machine.bonds.values():
            for member in bond.members:
                owners.setdefault(member, set()).add(bond.name)
        for bond in self._unnamed:
            bond.name = self._known(bond, owners) or self._free()
            there = machine.bond(bond.name)
            there.facts.update(bond.facts)
            there.members = bond.members
            for member in bond.members:
                owners.setdefault(member, set()).add(bond.name)

    def _known(self, bond: Bond, owners: dict[str, set[str]]) -> str:
        """The bond that a file without a name is about: the only one that has its members by `ip`, the log, or an earlier look."""
        named = set().union(*(owners.get(member, set()) for member in bond.members))
        named |= {each.facts.text("master") for each in bond.members.values()}
        alone = set() if bond.members else set(self.machine.bonds)
        found = (named or alone) - {""}
        return min(found) if len(found) == 1 else ""

    def _log(self) -> None:
        """The bonds and members that a log names, and what it says of their links at last."""
        machine = self.machine
        for (name, member), event in sorted(machine.history.last.items(), key=lambda each: each[0]):
            bond = machine.bond(name)
            if not member or event.kind == events.LEAVE or "proc" in bond.facts:
                continue
            interface = machine.member(bond, member)
            if event.kind in (events.DOWN, events.UP):
                interface.facts["logged"] = Fact(event.kind, Line(event.number, event.text, event.source))

    def _free(self) -> str:
        """A name for a bond that nobody named."""
        taken = self.machine.bonds
        return next(name for name in (UNNAMED, *(f"{UNNAMED}-{number}" for number in range(2, len(taken) + 3))) if name not in taken)
