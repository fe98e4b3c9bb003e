"""NixOS: types of values, the two ways to make a bond, and what NixOS hands to networkd."""

from __future__ import annotations

import re

import pytest

from app import stacks
from app.actions import check as checking
from app.actions.sources import Source
from app.distros.releases import RELEASES
from app.rules import check
from app.stacks.contract import meaning
from app.stacks.nix_modules.units import WHOLE
from tests.stacks.goldens import bond as neutral
from tests.stacks.goldens import names
from tests.stacks.test_contract import all_text, bond

NIXOS = stacks.get("nixos")
RELEASE = RELEASES["nixos-26.05"]


def module(text: str, *, indirect: bool = False) -> str:
    return all_text(NIXOS.render(bond(text), RELEASE, indirect=indirect))


def flaws(text: str) -> set[tuple[str, int]]:
    return {(each.id, each.line) for each in NIXOS.parse({"/etc/nixos/configuration.nix": text}).flaws}


def test_numbers_and_switches_are_typed_as_nixos_wants_them() -> None:
    text = module("mode=802.3ad miimon=100 min_links=1 all_slaves_active=on peer_notif_delay=1500 ad_user_port_key=5 mtu=9000")
    for line in ("MinLinks = 1;", "AllSlavesActive = true;", "PeerNotifyDelaySec = 1.5;", "AdUserPortKey = 5;", 'MTUBytes = "9000";'):
        assert f" {line}\n" in text
    assert re.findall(r'(\w+) = "\d+";', text) == ["MTUBytes"]
    assert "PeerNotifyDelaySec = 2;" in module("mode=802.3ad miimon=100 peer_notif_delay=2000")


def test_only_whole_numbers_of_networkd_are_wanted_as_numbers() -> None:
    assert {"MinLinks", "ResendIGMP", "Metric", "Id"} <= set(WHOLE)
    assert not {"MTUBytes", "MIIMonitorSec", "PeerNotifyDelaySec"} & set(WHOLE)


def test_a_name_of_digits_stays_a_text() -> None:
    assert 'Name = "007";' in module("name=007 mode=active-backup miimon=100")


def test_what_ip_alone_can_set_makes_ip_make_the_bond() -> None:
    asked = "mode=802.3ad miimon=100 lacp_active=off mtu=9000 mac=02:00:00:00:00:01 member=eth0 address=192.0.2.10/24"
    plain, by_ip = module(asked), module(asked, indirect=True)
    assert "networking.bonds" not in plain and "lacp_active" not in plain
    assert "  networking.bonds.bond0 = {\n" in by_ip and '      lacp_active = "off";\n' in by_ip
    assert "10-bond0" not in by_ip and "05-bond0" not in by_ip
    assert 'linkConfig = {\n      MTUBytes = "9000";\n      MACAddress = "02:00:00:00:00:01";\n' in by_ip
    assert NIXOS.render(bond(asked), RELEASE, indirect=True).losses == ()


def test_the_indirect_way_changes_nothing_where_networkd_can_say_all() -> None:
    asked = "mode=802.3ad miimon=100 lacp_rate=fast"
    assert module(asked) == module(asked, indirect=True)


def test_dhcpcd_keeps_off_everything_of_the_bond() -> None:
    text = module("mode=active-backup miimon=100 member=eth0 member=eth1 vlan.10.address=192.0.2.1/24 bridge=br0")
    assert 'networking.dhcpcd.denyInterfaces = [ "eth0" "eth1" "bond0" "bond0.10" "br0" ];' in text
    assert 'networking.networkmanager.unmanaged = [ "interface-name:eth0" ' in text
    assert "useDHCP" not in text  # other cards keep what they have


