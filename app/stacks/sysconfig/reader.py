"""The reader of ifcfg files in SUSE's dialect, as wicked and the older ifup scripts take them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.bonding.names import interface, ip
from app.bonding.problems import did_you_mean
from app.formats.node import COMMENT, Node
from app.stacks import hostwide
from app.stacks.contract import Draft, Reader
from app.stacks.sysconfig import CONFIG, FOLDER, IFSYSCTL, LONGEST, ROUTES, SKIPPED, YES, Ifcfg, with_prefix

HARMLESS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("BROADCAST", "NETWORK", "NETMASK", "PREFIXLEN", "LABEL", "IFPLUGD_PRIORITY", "UNIQUE", "VLAN_ID"), ()),
    **dict.fromkeys(("LINK_READY_WAIT", "LINK_REQUIRED", "CHECK_DUPLICATE_IP", "SEND_GRATUITOUS_ARP", "BRIDGE_FORWARDDELAY"), ()),
    **dict.fromkeys(("DHCLIENT_SET_HOSTNAME", "DHCLIENT_USE_LAST_LEASE", "DHCLIENT6_MODE"), ()),
    **dict.fromkeys(("BONDING_MASTER", "BRIDGE"), YES),
    "STARTMODE": ("auto", "boot", "onboot", "on", "hotplug", "nfsroot", "ifplugd"),
    "USERCONTROL": ("no",),
    "DHCLIENT_SET_DEFAULT_ROUTE": ("yes",),
    "BRIDGE_STP": ("off", "no"),
    "INTERFACETYPE": ("bond", "vlan", "bridge", "eth"),
}
"""Variables that change nothing of what is said elsewhere, as long as they have one of these values (none named: any)."""

SUFFIXED = re.compile(r"(BROADCAST|NETWORK|LABEL|NETMASK|PREFIXLEN)\w*|_nm_name")


def drafts(read: Reader) -> Iterator[Draft]:
    """The bonds in the files, with what stands on them."""
    yield from _FilesReader(read).drafts()


class _FilesReader:
    def __init__(self, read: Reader) -> None:
        self.read = read
        self.files: list[Ifcfg] = []
        self.bonds: dict[str, Draft] = {}
        self.vlans: dict[str, tuple[str, str]] = {}  # interface: bond, id
        self.bridges: dict[str, str] = {}  # bridge: its port
        self.quiet: set[str] = set()  # interfaces without router advertisements
        self.ends: set[tuple[str, str, bool, str, str]] = set()  # where the routes so far lead

    def drafts(self) -> Iterator[Draft]:
        for path, nodes in self.read.files.items():
            self.open(path, nodes)
        self.find_bonds()
        self.find_layers()
        self.switches()
        for file in self.files:
            if place := self.place(file.device):
                self.interface(*place, file)
        self.members()
        for path, nodes in self.read.files.items():
            base = path.rpartition("/")[2]
            if base.startswith("ifroute-") or path == ROUTES:
                for node in nodes:
                    self.route(path, node, base.removeprefix("ifroute-") if base.startswith("ifroute-") else "")
            elif path == CONFIG:
                self.host(path, nodes)
        for draft in self.bonds.values():
            if not draft.values("mode"):
                draft.say("mode", "balance-rr")  # what wicked makes of a bond without one
            yield draft

    # ---- who is there

    def open(self, path: str, nodes: list[Node]) -> None:
        """Sort one file in, unless it is one of Red Hat's dialect."""
        kind, _, device = path.rpartition("/")[2].partition("-")
        if kind != "ifcfg" or not nodes or not device:
            return
        file = Ifcfg(path, device, nodes)
        if not path.startswith(f"{FOLDER}/") and file.told.keys() & {"DEVICE", "ONBOOT", "MASTER", "BONDING_OPTS"}:
            return
        if path.endswith(SKIPPED):
            self.read.refuse(path, nodes[0], "wicked passes over a file of this name", "warning")
            self.read.take(*nodes)
        else:
            self.files.append(file)

    def find_bonds(self) -> None:
        named = {file.text("ETHERDEVICE") for file in self.files} | {file.text("BRIDGE_PORTS") for file in self.files}
        for file in [file for file in self.files if file.bonding]:
            if re.fullmatch(r"pasted-\d+", file.device):  # the name of the file is the only one that a bond has here
                free = (f"bond{number}" for number in range(len(self.files) + 1) if f"bond{number}" not in self.bonds)
                file.device = min((each for each in named if each.startswith("bond")), default=next(free))
                told = next(node for node in file.nodes if node.name != COMMENT)
                message = f"the bond is named by the name of its file, which is not there: {file.device} is a guess."
                self.read.flaw(told, "hint", "file-without-name", message, "Give the files with their names.", file.device)
            self.bonds.setdefault(file.device, Draft(file.device))

    def find_layers(self) -> None:
        for file in self.files:
            below = file.text("ETHERDEVICE")
            if below in self.bonds and file.device not in self.bonds:
                tail = re.search(r"(\d+)$", file.device)
                number = file.text("VLAN_ID") or (tail[1] if tail and not file.device.startswith("pasted-") else "")
                if number.isascii() and number.isdigit() and len(number) <= 4:
                    if file.device.startswith("pasted-"):
                        file.device = f"{below}.{int(number)}"
                    self.vlans[file.device] = (below, str(int(number)))
        for file in self.files:
            ports = file.text("BRIDGE_PORTS").split()
            own = [port for port in ports if self.place(port)]
            if file.says("BRIDGE", *YES) and len(ports) == len(own) == 1:
                owner = self.place(own[0])
                if owner and owner[0] not in [each[0] for port in self.bridges.values() if (each := self.place(port))]:
                    if file.device.startswith("pasted-"):
                        file.device = "br0"
                    self.bridges[file.device] = own[0]

    def place(self, device: str) -> tuple[Draft, str] | None:
        """The bond that an interface belongs to, and the prefix of its words there."""
        device = self.bridges.get(device, device)
        if device in self.bonds:
            return self.bonds[device], ""
        if device in self.vlans:
            bond, number = self.vlans[device]
            return self.bonds[bond], f"vlan.{number}."
        return None

    def switches(self) -> None:
        """Files ifsysctl: which interfaces take no router advertisements."""
        for path, nodes in self.read.files.items():
            if not path.startswith(IFSYSCTL):
                continue
            for node in nodes:
                text = "".join(node.words) or f"{node.name}={node.text}"
                match = re.fullmatch(r"net[./]ipv6[./]conf[./](.+)[./](accept_ra|disable_ipv6|autoconf)=(\d)", text)
                device = match[1].replace("$INTERFACE", path.partition("ifsysctl-")[2]) if match else ""
                if "." in text.partition("ipv6")[0]:  # with dots between the words, a slash stands for the dot of a name
                    device = device.replace("/", ".")
                if match and (device in ("all", "default") or self.place(device)):
                    self.read.take(node)
                    if (match[2] == "disable_ipv6") == (match[3] == "1") and match[2] != "autoconf":
                        self.quiet.add(device)

    # ---- what each file says

    def interface(self, draft: Draft, prefix: str, file: Ifcfg) -> None:
        self.harmless(file)
        self.scripts(file)
        for node in file.nodes:
            if node.name == COMMENT and node.text.startswith(f"{draft.name}: ") and file.device == draft.name:
                draft.say("description", node.text.partition(": ")[2], file.path, node)
        if not file.says("STARTMODE", *HARMLESS["STARTMODE"]):
            first = file.told.get("STARTMODE") or file.nodes[0]
            message = (
                f"{file.device} is not started with the system: STARTMODE is {file.text('STARTMODE') or 'manual where it is missing'}."
            )
            self.read.flaw(first, "warning", "needed-line-missing", message, "Write STARTMODE=auto.", draft.name)
            self.read.take(file.told.get("STARTMODE"))
        if file.device == draft.name:
            self.bond(draft, file)
        elif file.device in self.vlans:
            self.say(draft, prefix + "name", file.device, file, file.told["ETHERDEVICE"])
        else:
            self.say(draft, "bridge", file.device, file, file.told["BRIDGE"])
            self.say(draft, "bridge.over", self.bridges[file.device], file, file.told["BRIDGE_PORTS"])
        if file.device not in self.bridges and (mtu := file.told.get("MTU")):
            self.say(draft, prefix + "mtu", mtu.text, file, mtu)
        if file.device in self.bridges.values():
            self.idle(file, "a port of a bridge has no addresses of its own; they belong on the bridge")
        else:
            self.addressing(draft, prefix, file)

    def bond(self, draft: Draft, file: Ifcfg) -> None:
        if not file.says("BONDING_MASTER", *YES):
            first = next(node for node in file.nodes if node.name != COMMENT)
            message = "wicked takes the interface for a card: BONDING_MASTER=yes is missing."
            self.read.flaw(file.told.get("BONDING_MASTER", first), "error", "needed-line-missing", message, "Add it.", draft.name)
            self.read.take(file.told.get("BONDING_MASTER"))
        if name := file.told.get("NAME"):
            self.say(draft, "description", name.text, file, name)
        if mac := file.told.get("LLADDR"):
            self.say(draft, "mac", mac.text, file, mac)
        for suffix in file.suffixed("BONDING_SLAVE"):
            node = file.told[f"BONDING_SLAVE{suffix}"]
            if node.text in draft.values("member"):
                self.read.refuse(file.path, node, f"{node.text} is named before; wicked takes it once", "warning")
            else:
                self.say(draft, "member", node.text, file, node)
        cut, options = file.cut, file.told.get("BONDING_MODULE_OPTS")
        if cut is not None:
            self.read.refuse(file.path, cut, "quotes are missing: what stands behind the first blank does not count")
            self.options(draft, file.path, cut, (cut.words[0].partition("=")[2],))
        elif options is not None:
            self.read.take(options)
            if len(options.text.encode()) > LONGEST:
                self.read.refuse(file.path, options, "wicked drops a line of more than 511 bytes, and with it all the options")
            self.options(draft, file.path, options, tuple(options.text.split()))

    def options(self, draft: Draft, path: str, node: Node, pairs: tuple[str, ...]) -> None:
        """The pairs of BONDING_MODULE_OPTS; a second arp_ip_target replaces the first."""
        names = [pair.partition("=")[0] for pair in pairs]
        for pair in pairs:
            name, equals, value = pair.partition("=")
            if not equals or not value:
                self.read.refuse(path, node, f"{pair!r} is no NAME=VALUE: wicked refuses the whole file")
            elif name == "mode":
                draft.say("mode", value, path, node)
            elif name in ("max_bonds", "slaves"):
                self.read.refuse(path, node, f"{name} is none of the options of a bond: wicked refuses the whole file")
            elif name in ("miimon", "arp_interval") and value == "0" and {"miimon", "arp_interval"} <= set(names):
                why = f"{name}=0 counts as a second monitor: wicked refuses the whole file. Take it out"
                self.read.refuse(path, node, why)
            elif not self.read.option(draft, path, node, name, value):
                near = did_you_mean(name, [each for key in self.read.spelling for each in key.names])
                self.read.refuse(path, node, f"{name} is no option that wicked knows, and it refuses the whole file. {near}".rstrip(" ."))

    def harmless(self, file: Ifcfg) -> None:
        for name, node in file.told.items():
            if (name in HARMLESS and (not HARMLESS[name] or file.says(name, *HARMLESS[name]))) or SUFFIXED.fullmatch(name):
                self.read.take(node)
        self.read.take(*(node for node in file.nodes if node.name and not node.text))  # empty is as good as not there

    def scripts(self, file: Ifcfg) -> None:
        """Hooks are not read; those that wicked does not run are told."""
        for name in ("PRE_UP_SCRIPT", "POST_UP_SCRIPT", "PRE_DOWN_SCRIPT", "POST_DOWN_SCRIPT"):
            node = file.told.get(name)
            bare = [word for word in node.text.split() if not re.match(r"(wicked|systemd|compat(:suse)?):", word)] if node else []
            if node and bare:
                message = f"wicked does not run {bare[0]}: it wants to be told how. SUSE's older scripts did."
                self.read.flaw(node, "warning", "script-without-scheme", message, f"Write compat:suse:{bare[0]}.")

    def idle(self, file: Ifcfg, why: str) -> None:
        for name, node in file.told.items():
            if name.startswith("IPADDR") and not self.unspecified(node):
                self.read.refuse(file.path, node, why)
        if file.says("BOOTPROTO", "none", "static"):
            self.read.take(file.told["BOOTPROTO"])

    def addressing(self, draft: Draft, prefix: str, file: Ifcfg) -> None:
        ways = (file.text("BOOTPROTO").lower() or "static").split("+")
        node = file.told.get("BOOTPROTO")
        for suffix in file.suffixed("IPADDR"):
            at = file.told[f"IPADDR{suffix}"]
            if ways == ["none"]:
                self.read.refuse(file.path, at, "with BOOTPROTO=none wicked sets no address")
            elif not self.unspecified(at):
                length = file.text(f"PREFIXLEN{suffix}") or (file.text(f"NETMASK{suffix}") if ":" not in at.text else "")
                self.say(draft, prefix + "address", at.text if "/" in at.text else with_prefix(at.text, length), file, at)
        if set(ways) <= {"none", "static", "dhcp", "dhcp4", "dhcp6", "auto6"}:
            self.read.take(node)
        if {"dhcp", "dhcp4"} & set(ways):
            draft.say(prefix + "ipv4", "dhcp", file.path, node)
        six = any(":" in value for value in draft.values(prefix + "address"))
        if "dhcp6" in ways or ("dhcp" in ways and file.says("DHCLIENT6_MODE", "managed")):
            draft.say(prefix + "ipv6", "dhcp", file.path, node)
        elif {"auto6", "dhcp"} & set(ways):  # dhcp follows what the routers say, and stands back where they say nothing
            draft.say(prefix + "ipv6", "auto", file.path, node)
        elif not six and ways != ["none"] and not {file.device, "all", "default"} & self.quiet:
            draft.say(prefix + "ipv6", "auto", file.path)  # nobody switched them off: the kernel takes router advertisements

    def unspecified(self, node: Node) -> bool:
        """Whether an address is one of the zeros that YaST writes where there is none; wicked passes over them."""
        if not _zeros(node.text.partition("/")[0]):
            return False
        self.read.take(node)
        return True

    def members(self) -> None:
        """The files of members: what they say beyond being one."""
        for file in self.files:
            bond = next((draft for draft in self.bonds.values() if file.device in draft.values("member")), None)
            if bond is None:
                continue
            self.harmless(file)
            self.scripts(file)
            self.read.take(file.told.get("NAME"))
            method = file.told.get("BOOTPROTO")
            addressed = next((node for name, node in file.told.items() if name.startswith("IPADDR") and not self.unspecified(node)), None)
            dhcp = method if method and not file.says("BOOTPROTO", "none", "static") else None
            if told := addressed or dhcp:
                self.read.take(told, method)
                message = f"{file.device} is a member of {bond.name} and has an address of its own."
                self.read.flaw(
                    told, "warning", "member-has-addresses", message, "Write BOOTPROTO=none, and take the address out.", bond.name
                )
            elif method and file.says("BOOTPROTO", "none"):
                self.read.take(method)
            elif method:
                why = "a member wants BOOTPROTO=none: otherwise its link is set up by its own file, before the bond has it"
                self.read.refuse(file.path, method, why, "hint")

    def say(self, draft: Draft, word: str, value: str, file: Ifcfg, node: Node) -> None:
        draft.say(word, value, file.path, node)
        self.read.take(node)

    # ---- files about more than one interface

    def route(self, path: str, node: Node, device: str) -> None:
        """A line of a file of routes: destination, gateway, netmask, interface, options."""
        told = " ".join(node.words).partition("#")[0].split()
        to, via, mask, name = (*told[:4], "-", "-", "-", "-")[:4]
        more = [word for word in told[4:] if word not in ("unicast", "-")]
        options = dict(zip(more[::2], more[1::2], strict=False))
        device = device if name == "-" else name
        place = self.place(device) if device else self.reached(via)
        plain = re.fullmatch(r"default|[0-9a-fA-F:.]+(/\d+)?", to) and not _zeros(via)
        if place is None or not plain or len(more) % 2 or options.keys() - {"metric", "priority", "preference"}:
            return
        draft, prefix = place
        if "/" not in to and to != "default":
            to = with_prefix(to, "" if mask == "-" else mask)
        everywhere = to in ("default", "0.0.0.0/0", "::/0")
        metric = next(iter(options.values()), "")
        self.read.take(node)
        end = (draft.name, prefix, ":" in via, "default" if everywhere else to, metric)
        if end in self.ends:
            self.read.refuse(path, node, f"there is a route to {to} before; wicked takes the first one", "warning")
        elif everywhere and not metric:
            draft.say(prefix + "gateway", via, path, node)
        else:
            target = ("::/0" if ":" in via else "0.0.0.0/0") if everywhere else to
            draft.say(prefix + "route", f"{target} via {via}" + (f" metric {metric}" if metric else ""), path, node)
        self.ends.add(end)

    def reached(self, via: str) -> tuple[Draft, str] | None:
        """The interface whose network a gateway is in, as wicked finds it for a route that names none."""
        for draft in self.bonds.values():
            for word in dict.fromkeys(word for word, *_ in draft.said if word.rpartition(".")[2] == "address"):
                if _reaches(draft.values(word), via):
                    return draft, word.removesuffix("address")
        return None

    def host(self, path: str, nodes: list[Node]) -> None:
        """The name servers of the host: on the interface that a comment names, or whose they may be."""
        if not self.bonds:
            return
        owners = hostwide.owners(nodes, self.place)
        home = self.home()
        told = {node.name: node for node in nodes if node.name and node.name != COMMENT}
        for name, word in (("NETCONFIG_DNS_STATIC_SERVERS", "dns"), ("NETCONFIG_DNS_STATIC_SEARCHLIST", "search")):
            for value in told[name].text.split() if name in told else ():
                for draft, prefix in owners.get((word, value), [home]):
                    draft.say(prefix + word, value, path, told[name])
        self.read.take(*nodes)  # what else stands there is about the host, and holds for all of its interfaces

    def home(self) -> tuple[Draft, str]:
        """The interface that the host's name servers go with: the one with the default route, else the first bond."""
        for draft in self.bonds.values():
            for word, *_ in draft.said:
                if word.rpartition(".")[2] == "gateway":
                    return draft, word.removesuffix("gateway")
        return next(iter(self.bonds.values())), ""


def _zeros(address: str) -> bool:
    """Whether a text stands for no address."""
    return not address.strip("0.:-")


def _reaches(addresses: list[str], gateway: str) -> bool:
    try:
        return any(ip(gateway) in interface(address).network for address in addresses)
    except ValueError:
        return False
