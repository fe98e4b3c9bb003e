"""ifcfg files as their two readers take them: sourced by a shell, split into pairs, and by release."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from app import stacks
from app.bonding import wire
from app.bonding.model import Bond
from app.bonding.options import OPTIONS
from app.distros.releases import RELEASES
from app.formats import shellvars
from app.stacks.contract import Rendering
from tests.stacks import goldens

USERS = [release for release in RELEASES.values() if "ifcfg" in release.stacks]
READERS = ("rhel-5", "centos-6", "amazon-2", "rhel-7", "rocky-8", "rhel-9")
FOLDER = "/etc/sysconfig/network-scripts/"


def bond(text: str) -> Bond:
    reading = wire.read([(word, value) for word, _, value in (pair.partition("=") for pair in shlex.split(text))])
    assert reading.bond, reading.problems
    return reading.bond


def files(text: str, release: str) -> dict[str, str]:
    return {snippet.path.removeprefix(FOLDER): snippet.text for snippet in render(text, release).snippets}


def render(text: str, release: str) -> Rendering:
    return stacks.get("ifcfg").render(bond(text), RELEASES[release])


TWO = "mode=active-backup miimon=100 member=eth0 member=eth1"


@pytest.mark.parametrize("name", goldens.names())
@pytest.mark.parametrize("release", READERS)
def test_a_shell_reads_every_variable_as_it_was_meant(release: str, name: str, tmp_path: Path) -> None:
    """Sourced in a shell with nothing in its environment, each file sets its variables, and does nothing else."""
    for number, snippet in enumerate(stacks.get("ifcfg").render(goldens.bond(name), RELEASES[release]).snippets):
        if "/ifcfg-" not in snippet.path:
            continue
        path = tmp_path / str(number)
        path.write_text(snippet.text)
        wanted = {node.name: node.text for node in shellvars.read(snippet.text) if node.name != "#"}
        script = f'. "$1" || exit 1; for name in {" ".join(wanted)}; do eval "printf \'%s\\\\n\' \\"\\$$name\\""; done'
        for shell in ("/bin/sh", "/bin/bash"):
            assert subprocess.run([shell, "-n", path], capture_output=True, check=False).stderr == b""
            made = subprocess.run(
                [shell, "-c", script, shell, path], env={"PATH": ""}, cwd=tmp_path, capture_output=True, text=True, check=False
            )
            assert (made.returncode, made.stderr) == (0, "")
            assert made.stdout.splitlines() == list(wanted.values())
    assert {path.name for path in tmp_path.iterdir()} <= {str(number) for number in range(99)}


@pytest.mark.parametrize("release", USERS, ids=lambda release: release.id)
def test_pairs_hold_no_blank_and_stand_in_an_order_that_all_readers_take(release: str) -> None:
    for name in goldens.names():
        rendering = stacks.get("ifcfg").render(goldens.bond(name), release)  # type: ignore[arg-type]
        (line,) = [line for snippet in rendering.snippets for line in snippet.text.splitlines() if line.startswith("BONDING_OPTS=")]
        names = [pair.partition("=")[0] for pair in shlex.split(line.partition("=")[2])[0].split(" ")]
        assert names[0] == "mode" and len(names) == len(set(names))
        assert names[-1] == "primary" or "primary" not in names
        for first, then in (
            ("miimon", "updelay"),
            ("miimon", "downdelay"),
            ("arp_interval", "arp_ip_target"),
            ("arp_ip_target", "arp_validate"),
        ):
            assert not {first, then} <= set(names) or names.index(first) < names.index(then)
        assert "miimon" in names or "arp_interval" in names or release.tool("NetworkManager") is None  # type: ignore[attr-defined]


SPLIT = """. "$1" && for arg in $BONDING_OPTS; do echo "${arg%%=*} ${arg##*=}"; done"""
"""How the network scripts take BONDING_OPTS apart: by blanks, then at the first and the last equals sign."""


@pytest.mark.parametrize("release", READERS)
@pytest.mark.parametrize("name", goldens.names())
def test_the_scripts_would_write_each_option_into_its_file_of_the_driver(name: str, release: str, tmp_path: Path) -> None:
    wanted = goldens.bond(name)
    rendering = stacks.get("ifcfg").render(wanted, RELEASES[release])
    (text,) = [snippet.text for snippet in rendering.snippets if "BONDING_OPTS=" in snippet.text]
    (tmp_path / "ifcfg").write_text(text)
    made = subprocess.run(["bash", "-c", SPLIT, "bash", tmp_path / "ifcfg"], cwd=tmp_path, capture_output=True, text=True, check=True)
    told = dict(line.split(" ") for line in made.stdout.splitlines())
    lost = {loss.field for loss in rendering.losses}
    assert told.pop("mode") == wanted.mode
    if wanted.option("miimon") is None:
        told.pop("miimon", None)  # said aloud where NetworkManager would take another default
    assert told.keys() == {option for option, _ in wanted.options if OPTIONS[option].kind != "member_int"} - lost
    for option, text in told.items():
        assert OPTIONS[option].sysfs or option == "ns_ip6_target"
        assert OPTIONS[option].read(text) == wanted.option(option)


def test_the_scripts_find_the_members_of_a_bond_and_of_no_other() -> None:
    """Their pattern takes quotes and a blank or the end behind the name; it would stop at anything else."""
    for name, others in (("bond1", ("bond10", "bond")), ("bond10", ("bond1",))):
        for release in ("rhel-5", "centos-6", "amazon-2"):
            made = files(f"name={name} {TWO}", release)
            for each in (name, *others):
                pattern = re.compile(rf"^[ \t]*MASTER=['\"]?{each}['\"]?([ \t#]|$)", re.MULTILINE)
                found = {file for file, text in made.items() if pattern.search(text)}
                assert found == ({"ifcfg-eth0", "ifcfg-eth1"} if each == name else set())
            assert all("SLAVE=yes\n" in made[f"ifcfg-{member}"] for member in ("eth0", "eth1"))  # older ones take no other word


def test_delays_have_a_miimon_beside_them_for_the_networkmanager_that_asks_for_one() -> None:
    text = "mode=802.3ad updelay=200 member=eth0"
    for release, said in (("centos-7", True), ("rocky-8", True), ("centos-6", False)):
        assert ("miimon=100 updelay=200" in files(text, release)["ifcfg-bond0"]) == said
        assert render(text, release).losses == ()


def test_an_old_networkmanager_loses_the_filters_it_does_not_know() -> None:
    text = "mode=active-backup arp_interval=200 arp_ip_target=192.0.2.1 arp_validate=filter_active member=eth0"
    (loss,) = render(text, "centos-7").losses
    assert (loss.field, loss.indirect) == ("arp_validate", True)
    assert loss.why.startswith("arp_validate needs NetworkManager 1.24 or newer; CentOS Linux 7 has 1.18. With indirect=yes ")
    assert render(text, "rocky-8").losses == render(text, "centos-6").losses == ()


def test_networkmanager_is_told_not_to_monitor_where_nobody_asked_for_it() -> None:
    assert "miimon=0" in files("mode=balance-rr member=eth0", "rocky-8")["ifcfg-bond0"]
    assert "miimon" not in files("mode=balance-rr member=eth0", "centos-6")["ifcfg-bond0"]
    assert "miimon" not in files("mode=802.3ad member=eth0", "rocky-8")["ifcfg-bond0"]


def test_the_scripts_keep_networkmanager_out_and_the_others_do_not() -> None:
    for release in READERS:
        texts = [text for name, text in files(TWO, release).items() if name.startswith("ifcfg-")]
        assert {"NM_CONTROLLED=no\n" in text for text in texts} == {release in ("rhel-5", "centos-6", "amazon-2")}


def test_the_alias_of_the_module_is_added_where_the_scripts_want_it() -> None:
    found = {release: [snippet.path for snippet in render(TWO, release).snippets if snippet.adds] for release in READERS}
    assert found["rhel-5"] == ["/etc/modprobe.conf"] and found["centos-6"] == ["/etc/modprobe.d/bonding.conf"]
    assert [paths for release, paths in found.items() if release not in ("rhel-5", "centos-6")] == [[], [], [], []]


def test_masks_and_further_addresses_as_each_release_has_them() -> None:
    text = f"{TWO} address=192.0.2.10/24 address=192.0.2.11/25"
    assert "IPADDR=192.0.2.10\nNETMASK=255.255.255.0\n" in files(text, "rhel-5")["ifcfg-bond0"]
    assert "IPADDR=192.0.2.11\nNETMASK=255.255.255.128\n" in files(text, "rhel-5")["ifcfg-bond0:1"]
    for release in ("centos-6", "rocky-8"):
        assert "IPADDR=192.0.2.10\nPREFIX=24\nIPADDR1=192.0.2.11\nPREFIX1=25\n" in files(text, release)["ifcfg-bond0"]


def test_a_gateway_that_the_scripts_would_pass_over_becomes_a_route() -> None:
    other = files(f"{TWO} address=192.0.2.10/24 address=198.51.100.5/24 gateway=198.51.100.1", "centos-6")
    assert "GATEWAY" not in other["ifcfg-bond0"] and other["route-bond0"] == "default via 198.51.100.1 dev bond0\n"
    for release in ("centos-6", "rocky-8"):
        dhcp = files(f"{TWO} ipv4=dhcp gateway=198.51.100.1 ipv6=auto gateway=fe80::1", release)
        assert "GATEWAY" not in dhcp["ifcfg-bond0"] and "DEFAULTGW" not in dhcp["ifcfg-bond0"]
        assert (dhcp["route-bond0"], dhcp["route6-bond0"]) == (
            "default via 198.51.100.1 dev bond0\n",
            "default via fe80::1 dev bond0\n",
        )


@pytest.mark.parametrize(
    ("name", "release", "device", "lost"),
    [
        ("storage", "rocky-8", "storage", False),
        ("storage", "centos-6", "bond0.200", True),
        ("vlan200", "centos-6", "vlan200", False),
        ("vlan5", "rocky-8", "bond0.200", True),
        ("bond0.201", "rocky-8", "bond0.200", True),
        ("x.200", "rocky-8", "x.200", False),
        ("x.200", "centos-6", "bond0.200", True),
    ],
)
def test_a_vlan_gets_a_name_from_which_the_reader_takes_its_number(name: str, release: str, device: str, lost: bool) -> None:
    text = f"{TWO} vlan.200.address=192.0.2.10/24 vlan.200.name={name}"
    assert f"DEVICE={device}\n" in files(text, release)[f"ifcfg-{device}"]
    assert [loss.field for loss in render(text, release).losses] == (["vlan.200.name"] if lost else [])


def test_a_dash_does_not_make_a_variation_of_another_file() -> None:
    """The oldest scripts read ifcfg-a-b as an addition to ifcfg-a, and stop where that is missing."""
    text = "name=up-lan mode=active-backup miimon=100 member=en-1 member=en_1 address=192.0.2.10/24"
    assert set(files(text, "rhel-5")) == {"/etc/modprobe.conf", "ifcfg-en_1", "ifcfg-en_1_", "ifcfg-up_lan"}
    assert set(files(text, "rocky-8")) == {"ifcfg-en-1", "ifcfg-en_1", "ifcfg-up-lan"}


def test_a_name_that_readers_skip_gets_another_file() -> None:
    text = "mode=active-backup miimon=100 member=eth0.bak member=eth1.old"
    for release in ("centos-6", "rocky-8"):
        assert "DEVICE=eth0.bak\n" in files(text, release)["ifcfg-eth0.bak_"]
        assert "DEVICE=eth1.old\n" in files(text, release)["ifcfg-eth1.old_"]


def test_options_that_only_one_reader_knows_are_losses_of_the_other() -> None:
    text = f"{TWO} queue_id=eth0:1,eth1:2"
    assert "BOND_PORT_QUEUE_ID=1\n" in files(text, "rocky-8")["ifcfg-eth0"]
    (loss,) = render(text, "centos-6").losses
    assert "ifup-local" in loss.why


@pytest.mark.parametrize("release", USERS, ids=lambda release: release.id)
def test_steps_are_those_of_the_release(release: str) -> None:
    rendering = stacks.get("ifcfg").render(goldens.bond("bridge-over-vlan"), release)  # type: ignore[arg-type]
    first, *apply = rendering.phase("apply")
    assert first.run.startswith("mkdir /root/before-bond0 && cp -a ") and first.run.endswith(f"{FOLDER[:-1]} /root/before-bond0/")
    (step,) = apply
    (back,) = rendering.phase("rollback")
    assert step.drops and back.drops
    if release.tool("NetworkManager") is None:  # type: ignore[attr-defined]
        assert step.run == "service network restart"
        lines = back.run.splitlines()
        assert lines[1] == "  service network stop" and lines[-2] == "  service network start"
    else:
        assert step.run.splitlines()[1:-1] == [
            "  nmcli connection reload",
            "  nmcli connection up id bond0",
            "  nmcli connection up id br100",
        ]
