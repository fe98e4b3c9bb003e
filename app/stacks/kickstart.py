"""Kickstart: `network` lines with --bondslaves and --bondopts, which the installer of Red Hat's family hands to NetworkManager."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from app.bonding.findings import Findings, error, hint
from app.bonding.kernel import version
from app.bonding.model import Addressing, Bond, Vlan
from app.bonding.names import ip
from app.distros.releases import Release
from app.formats import kickstart
from app.formats.node import COMMENT, Node, comment
from app.stacks.contract import Claim, Draft, File, Place, Reader, Step, Writer
from app.stacks.ifcfg_files import vlan_number
from app.stacks.installer import MAKERS, PHRASES, reading
from app.stacks.networkmanager import SPELLING, TOOL, NetworkManager
from app.stacks.networkmanager.found import FALSE
from app.stacks.networkmanager.profiles import options
from app.stacks.networkmanager.reading import drafts
from app.stacks.phrases import belongs
from app.stacks.spelling import Spelling
from app.stacks.steps import RESTORE, apply, folder, keep, look, ping, rollback

PATH = "/root/ks.cfg"
INSTALLER = "anaconda"
BRIDGES, SEARCHES, GATEWAY6, FREE_NAMES = "34", "34.25", "19", "34"
"""Versions of the installer since which it puts a bond below a bridge, takes search domains, a gateway of IPv6, any name for a VLAN."""

POST = (
    "Add a %post section that appends {} to the profile that the installer wrote: /etc/NetworkManager/system-connections/{}.nmconnection "
    "(groups that stand twice are read as one), or before RHEL 9 to ifcfg-{} in /etc/sysconfig/network-scripts."
)
HOOK = (
    "The installer knows the options of NetworkManager only. Add a %post section that writes an executable script into "
    "/etc/NetworkManager/dispatcher.d, and in it: ip link set {}"
)
OLD_BRIDGE = (
    "This installer makes a profile of a card for what stands below a bridge, and the bond stays outside. Add a %post section that writes "
    "the profiles, or ifcfg files, of bridge and bond."
)


NO_MEMBERS = "The installer makes a bond only together with its members."


class Kickstart(NetworkManager):
    """The stack; what NetworkManager refuses, the installer leaves out or loses the whole bond for."""

    def why_not_for(self, bond: Bond, name: str, text: str, release: Release | None = None) -> str:
        """Why a line cannot say an option; none can where there is no bond."""
        return super().why_not_for(bond, name, text, release) if bond.members else NO_MEMBERS


stack = Kickstart(
    title="Kickstart (network lines of the installer)",
    home="https://pykickstart.readthedocs.io/en/latest/kickstart-docs.html#network",
    tool=TOOL,
    syntax=kickstart,
    elsewhere="The lines act in the installer, on the machine that is installed with them: there is nothing to run on a system that is up.",
    places=(
        Place(("*.ks", "*ks.cfg", "*/ks-*.cfg", "*kickstart*.cfg"), r"\s*network\s+(?:\S+\s+)*--(?:device|bondslaves|bootproto)\b", PATH),
    ),
    spelling=Spelling(**{key.option: key for key in SPELLING if not key.elsewhere}),
    gaps={
        "address": "A network line holds one address a family, and none beside DHCP. "
        + POST.format("[ipv4] or [ipv6] with address2=", "BOND", "BOND (IPADDR1=)"),
        "gateway": "A network line holds a gateway only beside a fixed address of its family, and one. "
        + POST.format("[ipv4] or [ipv6] with a route1=0.0.0.0/0 or ::/0 over the gateway", "BOND", "BOND"),
        "route": "There are no routes in a network line. "
        + POST.format("[ipv4] or [ipv6] with route1=NETWORK,GATEWAY,METRIC", "BOND", "BOND, as lines of route-BOND beside it"),
        "dns": "NetworkManager takes a name server only beside an address of its family. Name one of the other family, or add an address.",
        "search": "NetworkManager takes search domains only beside an address. Give them to an interface that has one.",
        "mac": "A network line has no hardware address. " + POST.format("[ethernet] with cloned-mac-address=", "BOND", "BOND as MACADDR="),
        "vlan.name": "This installer takes the number from a name with a dot, or one that begins with vlan: "
        "such a name must end in the number.",
        "bridge": "The installer puts a bond below a bridge, and no VLAN. Add a %post section that writes the profiles of bridge and VLAN.",
        "bridge.over": "The installer puts a bond below a bridge, and no VLAN; or the VLAN below it got another name.",
        "name": NO_MEMBERS,
        "active_slave": "NetworkManager takes active_slave for primary. Use primary.",
        "queue_id": HOOK.format("MEMBER type bond_slave queue_id N"),
        "prio": HOOK.format("MEMBER type bond_slave prio N") + ". Or take primary.",
        "actor_port_prio": HOOK.format("MEMBER type bond_slave actor_port_prio N"),
        "lacp_strict": HOOK.format("BOND type bond lacp_strict on"),
        "broadcast_neighbor": HOOK.format("BOND type bond broadcast_neighbor on"),
        "coupled_control": "NetworkManager has no key for it, and it changes only while the bond is down. Add a %post section with a unit "
        "that makes the bond before NetworkManager starts: ip link add BOND type bond mode 802.3ad coupled_control off.",
    },
    frame=PHRASES,
)


@stack.behind
def older_installers(release: Release | None) -> Mapping[str, str]:
    """What older installers cannot do."""
    known = (release.tool(INSTALLER) if release else None) or (9999,)
    found = {}
    if known < version(SEARCHES):
        found["search"] = "This installer takes no search domains. " + POST.format("[ipv4] with dns-search=", "BOND", "BOND as DOMAIN=")
    if known < version(BRIDGES):
        found |= {"bridge": OLD_BRIDGE, "bridge.over": OLD_BRIDGE}
    if known < version(GATEWAY6):
        found["vlan.name"] = "This installer knows no --interfacename: a VLAN is called after its bond and number."
    return found


# ---------------------------------------------------------------- writing


@stack.renderer
def render(bond: Bond, write: Writer) -> Iterator[File | Step]:
    """A line for the bond, then one for each VLAN and the bridge, which need it."""
    lines = list(_lines(bond, write)) if bond.members else []
    head = [comment(f"{bond.name}: {bond.description}", "description")] if bond.description else []
    if lines:
        yield File(PATH, [*head, *lines], adds=True)
    yield apply(
        ("touch", PATH),
        why="On the machine where the kickstart file lies, with its own name and folder in place of these: a file that is there stays as "
        "it is, and one that is not is made.",
        role="hand",
    )
    yield keep(bond, PATH)
    word = "ks" if write.tool(INSTALLER) < version(GATEWAY6) else "inst.ks"
    yield apply(
        ("ksvalidator", "-v", _handler(write.release), PATH),
        why="On any machine with pykickstart: all commands and options are known to that installer (prints no error; that a device is "
        "defined twice is right where it has VLANs). It does not look into --bondopts. Then put the file on a server and boot the "
        f"installer with the word {word}=http://SERVER/ks.cfg on its kernel command line. Where the file or the packages come over the "
        "bond itself, the installer needs the bond before it reads the file: add the words of stack dracut too. The machine has "
        f"{bond.name} from the installer on.",
        role="check",
    )
    yield from look(bond)
    yield from ping(bond)
    yield rollback(
        (*RESTORE, f"{folder(bond)}/ks.cfg", PATH),
        why="Put the old file back, for machines that are still to be installed. One that is there keeps what it got: change it with its "
        "own stack.",
    )


def _handler(release: Release | None) -> str:
    """What pykickstart calls the syntax of a release."""
    number = re.search(r"\d+", release.id) if release else None
    return f"{'F' if release and release.family == 'fedora' else 'RHEL'}{number[0] if number else '10'}"


def _lines(bond: Bond, write: Writer) -> Iterator[Node]:
    said = [("mode", "mode", bond.mode), *options(bond, write)]
    separator = ";" if any("," in text for _, _, text in said) else ","
    pairs = separator.join(f"{name}={text}" for _, name, text in said)
    bridge = bond.bridge if _bridged(bond, write) else None
    own = Addressing() if bridge else bond.addressing
    items = [
        Node("--device", value=bond.name, about="name"),
        Node("--bondslaves", value=",".join(bond.members), about="member"),
        Node("--bondopts", value=pairs, about=" ".join(option for option, _, _ in said)),
        *([Node("--mtu", value=str(bond.mtu), about="mtu")] if bond.mtu else []),
    ]
    yield _line(bond, bond.name, items, own, write)
    for vlan in bond.vlans:
        about = f"vlan.{vlan.id}.name"
        items = [Node("--device", value=bond.name, about=about), Node("--vlanid", value=str(vlan.id), about=about)]
        if (name := _vlan_name(bond, vlan, write)) != f"{bond.name}.{vlan.id}":
            items.append(Node("--interfacename", value=name, about=about))
        if vlan.mtu:
            items.append(Node("--mtu", value=str(vlan.mtu), about=f"vlan.{vlan.id}.mtu"))
        yield _line(bond, vlan.name, items, vlan.addressing, write)
    if bridge:
        items = [
            Node("--device", value=bridge.name, about="bridge"),
            Node("--bridgeslaves", value=bond.name, about="bridge.over"),
            Node("--bridgeopts", value="stp=no", about="bridge"),
        ]
        yield _line(bond, bridge.name, items, bond.addressing, write)


def _bridged(bond: Bond, write: Writer) -> bool:
    """Whether the installer can make the bridge; where it can't, what is below keeps the addresses."""
    return bond.bridge is not None and bond.bridge.over == bond.name and write.tool(INSTALLER) >= version(BRIDGES)


