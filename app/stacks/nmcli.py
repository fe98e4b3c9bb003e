"""nmcli: a script of commands that make NetworkManager's profiles, wherever it keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid5

from app.bonding.model import Bond
from app.formats import commands
from app.formats.node import COMMENT, Node, comment, words
from app.stacks.contract import Draft, File, Place, Reader, Step, Writer
from app.stacks.indirect import dispatcher
from app.stacks.indirect.settings import look_beyond
from app.stacks.networkmanager import CONNECT, GAPS, SPELLING, TOOL, NetworkManager, at_least, traps
from app.stacks.networkmanager.following import Commands
from app.stacks.networkmanager.phrases import PHRASES
from app.stacks.networkmanager.profiles import Profile, first, freed, given_back, profiles, rest
from app.stacks.networkmanager.reading import drafts
from app.stacks.networkmanager.seeing import verified
from app.stacks.phrases import belongs
from app.stacks.steps import apply, rollback

NAMESPACE = UUID("5f2d1f5e-3a3c-5b56-9c3b-0f6b6f3f7a51")
"""Under which each name of a profile has a UUID of its own."""

stack = NetworkManager(
    title="nmcli commands (NetworkManager)",
    home="https://networkmanager.dev/docs/api/latest/nmcli.html",
    tool=TOOL,
    syntax=commands,
    beside=True,
    places=(Place(("/usr/local/*bin/*", "/root/*", "*.sh"), r".*\bnmcli\s+(con|c)", "/root/commands.sh"),),
    spelling=SPELLING,
    gaps=GAPS,
    frame=PHRASES,
    indirect=dispatcher.WAY,
)
traps.register(stack)

# ---------------------------------------------------------------- writing


@stack.renderer
def render(bond: Bond, write: Writer) -> Iterator[File | Step]:
    """One script: all profiles, asleep; then the bond is started; then all may start by themselves."""
    path = f"/usr/local/sbin/{bond.name}-nmcli"
    made = list(profiles(bond, write))
    yield File(path, list(_script(bond, made, write)), permissions="0755")
    beyond = list(dispatcher.files(bond, write))
    yield from beyond
    yield apply(
        ("nmcli", "-g", "NAME,UUID,DEVICE", "connection", "show"),
        why=f"Note which profiles the members have now. None may be named like ours: {', '.join(profile.id for profile in made)}.",
        role="look",
    )
    yield from _free(made, write)
    yield apply(("sh", "-n", path), why="The file above is in place and complete (prints nothing).", role="check")
    yield apply(
        (path,),
        why="Run it. It stops at the first command that fails, and before it changes anything where it ran before. Until the bond is "
        "up its profiles do not start by themselves: after a failure a reboot brings the old network back.",
        drops=True,
    )
    yield from verified(bond, made)
    yield from look_beyond(bond, write.beyond(bond))
    yield rollback(
        *(("nmcli", "connection", "delete", *_selector(profile, write)) for profile in reversed(made)),
        *(("rm", "-f", file.path) for file in beyond),
        *given_back(bond, write),
        why="The interfaces go with their profiles, and the members start with the profiles they had."
        + (CONNECT if freed(bond, write) else ""),
        drops=True,
    )


def _script(bond: Bond, made: list[Profile], write: Writer) -> Iterator[Node]:
    if bond.description:
        yield comment(f"{bond.name}: {bond.description}", "description")
    if not _takes_uuid(write):
        yield from (words("test", "!", "-e", folder + bond.name + ending, about="name") for folder, ending in PLACES)
    for profile in made:
        uuid = ("connection.uuid", _uuid(profile)) if _takes_uuid(write) else ()
        about = " ".join(dict.fromkeys([profile.about, *(each.about for each in profile.properties)]))
        yield from belongs(bond, profile.interface, [words("nmcli", "connection", "add", *_words(profile, uuid), about=about)])
    for member in freed(bond, write):
        yield Node(commands.MAY_FAIL, words=("nmcli", "device", "disconnect", member), about="member")
    for profile in (*first(bond, made, write), *rest(bond, made, write)):
        yield words("nmcli", "connection", "up", *_selector(profile, write), about=profile.about)
    for profile in made:
        yield words("nmcli", "connection", "modify", *_selector(profile, write), "connection.autoconnect", "yes", about=profile.about)


PLACES = (
    ("/etc/NetworkManager/system-connections/", ".nmconnection"),
    ("/etc/NetworkManager/system-connections/", ""),
    ("/etc/sysconfig/network-scripts/ifcfg-", ""),
)
"""Where NetworkManager may keep a profile of that name: what comes before it, and behind."""


def _free(made: list[Profile], write: Writer) -> Iterator[Step]:
    """Where names are all that tells our profiles from others, none of these may be there: the rollback deletes by name."""
    if not _takes_uuid(write):
        names = " ".join(f"-e {profile.id}" for profile in made)
        yield apply(
            ("sh", "-c", f"! nmcli -g NAME connection show | grep -xF {names}"),
            why="No profile has one of these names yet (prints nothing). Rename one that is named here, or the rollback deletes it.",
            role="check",
        )


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
        found = Commands(read, path)
        for node in nodes:
            if node.words and found.command(node):
                read.take(node)
        comments = [node for node in nodes if node.name == COMMENT]
        for draft in drafts(read, found.profiles):
            for node in comments:
                if node.text.startswith(f"{draft.name}: "):
                    draft.say("description", node.text.partition(": ")[2], path, node)
            yield draft
