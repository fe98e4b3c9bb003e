"""What other tools show: a dump of sysfs (`grep . /sys/class/net/bond0/bonding/*`), `ethtool` and its counters."""

from __future__ import annotations

import re

from app.bonding.options import OPTIONS
from app.diagnosis.machine import Fact, Interface, Line, Machine

SYSFS = re.compile(
    r"(?:\S*?)/sys/(?:class/net|devices/\S{1,200}?/net)/(?P<name>[^\s/]{1,64})/(?:(?P<folder>bonding|bonding_slave|statistics)/)?(?P<file>\w{1,64}):(?P<value>.*)"
)
BOND_FILES = {
    "mii_status": "mii_status", "ad_aggregator": "aggregator.id", "ad_num_ports": "aggregator.ports",
    "ad_actor_key": "aggregator.actor_key", "ad_partner_key": "aggregator.partner_key", "ad_partner_mac": "aggregator.partner_mac",
}  # fmt: skip
MEMBER_FILES = {
    "mii_status": "mii_status", "link_failure_count": "failures", "perm_hwaddr": "perm_hwaddr", "queue_id": "queue_id",
    "ad_aggregator_id": "aggregator", "ad_actor_oper_port_state": "actor.state", "ad_partner_oper_port_state": "partner.state",
}  # fmt: skip
PLAIN_FILES = {"mtu": "mtu", "operstate": "operstate", "address": "mac", "carrier": "carrier", "speed": "speed", "duplex": "duplex"}
COUNTERS = ("rx_bytes", "tx_bytes", "rx_packets", "tx_packets", "rx_dropped", "tx_dropped")
MOST_MEMBERS = 1000

OS_RELEASE = re.compile(r"""(?P<key>ID|VERSION_ID)=["']?(?P<value>[\w.-]{1,40})["']?\s*$""")
KERNEL = re.compile(r"(?:^|\s)Linux (?:version|[\w.-]{1,64}) (?P<value>\d[\w.+~-]{2,80})")
NAMES = {"ID": "id", "VERSION_ID": "version"}

SETTINGS = re.compile(r"Settings for (?P<name>[^\s:]{1,64}):\s*$")
SETTING = re.compile(r"\s+(?P<label>[A-Z][\w -]{1,40}): (?P<value>.*)")
LABELS = {"Speed": "speed", "Duplex": "duplex", "Link detected": "link"}
COUNTER = re.compile(r"\s+(?P<name>\w{1,64}): (?P<value>\d{1,20})\s*$")


def sysfs(line: Line, machine: Machine) -> bool:
    """Read a line of a dump; whether it was one."""
    match = SYSFS.match(line.text)
    if match is None:
        return False
    name, folder, file, value = match["name"], match["folder"], match["file"], match["value"].strip()
    fact = Fact(value, line)
    if folder == "bonding":
        bond = machine.bond(name)
        machine.saw("sysfs")
        if file == "slaves":
            for member in value.split()[:MOST_MEMBERS]:
                machine.member(bond, member).facts.setdefault("named", fact)
        elif file in BOND_FILES:
            bond.facts[BOND_FILES[file]] = fact
        elif file in OPTIONS or file == "mode":
            words = value.split()
            number = len(words) == 2 and words[1].isdigit()  # `layer2 0`: the name and the number
            bond.facts[file] = Fact(words[0], line) if number else Fact(",".join(words), line)
    else:
        names = MEMBER_FILES if folder == "bonding_slave" else {each: each for each in COUNTERS} if folder == "statistics" else PLAIN_FILES
        if file in names:
            machine.interface(name).facts[names[file]] = fact
    return True


def system(line: Line, machine: Machine) -> bool:
    """Read how the system calls itself, the first time that it does; whether the line was about that."""
    if match := OS_RELEASE.match(line.text):
        machine.system.setdefault(NAMES[match["key"]], Fact(match["value"], line))
        return True
    if match := KERNEL.search(line.text[:300]):
        machine.system.setdefault("kernel", Fact(match["value"], line))
        return True
    return False


class Ethtool:
    """Reads `ethtool NAME`, and the counters of `ethtool -S NAME` where the command stands above them."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self._interface: Interface | None = None
        self._counting = False

    def feed(self, line: Line) -> bool:
        """Take a line; whether it was one of its own."""
        if match := SETTINGS.match(line.text):
            self._interface, self._counting = self.machine.interface(match["name"]), False
            self.machine.saw("ethtool")
            return True
        if line.text.startswith("NIC statistics:"):
            self._counting = self._interface is not None
            return True
        if self._interface is None or line.text[:1] not in " \t":
            self._interface = None
            return False
        if self._counting and (match := COUNTER.match(line.text)):
            if match["name"] in COUNTERS:
                self._interface.facts[match["name"]] = Fact(match["value"], line)
        elif (match := SETTING.match(line.text)) and match["label"] in LABELS:
            self._interface.facts[LABELS[match["label"]]] = Fact(match["value"].strip(), line)
        return True

    def asked(self, command: str) -> None:
        """A command line stands here: what follows is about the interface that it names."""
        words = command.split()
        counters = words[:1] == ["ethtool"] and len(words) == 3 and words[1] in ("-S", "--statistics")
        self._interface = self.machine.interface(words[2][:64]) if counters else None
        self._counting = False
