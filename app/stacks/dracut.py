"""dracut: words of the kernel command line, which set up the network of the initramfs before the root file system is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from app.bonding import acceptance
from app.bonding.acceptance import Refusal
from app.bonding.findings import Findings, error, hint, warning
from app.bonding.kernel import version
from app.bonding.mending import ARP_WORDS
from app.bonding.model import Addressing, Bond, Vlan
from app.bonding.names import INTERFACE_BYTES, Interface, ip
from app.bonding.options import OPTIONS, write_value
from app.distros.releases import Release
from app.formats import cmdline
from app.formats import words as word_lines
from app.formats.cmdline import word
from app.formats.node import COMMENT, Node, comment, words
from app.stacks.contract import Draft, File, Place, Reader, Stack, Step, Writer
from app.stacks.initramfs import BRACKETS, DRACUT, PHRASES, legacy
from app.stacks.initramfs.reading import Words
from app.stacks.networkmanager import SPELLING, TOOL, NetworkManager
from app.stacks.networkmanager.profiles import options
from app.stacks.networkmanager.reading import drafts
from app.stacks.phrases import belongs
from app.stacks.spelling import Spelling
from app.stacks.steps import apply, look, ping, rollback, verify

FOLDER, CONF = "/etc/cmdline.d", "/etc/dracut.conf.d"
GENERATOR = "/usr/libexec/nm-initrd-generator"
MTU_SINCE = "33"
"""The dracut whose bond= has a field for the MTU, and that knows rd.route."""
CHOICE_SINCE = "49"
"""Before this version there is one back end, whose module is called network."""

IMAGE = "/boot/initramfs-KERNEL.img"
"""The initramfs that dracut -f writes; only the running system knows the name of its kernel."""
DEFAULT_MIIMON = 100
"""How often the back ends look where no monitor is named, in ms."""

NO_MEMBERS = "Without members, one back end takes eth0 and eth1 and the other eth0 alone."
REAL_ROOT = "The initramfs cannot set it. Set it in the files of the system that starts from it, with that system's own stack."
COLON = "A colon ends the options in bond=. " + REAL_ROOT


class Dracut(NetworkManager):
    """The stack; where the shell scripts are the back end they write files of sysfs, and NetworkManager has no say."""

    def why_not(self, name: str, text: str, release: Release | None = None) -> str:
        """Why bond= cannot say an option on the release; empty if it can."""
        if name in self.gaps or (not OPTIONS[name].sysfs and legacy(release)):
            return self.gaps.get(name, REAL_ROOT)
        if legacy(release):
            return COLON if ":" in text else ""
        known = release.tool(TOOL) if release else None
        if known and known < version(BRACKETS) and (":" in text or ("," in text and name in self.spelling.keys)):
            what = "a value with a colon" if ":" in text else "several entries in a value"
            return f"NetworkManager takes {what} from bond= since {BRACKETS}. {REAL_ROOT}"
        return super().why_not(name, text, release)

    def why_not_for(self, bond: Bond, name: str, text: str, release: Release | None = None) -> str:
        """Why it cannot be said for this bond; nothing can where there is none."""
        return super().why_not_for(bond, name, text, release) if bond.members else NO_MEMBERS

    def refusals(self, bond: Bond, release: Release | None) -> list[Refusal]:
        """What the kernel refuses, and NetworkManager where it is the back end."""
        return Stack.refusals(self, bond, release) if legacy(release) else super().refusals(bond, release)


stack = Dracut(
    title="dracut (kernel command line of the initramfs)",
    home="https://dracut-ng.github.io/dracut-ng/man/dracut.cmdline.7.html",
    tool=TOOL,
    syntax=cmdline,
    syntaxes={f"{CONF}/": word_lines},
    elsewhere="The words act in the initramfs at the next start; the system that starts from it needs files of its own.",
    places=(
        Place(
            (f"{FOLDER}/*", "/etc/kernel/cmdline", "/etc/default/grub", "*/loader/entries/*.conf", "*pxelinux.cfg/*", "/proc/cmdline"),
            r"(?:[^\n]{0,4000}[\s\"'])?bond=[\w.-]+:",
            f"{FOLDER}/pasted.conf",
        ),
        Place((f"{CONF}/*",), r"(?:add_dracutmodules|install_items)\+=", f"{CONF}/pasted.conf"),
    ),
    spelling=Spelling(**{key.option: key for key in SPELLING if not key.elsewhere}),
    gaps={
        "name": NO_MEMBERS,
        "address": "NetworkManager takes no fixed address beside DHCP, and the shell scripts one address an interface. " + REAL_ROOT,
        "gateway": "ip= holds a gateway beside a fixed address of its family. " + REAL_ROOT,
        "route": "rd.route= has no metric, and the route wants an address of its family. " + REAL_ROOT,
        "dns": "nameserver= is for all interfaces, and counts for the first; ip= has room for two of IPv4 beside a fixed address. "
        + REAL_ROOT,
        "search": "There is no word for search domains. " + REAL_ROOT,
        "mac": "ip= holds the hardware address of an interface that has addresses. " + REAL_ROOT,
        "mtu": "ip= holds the MTU of an interface that has addresses. " + REAL_ROOT,
        "description": "A comment stands in the file for dracut, and this system has none.",
        "vlan.name": "The number of a VLAN is the end of its name. This name would give another VLAN or none.",
        "bridge.over": "The VLAN under the bridge got another name.",
        **{
            f"ipv{family}=none": "Where no ip= is about an interface, the shell scripts may ask for addresses on it, and no word says none."
            for family in (4, 6)
        },
        "ipv4": "The shell scripts take one way an interface, IPv4 before IPv6. " + REAL_ROOT,
        "ipv6": "The shell scripts take one way an interface, IPv4 before IPv6. " + REAL_ROOT,
        "active_slave": "NetworkManager takes active_slave for primary, and the scripts write it before a member is there. Use primary.",
        "queue_id": COLON,
        **dict.fromkeys(("prio", "actor_port_prio", "lacp_strict", "broadcast_neighbor", "coupled_control"), REAL_ROOT),
    },
    frame=PHRASES,
)


@stack.behind
def oldest(release: Release | None) -> Mapping[str, str]:
    """What the first of them lacks."""
    if release and (release.tool(DRACUT) or (9999,)) < version(MTU_SINCE):
        return {"route": f"This dracut knows no rd.route. {REAL_ROOT}"}
    return {}


# ---------------------------------------------------------------- writing


@stack.renderer
def render(bond: Bond, write: Writer) -> Iterator[File | Step]:
    """The words, one a line, and what has dracut put them and a network into the initramfs."""
    bond = _watched(bond, write)
    path, conf = f"{FOLDER}/90-{bond.name}.conf", f"{CONF}/90-{bond.name}.conf"
    made = list(_words(bond, write)) if bond.members else []
    overlay = write.release is not None and write.release.family == "coreos"
    paths = [path] if overlay else [path, conf]
    if made:
        yield File(path, made)
    if made and not overlay:
        head = [comment(f"{bond.name}: {bond.description}", "description")] if bond.description else []
        modules = words('add_dracutmodules+="', "network", '"', about="name")
        yield File(conf, [*head, modules, words('install_items+="', path, '"', about="name")])
    build = ("rpm-ostree", "initramfs-etc", f"--track={path}") if overlay else ("dracut", "-f")
    undo = ("rpm-ostree", "initramfs-etc", f"--untrack={path}") if overlay else ("dracut", "-f")
    yield apply(
        ("cat", "/proc/cmdline"), why="Note which words about the network stand there already: the same ones twice fight.", role="look"
    )
    if made and not legacy(write.release):
        said = [item.name if item.value is None else f"{item.name}={item.text}" for node in made for item in node.items]
        yield apply(
            (GENERATOR, "-s", "--", *said),
            why="What NetworkManager makes of the words; a warning names an option that it leaves out. The program comes with "
            "NetworkManager, on some systems in /usr/lib/NetworkManager.",
            role="check",
        )
    if not overlay:
        yield apply(
            ("cp", "-a", IMAGE, f"{IMAGE}.before"),
            why="With what uname -r prints in place of KERNEL, and once only: dracut -f writes over the initramfs of the running kernel "
            "and keeps no copy. Look with df /boot whether there is room for one.",
            role="hand",
        )
    yield apply(
        build,
        why="Build the initramfs with them. For an installer, a machine without a disk, or a first boot, put the same words "
        "with blanks between on the kernel command line of the boot loader instead.",
    )
    yield apply(("systemctl", "reboot") if not _sysv(write.release) else ("reboot",), why="They act when the machine starts.", drops=True)
    yield verify(("cat", "/proc/cmdline"), why="Nothing on the boot loader's line says otherwise.", see="no other bond= and ip=")
    yield from look(bond)
    yield from ping(bond)
    yield rollback(
        ("rm", "-f", *paths),
        undo,
        ("systemctl", "reboot") if not _sysv(write.release) else ("reboot",),
        why="Take the words out. Where the machine does not come up, take an older entry of the boot menu"
        + ("." if overlay else f", or edit the entry there: its initrd line takes the kept copy, {IMAGE.rpartition('/')[2]}.before."),
        drops=True,
    )


def _sysv(release: Release | None) -> bool:
    return release is not None and version(release.kernel.oldest) < (3,)


def _watched(bond: Bond, write: Writer) -> Bond:
    """The bond; where its ARP monitor cannot be said, with what the back ends do by themselves, as nobody asked for none at all."""
    if "arp_interval" not in write.refused or bond.mode not in OPTIONS["arp_interval"].accepted or bond.effective("miimon"):
        return bond
    return replace(bond, options=(("miimon", DEFAULT_MIIMON), *bond.without(("miimon", *ARP_WORDS)).options))


def _words(bond: Bond, write: Writer) -> Iterator[Node]:
    said = [("mode", "mode", bond.mode), *options(bond, write)]
    texts = [f"{name}={_value(option, text)}" for option, name, text in said]
    fields = [bond.name, ",".join(bond.members), ",".join(texts)]
    recent = write.tool(DRACUT) >= version(MTU_SINCE)
    about = " ".join(["name", "member", *(option for option, _, _ in said), *(["mtu"] if bond.mtu and recent else [])])
    yield word("bond", ":".join([*fields, *([str(bond.mtu)] if bond.mtu and recent else [])]), about)
    names = {bond.name: bond.name, **{vlan.name: vlan_name(bond, vlan) for vlan in bond.vlans}}
    for vlan in bond.vlans:
        yield word("vlan", f"{names[vlan.name]}:{bond.name}", f"vlan.{vlan.id}.name")
    if bond.bridge:
        yield word("bridge", f"{bond.bridge.name}:{names[bond.bridge.over]}", "bridge bridge.over")
        names[bond.bridge.name] = bond.bridge.name
    mtus = {names[vlan.name]: vlan.mtu for vlan in bond.vlans if vlan.mtu}
    if bond.mtu and not recent:
        mtus[bond.name] = bond.mtu
    asked = []
    for name, addressing in bond.layer3:
        mac = bond.mac if name == bond.name else ""
        words_of = list(_ip(names[name], addressing, write, mtus.get(names[name]), mac, servers=name != _first(bond)))
        asked += [name] * len(words_of)
        yield from belongs(bond, name, words_of)
    if len(asked) > 1 and legacy(write.release):  # the oldest scripts stop the start of the machine without it
        leading = (name for name, addressing in bond.layer3 if name in asked and addressing.gateways)
        yield word("bootdev", names[next(leading, asked[0])], "name")
    for name, addressing in bond.layer3:
        yield from belongs(bond, name, _rest(names[name], addressing, write, first=name == _first(bond)))
    if recent:
        yield word("rd.neednet", "1", "name")


def _value(option: str, text: str) -> str:
    """A value as a field takes it: a semicolon for each comma, brackets around what has colons."""
    return ";".join(f"[{each}]" if ":" in each else each for each in text.split(",")) if "," in text or ":" in text else text


def vlan_name(bond: Bond, vlan: Vlan) -> str:
    """The VLAN's name where the back ends find the number at its end, or a usual one."""
    for name in (vlan.name, f"{bond.name}.{vlan.id}"):
        plain = name.removesuffix(str(vlan.id))
        if plain != name and (plain.endswith(".") or plain == "vlan") and len(name) <= INTERFACE_BYTES:
            return name
    return f"vlan{vlan.id}"


