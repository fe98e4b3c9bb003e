"""iproute2: a script of `ip` commands. Nothing stays over a reboot unless something runs it again."""

from __future__ import annotations

from collections.abc import Iterator

from app.bonding.findings import Findings
from app.bonding.model import Bond
from app.distros.releases import Release
from app.formats import commands
from app.formats.node import Node, comment, words
from app.stacks.contract import Draft, File, Reader, Stack, Step, Writer
from app.stacks.ip_commands import GAPS, Follower, addresses, beside_a_manager, has_no_dhcp, is_forgotten, router_advertisements
from app.stacks.spelling import Key, Spelling, Words
from app.stacks.steps import apply, look, ping, rollback, verify

ZERO_ONE = Words({"on": ("1", "on"), "off": ("0", "off")})
ON_OFF = Words({"on": ("on", "1"), "off": ("off", "0")})

stack = Stack(
    title="iproute2 commands",
    home="https://wiki.linuxfoundation.org/networking/iproute2",
    tool="iproute2",
    syntax=commands,
    spelling=Spelling(
        miimon="miimon",
        updelay="updelay",
        downdelay="downdelay",
        peer_notif_delay=Key("peer_notify_delay", since="5.3"),
        use_carrier=Key("use_carrier", ZERO_ONE),
        arp_interval="arp_interval",
        arp_ip_target="arp_ip_target",
        ns_ip6_target=Key("ns_ip6_target", since="5.18"),
        arp_validate=Key("arp_validate", values_since={"filter": "5.14", "filter_active": "5.14", "filter_backup": "5.14"}),
        arp_all_targets="arp_all_targets",
        arp_missed_max=Key("arp_missed_max", since="5.17"),
        primary="primary",
        primary_reselect="primary_reselect",
        active_slave=Key("active_slave", elsewhere="a command after the members joined"),
        fail_over_mac="fail_over_mac",
        xmit_hash_policy=Key("xmit_hash_policy", values_since={"vlan+srcmac": "5.12"}),
        resend_igmp="resend_igmp",
        num_grat_arp="num_grat_arp",
        num_unsol_na="num_unsol_na",
        all_slaves_active=Key("all_slaves_active", ZERO_ONE),
        min_links="min_links",
        lp_interval="lp_interval",
        packets_per_slave="packets_per_slave",
        lacp_rate="lacp_rate",
        lacp_active=Key("lacp_active", ON_OFF, since="5.15"),
        lacp_strict=Key("lacp_strict", ON_OFF, since="7.3"),
        ad_select=Key("ad_select", values_since={"actor_port_prio": "6.18"}),
        ad_actor_sys_prio=Key("ad_actor_sys_prio", since="4.2"),
        ad_actor_system=Key("ad_actor_system", since="4.2"),
        ad_user_port_key=Key("ad_user_port_key", since="4.2"),
        coupled_control=Key("coupled_control", ON_OFF, since="6.9"),
        broadcast_neighbor=Key("broadcast_neighbor", ON_OFF, since="6.18"),
        tlb_dynamic_lb=Key("tlb_dynamic_lb", ZERO_ONE, since="4.3"),
        queue_id=Key("queue_id", elsewhere="ip link set MEMBER type bond_slave"),
        prio=Key("prio", since="6.0", elsewhere="ip link set MEMBER type bond_slave"),
        actor_port_prio=Key("actor_port_prio", since="6.18", elsewhere="ip link set MEMBER type bond_slave"),
    ),
    gaps=GAPS,
)

# ---------------------------------------------------------------- writing


@stack.renderer
def render(bond: Bond, write: Writer) -> Iterator[File | Step]:
    """One script: the bond with all its options in one request, then members, layers, addresses."""
    path = f"/usr/local/sbin/{bond.name}-up"
    yield File(path, list(_script(bond, write)), permissions="0755")
    yield apply(
        ("ip", "address", "show"),
        ("ip", "route", "show"),
        why="Note what the members have now: the script takes it from them, and no rollback of ip brings it back.",
    )
    yield apply(("sh", "-n", path), why="The file above is in place and complete (prints nothing).")
    yield apply(
        (path,),
        why=f"Run it. It stops at the first command that fails; a {bond.name} that is there already stops it before it touches anything.",
        drops=True,
    )
    yield from look(bond)
    yield verify(
        ("ip", "-d", "link", "show", "dev", bond.name),
        why="Each option as the kernel took it; older kernels ignore unknown ones in silence.",
        see=f"bond mode {bond.mode}",
    )
    yield from ping(bond)
    yield rollback(
        *(("ip", "link", "delete", "dev", name) for name in reversed(bond.interfaces)),
        *(("ip", "link", "set", "dev", member, "up") for member in bond.members),
        why="Take the interfaces away and bring the members up. Their old addresses and routes do not come back by themselves: "
        "start what gave them, or add what you noted.",
        drops=True,
    )


