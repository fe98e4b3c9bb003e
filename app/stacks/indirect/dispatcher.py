"""A dispatcher script of NetworkManager: it runs whenever the bond or a member has been activated.

NetworkManager brings a bond up as soon as it has made it, and waits for nobody: what changes
only while the bond is down can't be set from outside.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.bonding.model import Bond
from app.bonding.options import OPTIONS
from app.distros.releases import Release
from app.formats import hook
from app.formats.node import comment
from app.stacks.contract import Draft, File, Reader, Writer
from app.stacks.indirect import Way
from app.stacks.indirect.settings import say_command, say_redirection, settings, take_all, why_not_kernel

FOLDER = "/etc/NetworkManager/dispatcher.d"


def files(bond: Bond, write: Writer) -> Iterator[File]:
    """The script; nothing where nothing is to be set."""
    found = [each for name, value in write.beyond(bond) for each in settings(bond, name, value)]
    own = {member or bond.name: [each for each in found if each.member == member] for member in ("", *bond.members)}
    branches = [hook.when(f"{name} up", *(line.node for line in each), about=each[0].option) for name, each in own.items() if each]
    if branches:
        head = comment(f"What has no key is set here when {bond.name} or a member has been activated.", "indirect")
        yield File(f"{FOLDER}/90-{bond.name}-options", [head, hook.case("$1 $2", *branches)], permissions="0755")


def why_not(name: str, mode: str, release: Release | None) -> str:
    """Why the script can't set an option."""
    if OPTIONS[name].down or OPTIONS[name].empty:
        return "A script can't either: NetworkManager brings the bond up as soon as it has made it, and this changes only before."
    return why_not_kernel(name, release)


def read_files(read: Reader, drafts: list[Draft]) -> None:
    """Take from the scripts what they set of the bonds when an interface is up."""
    bonds = {draft.name: draft for draft in drafts}
    for path, nodes in read.files.items():
        for decision in nodes if path.startswith(f"{FOLDER}/") else []:
            for branch in decision.items if decision.text == "$1 $2" else []:
                name, _, action = branch.text.partition(" ")
                known = name in bonds or any(name in draft.values("member") for draft in drafts)
                for line in branch.items if known and action == "up" else []:
                    if say_redirection(bonds, path, line, line.words) or say_command(bonds, path, line, line.words):
                        take_all(read, line)


FRAME = {
    "#!/bin/sh": "The file is a script for the plain shell.",
    'case "$1 $2"': "NetworkManager calls the script with the name of an interface and what happened to it.",
    '"': "What is done when this happened to that interface.",
    ";;": "The end of what is done for it.",
    "esac": "The end of the decision.",
}

WAY = Way("a dispatcher script of NetworkManager", why_not, {f"{FOLDER}/": hook}, read_files, FRAME)
