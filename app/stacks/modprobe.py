"""modprobe: parameters of the module, which are the defaults of every bond, and a script for the members and what stands on them."""

from __future__ import annotations

from collections.abc import Iterator

from app.bonding.findings import Findings, hint, warning
from app.bonding.kernel import Presence
from app.bonding.model import Bond
from app.bonding.options import OPTIONS, Option
from app.distros.releases import Release
from app.formats import sysfs
from app.formats import words as word_lines
from app.formats.node import Node, words
from app.stacks.contract import Draft, File, Place, Reader, Stack, Step, Writer
from app.stacks.driver import MASTERS, MODULE_FILE, MODULE_FOLDER, NETLINK_ONLY, bond_file, is_module_file
from app.stacks.driver.following import DriverFollower
from app.stacks.driver.parameters import PARAMETERS, Module
from app.stacks.driver.phrases import PHRASES
from app.stacks.driver.script import LONG_NAME, Parts, Ways, notes, path_of, run, script, six, take_back, ways_of
from app.stacks.driver.traps import needs_old_tools, second_bond0
from app.stacks.ifcfg_files import FOLDER as IFCFG
from app.stacks.ip_commands import GAPS, beside_a_manager, has_no_dhcp, own_stack
from app.stacks.spelling import Spelling
from app.stacks.steps import RESTORE, apply, folder, keep, look, ping, rollback


def _behind(option: Option) -> str:
    """How to set what has a file under /sys and no parameter."""
    value = "MEMBER:N" if option.kind == "member_int" else "the value"
    when = "behind the members" if option.kind in ("member_int", "ifname") else "right behind the line that makes the bond"
    return f"The module has no such parameter. Write {value} to /sys/class/net/BOND/bonding/{option.name} {when}, or take stack sysfs."


stack = Stack(
    title="Parameters of the bonding module",
    home="https://docs.kernel.org/networking/bonding.html",
    tool="kernel",
    syntax=sysfs,
    beside=True,
    places=(
        Place((MODULE_FILE, f"{MODULE_FOLDER}*"), r"\s*(options|alias|install)\s.*bonding", MODULE_FILE, lines=True),
        Place(("/usr/local/*bin/*", "/etc/rc.local", "*.sh"), r".*\b(ifenslave|modprobe\s+bonding)\b", "/root/commands.sh"),
    ),
    syntaxes={MODULE_FILE: word_lines, MODULE_FOLDER: word_lines},
    spelling=Spelling(**PARAMETERS),
    gaps={
        **GAPS,
        **{name: _behind(option) for name, option in OPTIONS.items() if option.sysfs and not option.module},
        **NETLINK_ONLY,
        "vlan.name": LONG_NAME,
    },
    frame={
        **PHRASES,
        "alias": "Who asks for this name has the module loaded.",
        "options bonding": "Whoever loads the module loads it with these parameters.",
        "modprobe bonding": "Loads the driver with the parameters of the file.",
        "modprobe --show-depends": "Prints what loading the module would do, and does nothing.",
        "modprobe -r": "Unloads the module; every bond goes away with it.",
        "sh -c": "Names the bonds that are there, and fails where there is one.",
        "grep -x": "Stops where the new bond has another value: then the module was loaded with something else.",
    },
)

# ---------------------------------------------------------------- writing


