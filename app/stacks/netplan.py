"""netplan: one YAML file, handed to systemd-networkd (renderer networkd)."""

from __future__ import annotations

from collections.abc import Iterator

from app.bonding.findings import Findings, hint
from app.bonding.model import Addressing, Bond
from app.distros.releases import Release
from app.formats import yaml
from app.formats.node import Node, comment
from app.stacks.contract import Claim, Draft, File, Place, Reader, Stack, Step, Writer
from app.stacks.indirect import udev
from app.stacks.indirect.settings import look_beyond
from app.stacks.phrases import belongs
from app.stacks.spelling import Key, Names, Positive, Separated, Spelling, Words
from app.stacks.steps import RESTORE, any_of, apply, configured, folder, keep, look, ping, rollback

FOLDER = "/etc/netplan"
POSITIVE = Positive()
DROP_IN = "netplan has no key for {}. Put it under networkd's name into /etc/systemd/network/10-netplan-BOND.netdev.d/extra.conf: "

stack = Stack(
    title="netplan",
    home="https://netplan.readthedocs.io/",
    tool="netplan",
    syntax=yaml,
    places=(Place(("/*/netplan/*.yaml", "*.yaml", "*.yml"), r"network:\s*(#.*)?$", "/etc/netplan/{}.yaml", many=True),),
    indirect=udev.WAY,
    spelling=Spelling(
        miimon=Key("mii-monitor-interval", since="0.17"),
        updelay=Key("up-delay", since="0.17"),
        downdelay=Key("down-delay", since="0.17"),
        arp_interval=Key("arp-interval", since="0.17"),
        arp_ip_target=Key("arp-ip-targets", Separated(" "), since="0.17"),
        arp_validate=Key("arp-validate", Names("arp_validate"), since="0.17", only=("none", "active", "backup", "all")),
        arp_all_targets=Key("arp-all-targets", Names("arp_all_targets"), since="0.17"),
        primary=Key("primary", since="0.26"),
        primary_reselect=Key("primary-reselect-policy", Names("primary_reselect"), since="0.17"),
        fail_over_mac=Key("fail-over-mac-policy", Names("fail_over_mac"), since="0.17"),
        xmit_hash_policy=Key(
            "transmit-hash-policy", Names("xmit_hash_policy"), since="0.17", only=("layer2", "layer3+4", "layer2+3", "encap2+3", "encap3+4")
        ),
        resend_igmp=Key("resend-igmp", POSITIVE, since="0.17"),
        num_grat_arp=Key("gratuitous-arp", POSITIVE, since="0.17", was=(("gratuitious-arp", "0.40"),)),
        num_unsol_na=Key("gratuitous-arp", POSITIVE, since="0.17", was=(("gratuitious-arp", "0.40"),)),
        all_slaves_active=Key(
            "all-members-active", Words({"on": ("true", "yes", "on")}), since="0.17", was=(("all-slaves-active", "0.106"),), only=("on",)
        ),
        packets_per_slave=Key("packets-per-member", POSITIVE, since="0.17", was=(("packets-per-slave", "0.106"),)),
        min_links=Key("min-links", POSITIVE, since="0.17"),
        lacp_rate=Key("lacp-rate", Names("lacp_rate"), since="0.17"),
        ad_select=Key("ad-select", Names("ad_select"), since="0.17", only=("stable", "bandwidth", "count")),
    ),
    gaps={
        "lp_interval": "networkd, which netplan drives, does not send learn-packet-interval in the modes that use it. "
        "Write it to /sys/class/net/BOND/bonding/lp_interval from a unit.",
        "resend_igmp=0": "netplan leaves a zero out, and the kernel then sends 1. Write ResendIGMP=0 into a networkd drop-in.",
        "num_grat_arp=0": "netplan leaves a zero out, and the kernel then sends 1. Write GratuitousARP=0 into a networkd drop-in.",
        "num_unsol_na=0": "netplan leaves a zero out, and the kernel then sends 1. Write GratuitousARP=0 into a networkd drop-in.",
        "min_links=0": "netplan leaves a zero out; the kernel uses 0 by itself.",
        "packets_per_slave=0": "netplan leaves a zero out. Write PacketsPerSlave=0 into a networkd drop-in.",
        "peer_notif_delay": DROP_IN.format("peer_notif_delay") + "[Bond] PeerNotifyDelaySec=.",
        "arp_missed_max": DROP_IN.format("arp_missed_max") + "[Bond] ARPMissedMax=.",
        "tlb_dynamic_lb": DROP_IN.format("tlb_dynamic_lb") + "[Bond] DynamicTransmitLoadBalancing=.",
        "ad_actor_sys_prio": DROP_IN.format("ad_actor_sys_prio") + "[Bond] AdActorSystemPriority=.",
        "ad_actor_system": DROP_IN.format("ad_actor_system") + "[Bond] AdActorSystem=.",
        "ad_user_port_key": DROP_IN.format("ad_user_port_key") + "[Bond] AdUserPortKey=.",
        "queue_id": "netplan has no key for it. Run `ip link set MEMBER type bond_slave queue_id N` from a unit.",
        "prio": "netplan has no key for it. Use primary, or run `ip link set MEMBER type bond_slave prio N` from a unit.",
        "actor_port_prio": "netplan has no key for it. Run `ip link set MEMBER type bond_slave actor_port_prio N` from a unit.",
        "ns_ip6_target": "netplan has no key for it. Run `ip link set BOND type bond ns_ip6_target ADDRESS,ADDRESS` from a unit.",
        "broadcast_neighbor": "netplan has no key for it. Run `ip link set BOND type bond broadcast_neighbor on` from a unit.",
        "lacp_active": "netplan has no key for it. Make the bond with ip before networkd starts: it changes only while down.",
        "lacp_strict": "netplan has no key for it. Run `ip link set BOND type bond lacp_strict on` from a unit.",
        "coupled_control": "netplan has no key for it. Make the bond with ip before networkd starts: it changes only while down.",
        "active_slave": "netplan has no key for active_slave. Use primary, or run `ip link set dev BOND type bond active_slave MEMBER`.",
    },
    frame={
        "network:": "All of netplan's configuration stands below this word.",
        "version": "The version of netplan's format; there is only 2.",
        "renderer": "Who sets it up: systemd-networkd, as on servers (the other is NetworkManager).",
        "ethernets": "The network cards, each with what is its own.",
        "optional": "The boot does not wait for this card: one without a cable must not hold it up.",
        "dhcp4: false": "No IPv4 address from a DHCP server.",
        "dhcp4: true": "Asks a DHCP server for an IPv4 address.",
        "dhcp6: false": "No IPv6 address from a DHCP server.",
        "dhcp6: true": "Asks a DHCP server for an IPv6 address.",
        "accept-ra: false": "No addresses and routes from router advertisements.",
        "accept-ra: true": "Takes addresses and routes from router advertisements.",
        "bonds": "The bonds, by name.",
        "interfaces": "The interfaces below it.",
        "parameters": "The options of the interface.",
        "vlans": "The VLANs, by the name of their interface.",
        "id": "The number that the packets of the VLAN carry as their tag.",
        "link": "The interface that the VLAN stands on.",
        "link-local": "No address of its own, not even a link-local one: it is a port of the bridge.",
        "bridges": "The bridges, by name.",
        "stp": "Without the spanning tree protocol a bridge forwards at once; with one port there is no loop to look for.",
        "mtu": "The MTU of the interface.",
        "routes": "The routes through this interface.",
        "to: default": "The default route.",
        "to: 0.0.0.0/0": "The default route of IPv4, as older netplans write it.",
        "to: ::/0": "The default route of IPv6, as older netplans write it.",
        "to": "The network that the route leads to.",
        "via": "The router that it goes through.",
        "metric": "Its metric: of two routes to one network the lower wins.",
        "nameservers": "Whom the host asks for names, and which domains it appends.",
        "grep -rlwE": "Names the files of netplan in which one of the members stands.",
        "netplan generate": "Writes the files of networkd and says what is wrong with ours; nothing is taken into use yet.",
        "netplan apply": "Writes the files of networkd and takes them into use.",
    },
)

