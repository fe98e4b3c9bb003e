"""What is special about dracut: two back ends that take the same words differently, and colons and commas that end a value."""

from __future__ import annotations

import pytest

from app import stacks
from app.bonding import wire
from app.distros.releases import RELEASES
from app.stacks.contract import Parsing, Rendering
from app.stacks.initramfs.reading import split

BOND = "mode=active-backup miimon=100 member=eno1 member=eno2 "


def render(release: str, words: str) -> Rendering:
    """A bond of these pairs on a release."""
    reading = wire.read([(name, value) for name, _, value in (pair.partition("=") for pair in words.split())])
    assert reading.bond, reading.problems
    return stacks.get("dracut").render(reading.bond, RELEASES[release])


def said(rendering: Rendering) -> list[str]:
    """The words."""
    return rendering.snippets[0].text.splitlines()


def parse(text: str) -> Parsing:
    """What is read in a command line."""
    return stacks.get("dracut").parse({"/proc/cmdline": text})


ARP = "mode=active-backup member=eno1 member=eno2 arp_interval=500 arp_ip_target="


@pytest.mark.parametrize(
    ("release", "targets", "word"),
    [
        ("rhel-8", "192.0.2.1,192.0.2.2", "arp_ip_target=192.0.2.1;192.0.2.2"),
        ("fedora-44", "192.0.2.1,192.0.2.2", "arp_ip_target=192.0.2.1;192.0.2.2"),
        ("rhel-9", "192.0.2.1", "arp_ip_target=192.0.2.1"),
        ("rhel-9", "192.0.2.1,192.0.2.2", ""),
    ],
)
def test_several_targets_need_a_semicolon_and_a_back_end_that_knows_it(release: str, targets: str, word: str) -> None:
    rendering = render(release, ARP + targets)
    assert [word] == [each for each in said(rendering)[0].split(",") if each.startswith("arp_ip_target")] or not word
    assert ("arp_ip_target" in {loss.field for loss in rendering.losses}) == (not word)


@pytest.mark.parametrize("miimon", ["", " miimon=0"])
def test_where_the_targets_cannot_be_said_the_links_are_watched_as_the_back_ends_do_by_themselves(miimon: str) -> None:
    rendering = render("rhel-9", f"{ARP}192.0.2.1,192.0.2.2 arp_validate=filter arp_all_targets=all{miimon}")
    assert said(rendering)[0] == "bond=bond0:eno1,eno2:mode=active-backup,miimon=100"
    assert [bond.option("miimon") for bond in rendering.back.bonds] == [100]
    assert {loss.field for loss in rendering.losses} == {"arp_interval", "arp_ip_target", "arp_validate", "arp_all_targets"}
    assert not [loss.why for loss in rendering.losses if "did not keep" in loss.why]
    assert "MII Polling Interval (ms): 100" in rendering.phase("verify")[1].see


def test_a_value_with_a_colon_stands_in_brackets_or_not_at_all() -> None:
    words = "mode=802.3ad member=eno1 member=eno2 ad_actor_system=02:00:00:00:00:01"
    assert "ad_actor_system=[02:00:00:00:00:01]" in said(render("fedora-44", words))[0]
    assert [loss.field for loss in render("rhel-8", words).losses if loss.field == "ad_actor_system"] == ["ad_actor_system"]


def test_the_shell_scripts_get_one_ip_word_an_interface() -> None:
    words = BOND + "address=192.0.2.2/24 address=192.0.2.3/24 address=2001:db8::2/64"
    assert len([each for each in said(render("rhel-8", words)) if each.startswith("ip=")]) == 1
    assert len([each for each in said(render("rhel-9", words)) if each.startswith("ip=")]) == 3


