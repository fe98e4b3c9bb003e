"""NetworkManager key files: one file a profile in /etc/NetworkManager/system-connections."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.bonding.findings import Findings, hint
from app.bonding.model import Bond
from app.distros.releases import Release
from app.formats import keyfile
from app.formats.node import COMMENT, Node, comment
from app.stacks.contract import Claim, Draft, File, Place, Reader, Step, Writer
from app.stacks.indirect import dispatcher
from app.stacks.indirect.settings import look_beyond
from app.stacks.networkmanager import CONNECT, GAPS, SPELLING, TOOL, NetworkManager, found, traps
from app.stacks.networkmanager.phrases import PHRASES
from app.stacks.networkmanager.profiles import Profile, Property, first, freed, given_back, profiles, woken
from app.stacks.networkmanager.reading import drafts
from app.stacks.networkmanager.seeing import verified
from app.stacks.phrases import belongs
from app.stacks.steps import RESTORE, apply, folder, keep, rollback

FOLDER = "/etc/NetworkManager/system-connections"

stack = NetworkManager(
    title="NetworkManager key files",
    home="https://networkmanager.dev/docs/api/latest/nm-settings-keyfile.html",
    tool=TOOL,
    apart=True,
    syntax=keyfile,
    places=(
        Place(
            ("*/system-connections/*", "*.nmconnection"),
            r"\[connection\]",
            "/etc/NetworkManager/system-connections/{}.nmconnection",
            r"^\s*(?:id|interface-name)\s*=\s*(.+?)\s*$",
            many=True,
        ),
    ),
    spelling=SPELLING,
    gaps=GAPS,
    frame=PHRASES,
    indirect=dispatcher.WAY,
)
traps.register(stack)

# ---------------------------------------------------------------- writing


@stack.renderer
def render(bond: Bond, write: Writer) -> Iterator[File | Step]:
    """One file a profile, for root alone: NetworkManager passes over files that others may read."""
    made = list(profiles(bond, write))
    paths = [f"{FOLDER}/{profile.id}.nmconnection" for profile in made]
    for path, profile in zip(paths, made, strict=True):
        head = [comment(f"{bond.name}: {bond.description}", "description")] if bond.description and profile.type == "bond" else []
        yield File(path, [*head, *belongs(bond, profile.interface, _groups(profile))], permissions="0600")
    beyond = list(dispatcher.files(bond, write))
    yield from beyond
    kept = [FOLDER, *([dispatcher.FOLDER] if beyond else [])]
    yield keep(bond, *kept)
    yield apply(
        ("nmcli", "-g", "NAME,UUID,DEVICE", "connection", "show", "--active"),
        why="Note which profiles the members have now: the rollback gives the members back to them.",
        role="look",
    )
    label = [("restorecon", "-R", FOLDER)] if _labels(write.release) else []
    yield apply(
        ("chmod", "600", *paths),
        *label,
        *(("nmcli", "device", "disconnect", member) for member in freed(bond, write)),
        ("nmcli", "connection", "load", *paths),
        *(
            woken(bond, write)
            if freed(bond, write)
            else [("nmcli", "connection", "up", "id", each.id) for each in first(bond, made, write)]
        ),
        why=f"{_freeing(bond, write)}NetworkManager starts the bond as soon as it has read the files, and the members with it. A "
        f"{bond.name} that is up already keeps its options: take it down first (nmcli connection down id {bond.name}).",
        drops=True,
    )
    yield from verified(bond, made)
    yield from look_beyond(bond, write.beyond(bond))
    yield rollback(
        ("rm", "-f", *paths, *(file.path for file in beyond)),
        *((*RESTORE, f"{folder(bond)}/{path.rpartition('/')[2]}/.", path) for path in kept),
        ("nmcli", "connection", "reload"),
        *given_back(bond, write),
        why="Put the old files back. The bond goes with its profile, and the members start with the profiles they had."
        + (CONNECT if freed(bond, write) else ""),
        drops=True,
    )


def _freeing(bond: Bond, write: Writer) -> str:
    return "Take the members off their old profiles (an error for one that has none is fine). " if freed(bond, write) else ""


def _labels(release: Release | None) -> bool:
    """Whether SELinux may keep NetworkManager from files that bring the label of another folder."""
    return release is not None and (release.family in ("rhel", "coreos") or (release.family, release.default_stack) == ("suse", "keyfile"))


def _groups(profile: Profile) -> Iterator[Node]:
    """The profile as groups of keys, a group for each setting."""
    yield Node(
        "connection",
        items=[
            Node("id", value=profile.id, about=profile.about),
            Node("type", value=profile.type, about=profile.about),
            Node("interface-name", value=profile.interface, about=profile.about),
            *(item for each in profile.properties if each.setting == "connection" for item in _keys(each)),
        ],
        about=profile.about,
    )
    for setting in dict.fromkeys(each.setting for each in profile.properties if each.setting != "connection"):
        counted: dict[str, int] = {}
        items = [item for each in profile.properties if each.setting == setting for item in _keys(each, counted)]
        yield Node(setting, items=items, about=items[0].about)


def _keys(each: Property, counted: dict[str, int] | None = None) -> Iterator[Node]:
    """The keys of a property: addresses and routes are counted, other lists end each entry with a semicolon."""
    if each.name in ("addresses", "routes"):
        name = {"addresses": "address", "routes": "route"}[each.name]
        for value in each.values:
            assert counted is not None
            counted[name] = counted.get(name, 0) + 1
            yield Node(f"{name}{counted[name]}", value=value.replace(" ", ","), about=each.about)
    elif each.name in LISTS:
        yield Node(each.name, value="".join(f"{value};" for value in each.values), about=each.about)
    else:
        yield Node(each.name, value=",".join(each.values), about=each.about)


LISTS = ("dns", "dns-search")

# ---------------------------------------------------------------- traps


@stack.trap
def keyfile_comments_go(bond: Bond, release: Release | None) -> Findings:
    """NetworkManager drops comments when it writes a key file itself.

    There is no key for a description, so it stands in a comment on top. After the first
    `nmcli connection modify` of the profile the comment is gone.

    Bad:  stack=keyfile release=rhel-9 mode=active-backup miimon=100 member=eth0 member=eth1 description=uplink
    Good: stack=keyfile release=rhel-9 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    if bond.description:
        yield hint(
            "description", "It stands in a comment, and NetworkManager drops comments when it changes the file.", "Keep it elsewhere too."
        )


