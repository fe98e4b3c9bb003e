"""Ansible's network role: what it refuses is not written, both of its variables are read, and nothing in a value is a template."""

from __future__ import annotations

import shlex
from typing import Any

import pytest
import yaml

from app import stacks
from app.actions import carry, check, generate
from app.actions.sources import Source
from app.bonding import wire
from app.bonding.model import Bond
from app.distros.releases import RELEASES
from app.stacks.contract import Parsing, Rendering

TWO = "member=eth0 member=eth1"


def bond(text: str) -> Bond:
    reading = wire.read([(word, value) for word, _, value in (pair.partition("=") for pair in shlex.split(f"{TWO} {text}"))])
    assert reading.bond, reading.problems
    return reading.bond


def render(text: str, release: str = "rhel-9") -> Rendering:
    return stacks.get("ansible").render(bond(text), RELEASES[release])


def entries(text: str, release: str = "rhel-9") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(render(text, release).snippets[1].text)[0]["vars"]["network_connections"]
    return found


def the_bond(text: str, release: str = "rhel-9") -> dict[str, Any]:
    (found,) = [each for each in entries(text, release) if each["type"] == "bond"]
    return found


def lost(text: str) -> dict[str, str]:
    return {loss.field: loss.why for loss in render(text).losses}


def read(text: str) -> Parsing:
    return stacks.get("ansible").parse({"/etc/ansible/host_vars/one.yml": text})


# ---------------------------------------------------------------- what is written


def test_each_profile_stands_behind_those_that_it_names() -> None:
    names: list[str] = []
    for each in entries("mode=802.3ad miimon=100 bridge=br0 vlan.7.ipv4=dhcp"):
        assert {each[word] for word in ("controller", "parent") if word in each} <= set(names)
        names.append(each["name"])
    assert names == ["br0", "bond0", "bond0.7", "bond0-eth0", "bond0-eth1"]


def test_a_port_has_no_part_ip() -> None:
    assert [("ip" in each, "controller" in each) for each in entries("mode=802.3ad bridge=br0")] == [(True, False), *[(False, True)] * 3]


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("mode=802.3ad miimon=100 arp_interval=0", "arp_interval"),
        ("mode=802.3ad miimon=100 arp_validate=none", "arp_validate"),
        ("mode=active-backup miimon=0 updelay=0", "updelay"),
        ("mode=active-backup arp_interval=200 arp_ip_target=192.0.2.1 downdelay=0", "downdelay"),
        ("mode=balance-xor miimon=100 tlb_dynamic_lb=on", "tlb_dynamic_lb"),
        ("mode=balance-rr miimon=100 ad_actor_sys_prio=65535", "ad_actor_sys_prio"),
    ],
)
def test_what_the_role_refuses_in_a_mode_is_left_out_where_it_changes_nothing(text: str, absent: str) -> None:
    assert absent not in the_bond(text)["bond"]
    assert absent not in lost(text)


def test_a_number_beyond_the_role_is_a_loss() -> None:
    text = "mode=balance-alb miimon=100 lp_interval=2000000"
    assert lost(text)["lp_interval"] == "The role takes no number above 1000000."
    assert "lp_interval" not in the_bond(text)["bond"]


def test_words_of_the_role_stand_for_those_of_the_kernel() -> None:
    assert the_bond("mode=balance-rr miimon=100 packets_per_slave=4 all_slaves_active=on")["bond"] == {
        "mode": "balance-rr",
        "miimon": 100,
        "packets_per_port": 4,
        "all_ports_active": True,
    }


def test_ipv6_is_switched_off_where_networkmanager_can() -> None:
    assert the_bond("mode=802.3ad")["ip"] == {"dhcp4": False, "auto6": False, "ipv6_disabled": True}
    assert the_bond("mode=802.3ad", "centos-7")["ip"] == {"dhcp4": False, "auto6": False}


