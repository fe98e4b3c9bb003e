"""What the template makes of each host, and what does not fit between the hosts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.actions import generate as generating
from app.actions.generate import Result
from app.actions.hosts.table import ADDRESS, Row, Table
from app.bonding.problems import Problem, problem
from app.bonding.wire import Pair

STATIC_VLAN = re.compile(r"vlan\.(\d+)\.address")


@dataclass(frozen=True)
class Host:
    """A host and its configuration; `line` is its line of the table."""

    name: str
    line: int
    result: Result

    @property
    def addresses(self) -> list[str]:
        """All static addresses, with their prefixes."""
        return [address for _, addressing in self.result.bond.layer3 for address in addressing.addresses]


@dataclass(frozen=True)
class Many:
    """The hosts that could be made, and what is wrong: with the table, with a line, or between two hosts."""

    hosts: tuple[Host, ...]
    problems: tuple[Problem, ...]

    def wrong(self, host: Host) -> bool:
        """Whether something of the line of a host is told to be wrong."""
        return any(each.field.startswith(f"line {host.line}, ") for each in self.problems)

    @property
    def errors(self) -> int:
        """How many hosts have a finding that says: this will not work."""
        return sum(bool(each.result.errors) for each in self.hosts)


def make(template: Sequence[Pair], table: Table) -> Many:
    """The configuration of each host: the template, with what its line says in place of the same words."""
    problems = list(table.problems)
    hosts = []
    for row in table.rows:
        request = generating.read(_pairs(template, row, problems))
        problems += [replace(each, field=f"line {row.line}, {each.field}", fix=None) for each in request.problems]
        if not request.problems:
            hosts.append(Host(row.host, row.line, generating.plain(request)))
    problems += _between(hosts)
    return Many(tuple(hosts), tuple(problems))


# ---------------------------------------------------------------- one host


def _pairs(template: Sequence[Pair], row: Row, problems: list[Problem]) -> list[Pair]:
    """The pairs of a host: its own words in place of those of the template."""
    own = [(_where(word, template), value) for word, value in row.pairs]
    own = [(word, _whole(word, value, template, row, problems)) for word, value in own]
    said = {word for word, _ in own}
    return [*((word, value) for word, value in template if word not in said), *own]


def _where(word: str, template: Sequence[Pair]) -> str:
    """An address without more belongs where the template has its own: on the bond, or on its only VLAN with one."""
    on_vlans = {name for name, _ in template if STATIC_VLAN.fullmatch(name)}
    if word == ADDRESS and ADDRESS not in dict(template) and len(on_vlans) == 1:
        return on_vlans.pop()
    return word


def _whole(word: str, value: str, template: Sequence[Pair], row: Row, problems: list[Problem]) -> str:
    """An address with its prefix; one without takes that of the template's address of the same family."""
    if word.rpartition(".")[2] != ADDRESS or "/" in value:
        return value
    likewise = [given for name, given in template if name == word and "/" in given and (":" in given) == (":" in value)]
    if not likewise:
        mend = "Write it with its prefix, such as /24, or give the template an address that has one."
        problems.append(problem(f"line {row.line}, {word}", value, "has no prefix.", mend))
        return ""
    return f"{value}/{likewise[0].partition('/')[2]}"


# ---------------------------------------------------------------- between hosts


def _between(hosts: Iterable[Host]) -> Iterator[Problem]:
    """What two hosts must not share."""
    seen: dict[tuple[str, ...], Host] = {}
    for host in hosts:
        for word, value, switch in (*_own(host), *_own_on_switch(host)):
            other = seen.setdefault((word, value.lower(), switch), host)
            if other is not host:
                where = f"line {host.line}, {word}"
                mend = "Give each host its own." + (" Hosts on another switch go into a table of their own." if switch else "")
                yield problem(where, value, f"is that of {other.name} (line {other.line}) too.", mend)


def _own(host: Host) -> Iterator[tuple[str, str, str]]:
    """The addresses of a host: word, value, and no switch."""
    yield from ((ADDRESS, each.partition("/")[0], "") for each in host.addresses)
    if mac := host.result.bond.mac:
        yield "mac", mac, ""


def _own_on_switch(host: Host) -> Iterator[tuple[str, str, str]]:
    """The ports and the group of a host on its switch: word, value, and the switch. A table is about one switch, or one pair."""
    cabling = host.result.cabling
    if cabling is None or not cabling.ports:
        return
    ports = cabling.of(host.result.bond)
    yield from (("switch.port", port, cabling.switch.id) for port in ports.ports)
    yield from (("switch.peer.port", port, cabling.switch.id) for port in ports.peer_ports)
    if ports.kind != "none":
        yield "switch.lag", str(ports.lag), cabling.switch.id