def _first(bond: Bond) -> str:
    """The interface that nameserver= is counted to: the first with addresses."""
    return next((name for name, each in bond.layer3 if (each.ipv4, each.ipv6) != ("none", "none")), bond.name)


def _ip(device: str, addressing: Addressing, write: Writer, mtu: int | None, mac: str, *, servers: bool) -> Iterator[Node]:
    """The ip= words of an interface."""
    tail = [str(mtu or ""), *([mac] if mac else [])] if mtu or mac else []
    about = " ".join([*(["mtu"] if mtu else []), *(["mac"] if mac else [])])
    ways, fixed = _kept(addressing, write)
    said_ways = "ipv4 ipv6" if len(ways) > 1 else "ipv4" if ways == ["dhcp"] else "ipv6"
    for number, address in enumerate(fixed):
        gateway = next(iter(_gateways(addressing, address.version)), "")
        alone = address == next(each for each in fixed if each.version == address.version)
        mask = str(address.netmask) if address.version == 4 else str(address.network.prefixlen)
        fields = [_bracket(str(address.ip)), "", _bracket(gateway) if alone else "", mask, "", device, "none"]
        own = list(tail) if not number else []
        words_about = "address" + (" gateway" if gateway and alone else "") + (f" {about}" if own else "")
        dns = _held(addressing)
        if servers and not own and alone and address.version == 4 and dns and write.tool(DRACUT) >= version(MTU_SINCE):
            own, words_about = dns, f"{words_about} dns"
        yield word("ip", ":".join([*fields, *own]), words_about)
    if ways and fixed:
        yield word("ip", ":".join([device, *ways]), said_ways)
    elif len(ways) > 1:
        yield word("ip", ":".join(["", "", "", "", "", device, ",".join(ways), *tail]), f"{said_ways} {about}".strip())
    elif ways:
        yield word("ip", ":".join([device, *ways, *tail]), f"{said_ways} {about}".strip())
    elif not fixed and not legacy(write.release):  # without a word NetworkManager may ask for addresses by itself
        yield word("ip", ":".join([device, "off", *tail]), f"ipv4 ipv6 {about}".strip())


