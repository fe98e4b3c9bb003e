"""The generator's form: every field with what was given, what is said of it, and why it is not available."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from app import stacks
from app.actions.generate import Request, usable
from app.bonding.modes import BY_NUMBER, MODES, Mode
from app.bonding.wire import Pair
from app.distros.releases import RELEASES, Release
from app.web import form_layer3, form_options, form_switch
from app.web.fields import Choice, Field, Given
from app.web.form_layer3 import VlanFields
from app.web.form_options import Group
from app.web.says import Board, Say

SWITCH_BADGES = {"none": "switch: nothing", "static": "switch: static LAG", "lacp": "switch: LACP"}
MEMBERS = "The network cards, separated by blanks or commas."
OVER = "The bond, or a VLAN on it such as bond0.20."
VLANS = "Separated by commas; each gets fields of its own."
FAMILIES = {
    "rhel": "Red Hat and rebuilds", "fedora": "Fedora and Amazon Linux 2023", "debian": "Debian and relatives", "ubuntu": "Ubuntu",
    "suse": "SUSE", "coreos": "Container systems", "photon": "Photon OS", "azurelinux": "Azure Linux", "vyos": "VyOS",
}  # fmt: skip


@dataclass(frozen=True)
class Form:
    """Everything that the form's template needs."""

    says: tuple[Say, ...]
    release: Field
    notes: tuple[str, ...]
    stack: Field
    indirect: Tick | None
    mode: Field
    basics: tuple[Field, ...]
    addressing: tuple[Field, ...]
    routes: tuple[Field, ...]
    identity: tuple[Field, ...]
    options: tuple[Group, ...]
    vlan: Field
    vlans: tuple[VlanFields, ...]
    unseen: tuple[Pair, ...]
    bridge: tuple[Field, ...]
    switch: tuple[Field, ...]


@dataclass(frozen=True)
class Tick:
    """The box for the indirect way: whether it is ticked, what it does, and what is said of it."""

    ticked: bool
    text: str
    says: tuple[Say, ...]


def build(request: Request, says: Iterable[Say], *, offered: bool = False) -> Form:
    """The form of a request; `offered` tells that the indirect way would take something off the losses."""
    given, board = Given(request.pairs), Board(says)
    mode = given.one("mode")
    mode = BY_NUMBER[mode].name if mode in BY_NUMBER else mode
    offered = offered or form_options.indirect_helps(mode if mode in MODES else "", request.target)
    chosen = request.target.release if request.target else RELEASES.get(given.one("release"))
    form = Form(
        says=(),
        release=_release(chosen, given, board),
        notes=chosen.notes if chosen else (),
        stack=_stack(chosen, given, board),
        indirect=_indirect(request, given, board, offered),
        mode=Field("mode", "Mode", mode, says=board.take("mode")),
        basics=(
            Field("name", "Name of the bond", given.one("name"), placeholder="bond0", says=board.take("name")),
            Field("member", "Members", given.joined("member"), MEMBERS, "eth0, eth1", says=board.take("member")),
        ),
        addressing=tuple(form_layer3.addressing(given, board, "")),
        routes=tuple(form_layer3.routes(given, board, "")),
        identity=(
            Field("mtu", "MTU", given.one("mtu"), placeholder="1500", unit="bytes", number=True, says=board.take("mtu")),
            Field("mac", "Hardware address", given.one("mac"), "Empty: left to the system.", "02:00:00:00:00:01", says=board.take("mac")),
            Field(
                "description", "Description", given.one("description"), "One line; it becomes a comment.", says=board.take("description")
            ),
        ),
        options=tuple(form_options.groups(given, board, mode if mode in MODES else "", request.target)),
        vlans=tuple(form_layer3.vlans(given, board)),
        unseen=tuple(form_layer3.unseen(given)),
        vlan=_vlan(given, board),
        bridge=(
            Field("bridge", "Bridge", given.one("bridge"), "Its name, if virtual machines sit on it.", "br0", says=board.take("bridge")),
            Field("bridge.over", "Bridge over", given.one("bridge.over"), OVER, "bond0", says=board.take("bridge.over")),
        ),
        switch=form_switch.fields(given, board),
    )
    return Form(**{**vars(form), "says": board.rest()})