# ---------------------------------------------------------------- writing


@stack.renderer
def render(bond: Bond, write: Writer) -> Iterator[File | Step]:
    """One file for the bond, its members, VLANs and bridge."""
    path = f"{FOLDER}/60-{bond.name}.yaml"
    head = [comment(f"{bond.name}: {bond.description}", "description")] if bond.description else []
    yield File(path, [*head, Node("network", items=list(_network(bond, write)), about="stack")], permissions="0600")
    beyond = list(udev.files(bond, write))
    yield from beyond
    yield keep(bond, FOLDER, *udev.folders(beyond))
    if bond.members:
        yield apply(
            ("grep", "-rlwE", "--include=*.yaml", any_of(bond.members), FOLDER),
            role="others",
            why="Find the other files that name a member. They stay in force: take its addresses and routes out of them "
            "(a file of cloud-init comes back at the next start unless cloud-init's network configuration is switched off).",
        )
    read = "netplan reads the files; a mistake is named with its line and nothing changes."
    yield apply(("netplan", "generate"), why=read, role="check")
    yield from udev.prepare(bond, beyond)
    yield apply(
        ("netplan", "apply"),
        why=f"Take it into use. netplan try can't revert bonds and refuses them, so keep a console at hand. A {bond.name} that exists "
        f"already keeps its options: ip link delete dev {bond.name} first when you change the mode.",
        drops=True,
    )
    yield from look(bond)
    yield from look_beyond(bond, write.beyond(bond))
    yield from configured(bond)
    yield from ping(bond)
    yield rollback(
        ("rm", "-f", path, *(file.path for file in beyond)),
        (*RESTORE, f"{folder(bond)}/netplan/.", FOLDER),
        *udev.restored(bond, beyond),
        *udev.reread(beyond),
        *(("ip", "link", "delete", "dev", name) for name in reversed(bond.interfaces)),
        ("netplan", "apply"),
        why="Put the old files back, take the interfaces away, and apply again.",
        drops=True,
    )


