"""The script run from beginning to end on a make-believe machine: what it refuses, keeps, verifies, and takes back."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions import generate as action
from app.actions.script import to_script
from tests.actions.machine import Machine

GOOD = "mode=1 miimon=100 member=eth0 member=eth1 address=192.0.2.10/24 gateway=192.0.2.1"
SHELLS = [shell for shell in ("dash", "bash", "bash --posix") if shutil.which(shell.split()[0])]
ALL_SHELLS = [*SHELLS, *(["busybox sh"] if shutil.which("busybox") else [])]
"""busybox takes its own ip, ping and sleep before those of the machine, so it is only asked to look."""


def script(pairs: str = GOOD, target: str = "release=debian-13 stack=networkd") -> str:
    words = [word.partition("=") for word in f"{target} {pairs}".split()]
    return to_script(action.generate(action.read([(name, value) for name, _, value in words])))


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """A machine with a good script on it."""
    made = Machine(tmp_path)
    made.install(script())
    yield made
    made.end()


def is_as_before(machine: Machine, files: dict[str, tuple[str, int]]) -> None:
    assert machine.files() == files
    assert machine.addresses("eth0") == ["192.0.2.10/24"]
    assert (machine.root / "routes/eth0").read_text(encoding="utf-8") == "default via 192.0.2.1\n"
    assert not (machine.root / "sys/class/net/bond0").exists()


# ---------------------------------------------------------------- the way it should go


@pytest.mark.parametrize("shell", SHELLS)
def test_it_writes_applies_verifies_and_is_confirmed(machine: Machine, shell: str) -> None:
    before = machine.files()
    done = machine.run("--yes", "--timeout", "99", shell=shell)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Verified: mode, members, carrier, addresses, gateway." in done.stdout
    assert machine.state == "waiting"
    added = machine.files().keys() - before.keys()
    assert added == {
        f"etc/systemd/network/{name}" for name in ("10-bond0.netdev", "05-bond0-eth0.network", "05-bond0-eth1.network", "30-bond0.network")
    }
    done = machine.run("--confirm", shell=shell)
    assert (done.returncode, machine.state) == (0, "confirmed")
    assert machine.addresses("bond0") == ["192.0.2.10/24"]


@pytest.mark.parametrize("shell", ALL_SHELLS)
def test_a_dry_run_shows_all_and_changes_nothing(machine: Machine, shell: str) -> None:
    before = {path: path.read_bytes() for path in machine.root.rglob("*") if path.is_file()}
    done = machine.run("--dry-run", shell=shell)
    assert (done.returncode, done.stderr) == (0, "")
    for line in ("+Kind=bond", "networkctl reload", "ip link delete dev bond0", "Nothing was changed."):
        assert line in done.stdout
    assert {path: path.read_bytes() for path in machine.root.rglob("*") if path.is_file()} == before


def test_a_dry_run_shows_the_difference_of_a_file_that_is_there(machine: Machine) -> None:
    machine.write("etc/systemd/network/10-bond0.netdev", "[NetDev]\nName=bond0\nKind=bond\n\n[Bond]\nMode=802.3ad\nMIIMonitorSec=100ms\n")
    shown = machine.run("--dry-run").stdout
    assert "-Mode=802.3ad\n+Mode=active-backup\n" in shown


# ---------------------------------------------------------------- the way back


def test_nobody_confirms(machine: Machine) -> None:
    before = machine.files()
    assert machine.run("--yes", "--timeout", "3").returncode == 0
    machine.wait_for("rolled back")
    is_as_before(machine, before)
    assert "Nobody confirmed within 3 seconds." in machine.log
    assert "The gateway 192.0.2.1 answers on eth0." in machine.log


def test_verifying_fails(machine: Machine) -> None:
    before = machine.files()
    (machine.root / "wire").unlink()
    done = machine.run("--yes", "--within", "3")
    assert (done.returncode, machine.state) == (1, "rolled back")
    assert "Not verified: the gateway 192.0.2.1 does not answer on bond0." in done.stdout
    is_as_before(machine, before)


def test_without_ping_a_gateway_may_be_silent(machine: Machine) -> None:
    (machine.root / "wire").unlink()
    assert machine.run("--yes", "--no-ping").returncode == 0


def test_a_step_fails(machine: Machine) -> None:
    before = machine.files()
    machine.write("broken", "")
    assert machine.run("--yes").returncode == 1
    is_as_before(machine, before)


def test_a_step_hangs(machine: Machine) -> None:
    before = machine.files()
    machine.install(script().replace("LIMIT=240", "LIMIT=9"))
    machine.write("hangs", "")
    machine.begin("--yes")
    machine.wait_for("applying")
    machine.wait_for("rolling back")
    (machine.root / "hangs").unlink()
    machine.wait_for("rolled back")
    assert "they are stopped" in machine.log
    assert not machine.runs("bin/networkctl")
    is_as_before(machine, before)


@pytest.mark.parametrize("missing", [(), ("setsid",), ("setsid", "nohup")])
def test_the_session_dies(machine: Machine, missing: tuple[str, ...]) -> None:
    """The hangup ends the script that was started, not the watcher, with whatever the system has to detach it."""
    before = machine.files()
    text = script()
    for program in missing:
        text = text.replace(f"if has {program}", f"if has no-{program}")
    machine.install(text)
    (machine.root / "wire").unlink()
    session = machine.begin("--yes", "--within", "20", "--timeout", "3")
    machine.wait_for("applying")
    os.killpg(session.pid, signal.SIGHUP)
    session.wait()
    machine.wait_for("rolled back")
    is_as_before(machine, before)


def test_the_watcher_dies_while_the_session_lives(machine: Machine) -> None:
    before = machine.files()
    (machine.root / "wire").unlink()
    session = machine.begin("--yes", "--within", "999")
    machine.wait_for("applying")
    machine.kill_watcher()
    machine.wait_for("rolled back")
    session.wait()
    is_as_before(machine, before)


def test_rolling_back_later_and_after_a_restart(machine: Machine) -> None:
    before = machine.files()
    machine.run("--yes", "--timeout", "99")
    machine.run("--confirm")
    machine.write("boot_id", "second\n")
    machine.write("etc/systemd/network/30-bond0.network", "[Match]\nName=bond0\n# changed since\n")
    done = machine.run("--rollback")
    assert (done.returncode, machine.state) == (0, "rolled back")
    is_as_before(machine, before)
    assert "changed since" in (machine.kept / ".bondbook/undone/network/30-bond0.network").read_text(encoding="utf-8")


@pytest.mark.parametrize("when", ["waiting", "applying"])
def test_rolling_back_before_anybody_confirmed(machine: Machine, when: str) -> None:
    before = machine.files()
    if when == "applying":
        (machine.root / "wire").unlink()
    machine.begin("--yes", "--timeout", "999", "--within", "999")
    machine.wait_for(when)
    assert machine.run("--rollback").returncode == 0
    is_as_before(machine, before)


def test_a_restart_leaves_it_unconfirmed_until_somebody_decides(machine: Machine) -> None:
    before = machine.files()
    machine.run("--yes", "--timeout", "999")
    machine.kill_watcher()
    machine.write("boot_id", "second\n")
    done = machine.run("--yes")
    assert done.returncode == 2
    assert "neither confirmed nor rolled back" in done.stderr
    assert machine.run("--rollback").returncode == 0
    is_as_before(machine, before)


def test_what_the_tool_forgets_is_set_by_hand(machine: Machine) -> None:
    before = machine.files()
    machine.write("forgets", "")
    (machine.root / "wire").unlink()
    machine.run("--yes", "--within", "2")
    is_as_before(machine, before)
    assert "eth0 did not get 192.0.2.10/24 back by itself" in machine.log


def test_a_bond_that_its_tool_does_not_know_is_taken_away(machine: Machine) -> None:
    machine.install(script(target="release=debian-13 stack=ifupdown"))
    (machine.root / "etc/network/if-pre-up.d").mkdir(parents=True)
    machine.write("etc/network/if-pre-up.d/ifenslave", "", 0o755)
    before = machine.files()
    assert machine.run("--yes").returncode == 1
    assert "bond0 was left over; it is taken away." in machine.log
    is_as_before(machine, before)


def test_confirming_too_late(machine: Machine) -> None:
    machine.run("--yes", "--timeout", "2")
    machine.wait_for("rolled back")
    done = machine.run("--confirm")
    assert done.returncode == 2
    assert "Too late" in done.stderr


# ---------------------------------------------------------------- twice


def test_a_second_run_while_one_waits_is_refused(machine: Machine) -> None:
    machine.run("--yes", "--timeout", "99")
    kept = (machine.kept / ".bondbook/date").read_text(encoding="utf-8")
    done = machine.run("--yes")
    assert done.returncode == 2
    assert "waits to be confirmed" in done.stderr
    assert (machine.kept / ".bondbook/date").read_text(encoding="utf-8") == kept


def test_a_run_after_a_confirmation_begins_a_new_generation(machine: Machine) -> None:
    before = machine.files()
    for _ in range(2):
        machine.run("--yes", "--timeout", "99")
        machine.run("--confirm")
    first = machine.kept.with_name("before-bond0.1")
    assert sorted(path.name for path in (first / "network").iterdir()) == ["50-old.network"]
    assert (machine.kept / "network/10-bond0.netdev").exists()
    again = machine.files()
    machine.run("--rollback")
    assert machine.files() == again
    assert machine.run("--rollback").stdout.startswith("It is rolled back already. Earlier states: ")
    machine.kept.rename(machine.kept.with_name("done"))
    first.rename(machine.kept)
    machine.run("--rollback")
    is_as_before(machine, before)


def test_a_folder_that_was_kept_by_hand_is_not_touched(machine: Machine) -> None:
    machine.kept.mkdir()
    done = machine.run("--yes")
    assert done.returncode == 2
    assert "begun by hand" in done.stderr
    assert list(machine.kept.iterdir()) == []


# ---------------------------------------------------------------- refusals


def refused(machine: Machine, *words: str) -> str:
    before = machine.files()
    done = machine.run("--yes", *words)
    assert done.returncode == 2
    assert machine.files() == before
    assert not machine.kept.exists()
    return done.stderr


def test_without_root(machine: Machine) -> None:
    machine.write("uid", "1000\n")
    assert "Only root may do this" in refused(machine)


def test_members_that_do_not_exist_are_named_beside_those_that_do(machine: Machine) -> None:
    machine.install(script(GOOD.replace("eth1", "eth7")))
    assert "eth7 does not exist here. There are: eth0 eth1" in refused(machine)


def test_another_system(machine: Machine) -> None:
    machine.write("etc/os-release", 'ID=fedora\nVERSION_ID=43\nPRETTY_NAME="Fedora Linux 43"\n')
    assert "This is Fedora Linux 43; the script was made for Debian 13 (trixie)." in refused(machine)


def test_another_version_is_only_a_warning(machine: Machine) -> None:
    machine.write("etc/os-release", 'ID=debian\nVERSION_ID=12\nPRETTY_NAME="Debian GNU/Linux 12"\n')
    assert "warning: This is Debian GNU/Linux 12" in machine.run("--dry-run").stdout


def test_a_tool_that_is_missing(machine: Machine) -> None:
    machine.install(script(target="release=debian-13 stack=netplan"))
    assert "netplan is not installed here. This script is for Debian 13 (trixie), " in refused(machine)


def test_a_finding_that_says_error_needs_force(machine: Machine) -> None:
    machine.install(script(GOOD + " lacp_rate=fast"))
    assert "A finding says error" in refused(machine)
    assert "lacp_rate" in machine.run("--dry-run").stdout
    assert machine.run("--yes", "--force").returncode == 0


def test_what_a_person_has_to_do_first(machine: Machine) -> None:
    machine.write("no-networkd", "")
    assert "To be done first, by hand: systemctl enable --now systemd-networkd.service." in refused(machine)


@pytest.mark.parametrize("there", ["bond0", "eth1/master"])
def test_what_only_the_kernel_knows_is_not_taken_away(machine: Machine, there: str) -> None:
    """A script of ip commands could not put back what a bond of that name had."""
    machine.install(script(target="release=debian-13 stack=iproute2"))
    assert machine.run("--dry-run").returncode == 0
    (machine.root / "sys/class/net" / there).mkdir()
    assert "the script could not put it back." in refused(machine)


def test_nobody_to_ask(machine: Machine) -> None:
    done = machine.run()
    assert (done.returncode, machine.state) == (2, "none")
    assert "--yes" in done.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--timeout"], "--timeout needs a number of seconds."),
        (["--timeout", "soon"], "--timeout takes a number of seconds from 1 to 99999, not soon."),
        (["--timeout=0"], "not 0."),
        (["--now"], "--now is not an option."),
        (["--confirm", "--rollback"], "Take one of"),
        (["--confirm"], "There is nothing to confirm."),
        (["--rollback"], "There is nothing to roll back"),
    ],
)
def test_wrong_use(machine: Machine, words: list[str], message: str) -> None:
    done = machine.run(*words)
    assert done.returncode == 2
    assert message in done.stderr


def test_a_script_that_comes_through_a_pipe(machine: Machine) -> None:
    text = (machine.root / "bond0.sh").read_text(encoding="utf-8")
    done = subprocess.run(["sh", "-s", "--", "--yes"], input=text, capture_output=True, text=True, check=False, cwd=machine.root)
    assert done.returncode == 2
    assert "Save this script in a file" in done.stderr


# ---------------------------------------------------------------- files that others share


@pytest.mark.parametrize("shell", ALL_SHELLS)
def test_lines_are_added_once(machine: Machine, shell: str) -> None:
    """What is there already stays, and a second time nothing is added."""
    machine.install(script("name=bond0 mode=1 miimon=100 member=eth0 member=eth1 address=192.0.2.10/24", "release=centos-5"))
    (machine.root / "etc/sysconfig/network-scripts").mkdir(parents=True)
    machine.write("etc/modprobe.conf", "alias eth0 e1000\nalias bond0 bonding\n")
    first = machine.run("--dry-run", shell=shell).stdout
    assert "+options bond0 miimon=100 mode=1" in first
    assert "+alias bond0 bonding" not in first
    added = "# bondbook bond0: begin\noptions bond0 miimon=100 mode=1\n# bondbook bond0: end\n"
    machine.write("etc/modprobe.conf", "alias eth0 e1000\nalias bond0 bonding\n" + added)
    assert f"{machine.root}/etc/modprobe.conf stays as it is." in machine.run("--dry-run", shell=shell).stdout


@pytest.mark.parametrize("shell", ALL_SHELLS)
def test_the_stanzas_of_the_members_become_comments(machine: Machine, shell: str) -> None:
    machine.install(script("mode=1 miimon=100 member=eth0 member=eth1 ipv4=dhcp", "release=ubuntu-14.04"))
    (machine.root / "etc/network").mkdir()
    members = "iface eth0 inet static\n    address 192.0.2.10\n    netmask 255.255.255.0\n"
    old = f"auto lo eth0\niface lo inet loopback\n\n{members}\nauto eth9\niface eth9 inet dhcp\n"
    machine.write("etc/network/interfaces", old)
    done = machine.run("--dry-run")
    assert f"These files say something of a member, and would stay in force: \n{machine.root}/etc/network/interfaces\n" in done.stderr
    shown = machine.run("--dry-run", "--take-over", shell=shell).stdout
    for line in (
        "+# bondbook auto eth0",
        "+auto lo",
        "+# bondbook iface eth0 inet static",
        "+# bondbook     address 192.0.2.10",
        "+iface bond0 inet dhcp",
    ):
        assert f"\n{line}\n" in shown
    assert "eth9\n-" not in shown
