"""The releases: their kernels, stacks, tools and dates."""

from __future__ import annotations

import pytest

from app import stacks
from app.bonding.kernel import Presence, version
from app.bonding.options import OPTIONS
from app.distros.releases import RELEASES, Release, newest_with

STACKS = [
    "ifcfg-legacy",
    "ifcfg",
    "nmcli",
    "keyfile",
    "nmstate",
    "netplan",
    "networkd",
    "ifupdown",
    "ifupdown2",
    "ifupdown-ng",
    "wicked",
    "netctl",
    "netifrc",
    "openwrt",
    "nixos",
    "slackware",
    "iproute2",
    "sysfs",
    "modprobe",
    "cloud-init-v1",
    "cloud-init-v2",
    "kickstart",
    "dracut",
    "ansible",
    "butane",
    "talos",
    "vyos",
]
EVERY = pytest.mark.parametrize("release", RELEASES.values(), ids=RELEASES)


def test_there_are_83_of_them() -> None:
    assert len(RELEASES) == 83
    assert {
        "centos-5",
        "rhel-9",
        "rocky-9",
        "debian-12",
        "ubuntu-24.04",
        "sles-15",
        "tumbleweed",
        "arch",
        "proxmox-8",
        "openwrt-24.10",
    } <= RELEASES.keys()


@EVERY
def test_its_stacks_are_known_and_none_is_named_twice(release: Release) -> None:
    assert release.stacks
    assert set(release.stacks) <= set(STACKS)
    assert len(set(release.stacks)) == len(release.stacks)
    assert release.default_stack == release.stacks[0]


@EVERY
def test_its_dates_are_in_order(release: Release) -> None:
    dates = [each for each in (release.released, release.eol, release.extended_eol) if each]
    assert dates == sorted(dates)
    assert release.rolling or release.released or release.family in ("debian", "azurelinux", "rhel", "fedora")


@EVERY
def test_its_versions_are_versions(release: Release) -> None:
    assert version(release.kernel.oldest) <= version(release.kernel.newest)
    assert all(release.tool(name) for name in release.tools)
    assert release.source and release.name


@EVERY
def test_its_backports_are_options_of_the_driver(release: Release) -> None:
    for feature in release.kernel.backports:
        name, _, value = feature.partition("=")
        name, _, mode = name.partition("@")
        assert name in OPTIONS
        assert not value or OPTIONS[name].read(value) == value
        assert not mode or mode in OPTIONS[name].accepted


@EVERY
def test_it_says_how_long_it_is_supported(release: Release) -> None:
    """A date, a rolling release, or a word why there is no date: exactly one of them."""
    assert [release.rolling, release.eol is not None, release.end != ""].count(True) == 1
    assert release.extended_eol is None or release.eol
    assert release.released or release.rolling or release.end


@EVERY
def test_it_has_the_version_of_each_tool_whose_keys_depend_on_one(release: Release) -> None:
    """Without NetworkManager the network scripts read ifcfg files, and these have no versions; so do those of that installer."""
    for stack in (stacks.get(id).within(release) for id in set(release.stacks) & set(stacks.IDS)):
        depends = any(key.since or key.values_since or key.was for key in stack.spelling)
        assert (
            not depends or release.tool(stack.tool) or (stack.id in ("ifcfg", "kickstart", "dracut") and "nmcli" not in release.stacks)
        ), stack.id
    assert release.tool("NetworkManager") or not {"nmcli", "keyfile"} & set(release.stacks)


@EVERY
def test_its_notes_are_sentences(release: Release) -> None:
    for note in (*release.notes, f"{release.uses}.", f"{release.end}."):
        assert note.endswith(".") and len(note) < 140 and note.strip() == note and ".." not in note
        assert not {"http", "verified", "source tree", "RHCK"} & set(note.split())
    assert len(set(release.notes)) == len(release.notes) <= 5


def test_the_end_of_support_is_said_in_dates() -> None:
    said = {id: RELEASES[id].support for id in ("centos-6", "rhel-6", "arch", "proxmox-9", "raspios-12")}
    assert said == {
        "centos-6": "supported until 2020-11-30",
        "rhel-6": "supported until 2020-11-30, extended until 2024-06-30",
        "arch": "rolling release",
        "proxmox-9": "no end of support announced",
        "raspios-12": "support ends with Debian 12",
    }


def test_a_rebuild_has_the_notes_of_the_release_it_is_built_from_and_its_own() -> None:
    assert RELEASES["rocky-9"].notes == RELEASES["rhel-9"].notes
    assert RELEASES["oracle-9"].notes[:-1] == RELEASES["rhel-9"].notes
    assert "UEK" in RELEASES["oracle-9"].notes[-1]


def test_it_is_judged_by_the_oldest_kernel_it_may_run() -> None:
    assert str(RELEASES["arch"].kernel) == "Linux 6.18 to 7.2"


def test_what_each_ifenslave_can_say() -> None:
    """The versions are those of the packages; 2.6 brought packets_per_slave, 2.10 tlb_dynamic_lb."""
    ifupdown = stacks.get("ifupdown")
    users = [release for release in RELEASES.values() if "ifupdown" in release.stacks]
    cannot = {name: {each.id for each in users if ifupdown.why_not(name, "1", each)} for name in ("packets_per_slave", "tlb_dynamic_lb")}
    assert cannot == {
        "packets_per_slave": {"ubuntu-12.04", "ubuntu-14.04"},
        "tlb_dynamic_lb": {
            "ubuntu-12.04",
            "ubuntu-14.04",
            "ubuntu-16.04",
            "ubuntu-18.04",
            "ubuntu-20.04",
            "debian-8",
            "debian-9",
            "debian-10",
        },
    }


def test_what_a_release_uses_by_default() -> None:
    defaults = {id: RELEASES[id].default_stack for id in ("centos-5", "ubuntu-24.04", "ubuntu-18.04", "arch")}
    assert defaults == {"centos-5": "ifcfg-legacy", "ubuntu-24.04": "netplan", "ubuntu-18.04": "netplan", "arch": "networkd"}


def test_backports_are_taken_over_from_the_release_it_is_built_from() -> None:
    assert RELEASES["rocky-8"].kernel.backports == RELEASES["rhel-8"].kernel.backports != {}
    hash_of_5 = OPTIONS["xmit_hash_policy"].presence(RELEASES["centos-5"].kernel, "layer2+3")
    assert hash_of_5.presence is Presence.PARTLY


@pytest.mark.parametrize("id", stacks.IDS)
def test_every_built_stack_has_a_newest_release(id: str) -> None:
    newest = newest_with(id)
    dated = any(id in each.stacks and not each.rolling for each in RELEASES.values())
    assert newest and id in newest.stacks and newest.rolling != dated


def test_nothing_uses_a_stack_that_is_not_known() -> None:
    assert newest_with("telepathy") is None


def test_iproute2_is_as_old_as_the_kernel_where_its_version_is_not_known() -> None:
    assert RELEASES["debian-13"].tool("iproute2") == version(RELEASES["debian-13"].tools["iproute2"])
    assert RELEASES["centos-5"].tool("iproute2") == version(RELEASES["centos-5"].kernel.oldest)
    assert RELEASES["centos-5"].tool("netplan") is None
