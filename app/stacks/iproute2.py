"""iproute2: a script of `ip` commands. Nothing stays over a reboot unless something runs it again."""

from __future__ import annotations

from collections.abc import Iterator

from app.bonding.findings import Findings
from app.bonding.model import Bond
from app.distros.releases import Release
from app.formats import commands
from app.formats.node import Node, comment, words
from app.stacks.contract import Draft, File, Place, Reader, Stack, Step, Writer
from app.stacks.indirect import script
from app.stacks.indirect.settings import look_beyond
from app.stacks.ip_commands import GAPS, PHRASES, Follower, addresses, beside_a_manager, has_no_dhcp, is_forgotten, router_advertisements
from app.stacks.ip_words import SPELLING
from app.stacks.phrases import belongs
from app.stacks.steps import apply, look, ping, rollback, verify

stack = Stack(
    title="iproute2 commands",
    home="https://wiki.linuxfoundation.org/networking/iproute2",
    tool="iproute2",
    until_reboot=True,
    syntax=commands,
    places=(Place(("/usr/local/*bin/*", "*.sh"), r".*\bip\b.*\btype bond\b", "/root/commands.sh"),),
    spelling=SPELLING,
    gaps=GAPS,
    indirect=script.WAY,
    frame={
        **PHRASES,
        "#!/bin/sh": "The file is a script for the plain shell.",
        "set -e": "The script stops at the first command that fails.",
        "sh -n": "The shell reads the script and runs nothing of it.",
        "/usr/local/sbin": "Runs the script.",
        "ip -d link show": "Shows every option of the bond as the kernel has it.",
    },
)

# ---------------------------------------------------------------- writing


@stack.renderer
def render(bond: Bond, write: Writer) -> Iterator[File | Step]:
    """One script: the bond with all its options in one request, then members, layers, addresses."""
    path = f"/usr/local/sbin/{bond.name}-up"
    yield File(path, list(_script(bond, write)), permissions="0755")
    yield apply(
        ("ip", "address", "show"),
        ("ip", "route", "show"),
        why="Note what the members have now: the script takes it from them, and no rollback of ip brings it back.",
        role="look",
    )
    yield apply(("sh", "-n", path), why="The file above is in place and complete (prints nothing).", role="check")
    yield apply(
        (path,),
        why=f"Run it. It stops at the first command that fails; a {bond.name} that is there already stops it before it touches anything.",
        drops=True,
    )
    yield from look(bond)
    yield verify(
        ("ip", "-d", "link", "show", "dev", bond.name),
        why="Each option as the kernel took it; older kernels ignore unknown ones in silence.",
        see=f"bond mode {bond.mode}",
    )
    yield from look_beyond(bond, write.beyond(bond))
    yield from ping(bond, dhcp=False)
    yield rollback(
        *(("ip", "link", "delete", "dev", name) for name in reversed(bond.interfaces)),
        *(("ip", "link", "set", "dev", member, "up") for member in bond.members),
        why="Take the interfaces away and bring the members up. Their old addresses and routes do not come back by themselves: "
        "start what gave them, or add what you noted.",
        drops=True,
    )


def _script(bond: Bond, write: Writer) -> Iterator[Node]:
    if bond.description:
        yield comment(f"{bond.name}: {bond.description}", "description")
    yield words("modprobe", "bonding", "max_bonds=0", about="max_bonds")  # the module would make a bond0 of its own
    about = " ".join(_about(bond, write))
    yield words("ip", "link", "add", "name", bond.name, *_link_words(bond), "type", "bond", *_options(bond, write), about=about)
    yield from script.lines(bond, write)
    for member in bond.members:
        yield words("ip", "link", "set", "dev", member, "down", about="member")
        yield words("ip", "address", "flush", "dev", member, about="member")
        yield words("ip", "link", "set", "dev", member, "master", bond.name, about="member")
        for key, text in write.member_options(bond, member):
            yield words("ip", "link", "set", "dev", member, "type", "bond_slave", key.name, text, about=key.option)
    for vlan in bond.vlans:
        mtu = ("mtu", str(vlan.mtu)) if vlan.mtu else ()
        yield words(
            "ip",
            "link",
            "add",
            "link",
            bond.name,
            "name",
            vlan.name,
            *mtu,
            "type",
            "vlan",
            "id",
            str(vlan.id),
            about=f"vlan.{vlan.id}.name",
        )
    if bond.bridge:
        yield words("ip", "link", "add", "name", bond.bridge.name, "type", "bridge", about="bridge")
        yield words("ip", "link", "set", "dev", bond.bridge.over, "master", bond.bridge.name, about="bridge.over")
    for name, addressing in bond.layer3:
        yield from belongs(bond, name, router_advertisements(name, addressing))
    for name in bond.interfaces:
        yield from belongs(bond, name, [words("ip", "link", "set", "dev", name, "up", about="name")])
    for name, addressing in bond.layer3:
        yield from belongs(bond, name, addresses(name, addressing))
    for name, value in bond.options:
        if name == "active_slave":  # last, because it fails while that member has no link yet
            yield words("ip", "link", "set", "dev", bond.name, "type", "bond", "active_slave", str(value), about=name)


def _link_words(bond: Bond) -> Iterator[str]:
    if bond.mac:
        yield from ("address", bond.mac)
    if bond.mtu:
        yield from ("mtu", str(bond.mtu))


def _options(bond: Bond, write: Writer) -> Iterator[str]:
    yield from ("mode", bond.mode)
    for key, name, text in write.options(bond):
        if key.option != "active_slave":
            yield from (name, text)


def _about(bond: Bond, write: Writer) -> Iterator[str]:
    yield from ("name", *(["mac"] if bond.mac else []), *(["mtu"] if bond.mtu else []), "mode")
    yield from dict.fromkeys(key.option for key, _, _ in write.options(bond) if key.option != "active_slave")


# ---------------------------------------------------------------- traps


@stack.trap
def iproute2_is_forgotten(bond: Bond, release: Release | None) -> Findings:
    """What `ip` sets is gone with the next start.

    And a manager that believes the interfaces to be its own may undo it sooner: networkd where
    a .network file matches, the network scripts at their next restart.

    Bad:  stack=iproute2 release=debian-13 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    yield from is_forgotten(release, stack.id)


@stack.trap
def iproute2_has_no_dhcp(bond: Bond, release: Release | None) -> Findings:
    """`ip` asks no DHCP server.

    The script flushes the members and leaves the bond without an address until a DHCP client
    is started on it by hand or by the system.

    Bad:  stack=iproute2 release=debian-13 mode=active-backup miimon=100 member=eth0 member=eth1 ipv4=dhcp
    Good: stack=iproute2 release=debian-13 mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24
    """
    yield from has_no_dhcp(bond, release, stack.id)


@stack.trap
def iproute2_beside_a_manager(bond: Bond, release: Release | None) -> Findings:
    """A network manager still believes the members to be its own.

    It may give a member its address back, or take it out of the bond, at the next event of the
    link. Tell it to leave them alone before the script runs.

    Bad:  stack=iproute2 release=rhel-9 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    yield from beside_a_manager()


# ---------------------------------------------------------------- reading


@stack.parser
def parse(read: Reader) -> Iterator[Draft]:
    """Follow the commands of all files in their order; yields every bond that one of them makes."""
    for path, nodes in read.files.items():
        yield from Follower(read, path).follow(nodes)
