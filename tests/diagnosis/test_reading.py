"""What a text is made of: every form of log, status and command output is read into one machine."""

from __future__ import annotations

import json

import pytest

from app.diagnosis import events
from app.diagnosis.said import BOOT, DATE, when
from tests.diagnosis.reading import diagnosed, machine, proc

IP = """\
16: eth0@if2: <BROADCAST,MULTICAST,SLAVE,UP,LOWER_UP> mtu 1500 qdisc noqueue master bond0 state UP mode DEFAULT group default qlen 1000
    link/ether 52:54:00:00:00:01 brd ff:ff:ff:ff:ff:ff link-netnsid 0 promiscuity 0
    bond_slave state ACTIVE mii_status UP link_failure_count 3 perm_hwaddr 52:54:00:00:00:02 queue_id 0 ad_aggregator_id 1
    RX:  bytes packets errors dropped  missed   mcast
        123456    1000      1       2       0       0
    TX:  bytes packets errors dropped carrier collsns
          6543     100      0       0       0       0
18: bond0: <BROADCAST,MULTICAST,MASTER,UP,LOWER_UP> mtu 9000 qdisc noqueue state UP mode DEFAULT group default qlen 1000
    link/ether 52:54:00:00:00:01 brd ff:ff:ff:ff:ff:ff
    bond mode 802.3ad miimon 100 arp_interval 0 xmit_hash_policy layer2 min_links 1 ad_num_ports 2 ad_partner_mac ae:ce:0a:40:7b:47
"""
JSON = [
    {"ifname": "eth0", "flags": ["SLAVE", "UP", "LOWER_UP"], "mtu": 1500, "master": "bond0", "address": "52:54:00:00:00:01",
     "linkinfo": {"info_slave_kind": "bond", "info_slave_data": {"mii_status": "UP", "link_failure_count": 3}},
     "stats64": {"rx": {"bytes": 123456}, "tx": {"bytes": 6543}}},
    {"ifname": "bond0", "flags": ["BROADCAST", "MASTER"], "mtu": 9000,
     "linkinfo": {"info_kind": "bond", "info_data": {"mode": "802.3ad", "miimon": 100, "min_links": 1,
                                                     "ad_info": {"num_ports": 2, "partner_mac": "ae:ce:0a:40:7b:47"}}}},
]  # fmt: skip
SYSFS = """\
/sys/class/net/bond0/bonding/mode:802.3ad 4
/sys/class/net/bond0/bonding/miimon:100
/sys/class/net/bond0/bonding/slaves:eth0
/sys/class/net/bond0/bonding/min_links:1
/sys/class/net/bond0/bonding/ad_num_ports:2
/sys/class/net/bond0/bonding/ad_partner_mac:ae:ce:0a:40:7b:47
/sys/class/net/bond0/mtu:9000
/sys/class/net/eth0/mtu:1500
/sys/class/net/eth0/bonding_slave/mii_status:up
/sys/class/net/eth0/bonding_slave/link_failure_count:3
/sys/class/net/eth0/statistics/tx_bytes:6543
/sys/class/net/eth0/statistics/rx_bytes:123456
"""
ONE_LINE = "".join(line.replace("\n", "\\") if line.startswith(" ") else "\n" + line.rstrip("\n") + "\\" for line in IP.splitlines(True))


@pytest.mark.parametrize(
    "text",
    [IP, ONE_LINE, json.dumps(JSON), json.dumps(JSON, indent=4).replace("[\n    {", "[ {", 1), SYSFS],
    ids=["ip", "-o", "-j", "-p", "sysfs"],
)
def test_each_tool_tells_the_same(text: str) -> None:
    found = machine(text)
    bond = found.bonds["bond0"]
    assert (bond.mode, bond.facts.number("miimon"), bond.facts.number("min_links")) == ("802.3ad", 100, 1)
    assert (bond.facts.number("aggregator.ports"), bond.facts.text("aggregator.partner_mac")) == (2, "ae:ce:0a:40:7b:47")
    assert list(bond.members) == ["eth0"]
    member = bond.members["eth0"]
    assert member.up
    assert [member.facts.number(name) for name in ("failures", "tx_bytes", "rx_bytes", "mtu")] == [3, 6543, 123456, 1500]
    assert found.interfaces["bond0"].facts.number("mtu") == 9000


