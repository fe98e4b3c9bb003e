"""The script that makes a bond with the files of the driver, and everything on it with `ip` or the tools of its time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.bonding.kernel import version
from app.bonding.model import Bond, Vlan
from app.bonding.names import INTERFACE_BYTES
from app.distros.releases import Release
from app.formats.commands import FRAME, either, put
from app.formats.node import Node, comment, words
from app.stacks.contract import Step
from app.stacks.driver import MASTERS, bond_file
from app.stacks.ip_commands import addresses, router_advertisements
from app.stacks.phrases import belongs
from app.stacks.steps import apply, rollback

STOPPED = 'test $? = 0 || echo "$0: stopped at the first line that failed. What came before it is done and stays." >&2'
"""What the script does when it ends, however it ends."""


@dataclass(frozen=True)
class Ways:
    """How things are done on kernels of some age.

    `own_bond` the module always makes a bond0 (before 2.6.27), `up_first` members join only a bond that is up,
    `vconfig` and `brctl` make the VLANs and the bridge, `bare_load` modprobe takes no parameters.
    """

    own_bond: bool = False
    up_first: bool = False
    vconfig: bool = False
    brctl: bool = False
    bare_load: bool = False
    folder: str = "/usr/local/sbin"


def ways_of(release: Release | None) -> Ways:
    """The ways of a release; those of today where it is not known."""
    if release is None:
        return Ways()
    kernel = version(release.kernel.oldest)
    openwrt = release.family == "openwrt"
    return Ways(
        own_bond=kernel < (2, 6, 27),
        up_first=kernel < (2, 6, 32),
        vconfig=kernel < (2, 6, 24),
        brctl=kernel < (3, 0),
        bare_load=openwrt,  # its own modprobe; the package loads the module with max_bonds=0 at start
        folder="/usr/sbin" if openwrt else "/usr/local/sbin",
    )


def path_of(bond: Bond, ways: Ways) -> str:
    """Where the script lies."""
    return f"{ways.folder}/{bond.name}-up"


# ---------------------------------------------------------------- the lines


@dataclass(frozen=True)
class Parts:
    """What a stack puts into the frame: how the module is loaded, what is done to the empty bond, behind the members, and last."""

    load: tuple[str, ...]
    empty: Iterable[Node] = ()
    joined: Iterable[Node] = ()
    last: Iterable[Node] = ()


def script(bond: Bond, ways: Ways, parts: Parts) -> Iterator[Node]:
    """The whole script; it stops before it touches a member when a bond of that name is there."""
    if bond.description:
        yield comment(f"{bond.name}: {bond.description}", "description")
    yield words("trap", STOPPED, "EXIT", about=FRAME)
    yield from _bond(bond, ways, parts.load)
    yield from parts.empty
    for word, value in (("mtu", bond.mtu), ("address", bond.mac)):
        if value:
            yield words("ip", "link", "set", "dev", bond.name, word, str(value), about="mac" if word == "address" else word)
    if ways.up_first:
        yield from router_advertisements(bond.name, bond.addressing) if bond.carrier_of(bond.name) == bond.name else ()
        yield words("ip", "link", "set", "dev", bond.name, "up", about="name")
    for member in bond.members:
        yield words("ip", "link", "set", "dev", member, "down", about="member")
        yield words("ip", "address", "flush", "dev", member, about="member")
        yield put(bond_file(bond.name, "slaves"), f"+{member}", "member")
    yield from parts.joined
    yield from _layers(bond, ways)
    for name, addressing in bond.layer3:
        if name in made_interfaces(bond, ways) and not (ways.up_first and name == bond.name):
            yield from belongs(bond, name, router_advertisements(name, addressing))
    for name in bond.interfaces:
        if name in made_interfaces(bond, ways) and not (ways.up_first and name == bond.name):
            yield from belongs(bond, name, [words("ip", "link", "set", "dev", name, "up", about="name")])
    for name, addressing in bond.layer3:
        if name in made_interfaces(bond, ways):
            yield from belongs(bond, name, addresses(name, addressing))
    yield from parts.last


def _bond(bond: Bond, ways: Ways, load: tuple[str, ...]) -> Iterator[Node]:
    loading = words(*load, about="max_bonds" if "max_bonds=0" in load else FRAME)
    make = put(MASTERS, f"+{bond.name}", "name")  # fails where there is one of that name
    if not ways.own_bond:
        yield loading
        yield make
        return
    yield words("test", "!", "-e", f"/sys/class/net/{bond.name}", about="name")
    yield loading
    yield either(words("grep", "-q", "-w", bond.name, MASTERS, about="name"), make)


def _layers(bond: Bond, ways: Ways) -> Iterator[Node]:
    for vlan in bond.vlans:
        about = f"vlan.{vlan.id}.name"
        if not ways.vconfig:
            link = ("ip", "link", "add", "link", bond.name, "name", vlan.name, "type", "vlan", "id", str(vlan.id))
            yield words(*link, about=about)
        elif _nameable(bond, vlan):
            yield words("vconfig", "add", bond.name, str(vlan.id), about=about)
            if vlan.name != f"{bond.name}.{vlan.id}":
                yield words("ip", "link", "set", "dev", f"{bond.name}.{vlan.id}", "name", vlan.name, about=about)
        else:
            continue
        if vlan.mtu:
            yield words("ip", "link", "set", "dev", vlan.name, "mtu", str(vlan.mtu), about=f"vlan.{vlan.id}.mtu")
    if bond.bridge and bond.bridge.over in made_interfaces(bond, ways):
        name, port = bond.bridge.name, bond.bridge.over
        if ways.brctl:
            yield words("brctl", "addbr", name, about="bridge")
            yield words("brctl", "addif", name, port, about="bridge.over")
        else:
            yield words("ip", "link", "add", "name", name, "type", "bridge", about="bridge")
            yield words("ip", "link", "set", "dev", port, "master", name, about="bridge.over")


def made_interfaces(bond: Bond, ways: Ways) -> tuple[str, ...]:
    """The interfaces that the script makes: all but VLANs that vconfig has no name for, and what would stand on them."""
    lost = {vlan.name for vlan in bond.vlans if ways.vconfig and not _nameable(bond, vlan)}
    if bond.bridge and bond.bridge.over in lost:
        lost.add(bond.bridge.name)
    return tuple(name for name in bond.interfaces if name not in lost)


def _nameable(bond: Bond, vlan: Vlan) -> bool:
    """Whether vconfig's own name, BOND.ID, is free and short enough to be made first."""
    first = f"{bond.name}.{vlan.id}"
    others = {*bond.members, *(each.name for each in bond.vlans if each is not vlan), bond.bridge.name if bond.bridge else ""}
    return len(first) <= INTERFACE_BYTES and first not in others


