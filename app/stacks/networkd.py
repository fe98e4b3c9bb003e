"""systemd-networkd: .netdev files make the interfaces, .network files configure them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.bonding.findings import Findings, hint
from app.bonding.model import Addressing, Bond
from app.bonding.problems import nearest
from app.distros.releases import Release
from app.formats import ini
from app.formats import words as word_lines
from app.formats.node import Node, comment, words
from app.stacks.contract import Claim, Draft, File, Place, Reader, Stack, Step, Writer
from app.stacks.indirect import udev
from app.stacks.indirect.settings import look_beyond
from app.stacks.phrases import belongs
from app.stacks.spelling import YES_NO, Key, Millis, Names, Separated, Spelling, Words
from app.stacks.steps import RESTORE, apply, configured, folder, keep, look, ping, rollback, verify

FOLDER = "/etc/systemd/network"
ACCEPT_RA = ("IPv6AcceptRA", "IPv6AcceptRouterAdvertisements")
"""The key's name, and the one it had before version 231."""

MILLIS = Millis()
BOOLEAN = Words(YES_NO)

NAMED = r"^\s*Name\s*=\s*(\S+)"

stack = Stack(
    title="systemd-networkd",
    home="https://www.freedesktop.org/software/systemd/man/latest/systemd.netdev.html",
    tool="systemd",
    apart=True,
    syntax=ini,
    places=(
        Place(("/*/systemd/network/*.netdev", "*.netdev"), r"\[NetDev\]", "/etc/systemd/network/{}.netdev", NAMED, many=True),
        Place(("/*/systemd/network/*.network", "*.network"), r"\[Match\]", "/etc/systemd/network/{}.network", NAMED, many=True),
        Place(("/*/systemd/network/*.netdev.d/*.conf", "/*/systemd/network/*.network.d/*.conf"), r"(?!)", ""),
    ),
    syntaxes={"/etc/modprobe.d/": word_lines},
    indirect=udev.WAY,
    spelling=Spelling(
        miimon=Key("MIIMonitorSec", MILLIS, since="216"),
        updelay=Key("UpDelaySec", MILLIS, since="216"),
        downdelay=Key("DownDelaySec", MILLIS, since="216"),
        peer_notif_delay=Key("PeerNotifyDelaySec", MILLIS, since="256"),
        arp_interval=Key("ARPIntervalSec", MILLIS, since="220"),
        arp_ip_target=Key("ARPIPTargets", Separated(" "), since="220"),
        arp_validate=Key("ARPValidate", Names("arp_validate"), since="220", only=("none", "active", "backup", "all")),
        arp_all_targets=Key("ARPAllTargets", Names("arp_all_targets"), since="220"),
        arp_missed_max=Key("ARPMissedMax", since="256"),
        primary=Key("PrimarySlave", since="235", elsewhere="[Network] of the member's .network"),
        primary_reselect=Key("PrimaryReselectPolicy", Names("primary_reselect"), since="220"),
        active_slave=Key("ActiveSlave", since="235", elsewhere="[Network] of the member's .network"),
        fail_over_mac=Key("FailOverMACPolicy", Names("fail_over_mac"), since="220"),
        xmit_hash_policy=Key(
            "TransmitHashPolicy",
            Names("xmit_hash_policy"),
            since="216",
            only=("layer2", "layer3+4", "layer2+3", "encap2+3", "encap3+4"),
        ),
        resend_igmp=Key("ResendIGMP", since="220"),
        num_grat_arp=Key("GratuitousARP", since="220"),
        num_unsol_na=Key("GratuitousARP", since="220"),
        all_slaves_active=Key("AllSlavesActive", BOOLEAN, since="220"),
        min_links=Key("MinLinks", since="220"),
        packets_per_slave=Key("PacketsPerSlave", since="220"),
        lacp_rate=Key("LACPTransmitRate", Names("lacp_rate"), since="216"),
        ad_select=Key("AdSelect", Names("ad_select"), since="220", only=("stable", "bandwidth", "count")),
        ad_actor_sys_prio=Key("AdActorSystemPriority", since="240"),
        ad_actor_system=Key("AdActorSystem", since="240"),
        ad_user_port_key=Key("AdUserPortKey", since="240"),
        tlb_dynamic_lb=Key("DynamicTransmitLoadBalancing", BOOLEAN, since="240"),
    ),
    gaps={
        "lp_interval": "networkd sends LearnPacketIntervalSec only together with ARPIntervalSec, which the modes that send "
        "learning packets refuse. Write it to /sys/class/net/BOND/bonding/lp_interval from a unit.",
        "use_carrier": "networkd has no key for use_carrier; current kernels know only 1 anyway.",
        "queue_id": "networkd has no key for it. Run `ip link set MEMBER type bond_slave queue_id N` from a unit.",
        "prio": "networkd has no key for it. Use primary, or run `ip link set MEMBER type bond_slave prio N` from a unit.",
        "actor_port_prio": "networkd has no key for it. Run `ip link set MEMBER type bond_slave actor_port_prio N` from a unit.",
        "ns_ip6_target": "networkd has no key for it. Run `ip link set BOND type bond ns_ip6_target ADDRESS,ADDRESS` from a unit.",
        "broadcast_neighbor": "networkd has no key for it. Run `ip link set BOND type bond broadcast_neighbor on` from a unit.",
        "lacp_active": "networkd has no key for it. Make the bond with ip before networkd starts: it changes only while down.",
        "lacp_strict": "networkd has no key for it. Run `ip link set BOND type bond lacp_strict on` from a unit.",
        "coupled_control": "networkd has no key for it. Make the bond with ip before networkd starts: it changes only while down.",
    },
    frame={
        "[NetDev]": "What makes the interface: its name and its kind.",
        "Name": "The name of the interface.",
        "Kind=bond": "Makes the interface a bond.",
        "Kind=vlan": "Makes the interface a VLAN.",
        "Kind=bridge": "Makes the interface a bridge.",
        "MTUBytes": "The MTU of the interface.",
        "[Bond]": "The options of the bond. networkd sets them when it makes the interface, not later.",
        "Bond": "The card named above joins this bond.",
        "[VLAN]": "What makes the VLAN.",
        "Id": "The number that the packets carry as their tag.",
        "VLAN": "This VLAN stands on the interface.",
        "[Match]": "Which interface this file is for. The first file that matches an interface is the only one used.",
        "[Link]": "How the interface counts when the boot waits for the network.",
        "RequiredForOnline=no": "The boot does not wait for this card: one without a cable must not hold it up.",
        "[Network]": "What networkd sets up on the interface.",
        "PrimarySlave=true": "This member is the preferred one.",
        "ActiveSlave=true": "This member carries the traffic at the start.",
        "DHCP=yes": "Asks DHCP servers for addresses of both families.",
        "DHCP=ipv4": "Asks a DHCP server for an IPv4 address.",
        "DHCP=ipv6": "Asks a DHCP server for an IPv6 address.",
        "IPv6AcceptRA=no": "No addresses and routes from router advertisements.",
        "IPv6AcceptRA=yes": "Takes addresses and routes from router advertisements; DHCPv6 starts by them too.",
        "IPv6AcceptRouterAdvertisements=no": "No addresses and routes from router advertisements (the key's name before systemd 231).",
        "IPv6AcceptRouterAdvertisements=yes": "Takes addresses and routes from router advertisements (the key's name before systemd 231).",
        "ConfigureWithoutCarrier=yes": "Sets the addresses although no cable is in, and keeps them when all are out.",
        "LinkLocalAddressing=no": "No address of its own, not even a link-local one: it is a port of the bridge.",
        "Bridge": "The interface is the port of this bridge.",
        "[Route]": "One static route.",
        "Destination": "The network that the route leads to.",
        "Metric": "Its metric: of two routes to one network the lower wins.",
        "options bonding max_bonds=0": "Keeps the module from making a bond0 of its own when it is loaded; networkd makes the bond.",
        "networkctl reload": "networkd reads its files anew and sets up what changed.",
        "systemctl restart systemd-networkd.service": "Starts networkd anew, so that it reads its files.",
        "systemctl enable --now systemd-networkd.service": "Starts networkd, now and at each boot.",
        "journalctl": "The warnings of networkd since the boot.",
    },
)

