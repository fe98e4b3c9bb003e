"""nmcli: a script of commands that make NetworkManager's profiles, wherever it keeps them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID, uuid5

from app.bonding.model import Bond
from app.formats import commands
from app.formats.node import COMMENT, Node, comment, words
from app.stacks.contract import Draft, File, Reader, Step, Writer
from app.stacks.networkmanager import GAPS, SPELLING, TOOL, NetworkManager, at_least, reading, traps
from app.stacks.networkmanager.profiles import Profile, profiles
from app.stacks.networkmanager.reading import drafts
from app.stacks.networkmanager.seeing import verified
from app.stacks.steps import apply, rollback

NAMESPACE = UUID("5f2d1f5e-3a3c-5b56-9c3b-0f6b6f3f7a51")
"""Under which each name of a profile has a UUID of its own."""

stack = NetworkManager(
    title="nmcli commands (NetworkManager)",
    home="https://networkmanager.dev/docs/api/latest/nmcli.html",
    tool=TOOL,
    syntax=commands,
    spelling=SPELLING,
    gaps=GAPS,
)
traps.register(stack)

# ---------------------------------------------------------------- writing


@stack.renderer
def render(bond: Bond, write: Writer) -> Iterator[File | Step]:
    """One script: all profiles, asleep; then the bond is started; then all may start by themselves."""
    path = f"/usr/local/sbin/{bond.name}-nmcli"
    made = list(profiles(bond, write))
    yield File(path, list(_script(bond, made, write)), permissions="0755")
    yield apply(
        ("nmcli", "-g", "NAME,UUID,DEVICE", "connection", "show"),
        why=f"Note which profiles the members have now. None may be named like ours: {', '.join(profile.id for profile in made)}.",
    )
    yield apply(("sh", "-n", path), why="The file above is in place and complete (prints nothing).")
    yield apply(
        (path,),
        why="Run it. It stops at the first command that fails, and before it changes anything where it ran before. Until the bond is "
        "up its profiles do not start by themselves: after a failure a reboot brings the old network back.",
        drops=True,
    )
    yield from verified(bond, made)
    yield rollback(
        *(("nmcli", "connection", "delete", *_selector(profile, write)) for profile in reversed(made)),
        why="The interfaces go with their profiles, and the members start with the profiles they had.",
        drops=True,
    )


def _script(bond: Bond, made: list[Profile], write: Writer) -> Iterator[Node]:
    if bond.description:
        yield comment(f"{bond.name}: {bond.description}", "description")
    if not _takes_uuid(write):
        yield from (words("test", "!", "-e", folder + bond.name + ending, about="name") for folder, ending in PLACES)
    for profile in made:
        uuid = ("connection.uuid", _uuid(profile)) if _takes_uuid(write) else ()
        yield words("nmcli", "connection", "add", *_words(profile, uuid), about=profile.about)
    by_interface = {profile.interface: profile for profile in made}
    for name, _ in bond.layer3:
        yield words("nmcli", "connection", "up", *_selector(by_interface[bond.carrier_of(name)], write), about="name")
    for profile in made:
        yield words("nmcli", "connection", "modify", *_selector(profile, write), "connection.autoconnect", "yes", about=profile.about)


PLACES = (
    ("/etc/NetworkManager/system-connections/", ".nmconnection"),
    ("/etc/NetworkManager/system-connections/", ""),
    ("/etc/sysconfig/network-scripts/ifcfg-", ""),
)
"""Where NetworkManager may keep a profile of that name: what comes before it, and behind."""


def _takes_uuid(write: Writer) -> bool:
    """Whether a profile can be made with a UUID of our choice, so that it is never made twice."""
    return at_least(write.release, "1.42")


def _selector(profile: Profile, write: Writer) -> tuple[str, str]:
    """How a command names a profile: of two with the same name nmcli would take any."""
    return ("uuid", _uuid(profile)) if _takes_uuid(write) else ("id", profile.id)


def _uuid(profile: Profile) -> str:
    return str(uuid5(NAMESPACE, profile.id))


def _words(profile: Profile, uuid: tuple[str, ...]) -> Iterator[str]:
    """The properties of a profile as words: a list in one word, the options of the bond too."""
    yield from ("type", profile.type, "con-name", profile.id, "ifname", profile.interface)
    yield from (*uuid, "connection.autoconnect", "no")
    told: dict[str, list[str]] = {}
    for each in profile.properties:
        if each.setting == "bond":
            told.setdefault("bond.options", []).append(f"{each.name}={' '.join(each.values).replace(',', ' ')}")
        else:
            told.setdefault(f"{each.setting}.{each.name}", []).extend(each.values)
    for name, values in told.items():
        yield from (name, ",".join(values))


# ---------------------------------------------------------------- reading


@stack.parser
def parse(read: Reader) -> Iterator[Draft]:
    """Follow the commands of each file; the profiles that they leave say the bonds."""
    for path, nodes in read.files.items():
        found = _Commands(read, path)
        for node in nodes:
            if node.words and found.command(node):
                read.take(node)
        comments = [node for node in nodes if node.name == COMMENT]
        for draft in drafts(read, found.profiles):
            for node in comments:
                if node.text.startswith(f"{draft.name}: "):
                    draft.say("description", node.text.partition(": ")[2], path, node)
            yield draft


TYPES = {"bond-slave": ("ethernet", "bond"), "bridge-slave": ("ethernet", "bridge")}
"""Types of old, and what they stand for: a type, and the kind of port."""

ALIASES = {
    "con-name": "connection.id",
    "ifname": "connection.interface-name",
    "type": "connection.type",
    "autoconnect": "connection.autoconnect",
    "master": "connection.controller",
    "controller": "connection.controller",
    "slave-type": "connection.port-type",
    "port-type": "connection.port-type",
    "ip4": "ipv4.addresses",
    "ip6": "ipv6.addresses",
    "gw4": "ipv4.gateway",
    "gw6": "ipv6.gateway",
    "mtu": "ethernet.mtu",
    "cloned-mac": "ethernet.cloned-mac-address",
    "dev": "vlan.parent",
    "stp": "bridge.stp",
}
BOND_WORDS = ("mode", "miimon", "downdelay", "updelay", "arp-interval", "arp-ip-target", "primary", "lacp-rate")
LISTS = ("addresses", "dns", "dns-search", "routes")
OPTIONS_WITH_VALUE = ("-g", "-f", "-w", "-m", "-c", "-e", "--get-values", "--fields", "--wait", "--mode", "--colors", "--escape")


class _Commands:
    """Keeps the profiles that the commands of one file have made so far."""

    def __init__(self, read: Reader, path: str) -> None:
        self.read = read
        self.path = path
        self.profiles: list[reading.Profile] = []

    def command(self, node: Node) -> bool:
        """Follow one command; whether it is understood, or its properties have become nodes of their own."""
        line = list(node.words)
        if line[:1] == ["sudo"]:
            line = line[1:]
        if line == ["set", "-e"] or line[:3] == ["test", "!", "-e"]:
            return True
        if not line or line[0].rpartition("/")[2] != "nmcli":
            return False
        line = _without_options(line[1:])
        if len(line) < 2 or not "connection".startswith(line[0]):
            return False
        verb, rest = line[1], line[2:]
        if "add".startswith(verb):
            self.add(node, rest)
        elif "modify".startswith(verb) and rest:
            return self.modify(node, rest)
        return verb in ("up", "reload", "load", "show", "s", "u")

    def add(self, node: Node, rest: list[str]) -> None:
        profile = reading.Profile(self.path, node)
        kind = next((value for word, value in zip(rest, rest[1:], strict=False) if word in ("type", "connection.type")), "")
        self.properties(profile, node, rest, kind)
        type_, port = TYPES.get(kind, (kind, ""))
        for each in profile.all("connection.type"):
            each.value = type_
        if port:
            profile.properties.append(reading.Property("connection.port-type", port, Node("connection.port-type", value=port)))
            self.read.take(profile.properties[-1].node)
        if type_ == "bond" and not profile.get("bond.mode"):
            profile.properties.append(reading.Property("bond.mode", "balance-rr", node))
        if not profile.text("connection.id"):
            name = f"{kind}-{profile.interface}" if profile.interface else kind
            profile.properties.append(reading.Property("connection.id", name, node))
        for family in ("ipv4", "ipv6"):
            if not profile.get(f"{family}.method") and not profile.get("connection.controller"):
                method = "manual" if profile.get(f"{family}.addresses") else "auto"
                profile.properties.append(reading.Property(f"{family}.method", method, node))
        self.profiles.append(profile)

    def modify(self, node: Node, rest: list[str]) -> bool:
        if rest[0] in ("id", "uuid", "path") and len(rest) > 1:
            rest = rest[1:]
        known = ("connection.id", "connection.uuid")
        profile = next((each for each in self.profiles if rest[0] in [each.text(name) for name in known]), None)
        if profile is None:
            return False
        self.properties(profile, node, rest[1:], profile.type, change=True)
        return False

    def properties(self, profile: reading.Profile, node: Node, rest: list[str], kind: str, *, change: bool = False) -> None:
        """Read pairs of a property and its value; each becomes a node of its own below the command."""
        while rest:
            word = rest.pop(0)
            if word == "--":
                continue
            value = rest.pop(0) if rest else ""
            item = Node(word, value=value, line=node.line)
            node.items.append(item)
            sign, name = (word[0], word[1:]) if word[:1] in ("+", "-") else ("", word)
            entries = list(_entries(name, value, kind))
            gone = {entry for entry, _ in entries} if change or name not in ("+", "-") else set()
            if sign == "-":
                self.remove(profile, entries, item)
                continue
            if sign == "" and name == "bond.options":
                gone = {each.name for each in profile.properties if each.name.startswith("bond.")}
            if sign == "" or name == "bond.options":
                profile.properties = [each for each in profile.properties if each.name not in gone or self.drop(each)]
            profile.properties += [reading.Property(entry, text, item) for entry, text in entries]
            if not entries:
                self.read.take(item)  # an empty value takes a property away

    def drop(self, each: reading.Property) -> bool:
        """Forget a property that a later command replaces."""
        self.read.take(each.node)
        return False

    def remove(self, profile: reading.Profile, entries: list[tuple[str, str]], item: Node) -> None:
        self.read.take(item)
        for name, value in entries:
            profile.properties = [
                each
                for each in profile.properties
                if each.name != name or (value and not name.startswith("bond.") and each.value != value) or self.drop(each)
            ]


def _without_options(line: list[str]) -> list[str]:
    while line and line[0].startswith("-"):
        line = line[2:] if line[0] in OPTIONS_WITH_VALUE else line[1:]
    return line


def _entries(name: str, value: str, kind: str) -> Iterator[tuple[str, str]]:
    """The properties that one pair of words says, lists taken apart."""
    if name == "bond.options" or (name == "options" and kind == "bond"):
        for part in _split(value):
            option, _, text = part.partition("=")
            yield f"bond.{option.strip()}", ",".join(text.replace(",", " ").split())
        return
    if kind == "bond" and name in BOND_WORDS:
        yield f"bond.{name.replace('-', '_')}", value
        return
    if kind == "vlan" and name == "id":
        yield "vlan.id", value
        return
    setting, dot, rest = ALIASES.get(name, name).partition(".")
    joined = reading.canonical(setting, rest) if dot else name
    setting, _, rest = joined.partition(".")
    if setting in ("ipv4", "ipv6") and rest in LISTS:
        separator = r"," if rest == "routes" else r"[ ,]+"
        for part in re.split(separator, value):
            if part.strip():
                yield joined, " ".join(part.split())
    elif value or dot:
        yield joined, value


def _split(value: str) -> list[str]:
    """Parts between commas; a backslash keeps the comma behind it."""
    return [part.replace("\\,", ",").replace("\\\\", "\\") for part in re.split(r"(?<!\\),", value) if part.strip()]
