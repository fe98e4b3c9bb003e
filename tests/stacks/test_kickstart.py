"""What is special about Kickstart: an installer reads it, each release its own options, and a comma can split a value."""

from __future__ import annotations

import pytest

from app import stacks
from app.bonding import wire
from app.distros.releases import RELEASES
from app.stacks.contract import Parsing, Rendering
from app.stacks.kickstart import kickstart_ipv6_is_left_alone

BOND = "mode=active-backup miimon=100 member=eno1 member=eno2 "


def render(release: str, words: str) -> Rendering:
    """A bond of these pairs on a release."""
    reading = wire.read([(name, value) for name, _, value in (pair.partition("=") for pair in words.split())])
    assert reading.bond, reading.problems
    return stacks.get("kickstart").render(reading.bond, RELEASES[release])


def parse(text: str) -> Parsing:
    """What is read in a kickstart file."""
    return stacks.get("kickstart").parse({"/root/ks.cfg": text})


def text(rendering: Rendering) -> str:
    """The lines."""
    [snippet] = rendering.snippets
    assert snippet.adds
    return snippet.text


def test_a_value_with_a_comma_makes_the_semicolon_stand_between_the_options() -> None:
    made = text(render("rhel-9", "mode=active-backup member=a member=b arp_interval=500 arp_ip_target=192.0.2.1,192.0.2.2"))
    assert '--bondopts="mode=active-backup;arp_interval=500;arp_ip_target=192.0.2.1,192.0.2.2"' in made
    [refused] = parse(
        "network --device=bond0 --bondslaves=a,b --bondopts=mode=1,arp_interval=500,arp_ip_target=192.0.2.1,192.0.2.2"
    ).refused
    assert "192.0.2.2" in refused.why


@pytest.mark.parametrize(
    ("release", "words", "known"),
    [
        ("rhel-6", "address=2001:db8::2/64 gateway=2001:db8::1", False),
        ("rhel-7", "address=2001:db8::2/64 gateway=2001:db8::1", True),
        ("rhel-8", "address=192.0.2.2/24 search=example.org", False),
        ("rhel-10", "address=192.0.2.2/24 search=example.org", True),
        ("rhel-8", "address=192.0.2.2/24 bridge=br0", False),
        ("rhel-9", "address=192.0.2.2/24 bridge=br0", True),
        ("rhel-6", "vlan.10.name=storage", False),
        ("rhel-7", "vlan.10.name=storage", True),
        ("rhel-7", "vlan.10.name=vlan11", False),
        ("fedora-43", "vlan.10.name=vlan11", True),
    ],
)
def test_an_option_that_an_installer_does_not_know_would_stop_it_and_is_not_written(release: str, words: str, known: bool) -> None:
    rendering = render(release, BOND + words)
    assert (rendering.losses == ()) == known
    assert rendering.back.unread == rendering.back.refused == ()


def test_where_the_bridge_is_not_made_the_bond_keeps_the_address() -> None:
    rendering = render("rhel-8", BOND + "address=192.0.2.2/24 bridge=br0")
    assert [loss.field for loss in rendering.losses] == ["bridge", "bridge.over"]
    assert "--ip=192.0.2.2" in text(rendering)


def test_what_a_line_does_not_say_comes_by_dhcp_and_from_routers() -> None:
    [bond] = parse("network --device=bond0 --bondslaves=eno1,eno2").bonds
    assert (bond.mode, bond.addressing.ipv4, bond.addressing.ipv6, bond.option("miimon")) == ("balance-rr", "dhcp", "auto", 100)
    said = text(render("rhel-9", BOND))
    assert "--noipv4 --noipv6" in said


def test_a_fixed_address_needs_the_word_static() -> None:
    parsing = parse("network --device=bond0 --bondslaves=eno1,eno2 --ip=192.0.2.2 --netmask=255.255.255.0 --noipv6")
    assert parsing.bonds[0].addressing.ipv4 == "dhcp"
    assert [remark.text for remark in parsing.refused] == ["--ip=192.0.2.2"]


def test_a_network_line_in_a_script_section_is_not_one() -> None:
    assert parse("%post\nnetwork --device=bond0 --bondslaves=a,b\n%end\n").bonds == ()


def test_the_steps_act_on_no_machine_that_is_up() -> None:
    rendering = render("rhel-9", BOND)
    assert stacks.get("kickstart").elsewhere
    assert [step.role for step in rendering.phase("apply")] == ["hand", "keep", "check"]
    assert "ksvalidator -v RHEL9 /root/ks.cfg" in rendering.phase("apply")[2].run
    assert "ksvalidator -v F43" in render("fedora-43", BOND).phase("apply")[2].run


@pytest.mark.parametrize(
    ("release", "told"),
    [("rhel-9", "method=disabled"), ("rhel-8", "IPV6_DISABLED=yes"), ("rhel-7", "disable_ipv6=1"), ("rhel-6", "disable_ipv6=1")],
)
def test_to_have_no_ipv6_is_told_in_words_that_the_installed_system_knows(release: str, told: str) -> None:
    reading = wire.read([("mode", "active-backup"), ("member", "eno1"), ("address", "192.0.2.2/24")])
    assert reading.bond
    [found] = kickstart_ipv6_is_left_alone(reading.bond, RELEASES[release])
    assert told in found.mend


@pytest.mark.parametrize(("release", "word"), [("rhel-6", "ks=http"), ("rhel-9", "inst.ks=http")])
def test_the_word_for_the_boot_line_is_no_command(release: str, word: str) -> None:
    steps = render(release, BOND).phase("apply")
    assert not [step for step in steps if "http" in step.run or step.drops]
    assert f" {word}://SERVER/ks.cfg on its kernel command line" in steps[-1].why


def test_the_first_step_works_where_there_is_no_file_yet() -> None:
    runs = [step.run for step in render("rhel-9", BOND).phase("apply")]
    assert runs[0] == "touch /root/ks.cfg"
    assert "cp -a /root/ks.cfg" in runs[1]