def _kept(addressing: Addressing, write: Writer) -> tuple[list[str], list[Interface]]:
    """The ways to get addresses, and the fixed ones: none beside a way of their family, and one thing only for the shell scripts."""
    ways = [*(["dhcp"] if addressing.ipv4 == "dhcp" else []), *({"auto": ["auto6"], "dhcp": ["dhcp6"]}.get(addressing.ipv6, []))]
    fixed = addressing.of_family(4) if addressing.ipv4 == "static" else ()
    fixed += addressing.of_family(6) if addressing.ipv6 == "static" else ()
    if not legacy(write.release):
        return ways, list(fixed)
    if write.tool(DRACUT) < version(MTU_SINCE):
        ways = ways[:1]  # these scripts take no list of ways, and stop the start of the machine at one
    return (ways, []) if "dhcp" in ways or not fixed else ([], list(fixed[:1]))


def _gateways(addressing: Addressing, family: int) -> list[str]:
    return [gateway for gateway in addressing.gateways if ip(gateway).version == family]


def _bracket(text: str) -> str:
    return f"[{text}]" if ":" in text else text


def _held(addressing: Addressing) -> list[str]:
    """The name servers that the ip= of a fixed address has room for."""
    return [each for each in addressing.dns if ip(each).version == 4][:2] if addressing.ipv4 == "static" else []


