"""Talos: two forms, zeros that are sent, and what each form can't say."""

from __future__ import annotations

import pytest

from app import stacks
from app.actions import check as checking
from app.actions import generate
from app.actions.sources import Source
from app.distros.releases import RELEASES, Release
from app.rules import check
from app.stacks.contract import Parsing
from tests.stacks.goldens import bond as neutral
from tests.stacks.test_contract import all_text, bond

TALOS = stacks.get("talos")
OLD, NEW = RELEASES["talos-1.11"], RELEASES["talos-1.13"]


def parse(text: str) -> Parsing:
    return TALOS.parse({"/root/x.yaml": text})


def losses(text: str, release: str) -> dict[str, str]:
    return {each.field: each.why for each in TALOS.render(bond(text), RELEASES[release]).losses}


@pytest.mark.parametrize(
    ("asked", "release", "documents"),
    [
        ("mode=802.3ad miimon=100", "talos-1.11", False),
        ("mode=802.3ad miimon=100", "talos-1.12", True),
        ("mode=active-backup miimon=100 primary=eth0", "talos-1.13", False),
        ("mode=active-backup arp_interval=100 arp_ip_target=192.0.2.1 primary=eth0", "talos-1.13", True),
    ],
)
def test_the_form_goes_by_the_release_and_by_what_is_asked_for(asked: str, release: str, documents: bool) -> None:
    text = all_text(TALOS.render(bond(asked), RELEASES[release]))
    assert ("kind: BondConfig" in text) == documents
    assert ("machine:" in text) != documents


def test_a_primary_that_has_no_place_says_why() -> None:
    assert losses("mode=active-backup arp_interval=100 arp_ip_target=192.0.2.1 primary=eth0", "talos-1.13") == {
        "primary": "BondConfig has no primary, and the other options of this bond have keys only there. Leave those out, or primary."
    }
    assert losses("mode=active-backup miimon=100 primary=eth0", "talos-1.13") == {}


def test_the_older_form_can_do_less() -> None:
    asked = "mode=active-backup miimon=100 mac=02:00:00:00:00:01 vlan.5.name=store vlan.5.address=192.0.2.9/24"
    assert set(losses(asked, "talos-1.11")) == {"mac", "vlan.5.name"}
    assert losses(asked, "talos-1.13") == {}


@pytest.mark.parametrize("release", [OLD, NEW])
@pytest.mark.parametrize(("asked", "line"), [("mode=802.3ad", "miimon: 100"), ("mode=active-backup", "miimon: 0")])
def test_the_monitor_is_always_said_because_talos_sends_a_zero_otherwise(release: object, asked: str, line: str) -> None:
    assert f" {line}\n" in all_text(TALOS.render(bond(asked), release)).replace("\nmiimon", "\n miimon")  # type: ignore[arg-type]


def test_what_is_not_said_is_read_as_the_zero_that_talos_sends() -> None:
    head = "apiVersion: v1alpha1\nkind: BondConfig\nname: bond0\nlinks: [a]\nbondMode: "
    assert dict(parse(head + "802.3ad").bonds[0].options) == {"miimon": 0}
    assert dict(parse(head + "balance-tlb\nmiimon: 100").bonds[0].options) == {"miimon": 100, "tlb_dynamic_lb": "off"}
    assert ("bond0", "miimon", "0") in parse(head + "802.3ad").implied


def test_dynamic_balancing_is_always_said() -> None:
    assert "tlbLogicalLb: 1\n" in all_text(TALOS.render(bond("mode=balance-tlb miimon=100"), NEW))
    assert "tlbDynamicLb: 1\n" in all_text(TALOS.render(bond("mode=balance-tlb miimon=100"), OLD))


def test_odd_delays_are_refused_by_the_older_form_only() -> None:
    asked = "mode=active-backup miimon=100 updelay=250"
    assert set(losses(asked, "talos-1.11")) == {"updelay"}
    assert losses(asked, "talos-1.13") == {}
    assert "talos-refuses-odd-delays" in {each.id for each in check(bond(asked), OLD, TALOS)}
    assert "talos-refuses-odd-delays" not in {each.id for each in check(bond(asked), NEW, TALOS)}


