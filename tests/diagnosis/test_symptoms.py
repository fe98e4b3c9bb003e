"""Every symptom: a real kernel's text or a text made for it shows it, and a healthy bond shows none."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from app.config import ROOT
from app.diagnosis.machine import Line
from app.diagnosis.symptom import CERTAIN, LIKELY, MOST_LINES, POSSIBLE, SYMPTOMS, Finding
from app.diagnosis.symptoms import find
from tests.diagnosis.reading import diagnosed, ids, proc
from tests.diagnosis.switches import ONE_GROUP, TWO_KEYS, host, shown

FLAPS = "".join(
    f"[{100 + 60 * n}.000000] bond0: (slave eth1): link status definitely {state}\n"
    for n in range(12)
    for state in ("down, disabling slave", "up, 1000 Mbps full duplex")
)
IP = """\
2: eth0: <BROADCAST,MULTICAST,SLAVE,UP,LOWER_UP> mtu 9000 qdisc mq master bond0 state UP
    TX: bytes packets errors dropped carrier collsns
    {0} 1000 0 0 0 0
3: eth1: <BROADCAST,MULTICAST,SLAVE,UP,LOWER_UP> mtu {2} qdisc mq master bond0 state UP
    TX: bytes packets errors dropped carrier collsns
    {1} 1000 0 0 0 0
4: bond0: <BROADCAST,MULTICAST,MASTER,UP,LOWER_UP> mtu 9000 qdisc noqueue state UP
    bond mode {3} miimon 100 arp_interval 0 xmit_hash_policy layer2 ad_num_ports 2
