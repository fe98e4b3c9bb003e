"""The table of options is sound, and reads and writes the values of every kind."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from app.bonding.facts import read_table
from app.bonding.kernel import Kernel, Presence, version
from app.bonding.modes import BY_NUMBER, MODES
from app.bonding.options import FACT_ROWS, OPTIONS, READERS, Option, write_value
from app.errors import BadFacts

EVERY = pytest.mark.parametrize("option", FACT_ROWS.values(), ids=FACT_ROWS)


def test_all_options_of_the_newest_kernel_are_there() -> None:
    assert len(OPTIONS) >= 36
    assert FACT_ROWS.keys() - OPTIONS.keys() == {"max_bonds", "tx_queues"}
    assert {"lacp_strict", "broadcast_neighbor", "actor_port_prio", "coupled_control", "ns_ip6_target", "prio"} <= OPTIONS.keys()


@EVERY
def test_every_row_says_what_it_is_since_when_and_from_where(option: Option) -> None:
    assert option.summary.endswith(".") and option.source
    assert version(option.since) >= (2, 6, 12)
    assert option.kind in READERS
    assert option.scope in ("bond", "member", "module")
    assert all(note.strip() for note in option.notes)


@EVERY
def test_ranges_and_defaults_fit(option: Option) -> None:
    if option.kind in ("int", "member_int"):
        assert isinstance(option.default, int)
        assert option.min <= option.default <= option.max
    if option.kind == "enum":
        assert option.default in [choice.name for choice in option.choices]
    if option.kind.endswith("_list"):
        assert option.max_entries > 0 and option.default == ()


@EVERY
def test_choices_are_numbered_from_0_without_gaps_and_none_is_older_than_its_option(option: Option) -> None:
    assert [choice.number for choice in option.choices] == list(range(len(option.choices)))
    assert all(version(choice.since) >= version(option.since) for choice in option.choices)


@EVERY
def test_modes_and_other_options_that_it_names_exist(option: Option) -> None:
    assert option.effective <= option.accepted <= MODES.keys()
    assert option.effective_when.keys() <= option.effective
    assert option.mode_since.keys() <= option.accepted
    others = {*option.needs, *option.excludes, *filter(None, [option.idle_without, option.twin])}
    assert others <= OPTIONS.keys() - {option.name}
    for condition in option.effective_when.values():
        name, _, value = condition.partition("=")
        assert write_value(OPTIONS[name].read(value)) == value


def test_twins_name_each_other() -> None:
    assert {option.name: option.twin for option in OPTIONS.values() if option.twin} == {
        "num_grat_arp": "num_unsol_na",
        "num_unsol_na": "num_grat_arp",
    }


@pytest.mark.parametrize("option", OPTIONS.values(), ids=OPTIONS)
def test_values_survive_their_wire_text(option: Option) -> None:
    samples = [choice.name for choice in option.choices] or {
        "int": [str(option.min), str(option.max)],
        "member_int": [f"eth0:{option.min}", f"eth0:{option.max},eth1:{option.max}"],
        "ipv4_list": ["192.0.2.1", "192.0.2.1,192.0.2.2"],
        "ipv6_list": ["2001:db8::1,fe80::1"],
        "ifname": ["eth0"],
        "mac": ["02:00:00:00:00:01"],
    }[option.kind]
    for text in samples:
        assert write_value(option.read(text)) == text
        assert option.allowed()


def test_numbers_of_the_driver_are_read_as_names() -> None:
    assert OPTIONS["xmit_hash_policy"].read("1") == "layer3+4"
    assert OPTIONS["lacp_rate"].read("1") == "fast"
    assert OPTIONS["use_carrier"].read("0") == "off"


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("miimon", "100ms", "counted in ms, without the unit"),
        ("miimon", "-1", "out of range"),
        ("miimon", "2147483648", "out of range"),
        ("miimon", "1" * 11, "whole number"),
        ("miimon", "\u0661\u0660", "whole number"),
        ("lacp_rate", "fasst", "Did you mean fast"),
        ("lp_interval", "0", "out of range"),
        ("prio", "10", "names no member. Write prio=eth0:10"),
        ("prio", "eth0:x", "whole number"),
        ("arp_ip_target", "2001:db8::1", "not an IPv4 address"),
        ("ns_ip6_target", "192.0.2.1", "not an IPv6 address"),
        ("arp_ip_target", "192.0.2.1,", "not an address"),
        ("ad_actor_system", "01:00:00:00:00:00", "group address"),
        ("primary", "eth0 eth1", "not an interface name"),
    ],
)
def test_wrong_values_are_told_with_the_mend(name: str, text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        OPTIONS[name].read(text)


def test_miimon_is_100_by_itself_where_the_mode_needs_a_monitor() -> None:
    defaults = {mode: OPTIONS["miimon"].default_in(mode) for mode in MODES}
    assert {mode for mode, value in defaults.items() if value == 100} == {"802.3ad", "balance-tlb", "balance-alb"}
    assert set(defaults.values()) == {0, 100}


def test_presence_looks_at_the_option_the_value_and_the_mode() -> None:
    validate = OPTIONS["arp_validate"]
    assert validate.presence(Kernel("2.6.18")).presence is Presence.NO
    assert validate.presence(Kernel("3.10"), "all", "active-backup").presence is Presence.YES
    assert validate.presence(Kernel("3.10"), "filter", "active-backup").presence is Presence.NO
    assert validate.presence(Kernel("3.10"), "all", "balance-rr").presence is Presence.NO
    assert OPTIONS["use_carrier"].presence(Kernel("6.18"), "off").presence is Presence.NO
    assert OPTIONS["use_carrier"].presence(Kernel("6.18"), "on").presence is Presence.YES


def test_modes_are_numbered_as_the_driver_numbers_them() -> None:
    assert [BY_NUMBER[str(number)].name for number in range(7)] == [
        "balance-rr", "active-backup", "balance-xor", "broadcast", "802.3ad", "balance-tlb", "balance-alb",
    ]  # fmt: skip
    assert all(earlier.number + 1 == later.number for earlier, later in pairwise(MODES.values()))
    assert {mode.switch for mode in MODES.values()} == {"none", "static", "lacp"}
    assert [mode.name for mode in MODES.values() if mode.switch == "lacp"] == ["802.3ad"]


def test_a_column_that_nobody_knows_stops_the_start(tmp_path: Path) -> None:
    table = tmp_path / "options.toml"
    table.write_text('[miimon]\nkind = "int"\ncolour = "blue"\n')
    with pytest.raises(BadFacts, match=r"options\.toml, \[miimon\]: .*colour"):
        read_table(table, Option)