@stack.renderer
def render(bond: Bond, write: Writer) -> Iterator[File | Step]:
    """The module's file, and the script that makes the bond with these defaults, makes sure of them, and goes on."""
    ways = ways_of(write.release)
    said = {key.option for key, _, _ in write.options(bond)}
    bond = bond.without(name for name, _ in bond.options if name not in said)
    path = path_of(bond, ways)
    shared = _is_shared(write.release)
    file = MODULE_FILE if shared else f"{MODULE_FOLDER}bonding.conf"
    yield File(file, list(_module(bond, write, ways)), adds=shared)
    parts = Parts(load=("modprobe", "bonding"), empty=_checks(bond))
    yield File(path, list(script(bond, ways, parts)), permissions="0755")
    yield keep(bond, file if shared else MODULE_FOLDER.rstrip("/"))
    yield notes()
    yield apply(
        ("sh", "-n", path),
        ("modprobe", "--show-depends", "bonding"),
        why="The script is complete, and the module will get the parameters: they stand behind bonding.ko in what modprobe prints.",
        role="check",
    )
    yield apply(
        ("sh", "-c", f"! grep -s . {MASTERS}"),
        why="No bond is there yet (prints nothing). One that is named here goes away with the next step, whoever made it.",
        role="check",
    )
    unload = "Unload the module, which keeps what it was loaded with: EVERY bond of this system goes away with it. "
    silent = "Where grep stops it, which says nothing, the module still has other parameters. "
    yield run(bond, path, ("modprobe", "-r", "bonding"), why=unload + silent)
    yield from look(bond)
    yield from ping(bond, six(ways), dhcp=False)
    yield take_back(bond, ways)
    kept = f"{folder(bond)}/modprobe.conf" if shared else f"{folder(bond)}/modprobe.d/."
    yield rollback(
        *([] if shared else [("rm", "-f", file)]),
        (*RESTORE, kept, file if shared else MODULE_FOLDER.rstrip("/")),
        ("modprobe", "-r", "bonding"),
        why="Put the old files back and unload the module, which still has the new parameters. Other bonds of this system go away too.",
        drops=True,
    )


def _is_shared(release: Release | None) -> bool:
    """Whether the parameters belong into modprobe.conf, as on RHEL 5."""
    return release is not None and release.family == "rhel" and ways_of(release).own_bond


def _module(bond: Bond, write: Writer, ways: Ways) -> Iterator[Node]:
    # without max_bonds=0 the module makes a bond0 by itself; where it always does, the number is left alone
    count = [] if ways.own_bond else ["max_bonds=0"]
    said = list(write.options(bond))
    options = [f"{name}={text}" for _, name, text in said]
    about = " ".join(dict.fromkeys([*(["max_bonds"] if count else []), "mode", *(key.option for key, _, _ in said)]))
    yield words("alias", bond.name, "bonding", about="name")
    yield words("options", "bonding", *count, f"mode={bond.mode}", *options, about=about)


def _checks(bond: Bond) -> Iterator[Node]:
    """Stop where the module was loaded with something else: mode and monitor tell."""
    yield words("grep", "-x", f"{bond.mode} {bond.facts.number}", bond_file(bond.name, "mode"), about="mode")
    for name in ("miimon", "arp_interval"):
        if bond.option(name) not in (None, 0):
            yield words("grep", "-x", str(bond.option(name)), bond_file(bond.name, name), about=name)


# ---------------------------------------------------------------- traps


@stack.trap
def modprobe_for_every_bond(bond: Bond, release: Release | None) -> Findings:
    """Parameters of the module are the defaults of every bond on the system.

    They hold for each bond that is made while the module is loaded, whoever makes it, and nothing
    in the file can give two bonds different ones. A second bond that differs needs its own options
    written by a tool that sets each one: ip, sysfs, or a network manager.

    Bad:  stack=modprobe release=debian-13 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    yield hint(
        "stack",
        "These parameters are the defaults of every bond of this system.",
        "Where a second bond must differ, set the options of both with another stack.",
        own_stack(release, stack.id),
    )


@stack.trap
def modprobe_may_not_load(bond: Bond, release: Release | None) -> Findings:
    """A value that the kernel does not know keeps the whole module from loading.

    Under /sys a bad value costs one option. As a parameter it costs every bond of the system, and
    before Linux 3 even an unknown name did. Values that only some updates of the release know are
    better written under /sys.

    Bad:  stack=modprobe release=rhel-7 mode=balance-xor miimon=100 xmit_hash_policy=encap2+3 member=eth0 member=eth1
    Good: stack=modprobe release=rhel-7 mode=balance-xor miimon=100 xmit_hash_policy=layer2+3 member=eth0 member=eth1
    """
    for name, value in bond.options if release else ():
        option = OPTIONS[name]
        presence = option.presence(release.kernel, value, bond.mode) if release and name in PARAMETERS else None
        if presence and presence.presence is Presence.PARTLY:
            yield warning(
                name,
                f"Where the kernel does not have {name}={value} ({presence.where}), the module may not load at all.",
                f"Look before: modinfo -p bonding | grep {name}. Or write it under /sys (stack sysfs).",
                {"stack": "sysfs"},
            )


@stack.trap
def modprobe_in_initramfs(bond: Bond, release: Release | None) -> Findings:
    """A copy of the module's file in the initramfs wins when the module is loaded from there.

    That happens on systems that boot over the network. Everywhere else the file is read when the
    module is loaded.

    Bad:  stack=modprobe release=debian-13 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    yield hint(
        "stack",
        "Where the initramfs loads the bonding module, it does so with its own copy of the old file.",
        "Make it anew: update-initramfs -u, dracut -f or mkinitrd.",
    )


