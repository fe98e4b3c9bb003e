"""The indirect ways: what a stack has no key for is set all the same, in time, and only when somebody asked for it."""

from __future__ import annotations

import shlex
import subprocess

import pytest

from app import stacks
from app.bonding.options import OPTIONS
from app.distros.releases import RELEASES
from app.stacks.contract import Rendering
from tests.stacks.test_contract import all_text, bond

LACP = "mode=802.3ad lacp_active=off coupled_control=off ns_ip6_target=2001:db8::1"
MEMBERS = "mode=active-backup queue_id=eth0:3,eth1:4 prio=eth0:-5"
UDEV = ("netplan", "networkd")
EVENTS = [["eth0", "up"], ["eth1", "up"], ["eth0", "down"], ["eth10", "up"], ["bond0", "up"]]


def render(stack: str, release: str, text: str, *, indirect: bool = True) -> Rendering:
    return stacks.get(stack).render(bond(text), RELEASES[release], indirect=indirect)


def file(rendering: Rendering, end: str) -> list[str]:
    (snippet,) = [each for each in rendering.snippets if each.path.endswith(end)]
    return snippet.text.splitlines()


@pytest.mark.parametrize(
    ("stack", "release", "text", "line"),
    [
        ("networkd", "debian-13", "mode=balance-tlb lp_interval=5", 'ATTR{bonding/lp_interval}="5"'),
        ("netplan", "debian-13", "mode=active-backup resend_igmp=0", 'ATTR{bonding/resend_igmp}="0"'),
        ("netplan", "debian-12", "mode=balance-xor xmit_hash_policy=vlan+srcmac", 'ATTR{bonding/xmit_hash_policy}="vlan+srcmac"'),
        ("networkd", "debian-sid", "mode=802.3ad lacp_strict=on", 'RUN+="/sbin/ip link set dev bond0 type bond lacp_strict on"'),
        ("ifupdown", "debian-13", "mode=active-backup min_links=1", "up echo 1 > /sys/class/net/bond0/bonding/min_links || true"),
        ("ifupdown", "debian-13", "mode=active-backup prio=eth1:5", "up ip link set dev eth1 type bond_slave prio 5 || true"),
        ("ifcfg", "rhel-7", "mode=active-backup queue_id=eth1:4", "echo eth1:4 > /sys/class/net/bond0/bonding/queue_id"),
        ("keyfile", "debian-12", "mode=active-backup prio=eth1:5", "ip link set dev eth1 type bond_slave prio 5"),
        ("nmcli", "rhel-7", "mode=active-backup queue_id=eth1:4", "echo eth1:4 > /sys/class/net/bond0/bonding/queue_id"),
        ("iproute2", "sles-15", "mode=802.3ad lacp_active=off", "echo 0 > /sys/class/net/bond0/bonding/lacp_active"),
    ],
)
def test_what_has_no_key_is_offered_and_then_set(stack: str, release: str, text: str, line: str) -> None:
    plain, more = (render(stack, release, text, indirect=indirect) for indirect in (False, True))
    (loss,) = plain.losses
    assert loss.indirect
    assert loss.why.endswith(f" With indirect=yes it is set through {stacks.get(stack).indirect.title}.")  # type: ignore[union-attr]
    assert line not in all_text(plain)
    assert line in all_text(more)
    assert more.losses == ()


@pytest.mark.parametrize("stack", UDEV)
def test_what_needs_the_bond_down_is_set_before_udev_is_done_with_it(stack: str) -> None:
    """Networkd brings the bond up when udev has finished; programs in RUN may come after that."""
    rules = file(render(stack, "debian-13", LACP), ".rules")
    assert [line.partition('KERNEL=="bond0", ')[2] for line in rules[1:]] == [
        'RUN+="/sbin/ip link set dev bond0 type bond ns_ip6_target 2001:db8::1"',
        'ATTR{bonding/lacp_active}="0"',
        'PROGRAM=="/sbin/ip link set dev bond0 type bond coupled_control off"',
    ]
    assert all(line.startswith('ACTION=="add", ') for line in rules[1:])