def _rest(device: str, addressing: Addressing, write: Writer, *, first: bool) -> Iterator[Node]:
    """Name servers of the first interface, which are for all of them, and routes."""
    ways, fixed = _kept(addressing, write)
    families = {4 if way == "dhcp" else 6 for way in ways} | {each.version for each in fixed}
    for server in addressing.dns if first else ():
        if ip(server).version in families:
            yield word("nameserver", _bracket(server), "dns")
    for route in addressing.routes if write.tool(DRACUT) >= version(MTU_SINCE) else ():
        if route.metric is None and ip(route.via).version in families:
            yield word("rd.route", f"{_bracket(route.to)}:{_bracket(route.via)}:{device}", "route")


# ---------------------------------------------------------------- traps


@stack.trap
def dracut_needs_members(bond: Bond, release: Release | None) -> Findings:
    """A bond without members gets other ones.

    network-legacy takes eth0 and eth1 where bond= names none, NetworkManager eth0 alone.

    Bad:  stack=dracut release=rhel-9 mode=active-backup miimon=100
    Good: stack=dracut release=rhel-9 mode=active-backup miimon=100 member=eno1 member=eno2
    """
    if not bond.members:
        yield error("member", "Without members nothing is written.", "Name the cards that join.")


@stack.trap
def dracut_back_ends_differ(bond: Bond, release: Release | None) -> Findings:
    """The same words mean something else with another back end.

    network-legacy and NetworkManager monitor every 100 ms where nothing is said, and the words here say it.
    systemd-networkd in the initramfs takes the name and the members only: mode and options are lost, and
    the bond is balance-rr. Which one an image has is settled when it is built.

    Bad:  stack=dracut release=rhel-9 mode=802.3ad miimon=100 member=eno1 member=eno2
    Good: stack=dracut release=rhel-9 mode=802.3ad miimon=100
    Good: stack=dracut release=rhel-7 mode=802.3ad miimon=100 member=eno1 member=eno2
    """
    known = release.tool(DRACUT) if release else None
    if bond.members and (known is None or known >= version(CHOICE_SINCE)):
        back_end = "network-legacy" if legacy(release) else "network-manager"
        yield hint(
            "stack",
            f"The words are for the back end {back_end}. With systemd-networkd in the initramfs the bond would be balance-rr.",
            f"Look with: lsinitrd -m | grep network. Choose with: dracut -f --add {back_end}",
        )


