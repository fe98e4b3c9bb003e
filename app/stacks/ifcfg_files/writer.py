"""The writer of ifcfg files with BONDING_OPTS, for whichever reader the release has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.bonding.kernel import version
from app.bonding.model import Addressing, Bond, Vlan
from app.bonding.names import INTERFACE_BYTES, ip
from app.formats.node import Node, comment, words
from app.stacks.contract import File, Writer
from app.stacks.ifcfg_files import (
    AVOIDED,
    FOLDER,
    MODPROBE,
    MODPROBE_D,
    SYSCONFIG,
    gateway_of,
    ipv6_keys,
    key,
    older,
    route_line,
    scripts,
    vlan_number,
)
from app.stacks.phrases import belongs
from app.stacks.spelling import Numbers


@dataclass
class Files:
    """The files of one bond."""

    bond: Bond
    write: Writer

    def __post_init__(self) -> None:
        self.scripts = scripts(self.write.release)
        self.rhel5 = older(self.write.release, "2.6.32")
        self.vlans = {vlan.name: self.vlan_device(vlan) for vlan in self.bond.vlans}
        bridge = [self.bond.bridge.name] if self.bond.bridge else []
        self.stems: dict[str, str] = {}
        for device in (*self.bond.members, self.bond.name, *self.vlans.values(), *bridge):
            stem = device
            if self.scripts:  # the oldest ones take ifcfg-a-b for a variation of ifcfg-a, and stop where that is missing
                stem = stem.replace("-", "_")
            while stem.endswith(AVOIDED) or stem in self.stems.values():
                stem += "_"
            self.stems[device] = stem

    def vlan_device(self, vlan: Vlan) -> str:
        """The VLAN's name, or one from which the readers take the right number."""
        usual, short = f"{self.bond.name}.{vlan.id}", f"vlan{vlan.id}"
        if len(usual) > INTERFACE_BYTES or vlan_number(usual) not in ("", str(vlan.id)) or vlan_number(self.bond.name):
            usual = short
        if self.scripts:
            return vlan.name if vlan.name in (usual, short) else usual
        return vlan.name if vlan_number(vlan.name) in ("", str(vlan.id)) else usual

    def all(self) -> Iterator[File]:
        """Every file."""
        bond = self.bond
        if older(self.write.release, "3.10"):
            path = MODPROBE if self.rhel5 else f"{MODPROBE_D}bonding.conf"
            yield File(path, [words("alias", bond.name, "bonding", about="name")], adds=True)
        if self.rhel5 and any(addressing.ipv6 != "none" for _, addressing in bond.layer3):
            yield File(SYSCONFIG, [key("NETWORKING_IPV6", "yes", "ipv6")], adds=True)
        for member in dict.fromkeys(bond.members):
            yield _of(bond, member, self.member(member))
        extra = [key("MTU", bond.mtu, "mtu")] if bond.mtu else []
        extra += [key("MACADDR", bond.mac, "mac")] if bond.mac else []
        head = [comment(f"{bond.name}: {bond.description}", "description")] if bond.description else []
        own = [] if self.rhel5 else [key("TYPE", "Bond", "name"), key("BONDING_MASTER", "yes", "name")]
        pairs = list(self.options())
        about = " ".join(pair.partition("=")[0] for pair in pairs)
        own += [key("BONDING_OPTS", " ".join(pairs), about), *self.pulls("member")]
        yield from self.interface(bond.name, bond.name, bond.addressing, own, extra, head)
        for vlan in bond.vlans:
            mtu = [key("MTU", vlan.mtu, f"vlan.{vlan.id}.mtu")] if vlan.mtu else []
            for file in self.interface(self.vlans[vlan.name], vlan.name, vlan.addressing, self.vlan(vlan), mtu, []):
                yield _of(bond, vlan.name, file)
        if bond.bridge:
            name = bond.bridge.name
            kind = [key("TYPE", "Bridge", "bridge"), key("STP", "no", "bridge"), key("DELAY", "0", "bridge"), *self.pulls("bridge")]
            yield from (_of(bond, name, file) for file in self.interface(name, "", dict(bond.layer3)[name], kind, [], []))

    def pulls(self, about: str) -> list[Node]:
        """NetworkManager starts what belongs to an interface together with it only when told so."""
        return [] if self.scripts else [key("AUTOCONNECT_SLAVES", "yes", about)]

    def options(self) -> Iterator[str]:
        """The pairs in an order that suits every reader: mode first, miimon before the delays, primary last."""
        bond = self.bond
        said = {name: text for _, name, text in self.write.options(bond)}
        if not self.scripts and "miimon" not in said and bond.effective("miimon") == 0 and not bond.option("arp_interval"):
            said = {"miimon": "0", **said}  # NetworkManager would make it 100
        if not self.scripts and "miimon" not in said and said.keys() & {"updelay", "downdelay"}:
            said = {"miimon": str(bond.effective("miimon")), **said}  # before 1.24 it refuses delays that have no miimon beside them
        if self.rhel5 and "fail_over_mac" in said:  # its first form, in update 5.2, is a number
            said["fail_over_mac"] = Numbers("fail_over_mac").write(said["fail_over_mac"])
        yield f"mode={bond.mode}"
        yield from (f"{name}={text}" for name, text in sorted(said.items(), key=lambda pair: pair[0] == "primary"))

    def member(self, member: str) -> File:
        """The file of a member."""
        keys = [] if self.rhel5 else [key("NAME", f"{self.bond.name}-{member}", "member"), key("TYPE", "Ethernet", "member")]
        keys += [key("MASTER", self.bond.name, "member"), key("SLAVE", "yes", "member"), key("BOOTPROTO", "none", "member")]
        keys += [key(each.name, text, each.option) for each, text in self.write.member_options(self.bond, member)]
        return self.ifcfg(member, keys)

    def vlan(self, vlan: Vlan) -> list[Node]:
        """What makes an interface a VLAN."""
        about, device = f"vlan.{vlan.id}.name", self.vlans[vlan.name]
        usual = device == f"{self.bond.name}.{vlan.id}"
        keys = [key("VLAN", "yes", about)]
        if not self.rhel5:
            keys += [key("TYPE", "Vlan", about), key("VLAN_ID", vlan.id, about)]
        if not usual and not self.scripts:
            keys.append(key("VID", vlan.id, about))  # what the scripts of RHEL 7 and 8 call it
        return keys if usual and self.rhel5 else [*keys, key("PHYSDEV", self.bond.name, about)]

    def interface(
        self, device: str, asked: str, addressing: Addressing, kind: list[Node], extra: list[Node], head: list[Node]
    ) -> Iterator[File]:
        """The files of one interface: as the port of a bridge it has no addresses of its own."""
        name = [] if self.rhel5 else [key("NAME", device, "name")]
        if self.bond.bridge and self.bond.bridge.over == asked:
            port = [key("BOOTPROTO", "none", "bridge"), key("BRIDGE", self.bond.bridge.name, "bridge")]
            yield self.ifcfg(device, [*name, *kind, *port, *extra], head)
            return
        # with DHCP the scripts pass over IPADDR, the oldest know one of them; aliases are set up all the same
        most = 0 if self.scripts and addressing.ipv4 == "dhcp" else 1 if self.rhel5 else 250
        own, more = addressing.of_family(4)[:most], addressing.of_family(4)[most:]
        body = [key("BOOTPROTO", "dhcp" if addressing.ipv4 == "dhcp" else "none", "ipv4")]
        for number, address in enumerate(own):
            mask = ("NETMASK", address.netmask) if self.rhel5 else ("PREFIX", address.network.prefixlen)
            body += [key(f"IPADDR{number or ''}", address.ip, "address"), key(f"{mask[0]}{number or ''}", mask[1], "address")]
        routes = [route_line(route, device) for route in addressing.routes]
        # the scripts look for the gateway in the first network only, NetworkManager wants an address beside it
        reached = own[:1] if self.scripts else own
        four, six = gateway_of(addressing, 4), gateway_of(addressing, 6)
        if four and reached and (not self.scripts or ip(four) in reached[0].network):
            body.append(key("GATEWAY", four, "gateway"))
        elif four:
            routes.append(words("default", "via", four, "dev", device, about="gateway"))
        if six and not (addressing.of_family(6) and addressing.ipv6 != "none"):
            routes.append(words("default", "via", six, "dev", device, about="gateway"))
            six = ""
        body += [key(f"DNS{number}", server, "dns") for number, server in enumerate(addressing.dns[: 2 if self.scripts else 10], 1)]
        body += [key("DOMAIN", " ".join(addressing.search), "search")] if addressing.search else []
        yield self.ifcfg(device, [*name, *kind, *body, *self.ipv6(device, addressing, six), *extra], head)
        for number, address in enumerate(more, 1):
            alias = f"{device}:{number}"
            if len(alias) <= INTERFACE_BYTES and self.stems[device] == device:
                given = [key("DEVICE", alias, "address"), key("IPADDR", address.ip, "address"), key("NETMASK", address.netmask, "address")]
                yield File(f"{FOLDER}/ifcfg-{alias}", [*given, key("ONPARENT", "yes", "address")])
        for family, prefix in ((4, "route"), (6, "route6")):
            lines = [line for line in routes if (":" in line.words[2]) == (family == 6)]
            if lines:  # the scripts look for them under the name of the interface, NetworkManager under that of the file
                yield File(f"{FOLDER}/{prefix}-{device if self.scripts else self.stems[device]}", lines)

    def ipv6(self, device: str, addressing: Addressing, gateway: str) -> Iterator[Node]:
        """The variables of IPv6, or what switches it off."""
        yield from ipv6_keys(device, addressing, gateway)  # with none of it: so that the scripts take no router advertisements
        if addressing.ipv6 == "none" and not self.scripts and self.write.tool("NetworkManager") >= version("1.20"):
            yield key("IPV6_DISABLED", "yes", "ipv6")

    def ifcfg(self, device: str, keys: list[Node], head: list[Node] | None = None) -> File:
        """An ifcfg file, with what all of them have."""
        start = [key("ONBOOT", "yes", "name"), *([key("NM_CONTROLLED", "no", "name")] if self.scripts else [])]
        return File(f"{FOLDER}/ifcfg-{self.stems[device]}", [*(head or []), key("DEVICE", device, "name"), *keys, *start])


def _of(bond: Bond, interface: str, file: File) -> File:
    """A file whose lines are about the words of one interface."""
    belongs(bond, interface, file.nodes)
    return file
