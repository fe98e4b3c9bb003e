"""cloud-init's network configuration, version 1: a list of interfaces, which cloud-init turns into the files of five other tools."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.bonding.model import Bond
from app.distros.releases import Release
from app.formats import yaml
from app.formats.node import Node
from app.stacks.cloudinit import behind, seed, traps, version1_reading, version1_writing
from app.stacks.cloudinit.recipes import gap
from app.stacks.contract import Claim, Draft, File, Place, Reader, Stack, Step, Writer
from app.stacks.spelling import PLAIN, Codec, Key, Separated, Spelling, Words

SWITCH = Words({"on": ("1", "true", "yes", "on"), "off": ("0", "false", "no", "off")})


def _key(option: str, codec: Codec = PLAIN) -> Key:
    """The schema's name, and those that only some of the renderers read: all dashes, all underscores."""
    dashed = (f"bond-{option.replace('_', '-')}",) if "_" in option else ()
    return Key(f"bond-{option}", codec, also=(*dashed, f"bond_{option}"))


stack = Stack(
    title="cloud-init, version 1",
    home=seed.HOME,
    tool="cloud-init",
    syntax=yaml,
    places=(Place(seed.GLOBS, r"\s*(?:-\s*)?(?:\{.*)?[\"']?bond_interfaces[\"']?\s*:", f"{seed.FOLDER}/{{}}.cfg"),),
    elsewhere=seed.ELSEWHERE,
    spelling=Spelling(
        **{
            option: _key(option)
            for option in (
                "miimon", "updelay", "downdelay", "arp_interval", "arp_validate", "arp_all_targets", "primary",
                "primary_reselect", "fail_over_mac", "xmit_hash_policy", "resend_igmp", "num_grat_arp", "min_links",
                "lp_interval", "packets_per_slave", "lacp_rate", "ad_select", "peer_notif_delay", "ad_actor_sys_prio", "ad_actor_system",
                "ad_user_port_key",
            )
        },
        # the kernel has one number for both; only some of the renderers know its second name
        num_unsol_na=Key("bond-num_grat_arp", also=("bond-num_unsol_na", "bond-num-unsol-na", "bond_num_unsol_na")),
        arp_ip_target=_key("arp_ip_target", Separated(",")),
        **{option: _key(option, SWITCH) for option in ("use_carrier", "all_slaves_active", "tlb_dynamic_lb")},
    ),
    gaps={
        option: gap(option)
        for option in (
            "active_slave", "queue_id", "prio", "actor_port_prio", "ns_ip6_target", "arp_missed_max", "broadcast_neighbor", "lacp_active",
            "lacp_strict", "coupled_control",
        )
    },
    frame={
        **seed.FRAME,
        "version": "The version of cloud-init's format: this one is a list of interfaces.",
        "config": "The interfaces, one after another.",
        "type: physical": "A network card.",
        "type: bond": "A bond.",
        "type: vlan": "A VLAN.",
        "type: bridge": "A bridge.",
        "type: static": "An address of its own.",
        "type: dhcp4": "Asks a DHCP server for an IPv4 address.",
        "type: dhcp6": "Asks a DHCP server for an IPv6 address.",
        "type: ipv6_dhcpv6-stateful": "Asks a DHCP server for an IPv6 address.",
        "type: ipv6_slaac": "Makes an IPv6 address from the router's prefix.",
        "params": "The options of the interface.",
        "bridge_stp": "Without the spanning tree protocol a bridge forwards at once; with one port there is no loop to look for.",
        "bridge_fd": "The port forwards at once.",
        "accept-ra: false": "No addresses and routes from router advertisements.",
        "accept-ra: true": "Takes addresses and routes from router advertisements.",
        "subnets": "Its addresses, and the ways in which it gets some.",
        "vlan_link": "The interface that the VLAN stands on.",
        "vlan_id": "The number that the packets of the VLAN carry as their tag.",
        "dns_nameservers": "Whom the host asks for names.",
        "dns_search": "Which domains it appends to names.",
        "routes": "The routes through this interface.",
        "destination": "The network that the route leads to.",
    },
)  # fmt: skip

traps.register(stack)


@stack.behind
def lost(release: Release | None) -> Mapping[str, str]:
    """What the tool that cloud-init hands over to loses."""
    return behind.losses(1, release)


@stack.renderer
def render(bond: Bond, write: Writer) -> Iterator[File | Step]:
    """One file for the bond, its members, VLANs and bridge."""
    there = behind.arriving(bond, 1, write.release)
    yield seed.file(there, list(version1_writing.config(there, write, behind.renderer(write.release))))
    yield from seed.steps(there, write)


@stack.claimer
def claims(path: str, nodes: list[Node]) -> Iterator[Claim]:
    """The cards that get addresses of their own."""
    yield from version1_reading.claims(path, nodes)


@stack.parser
def parse(read: Reader) -> Iterator[Draft]:
    """The lists of all files."""
    yield from version1_reading.Lists(read).drafts()
