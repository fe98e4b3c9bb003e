"""initscripts of RHEL 4 and 5: options of the bond in /etc/modprobe.conf, addresses in ifcfg files."""

from __future__ import annotations

from collections.abc import Iterator

from app.bonding.findings import Findings, error, hint
from app.bonding.mending import to_name
from app.bonding.model import Addressing, Bond
from app.bonding.names import INTERFACE_BYTES, ip
from app.distros.releases import Release
from app.formats import shellvars
from app.formats import words as word_lines
from app.formats.node import Node, comment, words
from app.stacks.contract import Draft, File, Place, Reader, Stack, Step, Writer
from app.stacks.driver import bond_file
from app.stacks.driver.parameters import PARAMETERS, read_parameters
from app.stacks.ifcfg_files import (
    FOLDER,
    IFCFG_PLACE,
    MODPROBE,
    MODPROBE_D,
    PHRASES,
    SYSCONFIG,
    YES,
    gateway_of,
    ipv6_keys,
    key,
    route_line,
    variables,
    with_prefix,
)
from app.stacks.phrases import belongs
from app.stacks.spelling import Spelling
from app.stacks.steps import RESTORE, apply, folder, keep, look, ping, rollback

RELOAD = (("service", "network", "stop"), ("modprobe", "-r", "bonding"), ("service", "network", "start"))

stack = Stack(
    title="ifcfg files with modprobe.conf (RHEL 4 and 5)",
    home="https://access.redhat.com/documentation/",
    tool="kernel",  # which loads the module with its parameters
    apart=True,
    syntax=shellvars,
    places=(
        Place((MODPROBE, f"{MODPROBE_D}*"), r"\s*(options|alias)\s.*bond", MODPROBE, lines=True),
        IFCFG_PLACE,
    ),
    syntaxes={MODPROBE: word_lines, f"{FOLDER}/route": word_lines},
    frame=PHRASES,
    spelling=Spelling(**PARAMETERS),
    gaps={
        "address": "An alias name such as bond0:1 may have 15 bytes; this address found no name. Shorten the interface name.",
        "dns": "These scripts know two name servers. Put the others into /etc/resolv.conf.",
        "vlan.name": "These scripts know a VLAN only under the name BOND.ID.",
        "bridge.over": "These scripts know a VLAN only under the name BOND.ID; the bridge goes over that.",
        "gateway": "These scripts keep one gateway a family and interface. Write the other as a route.",
        "queue_id": "There is no module parameter for queue_id, and these kernels do not have it.",
        "active_slave": "An action, not a setting. Write the member to /sys/class/net/BOND/bonding/active_slave from /sbin/ifup-local.",
    },
)

# ---------------------------------------------------------------- writing


@stack.renderer
def render(bond: Bond, write: Writer) -> Iterator[File | Step]:
    """Lines for modprobe.conf, one ifcfg file an interface, route files where there are routes."""
    files = list(_files(bond, write))
    yield from files
    yield keep(bond, MODPROBE, SYSCONFIG, FOLDER)
    yield apply(
        ("service", "network", "restart"),
        why="Stop and start all interfaces; a first start loads the module with the options above.",
        drops=True,
    )
    yield apply(
        *RELOAD,
        why=f"Only where {bond.name} was in use before with other options: a loaded module keeps the options it was loaded with.",
        drops=True,
        unless=("grep", "-qw", bond.mode, bond_file(bond.name, "mode")),
    )
    yield from look(bond)
    yield from ping(bond, six=("ping6",))
    yield rollback(
        ("rm", "-f", *(file.path for file in files if not file.adds)),
        (*RESTORE, f"{folder(bond)}/modprobe.conf", MODPROBE),
        (*RESTORE, f"{folder(bond)}/network", SYSCONFIG),
        (*RESTORE, f"{folder(bond)}/network-scripts/.", FOLDER),
        *RELOAD,
        why="Put the old files back and start the network with them, without the module's old options.",
        drops=True,
    )