# ---------------------------------------------------------------- writing


@stack.renderer
def render(bond: Bond, write: Writer) -> Iterator[File | Step]:
    """A .netdev and a .network for each interface, and a .network for each member."""
    beyond = list(udev.files(bond, write))
    files = [*_files(bond, write), *beyond]
    yield from files
    yield keep(bond, FOLDER, *udev.folders(beyond))
    paths = [file.path for file in files]
    reload = write.tool("systemd") >= (244,)
    start = ("networkctl", "reload") if reload else ("systemctl", "restart", "systemd-networkd.service")
    delete = ("networkctl", "delete", bond.name) if write.tool("systemd") >= (243,) else ("ip", "link", "delete", "dev", bond.name)
    if other := _other_manager(write.release):
        yield apply(
            ("systemctl", "enable", "--now", "systemd-networkd.service"),
            why=f"Only where networkd does not run yet (by default it is {other} here): first take the members out of what {other} reads.",
            drops=True,
            role="hand",
            unless=("systemctl", "is-active", "--quiet", "systemd-networkd.service"),
        )
    yield from udev.prepare(bond, beyond)
    yield apply(
        start,
        why=f"Take the files into use. A {bond.name} that exists already keeps its options: delete it first "
        f"({' '.join(delete)}) when you change the mode or other options.",
        drops=True,
    )
    yield from configured(bond)
    for member in bond.members[:1]:
        yield verify(
            ("networkctl", "status", "--no-pager", member),
            why="The member is configured by our file; look at the others likewise.",
            see=f"Network File: {FOLDER}/05-{bond.name}-{member}.network",
        )
    yield from look(bond)
    yield from look_beyond(bond, write.beyond(bond))
    yield verify(
        ("journalctl", "-b", "-u", "systemd-networkd", "-p", "warning", "--no-pager"),
        why="networkd skips lines it does not know and says so only here.",
        see="no line that names one of the files above",
    )
    yield from ping(bond)
    yield rollback(
        ("rm", "-f", *paths),
        (*RESTORE, f"{folder(bond)}/network/.", FOLDER),
        *udev.restored(bond, beyond),
        *udev.reread(beyond),
        *(("ip", "link", "delete", "dev", name) for name in reversed(bond.interfaces)),
        start,
        why="Put the old files back, take the interfaces away, and let networkd start over.",
        drops=True,
    )


