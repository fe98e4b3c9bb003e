"""Butane: the files of NetworkManager or networkd, put in place at the first boot of Fedora CoreOS or Flatcar. Ignition is read too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.bonding.findings import Findings, hint
from app.bonding.model import Bond
from app.distros.releases import Release
from app.formats import yaml
from app.formats.node import Node
from app.stacks import keyfile, networkd
from app.stacks.contract import Draft, File, Place, Reader, Stack, Step, Writer
from app.stacks.covers import Cover, texts
from app.stacks.indirect import Way
from app.stacks.steps import apply, look, ping, rollback

FLATCAR, FCOS = ("flatcar", "1.0.0"), ("fcos", "1.5.0")
"""Variant and version: the oldest that any supported release takes, so that any Butane reads them."""


class Butane(Cover):
    """What can be said depends on who reads the files inside."""

    def within(self, release: Release | None) -> Stack:
        """Networkd on Flatcar, NetworkManager on Fedora CoreOS."""
        return networkd.stack if release and release.default_stack == "networkd" else keyfile.stack

    @property
    def phrases(self) -> dict[str, str]:
        """What the lines say, those of the files inside included."""
        return {**networkd.stack.phrases, **keyfile.stack.phrases, **self.frame}

    def release_in(self, files: Mapping[str, str]) -> str:
        """That of the variant, where that is the name of a release."""
        variants = {node.text for nodes in self.trees(files).values() for node in nodes if node.name == "variant"}
        return next(iter(variants & {FLATCAR[0], FCOS[0]}), "") if len(variants) == 1 else ""

    def parts(self, files: Mapping[str, str]) -> Iterator[tuple[Stack, str, list[Node]]]:
        """The files inside, under the path of the one that they stand in."""
        for path, nodes in self.trees(files).items():
            for each in texts.carried(nodes):
                if inside := _reader_of(each.path):
                    yield inside, path, each.text.items

    def opened(self, nodes: list[Node]) -> list[Node]:
        """The configuration with the files in it as nodes."""
        for each in texts.carried(nodes):
            if inside := _reader_of(each.path):
                texts.unpack(each, inside)
        return nodes


def _reader_of(path: str) -> Stack | None:
    """The stack that a file in a configuration belongs to."""
    if path.startswith("/etc/NetworkManager/"):
        return keyfile.stack
    if path.startswith(("/etc/systemd/", "/etc/udev/", "/etc/modprobe.d/")):
        return networkd.stack
    return None


def _why_not(name: str, mode: str, release: Release | None) -> str:
    way = stack.within(release).indirect
    return way.why_not(name, mode, release) if way else "There is no other way."


stack = Butane(
    title="Butane and Ignition",
    home="https://coreos.github.io/butane/",
    tool="NetworkManager",
    syntax=yaml,
    places=(
        Place(
            ("*.bu", "*.butane", "*.ign"),
            r"(variant:\s*[\"']?(fcos|flatcar|openshift|r4e|fiot)\b|\s*\{?\s*\"ignition\"\s*:|ignition:|kind:\s*MachineConfig\b)",
            "/root/{}.bu",
        ),
    ),
    spelling=keyfile.stack.spelling,
    gaps={},
    indirect=Way("one more file, a script or a rule, beside those of the interfaces", _why_not),
    elsewhere="Butane is for the first boot of a machine. The file is made on another one, and a machine that runs does not read it again.",
    frame={
        "variant": "Which system it is for.",
        "version": "The version of the format.",
        "storage": "What is put on the disk.",
        "files": "The files, each with its path.",
        "path": "Where the file will lie.",
        "mode: 0600": "Its permissions, as an octal number: only root reads and writes it, or NetworkManager passes over it.",
        "mode: 0644": "Its permissions, as an octal number: networkd runs as a user of its own and has to read it.",
        "mode: 0755": "Its permissions, as an octal number: it is a program.",
        "contents": "What stands in it.",
        "inline": "The text follows, line by line, as far as it is indented.",
        "butane": "Checks the file and turns it into Ignition, which the machine reads. With --strict a warning stops it too.",
        "coreos-installer": "Installs the system on a disk, with this configuration for its first boot.",
        "flatcar-install": "Installs the system on a disk, with this configuration for its first boot.",
        "nmcli connection reload": "NetworkManager reads its files anew.",
        "networkctl reload": "networkd reads its files anew.",
    },
)

# ---------------------------------------------------------------- writing


@stack.renderer
def render(bond: Bond, write: Writer) -> Iterator[File | Step]:
    """The files of the stack inside, as they would lie on the machine."""
    inside = stack.within(write.release)
    flatcar = inside is networkd.stack
    files = [each for each in inside.written(bond, write) if isinstance(each, File)]
    variant, version = FLATCAR if flatcar else FCOS
    entries = [texts.entry(file, inside) for file in files]
    yield File(
        f"/root/{bond.name}.bu",
        [
            Node("variant", value=variant, about="stack"),
            Node("version", value=version, about="stack"),
            Node("storage", items=[Node("files", items=entries, about="stack")], about="stack"),
        ],
        permissions="0600",
    )
    source, made = f"/root/{bond.name}.bu", f"/root/{bond.name}.ign"
    yield apply(
        ("butane", "--strict", "--output", made, source),
        why="On your own machine. Merge the entries into the file that sets up the rest: a machine reads one. Butane does not look into "
        "the files of the interfaces.",
        role="check",
    )
    install = (
        ("flatcar-install", "-d", "/dev/sda", "-i", made)
        if flatcar
        else ("coreos-installer", "install", "/dev/sda", "--ignition-file", made)
    )
    yield apply(
        install,
        why="In the live system of the machine, with its own disk in place of /dev/sda, which is overwritten. A cloud or a hypervisor "
        "takes the file as user data.",
        drops=True,
        role="hand",
    )
    yield from look(bond)
    yield from ping(bond)
    reload = ("networkctl", "reload") if flatcar else ("nmcli", "connection", "reload")
    yield rollback(
        ("rm", "-f", *(file.path for file in files)),
        *(("ip", "link", "delete", "dev", name) for name in reversed(bond.interfaces)),
        reload,
        why="On the machine, at its console: without the files its cards ask for addresses by DHCP again. For good, take the entries out "
        "of the .bu file and install anew.",
        drops=True,
    )


# ---------------------------------------------------------------- traps


@stack.trap
def butane_first_boot_only(bond: Bond, release: Release | None) -> Findings:
    """Ignition runs once, at the first boot.

    A changed file does nothing to a machine that is installed already. Change the files on the machine by hand, by a MachineConfig, or
    install it anew.

    Bad:  stack=butane release=fcos mode=active-backup miimon=100 member=eth0 member=eth1
    """
    yield hint(
        "stack",
        "It is read at the first boot only; a machine that runs keeps what it has.",
        "Change files there by hand, or install the machine anew.",
    )


@stack.trap
def butane_bond_for_ignition(bond: Bond, release: Release | None) -> Findings:
    """The files come too late where Ignition itself has to come over the bond.

    A machine that fetches its configuration from a server needs the network before. Where the switch refuses a single card, as with a
    strict LACP, give the bond as kernel arguments (`bond=` and `ip=`), or put the key files into the live image with
    `coreos-installer iso customize --network-keyfile`. What the kernel arguments set up is taken over into the installed system only as
    long as no file in /etc says otherwise.

    Bad:  stack=butane release=fcos mode=802.3ad miimon=100 member=eth0 member=eth1
    Bad:  stack=butane release=flatcar mode=balance-xor miimon=100 member=eth0 member=eth1
    Good: stack=butane release=fcos mode=active-backup miimon=100 member=eth0 member=eth1
    """
    if bond.mode in ("802.3ad", "balance-rr", "balance-xor", "broadcast"):  # the switch has to know of these
        yield hint(
            "mode",
            "The bond is there only after Ignition ran; a configuration that is fetched over it never comes.",
            "Give the bond as kernel arguments too, or bring the configuration by the image.",
        )


# ---------------------------------------------------------------- reading

FRAME = ("variant", "version", "ignition", "apiVersion", "kind", "metadata")


@stack.parser
def parse(read: Reader) -> Iterator[Draft]:
    """The files inside, read by the stacks that they belong to."""
    found: dict[str, tuple[Stack, dict[str, list[Node]]]] = {}
    for nodes in read.files.values():
        for node in nodes:
            read.take(*(node.walk() if node.name in FRAME else ()))
        for each in texts.carried(nodes):
            inside = _reader_of(each.path)
            if inside and each.text.items:
                found.setdefault(inside.title, (inside, {}))[1][each.path] = each.text.items
                _permissions(read, each, inside)
        _frames(read, nodes)
    for inside, files in found.values():
        yield from inside.drafts(read.within(inside.spelling, files))


def _frames(read: Reader, nodes: list[Node]) -> None:
    """What stands around a file of which something was understood counts as understood."""
    for each in (node for root in nodes for node in root.walk() if node.name == "-" and node.get("contents")):
        text = next((item for item in (each.get("contents") or each).items if item.name in ("inline", "source")), None)
        if text is not None and text.items:
            read.take(*(item for item in each.items if item.name in ("path", "mode", "overwrite", "filesystem")))
            read.take((each.get("contents") or each).get("compression"))


def _permissions(read: Reader, each: texts.Carried, inside: Stack) -> None:
    """Permissions with which the file is passed over; Ignition's own are 0644."""
    node = each.mode or each.text
    mode = _number(each.mode.text) if each.mode else 0o644
    if mode is None or (each.mode and not each.mode.text.startswith("0") and mode > 0o777):
        said = f"{node.text[:20]} is read as a decimal number and means other permissions than it looks like."
        read.flaw(node, "error", "butane-mode", said, "Write it with a zero in front, such as 0600; in JSON write 384.")
    elif inside is keyfile.stack and mode & 0o077 and "/system-connections/" in each.path:
        said = f"others may read {each.path} (mode {mode:04o}): NetworkManager passes over it."
        read.flaw(node, "error", "permissions", said, "Write mode: 0600, in JSON 384.")
    elif inside is networkd.stack and not mode & 0o044:
        said = f"only its owner may read {each.path} (mode {mode:04o}), and networkd runs as a user of its own."
        read.flaw(node, "error", "permissions", said, "Write mode: 0644, in JSON 420.")


def _number(text: str) -> int | None:
    """Permissions as YAML reads them: octal with a zero in front, decimal otherwise; None for no number."""
    digits = text.removeprefix("0o").removeprefix("0") if text != "0" else text
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 6:
        return None
    try:
        return int(digits, 8 if text.startswith("0") else 10)
    except ValueError:
        return None