# ---------------------------------------------------------------- reading


@stack.parser
def parse(read: Reader) -> Iterator[Draft]:
    """The profiles of all files."""
    made = [profile for path in read.files if (profile := _profile(read, path))]
    comments = {profile.path: [node for node in read.files[profile.path] if node.name == COMMENT] for profile in made}
    for draft in drafts(read, made):
        for path, nodes in comments.items():
            for node in nodes:
                if node.text.startswith(f"{draft.name}: "):
                    draft.say("description", node.text.partition(": ")[2], path, node)
        yield draft


@stack.claimer
def claims(path: str, nodes: list[Node]) -> Iterator[Claim]:
    """The cards that a profile takes by itself."""
    connection = next((node for node in nodes if node.name == "connection"), None)
    told = {item.name: item for item in connection.items} if connection else {}
    name = told.get("interface-name")
    off = "autoconnect" in told and told["autoconnect"].text.lower() in found.FALSE
    if name and not off and not told.keys() & {"master", "controller"} and told.get("type", name).text in ("ethernet", "802-3-ethernet"):
        yield Claim(name.text, path, name.line, "is a profile of its own for it")


SKIPPED = ("~", ".bak", ".orig", ".rpmsave", ".rpmnew", ".rpmorig", ".swp", ".swx", ".dpkg-old", ".dpkg-dist", ".dpkg-new")
"""Ends of file names that NetworkManager passes over."""


def _profile(read: Reader, path: str) -> found.Profile | None:
    """The profile of a file; None for a file that holds none, or that NetworkManager passes over."""
    nodes = read.files[path]
    head = next((node for node in nodes if node.name == "connection"), None)
    kind = head.get("type") if head else None
    name = path.rpartition("/")[2]
    if head is None or kind is None or not ("/system-connections/" in path or name.endswith(".nmconnection")):
        return None
    if name.startswith(".") or name.endswith(SKIPPED):
        read.take(*(item for node in nodes for item in node.walk()))
        read.refuse(path, kind, "NetworkManager does not read a file of this name", "warning")
        return None
    profile = found.Profile(path, kind)
    for group in nodes:
        if group.name == COMMENT or group.words:
            continue
        read.take(group)  # an empty one says nothing
        for item in group.items:
            profile.properties += _properties(group.name, item)
    return profile


def _properties(setting: str, item: Node) -> Iterator[found.Property]:
    """The property of one key, or several where it holds a list."""
    counted = re.fullmatch(r"(address|addresses|route|routes)(\d*)", item.name)
    if setting in ("ipv4", "ipv6") and counted and item.text.strip():
        parts = [part.strip() for part in re.split(r"[;,/ ]+", item.text.strip(" ;,"))]
        if counted[1].startswith("address"):
            yield found.Property(f"{setting}.addresses", "/".join(parts[:2]), item)
            if parts[2:] and parts[2].strip("0.:"):  # neither 0.0.0.0 nor ::
                yield found.Property(f"{setting}.gateway", parts[2], item)
        else:
            metric = [part for part in parts[3:4] if part != "0"]
            yield found.Property(f"{setting}.routes", " ".join(["/".join(parts[:2]), *parts[2:3], *metric, *parts[4:]]), item)
    elif setting in ("ipv4", "ipv6") and item.name in LISTS:
        for part in re.split(r"[;,]", item.text):
            if part.strip():
                yield found.Property(found.canonical(setting, item.name), part.strip(), item)
        if not item.text.strip(";, "):
            yield found.Property(found.canonical(setting, item.name) + "-empty", "", item)
    else:
        yield found.Property(found.canonical(setting, item.name), item.text.strip(), item)