def test_brief_output_names_states() -> None:
    found = machine("eth1             DOWN           52:54:00:00:00:02 <NO-CARRIER,BROADCAST,MULTICAST,SLAVE,UP>\n")
    assert found.interfaces["eth1"].up is False


def test_ethtool_and_its_counters() -> None:
    text = "Settings for eth0:\n\tSupported ports: [ TP ]\n\tSpeed: 1000Mb/s\n\tDuplex: Half\n\tLink detected: yes\n"
    counters = "+ ethtool -S eth1\nNIC statistics:\n     rx_packets: 17\n     tx_bytes: 42\n     rx_queue_0_bytes: 9\n"
    found = machine(text + counters)
    assert [found.interfaces["eth0"].facts.text(name) for name in ("speed", "duplex", "link")] == ["1000Mb/s", "Half", "yes"]
    assert found.interfaces["eth1"].facts.number("tx_bytes") == 42


@pytest.mark.parametrize(
    "above",
    [
        "# cat /proc/net/bonding/bond7",
        "==> /proc/net/bonding/bond7 <==",
        "+ cat /proc/net/bonding/bond7",
        "root@web7:~# cat /proc/net/bonding/bond7",
    ],
)
def test_what_stands_above_a_file_names_its_bond(above: str) -> None:
    assert list(machine(f"{above}\n{proc('active-backup-healthy').partition(chr(10))[2]}").bonds) == ["bond7"]


def test_a_file_without_a_name_finds_its_bond_by_its_members() -> None:
    bare = proc("active-backup-healthy").partition("\n")[2]
    log = "[   12.3] bond3: (slave eth0): Enslaving as a backup interface with an up link\n"
    assert list(machine(bare).bonds) == ["BOND"]
    assert list(machine(log + bare).bonds) == ["bond3"]
    assert list(machine(bare + bare).bonds) == ["BOND"]
    assert list(machine(IP.replace("bond0", "bond5") + bare).bonds) == ["bond5"]


def test_a_later_look_replaces_the_earlier_one() -> None:
    found = machine(proc("802.3ad-healthy") + proc("802.3ad-missing-eth1"))
    assert list(found.bonds["bond0"].members) == ["eth0"]


def test_a_piece_of_a_file_is_enough() -> None:
    piece = "Slave Interface: eth0\nMII Status: down\nSpeed: Unknown\n\nSlave Interface: eth1\nMII Status: up\n"
    assert {name: each.up for name, each in machine(piece).bonds["BOND"].members.items()} == {"eth0": False, "eth1": True}


def test_evidence_has_the_number_of_its_line_in_the_text() -> None:
    text = "first\nsecond\n" + proc("802.3ad-no-partner")
    (partner, *_) = next(each for each in diagnosed(text).findings if each.id == "no-lacp-partner").evidence
    assert text.splitlines()[partner.number - 1] == partner.text
    assert "Partner Mac Address" in partner.text


@pytest.mark.parametrize(
    "text",
    [
        "bond0: bond  connected  --  bond0\nGENERAL.DEVICE: eth0\nGENERAL.STATE: 100 (connected)\n",
        "3: bond0\n   Link File: n/a\n   State: routable (configured)\n   Bond Mode: active-backup\n",
        "setup:\n  runner: lacp\nports:\n  eth0\n    link watches:\n      link summary: up\n",
        "[ {\n[[[[\n[{]\n",
        "[" * 100_000,
    ],
    ids=["nmcli", "networkctl", "teamdctl", "broken JSON", "deep JSON"],
)
def test_other_output_passes_without_harm(text: str) -> None:
    assert diagnosed(text).findings == ()