def modes() -> Iterable[tuple[Mode, str]]:
    """The modes, each with what it asks of the switch."""
    return ((mode, SWITCH_BADGES[mode.switch]) for mode in MODES.values())


@lru_cache(maxsize=1)
def releases() -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    """The releases by family, each with its oldest kernel, its default stack and the end of its regular support."""
    families: dict[str, list[Choice]] = {}
    for release in RELEASES.values():
        end = f"ends {release.eol:%Y-%m}" if release.eol else release.support
        text = f"{release.name} – Linux {release.kernel.oldest}, {_by_default(release)}, {end}"
        families.setdefault(release.family, []).append(Choice(release.id, text))
    return tuple((FAMILIES.get(family, "Others"), tuple(found)) for family, found in _merged(families).items())


def _merged(families: dict[str, list[Choice]]) -> dict[str, list[Choice]]:
    merged: dict[str, list[Choice]] = {}
    for family, found in families.items():
        merged.setdefault(family if len(found) > 2 or family in FAMILIES else "", []).extend(found)
    others = merged.pop("", [])
    return {**merged, "": others} if others else merged


def _by_default(release: Release) -> str:
    """Its default stack, and whether that is built."""
    if release.default_stack in stacks.IDS:
        return release.default_stack
    return f"{release.default_stack} (not written yet)" if usable(release) else f"{release.default_stack} (no stack is written yet)"


def about(release: Release) -> str:
    """What matters of a release in a line: its kernel, what it uses by default, how long it is supported."""
    backports = " with newer driver features ported back" if release.kernel.backports else ""
    default = f"Installations use {release.uses}." if release.uses else f"By default it uses {release.default_stack}."
    return f"{release.kernel}{backports}. {default} {release.support[:1].upper()}{release.support[1:]}."


def _release(chosen: Release | None, given: Given, board: Board) -> Field:
    value = given.one("release") or (chosen.id if chosen else "")
    known = tuple(choice for _, found in releases() for choice in found)
    return Field("release", "Release", value, about(chosen) if chosen else "", choices=known, says=board.take("release"))


def _stack(release: Release | None, given: Given, board: Board) -> Field:
    choices = [Choice("", "the release's default"), *(Choice(id, id) for id in stacks.IDS)]
    if release:
        built = release.default_stack in stacks.IDS
        default = f"the default: {release.default_stack}" if built else f"choose one ({release.default_stack} is not written yet)"
        choices = [Choice("", default), *(Choice(id, f"{id}: {stacks.get(id).title}{_lasts(id)}") for id in usable(release))]
    return Field("stack", "Configured with", given.one("stack"), choices=tuple(choices), says=board.take("stack"))


def _lasts(stack: str) -> str:
    return ", lasts until reboot" if stack in stacks.IDS and stacks.get(stack).until_reboot else ""


def _indirect(request: Request, given: Given, board: Board, offered: bool) -> Tick | None:
    """The box, where it would do something or is ticked already."""
    says = board.take("indirect")
    ticked = request.target.indirect if request.target else given.one("indirect") == "yes"
    if not (offered or ticked or says):
        return None
    stack = request.target.stack if request.target else None
    way = f", through {stack.indirect.title}" if stack and stack.indirect else ""
    return Tick(ticked, f"Also set what {stack.title if stack else 'the stack'} has no key for{way}", says)


def _vlan(given: Given, board: Board) -> Field:
    ids = ", ".join(form_layer3.vlan_ids(given, strict=False))
    return Field("vlan", "VLAN ids", ids, VLANS, "10, 20", says=(*board.take("vlan"), *board.take_below("vlan.")))
