"""netifrc: variables that a plain shell reads as they are meant, and the dialects that people have."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest

from app import stacks
from app.actions import script
from app.bonding import wire
from app.bonding.model import Bond
from app.bonding.options import OPTIONS
from app.distros.releases import RELEASES
from app.formats import bashvars
from app.rules.rule import check
from tests.stacks import goldens

STACK = stacks.get("netifrc")
GENTOO = RELEASES["gentoo"]
TWO = "member=eth0 member=eth1"


def bond(text: str) -> Bond:
    reading = wire.read([(word, value) for word, _, value in (pair.partition("=") for pair in shlex.split(text))])
    assert reading.bond, reading.problems
    return reading.bond


def parse(text: str) -> Bond:
    [found] = STACK.parse({"/etc/conf.d/net": text}).bonds
    return found


@pytest.mark.parametrize("name", goldens.names())
def test_a_shell_reads_every_variable_as_it_was_meant(name: str, tmp_path: Path) -> None:
    [snippet] = STACK.render(goldens.bond(name), GENTOO).snippets
    path = tmp_path / "net"
    path.write_text(snippet.text)
    wanted = {
        node.name: "\n".join(item.text for item in node.items) or node.text for node in bashvars.read(snippet.text) if node.name != "#"
    }
    lines = "; ".join(f'printf "%s\\n" "${name}"' for name in wanted)
    for shell in ("/bin/sh", "/bin/bash"):
        made = subprocess.run(
            [shell, "-c", f'. "$1" || exit 1; {lines}', shell, path], env={"PATH": ""}, capture_output=True, text=True, check=False
        )
        assert (made.returncode, made.stderr, made.stdout) == (0, "", "".join(f"{value}\n" for value in wanted.values()))


def test_every_file_of_the_kernel_is_a_variable_but_those_that_come_too_early() -> None:
    files = {name for name, option in OPTIONS.items() if option.sysfs}
    assert files - {key.option for key in STACK.spelling} == {"active_slave", "queue_id"}


def test_each_way_to_an_address_stands_on_a_line_of_its_own() -> None:
    [snippet] = STACK.render(bond(f"mode=active-backup miimon=100 {TWO} ipv4=dhcp ipv6=dhcp"), GENTOO).snippets
    assert 'config_bond0="dhcp\ndhcpv6"\n' in snippet.text


def test_the_script_adds_a_value_over_several_lines_as_one_piece() -> None:
    [snippet] = STACK.render(bond(f"mode=active-backup miimon=100 {TWO} ipv4=dhcp ipv6=dhcp"), GENTOO).snippets
    assert script._kind(snippet) == "block"


@pytest.mark.parametrize("name", ["up-link", "bond.x", "bond_a"])
def test_a_name_with_signs_comes_back_by_the_name_of_its_service(name: str) -> None:
    asked = bond(f"name={name} mode=active-backup miimon=100 {TWO} address=192.0.2.1/24")
    rendering = STACK.render(asked, GENTOO)
    assert rendering.losses == ()
    assert rendering.back.bonds == (asked,)


@pytest.mark.parametrize(
    ("said", "addresses"),
    [
        ("192.0.2.1/24 192.0.2.2/24", ("192.0.2.1/24", "192.0.2.2/24")),
        ("192.0.2.1 netmask 255.255.255.0", ("192.0.2.1/24",)),
        ("192.0.2.1/24 brd 192.0.2.255\n2001:db8::1/64", ("192.0.2.1/24", "2001:db8::1/64")),
        ("192.0.2.1", ("192.0.2.1/32",)),
        ("192.0.2.1/24 peer", ("192.0.2.1/24",)),
    ],
)
def test_addresses_in_the_ways_that_netifrc_takes_them(said: str, addresses: tuple[str, ...]) -> None:
    assert parse(f'slaves_bond0="eth0"\nmode_bond0=1\nconfig_bond0="{said}"\n').addressing.addresses == addresses


def test_where_nothing_is_said_netifrc_asks_dhcp() -> None:
    assert parse("slaves_bond0=eth0\nmode_bond0=1\n").addressing.ipv4 == "dhcp"


@pytest.mark.parametrize(
    "text",
    [
        f"mode=802.3ad miimon=100 lacp_rate=fast xmit_hash_policy=layer3+4 {TWO} address=192.0.2.10/24 gateway=192.0.2.1",
        f"mode=active-backup miimon=100 primary=eth0 {TWO} ipv4=dhcp",
        f"mode=balance-xor miimon=100 {TWO} bridge=br0 address=192.0.2.10/24 vlan.5.address=198.51.100.1/24 vlan.5.mtu=1400",
    ],
)
def test_a_sensible_bond_is_said_whole_and_without_a_complaint(text: str) -> None:
    assert STACK.render(bond(text), GENTOO).losses == ()
    assert [each.id for each in check(bond(text), GENTOO, STACK) if each.level != "hint"] == []


def test_no_function_takes_the_bond_down_when_it_has_its_routes() -> None:
    assert "preup()" in STACK.gaps["coupled_control"]
    assert not any("postup()" in why and " down" in why for why in STACK.gaps.values())


def test_going_back_brings_back_a_service_that_was_there_before() -> None:
    [back] = STACK.render(bond(f"mode=802.3ad miimon=100 {TWO} bridge=br0"), GENTOO).phase("rollback")
    assert "/etc/runlevels" in STACK.render(bond(f"mode=802.3ad {TWO}"), GENTOO).phase("apply")[0].run
    for link in ("/etc/init.d", "/etc/runlevels"):
        restored = back.run.index(f"/. {link}\n")
        assert back.run.index("rm -f") < restored < back.run.index("rc-service --ifexists net.br0 start")


def test_a_client_that_was_stopped_by_hand_is_stopped_and_started_in_the_texts() -> None:
    steps = STACK.render(bond(f"mode=802.3ad miimon=100 {TWO}"), GENTOO).steps
    (listed,) = [step for step in steps if step.run == "rc-update show default"]
    (back,) = [step for step in steps if step.phase == "rollback"]
    assert "rc-service NAME stop" in listed.why and "rc-update del" in listed.why
    assert "rc-service NAME start" in back.why and "dhcpcd" in back.why


def test_a_bond_without_members_is_read_to_the_last_line() -> None:
    parsing = STACK.parse({snippet.path: snippet.text for snippet in STACK.render(bond("mode=802.3ad"), GENTOO).snippets})
    assert (parsing.unread, parsing.refused) == ((), ())
    assert parsing.bonds[0].members == ()