@pytest.mark.parametrize("stack", UDEV)
def test_options_of_members_wait_in_units_until_the_members_have_joined(stack: str) -> None:
    rendering = render(stack, "debian-13", MEMBERS)
    assert rendering.losses == ()
    unit = file(rendering, "bond0-eth0-options.service")
    assert "ExecStart=/sbin/ip link set dev eth0 type bond_slave queue_id 3 prio -5" in unit
    assert {"Restart=on-failure", "RestartSec=3"} <= set(unit)
    starts = [line for line in file(rendering, ".rules") if "SYSTEMD_WANTS" in line]
    assert len(starts) == 3  # the new bond starts both, each new member its own
    assert 'KERNEL=="bond0", ENV{SYSTEMD_WANTS}+="bond0-eth0-options.service bond0-eth1-options.service"' in starts[0]


@pytest.mark.parametrize("stack", UDEV)
def test_udev_and_systemd_read_their_files_before_the_bond_is_made_and_when_they_are_gone(stack: str) -> None:
    rendering = render(stack, "debian-13", MEMBERS)
    applied = [line for step in rendering.phase("apply") for line in step.run.splitlines()]
    made = next(number for number, line in enumerate(applied) if line in ("netplan apply", "networkctl reload"))
    assert applied[made - 2 : made] == ["udevadm control --reload", "systemctl daemon-reload"]
    (back,) = rendering.phase("rollback")
    lines = [line.strip() for line in back.run.splitlines()]
    removed = shlex.split(lines[1])
    assert all(snippet.path in removed for snippet in rendering.snippets)
    assert lines.index("udevadm control --reload") < lines.index("ip link delete dev bond0")
    assert "/etc/udev/rules.d" in rendering.phase("apply")[0].run
    assert "/bin/cp -af /root/before-bond0/rules.d/. /etc/udev/rules.d" in lines


@pytest.mark.parametrize("stack", UDEV)
def test_what_needs_a_bond_without_members_is_not_left_to_udev(stack: str) -> None:
    """Members join while udev still looks at the bond."""
    way = stacks.get(stack).indirect
    assert way
    for name, option in OPTIONS.items():
        if option.empty:
            assert "without members" in way.why_not(name, "active-backup", None)


def test_ifupdown_makes_the_bond_first_where_an_option_needs_it_down() -> None:
    lines = [line.strip() for line in file(render("ifupdown", "debian-13", f"{LACP} min_links=1"), "bond0")]
    extra = [line for line in lines if line.startswith(("pre-up", "up echo", "up ip"))]
    make = "type bond mode 802.3ad"
    assert extra == [
        f"pre-up ip link add name bond0 {make} || ip link set dev bond0 {make} || true",
        "pre-up echo 0 > /sys/class/net/bond0/bonding/lacp_active || true",
        "pre-up ip link set dev bond0 type bond coupled_control off || true",
        "up ip link set dev bond0 type bond ns_ip6_target 2001:db8::1 || true",
        "up echo 1 > /sys/class/net/bond0/bonding/min_links || true",
    ]


def test_members_that_join_by_their_own_stanzas_set_their_own_options() -> None:
    lines = [line.strip() for line in file(render("ifupdown", "ubuntu-16.04", "mode=active-backup queue_id=eth0:3,eth1:4"), "bond0")]
    for member, number in (("eth0", 3), ("eth1", 4)):
        at = lines.index(f"iface {member} inet manual")
        assert lines[at + 1 : at + 3] == [
            "bond-master bond0",
            f"up echo {member}:{number} > /sys/class/net/bond0/bonding/queue_id || true",
        ]
    assert sum("queue_id" in line for line in lines) == 2


def test_a_dispatcher_script_does_each_thing_when_its_interface_is_up_and_nothing_otherwise() -> None:
    rendering = render("ifcfg", "rhel-7", "mode=active-backup queue_id=eth0:3,eth1:4")
    (script,) = [snippet for snippet in rendering.snippets if "dispatcher" in snippet.path]
    assert script.permissions == "0755"
    shown = script.text.replace(" > ", " into ")  # so that it tells instead of writing
    told = [subprocess.run(["sh", "-c", shown, "x", *event], check=True, capture_output=True, text=True).stdout for event in EVENTS]
    assert told == [*(f"{what} into /sys/class/net/bond0/bonding/queue_id\n" for what in ("eth0:3", "eth1:4")), "", "", ""]
    assert script.path in shlex.split(rendering.phase("rollback")[0].run.splitlines()[1])