# ---------------------------------------------------------------- logs

OLD, NEW = (
    "bonding: bond0: link status definitely down for interface eth1, disabling it",
    "bond0: (slave eth1): link status definitely down, disabling slave",
)


@pytest.mark.parametrize(
    ("prefix", "clock", "seconds"),
    [
        ("[   12.345678] ", BOOT, 12.345678),
        ("<6>[   12.345678] ", BOOT, 12.345678),
        ("[Mon May  4 11:17:40 2026] ", DATE, 1777893460),
        ("May  4 11:17:40 bigfoot kernel: ", DATE, 957439060),
        ("May 04 11:17:40 bigfoot kernel: [   12.345678] ", DATE, 957439060),
        ("2026-05-04T11:17:40+00:00 bigfoot kernel: ", DATE, 1777893460),
        ("2026-05-04T13:17:40.500000+0200 bigfoot kernel: ", DATE, 1777893460.5),
        ("Mon 2026-05-04 11:17:40 UTC bigfoot kernel: ", DATE, 1777893460),
    ],
)
@pytest.mark.parametrize("said", [OLD, NEW])
def test_a_line_says_when_and_who(prefix: str, clock: str, seconds: float, said: str) -> None:
    event = events.read(1, prefix + said)
    assert event is not None
    assert (event.kind, event.bond, event.member) == (events.DOWN, "bond0", "eth1")
    assert event.when is not None
    assert event.when.clock == clock
    assert event.when.seconds == pytest.approx(seconds)


@pytest.mark.parametrize("line", ["Feb 31 11:17:40 host kernel: x", "Foo 11 11:17:40 x", "2026-13-45T99:99:99 x", "", "plain"])
def test_what_is_no_time_is_none(line: str) -> None:
    assert when(line) is None


@pytest.mark.parametrize(
    ("line", "kind", "member"),
    [
        ("bonding: bond0: enslaving eth0 as an active interface with a down link.", events.JOIN, "eth0"),
        ("bond0: (slave eth0): Enslaving as a backup interface with an up link", events.JOIN, "eth0"),
        ("bonding: bond0: releasing active interface eth0", events.LEAVE, "eth0"),
        ("bond0: (slave eth0): Releasing backup interface", events.LEAVE, "eth0"),
        ("bonding: bond0: link status definitely up for interface eth0, 1000 Mbps full duplex.", events.UP, "eth0"),
        ("bond0: (slave eth0): link status definitely up, 10000 Mbps full duplex", events.UP, "eth0"),
        ("bond0: (slave eth0): interface is now down", events.DOWN, "eth0"),
        ("bonding: bond0: making interface eth1 the new active one.", events.ACTIVE, "eth1"),
        ("bond0: (slave eth1): making interface the new active one", events.ACTIVE, "eth1"),
        ("bonding: bond0: now running without any active interface !", events.NOBODY, ""),
        ("bond0: active interface up!", events.BACK, ""),
        ("bond0 (unregistering): Released all slaves", events.GONE, ""),
    ],
)
def test_every_phrase_of_both_ages(line: str, kind: str, member: str) -> None:
    event = events.read(1, line)
    assert event is not None
    assert (event.kind, event.bond, event.member) == (kind, "bond0", member)
    assert machine(line.replace("bond0", "uplink") + "\n").history.total == 1


@pytest.mark.parametrize("name", ["bond0;reboot", "$(id)", "-rf", "a" * 40, "`id`"])
def test_a_name_that_could_act_in_a_command_is_not_believed(name: str) -> None:
    assert events.read(1, f"{name}: (slave eth0): link status definitely down, disabling slave") is None
    text = f"# cat /proc/net/bonding/{name}\n" + proc("802.3ad-no-partner").partition("\n")[2].replace("eth0", name)
    told = repr([(each.checks, each.fixes, each.title, each.cause) for each in diagnosed(text).findings])
    assert name not in told
