"""The contract: what a stack can't say on a release is a loss with its reason, never a line that does nothing."""

from __future__ import annotations

import pytest

from app import stacks
from app.bonding import wire
from app.bonding.model import Bond
from app.distros.releases import RELEASES
from app.stacks.contract import Rendering, meaning

TWO = [("member", "eth0"), ("member", "eth1")]


def bond(text: str) -> Bond:
    """A bond with two members from its other pairs, blanks between."""
    reading = wire.read([*TWO, *((name, value) for name, _, value in (word.partition("=") for word in text.split()))])
    assert reading.bond, [str(problem) for problem in reading.problems]
    return reading.bond


def render(stack: str, release: str, text: str) -> Rendering:
    return stacks.get(stack).render(bond(text), RELEASES[release])


def all_text(rendering: Rendering) -> str:
    return "".join(snippet.text for snippet in rendering.snippets)


NEWER = [
    ("networkd", "debian-12", "mode=active-backup arp_interval=100 arp_missed_max=3", "ARPMissedMax", "needs systemd 256 or newer"),
    ("networkd", "debian-12", "mode=active-backup miimon=100 peer_notif_delay=200", "PeerNotifyDelaySec", "needs systemd 256 or newer"),
    ("networkd", "ubuntu-16.04", "mode=active-backup miimon=100 primary=eth1", "PrimarySlave", "needs systemd 235 or newer"),
    ("iproute2", "debian-13", "mode=802.3ad actor_port_prio=eth0:5", "actor_port_prio", "needs iproute2 6.18 or newer"),
    ("networkd", "debian-13", "mode=802.3ad xmit_hash_policy=vlan+srcmac", "TransmitHashPolicy", "knows xmit_hash_policy only as"),
    ("networkd", "debian-13", "mode=balance-tlb lp_interval=5", "LearnPacketInterval", "only together with ARPIntervalSec"),
    ("netplan", "debian-13", "mode=active-backup resend_igmp=0", "resend-igmp", "leaves a zero out"),
    ("netplan", "debian-13", "mode=active-backup num_grat_arp=0", "gratuitous-arp", "leaves a zero out"),
    ("netplan", "debian-13", "mode=active-backup num_unsol_na=0", "gratuitous-arp", "leaves a zero out"),
    ("netplan", "debian-13", "mode=balance-tlb tlb_dynamic_lb=off", "dynamic", "DynamicTransmitLoadBalancing"),
    ("ifcfg-legacy", "centos-5", "mode=802.3ad min_links=1", "min_links", "new in Linux 3.1"),
    ("iproute2", "debian-13", "mode=active-backup use_carrier=off lacp_rate=fast", "lacp_rate", "refuses lacp_rate in mode active-backup"),
]


@pytest.mark.parametrize(("stack", "release", "text", "key", "why"), NEWER)
def test_what_cannot_be_said_is_a_loss_and_no_line(stack: str, release: str, text: str, key: str, why: str) -> None:
    rendering = render(stack, release, text)
    asked = text.rsplit(maxsplit=1)[-1].partition("=")
    (loss,) = [loss for loss in rendering.losses if loss.field == asked[0]]
    assert loss.wanted == asked[2]
    assert why in loss.why
    assert key not in all_text(rendering)


@pytest.mark.parametrize(
    ("release", "line"),
    [("debian-12", "all-members-active: true"), ("ubuntu-22.04", "all-slaves-active: true"), ("ubuntu-18.04", "all-slaves-active: true")],
)
def test_a_key_has_its_name_of_that_version(release: str, line: str) -> None:
    assert line in all_text(render("netplan", release, "mode=active-backup all_slaves_active=on"))


@pytest.mark.parametrize(("release", "to"), [("ubuntu-22.04", "default"), ("ubuntu-20.04", "0.0.0.0/0"), ("debian-13", "default")])
def test_the_default_route_of_netplan_as_the_version_takes_it(release: str, to: str) -> None:
    assert f"- to: {to}\n" in all_text(render("netplan", release, "mode=active-backup address=192.0.2.10/24 gateway=192.0.2.1"))


@pytest.mark.parametrize(
    ("release", "files"), [("ubuntu-16.04", ["/etc/modprobe.d/bonding.conf"]), ("ubuntu-18.04", []), ("debian-13", [])]
)
def test_the_module_is_kept_from_making_a_bond0_of_its_own_where_systemd_does_not(release: str, files: list[str]) -> None:
    rendering = render("networkd", release, "mode=active-backup")
    assert [snippet.path for snippet in rendering.snippets if "modprobe" in snippet.path] == files


def test_iproute2_keeps_the_module_from_making_a_bond0_of_its_own() -> None:
    lines = all_text(render("iproute2", "debian-13", "mode=active-backup")).splitlines()
    assert lines.index("modprobe bonding max_bonds=0") < lines.index("ip link add name bond0 type bond mode active-backup")


def test_times_of_networkd_carry_their_unit_and_those_of_netplan_do_not() -> None:
    text = "mode=active-backup miimon=100 updelay=200"
    assert "MIIMonitorSec=100ms\nUpDelaySec=200ms\n" in all_text(render("networkd", "debian-13", text))
    assert "mii-monitor-interval: 100\n        up-delay: 200\n" in all_text(render("netplan", "debian-13", text))


def test_iproute2_spells_the_delay_of_announcements_its_own_way() -> None:
    assert "peer_notify_delay 200" in all_text(render("iproute2", "debian-13", "mode=active-backup miimon=100 peer_notif_delay=200"))