def _other_manager(release: Release | None) -> str:
    """What manages interfaces on a release that does not start networkd by itself; empty for one that does."""
    return release.default_stack if release and release.default_stack not in ("networkd", "netplan") else ""


def _files(bond: Bond, write: Writer) -> Iterator[File]:
    if write.tool("systemd") < (236,):  # newer ones bring this file themselves
        yield File("/etc/modprobe.d/bonding.conf", [words("options", "bonding", "max_bonds=0", about="max_bonds")])
    yield File(f"{FOLDER}/10-{bond.name}.netdev", _bond_netdev(bond, write))
    for vlan in bond.vlans:
        mtu = [_key("MTUBytes", vlan.mtu, f"vlan.{vlan.id}.mtu")] if vlan.mtu else []
        yield File(
            f"{FOLDER}/10-{vlan.name}.netdev",
            [
                *belongs(bond, vlan.name, [_netdev(vlan.name, "vlan", *mtu)]),
                _section("VLAN", "vlan", _key("Id", vlan.id, f"vlan.{vlan.id}.name")),
            ],
        )
    if bond.bridge:
        yield File(f"{FOLDER}/10-{bond.bridge.name}.netdev", belongs(bond, bond.bridge.name, [_netdev(bond.bridge.name, "bridge")]))
    for member in bond.members:
        # low numbers: the first file that matches a card is the only one used, and others match all cards
        yield File(f"{FOLDER}/05-{bond.name}-{member}.network", _member_network(bond, member, write))
    for name in bond.interfaces:
        yield File(f"{FOLDER}/30-{name}.network", belongs(bond, name, _network(bond, name, write)))


