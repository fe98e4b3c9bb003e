"""ifupdown2: what Proxmox and Cumulus make of it, what it reads otherwise than ifupdown, and that no text becomes a template."""

from __future__ import annotations

import re
import shlex

import pytest
from hypothesis import given

from app import stacks
from app.bonding import wire
from app.bonding.model import Bond
from app.distros.releases import RELEASES
from app.rules import check
from app.stacks.contract import Parsing, Rendering
from tests.stacks.goldens import bond as golden
from tests.stacks.goldens import names
from tests.strategies import FAST, bonds

TWO = "mode=active-backup miimon=100 member=eth0 member=eth1"
ON = {release.id for release in RELEASES.values() if "ifupdown2" in release.stacks}


def bond(text: str) -> Bond:
    reading = wire.read([(word, value) for word, _, value in (pair.partition("=") for pair in shlex.split(text))])
    assert reading.bond, reading.problems
    return reading.bond


def render(text: str, release: str, *, indirect: bool = False) -> Rendering:
    return stacks.get("ifupdown2").render(bond(text), RELEASES[release], indirect=indirect)


def text_of(rendering: Rendering) -> str:
    (snippet,) = rendering.snippets
    return snippet.text


def parse(text: str) -> Parsing:
    return stacks.get("ifupdown2").parse({"/etc/network/interfaces": text})


def told(text: str, release: str) -> set[str]:
    return {each.field for each in check(bond(text), RELEASES[release], stacks.get("ifupdown2")) if each.id == "proxmox-web-interface"}


@pytest.mark.parametrize("release", ["proxmox-7", "proxmox-8", "proxmox-9"])
def test_proxmox_gets_lines_for_the_file_that_its_web_interface_reads(release: str) -> None:
    rendering = render(f"{TWO} address=192.0.2.10/24 address=2001:db8::10/64 bridge=vmbr0", release)
    (snippet,) = rendering.snippets
    assert (snippet.path, snippet.adds) == ("/etc/network/interfaces", True)
    heads = [line.text for line in snippet.lines if line.text.startswith("iface")]
    assert all(re.fullmatch(r"iface \S+ inet6? (static|manual|dhcp)", head) for head in heads)
    assert heads[-2:] == ["iface vmbr0 inet static", "iface vmbr0 inet6 static"]
    assert not any("rm " in step.run for step in rendering.phase("rollback"))


def test_the_rollback_leaves_a_bridge_to_ifreload_as_guests_may_be_on_it() -> None:
    back = render(f"{TWO} vlan=10 bridge=vmbr0 bridge.over=bond0", "proxmox-9").phase("rollback")[-1]
    assert back.commands[0] == "ifdown bond0.10 bond0"
    assert back.commands[-1] == "ifreload -a"
    assert "vmbr0 is left to ifreload" in back.why


@pytest.mark.parametrize("release", sorted(ON - {"proxmox-7", "proxmox-8", "proxmox-9"}))
def test_elsewhere_it_is_a_file_of_its_own(release: str) -> None:
    (snippet,) = render(TWO, release).snippets
    assert (snippet.path, snippet.adds) == ("/etc/network/interfaces.d/bond0", False)


@pytest.mark.parametrize("release", sorted(ON))
def test_what_runs_is_brought_in_line_by_one_command(release: str) -> None:
    assert render(TWO, release).phase("apply")[-1].commands == ("ifreload -a",)
    assert render(TWO, release).phase("rollback")[-1].commands[-1] == "ifreload -a"


def test_debian_13_needs_a_folder_that_its_iproute2_no_longer_brings() -> None:
    runs = {release: [step.run for step in render(TWO, release).phase("apply")] for release in ("debian-12", "debian-13", "proxmox-9")}
    assert {release for release, each in runs.items() if "mkdir -p /etc/iproute2/rt_tables.d" in each} == {"debian-13"}


@FAST
@given(bonds())
def test_no_line_is_a_template_a_variable_or_goes_on(any_bond: Bond) -> None:
    """ifupdown2 renders a file that holds % with a template engine, which runs what stands in ${}; a backslash joins lines."""
    for release in ("debian-13", "proxmox-9"):
        rendering = stacks.get("ifupdown2").render(any_bond, RELEASES[release], indirect=True)
        assert not set("%$\\") & set("".join(snippet.text for snippet in rendering.snippets))


def test_a_description_with_a_template_in_it_is_left_out_with_its_reason() -> None:
    rendering = render(f"{TWO} 'description=100% ${{x}}'", "proxmox-9")
    assert "100" not in text_of(rendering).replace("bond-miimon 100", "")
    assert [loss.field for loss in rendering.losses] == ["description"]


def test_the_arp_monitor_is_a_key_in_two_modes_of_one_version() -> None:
    arp = "arp_interval=500 arp_ip_target=192.0.2.1,192.0.2.2 member=eth0 member=eth1"
    keys = {
        (mode, release): text_of(render(f"mode={mode} {arp}", release)).count("bond-arp-")
        for mode in ("balance-rr", "balance-xor", "active-backup")
        for release in ("debian-13", "proxmox-9")
    }
    assert {pair: count for pair, count in keys.items() if count} == {("balance-rr", "proxmox-9"): 3, ("balance-xor", "proxmox-9"): 3}
    lines = text_of(render(f"mode=active-backup {arp}", "proxmox-9", indirect=True))
    assert "up echo 500 > /sys/class/net/bond0/bonding/arp_interval || true" in lines