def test_the_shell_scripts_are_told_which_of_several_interfaces_leads() -> None:
    """The scripts of RHEL 6 stop the start of the machine at a second ip= without it."""
    words = BOND + "vlan.10.address=192.0.2.2/24 vlan.10.gateway=192.0.2.1 address=198.51.100.2/24"
    assert [said(render(release, words)).count("bootdev=bond0.10") for release in ("rhel-6", "rhel-8", "rhel-9")] == [1, 1, 0]
    assert not [each for each in said(render("rhel-6", BOND + "address=192.0.2.2/24")) if each.startswith("bootdev")]


def test_both_families_by_dhcp_are_one_word() -> None:
    """Two words would have NetworkManager take the first away again."""
    assert "ip=:::::bond0:dhcp,dhcp6" in said(render("rhel-9", BOND + "ipv4=dhcp ipv6=dhcp"))
    [refused] = parse("bond=bond0:eno1:mode=1 ip=bond0:dhcp ip=bond0:auto6").refused
    assert refused.text == "ip=bond0:auto6"


def test_the_oldest_scripts_get_one_way_an_interface() -> None:
    """They stop the start of the machine at a list of ways."""
    rendering = render("rhel-6", BOND + "ipv4=dhcp ipv6=auto")
    assert "ip=bond0:dhcp" in said(rendering)
    assert [loss.field for loss in rendering.losses] == ["ipv6"]
    assert "ip=:::::bond0:dhcp,auto6" in said(render("rhel-7", BOND + "ipv4=dhcp ipv6=auto"))


def test_an_interface_without_addresses_is_told_to_have_none() -> None:
    """A VLAN that no ip= is about would ask for addresses by itself."""
    assert "ip=bond0.10:off" in said(render("rhel-9", BOND + "address=192.0.2.2/24 vlan=10"))
    [bond] = parse("bond=bond0:eno1:mode=1,miimon=100 vlan=bond0.10:bond0 ip=192.0.2.2:::24::bond0:none").bonds
    assert (bond.vlans[0].addressing.ipv4, bond.vlans[0].addressing.ipv6) == ("dhcp", "auto")


def test_a_vlan_has_its_number_at_the_end_of_its_name() -> None:
    rendering = render("rhel-9", BOND + "vlan.10.name=storage")
    assert "vlan=bond0.10:bond0" in said(rendering)
    assert [loss.field for loss in rendering.losses] == ["vlan.10.name"]


def test_coreos_takes_the_file_into_its_image_without_dracut_conf() -> None:
    rendering = render("fcos", BOND + "ipv4=dhcp ipv6=auto")
    assert [snippet.path for snippet in rendering.snippets] == ["/etc/cmdline.d/90-bond0.conf"]
    assert any(step.run.startswith("rpm-ostree initramfs-etc --track=") for step in rendering.phase("apply"))


def test_the_initramfs_is_kept_before_it_is_written_over() -> None:
    rendering = render("rhel-9", BOND)
    runs = [step.run for step in rendering.phase("apply")]
    kept = next(step for step in rendering.phase("apply") if step.role == "hand")
    assert kept.run == "cp -a /boot/initramfs-KERNEL.img /boot/initramfs-KERNEL.img.before"
    assert runs.index(kept.run) < runs.index("dracut -f")
    assert "initramfs-KERNEL.img.before" in rendering.phase("rollback")[-1].why
    assert "hand" not in [step.role for step in render("fcos", BOND).steps]  # which keeps the image before


def test_monitoring_is_always_said_because_the_back_ends_have_a_default() -> None:
    assert "miimon=0" in said(render("rhel-9", "mode=active-backup member=eno1 member=eno2"))[0]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("a:b::c", ["a", "b", "", "c"]),
        ("[2001:db8::1]::[fe80::1]:64", ["2001:db8::1", "", "fe80::1", "64"]),
        ("[2001:db8::1]/64:x", ["2001:db8::1/64", "x"]),
        ("b:e:x=[a:b]", ["b", "e", "x=[a:b]"]),
        ("[a:b", ["[a", "b"]),
        ("", [""]),
    ],
)
def test_colons_within_brackets_end_no_field(text: str, fields: list[str]) -> None:
    assert split(text) == fields