def _vlan_name(bond: Bond, vlan: Vlan, write: Writer) -> str:
    """The name of a VLAN, or the usual one where the installer would stop at it."""
    installer = write.tool(INSTALLER)
    usual = f"{bond.name}.{vlan.id}"
    fits = installer >= version(FREE_NAMES) or (installer >= version(GATEWAY6) and vlan_number(vlan.name) in ("", str(vlan.id)))
    return vlan.name if fits else usual


def _line(bond: Bond, interface: str, items: list[Node], addressing: Addressing, write: Writer) -> Node:
    whole = [*items, *belongs(bond, interface, _addressing(addressing, write))]
    # both are what the installer does by itself for the first line only
    switches = [Node("--onboot", value="yes", about=items[0].about), Node("--activate", about=items[0].about)]
    return Node("network", items=[*whole, *switches])


def _addressing(addressing: Addressing, write: Writer) -> Iterator[Node]:
    """Each family is said: what is not, comes by DHCP and router advertisements."""
    four, six = addressing.of_family(4), addressing.of_family(6)
    families = []
    if addressing.ipv4 == "dhcp":
        yield Node("--bootproto", value="dhcp", about="ipv4")
    elif four:
        yield Node("--bootproto", value="static", about="ipv4")
        yield Node("--ip", value=str(four[0].ip), about="address")
        yield Node("--netmask", value=str(four[0].netmask), about="address")
        yield from (Node("--gateway", value=each, about="gateway") for each in _gateways(addressing, 4)[:1])
    else:
        yield Node("--noipv4", about="ipv4")
    families += [4] if addressing.ipv4 == "dhcp" or four else []
    if addressing.ipv6 in ("auto", "dhcp"):
        yield Node("--ipv6", value=addressing.ipv6, about="ipv6")
    elif six:
        yield Node("--ipv6", value=str(six[0]), about="ipv6 address")
        if write.tool(INSTALLER) >= version(GATEWAY6):
            yield from (Node("--ipv6gateway", value=each, about="gateway") for each in _gateways(addressing, 6)[:1])
    else:
        yield Node("--noipv6", about="ipv6")
    families += [6] if addressing.ipv6 in ("auto", "dhcp") or six else []
    if dns := [server for server in addressing.dns if ip(server).version in families]:
        yield Node("--nameserver", value=",".join(dns), about="dns")
    if addressing.search and families and write.tool(INSTALLER) >= version(SEARCHES):
        yield Node(f"--ipv{families[0]}-dns-search", value=",".join(addressing.search), about="search")


