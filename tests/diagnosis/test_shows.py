"""What switches show: their tables read into groups, and matched against the bond at the other end."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.actions import diagnose_text
from app.diagnosis.shows import reader
from app.diagnosis.shows.groups import Groups, plain_mac, vlan_ids
from tests.diagnosis.reading import diagnosed
from tests.diagnosis.switches import MAC, ONE_GROUP, TWO_KEYS, VENDORS, host, shown


def groups(text: str) -> Groups:
    found: Groups = {}
    for table in reader.tables(text.encode(), 1, ""):
        reader.read(table, found)
    return found


def found(*texts: str) -> dict[str, str]:
    """The symptoms about the switch, with their titles."""
    about = ("other-group", "port-left-out", "switch-hears", "vlan-not", "fewer-ports")
    return {each.id: each.title for each in diagnosed("\n".join(texts)).findings if each.id.startswith(about)}


# ---------------------------------------------------------------- reading


def ports(there: Groups, switch: str, name: str) -> dict[str, tuple[str, str, int | None, int | None]]:
    return {port.name: (port.state, port.system, port.number, port.key) for port in there[switch, name].ports.values()}


def test_ios() -> None:
    there = groups(shown("cisco-ios"))
    assert ports(there, "sw1", "Po1") == {
        "Gi1/0/1": ("bundled", MAC, 1, 15),
        "Gi1/0/2": ("suspended", "52:54:00:00:00:99", 1, 15),
    }
    assert [(group.name, group.protocol) for group in there.values()] == [("Po1", "LACP"), ("Po12", "static")]
    assert there["sw1", "Po1"].vlans == frozenset({10, 20, 21, 22})


def test_nxos() -> None:
    there = groups(shown("cisco-nxos"))
    assert ports(there, "leaf1", "Po10") == {
        "Eth1/1": ("bundled", MAC, 1, 15),
        "Eth1/2": ("on its own (it hears no LACP)", "00:00:00:00:00:00", 0, 0),
    }
    assert (there["leaf1", "Po20"].protocol, there["leaf1", "Po10"].vlans) == ("static", frozenset({10, 100}))


def test_eos() -> None:
    there = groups(shown("arista-eos"))
    assert ports(there, "tor1", "Po1") == {"Et1": ("bundled", MAC, 1, 15), "Et2": ("suspended", MAC, 2, 15)}
    assert (there["tor1", "Po7"].protocol, ports(there, "tor1", "Po7")["Et7"][0]) == ("static", "down")
    assert there["tor1", "Po1"].vlans == frozenset({10, 20})


def test_junos() -> None:
    there = groups(shown("junos"))
    assert ports(there, "ex1", "ae0") == {
        "ge-0/0/1": ("bundled", MAC, 1, 15),
        "ge-0/0/2": ("detached", "00:00:00:00:00:00", 2, 1),
    }


def test_what_is_no_name_is_passed_over() -> None:
    shown_text = shown("cisco-ios").replace("Po12(SD)", "Po\x1b[2J(SD)").replace("Gi1/0/2(s)", "<script>(s)")
    assert {group.name: list(group.ports) for group in groups(shown_text).values()} == {"Po1": ["Gi1/0/1", "Gi1/0/2"]}
    assert "Gi1/0/2" in groups(shown_text)["sw1", "Po1"].ports, "named by its neighbour"


def test_a_table_without_its_command_and_with_windows_lines() -> None:
    bare = shown("cisco-ios").split("Number of aggregators")[1].partition("sw1#")[0].replace("\n", "\r\n")
    assert [(group.switch, group.name, len(group.ports)) for group in groups(bare).values()] == [("", "Po1", 2), ("", "Po12", 1)]


def test_the_tables_of_a_switch_alone_are_no_all_clear() -> None:
    for text in (shown("cisco-ios"), shown("arista-eos")):
        alone = diagnosed(text)
        assert not alone.judged
        told = diagnose_text.to_text(alone)
        assert told.startswith("There is no bond in it to judge.")
        assert "Not in use: " in told
        assert "Nothing wrong" not in told
    assert diagnosed(host()).headline == "Nothing wrong was found."


@pytest.mark.parametrize(("text", "mac"), [("0c1a.2b00.d200", "0c:1a:2b:00:d2:00"), ("5e-2-0-1-0-7", "5e:02:00:01:00:07")])
def test_addresses(text: str, mac: str) -> None:
    assert plain_mac(text) == mac


def test_vlans() -> None:
    assert vlan_ids("1-3,10, 20") == {1, 2, 3, 10, 20}
    assert vlan_ids("none") == frozenset()
    assert len(vlan_ids("1-99999")) <= 4095


# ---------------------------------------------------------------- against the host


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_port_that_is_left_out(vendor: str) -> None:
    assert "port-left-out-by-the-switch" in found(host(), shown(vendor))


def test_the_finding_names_port_switch_and_line() -> None:
    (first,) = [each for each in diagnosed(host() + shown("arista-eos")).findings if each.id == "port-left-out-by-the-switch"]
    assert first.title == "The switch does not use Et2 of Po1 of tor1"
    assert first.confidence == "certain"
    assert [line.text.strip() for line in first.evidence] == ["Po1(U)             LACP(a)     Et1(PG+) Et2(sG-)"]


def test_two_systems_in_one_group() -> None:
    assert found(host(), shown("cisco-ios"))["switch-hears-two-systems"] == "The ports of Po1 of sw1 hear 2 different systems"
    assert "switch-hears-two-systems" not in found(host(), shown("cisco-nxos"))


def test_two_keys_in_one_group() -> None:
    title = "The ports of Po1 of sw1 hear 2 different keys from one system"
    assert title in [each.title for each in diagnosed(host() + TWO_KEYS).findings]
    assert not any("different keys" in each.title for each in diagnosed(host() + TWO_KEYS.replace("0x9 ", "0xF ")).findings)


def test_a_vlan_that_the_trunk_does_not_let_through() -> None:
    assert found(host(vlan=100), shown("cisco-ios"))["vlan-not-on-the-switch"] == "Po1 of sw1 does not let VLAN 100 through"
    assert "vlan-not-on-the-switch" not in found(host(vlan=100), shown("cisco-nxos"))


@pytest.mark.parametrize(
    ("mode", "protocol", "wrong"),
    [
        ("IEEE 802.3ad Dynamic link aggregation", "LACP", False),
        ("IEEE 802.3ad Dynamic link aggregation", "-", True),
        ("load balancing (xor)", "-", False),
        ("load balancing (xor)", "LACP", True),
        ("fault-tolerance (active-backup)", "-", True),
        ("adaptive load balancing", "LACP", True),
        ("transmit load balancing", "PAgP", True),
    ],
)
def test_the_mode_and_the_group(mode: str, protocol: str, wrong: bool) -> None:
    assert ("other-group-on-the-switch" in found(host(mode), ONE_GROUP.format(protocol))) == wrong


def test_fewer_ports_than_members() -> None:
    assert "fewer-ports-on-the-switch" in found(host(members=3), ONE_GROUP.format("LACP"))
    assert "fewer-ports-on-the-switch" not in found(host(members=2), ONE_GROUP.format("LACP"))


def test_the_groups_of_others_say_nothing_about_this_bond() -> None:
    assert found(host(mac="52:54:00:00:00:42"), shown("cisco-ios")) == {}
    assert found(host("fault-tolerance (active-backup)"), shown("cisco-ios")) == {}


def test_text_and_json_tell_which_port_each_member_leads_to() -> None:
    whole = diagnosed(host() + shown("arista-eos"))
    assert "eth0 up on Et1 in Po1 of tor1 and eth1 up on Et2 in Po1 of tor1" in diagnose_text.to_text(whole)
    data = diagnose_text.to_json(whole)
    assert data["groups"][0]["ports"][0] == {"name": "Et1", "state": "bundled", "hears": MAC, "port_number": 1, "key": 15}
    assert "3 × tables of a switch" in diagnose_text.to_text(diagnosed(host() + shown("cisco-ios")))


# ---------------------------------------------------------------- rubbish


@given(st.sampled_from(VENDORS), st.integers(0, 4000), st.text(max_size=60))
def test_damaged_tables_break_nothing(vendor: str, at: int, rubbish: str) -> None:
    whole = shown(vendor)
    groups(whole[: at % len(whole)] + rubbish + whole[at % len(whole) :])


def test_many_tables_are_bounded() -> None:
    row = "1      Po1(SU)         LACP      " + "    ".join(f"Gi1/0/{port}(P)" for port in range(30)) + "\n"
    there = groups("Group  Port-channel  Protocol    Ports\n" + row * 20_000)
    assert len(there) == 1
    heads = "Aggregated interface: ae0\n" * 100_000
    assert groups(heads) == {} or len(groups(heads)) == 1


HOSTILE = {
    "nxos-groups": ("Group Port- Type Protocol Member Ports", " " * 37 + ("Etx" + " " * 118) * 3),
    "nxos-row": ("Group Port- Type Protocol Member Ports", "1 Po1(S) Eth LACP " + "Et(x " * 75),
    "trunks": ("Port Vlans allowed on trunk", "Po1" + " " * 396 + "x"),
    "ios-groups": ("Group Port-channel Protocol Ports", "1 Po1(SU) " + "- a a(a(a(" * 39),
    "junos": ("Aggregated interface: ae0\n  LACP protocol: x", "  ge " + "a" * 395),
    "blanks": ("Aggregated interface: ae0", " " * 400),
    "eos-neighbors": (" Port Status | Sys-id", "  Et1 " + "a " * 197),
    "vlans": ("Port Vlans allowed on trunk", "Po1 " + ",".join(["1-4094"] * 56)),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_line_takes_long(kind: str) -> None:
    """A line of 400 characters that a pattern could read in very many ways. One of them took 18 seconds."""
    head, line = HOSTILE[kind]
    start = time.thread_time()
    groups("\n".join([head, *[line] * 20]) + "\n")
    assert time.thread_time() - start < 2


def test_all_tables_together_have_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "PATIENCE", -1.0)
    assert not diagnosed(shown("cisco-ios")).machine.groups
