"""What we say that /proc/net/bonding shows, against what kernels printed: healthy bonds, and bonds in every failure.

The files in `proc` were written by Linux 7.2.7, each in the state that its name tells: two members
eth0 and eth1, a switch beyond them, and a cable pulled, a group left out, a target that is silent.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from app.bonding import verify, wire
from app.bonding.model import Bond
from app.bonding.modes import MODES
from app.bonding.verify import FAILURES
from tests.promises import broken, stands

HERE = Path(__file__).parent / "proc"
TWO = "member=eth0 member=eth1"
ARP = "arp_interval=200 arp_ip_target=192.0.2.1"


def bond(text: str) -> Bond:
    """A bond from its wire pairs, blanks between."""
    reading = wire.read([(name, value) for name, _, value in (word.partition("=") for word in text.split())])
    assert reading.bond, [str(problem) for problem in reading.problems]
    return reading.bond


def printed(name: str) -> str:
    return (HERE / f"{name}.txt").read_text()


# ---------------------------------------------------------------- health

HEALTHY = {
    **{f"{mode}-healthy": f"mode={mode} miimon=100 {TWO}" for mode in ("balance-rr", "broadcast", "balance-tlb", "balance-alb")},
    **{f"no-monitor-{mode}-healthy": f"mode={mode} {TWO}" for mode in ("balance-rr", "active-backup", "balance-xor", "broadcast")},
    **{f"arp-{mode}-healthy": f"mode={mode} {ARP} {TWO}" for mode in ("balance-rr", "active-backup", "balance-xor", "broadcast")},
    "active-backup-healthy": f"mode=active-backup miimon=100 primary=eth0 {TWO}",
    "active-backup-fail-over-mac": f"mode=active-backup miimon=100 fail_over_mac=active {TWO}",
    "active-backup-reselect-stays": f"mode=active-backup miimon=100 primary=eth0 primary_reselect=failure {TWO}",
    "balance-xor-healthy": f"mode=balance-xor miimon=100 xmit_hash_policy=layer3+4 {TWO}",
    "802.3ad-healthy": f"mode=802.3ad miimon=100 lacp_rate=fast xmit_hash_policy=layer3+4 {TWO}",
    "802.3ad-slow-healthy": f"mode=802.3ad {TWO}",
    "802.3ad-min-links-healthy": f"mode=802.3ad miimon=100 lacp_rate=fast min_links=2 {TWO}",
    "balance-alb-primary": f"mode=balance-alb miimon=100 tlb_dynamic_lb=off primary=eth1 {TWO}",
}


@pytest.mark.parametrize(("name", "pairs"), HEALTHY.items())
def test_a_healthy_kernel_prints_what_we_say(name: str, pairs: str) -> None:
    assert stands(verify.healthy(bond(pairs)).splitlines(), printed(name))
    assert broken(verify.healthy(bond(pairs)), printed(name)) == []


@pytest.mark.parametrize("name", [name for name in HEALTHY if name.startswith("802.3ad")])
def test_a_healthy_partner(name: str) -> None:
    assert stands(verify.partner(bond(HEALTHY[name])).splitlines(), printed(name))


def test_every_mode_is_proved_with_each_monitor_that_it_has() -> None:
    proved = {(each.mode, verify.monitor(each)) for each in map(bond, HEALTHY.values())}
    kinds = {"miimon": "miimon", "arp_interval": "arp"}
    assert proved >= {(mode.name, kinds[option]) for mode in MODES.values() for option in mode.monitors}


SICK = [
    (f"mode=active-backup miimon=100 primary=eth0 {TWO}", "active-backup-pull-eth0"),
    (f"mode=active-backup miimon=100 primary=eth0 {TWO}", "active-backup-missing-eth1"),
    (f"mode=balance-rr miimon=100 {TWO}", "balance-rr-pull-eth1"),
    (f"mode=balance-alb miimon=100 {TWO}", "balance-alb-pull-both"),
    (f"mode=802.3ad miimon=100 lacp_rate=fast {TWO}", "802.3ad-min-links-pull"),
    (f"mode=active-backup {ARP} {TWO}", "arp-active-backup-silent"),
    (f"mode=balance-xor {ARP} {TWO}", "arp-balance-xor-silent"),
    (f"mode=balance-rr miimon=100 {TWO}", "no-monitor-balance-rr-healthy"),
]


@pytest.mark.parametrize(("pairs", "name"), SICK)
def test_a_sick_kernel_does_not_print_what_we_say_of_a_healthy_one(pairs: str, name: str) -> None:
    assert not stands(verify.healthy(bond(pairs)).splitlines(), printed(name))


@pytest.mark.parametrize(
    "name", ["802.3ad-no-partner", "802.3ad-two-switches", "802.3ad-one-port-outside", "802.3ad-pull-eth1", "802.3ad-not-root"]
)
def test_a_switch_that_does_not_take_part_is_noticed(name: str) -> None:
    assert not stands(verify.partner(bond(f"mode=802.3ad {TWO}")).splitlines(), printed(name))


def test_of_answers_that_come_by_one_port_nothing_is_promised() -> None:
    """With the ARP monitor a balancing mode may hear the answers on one member only, and that is its health."""
    assert "Slave Interface: eth0\n\nSlave Interface: eth1" in verify.healthy(bond(f"mode=balance-xor {ARP} {TWO}"))


@pytest.mark.parametrize("mode", ["broadcast", "balance-xor"])
def test_a_ping_that_gets_through(mode: str) -> None:
    """In broadcast the answers come twice, and ping says so even where all is well."""
    assert broken(verify.answers(bond(f"mode={mode} {TWO}")), printed(f"ping-{mode}")) == []
    assert broken(verify.answers(bond(f"mode={mode} {TWO}")), printed("ping-nobody")) != []
    assert ("duplicates" in verify.answers(bond(f"mode={mode} {TWO}"))) == (mode == "broadcast")


def test_delays_are_shown_as_the_kernel_rounds_them() -> None:
    assert "Up Delay (ms): 200\nDown Delay (ms): 300" in verify.healthy(
        bond(f"mode=active-backup miimon=100 updelay=250 downdelay=300 {TWO}")
    )


# ---------------------------------------------------------------- failures

RICH = "primary=eth0 updelay=20000 min_links=2"
"""Everything that a failure may need; what a mode does not take stays out of it."""


def example(mode: str, monitor: str) -> Bond:
    """A bond to which as much as possible can happen."""
    words = {"miimon": "miimon=100", "arp": f"{ARP} arp_validate=all", "none": ""}[monitor]
    return bond(f"mode={mode} {words} {RICH} {TWO}")


@pytest.mark.parametrize("id", FAILURES)
def test_a_failure_looks_as_a_kernel_printed_it(id: str) -> None:
    failure = FAILURES[id]
    assert failure.proof or not (failure.see or failure.lacks)
    names = {**verify._names(example(failure.modes[0], failure.monitor or "miimon"))}
    for name in failure.proof:
        # a member of another name stands in the place of the last one where the kernel was shown such a card
        own = {**names, "last": "eth2"} if "eth2" in name else names
        assert stands([line.format(**own) for line in failure.see], printed(name)), name
        assert not failure.lacks or failure.lacks.format(**own) not in printed(name), name


def test_a_group_at_the_switch_under_active_backup_looks_healthy_and_carries_nothing() -> None:
    text = printed("active-backup-in-static-group")
    assert stands(verify.healthy(bond(f"mode=active-backup miimon=100 {TWO}")).splitlines(), text)
    assert "5 packets transmitted, 0 received, 100% packet loss" in text


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("monitor", ["miimon", "arp", "none"])
def test_no_failure_is_what_a_healthy_bond_prints(mode: str, monitor: str) -> None:
    """A reader whose bond is well is not frightened: no failure of lines alone fits the healthy text of the same bond."""
    for name, pairs in HEALTHY.items():
        one = bond(pairs)
        if (one.mode, verify.monitor(one)) != (mode, monitor) or name == "active-backup-reselect-stays":
            continue
        for failure in FAILURES.values():
            if failure.possible(one) and not failure.says and not failure.lacks:
                assert not stands(failure.told(one).see.splitlines(), printed(name)), (failure.id, name)


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_tells_the_usual_failures(mode: str) -> None:
    told = {failure.id for failure in FAILURES.values() if failure.possible(example(mode, "miimon"))}
    assert told >= {"not-there", "another-interval", "member-missing", "no-members", "member-down"}
    assert told & {"all-down", "all-down-active", "all-down-lacp"}
    assert told & {"group-at-the-switch", "no-group-at-the-switch", "no-partner"}


def test_every_failure_can_happen_to_some_bond() -> None:
    possible = {
        failure.id
        for failure in FAILURES.values()
        for mode in MODES
        for kind in ("miimon", "arp", "none")
        if failure.possible(example(mode, kind))
    }
    assert possible == set(FAILURES)


def test_nothing_is_told_of_members_that_are_not_there() -> None:
    text = repr(verify.otherwise(bond("mode=802.3ad miimon=100"), "look") + verify.otherwise(bond("mode=802.3ad"), "partner"))
    assert "Slave Interface:" not in text and "{" not in text


@pytest.mark.parametrize("mode", MODES)
def test_each_failure_says_what_it_means_and_what_to_do(mode: str) -> None:
    for step in ("look", "partner", "ping"):
        for each in verify.otherwise(example(mode, "miimon"), step):
            assert each.see and each.means.endswith(".") and each.do.endswith((".", "above."))
            assert "{" not in each.see + each.means + each.do


def test_what_to_do_is_said_in_words_of_the_oldest_ip() -> None:
    """The ip of SLES 11, RHEL 6 and before knows no -br."""
    assert not [id for id, failure in FAILURES.items() if "ip -br" in failure.do]