def test_dhcpv6_alone_is_a_loss_and_the_routers_are_followed() -> None:
    assert "auto6" in lost("mode=802.3ad ipv6=dhcp")["ipv6"]
    assert the_bond("mode=802.3ad ipv6=dhcp")["ip"]["auto6"] is True


def test_a_gateway_without_an_address_beside_it_is_a_route() -> None:
    ip = the_bond("mode=802.3ad ipv4=dhcp gateway=192.0.2.1")["ip"]
    assert [(each["prefix"], each["gateway"]) for each in ip["route"]] == [(0, "192.0.2.1")]
    assert "gateway4" not in ip


def test_free_text_never_becomes_a_value_because_ansible_would_run_what_is_in_braces() -> None:
    rendering = render("mode=802.3ad description=\"{{ lookup('pipe', 'id') }}\"")
    lines = [line for snippet in rendering.snippets for line in snippet.text.splitlines() if "{{" in line]
    assert lines and all(line.startswith("# bond0: ") for line in lines)


def test_there_is_no_script_for_a_control_node() -> None:
    result = generate.generate(generate.read([("release", "rhel-9"), ("stack", "ansible"), *wire.write(bond("mode=802.3ad"))]))
    assert "sh" not in [form.name for form in carry.forms(result)]


# ---------------------------------------------------------------- what is read

BOND = "  - {name: bond0, type: bond, bond: {mode: active-backup}, ip: {dhcp4: true}}\n"


def test_what_an_entry_leaves_out_is_what_the_role_sets() -> None:
    (found,) = read(f"network_connections:\n{BOND}").bonds
    assert (found.addressing.ipv4, found.addressing.ipv6, found.option("miimon")) == ("dhcp", "auto", 100)


def test_a_member_above_its_bond_costs_the_whole_list() -> None:
    member = "  - {name: one, type: ethernet, interface_name: eth0, controller: bond0}\n"
    assert [each.id for each in read(f"network_connections:\n{member}{BOND}").flaws] == ["ansible-order"]
    assert read(f"network_connections:\n{BOND}{member}").flaws == ()


def test_a_member_with_addresses_costs_the_whole_list() -> None:
    member = "  - {name: one, type: ethernet, interface_name: eth0, controller: bond0, ip: {dhcp4: true}}\n"
    parsing = read(f"network_connections:\n{BOND}{member}")
    assert ([each.id for each in parsing.flaws], parsing.bonds[0].members) == (["member-has-addresses"], ("eth0",))


def test_the_old_network_service_is_named() -> None:
    assert [each.id for each in read(f"network_provider: initscripts\nnetwork_connections:\n{BOND}").flaws] == ["ansible-initscripts"]


def test_a_state_of_nmstate_is_read_too() -> None:
    state = (
        "network_state:\n  interfaces:\n  - {name: bond0, type: bond, link-aggregation: {mode: 1, port: [eth0], options: {miimon: 50}}}\n"
    )
    (found,) = read(state).bonds
    assert (found.mode, found.members, found.option("miimon")) == ("active-backup", ("eth0",), 50)


@pytest.mark.parametrize(
    ("entry", "mend"),
    [
        ("{name: bond0, type: bond, bond: {mode: active-backup, miimmon: 100}}", "Did you mean miimon?"),
        ("{name: bond0, type: bond, bond: {mode: active-backup}, ip: {dhcp: true}}", "Did you mean dhcp4?"),
        ("{name: bond0, type: bond, bond: {mode: active-backup}, interface-name: bond0}", "Did you mean interface_name?"),
    ],
)
def test_check_names_keys_that_cost_the_whole_list(entry: str, mend: str) -> None:
    member = "{name: one, type: ethernet, interface_name: eth0, controller: bond0}"
    for text in (
        f"network_connections:\n- {entry}\n- {member}\n",
        f"- hosts: all\n  vars:\n    network_connections:\n    - {entry}\n    - {member}\n",
    ):
        found = check.check([Source("/etc/ansible/one.yml", text)])
        assert [each.mend for each in found.findings if each.id == "unknown-key"] == [mend], [str(each) for each in found.findings]
