"""nmstate: what a version takes, one list of name servers for the host, what is read in wrappings, and the way back."""

from __future__ import annotations

import shlex

import pytest
import yaml

from app import stacks
from app.actions import check
from app.actions.sources import Source
from app.bonding import wire
from app.bonding.model import Bond
from app.distros.releases import RELEASES
from app.stacks.contract import Parsing, Rendering

TWO = "member=eth0 member=eth1"


def bond(text: str) -> Bond:
    reading = wire.read([(word, value) for word, _, value in (pair.partition("=") for pair in shlex.split(f"{TWO} {text}"))])
    assert reading.bond, reading.problems
    return reading.bond


def render(release: str, text: str) -> Rendering:
    return stacks.get("nmstate").render(bond(text), RELEASES[release])


def state(release: str, text: str) -> dict:  # type: ignore[type-arg]
    found: dict = yaml.safe_load(render(release, text).snippets[0].text)  # type: ignore[type-arg]
    return found


def lost(release: str, text: str) -> dict[str, str]:
    return {loss.field: loss.why for loss in render(release, text).losses}


def read(*texts: str) -> Parsing:
    return stacks.get("nmstate").parse({f"/etc/nmstate/{number}.yml": text for number, text in enumerate(texts)})


def options(text: str) -> Parsing:
    return read(f"interfaces:\n- name: bond0\n  type: bond\n  link-aggregation:\n    port: [eth0]\n    {text}\n")


# ---------------------------------------------------------------- what a version takes


@pytest.mark.parametrize(
    ("release", "text", "field", "why"),
    [
        ("rhel-10", "mode=802.3ad miimon=100 lacp_active=off", "lacp_active", "lacp_active needs nmstate 2.2.47"),
        ("rhel-8", "mode=active-backup arp_interval=200 arp_ip_target=192.0.2.1 arp_missed_max=4", "arp_missed_max", "kernel"),
        ("rhel-8", "mode=active-backup miimon=100 queue_id=eth0:1", "queue_id", "queue-id needs nmstate 2.2.17"),
        ("fedora-44", "mode=802.3ad miimon=100 peer_notif_delay=200", "peer_notif_delay", "+bond.options peer_notif_delay=N"),
        ("fedora-44", "mode=active-backup miimon=100 num_grat_arp=0", "num_grat_arp", "keeps a zero to itself"),
        ("rhel-8", "mode=active-backup miimon=100 ipv4=dhcp address=192.0.2.10/24", "address", "before 2.2.10"),
        ("centos-8", "mode=active-backup miimon=100 ipv4=dhcp route='10.0.0.0/8 via 192.0.2.1'", "route", "before 2.2.7 none beside DHCP"),
        ("fedora-44", "mode=active-backup miimon=100 ipv6=static address=fe80::10/64", "address", "link-local"),
    ],
)
def test_what_a_version_lacks_is_a_loss_with_the_way_to_do_it(release: str, text: str, field: str, why: str) -> None:
    assert why in lost(release, text)[field]


def test_what_networkmanager_behind_it_lacks_is_not_written_either() -> None:
    stack = stacks.get("nmstate")
    why = stack.gaps_on(RELEASES["rhel-8"])
    assert why["prio"] == "NetworkManager, which does the work, knows prio since 1.44; Red Hat Enterprise Linux 8 has 1.40."
    assert "prio" not in stack.gaps_on(RELEASES["rhel-9"])
    assert "stable, bandwidth, count" in stack.gaps_on(None)["ad_select=actor_port_prio"]


def test_no_monitor_is_said_aloud_because_networkmanager_would_take_100() -> None:
    assert state("rhel-9", "mode=active-backup")["interfaces"][0]["link-aggregation"]["options"] == {"miimon": 0}
    assert options("mode: 1").bonds[0].option("miimon") == 100


def test_an_address_of_the_bond_is_not_asked_for_where_it_follows_the_active_member() -> None:
    asked = "mode=active-backup miimon=100 mac=02:00:00:00:00:05 fail_over_mac="
    assert "mac-address" not in state("rhel-9", asked + "active")["interfaces"][0]
    assert "the address of its active member" in lost("rhel-9", asked + "active")["mac"]
    assert state("rhel-9", asked + "follow")["interfaces"][0]["mac-address"] == "02:00:00:00:00:05"


# ---------------------------------------------------------------- layer 3


def test_router_advertisements_are_asked_for_together_with_dhcp_because_nmstate_takes_them_no_other_way() -> None:
    assert state("rhel-9", "mode=802.3ad ipv6=auto")["interfaces"][0]["ipv6"] == {"enabled": True, "dhcp": True, "autoconf": True}
    assert state("rhel-9", "mode=802.3ad ipv6=dhcp")["interfaces"][0]["ipv6"] == {"enabled": True, "dhcp": True, "autoconf": False}


def test_below_a_bridge_the_bond_has_no_addresses_and_routes_leave_by_the_bridge() -> None:
    made = state("rhel-9", "mode=802.3ad bridge=br0 address=192.0.2.10/24 gateway=192.0.2.1")
    assert [each["ipv4"]["enabled"] for each in made["interfaces"] if "ipv4" in each] == [False, True]
    assert [route["next-hop-interface"] for route in made["routes"]["config"]] == ["br0"]


