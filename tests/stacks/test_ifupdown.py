"""ifupdown on each release: how members join, which packages are named, and what an older ifenslave cannot say."""

from __future__ import annotations

import shlex

import pytest

from app import stacks
from app.bonding import wire
from app.bonding.model import Bond
from app.distros.releases import RELEASES, Release
from app.rules import check
from app.stacks.contract import Rendering

USERS = [release for release in RELEASES.values() if "ifupdown" in release.stacks]
EVERY = pytest.mark.parametrize("release", USERS, ids=lambda release: release.id)
TWO = "mode=active-backup miimon=100 primary=eth1 member=eth0 member=eth1 address=192.0.2.10/24"


def bond(text: str) -> Bond:
    reading = wire.read([(word, value) for word, _, value in (pair.partition("=") for pair in shlex.split(text))])
    assert reading.bond, reading.problems
    return reading.bond


def render(text: str, release: Release) -> Rendering:
    return stacks.get("ifupdown").render(bond(text), release)


def told(text: str, release: str) -> dict[str, str]:
    found = check(bond(text), RELEASES[release], stacks.get("ifupdown"))
    return {each.id: f"{each.message} {each.mend}" for each in found if each.id.startswith("ifupdown-")}


@pytest.mark.parametrize("text", ["100% ${x}", "<% x %>"])
def test_a_description_that_ifupdown2_would_run_is_left_out_with_its_reason(text: str) -> None:
    """It may have taken the place of ifupdown, reads the same file, and takes one with % in it for a template, comments included."""
    rendering = render(f"{TWO} 'description={text}'", RELEASES["proxmox-9"])
    assert not any(line.startswith("#") for snippet in rendering.snippets for line in snippet.text.splitlines())
    assert [loss.why for loss in rendering.losses if loss.field == "description"] == [stacks.get("ifupdown").gaps["description"]]


def test_a_description_of_plain_text_stands_in_a_comment() -> None:
    (snippet,) = render(f"{TWO} 'description=5% of $HOME'", RELEASES["debian-13"]).snippets
    assert snippet.text.startswith("# bond0: 5% of $HOME\n")


@EVERY
def test_members_join_from_one_side_only(release: Release) -> None:
    """Ubuntu's fork waits for members that name their bond; elsewhere the bond names its members."""
    (snippet,) = render(TWO, release).snippets
    from_members = release.family == "ubuntu"
    assert ("bond-slaves none\n" in snippet.text) == from_members
    assert ("bond-slaves eth0 eth1\n" in snippet.text) != from_members
    assert snippet.text.count("bond-master bond0\n") == (2 if from_members else 0)
    assert snippet.text.count("bond-primary eth1\n") == (2 if from_members else 1)


@EVERY
def test_the_start_is_that_of_the_boot_in_the_order_of_the_file(release: Release) -> None:
    """In parallel, a member of Debian's ifenslave can join before the bond has its mode; only upstart's Ubuntu starts them so."""
    run = render(TWO, release).phase("apply")[-1].run.splitlines()
    if release.id in ("ubuntu-12.04", "ubuntu-14.04"):
        assert run[2:] == ["  ifup eth0 &", "  ifup eth1 &", "  ifup bond0", "  wait", ")"]
    else:
        assert run[2:] == ["  ifup eth0 eth1 bond0" if release.family == "ubuntu" else "  ifup bond0", ")"]


@EVERY
def test_no_line_stands_there_that_the_ifenslave_of_the_release_ignores(release: Release) -> None:
    known = release.tool("ifenslave")
    assert known
    for pairs, key, since in (
        ("mode=balance-rr packets_per_slave=8", "bond-packets-per-slave", (2, 6)),
        ("mode=balance-tlb tlb_dynamic_lb=off", "bond-tlb-dynamic-lb", (2, 10)),
    ):
        rendering = render(f"{pairs} miimon=100 member=eth0 member=eth1", release)
        written = key in "".join(snippet.text for snippet in rendering.snippets)
        assert written == (not rendering.losses)
        assert not written or known >= since


def test_the_package_has_its_name_of_that_time() -> None:
    needs = {release: told(TWO, release)["ifupdown-needs-packages"] for release in ("ubuntu-12.04", "ubuntu-14.04", "debian-13")}
    assert {release for release, text in needs.items() if "Install ifenslave-2.6 " in text} == {"ubuntu-12.04"}


def test_another_system_that_is_there_by_default_is_named() -> None:
    said = {release.id: told(TWO, release.id).get("ifupdown-is-not-the-default", "") for release in USERS}
    silent = {release for release, text in said.items() if not text}
    assert silent == {release.id for release in USERS if release.default_stack == "ifupdown" and not release.uses}
    assert "ifupdown2" in said["proxmox-9"] and "netplan" in said["ubuntu-24.04"] and "dhcpcd" in said["raspios-11"]