def test_the_script_sets_it_before_the_first_member_joins() -> None:
    lines = file(render("iproute2", "sles-15", "mode=802.3ad lacp_active=off"), "bond0-up")
    made = next(number for number, line in enumerate(lines) if line.startswith("ip link add name bond0"))
    assert lines[made + 1] == "echo 0 > /sys/class/net/bond0/bonding/lacp_active"
    assert made + 1 < next(number for number, line in enumerate(lines) if "dev eth0" in line)


@pytest.mark.parametrize(
    ("stack", "release", "text", "why"),
    [
        ("networkd", "debian-13", "mode=802.3ad actor_port_prio=eth0:5", "needs iproute2 6.18 or newer"),
        ("iproute2", "ubuntu-24.04", "mode=802.3ad broadcast_neighbor=on", "There is no file in sysfs for it either."),
        ("networkd", "amazon-2", "mode=active-backup fail_over_mac=active", "a bond without members"),
        ("ifcfg", "rhel-8", "mode=802.3ad lacp_active=off", "brings the bond up as soon as it has made it"),
        ("ifcfg", "rhel-6", "mode=active-backup queue_id=eth1:4", "one file for all interfaces"),
        ("ifupdown", "debian-10", "mode=balance-alb tlb_dynamic_lb=off", "switches tlb_dynamic_lb back on"),
    ],
)
def test_what_the_indirect_way_cannot_do_either_stays_a_loss_with_its_reason(stack: str, release: str, text: str, why: str) -> None:
    plain, more = (render(stack, release, text, indirect=indirect) for indirect in (False, True))
    assert not any(loss.indirect for loss in plain.losses)
    (loss,) = more.losses
    assert why in loss.why
    assert more.snippets == plain.snippets


@pytest.mark.parametrize("stack", ["netplan", "ifupdown", "ifcfg"])
def test_an_action_on_a_running_bond_is_never_repeated_at_every_start(stack: str) -> None:
    release = next(each.id for each in RELEASES.values() if stack in each.stacks)
    plain, more = (render(stack, release, "mode=active-backup active_slave=eth1", indirect=indirect) for indirect in (False, True))
    assert (plain.snippets, plain.losses) == (more.snippets, more.losses)
    assert [loss.indirect for loss in plain.losses] == [False]


@pytest.mark.parametrize("stack", [id for id in stacks.IDS if stacks.get(id).indirect])
def test_where_everything_has_a_key_nothing_is_added(stack: str) -> None:
    release = next(each.id for each in RELEASES.values() if stack in each.stacks)
    plain, more = (render(stack, release, "mode=active-backup primary_reselect=always", indirect=indirect) for indirect in (False, True))
    assert more == plain


@pytest.mark.parametrize("stack", UDEV)
def test_rules_for_other_interfaces_and_units_of_others_stay_unread(stack: str) -> None:
    rendering = render(stack, "debian-13", "mode=active-backup")
    foreign = {
        "/etc/udev/rules.d/70-others.rules": 'ACTION=="add", SUBSYSTEM=="net", KERNEL=="eth9", ATTR{bonding/lp_interval}="5"\n'
        'ACTION=="add", SUBSYSTEM=="net", KERNEL=="bond0", RUN+="/bin/sh -c id"\n',
        "/etc/systemd/system/other.service": "[Service]\nExecStart=/sbin/ip link set dev eth0 type bond_slave queue_id 3\n",
    }
    parsing = stacks.get(stack).parse({**{snippet.path: snippet.text for snippet in rendering.snippets}, **foreign})
    assert parsing.bonds == (bond("mode=active-backup"),)
    assert {remark.path for remark in parsing.unread} == foreign.keys()
