"""NixOS: a module that makes the files of networkd; the older options of `networking` are read, and written in the indirect way."""

from __future__ import annotations

from collections.abc import Iterator

from app.bonding.findings import Findings, hint
from app.bonding.model import Bond
from app.distros.releases import Release
from app.formats import nix
from app.formats.node import COMMENT, Node, comment
from app.stacks import networkd
from app.stacks.contract import Claim, Draft, File, Place, Reader, Stack, Step, Writer
from app.stacks.indirect.settings import look_beyond
from app.stacks.nix_modules import driver_options, merged, older, units
from app.stacks.nix_modules.units import FOLDER, Made
from app.stacks.steps import RESTORE, apply, configured, folder, keep, look, ping, rollback, verify

HOME = "/etc/nixos"
DRIVER = (
    "NixOS hands the bond to networkd, which has no key for it. Make the bond with networking.bonds.BOND.driverOptions instead: {} = {}."
)
UNIT = "Neither networkd nor networking.bonds has a place for it. Run `ip link set {}` from a service in systemd.services."

stack = Stack(
    title="NixOS",
    home="https://nixos.org/manual/nixos/stable/options",
    tool="systemd",
    syntax=nix,
    places=(
        Place(
            ("/etc/nixos/*.nix", "*.nix"),
            r"\s*(?:networking|systemd\.network)\b[^\n=]*=\s*(?![=\s\w])",
            "/etc/nixos/configuration.nix",
        ),
    ),
    spelling=networkd.stack.spelling,
    indirect=driver_options.WAY,
    gaps={
        "lp_interval": "networkd sends LearnPacketIntervalSec only together with ARPIntervalSec, which the modes that send learning "
        'packets refuse. Make the bond with networking.bonds.BOND.driverOptions instead: lp_interval = "N".',
        "use_carrier": DRIVER.format("use_carrier", '"0"') + " Current kernels know only 1 anyway.",
        "ns_ip6_target": DRIVER.format("ns_ip6_target", '"ADDRESS,ADDRESS"'),
        "broadcast_neighbor": DRIVER.format("broadcast_neighbor", '"on"'),
        "lacp_active": DRIVER.format("lacp_active", '"off"'),
        "lacp_strict": DRIVER.format("lacp_strict", '"on"'),
        "coupled_control": DRIVER.format("coupled_control", '"off"'),
        "queue_id": UNIT.format("MEMBER type bond_slave queue_id N"),
        "prio": UNIT.format("MEMBER type bond_slave prio N") + " Or use primary.",
        "actor_port_prio": UNIT.format("MEMBER type bond_slave actor_port_prio N"),
    },
    frame={
        "{ ... }:": "The file is a module: a function that gets the whole configuration and answers with a set of options.",
        "systemd.network.enable": "networkd runs. What other interfaces get from networking.interfaces stays as it is.",
        "networking.dhcpcd.denyInterfaces": "The DHCP client of the older scripts keeps off these interfaces.",
        "networking.networkmanager.unmanaged": "NetworkManager, where it is enabled, keeps off them too.",
        "systemd.network.netdevs": "Makes an interface: its name, its kind and its options.",
        "systemd.network.networks": "What an interface gets. Files of networkd are made of it, and the first that matches counts.",
        "networking.bonds": "A service makes the bond with ip, with all these options at once, and puts the members into it.",
        "interfaces": "The members.",
        "driverOptions": "Words and values for ip, each in quotes.",
        "netdevConfig": "What makes the interface: its name and its kind.",
        "bondConfig": "The options of the bond. networkd sets them when it makes the interface, not later.",
        "matchConfig.Name": "The interface that this is for.",
        "linkConfig.RequiredForOnline": "The boot does not wait for this card: one without a cable must not hold it up.",
        "networkConfig": "What networkd sets up on the interface.",
        "vlanConfig.Id": "The number that the packets carry as their tag.",
        "routes": "The static routes.",
        "grep -n": "Shows the line that brings the new file into the configuration.",
        "nixos-rebuild dry-build": "Computes the configuration, and names what NixOS does not take. Nothing is changed.",
        "nixos-rebuild switch": "Builds the system, takes it into use, and makes it the one that starts next time.",
        "nixos-rebuild switch --rollback": "Takes the system before this one into use again; nothing has to be built.",
        "journalctl": "The warnings since the boot.",
    },
)

# ---------------------------------------------------------------- writing