def _files(bond: Bond, write: Writer) -> Iterator[File]:
    options = {"mode": ("mode", str(bond.facts.number))}
    options |= {name: (key.option, text) for key, name, text in write.options(bond)}
    parameters = [f"{name}={options[name][1]}" for name in sorted(options)]  # their order means nothing to the module
    about = " ".join(["mode", *(option for option, _ in options.values() if option != "mode")])
    yield File(
        MODPROBE,
        [words("alias", bond.name, "bonding", about="name"), words("options", bond.name, *parameters, about=about)],
        adds=True,
    )
    if any(addressing.ipv6 != "none" for _, addressing in bond.layer3):
        yield File(SYSCONFIG, [key("NETWORKING_IPV6", "yes", "ipv6")], adds=True)
    for member in dict.fromkeys(bond.members):
        file = _ifcfg(member, [key("BOOTPROTO", "none", "member"), key("MASTER", bond.name, "member"), key("SLAVE", "yes", "member")])
        belongs(bond, member, file.nodes)
        yield file
    extra = [key("MTU", bond.mtu, "mtu")] if bond.mtu else []
    extra += [key("MACADDR", bond.mac, "mac")] if bond.mac else []
    head = [comment(f"{bond.name}: {bond.description}", "description")] if bond.description else []
    yield from _interface(bond, bond.name, bond.addressing, [], extra, head)
    for vlan in bond.vlans:
        mtu = [key("MTU", vlan.mtu, f"vlan.{vlan.id}.mtu")] if vlan.mtu else []
        kind = [key("VLAN", "yes", f"vlan.{vlan.id}.name")]
        for file in _interface(bond, f"{bond.name}.{vlan.id}", vlan.addressing, kind, mtu, [], named=vlan.name):
            belongs(bond, vlan.name, file.nodes)
            yield file
    if bond.bridge:
        addressing = dict(bond.layer3)[bond.bridge.name]
        kind = [key("TYPE", "Bridge", "bridge"), key("STP", "off", "bridge"), key("DELAY", "0", "bridge")]
        for file in _interface(bond, bond.bridge.name, addressing, kind, [], []):
            belongs(bond, bond.bridge.name, file.nodes)
            yield file


def _interface(
    bond: Bond, device: str, addressing: Addressing, kind: list[Node], extra: list[Node], head: list[Node], named: str = ""
) -> Iterator[File]:
    """The files of one interface: as the port of a bridge it has no addresses of its own."""
    if bond.bridge and bond.bridge.over == (named or device):
        yield _ifcfg(device, [*kind, key("BOOTPROTO", "none", "bridge"), key("BRIDGE", bond.bridge.name, "bridge"), *extra], head)
        return
    # with DHCP the scripts pass over IPADDR; aliases are set up all the same
    own = 0 if addressing.ipv4 == "dhcp" else 1
    first, more = addressing.of_family(4)[:own], addressing.of_family(4)[own:]
    body = [key("BOOTPROTO", "dhcp" if addressing.ipv4 == "dhcp" else "none", "ipv4")]
    for address in first:
        body += [
            key("IPADDR", address.ip, "address"),
            key("NETMASK", address.netmask, "address"),
            key("NETWORK", address.network.network_address, "address"),
        ]
    four = gateway_of(addressing, 4)
    body += [key("GATEWAY", four, "gateway")] if four else []
    body += [key(f"DNS{number}", server, "dns") for number, server in enumerate(addressing.dns[:2], 1)]
    body += [key("DOMAIN", " ".join(addressing.search), "search")] if addressing.search else []
    six = ipv6_keys(device, addressing, gateway_of(addressing, 6)) if addressing.ipv6 != "none" else []
    yield _ifcfg(device, [*kind, *body, *six, *extra], head)
    for number, address in enumerate(more, 1):
        alias = f"{device}:{number}"
        if len(alias) <= INTERFACE_BYTES:
            yield File(
                f"{FOLDER}/ifcfg-{alias}",
                [
                    key("DEVICE", alias, "address"),
                    key("IPADDR", address.ip, "address"),
                    key("NETMASK", address.netmask, "address"),
                    key("ONPARENT", "yes", "address"),
                ],
            )
    for family, prefix in ((4, "route"), (6, "route6")):
        routes = [route for route in addressing.routes if ip(route.via).version == family]
        if routes:
            yield File(f"{FOLDER}/{prefix}-{device}", [route_line(route, device) for route in routes])


def _ifcfg(device: str, keys: list[Node], head: list[Node] | None = None) -> File:
    body = [key("DEVICE", device, "name"), *keys, key("ONBOOT", "yes", "name"), key("USERCTL", "no", "name")]
    return File(f"{FOLDER}/ifcfg-{device}", [*(head or []), *body])


# ---------------------------------------------------------------- traps


