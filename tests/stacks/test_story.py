"""The story, exact to the line: CentOS 5.2, balance-alb, two cards, one address."""

from __future__ import annotations

from app.actions import generate
from app.actions.result_json import to_json
from tests.stacks import goldens

MEMBER = """\
DEVICE={}
BOOTPROTO=none
MASTER=bond0
SLAVE=yes
ONBOOT=yes
USERCTL=no
"""
FILES = {
    "/etc/modprobe.conf": "alias bond0 bonding\noptions bond0 miimon=100 mode=6\n",
    "/etc/sysconfig/network-scripts/ifcfg-eth0": MEMBER.format("eth0"),
    "/etc/sysconfig/network-scripts/ifcfg-eth1": MEMBER.format("eth1"),
    "/etc/sysconfig/network-scripts/ifcfg-bond0": """\
DEVICE=bond0
BOOTPROTO=none
IPADDR=192.168.11.200
NETMASK=255.255.255.0
NETWORK=192.168.11.0
ONBOOT=yes
USERCTL=no
""",
}


def story() -> generate.Result:
    return generate.generate(generate.read([("release", "centos-5"), *goldens.pairs("story")]))


def test_files_are_those_of_the_tale_and_no_more() -> None:
    assert {snippet.path: snippet.text for snippet in story().rendering.snippets} == FILES


def test_nothing_is_lost() -> None:
    assert story().rendering.losses == ()


def test_the_network_is_restarted_as_that_release_has_it() -> None:
    steps = {step.run: step.drops for step in story().rendering.phase("apply")}
    assert steps["service network restart"] is True


def test_the_module_is_reloaded_where_it_was_in_use() -> None:
    (reload,) = [step for step in story().rendering.phase("apply") if "modprobe -r bonding" in step.run]
    assert reload.drops and "bond0 was in use before" in reload.why


def test_the_old_files_are_kept_before_anything_changes() -> None:
    first = story().rendering.phase("apply")[0]
    assert not first.drops
    kept = "cp -a /etc/modprobe.conf /etc/sysconfig/network /etc/sysconfig/network-scripts /root/before-bond0/"
    assert first.run.endswith(kept) and "mkdir" in first.run


def test_the_reader_is_told_what_to_see() -> None:
    (look,) = [step for step in story().rendering.phase("verify") if step.run == "cat /proc/net/bonding/bond0"]
    assert (
        look.see
        == """\
Bonding Mode: adaptive load balancing
Primary Slave: None
Currently Active Slave: <eth0 or eth1>
MII Status: up
MII Polling Interval (ms): 100

Slave Interface: eth0
MII Status: up

Slave Interface: eth1
MII Status: up"""
    )
    assert any("Currently Active Slave: None" in each.see for each in look.otherwise)


def test_mode_6_asks_nothing_of_the_switch() -> None:
    result = to_json(story())
    assert result["switch"]["kind"] == "none"
    assert result["switch"]["asks"].startswith("The switch needs nothing")


def test_a_xen_host_is_warned() -> None:
    assert any("network-bridge netdev=bond0" in finding.mend for finding in story().findings)


def test_the_tale_as_it_was_written_reads_back_as_the_same_bond() -> None:
    """The original files, with other aliases between the lines and a comment on top."""
    theirs = dict(FILES)
    theirs["/etc/modprobe.conf"] = (
        "alias eth0 e1000\nalias eth1 e1000\nalias bond0 bonding\nalias scsi_hostadapter qla1280\n"
        "alias scsi_hostadapter1 megaraid_mbox\nalias scsi_hostadapter2 ata_piix\noptions bond0 miimon=100 mode=6\n"
    )
    theirs["/etc/sysconfig/network-scripts/ifcfg-eth0"] = "# Intel Corporation 82541GI Gigabit Ethernet Controller\n" + MEMBER.format(
        "eth0"
    )
    parsing = story().target.stack.parse(theirs)
    assert parsing.bonds == (goldens.bond("story"),)
    assert parsing.refused == ()
    assert [remark.text for remark in parsing.unread] == [
        "alias eth0 e1000",
        "alias eth1 e1000",
        "alias scsi_hostadapter qla1280",
        "alias scsi_hostadapter1 megaraid_mbox",
        "alias scsi_hostadapter2 ata_piix",
    ]