def _bond_netdev(bond: Bond, write: Writer) -> list[Node]:
    head = [comment(f"{bond.name}: {bond.description}", "description")] if bond.description else []
    extra = []
    if bond.mtu:
        extra.append(_key("MTUBytes", bond.mtu, "mtu"))
    if bond.mac:
        extra.append(_key("MACAddress", bond.mac, "mac"))
    options = {name: (key.option, text) for key, name, text in write.options(bond) if not key.elsewhere}
    keys = [_key(name, text, option) for name, (option, text) in options.items()]
    return [*head, _netdev(bond.name, "bond", *extra), _section("Bond", "mode", _key("Mode", bond.mode, "mode"), *keys)]


def _member_network(bond: Bond, member: str, write: Writer) -> list[Node]:
    keys = [_key("Bond", bond.name, "member")]
    keys += [_key(name, "true", key.option) for key, name, text in write.options(bond) if key.elsewhere and text == member]
    link = []
    if write.tool("systemd") >= (236,):  # a member without a cable must not hold up the boot
        link.append(_section("Link", "member", _key("RequiredForOnline", "no", "member")))
    return [_section("Match", "member", _key("Name", member, "member")), *link, _section("Network", "member", *keys)]


def _network(bond: Bond, name: str, write: Writer) -> list[Node]:
    network = [_key("VLAN", vlan.name, f"vlan.{vlan.id}.name") for vlan in bond.vlans if name == bond.name]
    if bond.bridge and name == bond.bridge.over:
        network += [
            _key("Bridge", bond.bridge.name, "bridge"),
            _key("LinkLocalAddressing", "no", "bridge"),
            _key(_accept_ra(write), "no", "bridge"),
        ]
        routes: list[Node] = []
    else:
        addressing = dict(bond.layer3)[name]
        network += _addressing(addressing, write)
        routes = list(_routes(addressing))
    return [_section("Match", "name", _key("Name", name, "name")), _section("Network", "name", *network), *routes]


def _accept_ra(write: Writer) -> str:
    return ACCEPT_RA[0 if write.tool("systemd") >= (231,) else 1]


def _addressing(addressing: Addressing, write: Writer) -> Iterator[Node]:
    dhcp = {(True, True): "yes", (True, False): "ipv4", (False, True): "ipv6"}.get((addressing.ipv4 == "dhcp", addressing.ipv6 == "dhcp"))
    if dhcp:
        yield _key("DHCP", dhcp, "ipv4" if addressing.ipv4 == "dhcp" else "ipv6")
    yield _key(_accept_ra(write), "yes" if addressing.ipv6 in ("auto", "dhcp") else "no", "ipv6")
    if addressing.addresses and write.tool("systemd") >= (235,):  # keep the addresses while all cables are out
        yield _key("ConfigureWithoutCarrier", "yes", "address")
    for address in addressing.addresses:
        yield _key("Address", address, "address")
    for gateway in addressing.gateways:
        yield _key("Gateway", gateway, "gateway")
    for server in addressing.dns:
        yield _key("DNS", server, "dns")
    if addressing.search:
        yield _key("Domains", " ".join(addressing.search), "search")


def _routes(addressing: Addressing) -> Iterator[Node]:
    for route in addressing.routes:
        metric = [_key("Metric", route.metric, "route")] if route.metric is not None else []
        yield _section("Route", "route", _key("Destination", route.to, "route"), _key("Gateway", route.via, "route"), *metric)


def _netdev(name: str, kind: str, *keys: Node) -> Node:
    return _section("NetDev", "name", _key("Name", name, "name"), _key("Kind", kind, "name"), *keys)


def _section(name: str, about: str, *keys: Node) -> Node:
    return Node(name, items=list(keys), about=about)


def _key(name: str, value: str | int, about: str) -> Node:
    return Node(name, value=str(value), about=about)


# ---------------------------------------------------------------- traps


@stack.trap
def networkd_makes_a_mac(bond: Bond, release: Release | None) -> Findings:
    """Networkd gives the bond an address made from its name and the machine id.

    Other stacks leave the choice to the kernel, which takes the address of the first member.
    DHCP reservations and port security that know the card's address do not match then. Set
    `mac` to the address of a member to keep it.

    Bad:  stack=networkd release=debian-13 mode=active-backup miimon=100 member=eth0 member=eth1
    Good: stack=networkd release=debian-13 mode=active-backup miimon=100 member=eth0 member=eth1 mac=02:00:00:00:00:05
    """
    if not bond.mac:
        yield hint(
            "mac",
            "networkd makes an address of its own for the bond, not the first card's.",
            "Where DHCP or the switch knows the card's address, set mac to it.",
        )


