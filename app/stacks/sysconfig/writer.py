"""The writer of ifcfg files in SUSE's dialect, for wicked and for the older ifup scripts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.bonding.model import Addressing, Bond
from app.bonding.names import ip
from app.bonding.options import OPTIONS
from app.formats.node import Node, comment, words
from app.stacks import hostwide
from app.stacks.contract import File, Writer
from app.stacks.phrases import belongs
from app.stacks.sysconfig import CONFIG, IFCFG, IFROUTE, IFSYSCTL, LONGEST, key, scripts

LAST = ("primary", "active_slave")
"""Options that name a member: the scripts write all of them a second time, when the members are there."""
METHODS = {
    ("dhcp", "dhcp"): "dhcp4+dhcp6",
    ("dhcp", "auto"): "dhcp4+auto6",
    ("none", "auto"): "auto6",
    ("none", "dhcp"): "dhcp6",
    ("dhcp", "none"): "dhcp4",
}
"""BOOTPROTO by where the addresses of each family come from. Fixed ones are set up beside every one of these."""


@dataclass
class Files:
    """The files of one bond."""

    bond: Bond
    write: Writer

    def __post_init__(self) -> None:
        self.scripts = scripts(self.write.release)

    def all(self) -> Iterator[File]:
        """Every file."""
        bond = self.bond
        for member in bond.members:
            node = [key("STARTMODE", "hotplug", "member"), key("BOOTPROTO", "none", "member")]
            yield self.ifcfg(member, node)
        yield from self.interface(bond.name, bond.name, bond.addressing, [*self.described(), *self.own()])
        for vlan in bond.vlans:
            about = f"vlan.{vlan.id}.name"
            kind = [key("ETHERDEVICE", bond.name, about), key("VLAN_ID", vlan.id, about)]
            kind += [key("MTU", vlan.mtu, f"vlan.{vlan.id}.mtu")] if vlan.mtu else []
            yield from self.interface(vlan.name, vlan.name, vlan.addressing, kind)
        if bond.bridge:
            name, port = bond.bridge.name, bond.bridge.over
            kind = [key("BRIDGE", "yes", "bridge"), key("BRIDGE_PORTS", port, "bridge.over")]
            kind += [key("BRIDGE_STP", "off", "bridge"), key("BRIDGE_FORWARDDELAY", 0, "bridge")]
            yield from self.interface(name, "", dict(bond.layer3)[name], kind)
        names = list(self.names())
        if names:
            yield File(CONFIG, names, adds=True)

    # ---- the bond

    def described(self) -> Iterator[Node]:
        """The description; in a longer line wicked would take the end for a variable of its own."""
        text = self.bond.description
        if text and len(text.encode()) <= LONGEST - 40:
            # wicked knows no way to have its own quote in a value
            yield comment(f"{self.bond.name}: {text}", "description") if "'" in text else key("NAME", text, "description")

    def own(self) -> Iterator[Node]:
        """What makes the interface a bond."""
        bond = self.bond
        yield key("BONDING_MASTER", "yes", "name")
        for number, member in enumerate(bond.members):
            yield key(f"BONDING_SLAVE_{number}", member, "member")
        pairs = dict(self.options())
        yield key("BONDING_MODULE_OPTS", " ".join(f"{name}={text}" for name, text in pairs.items()), " ".join(pairs))
        if bond.mtu:
            yield key("MTU", bond.mtu, "mtu")
        if bond.mac:
            yield key("LLADDR", bond.mac, "mac")

    def options(self) -> Iterator[tuple[str, str]]:
        """The pairs in an order that suits the scripts: mode first, miimon before the delays, members last."""
        bond = self.bond
        said = {name: text for _, name, text in self.write.options(bond)}
        if bond.option("arp_interval"):
            said.pop("miimon", None)  # a zero: wicked refuses both names side by side, whatever they say
        else:
            said.pop("arp_interval", None)
            if "miimon" not in said and bond.effective("miimon"):  # what the kernel takes by itself in some modes; wicked wants it said
                said = {"miimon": str(bond.effective("miimon")), **said}
        if not self.scripts:  # two names of one number: wicked has a default for each, and it is not told which one arrives
            for name in ("num_grat_arp", "num_unsol_na"):
                if name in said:
                    said.setdefault(OPTIONS[name].twin, said[name])
        yield "mode", bond.mode
        yield from sorted(said.items(), key=lambda pair: pair[0] in LAST)

    # ---- what every interface has

    def interface(self, device: str, asked: str, addressing: Addressing, kind: list[Node]) -> Iterator[File]:
        """The files of one interface: as the port of a bridge it has no addresses of its own."""
        start = key("STARTMODE", "auto", "name")
        if self.bond.bridge and self.bond.bridge.over == asked:
            # with none the scripts leave the hardware address and the MTU alone as well
            method = "static" if self.scripts and any(node.name in ("MTU", "LLADDR") for node in kind) else "none"
            yield self.ifcfg(device, [start, key("BOOTPROTO", method, "bridge"), *kind])
            return
        method = self.method(addressing)
        body = [start, key("BOOTPROTO", method, "ipv4 ipv6"), *kind]
        for number, address in enumerate(addressing.addresses):
            body.append(key(f"IPADDR_{number}" if number else "IPADDR", address, "address"))
        yield self.ifcfg(device, body)
        if addressing.ipv6 in ("none", "static"):
            line = words(f"net/ipv6/conf/{device}/accept_ra", "=", "0", about="ipv6")
            yield self.belonging(device, f"{IFSYSCTL}-{device}", [line])
        routes = list(self.routes(device, addressing))
        if routes:
            yield self.belonging(device, f"{IFROUTE}{device}", routes)

    def method(self, addressing: Addressing) -> str:
        """BOOTPROTO."""
        four = "dhcp" if addressing.ipv4 == "dhcp" else "none"
        six = addressing.ipv6 if addressing.ipv6 in ("dhcp", "auto") else "none"
        if six == "auto" and self.scripts:
            six = "none"  # the scripts have no word for it, and the kernel does it by itself
        return METHODS.get((four, six), "static")

    def routes(self, device: str, addressing: Addressing) -> Iterator[Node]:
        """The routes of one interface; of several to one destination with one metric only the first counts."""
        lines: list[tuple[str, str, int | None, str]] = [("default", gateway, None, "gateway") for gateway in addressing.gateways]
        for route in addressing.routes:
            everywhere = route.to in ("0.0.0.0/0", "::/0")
            lines.append(("default" if everywhere else route.to, route.via, route.metric, "route"))
        seen = set()
        for to, via, metric, about in lines:
            end = (to, ip(via).version, metric)
            if end not in seen:
                seen.add(end)
                yield words(to, via, "-", device, *(("metric", str(metric)) if metric is not None else ()), about=about)

    def ifcfg(self, device: str, keys: list[Node]) -> File:
        """An ifcfg file, with its name on top."""
        path = f"{IFCFG}{device}"
        return self.belonging(device, path, [comment(path, "name"), *keys])

    def belonging(self, device: str, path: str, nodes: list[Node]) -> File:
        """A file whose lines are about the words of one interface."""
        return File(path, belongs(self.bond, device, nodes))

    # ---- the host

    def names(self) -> Iterator[Node]:
        """Name servers and search domains, which are the host's here; comments keep whose they are."""
        routed = [prefix for prefix, _, each in hostwide.asked(self.bond) if each.gateways]
        home = "" if not routed else routed[0] if len(routed) == 1 else None  # what the reader takes without a comment, if that is sure
        yield from hostwide.comments(self.bond, home)
        for word, variable in (("dns", "SERVERS"), ("search", "SEARCHLIST")):
            if told := hostwide.values(self.bond, word):
                about = " ".join(dict.fromkeys(name for _, names in told for name in names.split()))
                yield key(f"NETCONFIG_DNS_STATIC_{variable}", " ".join(value for value, _ in told), about)
