"""Reads what a switch shows out of a text: finds the tables by their heads, whatever stands around them.

The tables of IOS, NX-OS and Junos that ntc-templates knows are read with its templates, the others with those in this folder.
Nothing is believed beyond names, numbers and addresses; a table that a template does not take says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from io import StringIO

import re2
import textfsm  # type: ignore[import-untyped]

from app.diagnosis.machine import Line
from app.diagnosis.shows.groups import BUNDLED, LACP, MEANINGS, PAGP, STATIC, Group, Groups, Port, plain_mac, vlan_ids

MOST_LINES, LONGEST_LINE, MOST_TABLES, MOST_GROUPS = 400, 400, 200, 1000
PATIENCE = 5.0
"""Seconds of processor time for all tables of a text: what a stranger makes up on purpose must not keep a thread."""
PROMPT = re.compile(r"(?:\S{1,60}@)?(?P<name>[A-Za-z0-9][\w.-]{0,62})(?:\([\w-]{1,40}\))?[#>] ?(?:do +|run +)?sh")
LAST_PROMPT = re.compile(r"(?:\S{1,60}@)?[A-Za-z0-9][\w.-]{0,62}(?:\([\w-]{1,40}\))?[#>]")
NAME = re.compile(r"[A-Za-z][A-Za-z0-9./:-]{0,39}")
"""What a group or a port may be called; others are passed over."""

NAMED = re.compile(r"^Port-?Channel(?=\d)", re.IGNORECASE)
WORD, NAME = re.compile(r"[\w/]+"), re.compile(r"[\w/.:-]+")
GROUP_ABOVE = re.compile(r"Channel group (\d{1,4}) neighbors|port-channel(\d{1,4}) neighbors", re.IGNORECASE)


@dataclass(frozen=True)
class Table:
    """A table in the text: its kind, the switch, its lines; `above` is the number of the group that stands over it."""

    kind: str
    switch: str
    lines: tuple[Line, ...]
    above: str = ""

    @property
    def text(self) -> str:
        """All of it, without blanks at the ends of lines."""
        return "\n".join(line.text.rstrip() for line in self.lines) + "\n"

    def line(self, word: str) -> Line:
        """The line that a word stands in; the first one if none."""
        return self._words.get(word, self.lines[0])

    @cached_property
    def _words(self) -> dict[str, Line]:
        """The first line of each word."""
        found: dict[str, Line] = {}
        for line in self.lines:
            for words in (WORD.findall(line.text), NAME.findall(line.text)):
                for word in words:
                    found.setdefault(word, line)
        return found


HEADS = {
    "ios-groups": rb"Group +Port-channel +Protocol +Ports",
    "nxos-groups": rb"Group +Port- +Type +Protocol +Member",
    "eos-groups": rb" *Port-Channel +Protocol +Ports *\r?$",
    "junos": rb"Aggregated interface: +\S+",
    "ios-neighbors": rb" *Port +Flags +Priority +Dev ID",
    "nxos-neighbors": rb"port-channel\d+ neighbors",
    "eos-neighbors": rb" *Port +Status +\| +Sys-id",
    "trunks": rb"Port +Vlans [Aa]llowed(?: on [Tt]runk)? *\r?$",
}
"""How each kind of table begins."""

_HEAD = re2.compile(rb"(?m)^(?:" + b"|".join(rb"(%s)" % head for head in HEADS.values()) + rb")")


def tables(content: bytes, first: int, path: str) -> Iterator[Table]:
    """The tables in some lines of a file, whose first has that number. Costs next to nothing where there is none."""
    heads = list(_HEAD.finditer(content))[:MOST_TABLES]
    if not heads:
        return
    texts = content.decode("utf-8", "replace").split("\n")
    starts = [(content.count(b"\n", 0, match.start()), list(HEADS)[(match.lastindex or 1) - 1]) for match in heads]
    for place, (start, kind) in enumerate(starts):
        end = min(start + MOST_LINES, starts[place + 1][0] if place + 1 < len(starts) else len(texts))
        end = next((number for number in range(start + 1, end) if LAST_PROMPT.match(texts[number])), end)
        lines = tuple(Line(first + number, texts[number][:LONGEST_LINE].rstrip("\r"), path) for number in range(start, end))
        yield Table(kind, _switch(texts, start), lines, _above(texts, start))


def read(table: Table, groups: Groups) -> None:
    """Put what a table says into the groups."""
    try:
        READERS[table.kind](table, groups)
    except textfsm.TextFSMError:
        return


# ---------------------------------------------------------------- single kinds


PROTOCOLS = {"LACP": LACP, "PAgP": PAGP, "-": STATIC, "NONE": STATIC}


def _ios(table: Table, groups: Groups) -> None:
    for row in _rows("cisco_ios_show_etherchannel_summary", table.text):
        group = _group(table, groups, row["BUNDLE_NAME"])
        group.protocol = PROTOCOLS.get(row["BUNDLE_PROTOCOL"], "")
        for name, mark in zip(row["MEMBER_INTERFACE"], row["MEMBER_INTERFACE_STATUS"], strict=False):
            _port(table, group, name).state = MEANINGS.get(mark.strip()[:1], "")


def _nxos(table: Table, groups: Groups) -> None:
    for row in _rows("cisco_nxos_show_port-channel_summary", table.text):
        group = _group(table, groups, row["BUNDLE_NAME"])
        group.protocol = PROTOCOLS.get(row["BUNDLE_PROTOCOL"], "")
        for name, mark in re.findall(r"(?<![\w/])([A-Z][\w/]*)\((\w)", " ".join(row["PORTS"])):
            _port(table, group, name).state = MEANINGS.get(mark, "")


def _eos(table: Table, groups: Groups) -> None:
    group = None
    for row in _rows("arista_eos_show_port-channel_summary", table.text):
        group = _group(table, groups, row["NAME"])
        group.protocol = LACP if row["PROTOCOL"].upper() == "LACP" else STATIC
        for name, marks in re.findall(r"(Et[\d/]+)\(([^)\s]*)\)", row["PORTS"]):
            _port(table, group, name).state = MEANINGS.get(next((mark for mark in marks if mark in "PsIDwiE"), ""), "")


def _junos(table: Table, groups: Groups) -> None:
    for row in _rows("juniper_junos_show_lacp_interfaces", _without_info(table.text)):
        group = _group(table, groups, row["BUNDLE_NAME"])
        group.protocol = LACP
        for name, mux in zip(row["MEMBER_INTERFACE"], row["MUX_STATE"], strict=False):
            _port(table, group, name).state = BUNDLED if mux.strip() == "Collecting distributing" else mux.strip().lower()
        for line in table.lines:  # `extensive` has a third table: who speaks
            if match := re.match(r"\s+(\S+)\s+Partner\s+\d+\s+((?:[0-9a-f]{2}:){5}[0-9a-f]{2})\s+\d+\s+(\d+)\s+(\d+)\s*$", line.text):
                port = _port(table, group, match[1])
                port.system, port.number, port.key, port.heard = match[2], int(match[3]), int(match[4]), line


def _without_info(text: str) -> str:
    return re.split(r"(?m)^[ \t]+LACP info:", text)[0]


def _neighbors(table: Table, groups: Groups) -> None:
    """What each port hears."""
    template = {"ios": "cisco_ios_show_lacp_neighbor", "nxos": "cisco_nxos_show_lacp_neighbor", "eos": "arista_eos_show_lacp_neighbor"}
    for row in _rows(template[table.kind.partition("-")[0]], table.text):
        own = [group for group in groups.values() if group.switch == table.switch and row["PORT"] in group.ports]
        name = row.get("NAME") or (f"Po{table.above}" if table.above else "")
        if not own and not name:
            continue
        port = _port(table, own[0] if own else _group(table, groups, name), row["PORT"])
        port.heard = table.line(row["PORT"])
        port.system = plain_mac(row["SYSTEM"])
        port.number, port.key = int(row["NUMBER"], 0), int(row["KEY"], 16) if row["KEY"] else None


def _trunks(table: Table, groups: Groups) -> None:
    for row in _rows("show_interfaces_trunk", table.text):
        if row["NAME"].startswith("Po"):
            group = _group(table, groups, row["NAME"])
            group.vlans, group.vlan_line = vlan_ids(row["VLANS"]), table.line(row["NAME"])


READERS: dict[str, Callable[[Table, Groups], None]] = {
    "ios-groups": _ios, "nxos-groups": _nxos, "eos-groups": _eos, "junos": _junos, "ios-neighbors": _neighbors,
    "nxos-neighbors": _neighbors, "eos-neighbors": _neighbors, "trunks": _trunks,
}  # fmt: skip


# ---------------------------------------------------------------- helpers


def _group(table: Table, groups: Groups, name: str) -> Group:
    short = NAMED.sub("Po", name)
    made = Group(table.switch, short, table.line(name))
    return made if len(groups) >= MOST_GROUPS or not NAME.fullmatch(short) else groups.setdefault((table.switch, short), made)


def _port(table: Table, group: Group, name: str) -> Port:
    made = Port(name, table.line(name))
    return group.ports.setdefault(name, made) if NAME.fullmatch(name) else made


def _switch(texts: list[str], start: int) -> str:
    """The name in the prompt of the command above."""
    for number in range(start - 1, max(start - 60, -1), -1):
        if match := PROMPT.match(texts[number]):
            return match["name"]
    return ""


def _above(texts: list[str], start: int) -> str:
    """The number of the group that is named above a table of neighbours, or in its head."""
    for number in range(start, max(start - 8, -1), -1):
        if match := GROUP_ABOVE.match(texts[number].strip()):
            return match[1] or match[2]
    return ""


def _rows(template: str, text: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = textfsm.TextFSM(StringIO(_template(template))).ParseTextToDicts(text)
    return found


@cache
def _template(name: str) -> str:
    own = files("app.diagnosis.shows") / f"{name}.textfsm"
    return (own if own.is_file() else files("ntc_templates") / "templates" / f"{name}.textfsm").read_text("utf-8")