@stack.trap
def modprobe_script_is_forgotten(bond: Bond, release: Release | None) -> Findings:
    """The parameters stay over a reboot; the members and the addresses do not.

    A file of modprobe can name neither. They are in the script, and something has to run it at each start.

    Bad:  stack=modprobe release=debian-13 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    yield hint(
        "stack",
        "The script with members and addresses does not run by itself at the next start.",
        "Have the system run it then, or take the release's own stack.",
        own_stack(release, stack.id),
    )


@stack.trap
def modprobe_has_no_dhcp(bond: Bond, release: Release | None) -> Findings:
    """Neither the module nor `ip` asks a DHCP server.

    Bad:  stack=modprobe release=debian-13 mode=active-backup miimon=100 member=eth0 member=eth1 ipv4=dhcp
    Good: stack=modprobe release=debian-13 mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24
    """
    yield from has_no_dhcp(bond, release, stack.id)


@stack.trap
def modprobe_beside_a_manager(bond: Bond, release: Release | None) -> Findings:
    """A network manager still believes the members to be its own.

    Bad:  stack=modprobe release=rhel-9 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    yield from beside_a_manager()


@stack.trap
def modprobe_second_bond0(bond: Bond, release: Release | None) -> Findings:
    """Before Linux 2.6.27 the module always makes a bond0, with the parameters of the file.

    A bond of another name is made by the script, and the bond0 stays beside it without members.

    Bad:  stack=modprobe release=centos-5 name=bond1 mode=active-backup miimon=100 member=eth0 member=eth1
    Good: stack=modprobe release=centos-5 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    yield from second_bond0(bond, ways_of(release))


@stack.trap
def modprobe_needs_old_tools(bond: Bond, release: Release | None) -> Findings:
    """On old kernels VLANs and bridges are made with vconfig and brctl.

    Bad:  stack=modprobe release=centos-6 mode=active-backup miimon=100 member=eth0 member=eth1 bridge=br0
    Good: stack=modprobe release=debian-13 mode=active-backup miimon=100 member=eth0 member=eth1 bridge=br0
    """
    yield from needs_old_tools(bond, ways_of(release))


# ---------------------------------------------------------------- reading


@stack.parser
def parse(read: Reader) -> Iterator[Draft]:
    """The module's bonds with its parameters, and what the scripts do with them. Beside ifcfg files those tell the rest: not this stack."""
    if any(path.startswith(IFCFG) for path in read.files):
        return
    module = Module(read)
    for path, nodes in read.files.items():
        if is_module_file(path):
            module.file(path, nodes)
    follower = DriverFollower(read, module)
    for path, nodes in read.files.items():
        if not is_module_file(path):
            follower.follow_file(path, nodes)
    if module.says:
        for name in (*module.names(), *(module.aliases if module.most != 0 and not module.names() else ())):
            follower.known(name)
        yield from follower.bonds.values()
