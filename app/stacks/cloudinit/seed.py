"""The file that holds the network configuration, and the steps around it: they are the same for both versions."""

from __future__ import annotations

from collections.abc import Iterator

from app.bonding.model import Bond
from app.formats.node import Node, comment
from app.stacks.cloudinit import behind
from app.stacks.contract import File, Reader, Step, Writer
from app.stacks.steps import RESTORE, apply, folder, keep, look, ping, rollback, verify

FOLDER = "/etc/cloud/cloud.cfg.d"
GLOBS = ("/*/cloud.cfg.d/*.cfg", "/*/nocloud*/network-config*", "network-config", "network_config")
ELSEWHERE = "at the first boot of an instance: cloud-init turns it into the files of the system's own tool, and does so once"
HOME = "https://docs.cloud-init.io/en/latest/reference/network-config.html"

FRAME = {
    "network:": "All of the network configuration stands below this word. In the file network-config of a NoCloud disk it may be left out.",
    "cloud-init schema": "Compares the file with the schema. What does not fit is a warning at the start, no more.",
    "cloud-init devel net-convert": "Writes the files that the first start would write into a folder, to be read beforehand.",
    "cloud-init clean --reboot": "Forgets that this instance was started already, and restarts.",
    "cloud-init status": "Shows whether cloud-init is done, and what went wrong.",
    "cat /var/log/cloud-init.log": "Shows the log of cloud-init.",
}
"""What the lines and commands say that both versions have."""

CONVERTS = {
    "eni": ("debian", "eni"),
    "netplan": ("ubuntu", "netplan"),
    "networkd": ("photon", "networkd"),
    "sysconfig": ("rhel", "sysconfig"),
    "network-manager": ("fedora", "network-manager"),
}
"""Distribution and renderer as net-convert calls them."""


def file(bond: Bond, nodes: list[Node]) -> File:
    """The file; `nodes` is what stands below `network:`."""
    head = [comment(f"{bond.name}: {bond.description}", "description")] if bond.description else []
    return File(path(bond), [*head, Node("network", items=nodes, about="stack")])


def path(bond: Bond) -> str:
    """Where it lies: read last, because a later file of that folder wins."""
    return f"{FOLDER}/99-{bond.name}.cfg"


def steps(bond: Bond, write: Writer) -> Iterator[Step]:
    """Try it without a start, start, look, and go back."""
    renderer = behind.renderer(write.release)
    yield keep(bond, FOLDER)
    if write.tool("cloud-init") >= (24, 1):
        yield apply(
            ("cloud-init", "schema", "--schema-type", "network-config", "--config-file", path(bond)),
            why="Look for slips. It warns of some keys that cloud-init does take, and lets wrong names of bond parameters pass.",
            role="look",
        )
    distribution, name = CONVERTS[renderer]
    convert = ("cloud-init", "devel", "net-convert", "--network-data", path(bond), "--kind", "yaml")
    yield apply(
        (*convert, "--distro", distribution, "--output-kind", name, "--directory", f"{folder(bond)}/converted"),
        why=f"Read what the first start will write for {renderer}, which this release uses: all that was asked for has to be there.",
        role="look",
    )
    yield apply(
        ("cloud-init", "clean", "--reboot"),
        why="For an image or a new instance: put the file in place, or the part below network: into the file network-config of its "
        "NoCloud disk, and start it. On a machine that ran before this makes the next start a first one: host keys, users and all else "
        "of a first start are made anew too. Where that must not be, write the files of the system's own tool instead.",
        drops=True,
    )
    yield verify(("cloud-init", "status", "--long"), why="cloud-init is done, without errors.", see="status: done\nerrors: []")
    yield from look(bond)
    yield from ping(bond)
    yield rollback(
        ("rm", "-f", path(bond)),
        (*RESTORE, f"{folder(bond)}/cloud.cfg.d/.", FOLDER),
        ("cloud-init", "clean", "--reboot"),
        why="cloud-init does not go back by itself. This puts the old file back and makes the next start a first one again; without a "
        "connection do it on the console, or start the instance anew from its image.",
        drops=True,
    )


def networks(read: Reader, version: str) -> Iterator[tuple[str, Node]]:
    """What stands below `network:` in each file, or the whole file where that word is left out, if it is of this version."""
    for where in sorted(read.files):
        nodes = read.files[where]
        roots = [node for node in nodes if node.name == "network"] or [Node("network", items=[each for each in nodes if each.name != "#"])]
        for root in roots:
            said = root.get("version")
            if said is not None and said.text.strip() == version:
                read.take(said)
                yield where, root


def described(read: Reader, where: str, name: str) -> Iterator[tuple[str, Node]]:
    """The description of a bond: a comment on top of its file that begins with its name."""
    for each in read.files[where]:
        if each.name == "#" and each.text.startswith(f"{name}: "):
            yield each.text.partition(": ")[2], each
