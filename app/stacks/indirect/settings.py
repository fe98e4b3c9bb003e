"""One option set from outside a stack: through its file in sysfs, or with `ip` where there is no file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.bonding.kernel import version
from app.bonding.model import Bond
from app.bonding.options import OPTIONS, Value, write_value
from app.distros.releases import Release
from app.formats.commands import put
from app.formats.node import Node, words
from app.stacks.contract import Draft, Reader, Step
from app.stacks.driver import bond_file
from app.stacks.ip_commands import at_type
from app.stacks.ip_words import SPELLING
from app.stacks.steps import verify

Words = tuple[str, ...]


@dataclass(frozen=True)
class Setting:
    """One write into sysfs, or one command of ip: an option of the bond, or of the one `member`."""

    bond: str
    option: str
    value: str
    member: str = ""

    @property
    def file(self) -> str:
        """Its file in sysfs, empty where the kernel has none."""
        return bond_file(self.bond, self.option) if OPTIONS[self.option].sysfs else ""

    @property
    def text(self) -> str:
        """What is written into that file: switches as numbers, which every kernel takes."""
        option = OPTIONS[self.option]
        if option.kind.endswith("_list"):
            return f"+{self.value}"
        if self.member:
            return f"{self.member}:{self.value}"
        choice = option.choice(self.value)
        return str(choice.number) if choice and choice.name in ("on", "off") else self.value

    @property
    def command(self) -> Words:
        """The command of ip that sets it."""
        key = SPELLING.get(self.option)
        assert key is not None
        whom = (self.member, "type", "bond_slave") if self.member else (self.bond, "type", "bond")
        return ("ip", "link", "set", "dev", *whom, key.name, key.codec.write(self.value))

    @property
    def node(self) -> Node:
        """The line of a script that sets it."""
        return put(self.file, self.text, self.option) if self.file else words(*self.command, about=self.option)


def settings(bond: Bond, name: str, value: Value) -> list[Setting]:
    """What has to be written for one option: a line a member, and a line a target where sysfs takes them one by one."""
    if OPTIONS[name].kind == "member_int" and isinstance(value, tuple):
        return [Setting(bond.name, name, str(entry[1]), str(entry[0])) for entry in value]
    if isinstance(value, tuple) and OPTIONS[name].sysfs:
        return [Setting(bond.name, name, str(entry)) for entry in value]
    return [Setting(bond.name, name, write_value(value))]


def why_not_ip(name: str, release: Release | None) -> str:
    """Why ip can't set an option on the release; empty if it can."""
    key, tool = SPELLING.get(name), release.tool("iproute2") if release else None
    if key is None:
        return f"ip has no word for {name}."
    if release and tool and key.since and tool < version(key.since):
        return f"Only ip could set it: {key.name} needs iproute2 {key.since} or newer; {release.name} has {'.'.join(map(str, tool))}."
    return ""


def why_not_kernel(name: str, release: Release | None) -> str:
    """Why nothing can set an option of a bond on the release: neither a file in sysfs nor a word of ip."""
    return "" if OPTIONS[name].sysfs else why_not_ip(name, release)


# ---------------------------------------------------------------- looking


BARE = {"use_carrier", "all_slaves_active", "tlb_dynamic_lb"}
"""Switches of which sysfs shows only the number."""


def shown(bond: Bond, name: str) -> str:
    """What sysfs shows of an option: names of choices with their number, some switches as a number, lists with blanks."""
    value = bond.effective(name)
    if choice := OPTIONS[name].choice(value):
        return str(choice.number) if name in BARE else f"{choice.name} {choice.number}"
    return write_value(value).replace(",", " ")


def look_beyond(bond: Bond, options: list[tuple[str, Value]]) -> Iterator[Step]:
    """Steps that show the options set indirectly, as the kernel has them."""
    paths = {name: bond_file(bond.name, name) for name, _ in options if OPTIONS[name].sysfs}
    if paths:
        see = []
        for name, path in paths.items():
            several = OPTIONS[name].scope == "member"  # the members stand in the order in which they joined
            see += shown(bond, name).split() if several else [f"{path}:{shown(bond, name)}"]
        yield verify(("grep", "-H", "", *paths.values()), why="What was set indirectly, as the kernel has it.", see="\n".join(see))
    by_interface: dict[str, list[str]] = {}
    for name, value in options:
        for each in settings(bond, name, value) if not OPTIONS[name].sysfs else []:
            by_interface.setdefault(each.member or bond.name, []).append(" ".join(each.command[-2:]))
    for interface, seen in by_interface.items():
        yield verify(
            ("ip", "-d", "link", "show", "dev", interface), why="What was set indirectly; it has no file in sysfs.", see="\n".join(seen)
        )


# ---------------------------------------------------------------- reading


def say_sysfs(draft: Draft, path: str, node: Node, name: str, text: str) -> bool:
    """Take what a write into a file below bonding/ sets; False for what is no option with a file."""
    if name not in OPTIONS or not OPTIONS[name].sysfs:
        return False
    if OPTIONS[name].kind.endswith(("_list", "member_int")):
        text = ",".join([*draft.values(name), text.removeprefix("+")])
    draft.say(name, text, path, node)
    return True


def say_redirection(drafts: Mapping[str, Draft], path: str, node: Node, line: Words) -> bool:
    """Take `echo TEXT > /sys/class/net/BOND/bonding/NAME`; False for anything else."""
    if len(line) != 4 or line[0] != "echo" or line[2] != ">":
        return False
    match = re.fullmatch(r"/sys/class/net/([^/]+)/bonding/([a-z0-9_]+)", line[3])
    return bool(match) and match[1] in drafts and say_sysfs(drafts[match[1]], path, node, match[2], line[1])  # type: ignore[index]


def say_command(drafts: Mapping[str, Draft], path: str, node: Node, line: Words) -> bool:
    """Take `ip link set dev NAME type bond|bond_slave WORD VALUE ...`; False for anything else."""
    if len(line) < 9 or line[0].rpartition("/")[2] != "ip" or line[1:4] != ("link", "set", "dev") or len(line) % 2 == 0:
        return False
    head, kind, tail = at_type(list(line[3:]))
    name = head[-1]
    owner = drafts.get(name) if kind == "bond" else next((each for each in drafts.values() if name in each.values("member")), None)
    if owner is None or kind not in ("bond", "bond_slave"):
        return False
    said: list[tuple[str, str]] = []
    for word, text in zip(tail[::2], tail[1::2], strict=True):
        key = SPELLING.by_name(word)
        if key is None or (OPTIONS[key.option].kind == "member_int") != (kind == "bond_slave"):
            return False
        try:
            said.append((key.option, key.codec.read(text)))
        except ValueError:
            return False
    for option, value in said:
        owner.say(option, ",".join([*owner.values(option), f"{name}:{value}"]) if kind == "bond_slave" else value, path, node)
    return True


def take_all(read: Reader, node: Node) -> None:
    """Mark a node and everything in it as understood."""
    read.take(*node.walk())
