"""sysfs: a script that writes into the driver's own files. Nothing stays over a reboot unless something runs it again."""

from __future__ import annotations

from collections.abc import Iterator

from app.bonding.findings import Findings, hint, warning
from app.bonding.model import Bond
from app.bonding.options import OPTIONS
from app.distros.releases import Release
from app.formats import sysfs
from app.formats.commands import put
from app.formats.node import Node
from app.stacks.contract import Draft, File, Place, Reader, Stack, Step, Writer
from app.stacks.driver import NETLINK_ONLY, bond_file, is_module_file
from app.stacks.driver.following import DriverFollower
from app.stacks.driver.parameters import Module
from app.stacks.driver.phrases import PHRASES
from app.stacks.driver.script import LONG_NAME, Parts, notes, path_of, run, script, six, take_back, ways_of
from app.stacks.driver.traps import needs_old_tools, second_bond0
from app.stacks.indirect.settings import shown
from app.stacks.ip_commands import GAPS, beside_a_manager, has_no_dhcp, is_forgotten
from app.stacks.spelling import PLAIN, Key, Numbers, Spelling
from app.stacks.steps import apply, look, ping, verify

AS_NUMBERS = ("use_carrier", "all_slaves_active", "tlb_dynamic_lb", "fail_over_mac")
"""Files that take only numbers on the kernels that had them first."""

BEHIND_MEMBERS = ("primary", "queue_id")
"""Older kernels know only a member as the primary, and write a stranger's name off without an error."""

LAST = ("active_slave",)

stack = Stack(
    title="sysfs files of the driver",
    home="https://docs.kernel.org/networking/bonding.html",
    tool="kernel",
    until_reboot=True,
    syntax=sysfs,
    places=(Place(("/usr/local/*bin/*", "*.sh"), r".*/sys/class/net/", "/root/commands.sh"),),
    spelling=Spelling(
        **{
            name: Key(name, Numbers(name) if name in AS_NUMBERS else PLAIN, elsewhere="behind the members" if name in LAST else "")
            for name, option in OPTIONS.items()
            if option.sysfs
        }
    ),
    gaps={**GAPS, **NETLINK_ONLY, "vlan.name": LONG_NAME},
    frame=PHRASES,
)

# ---------------------------------------------------------------- writing


@stack.renderer
def render(bond: Bond, write: Writer) -> Iterator[File | Step]:
    """One script: the bond, its options in the order that the driver wants, then members, layers, addresses."""
    ways = ways_of(write.release)
    path = path_of(bond, ways)
    writes = list(_writes(bond, write))
    parts = Parts(
        load=("modprobe", "bonding") if ways.bare_load or ways.own_bond else ("modprobe", "bonding", "max_bonds=0"),
        empty=[put(bond_file(bond.name, "mode"), bond.mode, "mode"), *_of(writes, *BEHIND_MEMBERS, *LAST, others=True)],
        joined=_of(writes, *BEHIND_MEMBERS),
        last=_of(writes, *LAST),
    )
    yield File(path, list(script(bond, ways, parts)), permissions="0755")
    yield notes()
    yield apply(("sh", "-n", path), why="The file above is in place and complete (prints nothing).", role="check")
    yield run(bond, path)
    yield from look(bond)
    shown = {"mode": f"{bond.mode} {bond.facts.number}", **dict(_shown(bond, writes))}
    yield verify(
        ("grep", "-H", ".", *(bond_file(bond.name, name) for name in shown)),
        why="Each option as the driver took it.",
        see="\n".join(f"{bond_file(bond.name, name)}:{text}" for name, text in shown.items()),
    )
    yield from ping(bond, six(ways), dhcp=False)
    yield take_back(bond, ways)


def _writes(bond: Bond, write: Writer) -> Iterator[Node]:
    """The options as writes. A zero that switches a monitor off comes first: it would switch the other one off on older kernels."""
    said = [(key.option, name, text) for key, name, text in write.options(bond)]
    for option, name, text in sorted(said, key=lambda each: _turn(each[0], each[2])):
        for value in [f"+{each}" for each in text.split(",")] if OPTIONS[option].kind == "ipv4_list" else [text]:
            yield put(bond_file(bond.name, name), value, option)
    for member in bond.members:
        for key, text in write.member_options(bond, member):
            yield put(bond_file(bond.name, key.name), f"{member}:{text}", key.option)


