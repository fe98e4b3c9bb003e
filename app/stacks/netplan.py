"""netplan: one YAML file, handed to systemd-networkd (renderer networkd)."""

from __future__ import annotations

from collections.abc import Iterator

from app.bonding.findings import Findings, hint
from app.bonding.model import Bond
from app.distros.releases import Release
from app.formats import yaml
from app.formats.node import Node, comment
from app.stacks.contract import Claim, Draft, File, Place, Reader, Stack, Step, Writer
from app.stacks.indirect import udev
from app.stacks.indirect.settings import look_beyond
from app.stacks.netplan_files import reading
from app.stacks.netplan_files.words import FRAME, KEYS
from app.stacks.netplan_files.writing import network
from app.stacks.spelling import Spelling
from app.stacks.steps import RESTORE, any_of, apply, configured, folder, keep, look, ping, rollback

FOLDER = "/etc/netplan"
DROP_IN = "netplan has no key for {}. Put it under networkd's name into /etc/systemd/network/10-netplan-BOND.netdev.d/extra.conf: "

stack = Stack(
    title="netplan",
    home="https://netplan.readthedocs.io/",
    tool="netplan",
    syntax=yaml,
    places=(Place(("/*/netplan/*.yaml", "*.yaml", "*.yml"), r"network:\s*(#.*)?$", "/etc/netplan/{}.yaml", many=True),),
    indirect=udev.WAY,
    spelling=Spelling(**KEYS),
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
        **FRAME,
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
    yield File(path, [*head, Node("network", items=list(network(bond, write, renderer="networkd")), about="stack")], permissions="0600")
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
    for root in nodes:
        if root.name == "network":
            yield from reading.claims(path, root)


@stack.parser
def parse(read: Reader) -> Iterator[Draft]:
    """All files merged by key in the order of their names, as netplan does it."""
    files = reading.Files(read, {"learn-packet-interval": stack.gaps["lp_interval"]})
    for path in sorted(read.files):
        for root in read.files[path]:
            if root.name == "network":
                files.load(path, root)
    yield from files.drafts()
