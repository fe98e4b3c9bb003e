"""netifrc: variables of /etc/conf.d/net on Gentoo, each with its interface in its name; OpenRC starts a service for each interface."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.bonding.findings import Findings, hint, warning
from app.bonding.model import Addressing, Bond
from app.bonding.names import ip
from app.bonding.options import OPTIONS
from app.distros.releases import Release
from app.formats import bashvars
from app.formats.bashvars import entry, lines
from app.formats.node import Node, comment
from app.stacks.contract import Claim, Draft, File, Place, Reader, Stack, Step, Writer
from app.stacks.driver import bond_file
from app.stacks.indirect.settings import shown
from app.stacks.ip_words import ZERO_ONE
from app.stacks.netifrc_variables import drafts, suffix
from app.stacks.phrases import belongs
from app.stacks.spelling import Key, Separated, Spelling
from app.stacks.steps import RESTORE, apply, folder, keep, look, ping, rollback, verify

PATH = "/etc/conf.d/net"
KEPT = ("/etc/conf.d", "/etc/init.d", "/etc/runlevels")
"""The variables, and which services there are and start: a bond or bridge of the name may have been there before."""
POSTUP = 'Write a function into /etc/conf.d/net: postup() { [ "$IFACE" = BOND ] && '
PREUP = POSTUP.replace("postup", "preup")
END = "; return 0; }"
RUNTIME = ("active_slave", "queue_id")


class Targets(Separated):
    """Targets with blanks between them; netifrc puts the + before each that the kernel asks for, and takes one that is there."""

    def read(self, text: str) -> str:
        """The list with commas."""
        return super().read(text.replace("+", ""))


stack = Stack(
    title="netifrc",
    home="https://wiki.gentoo.org/wiki/Netifrc",
    tool="netifrc",
    syntax=bashvars,
    places=(
        Place(
            ("/etc/conf.d/net", "*/conf.d/net"),
            r"(?:slaves|config|routes|dns_servers|mode|miimon|vlans|bridge)_\w+=",
            PATH,
        ),
    ),
    spelling=Spelling(
        **{
            name: Key(name, Targets(" ") if option.kind.endswith("_list") else ZERO_ONE if option.choice("on") else Key("").codec)
            for name, option in OPTIONS.items()
            if option.sysfs and name not in RUNTIME
        }
    ),
    gaps={
        **{
            name: "netifrc writes only into files of the kernel, and there is none for it. "
            + POSTUP
            + f"ip link set {'MEMBER type bond_slave' if OPTIONS[name].scope == 'member' else 'BOND type bond'} {name} VALUE"
            + END
            for name in ("ns_ip6_target", "broadcast_neighbor", "lacp_strict", "prio", "actor_port_prio")
        },
        "coupled_control": "netifrc writes only into files of the kernel, and there is none for it. It changes only while the bond "
        "is down, so the bond is made with it: " + PREUP + "ip link add name BOND type bond mode 802.3ad coupled_control VALUE" + END,
        "active_slave": "netifrc would write it before the members join, and the kernel refuses it then. Use primary. "
        + POSTUP
        + "echo MEMBER > /sys/class/net/BOND/bonding/active_slave"
        + END,
        "queue_id": "netifrc would write it before the members join, and the kernel refuses it then. "
        + POSTUP
        + "echo MEMBER:N > /sys/class/net/BOND/bonding/queue_id"
        + END,
        "ipv6=auto": "netifrc has no word for it, and needs none: the kernel takes router advertisements by itself, unless "
        "net.ipv6.conf.BOND.accept_ra is 0.",
    },
    frame={
        "slaves_*": "The members: netifrc makes the bond and lets them join.",
        "config_*=null": "The interface gets no addresses of its own.",
        "config_*": "The addresses of the interface, one a line, or dhcp.",
        "routes_*": "Its routes, one a line.",
        "vlans_*": "The VLANs on the interface, by their numbers.",
        "bridge_*": "Makes a bridge with this port.",
        "rc_net_*": "Services of OpenRC that are started before.",
        "mtu_*": "The MTU of the interface.",
        "mac_*": "The hardware address of the interface.",
        "test -e": "Fails where netifrc is not installed, and prints nothing where it is.",
        "sh -n": "The shell reads the file and runs nothing of it.",
        "rc-update show": "Lists the services that are started at boot.",
        "ln -sf net.lo": "The service of an interface is a link to that of the loopback interface.",
        "rc-update add": "Starts the service at each boot.",
        "rc-update del": "Does not start the service at boot any more.",
        "rc-service --ifstarted": "Stops the service of a card, if it runs.",
        "rc-service --ifexists": "Starts the service of a card again, if there is one.",
        "rc-service": "Starts or stops the service of the interface, now.",
    },
)

# ---------------------------------------------------------------- writing


@stack.renderer
def render(bond: Bond, write: Writer) -> Iterator[File | Step]:
    """Lines for one file, and a service for the bond and for the bridge; VLANs come up with the bond."""
    yield File(PATH, list(_variables(bond, write)), adds=True)
    services = [f"net.{name}" for name in (bond.name, *([bond.bridge.name] if bond.bridge else []))]
    yield keep(bond, *KEPT)
    yield apply(("test", "-e", "/etc/init.d/net.lo"), why="netifrc is installed (prints nothing).", role="check")
    yield apply(("sh", "-n", PATH), why="The shell can read the file (prints nothing).", role="check")
    yield apply(
        ("rc-update", "show", "default"),
        why="Services net.MEMBER, dhcpcd and NetworkManager in this list give the members addresses of their own at the next start: take "
        "them out with rc-update del. dhcpcd and NetworkManager do it now too where they run: put rc-service NAME stop ahead of the lines "
        "below, and run all at once.",
        role="look",
    )
    yield apply(
        *(("ln", "-sf", "net.lo", f"/etc/init.d/{service}") for service in services),
        *(("rc-update", "add", service, "default") for service in services),
        *(("rc-service", "--ifstarted", f"net.{member}", "stop") for member in bond.members),
        *(("rc-service", service, "restart") for service in services),
        why=f"Make the services, stop those of the members, and start ours. A {bond.name} that is up is taken away and made anew.",
        drops=True,
    )
    yield from look(bond)
    values = {"mode": f"{bond.mode} {bond.facts.number}", **{key.option: shown(bond, key.option) for key, _, _ in write.options(bond)}}
    yield verify(
        ("grep", "-H", "", *(bond_file(bond.name, name) for name in values)),
        why="The values as the kernel has them: the service starts all the same when the kernel refuses one.",
        see="\n".join(f"{bond_file(bond.name, name)}:{text}" for name, text in values.items()),
    )
    yield from ping(bond)
    yield rollback(
        *(("rc-service", service, "stop") for service in reversed(services)),
        *(("rc-update", "del", service, "default") for service in services),
        ("rm", "-f", PATH, *(f"/etc/init.d/{service}" for service in services)),
        *((*RESTORE, f"{folder(bond)}/{kept.rpartition('/')[2]}/.", kept) for kept in KEPT),
        *(("rc-service", "--ifexists", service, "start") for service in (*(f"net.{member}" for member in bond.members), *services)),
        why="Take the interfaces away, put the old files and runlevels back, and start what there was: of the members, and of an older "
        "bond or bridge of these names. A dhcpcd or NetworkManager that you stopped is in its runlevel again: put rc-service NAME start "
        "behind the lines, or the members stay without an address until the next start.",
        drops=True,
    )


def _variables(bond: Bond, write: Writer) -> Iterator[Node]:
    if bond.description:
        yield comment(f"{bond.name}: {bond.description}", "description")
    for name in bond.interfaces:
        if suffix(name) != name and name not in {f"{bond.name}.{vlan.id}" for vlan in bond.vlans}:
            yield from belongs(bond, name, [comment(f"{suffix(name)} stands for net.{name}", "name")])
    for member in bond.members:
        yield _key("config", member, "null", "member")
    yield _key("slaves", bond.name, " ".join(bond.members), "member")
    yield _key("mode", bond.name, bond.mode, "mode")
    for key, name, text in write.options(bond):
        yield _key(name, bond.name, text, key.option)
    for word, value in (("mtu", bond.mtu), ("mac", bond.mac)):
        if value:
            yield _key(word, bond.name, str(value), word)
    if bond.vlans:
        yield _key(
            "vlans", bond.name, " ".join(str(vlan.id) for vlan in bond.vlans), " ".join(f"vlan.{vlan.id}.name" for vlan in bond.vlans)
        )
    for vlan in bond.vlans:
        about = f"vlan.{vlan.id}"
        if vlan.name != f"{bond.name}.{vlan.id}":
            of_bond = "" if bond.name[0].isdigit() else f"{suffix(bond.name)}_"  # no variable begins with a digit
            yield Node(f"{of_bond}vlan{vlan.id}_name", value=vlan.name, about=f"{about}.name")
        if vlan.mtu:
            yield _key("mtu", vlan.name, str(vlan.mtu), f"{about}.mtu")
    if bond.bridge:
        yield _key("bridge", bond.bridge.name, bond.bridge.over, "bridge bridge.over")
        yield Node(f"rc_net_{suffix(bond.bridge.name)}_need", value=f"net.{bond.name}", about="bridge")
        if bond.bridge.over == bond.name or bond.bridge.over in {vlan.name for vlan in bond.vlans}:
            yield _key("config", bond.bridge.over, "null", "bridge.over")
    for name, addressing in bond.layer3:
        yield from belongs(bond, name, _layer3(name, addressing))


def _key(word: str, interface: str, value: str, about: str) -> Node:
    return Node(f"{word}_{suffix(interface)}", value=value, about=about)


def _layer3(name: str, addressing: Addressing) -> Iterator[Node]:
    """Addresses and ways to get them, each on a line of its own; routes likewise, those of IPv4 first."""
    config = [entry(each, "address") for each in addressing.addresses]
    config += [entry("dhcp", "ipv4")] if addressing.ipv4 == "dhcp" else []
    config += [entry("dhcpv6", "ipv6")] if addressing.ipv6 == "dhcp" else []
    yield lines(f"config_{suffix(name)}", *(config or [entry("null", "name")]), about="address")
    routes = []
    for family in (4, 6):
        routes += [entry(f"default via {each}", "gateway") for each in addressing.gateways if ip(each).version == family]
        for route in addressing.routes:
            if ip(route.via).version == family:
                metric = f" metric {route.metric}" if route.metric is not None else ""
                routes.append(entry(f"{route.to} via {route.via}{metric}", "route"))
    if routes:
        yield lines(f"routes_{suffix(name)}", *routes, about="route")
    for word, values, about in (("dns_servers", addressing.dns, "dns"), ("dns_search", addressing.search, "search")):
        if values:
            yield Node(f"{word}_{suffix(name)}", value=" ".join(values), about=about)


# ---------------------------------------------------------------- traps


@stack.trap
def netifrc_members_of_their_own(bond: Bond, release: Release | None) -> Findings:
    """A service of a member, or dhcpcd for all cards, gives the member an address of its own.

    `config_eth0="null"` keeps net.eth0 from asking DHCP, which it does where nothing is said. It does not keep dhcpcd
    or NetworkManager away, which Gentoo's handbook has started as services.

    Bad:  stack=netifrc release=gentoo mode=active-backup miimon=100 member=eth0 member=eth1
    Good: stack=netifrc release=gentoo mode=active-backup miimon=100
    """
    if bond.members:
        yield hint(
            "member",
            "dhcpcd or NetworkManager as a service takes the members too.",
            "rc-update show tells what is started: take dhcpcd, NetworkManager and the services of the members out.",
        )


@stack.trap
def netifrc_name_within_a_name(bond: Bond, release: Release | None) -> Findings:
    """A member does not join when its name is part of the name of one that joined before.

    netifrc asks whether a member is there already by searching its name in the list of the members as a piece of text:
    behind eth10 it takes eth1 for a member that is there, and says nothing. The primary joins first, then the others as
    they are listed.

    Bad:  stack=netifrc release=gentoo mode=active-backup miimon=100 member=eth10 member=eth1
    Bad:  stack=netifrc release=gentoo mode=active-backup miimon=100 member=eth1 member=eth10 primary=eth10
    Good: stack=netifrc release=gentoo mode=active-backup miimon=100 member=eth1 member=eth10
    """
    primary = bond.option("primary")
    joined: list[str] = []
    for member in sorted(bond.members, key=lambda name: name != primary):
        longer = next((name for name in joined if member in name), "")
        if longer:
            mend = "Make no primary of the longer name, or rename a card." if longer == primary else f"Name {member} before {longer}."
            yield warning("member", f"netifrc takes {member} for a member already, because {longer} holds that name: it never joins.", mend)
        joined.append(member)


@stack.trap
def netifrc_module_defaults(bond: Bond, release: Release | None) -> Findings:
    """Options of the module still hold for what the variables do not say.

    A line `options bonding …` in /etc/modprobe.d gives every new bond its values. netifrc writes its variables over them, one by
    one, and leaves the others as they are.

    Bad:  stack=netifrc release=gentoo mode=active-backup miimon=100 member=eth0 member=eth1
    """
    yield hint(
        "stack",
        "What /etc/modprobe.d says for the driver holds beside this file, for everything that is not said here.",
        "Look with: grep -r bonding /etc/modprobe.d",
    )


@stack.trap
def netifrc_router_advertisements(bond: Bond, release: Release | None) -> Findings:
    """Netifrc leaves router advertisements to the kernel, which takes them.

    An interface without an IPv6 address in its variables gets one all the same where a router announces a network.

    Bad:  stack=netifrc release=gentoo mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24
    Good: stack=netifrc release=gentoo mode=active-backup miimon=100 member=eth0 member=eth1 ipv6=auto
    """
    name, addressing = bond.layer3[0]
    if addressing.ipv6 in ("none", "static"):
        yield hint(
            "ipv6",
            f"{name} takes addresses and routes from router advertisements, which no variable switches off.",
            f"Write net.ipv6.conf.{name}.accept_ra = 0 into /etc/sysctl.conf, and a postup function that runs sysctl again.",
        )


@stack.trap
def netifrc_needs_a_client(bond: Bond, release: Release | None) -> Findings:
    """DHCP needs a client, for IPv6 the one of ISC; name servers go through a module that writes resolv.conf.

    Without one netifrc says that nothing provides `dhcp`, and the interface stands without an address.

    Bad:  stack=netifrc release=gentoo mode=active-backup miimon=100 member=eth0 member=eth1 ipv4=dhcp
    Good: stack=netifrc release=gentoo mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24
    """
    for field, package in (("ipv4", "net-misc/dhcpcd"), ("ipv6", "net-misc/dhcp")):
        for name, addressing in bond.layer3:
            if getattr(addressing, field) == "dhcp":
                yield hint(field, f"{name} needs {package}.", f"Install {package} while the network still works.")
                break


@stack.trap
def netifrc_needs_iproute2(bond: Bond, release: Release | None) -> Findings:
    """VLANs need sys-apps/iproute2: with ifconfig alone netifrc refuses them.

    Bad:  stack=netifrc release=gentoo mode=active-backup miimon=100 member=eth0 member=eth1 vlan.5.address=192.0.2.10/24
    Good: stack=netifrc release=gentoo mode=active-backup miimon=100 member=eth0 member=eth1
    """
    if bond.vlans:
        yield hint("stack", "netifrc makes VLANs only with ip, not with ifconfig.", "Install sys-apps/iproute2.")


# ---------------------------------------------------------------- reading


@stack.parser
def parse(read: Reader) -> Iterator[Draft]:
    """The variables of all files."""
    return drafts(read)


@stack.claimer
def claims(path: str, nodes: list[Node]) -> Iterator[Claim]:
    """The interfaces that get addresses by a variable of their own."""
    for node in nodes:
        match = re.fullmatch(r"config_(\w+)", node.name)
        said = [item.text for item in node.items] or [node.text]
        if match and not {"null", "noop", ""}.issuperset(said):
            yield Claim(match[1], path, node.line, "gives it addresses")
