"""What mends a machine for good: the release that a text tells, and the very lines of that release's own files."""

from __future__ import annotations

import pytest

from app.actions import diagnose, diagnose_text, streams
from app.actions.diagnose import Diagnosis
from app.distros.calling import by_kernel, by_os_release, own_names
from app.distros.releases import RELEASES
from tests.diagnosis.reading import NOTHING

PROC = """Ethernet Channel Bonding Driver: v6.1.76

Bonding Mode: {mode}
{more}MII Status: up
MII Polling Interval (ms): {miimon}
Up Delay (ms): 0
Down Delay (ms): 0

Slave Interface: eth0
MII Status: up
Link Failure Count: 0
Permanent HW addr: 52:54:00:00:00:01

Slave Interface: eth1
MII Status: up
Link Failure Count: 0
Permanent HW addr: 52:54:00:00:00:02
"""
UNWATCHED = "# cat /proc/net/bonding/bond0\n" + PROC.format(mode="fault-tolerance (active-backup)", more="", miimon=0)
OS_RELEASE = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\nID=debian\n'


def diagnosed(text: str, release: str = "") -> Diagnosis:
    return diagnose.diagnose(streams.of_text(text), NOTHING, release=RELEASES.get(release))


def lines(found: Diagnosis) -> list[tuple[str, str]]:
    return list(found.lasting[found.findings[0]].lines)


@pytest.mark.parametrize(
    ("release", "path", "line"),
    [
        ("debian-12", "/etc/network/interfaces.d/bond0", "bond-miimon 100"),
        ("ubuntu-24.04", "/etc/netplan/60-bond0.yaml", "mii-monitor-interval: 100"),
        ("rhel-8", "/etc/sysconfig/network-scripts/ifcfg-bond0", 'BONDING_OPTS="mode=active-backup miimon=100"'),
        ("rocky-9", "/etc/NetworkManager/system-connections/bond0.nmconnection", "miimon=100"),
        ("centos-5", "/etc/modprobe.conf", "options bond0 miimon=100 mode=1"),
    ],
)
def test_the_line_is_that_of_the_release(release: str, path: str, line: str) -> None:
    found = diagnosed(UNWATCHED, release)
    assert found.findings[0].id == "unwatched"
    assert lines(found) == [(path, line)]
    assert f"release={release}" in found.lasting[found.findings[0]].link
    assert "--miimon 100" in found.lasting[found.findings[0]].command


@pytest.mark.parametrize("release", ["debian-12", "ubuntu-24.04", "proxmox-8", "nixos-25.11", "alpine-3.22", "gentoo", "rhel-9"])
def test_what_is_wanted_is_written_though_the_kernel_would_do_so_by_itself(release: str) -> None:
    text = "# cat /proc/net/bonding/bond0\n" + PROC.format(mode="IEEE 802.3ad Dynamic link aggregation", more="", miimon=0)
    found = diagnosed(text, release)
    assert found.findings[0].id == "unwatched"
    assert any("100" in line for _, line in lines(found))
    assert ("miimon", "100") in found.lasting[found.findings[0]].pairs


def test_what_no_text_shows_is_said_to_be_missing() -> None:
    found = diagnosed(UNWATCHED, "debian-12")
    told = diagnose_text.to_text(found)
    assert "add them before you use it" in told[told.index("bondbook generate") :]
    assert "add them before you use it" in diagnose_text.to_json(found)["findings"][0]["lasting"]["missing"]


@pytest.mark.parametrize(
    ("text", "release"),
    [
        (OS_RELEASE, "debian-12"),
        ("Linux pve1 6.8.12-1-pve #1 SMP PREEMPT_DYNAMIC x86_64 GNU/Linux\n" + OS_RELEASE, "proxmox-8"),
        ("NAME=Rocky\nID='rocky'\nVERSION_ID=\"9.4\"\n", "rocky-9"),
        ("Linux web1 5.14.0-427.13.1.el9_4.x86_64 #1 SMP x86_64 GNU/Linux\n", "rhel-9"),
        ("[    0.000000] Linux version 2.6.18-92.1.10.el5xen (mockbuild@builder) (gcc version 4.1.2) #1 SMP\n", "rhel-5"),
        ("Linux web1 6.1.0-18-amd64 #1 SMP Debian 6.1.76-1 x86_64 GNU/Linux\n", None),
        ("ID=nobodysystem\nVERSION_ID=3\n", None),
        ("", None),
    ],
)
def test_the_text_tells_the_release(text: str, release: str | None) -> None:
    found = diagnosed(text + UNWATCHED)
    assert (found.release.id if found.release else None) == release
    assert bool(found.lasting) == bool(release)


def test_what_is_told_counts_more_than_what_is_read() -> None:
    found = diagnosed(OS_RELEASE + UNWATCHED, "ubuntu-24.04")
    assert found.release is RELEASES["ubuntu-24.04"]


def test_the_rest_of_the_bond_is_kept_but_what_the_mend_switches_off() -> None:
    more = "ARP Polling Interval (ms): 200\nARP IP target/s (n.n.n.n form):\nARP Missed Max: 2\n"
    text = "# cat /proc/net/bonding/bond0\n" + PROC.format(mode="fault-tolerance (active-backup)", more=more, miimon=0)
    found = diagnosed(OS_RELEASE + text)
    pairs = found.lasting[found.findings[0]].pairs
    assert ("miimon", "100") in pairs
    assert "arp_interval" not in dict(pairs)
    assert [value for name, value in pairs if name == "member"] == ["eth0", "eth1"]


def test_hostile_values_come_into_no_line() -> None:
    text = UNWATCHED.replace("Slave Interface: eth1", "Slave Interface: eth1;reboot").replace("(active-backup)", "(active-backup)\x1b[2J")
    for found in (diagnosed(OS_RELEASE + text), diagnosed("ID=debian\nVERSION_ID=12;reboot\n" + text)):
        for each in found.lasting.values():
            assert all("reboot" not in line for _, line in each.lines)
            assert "reboot" not in each.command


def test_every_release_is_found_by_its_own_names() -> None:
    for release in RELEASES.values():
        id, number = own_names(release)
        if release.id.startswith("proxmox"):
            continue  # calls itself Debian; the kernel tells it apart
        found = by_os_release(id, number)
        assert found is not None, release.id
        assert own_names(found) == (id, number)
    assert by_kernel("6.1.0-18-amd64") is None