@stack.trap
def networkd_is_not_the_default(bond: Bond, release: Release | None) -> Findings:
    """On this release another system manages the interfaces unless someone changed that.

    Files in /etc/systemd/network do nothing while networkd does not run, and two managers of one
    card end with none. Name servers need systemd-resolved beside networkd.

    Bad:  stack=networkd release=debian-13 mode=active-backup miimon=100 member=eth0 member=eth1
    Good: stack=networkd release=amazon-2023 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    if other := _other_manager(release):
        yield hint(
            "stack",
            f"{release.name if release else ''} uses {other} unless someone changed that; networkd may not run there.",
            f"Take the members out of what {other} reads. Name servers also need systemd-resolved.",
            {"stack": release.default_stack} if release else None,
        )


@stack.trap
def networkd_first_match_wins(bond: Bond, release: Release | None) -> Findings:
    """The first .network file that matches an interface is the only one used.

    Ours for the members begin with 05. A file that sorts before them and matches a card takes
    it away: the card gets an address of its own and does not join.

    Bad:  stack=networkd release=debian-13 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    yield hint(
        "member",
        "A .network file that sorts before 05- and matches a member takes it away from the bond.",
        "networkctl status MEMBER tells which file it uses.",
    )


# ---------------------------------------------------------------- reading

IGNORED = {"RequiredForOnline", "LinkLocalAddressing", "ConfigureWithoutCarrier", "Description"}
TRUE = YES_NO["on"]


@stack.parser
def parse(read: Reader) -> Iterator[Draft]:
    """First the interfaces that .netdev files make, then what .network files say of each."""
    parser = _Parser(read)
    files = _with_drop_ins(read)
    for path in sorted(files):
        if path.endswith(".netdev"):
            parser.netdev(path, files[path])
        elif path.startswith("/etc/modprobe.d/"):
            read.take(*(node for node in files[path] if node.words[:2] == ("options", "bonding")))
    for path in sorted(files):  # who stands on whom, before what each of them gets
        if path.endswith(".network"):
            parser.layers(path, files[path])
    for path in sorted(files):
        if path.endswith(".network"):
            parser.network(path, files[path])
    yield from parser.bonds.values()


def _with_drop_ins(read: Reader) -> dict[str, list[Node]]:
    """The files, each with the sections that its drop-ins add, in the order of their names, whichever folder they lie in."""
    files = {path: list(nodes) for path, nodes in read.files.items()}
    mains = {path.rpartition("/")[2]: path for path in files if path.endswith((".netdev", ".network"))}
    for path in sorted(read.files, key=lambda each: each.rpartition("/")[2]):
        folder, _, name = path.rpartition("/")
        main = mains.get(folder.rpartition("/")[2].removesuffix(".d"))
        if main and folder.endswith((".netdev.d", ".network.d")) and name.endswith(".conf"):
            files[main] = _merged(files[main], read.files[path])
    return files


def _merged(nodes: list[Node], more: list[Node]) -> list[Node]:
    """A file with a drop-in: sections that stand once grow by its keys, so that a later key wins; [Address] and [Route] are new ones."""
    merged = list(nodes)
    for section in more:
        at = next((at for at, each in enumerate(merged) if each.name == section.name and section.items), None)
        if at is None or section.name in ("Address", "Route", "#"):
            merged.append(section)
        else:
            merged[at] = replace(merged[at], items=[*merged[at].items, *section.items])
    return merged