def _network(bond: Bond, write: Writer) -> Iterator[Node]:
    yield _key("version", 2, "stack")
    yield _key("renderer", "networkd", "stack")
    members = [
        # `optional`: a member without a cable must not hold up the boot. No mtu: members take the bond's, and
        # with one of their own netplan writes a .link file that also switches wake on LAN off
        _map(member, "member", _key("dhcp4", False, "member"), _key("dhcp6", False, "member"), _key("optional", True, "member"))
        for member in dict.fromkeys(bond.members)
    ]
    if members:
        yield _map("ethernets", "member", *members)
    yield _map("bonds", "name", _map(bond.name, "name", *_bond(bond, write)))
    if bond.vlans:
        vlans = [
            _map(
                vlan.name,
                f"vlan.{vlan.id}.name",
                _key("id", vlan.id, f"vlan.{vlan.id}.name"),
                _key("link", bond.name, f"vlan.{vlan.id}.name"),
                *_mtu(vlan.mtu, f"vlan.{vlan.id}.mtu"),
                *belongs(bond, vlan.name, _layer3(bond, vlan.name, write)),
            )
            for vlan in bond.vlans
        ]
        yield _map("vlans", "vlan", *vlans)
    if bond.bridge:
        name = bond.bridge.name
        # without STP a bridge forwards at once; with one port there is no loop to look for
        parameters = _map("parameters", "bridge", _key("stp", False, "bridge"))
        yield _map(
            "bridges",
            "bridge",
            _map(
                name,
                "bridge",
                _list("interfaces", "bridge.over", bond.bridge.over),
                parameters,
                *belongs(bond, name, _layer3(bond, name, write)),
            ),
        )


def _bond(bond: Bond, write: Writer) -> Iterator[Node]:
    yield _list("interfaces", "member", *dict.fromkeys(bond.members))
    yield from _mtu(bond.mtu, "mtu")
    if bond.mac:
        yield _key("macaddress", bond.mac, "mac")
    yield from _layer3(bond, bond.name, write)
    options = {name: (key.option, text) for key, name, text in write.options(bond)}
    yield _map("parameters", "mode", _key("mode", bond.mode, "mode"), *(_parameter(name, *entry) for name, entry in options.items()))


def _parameter(name: str, option: str, text: str) -> Node:
    if option == "arp_ip_target":
        return _list(name, option, *text.split())
    return _key(name, int(text) if text.isdigit() else text == "true" or text, option)