def _gateways(addressing: Addressing, family: int) -> list[str]:
    return [gateway for gateway in addressing.gateways if ip(gateway).version == family]


# ---------------------------------------------------------------- traps


@stack.trap
def kickstart_needs_members(bond: Bond, release: Release | None) -> Findings:
    """The installer makes a bond only together with its members.

    A network line without --bondslaves is about a card of that name, and where there is none the
    installer passes over it.

    Bad:  stack=kickstart release=rhel-9 mode=active-backup miimon=100
    Good: stack=kickstart release=rhel-9 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    if not bond.members:
        yield error("member", "Without members there is no line to write.", "Name the cards that join.")


@stack.trap
def kickstart_names_of_cards(bond: Bond, release: Release | None) -> Findings:
    """The installer has to know the cards under the same names.

    --bondslaves takes names of interfaces, no addresses and no “link”. The installer names cards as
    the installed system does, unless net.ifnames=0, biosdevname or ifname= stand on one kernel
    command line and not on the other. A card that is not there leaves the bond short in silence.

    Bad:  stack=kickstart release=rhel-9 mode=active-backup miimon=100 member=eth0 member=eth1
    Good: stack=kickstart release=rhel-9 mode=active-backup miimon=100 member=eno1 member=eno2
    """
    if any(re.fullmatch(r"eth\d+", member) for member in bond.members) and release and (release.tool(INSTALLER) or (0,)) >= (19,):
        yield hint(
            "member",
            "The installer calls cards eth0 only with net.ifnames=0, or where the firmware tells nothing of them.",
            "Look in the installer's shell with ip link, or pin a name with ifname=eth0:ADDRESS on its kernel command line.",
        )


@stack.trap
def kickstart_ipv6_is_left_alone(bond: Bond, release: Release | None) -> Findings:
    """--noipv6 does not switch IPv6 off.

    It tells NetworkManager to leave IPv6 to the kernel, which makes an address of its own where a
    router announces itself. To have none, set ipv6.method to disabled in %post, or boot with ipv6.disable=1.

    Bad:  stack=kickstart release=rhel-9 mode=active-backup miimon=100 member=eno1 member=eno2 address=192.0.2.10/24
    Good: stack=kickstart release=rhel-9 mode=active-backup miimon=100 member=eno1 member=eno2 address=192.0.2.10/24 ipv6=auto
    """
    if any(addressing.ipv6 == "none" for _, addressing in bond.layer3):
        yield hint(
            "ipv6",
            "--noipv6 leaves IPv6 to the kernel, which still follows a router that announces itself.",
            f"Where that matters, write {_without_ipv6(release)} in %post.",
        )


@stack.trap
def kickstart_search_is_new(bond: Bond, release: Release | None) -> Findings:
    """Only late installers of RHEL 9 take search domains.

    --ipv4-dns-search came with an update of RHEL 9, and an installer that does not know an option stops.

    Bad:  stack=kickstart release=rhel-9 mode=active-backup miimon=100 member=eno1 member=eno2 ipv4=dhcp search=example.org
    Good: stack=kickstart release=rhel-10 mode=active-backup miimon=100 member=eno1 member=eno2 ipv4=dhcp search=example.org
    """
    known = release.tool(INSTALLER) if release else None
    words = [("search", bond.addressing), *((f"vlan.{vlan.id}.search", vlan.addressing) for vlan in bond.vlans)]
    for word, addressing in words if known and known[:1] == (34,) else []:
        if addressing.search:
            yield hint(
                word,
                "The first installers of RHEL 9 do not know the option for search domains, and stop at it.",
                "Try it with that update's own ksvalidator, or leave the search domains out.",
                {word: None},
            )


@stack.trap
def kickstart_vlan_in_initramfs(bond: Bond, release: Release | None) -> Findings:
    """A VLAN over a bond is not there before the installer itself runs.

    Where the kickstart file or the installer's image comes over the network, the network starts in
    the initramfs, from the kernel command line. It turns the first network line into bond= and ip=, and makes no VLAN over
    the bond from it.

    Bad:  stack=kickstart release=rhel-9 mode=active-backup miimon=100 member=eno1 member=eno2 vlan.10.address=192.0.2.10/24
    Good: stack=kickstart release=rhel-9 mode=active-backup miimon=100 member=eno1 member=eno2 address=192.0.2.10/24
    """
    for vlan in bond.vlans[:1]:
        yield hint(
            f"vlan.{vlan.id}.name",
            "Where the installer needs this VLAN to fetch its files, the lines come too late.",
            "Put bond=, vlan= and ip= on its kernel command line: stack dracut writes them.",
        )


# ---------------------------------------------------------------- reading


@stack.parser
def parse(read: Reader) -> Iterator[Draft]:
    """The profiles that the installer would make of each file."""
    for path, nodes in read.files.items():
        comments = [node for node in nodes if node.name == COMMENT]
        for draft in drafts(read, reading.profiles(read, path, nodes)):
            for node in comments:
                if node.text.startswith(f"{draft.name}: "):
                    draft.say("description", node.text.partition(": ")[2], path, node)
            yield draft


@stack.claimer
def claims(path: str, nodes: list[Node]) -> Iterator[Claim]:
    """The cards that have a network line of their own: the installer makes a profile for each."""
    for node in nodes:
        told = {item.name: item.text for item in node.items}
        asleep = told.get("--onboot", "yes").lower() in FALSE
        if node.name == "network" and told.get("--device") and not asleep and not told.keys() & MAKERS:
            yield Claim(told["--device"], path, node.line, "has a network line of its own")


def _without_ipv6(release: Release | None) -> str:
    """What an installed system takes for no IPv6: its profile, its ifcfg file, or before NetworkManager 1.20 the kernel's own switch."""
    if ((release.tool(INSTALLER) if release else None) or (9999,)) >= version(BRIDGES):
        return "method=disabled into [ipv6] of the profile"
    if release and (release.tool(TOOL) or (0,)) >= version("1.20"):
        return "IPV6_DISABLED=yes into the ifcfg file"
    return "net.ipv6.conf.BOND.disable_ipv6=1 into /etc/sysctl.conf"