@stack.renderer
def render(bond: Bond, write: Writer) -> Iterator[File | Step]:
    """One module. The bond is networkd's, or where options without a key were asked for, one of `networking.bonds`."""
    path = f"{HOME}/{bond.name}.nix"
    beyond = write.beyond(bond)
    yield File(path, list(_module(bond, write, bool(beyond))))
    yield keep(bond, HOME)
    yield apply(
        ("grep", "-n", f"{bond.name}[.]nix", f"{HOME}/configuration.nix"),
        why=f"Put ./{bond.name}.nix into the list imports of {HOME}/configuration.nix first, and take the members out of what stands "
        "there. In a flake the file has to be added to git too.",
        role="check",
    )
    yield apply(("nixos-rebuild", "dry-build"), why="An option or a value that NixOS does not take is named here.", role="check")
    yield apply(
        ("nixos-rebuild", "switch"),
        why="Take it into use, now and for each start. nixos-rebuild test does the same until the next start only. "
        f"A {bond.name} that exists already keeps its options: ip link delete dev {bond.name} first when you change them.",
        drops=True,
    )
    yield from configured(bond)
    for member in bond.members[:1] if not beyond else ():
        yield verify(
            ("networkctl", "status", "--no-pager", member),
            why="The member is configured by our file; look at the others likewise.",
            see=f"Network File: {FOLDER}/05-{bond.name}-{member}.network",
        )
    yield from look(bond)
    yield from look_beyond(bond, beyond)
    unit = f"{bond.name}-netdev" if beyond else "systemd-networkd"
    yield verify(
        ("journalctl", "-b", "-u", unit, "-p", "warning", "--no-pager"),
        why="What networkd or ip did not take is said only here.",
        see="no line about the bond",
    )
    yield from ping(bond)
    yield rollback(
        ("rm", "-f", path),
        (*RESTORE, f"{folder(bond)}/nixos/.", HOME),
        *(("ip", "link", "delete", "dev", name) for name in reversed(bond.interfaces)),
        ("nixos-rebuild", "switch", "--rollback"),
        why="Put the old files back, take the interfaces away, and go back to the system before. At the boot it can be chosen too.",
        drops=True,
    )


def _module(bond: Bond, write: Writer, by_ip: bool) -> Iterator[Node]:
    if bond.description:
        yield comment(f"{bond.name}: {bond.description}", "description")
    yield _option("systemd", "network", "enable", value=True)
    names = list(dict.fromkeys((*bond.members, *bond.interfaces)))
    yield _option("networking", "dhcpcd", "denyInterfaces", items=[Node("-", value=name, about="stack") for name in names])
    unmanaged = [Node("-", value=f"interface-name:{name}", about="stack") for name in names]
    yield _option("networking", "networkmanager", "unmanaged", items=unmanaged)
    if by_ip:
        yield driver_options.bond(bond, write)
    for file in networkd.stack.written(bond, Writer(networkd.stack, write.release)):
        if isinstance(file, File) and file.path.startswith(f"{FOLDER}/"):
            if not by_ip:
                yield units.written(file)
            elif not file.path.startswith((f"{FOLDER}/05-", f"{FOLDER}/10-{bond.name}.netdev")):
                yield units.written(_with_link(bond, file) if file.path == f"{FOLDER}/30-{bond.name}.network" else file)


def _with_link(bond: Bond, file: File) -> File:
    """The bond's own file, with what its .netdev would have said of the interface."""
    keys = [Node("MTUBytes", value=str(bond.mtu), about="mtu")] if bond.mtu else []
    keys += [Node("MACAddress", value=bond.mac, about="mac")] if bond.mac else []
    link = [Node("Link", items=keys, about=keys[0].about)] if keys else []
    return File(file.path, [file.nodes[0], *link, *file.nodes[1:]])


def _option(*path: str, value: bool | None = None, items: list[Node] | None = None) -> Node:
    """An option that stands in one line."""
    node = Node(path[-1], value=value, items=items or [], flow=items is not None, about="stack")
    for name in reversed(path[:-1]):
        node = Node(name, items=[node], about="stack")
    return node


# ---------------------------------------------------------------- traps


@stack.trap
def nixos_module_has_to_be_imported(bond: Bond, release: Release | None) -> Findings:
    """A file in /etc/nixos does nothing until the configuration imports it.

    Put its name into the list `imports` of configuration.nix. In a flake git has to know the file too: what is
    not added is not seen.

    Bad:  stack=nixos release=nixos-26.05 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    yield hint(
        "stack",
        f"{bond.name}.nix does nothing until imports in configuration.nix names it.",
        "Add it there, and to git in a flake.",
    )


@stack.trap
def nixos_dhcp_on_members(bond: Bond, release: Release | None) -> Findings:
    """The generated hardware configuration asks for DHCP on every card.

    `networking.useDHCP = lib.mkDefault true` stands in hardware-configuration.nix. The module keeps dhcpcd off the members by
    `networking.dhcpcd.denyInterfaces`, and leaves other cards as they are. NixOS warns all the same that networkd and dhcpcd could take
    the same interface. NetworkManager, which new installations have, is kept off alike. What `networking.interfaces.<member>` says has to
    go.

    Bad:  stack=nixos release=nixos-26.05 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    yield hint(
        "member",
        "What networking.interfaces says of a member stays in force beside the bond.",
        "Take the members out of it; dhcpcd is kept off them by the module.",
    )


