"""The output of `ip link` and `ip address`, with -d, -s, -o, -br and -j, read into interfaces and bonds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from app.bonding.options import OPTIONS
from app.diagnosis.machine import Fact, Facts, Interface, Line, Machine

HEAD = re.compile(r"\d{1,9}: (?P<name>[^\s:@]{1,64})(?:@(?P<below>[^\s:]{1,64}))?: <(?P<flags>[A-Z0-9_,-]*)>(?P<rest>.*)")
BRIEF = re.compile(
    r"(?P<name>[^\s:@]{1,64})(?:@\S+)?\s+(?P<state>UP|DOWN|UNKNOWN|LOWERLAYERDOWN|DORMANT)\s+(?P<mac>(?:[0-9a-f]{2}:){5}\S+)\s+<(?P<flags>[A-Z0-9_,-]*)>"
)
VLAN = re.compile(r"vlan protocol 802\.1\S+ id (?P<id>\d{1,4})\b")
COUNTERS = re.compile(r"(?P<way>[RT]X):\s+bytes\s+packets\s+errors\s+dropped")
WORDS = {"mtu": "mtu", "state": "operstate", "master": "master"}
BOND_WORDS = {
    **{name: name for name in OPTIONS}, "mode": "mode", "peer_notify_delay": "peer_notif_delay",
    "ad_aggregator": "aggregator.id", "ad_num_ports": "aggregator.ports", "ad_actor_key": "aggregator.actor_key",
    "ad_partner_key": "aggregator.partner_key", "ad_partner_mac": "aggregator.partner_mac",
}  # fmt: skip
MEMBER_WORDS = {
    "state": "role", "mii_status": "mii_status", "link_failure_count": "failures", "perm_hwaddr": "perm_hwaddr", "queue_id": "queue_id",
    "ad_aggregator_id": "aggregator", "ad_actor_oper_port_state": "actor.state", "ad_partner_oper_port_state": "partner.state",
}  # fmt: skip
MOST_JSON = 4 * 1024 * 1024  # characters of one JSON text


class IpReader:
    """Reads line by line. `feed` says whether the line was one of its own."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self._interface: Interface | None = None
        self._way = ""
        self._json: list[str] = []
        self._size = self._depth = 0

    def feed(self, line: Line) -> bool:
        """Take a line."""
        text = line.text
        if self._json or (text.startswith("[") and text[1:].lstrip()[:1] in ("{", "")):
            return self._collect(line)
        if match := HEAD.match(text):
            self._head(line, match)
            return True
        if self._interface and text[:1] in " \t":
            return self._below(line)
        self._interface = None
        if match := BRIEF.match(text):
            interface = self.machine.interface(match["name"])
            for name in ("state", "mac", "flags"):
                interface.facts["operstate" if name == "state" else name] = Fact(match[name], line)
            self.machine.saw("ip")
            return True
        return False

    def stop(self) -> None:
        """Something else begins."""
        self._interface, self._json, self._size, self._depth = None, [], 0, 0

    # ---- text

    def _head(self, line: Line, match: re.Match[str]) -> None:
        rest, *more = match["rest"].split("\\")
        self._interface = self.machine.interface(match["name"])
        self._way = ""
        self.machine.saw("ip")
        facts = self._interface.facts
        facts["flags"] = Fact(match["flags"], line)
        if match["below"]:
            facts["below"] = Fact(match["below"], line)
        for name, value in _pairs(rest):
            if name in WORDS:
                facts[WORDS[name]] = Fact(value, line)
        self._bonds(facts, self._interface.name)
        for part in more:  # ip -o has it all in one line
            self._below(Line(line.number, " " + part, line.source))

    def _bonds(self, facts: Facts, name: str) -> None:
        """The flags name bonds even without -d: MASTER on a bond (VRFs have no BROADCAST beside it), SLAVE on its members."""
        flags = facts.text("flags").split(",")
        if {"MASTER", "BROADCAST"} <= set(flags):
            self.machine.bond(name)
        if "SLAVE" in flags and (master := facts.text("master")):
            self.machine.bond(master)

    def _below(self, line: Line) -> bool:
        assert self._interface is not None
        facts, text = self._interface.facts, line.text.strip()
        if match := COUNTERS.match(text):
            self._way = match["way"].lower()
        elif self._way and text[:1].isdigit():
            for name, value in zip(("bytes", "packets", "errors", "dropped"), text.split(), strict=False):
                facts[f"{self._way}_{name}"] = Fact(value, line)
            self._way = ""
        elif match := VLAN.match(text):
            facts["vlan"] = Fact(match["id"], line)
        elif text.startswith("link/"):
            facts["mac"] = Fact(text.split()[1] if " " in text else "", line)
        elif text.startswith("bond_slave "):
            self._put(facts, _pairs(text.partition(" ")[2]), MEMBER_WORDS, line)
        elif text.startswith("bond mode "):
            self._put(self.machine.bond(self._interface.name).facts, _pairs(text.partition(" ")[2]), BOND_WORDS, line)
        else:
            return text.startswith(("inet", "valid_lft", "altname", "alias", "vlan", "veth", "RX", "TX"))
        return True

    @staticmethod
    def _put(facts: Facts, pairs: Iterator[tuple[str, str]] | list[tuple[str, str]], words: dict[str, str], line: Line) -> None:
        for name, value in pairs:
            if name in words:
                facts[words[name]] = Fact(value, line)

    # ---- JSON

    def _collect(self, line: Line) -> bool:
        self._json.append(line.text)
        self._size += len(line.text) + 1
        self._depth += line.text.count("[") - line.text.count("]")
        if self._size > MOST_JSON:
            self.stop()
        elif self._depth <= 0:
            try:
                data = json.loads("\n".join(self._json))
            except (ValueError, RecursionError):
                data = None
            self.stop()
            if isinstance(data, list):
                self._objects([each for each in data if isinstance(each, dict)], line)
        return True

    def _objects(self, objects: list[dict[str, Any]], line: Line) -> None:
        for each in objects:
            name = each.get("ifname")
            if not isinstance(name, str) or not 0 < len(name) <= 64:
                continue
            self.machine.saw("ip")
            # The text of the whole would be no evidence: one object stands for its interface.
            at = Line(line.number, f"ifname {name}: {json.dumps(each)[:200]}", line.source)
            facts = self.machine.interface(name).facts
            flags = each.get("flags")
            said = {"mtu": each.get("mtu"), "operstate": each.get("operstate"), "master": each.get("master"), "mac": each.get("address")}
            said["flags"] = ",".join(map(str, flags)) if isinstance(flags, list) else None
            stats = each.get("stats64")
            for way in ("rx", "tx"):
                counted = stats.get(way) if isinstance(stats, dict) else None
                if isinstance(counted, dict):
                    said |= {f"{way}_{word}": counted.get(word) for word in ("bytes", "packets", "errors", "dropped")}
            facts.update({key: Fact(str(value), at) for key, value in said.items() if isinstance(value, str | int)})
            self._bonds(facts, name)
            self._info(each.get("linkinfo"), name, at)

    def _info(self, info: object, name: str, at: Line) -> None:
        if not isinstance(info, dict):
            return
        if info.get("info_kind") == "bond" and isinstance(data := info.get("info_data"), dict):
            bond = self.machine.bond(name)
            aggregator = data.get("ad_info")
            inner = {f"ad_{key}": value for key, value in aggregator.items()} if isinstance(aggregator, dict) else {}
            self._put(bond.facts, _plain({**data, **inner}), BOND_WORDS, at)
        slave = info.get("info_slave_data")
        if info.get("info_slave_kind") == "bond" and isinstance(slave, dict):
            self._put(self.machine.interface(name).facts, _plain(slave), MEMBER_WORDS, at)


def _plain(data: dict[str, Any]) -> list[tuple[str, str]]:
    found = []
    for name, value in data.items():
        if isinstance(value, list):
            found.append((str(name), ",".join(str(each) for each in value)))
        elif isinstance(value, str | int):
            found.append((str(name), str(value)))
    return found


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    return pairwise(text.split())
