"""cloud-init's network configuration, version 2: netplan's tree, handed on whole or turned into another tool's files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from app.bonding.model import Bond
from app.distros.releases import Release
from app.formats import yaml
from app.formats.node import Node
from app.stacks.cloudinit import behind, seed, traps
from app.stacks.cloudinit.recipes import gap
from app.stacks.contract import Claim, Draft, File, Place, Reader, Stack, Step, Writer
from app.stacks.netplan_files import reading
from app.stacks.netplan_files.words import FRAME, KEYS
from app.stacks.netplan_files.writing import network
from app.stacks.spelling import PLAIN, Spelling

NUMBERS = {"resend_igmp", "num_grat_arp", "num_unsol_na", "min_links", "packets_per_slave"}
"""A zero is left out by netplan only; the other tools take it."""

OLD = {"all_slaves_active": "all-slaves-active", "packets_per_slave": "packets-per-slave"}
"""The earlier names, which every netplan takes; cloud-init itself does not know the later ones and stops at them."""

stack = Stack(
    title="cloud-init, version 2",
    home=seed.HOME,
    tool="cloud-init",
    syntax=yaml,
    places=(Place(seed.GLOBS, r"version:\s*[\"']?2\b", f"{seed.FOLDER}/{{}}.cfg"),),
    elsewhere=seed.ELSEWHERE,
    spelling=Spelling(
        **{
            option: replace(
                key,
                codec=PLAIN if option in NUMBERS else key.codec,
                name=OLD.get(option, key.name),
                since="",
                was=(("gratuitious-arp", "18.3"),) if key.name == "gratuitous-arp" else (),  # as the netplan beside that version wants it
                also=(key.name,) if option in OLD else (),
            )
            for option, key in KEYS.items()
        }
    ),
    gaps={
        option: gap(option)
        for option in (
            "use_carrier", "lp_interval", "peer_notif_delay", "arp_missed_max", "tlb_dynamic_lb", "ad_actor_sys_prio", "ad_actor_system",
            "ad_user_port_key", "queue_id", "prio", "actor_port_prio", "ns_ip6_target", "broadcast_neighbor", "lacp_active",
            "lacp_strict", "coupled_control", "active_slave",
        )
    },
    frame={
        **seed.FRAME,
        "version": "The version of cloud-init's format: this one is netplan's.",
        **FRAME,
    },
)  # fmt: skip

traps.register(stack)


@stack.behind
def lost(release: Release | None) -> Mapping[str, str]:
    """What the tool that cloud-init hands over to loses."""
    return behind.losses(2, release)


@stack.renderer
def render(bond: Bond, write: Writer) -> Iterator[File | Step]:
    """One file for the bond, its members, VLANs and bridge."""
    # `default` as the target of a route stops cloud-init's own converters before 25.3; each netplan takes the networks.
    # The other tools get the default route by commands that need net-tools, or wrongly, unless it has its old key
    gateways = behind.renderer(write.release) != "netplan"
    there = behind.arriving(bond, 2, write.release)
    yield seed.file(there, list(network(there, write, words=False, gateways=gateways)))
    yield from seed.steps(there, write)


@stack.claimer
def claims(path: str, nodes: list[Node]) -> Iterator[Claim]:
    """The interfaces that a file gives addresses to."""
    for root in [node for node in nodes if node.name == "network"] or [Node("network", items=nodes)]:
        yield from reading.claims(path, root)


@stack.parser
def parse(read: Reader) -> Iterator[Draft]:
    """All files merged by key in the order of their names."""
    files = reading.Files(read, {"learn-packet-interval": stack.gaps["lp_interval"]})
    for path, root in seed.networks(read, "2"):
        files.load(path, root)
        _only_netplan(read, root)
    yield from files.drafts()


ALONE = ("arp-ip-targets", "resend-igmp", "all-members-active", "packets-per-member")
"""Parameters at which cloud-init stops where it has to turn the tree into another tool's files."""


def _only_netplan(read: Reader, root: Node) -> None:
    """Mark what works only where netplan gets the tree as it stands."""
    said = "Only netplan, where it writes the files, takes it: "
    for node in (each for kind in root.items for one in kind.items for each in one.walk()):
        if node.name in ALONE:
            message = f"{said}elsewhere cloud-init stops at {node.name}, and there is no network at all."
            read.flaw(node, "hint", "only-with-netplan", message, "Use version 1 of the format there.")
        elif node.name == "to" and node.text == "default":
            message = f"{said}elsewhere cloud-init before 25.3 stops at the word default."
            read.flaw(node, "hint", "only-with-netplan", message, "Write 0.0.0.0/0 or ::/0.")
        elif node.name in TIMES and node.text and not node.text.isdigit():
            message = f"{said}elsewhere the unit stands in the file, and the kernel refuses it."
            read.flaw(node, "hint", "only-with-netplan", message, "Write milliseconds without a unit.")
    for card in (root.get("ethernets") or Node("")).items:
        if card.get("match") and not card.get("set-name"):
            message = f"{said}elsewhere the card counts as {card.name}, whatever its own name is."
            read.flaw(card, "hint", "only-with-netplan", message, f"Add set-name: {card.name}.")


TIMES = ("mii-monitor-interval", "arp-interval", "up-delay", "down-delay")