LONG_NAME = "vconfig makes a VLAN under the name BOND.ID first; that is longer than 15 bytes here, or taken. Shorten the bond's name."


# ---------------------------------------------------------------- the steps around it


def six(ways: Ways) -> tuple[str, ...]:
    """The ping of IPv6, which was a program of its own."""
    return ("ping6",) if ways.brctl else ("ping", "-6")


def notes() -> Step:
    """Look at what is there before it is taken."""
    return apply(
        ("ip", "address", "show"),
        ("ip", "route", "show"),
        why="Note what the members have now: the script takes it from them, and no rollback brings it back.",
        role="look",
    )


def run(bond: Bond, path: str, *before: tuple[str, ...], why: str = "") -> Step:
    """Run the script, behind what has to come right before it."""
    told = f"{why}Run the script. It stops at the first line that fails, and says so; a {bond.name} that is there already stops it early."
    return apply(*before, (path,), why=told, drops=True)


def take_back(bond: Bond, ways: Ways) -> Step:
    """Take all interfaces away again."""
    gone: list[tuple[str, ...]] = []
    names = made_interfaces(bond, ways)
    if bond.bridge and bond.bridge.name in names and ways.brctl:
        gone += [("ip", "link", "set", "dev", bond.bridge.name, "down"), ("brctl", "delbr", bond.bridge.name)]
    elif bond.bridge and bond.bridge.name in names:
        gone.append(("ip", "link", "delete", "dev", bond.bridge.name))
    for vlan in reversed(bond.vlans):
        if vlan.name in names:
            gone.append(("vconfig", "rem", vlan.name) if ways.vconfig else ("ip", "link", "delete", "dev", vlan.name))
    return rollback(
        *gone,
        put(MASTERS, f"-{bond.name}"),
        *(("ip", "link", "set", "dev", member, "up") for member in bond.members),
        why="Take the interfaces away and bring the members up. Their old addresses and routes do not come back by themselves: "
        "start what gave them, or add what you noted.",
        drops=True,
    )