HOST = "mode=802.3ad miimon=100 address=192.0.2.10/24 vlan.7.address=198.51.100.10/24"


def test_the_host_has_one_list_of_name_servers_and_each_belongs_to_the_interface_in_whose_network_it_is() -> None:
    text = f"{HOST} dns=192.0.2.53 vlan.7.dns=198.51.100.53"
    assert state("fedora-44", text)["dns-resolver"]["config"]["server"] == ["192.0.2.53", "198.51.100.53"]
    assert lost("fedora-44", text) == {}
    assert "one list of name servers" in lost("fedora-44", f"{HOST} vlan.7.dns=203.0.113.53")["vlan.7.dns"]


def test_a_name_server_of_a_family_that_is_off_is_lost() -> None:
    assert set(lost("fedora-44", f"{HOST} dns=2001:db8::53")) == {"dns"}


# ---------------------------------------------------------------- reading


def test_a_state_is_read_in_the_wrapping_of_a_policy_and_of_an_installer() -> None:
    inner = "interfaces: [{name: bond0, type: bond, link-aggregation: {mode: 4, port: [eth0, eth1]}}]"
    plain = read(inner).bonds
    assert plain[0].members == ("eth0", "eth1") and plain[0].mode == "802.3ad"
    assert read(f"kind: NodeNetworkConfigurationPolicy\nspec:\n  desiredState:\n    {inner}").bonds == plain
    assert read(f"hosts:\n- hostname: one\n  networkConfig:\n    {inner}").bonds == plain
    assert read(f"spec:\n  config:\n    {inner}").bonds == plain


def test_a_card_may_say_itself_whose_member_it_is() -> None:
    text = "interfaces:\n- {name: bond0, type: bond, link-aggregation: {mode: 1}}\n- {name: eth4, controller: bond0}\n"
    assert read(text).bonds[0].members == ("eth4",)


def test_what_is_taken_away_makes_no_bond() -> None:
    assert read("interfaces:\n- {name: bond0, type: bond, state: absent}\n").bonds == ()


def test_two_monitors_cost_the_whole_state() -> None:
    parsing = options("mode: 1\n    options: {miimon: 100, arp_interval: 100, arp_ip_target: 192.0.2.1}")
    assert dict(parsing.bonds[0].options) == {"miimon": 100}
    assert "refuses the whole state" in parsing.refused[0].why


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("mode: 1\n    slaves: [eth1]", "nmstate-slaves"),
        ("options: {miimon: 100}", "needed-line-missing"),
        ("mode: 1\n    options: {miimmon: 100}", "unknown-key"),
        ("mode: 1\n    portz: [eth1]", "unknown-key"),
    ],
)
def test_check_names_what_nmstate_would_refuse(text: str, id: str) -> None:
    file = f"interfaces:\n- name: bond0\n  type: bond\n  link-aggregation:\n    port: [eth0]\n    {text}\n"
    found = check.check([Source("/etc/nmstate/bond0.yml", file)])
    assert [each.level for each in found.findings if each.id == id] == (["warning"] if id == "nmstate-slaves" else ["error"])


def test_a_member_with_addresses_of_its_own_is_named() -> None:
    made = "- {name: bond0, type: bond, link-aggregation: {mode: 1, port: [eth0]}}"
    text = f"interfaces:\n{made}\n- {{name: eth0, ipv4: {{enabled: true, dhcp: true}}}}\n"
    assert [each.id for each in read(text).flaws] == ["member-has-addresses"]


# ---------------------------------------------------------------- the steps


def test_the_state_is_tried_for_a_while_and_then_committed() -> None:
    steps = [step.run for step in render("rhel-9", "mode=802.3ad").phase("apply") if not step.role]
    assert steps == ["nmstatectl apply --no-commit --timeout 120 /root/bond0-state.yml", "nmstatectl commit"]


@pytest.mark.parametrize(("release", "scripts"), [("rhel-8", True), ("rhel-9", True), ("rhel-10", False)])
def test_the_old_profiles_are_kept_wherever_they_may_be_and_come_back(release: str, scripts: bool) -> None:
    rendering = render(release, "mode=802.3ad vlan.7.ipv4=dhcp")
    (kept,) = [step.run for step in rendering.steps if step.role == "keep"]
    (back,) = [step.run for step in rendering.phase("rollback")]
    assert ("/etc/sysconfig/network-scripts" in kept, "/etc/sysconfig/network-scripts" in back) == (scripts, scripts)
    away = yaml.safe_load(rendering.snippets[1].text)["interfaces"]
    assert [each["name"] for each in away] == ["bond0.7", "bond0", "eth0", "eth1"]
    assert {each["state"] for each in away} == {"absent"}


def test_nothing_lies_where_the_service_would_apply_it_at_the_next_start() -> None:
    assert not any(each.path.startswith("/etc/nmstate/") for each in render("rhel-9", "mode=802.3ad").snippets)
