"""The table of hosts, as it is pasted: CSV with a head, or lines of a name, addresses and members."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.bonding import wire
from app.bonding.names import is_ip
from app.bonding.problems import Problem, did_you_mean, problem
from app.bonding.wire import Pair
from app.switches import cabling

MOST_HOSTS = 300
LONGEST = 256 * 1024  # characters
MOST_CELLS = 200  # of a line

HOST_NAME = re.compile(r"(?=.{1,253}\Z)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*")
"""A name becomes a folder and a word of YAML, so it is nothing but a name."""

TAKEN = frozenset({"readme.txt", "sha256sums", "inventory.yaml", "network.yaml", "all", "ungrouped", "localhost", "bonds"})
"""Names that the archive has for something else, or Ansible."""

HOST_WORDS = ("host", "hostname", "server", "machine", "node", "inventory_hostname")
OTHER_WORDS = {
    "ip": "address", "ips": "address", "addresses": "address", "cidr": "address", "nic": "member", "nics": "member", "interface": "member",
    "interfaces": "member", "members": "member", "slaves": "member", "ports": "member", "gw": "gateway", "gateways": "gateway",
    "nameserver": "dns", "nameservers": "dns", "routes": "route", "hwaddr": "mac",
}  # fmt: skip
"""What a head calls the words of a bond otherwise."""

OTHERS = ("release", "stack", *cabling.WORDS)
"""Words beside those of the bond that a column may have."""

VLAN_WORD = re.compile(r"vlan\.\d{1,4}\.[a-z0-9]+")
ADDRESS = "address"


@dataclass(frozen=True)
class Row:
    """A host: its name, its line from 1, and the pairs that its line says."""

    host: str
    line: int
    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class Table:
    """The hosts in the order of their lines, and what is wrong with the table itself."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


def read(text: str) -> Table:
    """Read a table. Blank lines and lines that begin with # say nothing; every problem is told, with its line."""
    if len(text) > LONGEST:
        return Table((), (problem("hosts", "", f"is longer than {LONGEST} characters.", "Give fewer hosts at once."),))
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip() and not line.lstrip().startswith("#")]
    if not lines:
        return Table((), (problem("hosts", "", "has no line.", "Give one host a line: its name, an address, its members."),))
    split = _splitter([line for _, line in lines])
    problems: list[Problem] = []
    head: list[str] | None = None
    first = split(lines[0][1])
    if _is_head(first):
        head = [_word(cell, problems) for cell in ("host", *first[1:])]
        lines = lines[1:]
    rows = [row for number, line in lines[: MOST_HOSTS + 1] if (row := _row(number, split(line), head, problems))]
    if len(lines) > MOST_HOSTS:
        problems.append(problem("hosts", f"{len(lines)} lines", f"are more than {MOST_HOSTS} hosts.", "Give them in several tables."))
    seen: dict[str, int] = {}
    problems += [
        _at(row.line, "host", row.host, f"stands in line {other} too.", "Name each host once.")
        for row in rows
        if (other := seen.setdefault(row.host.lower(), row.line)) != row.line
    ]
    return Table(tuple(rows), tuple(problems))


# ---------------------------------------------------------------- cells


class _Splitter:
    """Cuts a line into cells: at tabs, semicolons or commas where the table has them, else at blanks."""

    def __init__(self, delimiter: str) -> None:
        self.delimiter = delimiter

    def __call__(self, line: str) -> list[str]:
        if self.delimiter == " ":
            return line.split()
        cells = next(csv.reader([line], delimiter=self.delimiter, skipinitialspace=True), [])
        return [cell.strip() for cell in cells]


def _splitter(lines: list[str]) -> _Splitter:
    for delimiter in ("\t", ";", ","):
        if all(delimiter in line for line in lines[:2]):
            return _Splitter(delimiter)
    return _Splitter(" ")


def _is_head(cells: list[str]) -> bool:
    """Whether the first line is a head. "name" is also a word of a bond, and may be a host: the cells behind it tell."""
    first, *others = (cell.lower() for cell in cells) if cells else ("",)
    return first in HOST_WORDS or (first == "name" and bool(others) and all(_known(cell) for cell in others))


def _known(word: str) -> bool:
    return word in (*wire.WORDS, *OTHERS, *OTHER_WORDS) or bool(VLAN_WORD.fullmatch(word))


def _word(cell: str, problems: list[Problem]) -> str:
    """The word of a column of the head; empty for none."""
    word = cell.strip().lower().replace(" ", "_")
    word = OTHER_WORDS.get(word, word)
    if word in HOST_WORDS:
        return "host"
    if word in (*wire.WORDS, *OTHERS) or VLAN_WORD.fullmatch(word):
        return word
    known = (*wire.WORDS, *OTHERS, *OTHER_WORDS)
    problems.append(problem("hosts", cell, "is no word of a bond, so its column says nothing.", did_you_mean(word, known)))
    return ""


def _row(line: int, cells: list[str], head: list[str] | None, problems: list[Problem]) -> Row | None:
    host = cells[0] if cells else ""
    if not HOST_NAME.fullmatch(host):
        problems.append(_at(line, "host", host, "is no name of a host.", "Begin the line with one: letters, digits, dashes and dots."))
        return None
    if host.lower() in TAKEN:
        problems.append(
            _at(line, "host", host, "stands for something else in the archive or for Ansible.", "Give the whole name of the host.")
        )
        return None
    if len(cells) > MOST_CELLS or (head and len(cells) > len(head)):
        most = f"are more than the {len(head)} columns of the head." if head else f"are more than {MOST_CELLS}."
        problems.append(_at(line, "hosts", f"{len(cells)} cells", most, "Quote cells that hold a separator."))
        return None
    pairs = list(_headed(cells, head) if head else _bare(cells))
    return Row(host, line, tuple(pairs))


def _headed(cells: list[str], head: list[str]) -> Iterator[Pair]:
    for word, cell in zip(head[1:], cells[1:], strict=False):
        if word and cell:
            plain = word.rpartition(".")[2]
            several = (plain in wire.LISTS and plain != "route") or word in cabling.LISTS
            yield from ((word, value) for value in (re.split(r"[\s;,+]+", cell) if several else [cell]) if value)


def _bare(cells: list[str]) -> Iterator[Pair]:
    """What has a slash or is an address is an address, the rest are members."""
    for cell in cells[1:]:
        for value in cell.split():
            yield (ADDRESS if "/" in value or is_ip(value) else "member"), value


def _at(line: int, field: str, value: str, message: str, mend: str) -> Problem:
    return problem(f"line {line}, {field}", value, message, mend)
