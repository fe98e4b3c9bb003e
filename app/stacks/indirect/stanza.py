"""Lines of a stanza of interfaces(5): first what changes only while the bond is down, afterwards the rest.

ifup of ifupdown runs the pre-up lines before the hook of ifenslave, which takes a bond that is there already.
ifupdown2 and ifupdown-ng run them when the bond is made and has its members, but is still down; what needs it
empty stands in the stanza of the first member, which comes up before. A line that fails must not keep the
interface down, so each ends in `|| true`.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.bonding.kernel import version
from app.bonding.model import Bond
from app.bonding.options import OPTIONS
from app.distros.releases import Release
from app.formats.commands import command, line
from app.formats.node import Node
from app.stacks.contract import Writer
from app.stacks.indirect import Way
from app.stacks.indirect.settings import Setting, settings, why_not_kernel


def before(bond: Bond, write: Writer) -> Iterator[Node]:
    """The pre-up lines: make the bond in its mode, and set what needs it down."""
    yield from _made(bond, [each for each in _all(bond, write) if OPTIONS[each.option].down])


def first(bond: Bond, write: Writer) -> Iterator[Node]:
    """The pre-up lines of the first member, where they run before the bond is made: what needs it empty."""
    yield from _made(bond, [each for each in _all(bond, write) if OPTIONS[each.option].empty])


def while_down(bond: Bond, write: Writer) -> Iterator[Node]:
    """The pre-up lines of the bond, where they run after it was made: what needs it down."""
    yield from (_line("pre-up", each) for each in _all(bond, write) if OPTIONS[each.option].down)


def _made(bond: Bond, early: list[Setting]) -> Iterator[Node]:
    if early:
        made = command("ip", "link", "add", "name", bond.name, "type", "bond", "mode", bond.mode)
        there = command("ip", "link", "set", "dev", bond.name, "type", "bond", "mode", bond.mode)
        yield Node("pre-up", value=f"{made} || {there} || true", about="mode")
    for each in early:
        yield _line("pre-up", each)


def after(bond: Bond, write: Writer, *, members: bool) -> Iterator[Node]:
    """The up lines of the bond; those of its members too, where the bond's own stanza lets them join."""
    for each in _all(bond, write):
        if not (OPTIONS[each.option].down or OPTIONS[each.option].empty) and (members or not each.member):
            yield _line("up", each)


def of_member(bond: Bond, member: str, write: Writer) -> Iterator[Node]:
    """The up lines of one member, for systems whose members join by their own stanzas."""
    yield from (_line("up", each) for each in _all(bond, write) if each.member == member)


def is_netlink_only(name: str) -> bool:
    """Whether the kernel shows no file for an option."""
    return name in OPTIONS and not OPTIONS[name].sysfs


def _all(bond: Bond, write: Writer) -> list[Setting]:
    return [each for name, value in write.beyond(bond) for each in settings(bond, name, value)]


def _line(key: str, setting: Setting) -> Node:
    return Node(key, value=f"{line(setting.node)} || true", about=setting.option)


def why_not(name: str, mode: str, release: Release | None) -> str:
    """Why a line of the stanza can't set an option."""
    ifenslave = release.tool("ifenslave") if release else None
    if name == "tlb_dynamic_lb" and mode == "balance-alb" and ifenslave and ifenslave < version("2.10"):
        return "A line before ifenslave can't either: it writes the mode again, and the kernel switches tlb_dynamic_lb back on."
    return why_not_kernel(name, release)


WAY = Way("lines in the stanza", why_not)
"""For ifupdown, whose pre-up lines come before the bond."""

EITHER = Way("lines in the stanza", lambda name, _, release: why_not_kernel(name, release))
"""For ifupdown-ng, whose pre-up lines come before the bond or after it, as it is packaged: they make it where it is not."""

BEHIND = Way("lines in the stanza", lambda name, _, release: why_not_kernel(name, release))
"""For tools whose pre-up lines come when the bond is made."""