def test_what_needs_a_bond_without_members_stands_with_the_first_member() -> None:
    text = text_of(render(f"{TWO} fail_over_mac=active", "debian-13", indirect=True))
    first, second = text.split("auto eth1\n")
    assert "pre-up echo active > /sys/class/net/bond0/bonding/fail_over_mac || true" in first
    assert "fail_over_mac" not in second


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("release", ["debian-13", "proxmox-9"])
def test_no_stanza_that_asks_a_server_has_an_address(name: str, release: str) -> None:
    """All stanzas of an interface become one with the method of the first, and then only the server's address is set."""
    rendering = stacks.get("ifupdown2").render(golden(name), RELEASES[release])
    assert not any(loss.why.endswith("has no way to say it.") for loss in rendering.losses)
    for stanza in re.split(r"\n(?=iface )", "".join(snippet.text for snippet in rendering.snippets)):
        assert not (re.search(r"^iface \S+ inet6? dhcp", stanza, re.MULTILINE) and "\n    address " in stanza)


def test_an_address_beside_dhcp_and_a_late_dhcp_are_refused() -> None:
    bond0 = "auto bond0\niface bond0 inet {}\n bond-slaves eth0 eth1\n bond-mode 1\n bond-miimon 100\n address 192.0.2.10/24\n"
    assert [each.text for each in parse(bond0.format("dhcp")).refused] == ["address 192.0.2.10/24"]
    late = parse(bond0.format("static") + "iface bond0 inet6 dhcp\n")
    assert [each.text for each in late.refused] == ["iface bond0 inet6 dhcp"]
    assert late.bonds[0].addressing.ipv6 == "none"


def test_a_bond_of_front_panel_ports_has_what_the_policy_of_cumulus_sets() -> None:
    stanza = "auto bond1\niface bond1\n bond-slaves swp1 swp2s0\n"
    (found,) = parse(stanza).bonds
    assert (found.mode, dict(found.options)) == (
        "802.3ad",
        {"miimon": 100, "xmit_hash_policy": "layer3+4", "min_links": 1, "lacp_rate": "fast"},
    )
    (other,) = parse(stanza.replace("swp", "eth")).bonds
    assert (other.mode, other.options) == ("balance-rr", ())


def test_numbers_of_primary_reselect_are_advertised_and_not_taken() -> None:
    stanza = "auto bond0\niface bond0\n bond-slaves eth0 eth1\n bond-mode 1\n bond-primary eth0\n bond-primary-reselect {}\n"
    assert parse(stanza.format("failure")).bonds[0].option("primary_reselect") == "failure"
    assert [each.text for each in parse(stanza.format("2")).refused] == ["bond-primary-reselect 2"]


@pytest.mark.parametrize(
    ("more", "fields"),
    [
        ("mode=802.3ad xmit_hash_policy=layer3+4 miimon=100 bridge=vmbr0 address=192.0.2.10/24", set()),
        ("mode=balance-alb xmit_hash_policy=layer3+4 miimon=100", {"xmit_hash_policy"}),
        ("mode=balance-rr arp_interval=100 arp_ip_target=192.0.2.1 name=lan", {"arp_interval", "name"}),
        ("mode=802.3ad miimon=100 address=192.0.2.10/24 address=192.0.2.11/24", {"address"}),
    ],
)
def test_what_the_web_interface_does_not_keep_is_told_on_proxmox_only(more: str, fields: set[str]) -> None:
    assert told(f"{more} member=eth0 member=eth1", "proxmox-9") == fields
    assert told(f"{more} member=eth0 member=eth1", "debian-13") == set()


def test_a_sensible_bond_has_neither_an_error_nor_a_warning_nor_a_loss() -> None:
    good = bond(
        "mode=802.3ad miimon=100 lacp_rate=fast xmit_hash_policy=layer3+4 member=eth0 member=eth1 bridge=vmbr0 address=192.0.2.10/24"
    )
    found = check(good, RELEASES["proxmox-9"], stacks.get("ifupdown2"))
    assert [each for each in found if each.level != "hint"] == []
    assert stacks.get("ifupdown2").render(good, RELEASES["proxmox-9"]).losses == ()


def test_proxmox_is_shown_the_bridges_that_hold_a_member() -> None:
    """Its installer puts the first card into vmbr0, which stays in the file unless somebody takes it out."""
    wanted = bond("mode=802.3ad miimon=100 member=eno1 member=eno2 bridge=vmbr0 address=192.0.2.10/24")
    steps = stacks.get("ifupdown2").render(wanted, RELEASES["proxmox-9"]).steps
    (step,) = [step for step in steps if step.role == "stanzas"]
    pattern = re.compile(step.commands[0].split("'")[1].replace("[[:blank:]]", r"[ \t]"))
    old = ["auto vmbr0", "iface vmbr0 inet static", "\tbridge-ports eno1", "iface eno1 inet manual"]
    assert [bool(pattern.search(line)) for line in old] == [True] * 4
    assert not pattern.search("\tbridge-ports eno3")
    assert "A stanza that vmbr0 had before has to go" in step.why