def test_netplan_try_is_never_a_step() -> None:
    steps = render("netplan", "debian-13", "mode=active-backup").steps
    assert not any("netplan try" in step.run for step in steps)
    assert any("netplan try" in step.why for step in steps)


@pytest.mark.parametrize("stack", stacks.IDS)
def test_a_member_is_never_named_twice_however_often_it_is_asked(stack: str) -> None:
    one, other = (stacks.get(stack).render(bond(f"mode=active-backup {more}")) for more in ("", "member=eth0 member=eth1"))
    assert one.snippets == other.snippets


@pytest.mark.parametrize("stack", stacks.IDS)
def test_the_bridge_has_the_addresses_of_its_port(stack: str) -> None:
    rendering = stacks.get(stack).render(bond("mode=active-backup address=192.0.2.10/24 bridge=br0"))
    assert rendering.losses == ()
    (back,) = stacks.get(stack).parse({snippet.path: snippet.text for snippet in rendering.snippets}).bonds
    assert dict(back.layer3)["br0"].addresses == ("192.0.2.10/24",)


@pytest.mark.parametrize("stack", stacks.IDS)
def test_where_the_files_act_is_a_sentence(stack: str) -> None:
    said = stacks.get(stack).elsewhere
    assert said == "" or (said[0].isupper() and said.endswith("."))


@pytest.mark.parametrize("stack", stacks.IDS)
def test_a_step_that_drops_the_connection_says_so(stack: str) -> None:
    rendering = stacks.get(stack).render(bond("mode=active-backup"))
    never = stack == "kickstart"  # none of its steps runs on a machine that is up
    assert any(step.drops for step in rendering.phase("apply")) != never
    assert not any(step.drops for step in rendering.phase("verify"))
    assert stacks.get(stack).elsewhere or any(step.drops for step in rendering.phase("rollback"))
    assert all(step.see for step in rendering.phase("verify"))


def test_initscripts_with_dhcp_keep_a_fixed_address_as_an_alias() -> None:
    rendering = render("ifcfg-legacy", "centos-5", "mode=active-backup ipv4=dhcp address=192.0.2.10/24")
    texts = {snippet.path.rpartition("/")[2]: snippet.text for snippet in rendering.snippets}
    assert "IPADDR" not in texts["ifcfg-bond0"]
    assert "IPADDR=192.0.2.10" in texts["ifcfg-bond0:1"]
    assert rendering.losses == ()


def test_initscripts_name_the_interface_of_a_link_local_gateway() -> None:
    text = all_text(render("ifcfg-legacy", "centos-5", "mode=active-backup address=2001:db8::10/64 gateway=fe80::1"))
    assert "IPV6_DEFAULTGW=fe80::1%bond0\n" in text


def test_a_script_sets_the_active_member_last_because_it_may_have_no_link_yet() -> None:
    lines = all_text(render("iproute2", "debian-13", "mode=active-backup active_slave=eth1 address=192.0.2.10/24")).splitlines()
    assert lines[-1] == "ip link set dev bond0 type bond active_slave eth1"


def test_two_names_of_one_number_with_two_values_is_a_loss_of_the_first() -> None:
    rendering = render("networkd", "debian-13", "mode=active-backup num_grat_arp=3 num_unsol_na=5")
    assert [(loss.field, loss.wanted) for loss in rendering.losses] == [("num_grat_arp", "3")]
    assert "two names of one number" in rendering.losses[0].why
    assert "GratuitousARP=5\n" in all_text(rendering)


def test_meaning_leaves_out_what_the_kernel_does_by_itself() -> None:
    assert meaning(bond("mode=802.3ad miimon=100 lacp_rate=slow")) == meaning(bond("mode=802.3ad"))
    assert meaning(bond("mode=active-backup num_unsol_na=3")) == meaning(bond("mode=active-backup num_grat_arp=3"))


def test_values_that_a_tool_does_not_take_are_refused_when_read() -> None:
    netdev = "[NetDev]\nName=bond0\nKind=bond\n[Bond]\nMode=802.3ad\nTransmitHashPolicy=vlan+srcmac\nMIIMonitorSec=soon\n"
    parsing = stacks.get("networkd").parse({"/etc/systemd/network/a.netdev": netdev})
    assert parsing.bonds == (Bond("bond0", "802.3ad"),)
    assert [(remark.line, remark.text) for remark in parsing.refused] == [(6, "TransmitHashPolicy=vlan+srcmac"), (7, "MIIMonitorSec=soon")]


def test_an_unknown_stack_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        stacks.get("telepathy")


@pytest.mark.parametrize("stack", ["netplan", "networkd", "ifupdown", "nmcli", "keyfile"])
def test_an_address_that_a_server_gives_is_looked_for_too(stack: str) -> None:
    """With DHCP a bond can be in order and the host unreachable."""
    pairs = [("member", "eth0"), ("member", "eth1"), ("mode", "1"), ("miimon", "100"), ("ipv4", "dhcp")]
    bond = wire.read([*pairs, ("vlan.7.ipv6", "auto")]).bond
    assert bond
    seen = {step.run: step.see for step in stacks.get(stack).render(bond, RELEASES["debian-13"]).phase("verify")}
    assert seen["ip address show dev bond0"] == "inet <the address that the DHCP server gave>"
    assert seen["ip address show dev bond0.7"] == "inet6 <the address that it made from the router's prefix>"