@stack.trap
def legacy_one_bond(bond: Bond, release: Release | None) -> Findings:
    """The module loaded through an alias makes one interface, and names it bond0.

    An alias and options for bond1 do not give a bond1: the module makes as many bonds as
    max_bonds says, one by default, and numbers them from 0. Further bonds need BONDING_OPTS
    in their ifcfg files, which the later updates of RHEL 5 read (stack ifcfg).

    Bad:  release=centos-5 stack=ifcfg-legacy name=bond1 mode=active-backup miimon=100 member=eth0 member=eth1
    Good: release=centos-5 stack=ifcfg-legacy name=bond0 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    if bond.name != "bond0":
        yield error(
            "name",
            f"With modprobe.conf the module makes bond0 and no {bond.name}.",
            "Call it bond0, or use BONDING_OPTS (stack ifcfg) for a second bond.",
            to_name(bond, "bond0"),
            {"stack": "ifcfg"},
        )


@stack.trap
def legacy_keeps_hwaddr(bond: Bond, release: Release | None) -> Findings:
    """HWADDR in the members' files pins the names of the cards.

    On these releases the installer writes it, and the scripts name the cards by it. Without it
    a start can number the cards the other way round, and the bond takes the wrong ones.

    Bad:  release=centos-5 mode=balance-alb miimon=100 member=eth0 member=eth1
    """
    yield hint(
        "member", "The installer's HWADDR lines pin the names of the cards.", "Keep the HWADDR line of each old ifcfg file in the new one."
    )


@stack.trap
def legacy_xen_bridge(bond: Bond, release: Release | None) -> Findings:
    """On a Xen host of that age the network script takes eth0 out of the bond.

    xend runs network-bridge, which by default renames and bridges the interface with the
    default route as it finds it, eth0 as a rule. The log then shows the member being removed
    and joining again. The script must be told to take the bond: in /etc/xen/xend-config.sxp
    (network-script 'network-bridge netdev=bond0').

    Bad:  release=centos-5 mode=balance-alb miimon=100 member=eth0 member=eth1
    """
    yield hint(
        "member",
        "On a Xen host the network script pulls eth0 out of the bond.",
        f"Where xend runs, set (network-script 'network-bridge netdev={bond.name}') in /etc/xen/xend-config.sxp.",
    )


# ---------------------------------------------------------------- reading

FRAME = {
    "ONBOOT",
    "USERCTL",
    "NETWORK",
    "BROADCAST",
    "TYPE",
    "STP",
    "DELAY",
    "ONPARENT",
    "HWADDR",
    "NM_CONTROLLED",
    "IPV6INIT",
    "PEERDNS",
    "NAME",
    "UUID",
}


@stack.parser
def parse(read: Reader) -> Iterator[Draft]:
    """The aliases of modprobe.conf make the bonds; the ifcfg files say the rest."""
    parser = _Parser(read)
    for path, nodes in read.files.items():
        if path == MODPROBE:
            parser.modprobe(path, nodes)
        elif path == SYSCONFIG:
            read.take(*(node for node in nodes if node.name == "NETWORKING_IPV6"))
    parser.find_layers()
    for path, nodes in read.files.items():
        name = path.rpartition("/")[2]
        if name.startswith("ifcfg-"):
            parser.ifcfg(path, nodes)
        elif name.startswith(("route-", "route6-")):
            parser.routes(path, name.partition("-")[2], nodes)
    yield from parser.bonds.values()


class _Parser:
    def __init__(self, read: Reader) -> None:
        self.read = read
        self.bonds: dict[str, Draft] = {}
        self.bridges: dict[str, str] = {}  # bridge: its port

    def modprobe(self, path: str, nodes: list[Node]) -> None:
        for node in nodes:
            if node.words[:1] == ("alias",) and node.words[2:] == ("bonding",):
                self.bonds[node.words[1]] = Draft(node.words[1])
                self.read.take(node)
        for node in nodes:
            if node.words[:1] == ("options",) and len(node.words) > 1 and node.words[1] in self.bonds:
                draft = self.bonds[node.words[1]]
                self.read.take(node)
                read_parameters(self.read, draft, path, node, node.words[2:])

    def find_layers(self) -> None:
        for nodes in self.read.files.values():
            told = variables(nodes)
            if "BRIDGE" in told and "DEVICE" in told:
                self.bridges[told["BRIDGE"].text] = told["DEVICE"].text

    def place(self, device: str) -> tuple[Draft, str] | None:
        """The bond that a device belongs to, and the prefix of its words there."""
        device = self.bridges.get(device.partition(":")[0], device.partition(":")[0])
        if device in self.bonds:
            return self.bonds[device], ""
        base, dot, number = device.rpartition(".")
        return (self.bonds[base], f"vlan.{number}.") if dot and base in self.bonds else None

    def ifcfg(self, path: str, nodes: list[Node]) -> None:
        told = variables(nodes)
        device = told["DEVICE"].text if "DEVICE" in told else ""
        master = told.get("MASTER")
        if master is not None and master.text in self.bonds:
            self.bonds[master.text].say("member", device, path, master)
            self.read.take(*(told.get(name) for name in ("DEVICE", "MASTER", "SLAVE", "BOOTPROTO", *FRAME)))
            return
        place = self.place(device)
        if place is None:
            return
        draft, prefix = place
        self.read.take(*(told.get(name) for name in ("DEVICE", "VLAN", *FRAME)))
        for node in nodes:
            if node.name == "#" and node.text.startswith(f"{draft.name}: "):
                draft.say("description", node.text.partition(": ")[2], path, node)
        if "VLAN" in told:
            draft.say(prefix + "name", device, path, told["VLAN"])
        if bridge := told.get("BRIDGE"):
            self.say(draft, "bridge", bridge.text, path, bridge)
            draft.say("bridge.over", device, path, bridge)
            for name in ("IPADDR", "GATEWAY", "IPV6ADDR", "IPV6ADDR_SECONDARIES", "IPV6_DEFAULTGW"):
                if name in told:
                    self.read.refuse(
                        path, told.pop(name), "the scripts pass over the addresses of a bridge port; they belong to the bridge"
                    )
        self.addressing(draft, prefix, path, told)

    def addressing(self, draft: Draft, prefix: str, path: str, told: dict[str, Node]) -> None:
        self.read.take(told.get("BOOTPROTO"), told.get("NETMASK"), told.get("PREFIX"), told.get("IPV6_AUTOCONF"), told.get("DHCPV6C"))
        if "BOOTPROTO" in told and told["BOOTPROTO"].text.lower() in ("dhcp", "bootp"):
            draft.say(prefix + "ipv4", "dhcp", path, told["BOOTPROTO"])
        address = told.get("IPADDR")
        if address and draft.values(prefix + "ipv4") == ["dhcp"] and ":" not in told["DEVICE"].text:
            self.read.refuse(path, address, "the scripts pass over IPADDR where BOOTPROTO is dhcp")
        elif address:
            mask = told.get("PREFIX") or told.get("NETMASK")
            self.say(draft, prefix + "address", with_prefix(address.text, mask.text if mask else ""), path, address)
        for name, word in (
            ("GATEWAY", "gateway"),
            ("IPV6_DEFAULTGW", "gateway"),
            ("DNS1", "dns"),
            ("DNS2", "dns"),
            ("MTU", "mtu"),
            ("IPV6ADDR", "address"),
        ):
            if node := told.get(name):
                self.say(draft, prefix + word, node.text.removesuffix(f"%{told['DEVICE'].text}"), path, node)
        for name, word in (("IPV6ADDR_SECONDARIES", "address"), ("DOMAIN", "search")):
            for value in told[name].text.split() if name in told else []:
                self.say(draft, prefix + word, value, path, told[name])
        if (mac := told.get("MACADDR")) and not prefix:
            self.say(draft, "mac", mac.text, path, mac)
        if "DHCPV6C" in told and told["DHCPV6C"].text.lower() in YES:
            draft.say(prefix + "ipv6", "dhcp", path, told["DHCPV6C"])
        elif "IPV6_AUTOCONF" in told and told["IPV6_AUTOCONF"].text.lower() in YES:
            draft.say(prefix + "ipv6", "auto", path, told["IPV6_AUTOCONF"])

    def routes(self, path: str, device: str, nodes: list[Node]) -> None:
        place = self.place(device)
        for node in nodes if place else []:
            told = dict(zip(node.words[1::2], node.words[2::2], strict=False))
            if place and "via" in told and told.keys() <= {"via", "dev", "metric"}:
                metric = f" metric {told['metric']}" if "metric" in told else ""
                self.say(place[0], place[1] + "route", f"{node.words[0]} via {told['via']}{metric}", path, node)

    def say(self, draft: Draft, word: str, value: str, path: str, node: Node) -> None:
        draft.say(word, value, path, node)
        self.read.take(node)