def _layer3(bond: Bond, name: str, write: Writer) -> Iterator[Node]:
    if bond.bridge and name == bond.bridge.over:
        addressing = Addressing()
        yield Node("link-local", flow=True, about="bridge")
    else:
        addressing = dict(bond.layer3)[name]
    yield _key("dhcp4", addressing.ipv4 == "dhcp", "ipv4")
    yield _key("dhcp6", addressing.ipv6 == "dhcp", "ipv6")
    yield _key("accept-ra", addressing.ipv6 in ("auto", "dhcp"), "ipv6")
    if addressing.addresses:
        yield _list("addresses", "address", *addressing.addresses)
    routes = [_route(_default(gateway, write), gateway, None, "gateway") for gateway in addressing.gateways]
    routes += [_route(route.to, route.via, route.metric, "route") for route in addressing.routes]
    if routes:
        yield Node("routes", items=routes, about=routes[0].items[0].about)
    servers = [_list("addresses", "dns", *addressing.dns)] if addressing.dns else []
    domains = [_list("search", "search", *addressing.search)] if addressing.search else []
    if servers or domains:
        yield _map("nameservers", "dns", *servers, *domains)


def _default(gateway: str, write: Writer) -> str:
    """`to: default` is a word of newer netplans; older ones take the network."""
    if write.tool("netplan") >= (0, 103):
        return "default"
    return "::/0" if ":" in gateway else "0.0.0.0/0"


def _route(to: str, via: str, metric: int | None, about: str) -> Node:
    extra = [_key("metric", metric, about)] if metric is not None else []
    return Node("-", items=[_key("to", to, about), _key("via", via, about), *extra])


def _mtu(mtu: int | None, about: str) -> list[Node]:
    return [_key("mtu", mtu, about)] if mtu else []


def _key(name: str, value: str | int | bool, about: str = "") -> Node:
    return Node(name, value=value, about=about)


def _map(name: str, about: str, *items: Node) -> Node:
    return Node(name, items=list(items), about=about)


def _list(name: str, about: str, *values: str) -> Node:
    return Node(name, items=[Node("-", value=value, about=about) for value in values], about=about, flow=True)


# ---------------------------------------------------------------- traps


@stack.trap
def netplan_merges_files(bond: Bond, release: Release | None) -> Findings:
    """Netplan merges all its files by key, and joins lists.

    A file of the installer or of cloud-init that gives a member an address stays in force:
    the member keeps it beside the bond. Lists of one bond in two files are joined.

    Bad:  stack=netplan release=ubuntu-24.04 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    yield hint(
        "member",
        "Other files in /etc/netplan stay in force, such as the installer's and cloud-init's.",
        "Take the members and the old addresses out of them (netplan get shows the sum).",
    )


@stack.trap
def netplan_is_not_the_default(bond: Bond, release: Release | None) -> Findings:
    """On this release another system manages the interfaces unless someone changed that.

    Debian's installer writes /etc/network/interfaces; only its cloud images come with netplan.
    What the other system knows of a member stays in force, and two managers of one card end with none.

    Bad:  stack=netplan release=debian-12 mode=active-backup miimon=100 member=eth0 member=eth1
    Good: stack=netplan release=ubuntu-24.04 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    if release and release.default_stack == "ifupdown":
        yield hint(
            "stack",
            f"{release.name} uses ifupdown unless someone changed that; netplan may not be installed.",
            "Install netplan.io while the network works, and take the members out of what ifupdown reads.",
            {"stack": "ifupdown"},
        )


@stack.trap
def netplan_networkd_makes_a_mac(bond: Bond, release: Release | None) -> Findings:
    """networkd, which netplan drives, gives the bond an address of its own making.

    It is made from the bond's name and the machine id, not taken from the first card. DHCP
    reservations and port security that know the card's address do not match then.

    Bad:  stack=netplan release=ubuntu-24.04 mode=active-backup miimon=100 member=eth0 member=eth1
    Good: stack=netplan release=ubuntu-24.04 mode=active-backup miimon=100 member=eth0 member=eth1 mac=02:00:00:00:00:05
    """
    if not bond.mac:
        yield hint(
            "mac",
            "networkd makes an address of its own for the bond, not the first card's.",
            "Where DHCP or the switch knows the card's address, set mac to it.",
        )