class _Parser:
    def __init__(self, read: Reader) -> None:
        self.read = read
        self.bonds: dict[str, Draft] = {}
        self.vlan_ids: dict[str, tuple[str, str, str, Node]] = {}  # name: id, mtu, path, node
        self.vlan_owner: dict[str, str] = {}
        self.bridges: dict[str, str] = {}  # bridge: its port

    def netdev(self, path: str, nodes: list[Node]) -> None:
        sections = {node.name: node for node in nodes}
        head = sections.get("NetDev")
        if head is None:
            return
        name, kind = _value(head, "Name"), _value(head, "Kind").lower()
        mtu, mac = head.get("MTUBytes"), head.get("MACAddress")
        if kind not in ("bond", "vlan", "bridge"):
            return
        self.read.take(head.get("Name"), head.get("Kind"), head.get("Description"))
        if kind == "bond":
            draft = self.bonds[name] = Draft(name)
            for node, word in ((mtu, "mtu"), (mac, "mac")):
                if node is not None and node.text != "none":
                    draft.say(word, node.text, path, node)
                    self.read.take(node)
            for each in nodes:
                if each.name == "#" and each.text.startswith(f"{name}: "):
                    draft.say("description", each.text.partition(": ")[2], path, each)
            for node in (item for section in nodes if section.name == "Bond" for item in section.items):
                self.bond_key(draft, path, node)
        elif kind == "vlan" and "VLAN" in sections:
            self.read.take(sections["VLAN"].get("Id"), mtu)
            self.vlan_ids[name] = (_value(sections["VLAN"], "Id"), mtu.text if mtu else "", path, head)
        elif kind == "bridge":
            self.bridges.setdefault(name, "")

    def bond_key(self, draft: Draft, path: str, node: Node) -> None:
        if node.name == "Mode":
            draft.say("mode", node.text, path, node)
            self.read.take(node)
        elif node.name == "LearnPacketIntervalSec":
            self.read.refuse(path, node, stack.gaps["lp_interval"])
        else:
            self.read.option(draft, path, node, node.name, node.text)
            self.unit(draft, node)

    def unit(self, draft: Draft, node: Node) -> None:
        """A bare number that was meant as milliseconds."""
        key = self.read.spelling.by_name(node.name)
        least = 10 if node.name in ("MIIMonitorSec", "ARPIntervalSec") else 100
        if key and key.codec is MILLIS and node.text.isdecimal() and least <= int(node.text[:9]):
            said = f"systemd counts seconds where no unit stands: this is {node.text[:9]} seconds."
            mend = f"Write {node.name}={node.text[:9]}ms."
            self.read.flaw(node, "error", "time-without-unit", said, mend, draft.name, {key.option: node.text[:9]})

    def layers(self, path: str, nodes: list[Node]) -> None:
        names = _names(nodes)
        for section in nodes:
            for item in section.items if section.name == "Network" else []:
                if item.name == "VLAN":
                    self.vlan_owner.update(dict.fromkeys(item.text.split(), names[0] if names else ""))
                elif item.name == "Bridge" and item.text in self.bridges and names:
                    self.bridges[item.text] = names[0]

    def network(self, path: str, nodes: list[Node]) -> None:
        network = [item for section in nodes if section.name == "Network" for item in section.items]
        named = [item for item in network if item.name == "Bond"]
        owner = next((item for item in named if item.text in self.bonds), None)
        for item in named if owner is None else []:
            near = nearest(item.text, self.bonds)
            mend = f"Did you mean {near}?" if near else f"Add the .netdev file of {item.text}."
            self.read.flaw(item, "error", "no-such-bond", f"no .netdev file makes {item.text}: its members stay without a bond.", mend)
        names = _names(nodes)
        if owner is not None:
            self.member(self.bonds[owner.text], path, nodes, names, network)
            return
        for name in names:
            if place := self.place(name):
                self.interface(*place, name, path, nodes)

    def member(self, draft: Draft, path: str, nodes: list[Node], names: list[str], network: list[Node]) -> None:
        match = next((item for section in nodes if section.name == "Match" for item in section.items), None)
        if match is None or not names:
            self.read.refuse(path, next(item for item in network if item.name == "Bond"), "[Match] names no interface that could join")
            return
        for name in names:
            if set(name) & set("*?[!"):
                self.read.refuse(path, match, f"{name} is a pattern: name the members one by one")
                continue
            draft.say("member", name, path, match)
            for item in network:
                option = {"PrimarySlave": "primary", "ActiveSlave": "active_slave"}.get(item.name)
                if option and item.text.lower() in TRUE:
                    draft.say(option, name, path, item)
        self.read.take(*(item for item in network if item.name in ("Bond", "PrimarySlave", "ActiveSlave")))
        self.take_frame(nodes)

    def place(self, name: str) -> tuple[Draft, str] | None:
        """The bond that an interface belongs to, and the prefix of its words there."""
        if name in self.bonds:
            return self.bonds[name], ""
        if name in self.vlan_ids and self.vlan_owner.get(name) in self.bonds:
            return self.bonds[self.vlan_owner[name]], f"vlan.{self.vlan_ids[name][0]}."
        if self.bridges.get(name):
            return self.place(self.bridges[name])
        return None

    def interface(self, draft: Draft, prefix: str, name: str, path: str, nodes: list[Node]) -> None:
        if name in self.vlan_ids:
            _, mtu, netdev, head = self.vlan_ids[name]
            draft.say(prefix + "name", name, netdev, head)
            if mtu:
                draft.say(prefix + "mtu", mtu, netdev, head)
        self.take_frame(nodes)
        for section in nodes:
            if section.name == "Route":
                self.route(draft, prefix, path, section)
            for item in section.items:
                if section.name == "Address" and item.name == "Address":
                    self.say(draft, prefix + "address", item.text, path, item)
                elif section.name == "Link" and item.name == "MTUBytes":
                    self.say(draft, prefix + "mtu", item.text, path, item)
                elif section.name == "Link" and item.name == "MACAddress" and not prefix:
                    self.say(draft, "mac", item.text, path, item)
                elif section.name == "Network":
                    self.network_key(draft, prefix, name, path, item)

    def network_key(self, draft: Draft, prefix: str, name: str, path: str, item: Node) -> None:
        word = {"Address": "address", "Gateway": "gateway", "DNS": "dns", "Domains": "search"}.get(item.name)
        if word:
            for value in item.text.split():
                self.say(draft, prefix + word, value, path, item)
        elif item.name == "VLAN":
            for vlan in item.text.split():
                if vlan in self.vlan_ids:
                    self.say(draft, f"vlan.{self.vlan_ids[vlan][0]}.name", vlan, path, item)
        elif item.name == "Bridge" and self.bridges.get(item.text) == name:
            self.say(draft, "bridge", item.text, path, item)
            draft.say("bridge.over", name, path, item)
        elif item.name == "DHCP":
            mode = item.text.lower()
            for family in ("ipv4", "ipv6"):
                if mode == family or mode in TRUE:
                    self.say(draft, prefix + family, "dhcp", path, item)
        elif item.name in ACCEPT_RA:
            self.read.take(item)
            if item.text.lower() in TRUE and "dhcp" not in draft.values(prefix + "ipv6"):
                draft.say(prefix + "ipv6", "auto", path, item)

    def route(self, draft: Draft, prefix: str, path: str, section: Node) -> None:
        to, via, metric = _value(section, "Destination"), _value(section, "Gateway"), _value(section, "Metric")
        if not via or {item.name for item in section.items} - {"Destination", "Gateway", "Metric"}:
            return
        self.read.take(*section.items)
        if to in ("", "0.0.0.0/0", "::/0"):
            draft.say(prefix + "gateway", via, path, section)
        else:
            draft.say(prefix + "route", f"{to} via {via}" + (f" metric {metric}" if metric else ""), path, section)

    def say(self, draft: Draft, word: str, value: str, path: str, node: Node) -> None:
        draft.say(word, value, path, node)
        self.read.take(node)

    def take_frame(self, nodes: list[Node]) -> None:
        for section in nodes:
            self.read.take(*(item for item in section.items if section.name == "Match" or item.name in IGNORED))


@stack.claimer
def claims(path: str, nodes: list[Node]) -> Iterator[Claim]:
    """The interfaces that a .network file takes and gives to no bond."""
    if path.endswith(".network") and not any(item.name == "Bond" for section in nodes for item in section.items):
        for section in nodes:
            for item in section.items if section.name == "Match" else []:
                for name in item.text.split() if item.name == "Name" else []:
                    yield Claim(name, path, item.line, "sets it up by itself")


def _value(section: Node, name: str) -> str:
    """What a section says of a key; of several the last one counts."""
    return next((item.text for item in reversed(section.items) if item.name == name), "")


def _names(nodes: list[Node]) -> list[str]:
    return [
        name for section in nodes if section.name == "Match" for item in section.items if item.name == "Name" for name in item.text.split()
    ]