@stack.trap
def dracut_dhcp_brings_ipv6(bond: Bond, release: Release | None) -> Findings:
    """With NetworkManager in the initramfs, ip=…:dhcp follows routers too.

    The profile gets method=auto for IPv6 beside DHCP for IPv4, and no word switches that off but
    ipv6.disable=1 for the whole system. And dhcp6 becomes method=auto: the router says whether to ask DHCPv6.

    Bad:  stack=dracut release=rhel-9 mode=802.3ad miimon=100 member=eno1 member=eno2 ipv4=dhcp
    Bad:  stack=dracut release=rhel-9 mode=802.3ad miimon=100 member=eno1 member=eno2 ipv6=dhcp
    Good: stack=dracut release=rhel-9 mode=802.3ad miimon=100 member=eno1 member=eno2 ipv4=dhcp ipv6=auto
    Good: stack=dracut release=rhel-8 mode=802.3ad miimon=100 member=eno1 member=eno2 ipv4=dhcp
    """
    own = [("", bond.addressing), *((f"vlan.{vlan.id}.", vlan.addressing) for vlan in bond.vlans)]
    for prefix, addressing in own if not legacy(release) else []:
        if "dhcp" in (addressing.ipv4, addressing.ipv6) and addressing.ipv6 != "auto":
            yield hint(
                prefix + "ipv6",
                "NetworkManager follows IPv6 routers on this interface: dhcp and dhcp6 set the method auto.",
                "Say auto where that is meant.",
                {prefix + "ipv6": "auto"},
            )


@stack.trap
def dracut_and_the_real_root(bond: Bond, release: Release | None) -> Findings:
    """The initramfs and the system that starts from it have to agree.

    A bond that is up stays up: the system's own files find it and may leave its options as they are, or take
    it down under the root file system. NetworkManager hands its profiles over only to NetworkManager. So
    the same bond belongs into both.

    Bad:  stack=dracut release=rhel-9 mode=802.3ad miimon=100 member=eno1 member=eno2
    Good: stack=keyfile release=rhel-9 mode=802.3ad miimon=100 member=eno1 member=eno2
    """
    own = release.default_stack if release else ""
    yield hint(
        "stack",
        "This is the bond of the initramfs only. The system that starts from it needs the same bond in its own files.",
        f"Write it for {own} too." if own else "Write it for its own stack too.",
        {"stack": own} if own else None,
    )


@stack.trap
def dracut_semicolon_in_boot_loader(bond: Bond, release: Release | None) -> Findings:
    """A semicolon ends a command in GRUB and in a shell.

    Several targets stand with semicolons between. In a file below /etc/cmdline.d they mean nothing
    else; on a line of GRUB, or behind grubby --args, quote the whole word.

    Bad:  stack=dracut release=rhel-8 mode=active-backup arp_interval=500 arp_ip_target=192.0.2.1,192.0.2.2 member=eno1 member=eno2
    Good: stack=dracut release=rhel-8 mode=active-backup arp_interval=500 arp_ip_target=192.0.2.1 member=eno1 member=eno2
    """
    for name in acceptance.TARGETS:
        value = bond.option(name)
        if value is not None and "," in write_value(value):
            yield hint(
                name, "The semicolon between the targets ends a command in GRUB and in a shell.", 'Quote the whole word there: "bond=…".'
            )