def _script(bond: Bond, write: Writer) -> Iterator[Node]:
    if bond.description:
        yield comment(f"{bond.name}: {bond.description}", "description")
    yield words("modprobe", "bonding", "max_bonds=0")  # the module would make a bond0 of its own
    yield words("ip", "link", "add", "name", bond.name, *_link_words(bond), "type", "bond", *_options(bond, write), about="mode")
    for member in bond.members:
        yield words("ip", "link", "set", "dev", member, "down", about="member")
        yield words("ip", "address", "flush", "dev", member, about="member")
        yield words("ip", "link", "set", "dev", member, "master", bond.name, about="member")
        for key, text in write.member_options(bond, member):
            yield words("ip", "link", "set", "dev", member, "type", "bond_slave", key.name, text, about=key.option)
    for vlan in bond.vlans:
        mtu = ("mtu", str(vlan.mtu)) if vlan.mtu else ()
        yield words(
            "ip",
            "link",
            "add",
            "link",
            bond.name,
            "name",
            vlan.name,
            *mtu,
            "type",
            "vlan",
            "id",
            str(vlan.id),
            about=f"vlan.{vlan.id}.name",
        )
    if bond.bridge:
        yield words("ip", "link", "add", "name", bond.bridge.name, "type", "bridge", about="bridge")
        yield words("ip", "link", "set", "dev", bond.bridge.over, "master", bond.bridge.name, about="bridge.over")
    for name, addressing in bond.layer3:
        yield from router_advertisements(name, addressing)
    for name in bond.interfaces:
        yield words("ip", "link", "set", "dev", name, "up", about="name")
    for name, addressing in bond.layer3:
        yield from addresses(name, addressing)
    for name, value in bond.options:
        if name == "active_slave":  # last, because it fails while that member has no link yet
            yield words("ip", "link", "set", "dev", bond.name, "type", "bond", "active_slave", str(value), about=name)


def _link_words(bond: Bond) -> Iterator[str]:
    if bond.mac:
        yield from ("address", bond.mac)
    if bond.mtu:
        yield from ("mtu", str(bond.mtu))


def _options(bond: Bond, write: Writer) -> Iterator[str]:
    yield from ("mode", bond.mode)
    for key, name, text in write.options(bond):
        if key.option != "active_slave":
            yield from (name, text)


# ---------------------------------------------------------------- traps


@stack.trap
def iproute2_is_forgotten(bond: Bond, release: Release | None) -> Findings:
    """What `ip` sets is gone with the next start.

    And a manager that believes the interfaces to be its own may undo it sooner: networkd where
    a .network file matches, the network scripts at their next restart.

    Bad:  stack=iproute2 release=debian-13 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    yield from is_forgotten()


@stack.trap
def iproute2_has_no_dhcp(bond: Bond, release: Release | None) -> Findings:
    """`ip` asks no DHCP server.

    The script flushes the members and leaves the bond without an address until a DHCP client
    is started on it by hand or by the system.

    Bad:  stack=iproute2 release=debian-13 mode=active-backup miimon=100 member=eth0 member=eth1 ipv4=dhcp
    Good: stack=iproute2 release=debian-13 mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24
    """
    yield from has_no_dhcp(bond)


@stack.trap
def iproute2_beside_a_manager(bond: Bond, release: Release | None) -> Findings:
    """A network manager still believes the members to be its own.

    It may give a member its address back, or take it out of the bond, at the next event of the
    link. Tell it to leave them alone before the script runs.

    Bad:  stack=iproute2 release=rhel-9 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    yield from beside_a_manager()


# ---------------------------------------------------------------- reading


@stack.parser
def parse(read: Reader) -> Iterator[Draft]:
    """Follow the commands of all files in their order; yields every bond that one of them makes."""
    for path, nodes in read.files.items():
        yield from Follower(read, path).follow(nodes)
