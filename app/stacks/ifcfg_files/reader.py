"""The reader of ifcfg files with BONDING_OPTS, as the network scripts and NetworkManager take them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.bonding.names import interface, ip
from app.bonding.problems import did_you_mean, nearest
from app.formats.node import COMMENT, Node
from app.stacks.contract import Draft, Reader
from app.stacks.ifcfg_files import MODPROBE, MODPROBE_D, NO, SKIPPED, SYSCONFIG, YES, variables, vlan_number, with_prefix


@dataclass
class File:
    """An ifcfg file: the part of its name behind ifcfg-, its nodes, and its variables."""

    path: str
    stem: str
    nodes: list[Node]
    told: dict[str, Node]

    def text(self, *names: str) -> str:
        """The value of the first variable of these that is there, empty for none."""
        return next((self.told[name].text for name in names if name in self.told), "")

    def says(self, name: str, *values: str) -> bool:
        """Whether a variable has one of these values, whatever their case."""
        return self.text(name).lower() in values

    @property
    def device(self) -> str:
        """The interface."""
        return self.text("DEVICE")

    @property
    def options(self) -> Node | None:
        """BONDING_OPTS, also where quotes are missing and the shell cuts it."""
        cut = [node for node in self.nodes if node.words and node.words[0].startswith("BONDING_OPTS=")]
        return cut[-1] if cut else self.told.get("BONDING_OPTS")


HARMLESS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("NAME", "UUID", "USERCTL", "NETWORK", "NM_CONTROLLED", "IPV6INIT", "IPV6_AUTOCONF"), ()),
    **dict.fromkeys(("AUTOCONNECT_SLAVES", "IPV6_ADDR_GEN_MODE", "DELAY", "HOTPLUG", "ONPARENT", "PHYSDEV", "VID", "VLAN_ID"), ()),
    **dict.fromkeys(
        ("ONBOOT", "DEFROUTE", "IPV6_DEFROUTE", "PEERDNS", "PEERROUTES", "IPV6_PEERDNS", "IPV6_PEERROUTES", "REORDER_HDR"), YES
    ),
    **dict.fromkeys(("IPV4_FAILURE_FATAL", "IPV6_FAILURE_FATAL", "IPV6_PRIVACY", "BROWSER_ONLY", "GVRP", "MVRP", "LLDP"), NO),
    **dict.fromkeys(("BONDING_MASTER", "VLAN", "SLAVE", "IPV6_DISABLED"), YES),
    "STP": ("no", "off"),
    "PROXY_METHOD": ("none",),
    "BOOTPROTO": ("none", "static"),
    "DHCPV6C": (*YES, *NO),
    "VLAN_FLAGS": ("", "reorder_hdr"),
}
"""Variables that change nothing of what is said elsewhere, as long as they have one of these values (none named: any)."""

ADDRESSED = re.compile(r"(IPADDR|PREFIX|NETMASK|GATEWAY)\d*|IPV6ADDR|IPV6ADDR_SECONDARIES|IPV6_DEFAULTGW|DNS\d+|DOMAIN|BOOTPROTO|DHCPV6C")
"""Variables that mean nothing where an interface belongs to a bond or a bridge."""


def drafts(read: Reader) -> Iterator[Draft]:
    """The bonds in the files, with what stands on them."""
    yield from _FilesReader(read).drafts()


class _FilesReader:
    def __init__(self, read: Reader) -> None:
        self.read = read
        self.files: list[File] = []
        self.bonds: dict[str, Draft] = {}
        self.uuids: dict[str, str] = {}  # UUID: interface
        self.vlans: dict[str, tuple[str, str]] = {}  # interface: bond, id
        self.bridges: dict[str, str] = {}  # bridge: its port

    def drafts(self) -> Iterator[Draft]:
        routes = [each for path, nodes in self.read.files.items() for each in self.open(path, nodes)]
        self.find_bonds()
        self.find_layers()
        self.modules()
        for file in self.files:
            self.file(file)
        for path, stem, nodes in routes:
            self.routes(path, stem, nodes)
        self.everywhere()
        for draft in self.bonds.values():
            if not draft.said:
                draft.say("mode", "balance-rr")  # a bond all the same, as the kernel makes it
            yield draft

    # ---- who is there

    def open(self, path: str, nodes: list[Node]) -> Iterator[tuple[str, str, list[Node]]]:
        """Sort one file in; those of routes are handed back."""
        name = path.rpartition("/")[2]
        kind, _, stem = name.partition("-")
        if kind not in ("ifcfg", "route", "route6") or path.startswith(f"{SYSCONFIG}/") or not nodes:
            return  # SUSE has files of these names in another folder and dialect
        if name.endswith(SKIPPED):
            self.read.take(*nodes)
            self.read.refuse(path, nodes[0], "neither NetworkManager nor the network scripts read a file of this name", "warning")
        elif kind != "ifcfg":
            yield path, stem, nodes
        else:
            said = variables(nodes)
            empty = [each for each, node in said.items() if not node.text and each != "BONDING_OPTS"]  # as good as not there
            self.read.take(*(said.pop(each) for each in empty))
            file = File(path, stem, nodes, said)
            other = next((each for each in self.files if file.device and each.device == file.device), None)
            if other:
                self.read.refuse(path, file.told["DEVICE"], f"{other.path} is for {file.device} too; both are started")
            else:
                self.files.append(file)
                if uuid := file.text("UUID"):
                    self.uuids[uuid] = file.device

    def find_bonds(self) -> None:
        aliases = {
            node.words[1]
            for path, nodes in self.read.files.items()
            for node in nodes
            if path.startswith(MODPROBE_D) and node.words[:1] == ("alias",) and node.words[2:] == ("bonding",)
        }
        for file in self.files:
            options = file.options
            filled = options is not None and bool(options.text or options.words)
            if not (filled or file.says("TYPE", "bond") or file.says("BONDING_MASTER", *YES) or file.device in aliases):
                continue
            if not file.device:
                about = file.told.get("TYPE") or file.told.get("BONDING_MASTER") or options or file.nodes[0]
                self.read.refuse(file.path, about, "the file names no DEVICE, without which there is no bond")
            elif ":" not in file.device:
                self.bonds[file.device] = Draft(file.device)
                if options is not None and not filled and file.device not in aliases:
                    self.read.refuse(file.path, options, "the network scripts make no bond of an empty BONDING_OPTS")

    def find_layers(self) -> None:
        for file in self.files:
            if file.device and (file.says("VLAN", *YES) or file.says("TYPE", "vlan")):
                parent = file.text("PHYSDEV") or file.device.rpartition(".")[0]
                parent = self.uuids.get(parent, parent)
                number = vlan_number(file.device) or file.text("VLAN_ID", "VID") or file.device.rpartition(".")[2]
                if parent in self.bonds and number.isascii() and number.isdigit() and len(number) <= 4:
                    self.vlans[file.device] = (parent, str(int(number)))
        for file in self.files:
            bridge = self.master(file, "BRIDGE")
            place = self.place(file.device)
            if bridge and place and place[0] not in [each[0] for port in self.bridges.values() if (each := self.place(port))]:
                self.bridges[bridge] = file.device

    def master(self, file: File, name: str) -> str:
        """The interface that a variable names, or the one of the UUID in its companion."""
        given = file.text(name, f"{name}_UUID")
        return self.uuids.get(given, given)

    def place(self, device: str) -> tuple[Draft, str] | None:
        """The bond that an interface belongs to, and the prefix of its words there."""
        device = device.partition(":")[0]
        device = self.bridges.get(device, device)
        if device in self.bonds:
            return self.bonds[device], ""
        if device in self.vlans:
            bond, number = self.vlans[device]
            return self.bonds[bond], f"vlan.{number}."
        return None

    # ---- what each file says

    def file(self, file: File) -> None:
        for name in ("MASTER", "CONTROLLER"):
            bond = self.master(file, name)
            if bond in self.bonds:
                self.member(self.bonds[bond], file, name)
                return
        for name in ("MASTER", "CONTROLLER"):
            if (bond := self.master(file, name)) and file.says("SLAVE", *YES):
                node = file.told.get(name) or file.told[f"{name}_UUID"]
                near = nearest(bond, self.bonds)
                mend = f"Did you mean {near}?" if near else f"Add the file of {bond}, with BONDING_OPTS."
                self.read.flaw(node, "error", "no-such-bond", f"no file makes the bond {bond}: {file.device} stays without one.", mend)
        if place := self.place(file.device):
            self.interface(*place, file)

    def member(self, draft: Draft, file: File, name: str) -> None:
        node = file.told.get(name) or file.told[f"{name}_UUID"]
        if not file.device:
            self.read.refuse(file.path, node, "the file names no DEVICE: which card it is for depends on NAME or HWADDR")
            return
        draft.say("member", file.device, file.path, node)
        self.harmless(file)
        self.read.take(*(file.told.get(each) for each in (name, f"{name}_UUID", "DEVICE", "TYPE", "HWADDR", "PORT")))
        if name == "CONTROLLER":
            self.read.refuse(file.path, node, "neither reader knows it in ifcfg files; write MASTER and SLAVE=yes")
        elif not file.says("SLAVE", *YES):
            self.read.refuse(file.path, file.told.get("SLAVE", node), "without SLAVE=yes only NetworkManager makes it a member", "warning")
        self.idle(file, "a member has no addresses of its own")
        for option in ("BOND_PORT_QUEUE_ID", "BOND_PORT_PRIO"):
            if option in file.told:
                self.read.option(draft, file.path, file.told[option], option, file.text(option), file.device)

    def interface(self, draft: Draft, prefix: str, file: File) -> None:
        self.harmless(file)
        self.read.take(file.told.get("DEVICE"), file.told.get("TYPE"))
        for node in file.nodes:
            if node.name == COMMENT and node.text.startswith(f"{draft.name}: "):
                draft.say("description", node.text.partition(": ")[2], file.path, node)
        bridge = file.device in self.bridges
        if file.device == draft.name:
            self.bond(draft, file)
        elif file.device in self.vlans:
            self.vlan(draft, prefix, file)
        if not bridge and (mtu := file.told.get("MTU")):
            self.say(draft, prefix + "mtu", mtu.text, file, mtu)
        port = self.bridges.get(self.master(file, "BRIDGE"))
        if port == file.device:
            named = file.told.get("BRIDGE") or file.told["BRIDGE_UUID"]
            self.say(draft, "bridge", self.master(file, "BRIDGE"), file, named)
            draft.say("bridge.over", file.device, file.path, named)
            self.idle(file, "a port of a bridge has no addresses of its own; they belong on the bridge")
        else:
            self.addressing(draft, prefix, file)

    def bond(self, draft: Draft, file: File) -> None:
        if file.says("BONDING_MASTER", *YES) and "TYPE" in file.told and not file.says("TYPE", "bond"):
            self.read.refuse(file.path, file.told["TYPE"], "NetworkManager refuses BONDING_MASTER=yes with another TYPE than Bond")
        if hwaddr := file.told.get("HWADDR"):
            self.read.refuse(file.path, hwaddr, "HWADDR ties a file to a card; the address of a bond is MACADDR")
        if mac := file.told.get("MACADDR"):
            self.say(draft, "mac", mac.text, file, mac)
        options = file.options
        if options is None:
            return
        self.read.take(options)
        if options.words:
            self.read.refuse(file.path, options, "quotes are missing: the shell cuts the value at the first blank, NetworkManager drops it")
            self.options(draft, file.path, options, (options.words[0].partition("=")[2],))
        else:
            self.options(draft, file.path, options, tuple(options.text.split()))

    def options(self, draft: Draft, path: str, node: Node, pairs: tuple[str, ...], *, module: bool = False) -> None:
        """Pairs of BONDING_OPTS or of a line `options` of the module."""
        targets: list[str] = []
        seen: dict[str, str] = {}
        for pair in pairs:
            name, equals, value = pair.strip("\"'").partition("=")
            if name != "arp_ip_target" and seen.setdefault(name, value) != value:
                said = f"{name} stands twice here, with two values: each is written in turn, and the last one stays."
                self.read.flaw(node, "warning", "key-twice", said, "Keep one of them.", draft.name)
            if name == "arp_ip_target":  # may be repeated: each adds to the list
                targets += [value]
                value = ",".join(targets)
            if name == "mode":
                draft.say("mode", value, path, node)
            elif module and name in ("max_bonds", "tx_queues"):
                continue
            elif not equals or not value:
                self.read.refuse(path, node, f"{pair!r} is no NAME=VALUE; no blanks may stand around the = or inside a value")
            elif not self.read.option(draft, path, node, name, value):
                near = did_you_mean(name, [each for key in self.read.spelling for each in key.names])
                self.read.refuse(path, node, f"{name} is no option that can be given here. {near}".rstrip(" ."))

    def vlan(self, draft: Draft, prefix: str, file: File) -> None:
        node = file.told.get("VLAN") or file.told["TYPE"]
        draft.say(prefix + "name", file.device, file.path, node)
        if "TYPE" in file.told and not file.says("TYPE", "vlan"):
            self.read.refuse(file.path, file.told["TYPE"], "with another TYPE than Vlan NetworkManager makes no VLAN of it")
        number = file.told.get("VLAN_ID")
        if number is not None and number.text.lstrip("0") != prefix.split(".")[1]:
            self.read.refuse(file.path, number, "NetworkManager takes the number in the name of the interface instead")

    def harmless(self, file: File) -> None:
        for name, values in HARMLESS.items():
            if not values or file.says(name, *values):
                self.read.take(file.told.get(name))

    def idle(self, file: File, why: str) -> None:
        for name, node in file.told.items():
            if ADDRESSED.fullmatch(name) and not file.says(name, "none", "static", *NO):
                self.read.refuse(file.path, node, why)

    def addressing(self, draft: Draft, prefix: str, file: File) -> None:
        if file.says("BOOTPROTO", "dhcp", "bootp") and ":" not in file.device:
            self.say(draft, prefix + "ipv4", "dhcp", file, file.told["BOOTPROTO"])
        for number in self.numbers(file, "IPADDR"):
            node, mask = file.told[f"IPADDR{number}"], file.text(f"PREFIX{number}", f"NETMASK{number}")
            self.read.take(file.told.get(f"PREFIX{number}"), file.told.get(f"NETMASK{number}"))
            if int(number or 0) > 2 and f"IPADDR{int(number) - 1}" not in file.told:
                self.read.refuse(file.path, node, "both readers stop at the first number that is missing")
            elif draft.values(prefix + "ipv4") == ["dhcp"] and ":" not in file.device and file.says("NM_CONTROLLED", *NO):
                self.read.refuse(file.path, node, "the network scripts pass over IPADDR where BOOTPROTO is dhcp")
            else:
                self.say(draft, prefix + "address", with_prefix(node.text, mask), file, node)
        for number in self.numbers(file, "GATEWAY")[:1]:
            node = file.told[f"GATEWAY{number}"]
            if node.text.lower() != "none":
                self.say(draft, prefix + "gateway", node.text, file, node)
        for number in self.numbers(file, "DNS"):
            self.say(draft, prefix + "dns", file.text(f"DNS{number}"), file, file.told[f"DNS{number}"])
        for value in file.text("DOMAIN").split():
            self.say(draft, prefix + "search", value, file, file.told["DOMAIN"])
        self.ipv6(draft, prefix, file)

    @staticmethod
    def numbers(file: File, name: str) -> list[str]:
        """The numbers behind a name, in order; IPADDR comes before IPADDR0."""
        found = [match[1] for each in file.told if (match := re.fullmatch(rf"{name}(\d{{0,3}})", each))]
        return sorted(found, key=lambda number: (int(number or -1), number))

    def ipv6(self, draft: Draft, prefix: str, file: File) -> None:
        used = not file.says("IPV6INIT", *NO) and not file.says("IPV6_DISABLED", *YES)
        for name in ("IPV6ADDR", "IPV6ADDR_SECONDARIES", "IPV6_DEFAULTGW"):
            if name in file.told and not used:
                self.read.refuse(file.path, file.told[name], "IPv6 is switched off in this file: nothing of it is read")
            elif name in file.told:
                word = "gateway" if name == "IPV6_DEFAULTGW" else "address"
                for value in file.text(name).split():
                    plain = value.partition("%")[0]
                    self.say(draft, prefix + word, plain if word == "gateway" or "/" in plain else f"{plain}/64", file, file.told[name])
        if used and file.says("DHCPV6C", *YES):
            draft.say(prefix + "ipv6", "dhcp", file.path, file.told["DHCPV6C"])
        elif used and (file.says("IPV6_AUTOCONF", *YES) or (file.says("IPV6INIT", *YES) and "IPV6_AUTOCONF" not in file.told)):
            draft.say(prefix + "ipv6", "auto", file.path, file.told.get("IPV6_AUTOCONF") or file.told["IPV6INIT"])

    def routes(self, path: str, stem: str, nodes: list[Node]) -> None:
        device = next((file.device for file in self.files if file.stem == stem), stem)
        place = self.place(device)
        if place is None:
            return
        numbered: dict[str, tuple[str, Node]] = {}
        for node in nodes:
            name, equals, value = (node.name, "=", node.text) if node.name else " ".join(node.words).partition("=")
            if equals and name != COMMENT:
                numbered[name] = (value.strip("\"'"), node)
            elif node.words:
                self.route(*place, path, node, device)
        for name, (to, node) in numbered.items():
            if name.startswith("ADDRESS"):
                number = name.removeprefix("ADDRESS")
                (mask, mask_node), (via, via_node) = (numbered.get(each + number, ("", None)) for each in ("NETMASK", "GATEWAY"))
                metric, metric_node = numbered.get("METRIC" + number, ("", None))
                if via:
                    said = f"{with_prefix(to, mask)} via {via}" + (f" metric {metric}" if metric else "")
                    place[0].say(place[1] + "route", said, path, node)
                    self.read.take(node, mask_node, via_node, metric_node)

    def route(self, draft: Draft, prefix: str, path: str, node: Node, device: str) -> None:
        """A line of words, as they stand behind `ip route add`."""
        items = node.words[1:] if node.words[0] == "to" else node.words
        said = dict(zip(items[1::2], items[2::2], strict=False))
        if "via" not in said or said.keys() - {"via", "dev", "metric"} or said.get("dev", device) != device or len(items) % 2 == 0:
            return
        via, metric = said["via"], said.get("metric", "")
        self.read.take(node)
        if items[0] == "default" and not metric:
            draft.say(prefix + "gateway", via, path, node)
            return
        to = ("::/0" if ":" in via else "0.0.0.0/0") if items[0] == "default" else items[0]
        draft.say(prefix + "route", f"{to} via {via}" + (f" metric {metric}" if metric else ""), path, node)

    def say(self, draft: Draft, word: str, value: str, file: File, node: Node) -> None:
        draft.say(word, value, file.path, node)
        self.read.take(node)

    # ---- files that all interfaces share

    def modules(self) -> None:
        """Parameters of the module are the defaults of every bond: they are read first, BONDING_OPTS win."""
        for path, nodes in self.read.files.items():
            for node in nodes if path == MODPROBE or path.startswith(MODPROBE_D) else []:
                target = node.words[1] if len(node.words) > 1 else ""
                if target in self.bonds and node.words[0] == "alias" and node.words[2:] == ("bonding",):
                    self.read.take(node)
                elif (target in self.bonds or target == "bonding") and node.words[0] == "options":
                    self.read.take(node)
                    for name, draft in self.bonds.items():
                        if target in (name, "bonding"):
                            self.options(draft, path, node, node.words[2:], module=True)

    def everywhere(self) -> None:
        """/etc/sysconfig/network may hold the gateway of the whole system."""
        for path, nodes in self.read.files.items():
            if path != SYSCONFIG:
                continue
            common = File(path, "", nodes, variables(nodes))
            self.read.take(*(common.told.get(name) for name in ("NETWORKING", "NETWORKING_IPV6")))
            gateway, device = common.text("GATEWAY"), common.text("GATEWAYDEV")
            for carrier in [device] if device else [file.device for file in self.files]:
                place = self.place(carrier)
                if gateway and place and (device or _reaches(place[0].values(place[1] + "address"), gateway)):
                    self.say(place[0], place[1] + "gateway", gateway, common, common.told["GATEWAY"])
                    self.read.take(common.told.get("GATEWAYDEV"))
                    break


def _reaches(addresses: list[str], gateway: str) -> bool:
    try:
        return any(ip(gateway) in interface(address).network for address in addresses)
    except ValueError:
        return False