def test_the_priority_of_the_system_is_overwritten_before_1_12() -> None:
    asked = "mode=802.3ad miimon=100 ad_actor_sys_prio=100"
    assert set(losses(asked, "talos-1.11")) == {"ad_actor_sys_prio"}
    assert losses(asked, "talos-1.13") == {}


def test_both_forms_in_one_file_are_read() -> None:
    texts = [all_text(TALOS.render(neutral("vlans"), release)) for release in (OLD, NEW)]
    parsing = parse("---\n".join(texts).replace("bond0", "bond1", 1))
    assert {each.name for each in parsing.bonds} == {"bond0", "bond1"}


SLIP = """apiVersion: v1alpha1
kind: BondConfig
name: bond0
links: [enp1s0, enp2s0]
bondMode: 802.3ad
miimon: 100
lacprate: fast
---
apiVersion: v1alpha1
kind: DHCPv4Config
name: enp1s0
"""


def test_a_pasted_configuration_is_recognised_with_its_slip() -> None:
    found = checking.check([Source("", SLIP)])
    assert [each.reading.stack.id for each in found.judged] == ["talos"]
    assert [(each.id, each.line) for each in found.findings if each.id == "unknown-key"] == [("unknown-key", 7)]


def test_a_good_bond_is_said_without_loss_error_or_warning() -> None:
    good = bond("mode=802.3ad miimon=100 lacp_rate=fast xmit_hash_policy=layer3+4 address=192.0.2.10/24 gateway=192.0.2.1")
    for release in (OLD, NEW):
        assert TALOS.render(good, release).losses == ()
        assert [each for each in check(good, release, TALOS) if each.level in ("error", "warning")] == []


def test_what_the_node_has_is_kept_in_the_file_that_the_other_steps_name() -> None:
    steps = TALOS.render(bond("mode=active-backup miimon=100"), NEW).steps
    keep, patch = [step.run for step in steps if step.phase == "apply"][:2]
    assert keep.startswith("test '!' -e before.yaml && talosctl --nodes NODE get machineconfig ")
    assert keep.endswith(" > before.yaml")
    assert patch.startswith("talosctl machineconfig patch before.yaml --patch @bond0.yaml --output after.yaml")
    assert next(step.run for step in steps if step.phase == "rollback").endswith("--file before.yaml")
    assert not [step.run for step in steps if "/root/" in step.run]


@pytest.mark.parametrize(
    ("asked", "release", "field"),
    [
        ("dns=192.0.2.53", NEW, ["dns"]),
        ("search=example.org", NEW, ["search"]),
        ("vlan.10.address=198.51.100.2/24 vlan.10.dns=192.0.2.53", NEW, ["vlan.10.dns"]),
        ("", NEW, []),
        ("dns=192.0.2.53", OLD, []),
    ],
)
def test_name_servers_of_the_older_form_have_to_go_first(asked: str, release: Release, field: list[str]) -> None:
    found = check(bond(f"mode=802.3ad miimon=100 address=192.0.2.10/24 {asked}"), release, TALOS)
    assert [each.field for each in found if "nameservers" in each.message] == field


@pytest.mark.parametrize("release", ["talos-1.11", "talos-1.13"])
def test_router_advertisements_are_no_loss_and_no_trap(release: str) -> None:
    """Talos takes them on every link by itself (accept_ra is 2): what the hint offers must not be a loss then."""
    pairs = [("release", release), ("mode", "active-backup"), ("miimon", "100"), ("member", "enp1s0"), ("member", "enp2s0")]
    for given, hinted in (("none", True), ("auto", False)):
        result = generate.generate(generate.read([*pairs, ("ipv6", given), ("vlan.7.ipv6", given)]))
        assert result.rendering.losses == ()
        assert ("talos-takes-router-advertisements" in {each.id for each in result.findings}) == hinted
