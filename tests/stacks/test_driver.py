"""The driver's own files and the parameters of its module: the order that it wants, and what it would refuse or pass over."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from app import stacks
from app.bonding import wire
from app.bonding.model import Bond
from app.distros.releases import RELEASES
from app.rules.rule import check
from app.stacks.contract import Parsing, Rendering

OWN = ("sysfs", "modprobe")


def bond(text: str) -> Bond:
    """A bond with two members from its other pairs, blanks between."""
    pairs = [("member", "eth0"), ("member", "eth1"), *((name, value) for name, _, value in (word.partition("=") for word in text.split()))]
    reading = wire.read(pairs)
    assert reading.bond, [str(problem) for problem in reading.problems]
    return reading.bond


def render(stack: str, text: str, release: str = "debian-13") -> Rendering:
    return stacks.get(stack).render(bond(text), RELEASES[release])


def script(stack: str, text: str, release: str = "debian-13") -> list[str]:
    return render(stack, text, release).snippets[-1].text.splitlines()


def parameters(text: str, release: str = "debian-13") -> str:
    return render("modprobe", text, release).snippets[0].text


def at(lines: list[str], part: str) -> int:
    """Where the one line stands that holds this."""
    (found,) = [number for number, line in enumerate(lines) if part in line]
    return found


def reads(stack: str, **files: str) -> Parsing:
    names = {"script": "/usr/local/sbin/up", "module": "/etc/modprobe.d/bonding.conf", "old": "/etc/modprobe.conf"}
    return stacks.get(stack).parse({names[name]: text for name, text in files.items()})


# ---------------------------------------------------------------- the order of the writes


ORDERED = [
    ("mode=802.3ad miimon=100 lacp_rate=fast", ["+bond0", "/mode", "/miimon", "/lacp_rate", "+eth0", "bond0 up"]),
    ("mode=active-backup miimon=100 updelay=200 downdelay=200", ["/mode", "/miimon", "/updelay", "/downdelay"]),
    (
        "mode=active-backup arp_interval=500 arp_ip_target=192.0.2.1 arp_validate=all",
        ["/mode", "_target", "/arp_interval", "/arp_validate"],
    ),
    ("mode=active-backup miimon=100 arp_interval=0", ["/arp_interval", "/miimon"]),
    ("mode=active-backup miimon=0 arp_interval=500 arp_ip_target=192.0.2.1", ["/miimon", "/arp_interval"]),
    ("mode=active-backup miimon=100 fail_over_mac=active primary=eth1", ["/fail_over_mac", "eth0 down", "+eth0", "+eth1", "/primary"]),
    ("mode=active-backup miimon=100 active_slave=eth1 address=192.0.2.10/24", ["bond0 up", "192.0.2.10/24", "/active_slave"]),
    ("mode=active-backup miimon=100 queue_id=eth1:2", ["+eth1", "/queue_id"]),
    ("mode=802.3ad miimon=0", ["/mode", "/miimon"]),
    ("mode=802.3ad miimon=100 mtu=9000 vlan=7 vlan.7.mtu=1500", ["mtu 9000", "+eth0", "vlan id 7", "mtu 1500"]),
]


@pytest.mark.parametrize(("text", "order"), ORDERED, ids=lambda value: value if isinstance(value, str) else "")
def test_the_driver_gets_each_value_when_it_takes_it(text: str, order: list[str]) -> None:
    lines = script("sysfs", text)
    places = [at(lines, part) for part in order]
    assert places == sorted(places)


@pytest.mark.parametrize("stack", OWN)
@pytest.mark.parametrize("release", ["debian-13", "centos-5"])
def test_a_bond_of_that_name_stops_the_script_before_it_touches_anything(stack: str, release: str) -> None:
    lines = script(stack, "mode=active-backup miimon=100", release)
    guard = "+bond0 > /sys/class/net/bonding_masters" if release == "debian-13" else "test '!' -e /sys/class/net/bond0"
    assert at(lines, "set -e") < at(lines, guard) < min(number for number, line in enumerate(lines) if line.startswith("ip "))


@pytest.mark.parametrize("stack", OWN)
def test_a_script_that_stops_says_so(stack: str, tmp_path: object) -> None:
    lines = script(stack, "mode=active-backup miimon=100")
    kept = [lines[0], *lines[1 : at(lines, "trap ") + 1]]
    for shell in filter(shutil.which, ("sh", "bash")):
        for last, told in (("false", True), ("true", False)):
            done = subprocess.run([shell, "-c", "\n".join([*kept, last])], capture_output=True, text=True, timeout=10, check=False)
            assert (done.returncode != 0, "stopped" in done.stderr) == (told, told)


@pytest.mark.parametrize("stack", OWN)
@pytest.mark.parametrize("release", ["debian-13", "centos-5", "centos-6", "openwrt-24.10"])
def test_shells_find_nothing_wrong_with_the_script(stack: str, release: str) -> None:
    text = render(stack, "mode=802.3ad miimon=100 lacp_rate=fast vlan=7 vlan.7.name=storage bridge=br0", release).snippets[-1].text
    for shell in filter(shutil.which, ("sh", "bash")):
        assert subprocess.run([shell, "-n"], input=text, text=True, capture_output=True, timeout=10, check=False).stderr == ""


# ---------------------------------------------------------------- the age of the kernel


def test_old_kernels_want_the_bond_up_before_the_members_and_their_own_tools() -> None:
    lines = script("sysfs", "mode=active-backup miimon=100 vlan=7 bridge=br0", "centos-5")
    assert at(lines, "bond0 up") < at(lines, "+eth0") < at(lines, "vconfig add bond0 7") < at(lines, "brctl addif br0 bond0")
    assert "max_bonds" not in "\n".join(lines)


def test_a_vlan_that_vconfig_cannot_name_is_a_loss_with_its_reason() -> None:
    rendering = render("sysfs", "name=a-long-bond01 mode=active-backup miimon=100 vlan=100 vlan.100.name=v100", "centos-5")
    assert "vconfig" not in rendering.snippets[0].text
    assert any(loss.field == "vlan.100.name" and "15 bytes" in loss.why for loss in rendering.losses)


def test_the_modprobe_of_openwrt_gets_no_parameters() -> None:
    rendering = render("sysfs", "mode=802.3ad miimon=100", "openwrt-24.10")
    assert rendering.snippets[0].path == "/usr/sbin/bond0-up"
    assert "modprobe bonding\n" in rendering.snippets[0].text


# ---------------------------------------------------------------- what the module takes

DROPPED = [
    ("mode=active-backup arp_validate=all", "arp_validate", "together with arp_interval"),
    ("mode=balance-rr miimon=100 primary_reselect=better", "primary_reselect", "together with primary"),
    ("mode=active-backup miimon=100 xmit_hash_policy=layer3+4", "xmit_hash_policy", "only in mode"),
    ("mode=802.3ad miimon=0", "miimon", "only in mode"),
    ("mode=802.3ad miimon=100 lacp_active=off", "lacp_active", "no such parameter"),
    ("mode=802.3ad miimon=100 coupled_control=off", "coupled_control", "no file for coupled_control"),
]


@pytest.mark.parametrize(("text", "name", "why"), DROPPED)
def test_what_the_module_passes_over_or_does_not_load_with_is_a_loss_and_no_parameter(text: str, name: str, why: str) -> None:
    (loss,) = render("modprobe", text).losses
    assert (loss.field, why in loss.why) == (name, True)
    assert f" {name}=" not in parameters(text)


def test_a_default_that_would_stop_the_module_is_left_out_in_silence() -> None:
    assert "arp_validate" not in parameters("mode=active-backup miimon=100 arp_validate=none")
    assert render("modprobe", "mode=active-backup miimon=100 arp_validate=none").losses == ()


def test_the_same_holds_for_the_parameters_in_ifcfg_legacy() -> None:
    rendering = render("ifcfg-legacy", "mode=active-backup miimon=100 arp_validate=none", "centos-5")
    assert "arp_validate" not in rendering.snippets[0].text


def test_lp_interval_became_a_parameter_after_it_became_a_file() -> None:
    assert "lp_interval=5" in parameters("mode=balance-tlb miimon=100 lp_interval=5")
    (loss,) = render("modprobe", "mode=balance-tlb miimon=100 lp_interval=5", "ubuntu-14.04").losses
    assert "needs kernel 3.14" in loss.why
    assert render("sysfs", "mode=balance-tlb miimon=100 lp_interval=5", "ubuntu-14.04").losses == ()


def test_the_script_makes_sure_that_the_parameters_are_in_force_before_it_touches_a_member() -> None:
    lines = script("modprobe", "mode=802.3ad miimon=100")
    assert at(lines, "+bond0") < at(lines, "grep -x '802.3ad 4'") < at(lines, "grep -x 100") < at(lines, "eth0 down")


def test_the_module_makes_no_bond_of_its_own_where_it_can_be_told() -> None:
    assert "max_bonds=0" in parameters("mode=802.3ad miimon=100")
    assert "max_bonds" not in parameters("mode=802.3ad miimon=100", "centos-5")
    assert render("modprobe", "mode=802.3ad", "centos-5").snippets[0].path == "/etc/modprobe.conf"


def test_a_value_of_some_updates_only_is_a_warning_because_the_module_might_not_load() -> None:
    asked = bond("mode=balance-xor miimon=100 xmit_hash_policy=encap2+3")
    found = check(asked, RELEASES["rhel-7"], stacks.get("modprobe"))
    assert [finding.level for finding in found if finding.id == "modprobe-may-not-load"] == ["warning"]


# ---------------------------------------------------------------- reading


def test_beside_parameters_of_the_module_a_script_is_stack_modprobe_and_not_sysfs() -> None:
    rendering = render("modprobe", "mode=802.3ad miimon=100")
    files = {snippet.path: snippet.text for snippet in rendering.snippets}
    assert stacks.get("sysfs").parse(files).bonds == ()
    assert stacks.get("modprobe").parse(files).bonds == (bond("mode=802.3ad miimon=100"),)


def test_every_bond_that_a_script_makes_starts_with_the_parameters_of_the_module() -> None:
    made = "echo +bond7 > /sys/class/net/bonding_masters\necho fast > /sys/class/net/bond7/bonding/lacp_rate\n"
    parsing = reads("modprobe", module="options bonding max_bonds=0 mode=4 miimon=80\n", script=made)
    (got,) = parsing.bonds
    assert (got.name, got.mode, dict(got.options)) == ("bond7", "802.3ad", {"miimon": 80, "lacp_rate": "fast"})


def test_parameters_on_the_command_line_count_too() -> None:
    (got,) = reads("modprobe", script="modprobe bonding mode=1 miimon=100\nip link set bond0 up\nifenslave bond0 eth0 eth1\n").bonds
    assert got == bond("mode=active-backup miimon=100")


def test_a_million_bonds_are_not_made() -> None:
    parsing = reads("modprobe", module="options bonding max_bonds=1000000 mode=1\n")
    assert len(parsing.bonds) == 1
    assert "the most is 64" in parsing.refused[0].why


def test_one_monitor_switches_the_other_one_off() -> None:
    folder = "/sys/class/net/bond0/bonding"
    head = f"echo +bond0 > /sys/class/net/bonding_masters\necho 1 > {folder}/mode\necho +192.0.2.1 > {folder}/arp_ip_target\n"
    one = f"echo 500 > {folder}/arp_interval\n"
    other = f"echo 100 > {folder}/miimon\necho 200 > {folder}/updelay\n"
    (arp,) = reads("sysfs", script=head + other + one).bonds
    (mii,) = reads("sysfs", script=head + one + other).bonds
    assert dict(arp.options) == {"arp_interval": 500, "arp_ip_target": ("192.0.2.1",)}
    assert dict(mii.options) == {"miimon": 100, "updelay": 200, "arp_ip_target": ("192.0.2.1",)}


def test_what_was_taken_back_is_gone() -> None:
    folder = "/sys/class/net/bond0/bonding"
    text = f"echo +eth0 > {folder}/slaves\necho +eth1 > {folder}/slaves\necho -eth0 > {folder}/slaves\necho 1 > {folder}/mode\n"
    text += f"echo eth0 > {folder}/primary\necho '' > {folder}/primary\n"
    (got,) = reads("sysfs", script=text).bonds
    assert (got.members, got.options) == (("eth1",), ())
    assert reads("sysfs", script=text + "echo -bond0 > /sys/class/net/bonding_masters\n").bonds == ()


# ---------------------------------------------------------------- what a program may do with the steps


def test_a_program_stops_before_the_module_goes_while_a_bond_is_there() -> None:
    steps = render("modprobe", "mode=802.3ad miimon=100").phase("apply")
    (unloading,) = [number for number, step in enumerate(steps) if "modprobe -r bonding" in step.run]
    (looking,) = [number for number, step in enumerate(steps) if "bonding_masters" in step.run]
    assert looking < unloading
    assert [step.role for step in steps] == ["keep", "look", "check", "check", ""]


@pytest.mark.parametrize(("there", "fails"), [("", False), ("bond1\n", True), (None, False)])
def test_the_check_fails_where_a_bond_is_there_and_not_where_the_driver_is_not(tmp_path: Path, there: str | None, fails: bool) -> None:
    masters = tmp_path / "bonding_masters"
    if there is not None:
        masters.write_text(there)
    (step,) = [step for step in render("modprobe", "mode=802.3ad").phase("apply") if "bonding_masters" in step.run]
    command = step.run.replace("/sys/class/net/bonding_masters", str(masters))
    assert bool(subprocess.run(["sh", "-c", command], capture_output=True, check=False).returncode) is fails


def test_modprobe_is_asked_by_the_long_word_because_old_ones_know_no_short_one() -> None:
    """Those of module-init-tools, as on CentOS 5 and 6, end with their usage at -D."""
    for release in ("centos-5", "centos-6", "debian-13"):
        runs = [step.run for step in render("modprobe", "mode=1 miimon=100", release).phase("apply")]
        assert any("modprobe --show-depends bonding" in run for run in runs)
        assert not any("modprobe -D" in run for run in runs)


@pytest.mark.parametrize("stack", [*OWN, "iproute2"])
def test_a_script_that_asks_no_dhcp_server_promises_no_address(stack: str) -> None:
    assert not any("DHCP" in step.see for step in render(stack, "mode=1 miimon=100 ipv4=dhcp").phase("verify"))