@pytest.mark.parametrize("name", names())
def test_the_module_says_what_the_files_of_networkd_say(name: str) -> None:
    own, files = NIXOS.render(neutral(name), RELEASE), stacks.get("networkd").render(neutral(name), RELEASE)
    assert meaning(own.back.bonds[0]) == meaning(files.back.bonds[0])
    assert [(each.field, each.wanted) for each in own.losses] == [(each.field, each.wanted) for each in files.losses]


def test_the_steps_go_back_to_the_system_before() -> None:
    rendering = NIXOS.render(bond("mode=active-backup miimon=100"), RELEASE)
    assert [step.run for step in rendering.phase("apply")][-2:] == ["nixos-rebuild dry-build", "nixos-rebuild switch"]
    (back,) = rendering.phase("rollback")
    assert back.commands[-1] == "nixos-rebuild switch --rollback"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("networking.bonds.b.driverOptions = {\n miimon = 100; };", {("nix-type", 2)}),
        ('networking.bonds.b.driverOptions = {\n miimon = "100"; };', set()),
        ("networking.bonds.b = {\n miimon = 100; };", set()),
        ('systemd.network.netdevs.b = { netdevConfig = { Name = "b"; Kind = "bond"; };\n bondConfig.MinLinks = "1"; };', {("nix-type", 2)}),
        (
            'systemd.network.netdevs.b = { netdevConfig = { Name = "b"; Kind = "bond"; };\n bondConfig.MIIMonitorSec = 100; };',
            {("time-without-unit", 2)},
        ),
        (
            'networking.useNetworkd = true;\nnetworking.bonds.b.driverOptions = { arp_interval = "200"; arp_ip_target = "192.0.2.1"; };',
            {("time-without-unit", 2)},
        ),
        ('networking.bonds.b.driverOptions = { arp_interval = "200"; arp_ip_target = "192.0.2.1,192.0.2.2"; };', set()),
    ],
)
def test_what_nixos_makes_of_a_value_is_told(text: str, found: set[tuple[str, int]]) -> None:
    assert flaws(text) == found


def test_a_word_that_ip_does_not_have_keeps_the_bond_from_being_made() -> None:
    parsing = NIXOS.parse({"/etc/nixos/a.nix": 'networking.bonds.b.driverOptions = { peer_notif_delay = "1"; active_slave = "eth0"; };'})
    assert [each.text for each in parsing.refused] == ["peer_notif_delay=1", "active_slave=eth0"]


PASTED = """{ ... }: {
  networking.bonds.bond0 = {
    interfaces = [ "eth0" "eth1" ];
    driverOptions = { mode = "802.3ad"; miimon = "100"; lacp_rat = "fast"; };
  };
  networking.interfaces.eth0.useDHCP = true;
}
"""


def test_a_pasted_module_is_recognised_and_a_slip_is_told() -> None:
    found = checking.check([Source("", PASTED)])
    assert [each.reading.stack.id for each in found.judged] == ["nixos"]
    assert [(each.id, each.line) for each in found.findings if each.id in ("unknown-key", "claimed-twice")] == [
        ("unknown-key", 4),
        ("claimed-twice", 6),
    ]


def test_name_servers_of_two_bonds_belong_to_neither() -> None:
    text = 'networking.bonds.a.interfaces = [ "x" ]; networking.bonds.b.interfaces = [ "y" ]; networking.nameservers = [ "192.0.2.53" ];'
    parsing = NIXOS.parse({"/etc/nixos/a.nix": text})
    assert [each.addressing.dns for each in parsing.bonds] == [(), ()]
    assert [each.text for each in parsing.unread] == ["-=192.0.2.53"]


def test_a_good_bond_is_said_without_loss_error_or_warning() -> None:
    good = bond("mode=802.3ad miimon=100 lacp_rate=fast xmit_hash_policy=layer3+4 mac=02:00:00:00:00:05 address=192.0.2.10/24")
    assert NIXOS.render(good, RELEASE).losses == ()
    assert [each for each in check(good, RELEASE, NIXOS) if each.level in ("error", "warning")] == []