@stack.trap
def netplan_server_renderer(bond: Bond, release: Release | None) -> Findings:
    """The files are for the renderer networkd, as servers have it.

    Desktop installations use NetworkManager. Two renderers for one interface end with none.

    Bad:  stack=netplan release=ubuntu-24.04 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    yield hint(
        "stack",
        "Written for renderer networkd, the one of servers.",
        "On a desktop, see networkctl first: unmanaged interfaces belong to NetworkManager.",
    )


# ---------------------------------------------------------------- reading


@stack.claimer
def claims(path: str, nodes: list[Node]) -> Iterator[Claim]:
    """The interfaces that a file gives addresses to."""
    for kind in (kind for root in nodes if root.name == "network" for kind in root.items if kind.name == "ethernets"):
        for each in kind.items:
            if any((item.name in ("dhcp4", "dhcp6") and item.text.lower() in TRUE) or item.name == "addresses" for item in each.items):
                yield Claim(each.name, path, each.line, "gives it addresses")


TRUE = ("true", "yes", "on", "y")
FALSE = ("false", "no", "off", "n")
IGNORED = {"optional", "link-local", "renderer", "dhcp-identifier", "match", "set-name", "wakeonlan"}


@stack.parser
def parse(read: Reader) -> Iterator[Draft]:
    """All files merged by key in the order of their names, as netplan does it."""
    parser = _Parser(read)
    for path in sorted(read.files):
        for root in read.files[path]:
            if root.name == "network":
                parser.load(path, root)
    yield from parser.drafts()


class _Parser:
    def __init__(self, read: Reader) -> None:
        self.read = read
        self.parts: dict[str, dict[str, list[tuple[str, Node]]]] = {}  # kind: name: definitions
        self.bonds: dict[str, Draft] = {}

    def load(self, path: str, root: Node) -> None:
        self.read.take(root.get("version"), root.get("renderer"))
        for kind in root.items:
            for each in kind.items:
                self.parts.setdefault(kind.name, {}).setdefault(each.name, []).append((path, each))

    def drafts(self) -> Iterator[Draft]:
        for name, definitions in self.parts.get("bonds", {}).items():
            draft = self.bonds[name] = Draft(name)
            for path, node in definitions:
                self.bond(draft, path, node)
                self.interface(draft, "", path, node)
        for name, definitions in self.parts.get("vlans", {}).items():
            self.vlan(name, definitions)
        for name, definitions in self.parts.get("bridges", {}).items():
            self.bridge(name, definitions)
        members = {member for draft in self.bonds.values() for member in draft.values("member")}
        self.undefined()
        for name, definitions in self.parts.get("ethernets", {}).items():
            for _, node in definitions if name in members else []:
                self.addressed(name, node)
                off = [i for i in node.items if i.name in ("dhcp4", "dhcp6", "accept-ra") and i.text.lower() in FALSE]
                self.read.take(node, *off, *(i for i in node.items if i.name in (*IGNORED, "mtu")))
                self.read.take(*(each for i in node.items if i.name in IGNORED for each in i.walk()))
        yield from self.bonds.values()

    def undefined(self) -> None:
        """Members that no file defines: netplan refuses to go on."""
        defined = {name for kind in self.parts.values() for name in kind}
        for draft in self.bonds.values():
            for word, member, _, node in draft.said:
                if word == "member" and node and member not in defined:
                    said = f"netplan refuses the whole configuration: {member} is not defined."
                    self.read.flaw(node, "error", "member-not-defined", said, f"Add {member}: {{}} below ethernets.", draft.name)

    def addressed(self, name: str, node: Node) -> None:
        """Addresses of a member's own."""
        for item in node.items:
            asks = item.name in ("dhcp4", "dhcp6") and item.text.lower() in TRUE
            if asks or (item.name in ("addresses", "gateway4", "gateway6") and (item.text or item.items)):
                said = f"{name} is a member of a bond and gets addresses of its own beside it."
                self.read.flaw(item, "error", "member-has-addresses", said, "Give them to the bond.")

    def bond(self, draft: Draft, path: str, node: Node) -> None:
        for each in self.read.files[path]:
            if each.name == "#" and each.text.startswith(f"{draft.name}: "):
                draft.say("description", each.text.partition(": ")[2], path, each)
        for item in node.items:
            if item.name == "interfaces":
                self.say_each(draft, "member", path, item)
            elif item.name == "macaddress":
                self.say(draft, "mac", item.text, path, item)
            elif item.name == "parameters":
                for parameter in item.items:
                    self.parameter(draft, path, parameter)

    def parameter(self, draft: Draft, path: str, node: Node) -> None:
        if node.name == "mode":
            self.say(draft, "mode", node.text, path, node)
        elif node.name == "learn-packet-interval":
            self.read.refuse(path, node, stack.gaps["lp_interval"])
        else:
            text = " ".join(item.text for item in node.items) or node.text
            if node.name.endswith(("-interval", "-delay")):
                text = _millis(text)
            if self.read.option(draft, path, node, node.name, text):
                self.read.take(*node.items)

    def vlan(self, name: str, definitions: list[tuple[str, Node]]) -> None:
        link = next((node.get("link") for _, node in definitions if node.get("link")), None)
        number = next((node.get("id") for _, node in definitions if node.get("id")), None)
        if link is None or number is None or link.text not in self.bonds:
            return
        draft, prefix = self.bonds[link.text], f"vlan.{number.text}."
        draft.said = [entry for entry in draft.said if entry[0] != prefix + "name"]
        for path, node in definitions:
            draft.say(prefix + "name", name, path, node)
            self.read.take(node.get("link"), node.get("id"))
            self.interface(draft, prefix, path, node)

    def bridge(self, name: str, definitions: list[tuple[str, Node]]) -> None:
        ports = [item.text for _, node in definitions if (ports := node.get("interfaces")) for item in ports.items]
        place = next(((port, *place) for port in ports if (place := self.place(port))), None)
        if place is None:
            return
        port, draft, prefix = place
        for path, node in definitions:
            draft.say("bridge", name, path, node)
            draft.say("bridge.over", port, path, node)
            self.read.take(*(item for item in (node.get("interfaces") or node).items if item.text == port))
            if parameters := node.get("parameters"):
                self.read.take(*parameters.walk())
            self.interface(draft, prefix, path, node)

    def place(self, name: str) -> tuple[Draft, str] | None:
        if name in self.bonds:
            return self.bonds[name], ""
        for draft in self.bonds.values():
            for word, value, _, _ in draft.said:
                if word.startswith("vlan.") and word.endswith(".name") and value == name:
                    return draft, word.removesuffix("name")
        return None

    def interface(self, draft: Draft, prefix: str, path: str, node: Node) -> None:
        """The keys that a bond, a VLAN and a bridge have in common."""
        ra = False
        for item in node.items:
            if item.name in ("dhcp4", "dhcp6"):
                self.read.take(item)
                if item.text.lower() in TRUE:
                    draft.say(prefix + ("ipv4" if item.name == "dhcp4" else "ipv6"), "dhcp", path, item)
            elif item.name == "accept-ra":
                self.read.take(item)
                ra = item.text.lower() in TRUE
            elif item.name == "addresses":
                self.say_each(draft, prefix + "address", path, item)
            elif item.name in ("gateway4", "gateway6"):
                self.say(draft, prefix + "gateway", item.text, path, item)
            elif item.name == "nameservers":
                for each in item.items:
                    if each.name in ("addresses", "search"):
                        self.say_each(draft, prefix + ("dns" if each.name == "addresses" else "search"), path, each)
            elif item.name == "routes":
                for route in item.items:
                    self.route(draft, prefix, path, route)
            elif item.name == "mtu":
                self.say(draft, prefix + "mtu", item.text, path, item)
            elif item.name in IGNORED:
                self.read.take(*item.walk())
        if ra and "dhcp" not in draft.values(prefix + "ipv6"):
            draft.say(prefix + "ipv6", "auto", path, node)

    def route(self, draft: Draft, prefix: str, path: str, route: Node) -> None:
        told = {item.name: item.text for item in route.items}
        if not told.keys() <= {"to", "via", "metric", "on-link"} or "via" not in told:
            return
        self.read.take(*route.items)
        to, via = told.get("to", ""), told["via"]
        if to in ("default", "0.0.0.0/0", "::/0", "0/0"):
            draft.say(prefix + "gateway", via, path, route)
        else:
            draft.say(prefix + "route", f"{to} via {via}" + (f" metric {told['metric']}" if "metric" in told else ""), path, route)

    def say(self, draft: Draft, word: str, value: str, path: str, node: Node) -> None:
        draft.say(word, value, path, node)
        self.read.take(node)

    def say_each(self, draft: Draft, word: str, path: str, node: Node) -> None:
        self.read.take(node)
        for item in node.items:
            self.say(draft, word, item.text, path, item)


def _millis(text: str) -> str:
    """A bare number counts milliseconds; networkd's units are passed on and read here."""
    for unit, factor in (("ms", 1), ("s", 1000)):
        if text.endswith(unit) and text.removesuffix(unit).strip().isdigit():
            return str(int(text.removesuffix(unit)) * factor)
    return text