@stack.trap
def dracut_names_of_cards(bond: Bond, release: Release | None) -> Findings:
    """Cards may have other names in the initramfs.

    Kernel names such as eth0 depend on the order in which drivers find the cards, and ifname= with such
    a name can fail when two cards change places.

    Bad:  stack=dracut release=rhel-9 mode=802.3ad miimon=100 member=eth0 member=eth1
    Good: stack=dracut release=rhel-9 mode=802.3ad miimon=100 member=eno1 member=eno2
    """
    names = [member for member in bond.members if member.startswith("eth") and member[3:].isdecimal()]
    if names and not _sysv(release):
        yield hint(
            "member",
            f"{', '.join(names[:4])}: such names may change from one start to the next in the initramfs.",
            "Take the names that udev gives, or pin others with ifname=NAME:ADDRESS on the same line.",
        )


@stack.trap
def dracut_only_for_a_root_on_the_network(bond: Bond, release: Release | None) -> Findings:
    """The dracut of RHEL 6 sets up a network only for a root file system on the network.

    Where netroot= or root= names none, its scripts warn that they pass over ip=, and the machine starts without
    the bond. rd.neednet=1, which changes that, came later, and so did the folder /etc/cmdline.d.

    Bad:  stack=dracut release=rhel-6 mode=802.3ad miimon=100 member=eth0 member=eth1 address=192.0.2.2/24
    Good: stack=dracut release=rhel-7 mode=802.3ad miimon=100 member=eth0 member=eth1 address=192.0.2.2/24
    """
    known = release.tool(DRACUT) if release else None
    if known is not None and known < version(MTU_SINCE):
        yield warning(
            "stack",
            "This dracut passes over ip= unless the root file system is on the network, and may not read /etc/cmdline.d.",
            "Put the words on the boot loader's line, beside root= or netroot=. For a root file system on a disk take stack ifcfg.",
            {"stack": "ifcfg"},
        )


@stack.trap
def dracut_one_address(bond: Bond, release: Release | None) -> Findings:
    """The shell scripts of dracut stop at a second ip= for the same interface.

    They end the start of the machine in an emergency shell. So one way, or one address, is written for each interface.

    Bad:  stack=dracut release=rhel-8 mode=802.3ad miimon=100 member=eno1 member=eno2 address=192.0.2.2/24 address=2001:db8::2/64
    Good: stack=dracut release=rhel-9 mode=802.3ad miimon=100 member=eno1 member=eno2 address=192.0.2.2/24 address=2001:db8::2/64
    Good: stack=dracut release=rhel-8 mode=802.3ad miimon=100 member=eno1 member=eno2 address=192.0.2.2/24
    """
    for name, addressing in bond.layer3 if legacy(release) else ():
        if len(addressing.addresses) > 1:
            yield warning(
                "address",
                f"{name} gets one address in the initramfs: the scripts stop at a second ip= for it.",
                "Leave it to the files of the system, or build the image with --add network-manager.",
            )


# ---------------------------------------------------------------- reading


@stack.parser
def parse(read: Reader) -> Iterator[Draft]:
    """The bonds of the words of all files, which are one command line."""
    lines = {path: nodes for path, nodes in read.files.items() if not path.startswith(f"{CONF}/")}
    comments = [(path, node) for path, nodes in read.files.items() for node in nodes if node.name == COMMENT]
    for draft in drafts(read, Words(read, lines).profiles()):
        for path, node in comments:
            if node.text.startswith(f"{draft.name}: "):
                draft.say("description", node.text.partition(": ")[2], path, node)
        for path in read.files.keys() - lines.keys():
            for node in read.files[path]:
                held = len(node.words) == 3 and (node.words[1] in lines or node.words[1] == "network")
                read.take(node if held and node.words[0].startswith(("install_items+=", "add_dracutmodules+=")) else None)
        yield draft
