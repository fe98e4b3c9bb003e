"""A udev rule that sets a bond's options when it appears, and units that set those of its members once they have joined.

udev handles a new bond before networkd brings it up, and networkd waits for that. Members may
have joined by then: what needs a bond without members can't be set this way. No event tells
that a member has joined, so a unit tries again until it has; the same rule starts the unit.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from app.bonding.model import Bond
from app.bonding.options import OPTIONS
from app.distros.releases import Release
from app.formats import ini
from app.formats import udev as rules
from app.formats.commands import command
from app.formats.node import Node, comment
from app.stacks.contract import Draft, File, Reader, Step, Writer
from app.stacks.indirect import Way
from app.stacks.indirect.settings import Setting, say_command, say_sysfs, settings, take_all, why_not_ip, why_not_kernel
from app.stacks.steps import RESTORE, apply, folder

RULES, UNITS = "/etc/udev/rules.d", "/etc/systemd/system"
IP = "/sbin/ip"
"""Where every system with systemd has it, be it as a link: udev and old units want a whole path."""

# ---------------------------------------------------------------- writing


def files(bond: Bond, write: Writer) -> Iterator[File]:
    """The rule, and a unit for each member that has options of its own; nothing where nothing is to be set."""
    found = [each for name, value in write.beyond(bond) for each in settings(bond, name, value)]
    if not found:
        return
    members = {member: [each for each in found if each.member == member] for member in bond.members}
    units = {member: own for member, own in members.items() if own}
    head = comment(f"What has no key is set here when {bond.name} appears, before it goes up.", "indirect")
    lines = [_rule(bond, each) for each in found if not each.member]
    yield File(f"{RULES}/90-{bond.name}.rules", [head, *lines, *_starts(bond, list(units))])
    for member, own in units.items():
        yield File(f"{UNITS}/{_unit(bond, member)}", _unit_nodes(bond, member, own))


def _rule(bond: Bond, setting: Setting) -> Node:
    when = (rules.clause("ACTION", "==", "add"), *_interface(bond.name))
    if setting.file:
        action = rules.clause(f"ATTR{{bonding/{setting.option}}}", "=", setting.text)
    else:  # PROGRAM runs at once; RUN may still run when networkd brings the bond up
        line = command(IP, *setting.command[1:])
        action = rules.clause("PROGRAM", "==", line) if OPTIONS[setting.option].down else rules.clause("RUN", "+=", line)
    return rules.rule(*when, action, about=setting.option)


def _starts(bond: Bond, members: list[str]) -> Iterator[Node]:
    """A new bond starts the units of all members, a new member its own."""
    for interface, wanted in [(bond.name, members), *((member, [member]) for member in members)]:
        names = " ".join(_unit(bond, member) for member in wanted)
        if names:
            start = rules.clause("ENV{SYSTEMD_WANTS}", "+=", names)
            yield rules.rule(rules.clause("ACTION", "!=", "remove"), *_interface(interface), start, about="member")


def _interface(name: str) -> tuple[Node, Node]:
    return rules.clause("SUBSYSTEM", "==", "net"), rules.clause("KERNEL", "==", name)


def _unit(bond: Bond, member: str) -> str:
    return f"{bond.name}-{member}-options.service"


def _unit_nodes(bond: Bond, member: str, own: list[Setting]) -> list[Node]:
    about = " ".join(dict.fromkeys(each.option for each in own))
    words = [word for each in own for word in each.command[-2:]]
    run = command(IP, *own[0].command[1:-2], *words)  # one command: it is done whole or tried again whole
    return [
        comment(f"Started by {RULES}/90-{bond.name}.rules; tries again until {member} has joined.", "indirect"),
        Node("Unit", about=about, items=[Node("Description", value=f"Options of {member} as a member of {bond.name}", about=about)]),
        Node(
            "Service",
            about=about,
            items=[
                Node("ExecStart", value=run, about=about),
                Node("Restart", value="on-failure", about=about),
                Node("RestartSec", value="3", about=about),
            ],
        ),
    ]


# ---------------------------------------------------------------- steps


def folders(made: list[File]) -> list[str]:
    """The folders of these files that have to be kept aside before."""
    return [each for each in (RULES, UNITS) if any(file.path.startswith(f"{each}/") for file in made)]


def reread(made: list[File]) -> list[tuple[str, ...]]:
    """The commands after which udev and systemd know of the files, or that they are gone."""
    commands = {RULES: ("udevadm", "control", "--reload"), UNITS: ("systemctl", "daemon-reload")}
    return [commands[each] for each in folders(made)]


def prepare(bond: Bond, made: list[File]) -> Iterator[Step]:
    """The step before the bond is made."""
    if commands := reread(made):
        yield apply(
            *commands,
            why=f"udev takes the rule into use. It acts when {bond.name} is made: where there is one already, delete it first.",
        )


def restored(bond: Bond, made: list[File]) -> list[tuple[str, ...]]:
    """The commands of a rollback that put the kept files back."""
    return [(*RESTORE, f"{folder(bond)}/{path.rpartition('/')[2]}/.", path) for path in folders(made)]


# ---------------------------------------------------------------- what it can do, and reading


def why_not(name: str, mode: str, release: Release | None) -> str:
    """Why neither the rule nor the unit can set an option."""
    if OPTIONS[name].empty:
        return "A udev rule can't either: it needs a bond without members, and they may have joined by then."
    return why_not_ip(name, release) if OPTIONS[name].scope == "member" else why_not_kernel(name, release)


def read_files(read: Reader, drafts: list[Draft]) -> None:
    """Take from rules and units what they set of the bonds."""
    bonds = {draft.name: draft for draft in drafts}
    units: set[str] = set()
    for path, nodes in read.files.items():
        for node in nodes if path.startswith(f"{RULES}/") else []:
            if node.items and _read_rule(bonds, path, node, units):
                take_all(read, node)
    for path, nodes in read.files.items():
        if path.startswith(f"{UNITS}/") and path.rpartition("/")[2] in units:
            for node in nodes:
                if all(_read_unit(bonds, path, item) for item in node.items):
                    take_all(read, node)


def _read_rule(bonds: dict[str, Draft], path: str, node: Node, units: set[str]) -> bool:
    told = {item.name: (item.words[0], item.text) for item in node.items}
    if len(told) != len(node.items) or told.pop("SUBSYSTEM", None) != ("==", "net"):
        return False
    interface, action = told.pop("KERNEL", ("", ""))[1], told.pop("ACTION", ("", ""))
    (key, (operator, text)), *more = told.items() or [("", ("", ""))]
    if more:
        return False
    if key == "ENV{SYSTEMD_WANTS}":
        known = interface in bonds or any(interface in draft.values("member") for draft in bonds.values())
        units.update(text.split() if known else [])
        return known
    if interface not in bonds or action != ("==", "add"):
        return False
    if key.startswith("ATTR{bonding/") and operator == "=":
        return say_sysfs(bonds[interface], path, node, key[len("ATTR{bonding/") : -1], text)
    if (key, operator) in (("RUN", "+="), ("PROGRAM", "==")):
        return say_command({interface: bonds[interface]}, path, node, _split(text))
    return False


def _read_unit(bonds: dict[str, Draft], path: str, item: Node) -> bool:
    if item.name == "ExecStart":
        return say_command(bonds, path, item, _split(item.text))
    return item.name in ("Description", "Restart", "RestartSec")


def _split(text: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(text))
    except ValueError:
        return ()


FRAME = {
    "ACTION==": "When the bond appears, udev sets this.",
    "ACTION!=": "When the interface appears or changes, udev has systemd start these units.",
    "[Unit]": "What the unit is.",
    "Description": "The unit in a few words.",
    "[Service]": "What the unit runs.",
    "ExecStart": "The command that sets the options of the member.",
    "Restart": "A command that failed is tried again: the member has not joined yet.",
    "RestartSec": "How many seconds lie between two tries.",
    "udevadm control --reload": "udev reads its rules anew.",
    "systemctl daemon-reload": "systemd reads its units anew.",
}

WAY = Way("a udev rule", why_not, {f"{RULES}/": rules, f"{UNITS}/": ini}, read_files, FRAME)
