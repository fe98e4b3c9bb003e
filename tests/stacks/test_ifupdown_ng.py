"""ifupdown-ng: its executor on Debian, the scripts of Alpine, and the names of VLANs and commands."""

from __future__ import annotations

import shlex

import pytest

from app import stacks
from app.bonding import wire
from app.bonding.model import Bond
from app.distros.releases import RELEASES
from app.rules import check
from app.stacks.contract import Parsing, Rendering

TWO = "mode=active-backup miimon=100 member=eth0 member=eth1"
ALPINE = [release.id for release in RELEASES.values() if release.family == "alpine"]
DEBIAN = [release.id for release in RELEASES.values() if "ifupdown-ng" in release.stacks and release.family == "debian"]


def bond(text: str) -> Bond:
    reading = wire.read([(word, value) for word, _, value in (pair.partition("=") for pair in shlex.split(text))])
    assert reading.bond, reading.problems
    return reading.bond


def render(text: str, release: str, *, indirect: bool = False) -> Rendering:
    return stacks.get("ifupdown-ng").render(bond(text), RELEASES[release], indirect=indirect)


def text_of(rendering: Rendering) -> str:
    (snippet,) = rendering.snippets
    return snippet.text


def parse(text: str) -> Parsing:
    return stacks.get("ifupdown-ng").parse({"/etc/network/interfaces": text})


@pytest.mark.parametrize("release", ALPINE)
def test_alpine_gets_what_its_scripts_and_the_executor_take_alike(release: str) -> None:
    rendering = render(f"{TWO} min_links=1 num_grat_arp=3", release)
    assert "bond-members eth0 eth1\n    slaves eth0 eth1\n" in text_of(rendering)
    assert "min-links" not in text_of(rendering)
    assert {loss.field for loss in rendering.losses} == {"min_links", "num_grat_arp"}
    assert all(loss.indirect for loss in rendering.losses)
    assert "up echo 1 > /sys/class/net/bond0/bonding/min_links || true" in text_of(render(f"{TWO} min_links=1", release, indirect=True))


@pytest.mark.parametrize("release", DEBIAN)
def test_debian_gets_every_word_of_its_ip(release: str) -> None:
    rendering = render(f"{TWO} min_links=1 num_grat_arp=3 peer_notif_delay=200", release)
    assert rendering.losses == ()
    assert "bond-min-links 1\n" in text_of(rendering) and "slaves eth0 eth1" not in text_of(rendering).replace("bond-slaves", "")
    assert "bond-peer-notify-delay 200\n" in text_of(rendering)


def test_several_targets_are_separated_by_commas_or_come_one_by_one() -> None:
    arp = "mode=active-backup arp_interval=500 arp_ip_target=192.0.2.1,192.0.2.2 member=eth0 member=eth1"
    assert "bond-arp-ip-target 192.0.2.1,192.0.2.2\n" in text_of(render(arp, "debian-12"))
    alpine = text_of(render(arp, "alpine-3.23"))
    assert "bond-arp-ip-target 192.0.2.1\n" in alpine
    assert "up echo +192.0.2.2 > /sys/class/net/bond0/bonding/arp_ip_target || true\n" in alpine
    assert render(arp, "alpine-3.23").losses == ()


@pytest.mark.parametrize(
    ("release", "ifup"), [("debian-12", "ifup"), ("debian-13", "ifup-ng"), ("debian-sid", "ifup-ng"), ("alpine-3.22", "ifup")]
)
def test_the_commands_have_their_names_of_the_release(release: str, ifup: str) -> None:
    run = render(TWO, release).phase("apply")[-1].run.splitlines()
    assert run[-2] == f"  {ifup} bond0"


@pytest.mark.parametrize(
    ("asked", "got"),
    [
        ("bond0.100", "bond0.100"),
        ("vlan100", "vlan100"),
        ("storage", "storage"),
        ("v.100", "vlan100"),
        ("vlan7", "vlan100"),
        ("vlan.100", "vlan100"),
    ],
)
def test_a_name_that_would_be_read_as_another_vlan_is_changed(asked: str, got: str) -> None:
    rendering = render(f"{TWO} vlan.100.name={asked} vlan.100.address=198.51.100.1/24", "debian-12")
    assert f"iface {got}\n" in text_of(rendering)
    assert [loss.field for loss in rendering.losses] == ([] if asked == got else ["vlan.100.name"])


def test_a_line_auto_starts_its_first_interface_only() -> None:
    text = "auto eth0 bond0\niface bond0\n bond-members eth0 eth1\n bond-mode 1\n bond-miimon 100\n"
    assert [each.text for each in parse(text).refused] == ["auto eth0 bond0"]


def test_a_bond_below_a_bridge_needs_no_line_auto() -> None:
    text = "auto br0\niface br0\n bridge-ports bond0\n\niface bond0\n bond-members eth0 eth1\n bond-mode 1\n bond-miimon 100\n"
    assert parse(text).flaws == ()
    assert [each.id for each in parse(text.replace("auto br0\n", "")).flaws] == ["needed-line-missing"]


@pytest.mark.parametrize("word", ["bond-peer-notif-delay 100", "bond-queue-id eth0:1", "bond-active-slave eth0", "bond-nonsense 1"])
def test_one_word_that_ip_does_not_take_loses_the_whole_bond(word: str) -> None:
    """And ifup ends well all the same, as the lab showed."""
    text = f"auto bond0\niface bond0\n bond-members eth0 eth1\n bond-mode 1\n {word}\n"
    assert [(each.text, each.level) for each in parse(text).refused] == [(word, "error")]


@pytest.mark.parametrize("release", ["alpine-3.23", "debian-13"])
def test_the_packages_are_named(release: str) -> None:
    said = {each.id: each.mend for each in check(bond(f"{TWO} bridge=br0"), RELEASES[release], stacks.get("ifupdown-ng"))}
    wanted = {"alpine-3.23": "apk add bonding iproute2 bridge", "debian-13": "apt-get install ifupdown-ng ifupdown-ng-compat"}
    assert wanted[release] in said["ifupdown-ng-needs-packages"]


def test_a_sensible_bond_has_neither_an_error_nor_a_warning_nor_a_loss() -> None:
    good = bond("mode=802.3ad miimon=100 lacp_rate=fast xmit_hash_policy=layer3+4 member=eth0 member=eth1 bridge=br0 address=192.0.2.10/24")
    found = check(good, RELEASES["alpine-3.23"], stacks.get("ifupdown-ng"))
    assert [each for each in found if each.level != "hint"] == []
    assert stacks.get("ifupdown-ng").render(good, RELEASES["alpine-3.23"]).losses == ()