def _shown(bond: Bond, writes: list[Node]) -> Iterator[tuple[str, str]]:
    """How the files read afterwards. The active member is left out: it may have changed by then."""
    for name in dict.fromkeys(node.about for node in writes if node.about not in LAST):
        value = bond.option(name)
        if OPTIONS[name].kind == "member_int":
            yield name, " ".join(dict.fromkeys(node.text for node in writes if node.about == name))
        elif "miimon" in OPTIONS[name].needs and isinstance(value, int):
            step = int(str(bond.effective("miimon")))
            yield name, str(value // step * step)
        else:
            yield name, shown(bond, name)


def _turn(option: str, text: str) -> int:
    if option in ("miimon", "arp_interval"):
        return 0 if text == "0" else 2
    return 1 if option == "arp_ip_target" else 3


def _of(writes: list[Node], *options: str, others: bool = False) -> list[Node]:
    return [node for node in writes if (node.about in options) != others]


# ---------------------------------------------------------------- traps


@stack.trap
def sysfs_is_forgotten(bond: Bond, release: Release | None) -> Findings:
    """What is written under /sys is gone with the next start.

    The files are the driver's memory and nothing else. The script has to run at each start, before
    whatever needs the network.

    Bad:  stack=sysfs release=debian-13 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    yield from is_forgotten(release, stack.id)


@stack.trap
def sysfs_has_no_dhcp(bond: Bond, release: Release | None) -> Findings:
    """No file of the driver asks a DHCP server, and neither does `ip`.

    The script flushes the members and leaves the bond without an address until a DHCP client is
    started on it by hand or by the system.

    Bad:  stack=sysfs release=debian-13 mode=active-backup miimon=100 member=eth0 member=eth1 ipv4=dhcp
    Good: stack=sysfs release=debian-13 mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24
    """
    yield from has_no_dhcp(bond, release, stack.id)


@stack.trap
def sysfs_beside_a_manager(bond: Bond, release: Release | None) -> Findings:
    """A network manager still believes the members to be its own.

    It may give a member its address back, bring it up while the script wants it down, or take it
    out of the bond at the next event of the link.

    Bad:  stack=sysfs release=rhel-9 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    yield from beside_a_manager()


@stack.trap
def sysfs_module_defaults(bond: Bond, release: Release | None) -> Findings:
    """Parameters of the module are the defaults of every bond, of one that is made under /sys too.

    Where /etc/modprobe.d has a line `options bonding` with more than max_bonds, or the module was
    loaded with such parameters, the new bond starts with them, and what the script does not write stays.

    Bad:  stack=sysfs release=debian-13 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    yield hint(
        "stack",
        "Parameters that the module was loaded with are in force where the script says nothing.",
        "Look for them: grep -r bonding /etc/modprobe.d /etc/modprobe.conf",
    )


@stack.trap
def sysfs_active_slave_waits(bond: Bond, release: Release | None) -> Findings:
    """The active member can be chosen only once it has a link.

    The driver refuses the write before that: real cards need some seconds after they come up, and
    updelay makes it longer. The line is the last of the script, so everything else is done by then;
    the script says that it was stopped, and the write can be done again. A primary needs no link.

    Bad:  stack=sysfs release=debian-13 mode=active-backup miimon=100 active_slave=eth1 member=eth0 member=eth1
    Good: stack=sysfs release=debian-13 mode=active-backup miimon=100 primary=eth1 member=eth0 member=eth1
    """
    if member := bond.option("active_slave"):
        yield warning(
            "active_slave",
            "The script's last line fails while that member has no link yet.",
            "Write it again when the link is there, or set primary instead.",
            {"primary": str(member), "active_slave": None},
        )


@stack.trap
def sysfs_second_bond0(bond: Bond, release: Release | None) -> Findings:
    """Before Linux 2.6.27 the module always makes a bond0 of its own.

    max_bonds=0 is not taken there. A bond of another name gets a bond0 without members beside it,
    in mode balance-rr. It does no harm while it is down.

    Bad:  stack=sysfs release=centos-5 name=bond1 mode=active-backup miimon=100 member=eth0 member=eth1
    Good: stack=sysfs release=centos-5 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    yield from second_bond0(bond, ways_of(release))


@stack.trap
def sysfs_needs_old_tools(bond: Bond, release: Release | None) -> Findings:
    """On old kernels VLANs and bridges are made with vconfig and brctl.

    `ip` of that age can't do it. The tools come in packages of their own and may be missing.

    Bad:  stack=sysfs release=centos-6 mode=active-backup miimon=100 member=eth0 member=eth1 bridge=br0
    Good: stack=sysfs release=debian-13 mode=active-backup miimon=100 member=eth0 member=eth1 bridge=br0
    """
    yield from needs_old_tools(bond, ways_of(release))


# ---------------------------------------------------------------- reading


@stack.parser
def parse(read: Reader) -> Iterator[Draft]:
    """Follow all scripts in their order. Beside a file with parameters of the module a script tells only half: that is stack modprobe."""
    module = Module(read)
    for path, nodes in read.files.items():
        if is_module_file(path):
            module.file(path, nodes)
    if module.says:
        return
    follower = DriverFollower(read, module)
    for path, nodes in read.files.items():
        if not is_module_file(path):
            follower.follow_file(path, nodes)
    yield from follower.found()