@stack.trap
def nixos_networkd_makes_a_mac(bond: Bond, release: Release | None) -> Findings:
    """networkd, which the module uses, gives the bond an address of its own making.

    It is made from the bond's name and the machine id, not taken from the first card. DHCP reservations and port
    security that know the card's address do not match then.

    Bad:  stack=nixos release=nixos-26.05 mode=active-backup miimon=100 member=eth0 member=eth1
    Good: stack=nixos release=nixos-26.05 mode=active-backup miimon=100 member=eth0 member=eth1 mac=02:00:00:00:00:05
    """
    if not bond.mac:
        yield hint(
            "mac",
            "networkd makes an address of its own for the bond, not the first card's.",
            "Where DHCP or the switch knows the card's address, set mac to it.",
        )


# ---------------------------------------------------------------- reading


@stack.parser
def parse(read: Reader) -> Iterator[Draft]:
    """All modules as files of networkd, which its own parser reads; then the options that ip gets."""
    made = Made()
    network, options = _options(read, "systemd", "network"), _options(read, "networking")
    useful = bool(options.get("useNetworkd")) and options["useNetworkd"][-1].text == "true"
    files: dict[str, list[Node]] = {}
    for kind in ("netdevs", "networks"):
        for each in (each for node in network.get(kind, ()) for each in node.items):
            files.setdefault(f"{FOLDER}/{each.name}.{kind[:-1]}", []).extend(units.unit(kind, each, made))
    bonds = [each for node in options.get("bonds", ()) for each in node.items]
    names = {each.name for each in bonds} | {each.text for nodes in files.values() for each in _makes_bond(nodes)}
    for path, sections in older.files(options, next(iter(names)) if len(names) == 1 else "", useful, made):
        files.setdefault(path, []).extend(sections)
    comments = [node for nodes in read.files.values() for node in nodes if node.name == COMMENT]
    files = {path: [*comments, *nodes] if path.endswith(".netdev") else nodes for path, nodes in files.items()}
    drafts = networkd.stack.drafts(read.within(networkd.stack.spelling, files, made.pairs))
    driver_options.read_bonds(read, bonds, {draft.name: draft for draft in drafts}, useful)
    _types(read, network)
    read.take(*(follower for leader, follower in made.along if read.took(leader)))
    _frame(read, network, options)
    yield from drafts


def _options(read: Reader, *above: str) -> dict[str, list[Node]]:
    """The nodes of each option below a name, over all files and all the sets that say something of it."""
    found: dict[str, list[Node]] = {}
    roots = [node for nodes in read.files.values() for node in nodes]
    level = merged([*roots, *(item for node in roots if node.name == "config" for item in node.items)])
    for name in above:
        level = [item for node in level if node.name == name for item in node.items]
    for node in level:
        found.setdefault(node.name, []).append(node)
    return found


def _makes_bond(nodes: list[Node]) -> list[Node]:
    head = [item for node in nodes if node.name == "NetDev" for item in node.items]
    return [item for item in head if item.name == "Name"] if any(item.text == "bond" for item in head if item.name == "Kind") else []


def _types(read: Reader, network: dict[str, list[Node]]) -> None:
    """Numbers in quotes, which NixOS refuses where it wants numbers."""
    sets = [item for node in network.get("netdevs", ()) for each in node.items for item in each.items]
    for node in (node for each in sets for node in each.items if node.name in units.WHOLE and read.took(node)):
        if isinstance(node.value, str) and node.text.isdecimal():
            said = f"NixOS wants a number without quotes here and refuses the whole configuration for {node.name}."
            read.flaw(node, "error", "nix-type", said, f"Write {node.name} = {node.text[:20]}.")


def _frame(read: Reader, network: dict[str, list[Node]], options: dict[str, list[Node]]) -> None:
    """What says how the rest is done."""
    read.take(*network.get("enable", ()), *options.get("useNetworkd", ()))
    for name, key in (("dhcpcd", "denyInterfaces"), ("networkmanager", "unmanaged")):
        read.take(*(each for node in options.get(name, ()) for item in node.items if item.name == key for each in item.walk()))
    read.take(*(node for node in options.get("useDHCP", ()) if node.text == "false"))


@stack.claimer
def claims(path: str, nodes: list[Node]) -> Iterator[Claim]:
    """The interfaces that networking.interfaces gives addresses to."""
    for root in (node for node in nodes if node.name == "networking"):
        for each in (each for node in root.items if node.name == "interfaces" for each in node.items):
            asks = any(item.name == "useDHCP" and item.text == "true" for item in each.items)
            if asks or any(node.name == "address" for node in each.walk()):
                yield Claim(each.name, path, each.line, "gives it addresses")