"""
MIXED = "Speed: 10000 Mbps\n", "Speed: 1000 Mbps\n"
SHOWN: dict[str, str] = {
    "no-lacp-partner": proc("802.3ad-no-partner"),
    "two-lacp-partners": proc("802.3ad-two-switches"),
    "outside-the-aggregator": proc("802.3ad-one-port-outside"),
    "churned": re.sub("(Partner Churn State): .*", r"\1: churned", proc("802.3ad-healthy")),
    "too-few-links": proc("802.3ad-min-links-pull"),
    "not-root": proc("802.3ad-not-root"),
    "member-down": proc("active-backup-pull-eth1"),
    "nobody-active": proc("active-backup-pull-both"),
    "flapping": FLAPS,
    "many-failures": proc("balance-alb-healthy").replace("Link Failure Count: 0", "Link Failure Count: 31", 1),
    "speeds-differ": proc("802.3ad-healthy").replace(*MIXED, 1),
    "speed-unknown": proc("balance-tlb-dummy-eth2"),
    "half-duplex": proc("balance-alb-healthy").replace("Duplex: full", "Duplex: half", 1),
    "unwatched": proc("no-monitor-active-backup-healthy"),
    "arp-without-targets": re.sub(r"(ARP IP target/s .*form\):).*", r"\1", proc("arp-active-backup-healthy")),
    "arp-targets-silent": proc("arp-balance-xor-silent"),
    "arp-hears-nothing": proc("arp-active-backup-silent"),
    "round-robin-by-default": proc("nothing-set"),
    "claimed-twice": proc("active-backup-healthy", "bond0") + proc("active-backup-healthy", "bond1"),
    "only-one-member": proc("active-backup-missing-eth1"),
    "same-address": re.sub(r"Permanent HW addr: .*", "Permanent HW addr: 52:54:00:00:00:01", proc("active-backup-healthy")),
    "mtu-differs": IP.format(1, 1, 1500, "active-backup"),
    "primary-idle": proc("active-backup-reselect-stays"),
    "other-group-on-the-switch": host("fault-tolerance (active-backup)") + ONE_GROUP.format("-"),
    "port-left-out-by-the-switch": host() + shown("cisco-nxos"),
    "switch-hears-two-systems": host() + shown("cisco-ios"),
    "switch-hears-two-keys": host() + TWO_KEYS,
    "vlan-not-on-the-switch": host(vlan=100) + shown("cisco-ios"),
    "fewer-ports-on-the-switch": host(members=3) + ONE_GROUP.format("LACP"),
    "one-carries-all": IP.format(10**12, 10**6, 9000, "802.3ad"),
}
HEALTHY = [
    *(proc(f"{name}-healthy") for name in ("802.3ad", "802.3ad-slow", "802.3ad-min-links", "active-backup", "balance-xor")),
    *(proc(f"{name}-healthy") for name in ("balance-tlb", "balance-alb", "broadcast")),
    proc("arp-active-backup-healthy"),
    proc("active-backup-fail-over-mac"),
    proc("active-backup-in-static-group"),
    IP.format(10**12, 7 * 10**11, 9000, "802.3ad"),
    IP.format(10**4, 10**2, 9000, "802.3ad"),
    IP.format(10**12, 10, 9000, "active-backup"),
]  # fmt: skip


def found(name: str, text: str) -> Finding:
    return next(each for each in diagnosed(text).findings if each.id == name)


def texts(lines: Iterable[Line]) -> list[str]:
    return [line.text.strip() for line in lines]


def test_every_symptom_has_a_text_that_shows_it() -> None:
    assert set(SHOWN) == set(SYMPTOMS)


@pytest.mark.parametrize("name", SHOWN)
def test_a_symptom_is_seen_with_its_lines_and_says_what_to_do(name: str) -> None:
    finding = found(name, SHOWN[name])
    lines = SHOWN[name].splitlines()
    assert finding.evidence
    assert len(finding.evidence) <= MOST_LINES
    assert all(lines[line.number - 1] == line.text for line in finding.evidence)
    assert finding.title
    assert finding.cause.endswith(".")
    assert finding.checks
    assert finding.fixes
    assert "{" not in " ".join((finding.title, finding.cause, *finding.checks, *finding.fixes))
    assert all(text.count("`") % 2 == 0 for text in (finding.cause, *finding.checks, *finding.fixes))


@pytest.mark.parametrize("each", SYMPTOMS.values(), ids=list(SYMPTOMS))
def test_the_entries_of_a_symptom_are_there(each: object) -> None:
    symptom = SYMPTOMS[each.id]  # type: ignore[attr-defined]
    slugs = {path.stem for path in (ROOT / "notes" / "troubleshooting").glob("*.md")}
    assert {*symptom.entries, *symptom.near} <= slugs


@pytest.mark.parametrize("text", HEALTHY, ids=range(len(HEALTHY)))
def test_a_healthy_bond_shows_nothing(text: str) -> None:
    assert ids(diagnosed(text).findings) == []


def test_round_robin_alone_is_only_possible_and_fresh_it_is_likely() -> None:
    assert found("round-robin-by-default", proc("balance-rr-healthy")).confidence == POSSIBLE
    assert found("round-robin-by-default", SHOWN["round-robin-by-default"]).confidence == LIKELY


def test_all_links_gone_is_one_finding() -> None:
    assert ids(diagnosed(proc("balance-xor-pull-both")).findings) == ["nobody-active"]


def test_the_arp_monitor_explains_members_that_are_down_by_itself() -> None:
    assert ids(diagnosed(SHOWN["arp-targets-silent"]).findings) == ["arp-targets-silent"]
    assert found("arp-hears-nothing", proc("arp-balance-rr-healthy")).severity == "benign"


def test_a_link_that_the_arp_monitor_hears_nothing_on_is_down_where_ip_says_so() -> None:
    text = (
        proc("arp-active-backup-silent") + "3: eth0: <NO-CARRIER,BROADCAST,MULTICAST,SLAVE,UP> mtu 1500 qdisc mq master bond0 state DOWN\n"
    )
    assert "member-down" in ids(diagnosed(text).findings)


def test_a_member_that_waits_for_updelay_has_its_link() -> None:
    assert ids(diagnosed(proc("active-backup-going-back")).findings) == []


def test_another_speed_is_the_cause_of_another_aggregator() -> None:
    text = proc("802.3ad-one-port-outside").replace(*MIXED, 1)
    assert "outside-the-aggregator" not in ids(diagnosed(text).findings)


def test_flapping_has_a_count_and_a_rate() -> None:
    finding = found("flapping", FLAPS)
    assert finding.title == "The link of eth1 in bond0 flaps: down 12 times, about 1 a minute"
    assert finding.confidence == CERTAIN
    assert [line.number for line in finding.evidence] == [1, 3, 5, 23]


def test_without_times_flapping_has_a_count_only() -> None:
    bare = re.sub(r"^\[.*?\] ", "", FLAPS, flags=re.MULTILINE)
    assert found("flapping", bare).title == "The link of eth1 in bond0 flaps: down 12 times"


def test_a_log_that_ends_with_a_link_down_makes_it_likely() -> None:
    log = "bond0: (slave eth0): link status definitely up, 1 Mbps\nbond0: (slave eth1): link status definitely down, disabling slave\n"
    assert found("member-down", log).confidence == LIKELY
    assert ids(diagnosed(log + "bond0: (slave eth1): link status definitely up, 1 Mbps\n").findings) == []


def test_a_member_that_moved_in_order_is_not_claimed_twice() -> None:
    join = "{}: (slave eth0): Enslaving as a backup interface with an up link\n"
    moved = join.format("bond0") + "bond0: (slave eth0): Releasing backup interface\n" + join.format("bond1")
    gone = join.format("bond0") + "bond0 (unregistering): Released all slaves\n" + join.format("bond1")
    assert ids(diagnosed(moved).findings) == ids(diagnosed(gone).findings) == []
    assert ids(diagnosed(join.format("bond0") + join.format("bond1")).findings) == ["claimed-twice"]


def test_the_hash_that_would_spread_is_named_for_the_policy_in_use() -> None:
    finding = found("one-carries-all", SHOWN["one-carries-all"])
    assert finding.title == "eth0 sends nearly everything of bond0: 100 % of the bytes"
    assert "echo layer3+4 > /sys/class/net/bond0/bonding/xmit_hash_policy" in finding.fixes[0]
    assert "xmit_hash_policy" not in found("one-carries-all", SHOWN["one-carries-all"].replace("layer2", "layer3+4")).fixes[0]


def test_find_speaks_for_each_bond() -> None:
    text = proc("802.3ad-no-partner", "bond0") + proc("no-monitor-active-backup-healthy", "bond1").replace("eth", "ens")
    assert [each.title for each in find(diagnosed(text).machine)] == [
        "No LACP partner answers on bond0",
        "bond1 does not watch its links: a failure goes unseen",
    ]
