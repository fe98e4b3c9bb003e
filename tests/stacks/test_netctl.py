"""netctl: profiles that bash reads as they are meant, and what its scripts would stumble over."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest

from app import stacks
from app.bonding import wire
from app.bonding.model import Bond
from app.distros.releases import RELEASES
from app.formats import bashvars
from app.rules.rule import check
from tests.stacks import goldens

STACK = stacks.get("netctl")
TWO = "member=eth0 member=eth1"


def bond(text: str) -> Bond:
    reading = wire.read([(word, value) for word, _, value in (pair.partition("=") for pair in shlex.split(text))])
    assert reading.bond, reading.problems
    return reading.bond


def profiles(text: str) -> dict[str, str]:
    return {snippet.path.rpartition("/")[2]: snippet.text for snippet in STACK.render(bond(text), RELEASES["arch"]).snippets}


@pytest.mark.parametrize("name", goldens.names())
def test_bash_reads_every_variable_as_it_was_meant(name: str, tmp_path: Path) -> None:
    for snippet in STACK.render(goldens.bond(name), RELEASES["arch"]).snippets:
        path = tmp_path / "profile"
        path.write_text(snippet.text)
        nodes = bashvars.read(snippet.text)
        script = '. "$1" || exit 1; ' + "; ".join(f'printf "%s\\n" "${{#{node.name}[@]}}" "${{{node.name}[@]}}"' for node in nodes)
        made = subprocess.run(["/bin/bash", "-c", script, "bash", path], env={"PATH": ""}, capture_output=True, text=True, check=False)
        wanted = [
            line
            for node in nodes
            for values in [[item.text for item in node.items] if node.flow else [node.text]]
            for line in (str(len(values)), *values)
        ]
        assert (made.returncode, made.stderr, made.stdout.splitlines()) == (0, "", wanted)


@pytest.mark.parametrize("name", goldens.names())
def test_every_profile_says_both_families_because_netctl_fails_without(name: str) -> None:
    for snippet in STACK.render(goldens.bond(name), RELEASES["arch"]).snippets:
        assert {"IP", "IP6", "Interface", "Connection"} <= {node.name for node in bashvars.read(snippet.text)}


def test_a_vlan_does_not_fail_for_want_of_a_carrier() -> None:
    said = profiles(f"mode=802.3ad miimon=100 {TWO} vlan.5.address=192.0.2.1/24 vlan.6.ipv4=dhcp")
    assert "SkipNoCarrier=yes" in said["bond0.5"]
    assert "TimeoutCarrier=30" in said["bond0.6"]
    assert all("After=(bond0)" in said[name] for name in ("bond0.5", "bond0.6"))


def test_the_test_for_duplicates_has_time_until_the_links_are_up() -> None:
    assert "TimeoutDAD=30" in profiles(f"mode=802.3ad miimon=100 {TWO} address=2001:db8::1/64")["bond0"]
    assert "TimeoutDAD" not in profiles(f"mode=802.3ad miimon=100 {TWO} address=192.0.2.1/24")["bond0"]


def test_a_name_that_netctl_would_pass_over_gets_another_profile() -> None:
    assert set(profiles(f"name=up.conf mode=802.3ad miimon=100 {TWO} bridge=br0")) == {"up.conf_", "br0"}


def test_members_are_down_before_the_profile_starts() -> None:
    [step] = [
        step
        for step in STACK.render(bond(f"mode=802.3ad miimon=100 {TWO}"), RELEASES["arch"]).steps
        if step.phase == "apply" and step.drops
    ]
    commands = [line.strip() for line in step.run.splitlines()]
    assert commands.index("ip link set dev eth1 down") < commands.index("netctl start bond0")


def test_what_has_no_variable_is_a_command_of_ip() -> None:
    text = profiles(f"mode=active-backup miimon=100 mtu=9000 queue_id=eth0:1 active_slave=eth1 {TWO} ipv4=dhcp address=192.0.2.1/24")[
        "bond0"
    ]
    [custom] = [node for node in bashvars.read(text) if node.name == "IPCustom"]
    assert [item.text for item in custom.items] == [
        "link set dev bond0 mtu 9000",
        "link set dev eth0 type bond_slave queue_id 1",
        "link set dev bond0 type bond active_slave eth1",
        "address add 192.0.2.1/24 dev bond0",
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"mode=802.3ad miimon=100 lacp_rate=fast xmit_hash_policy=layer3+4 {TWO} address=192.0.2.10/24 gateway=192.0.2.1",
        f"mode=active-backup miimon=100 primary=eth0 {TWO} ipv4=dhcp ipv6=auto",
        f"mode=balance-xor miimon=100 {TWO} bridge=br0 address=192.0.2.10/24 vlan.5.address=198.51.100.1/24 vlan.5.mtu=1400",
    ],
)
def test_a_sensible_bond_is_said_whole_and_without_a_complaint(text: str) -> None:
    assert STACK.render(bond(text), RELEASES["arch"]).losses == ()
    assert [each.id for each in check(bond(text), RELEASES["arch"], STACK) if each.level != "hint"] == []
