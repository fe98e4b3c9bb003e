"""Members: how many, which, and nobody else's."""

from __future__ import annotations

from app.bonding.changes import Wanted
from app.bonding.findings import Findings, error, hint, warning
from app.bonding.mending import to_miimon
from app.bonding.model import Bond
from app.bonding.wire import ADDRESSING, write
from app.rules.rule import Case, rule, sentence, told


@rule
def no_members(case: Case) -> Findings:
    """A bond without members carries nothing.

    Bad:  mode=active-backup miimon=100
    Good: mode=active-backup miimon=100 member=eth0 member=eth1
    """
    if not case.bond.members:
        yield error("member", f"{case.bond.name} has no members.", "Name the interfaces that it joins.")


@rule
def no_address(case: Case) -> Findings:
    """A host without an address can't be reached over the bond.

    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1
    Good: mode=active-backup miimon=100 member=eth0 member=eth1 ipv4=dhcp
    Good: mode=active-backup miimon=100 member=eth0 member=eth1 bridge=br0
    """
    if not case.bond.bridge and all((each.ipv4, each.ipv6) == ("none", "none") for _, each in case.bond.layer3):
        yield hint(
            "address",
            "Nothing here has an address: over SSH through these members you lose the host.",
            "Give an address, or DHCP.",
            None if case.bond.vlans else {"ipv4": "dhcp"},
        )


@rule
def one_member(case: Case) -> Findings:
    """One member gives neither redundancy nor bandwidth.

    Bad:  mode=active-backup miimon=100 member=eth0
    Good: mode=active-backup miimon=100 member=eth0 member=eth1
    """
    if len(case.bond.members) == 1:
        yield warning("member", "One member: nothing to fail over to.", "Name a second one, or do without the bond.")


@rule
def member_twice(case: Case) -> Findings:
    """An interface joins a bond once.

    Bad:  mode=active-backup miimon=100 member=eth0 member=eth0 member=eth1
    Good: mode=active-backup miimon=100 member=eth0 member=eth1
    """
    for refusal in told(case, "member-twice"):
        yield error(refusal.field, refusal.why, refusal.mend, *refusal.fixes)


@rule
def member_used_elsewhere(case: Case) -> Findings:
    """A member can't be an interface that stands on the bond.

    A bond can't join itself, and neither can its VLAN interfaces or the bridge above it.

    Bad:  mode=active-backup miimon=100 member=eth0 member=bond0
    Bad:  mode=active-backup miimon=100 member=eth0 member=br0 bridge=br0
    Good: mode=active-backup miimon=100 member=eth0 member=eth1 bridge=br0
    """
    for refusal in told(case, "member-used-elsewhere"):
        yield error(refusal.field, refusal.why, refusal.mend, *refusal.fixes)


@rule
def member_is_vlan(case: Case) -> Findings:
    """VLAN interfaces as members hide the state of the cable.

    A bond over eth0.10 and eth1.10 works in active-backup at best; LACP needs the cards
    themselves. Put the bond below and the VLANs on top.

    Bad:  mode=802.3ad miimon=100 member=eth0.10 member=eth1.10
    Good: mode=802.3ad miimon=100 member=eth0 member=eth1 vlan.10.ipv4=dhcp
    """
    for member in case.bond.members:
        if member.rpartition(".")[2].isdigit() and "." in member:
            yield warning(
                "member",
                f"{member} looks like a VLAN interface.",
                "Join the cards themselves, and put VLANs on top of the bond.",
                _vlan_on_top(case.bond),
            )


def _vlan_on_top(bond: Bond) -> Wanted | None:
    """The cards below, and what was meant for the bond on a VLAN of it: where all members name the same VLAN."""
    cards = [member.rpartition(".") for member in bond.members]
    ids = {tag for _, _, tag in cards}
    if len(ids) != 1 or bond.vlans or bond.bridge or not all(card for card, _, _ in cards):
        return None
    prefix = f"vlan.{ids.pop()}."
    moved: dict[str, list[str]] = {}
    for word, value in write(bond):
        if word in ADDRESSING:
            moved.setdefault(word, []).append(value)
    up = {prefix + word: values for word, values in moved.items()} or {prefix + "ipv4": ["none"]}
    return {"member": [card for card, _, _ in cards], **dict.fromkeys(moved), **up}


@rule
def name_twice(case: Case) -> Findings:
    """Every interface needs a name of its own.

    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 bridge=bond0
    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 vlan.10.name=lan vlan.20.name=lan
    Good: mode=active-backup miimon=100 member=eth0 member=eth1 bridge=br0
    """
    for refusal in told(case, "name-twice"):
        yield error(refusal.field, refusal.why, refusal.mend, *refusal.fixes)


@rule
def not_a_member(case: Case) -> Findings:
    """An option names an interface that is no member.

    A typing slip in primary is taken in silence by sysfs and by the module, and the preference
    is simply gone; `ip` and netplan refuse the whole bond.

    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 primary=eth2
    Bad:  release=debian-13 stack=iproute2 mode=active-backup miimon=100 member=eth0 member=eth1 prio=eth2:10
    Good: mode=active-backup miimon=100 member=eth0 member=eth1 primary=eth1
    """
    for refusal in told(case, "not-a-member"):
        yield error(refusal.field, refusal.why, refusal.mend, *refusal.fixes)


@rule
def queue_twice(case: Case) -> Findings:
    """Each queue_id belongs to one member, and the bond must have that queue.

    Bad:  release=debian-13 stack=iproute2 mode=active-backup miimon=100 member=eth0 member=eth1 queue_id=eth0:1,eth1:1
    Bad:  release=debian-13 stack=iproute2 mode=active-backup miimon=100 member=eth0 member=eth1 queue_id=eth0:17
    Good: release=debian-13 stack=iproute2 mode=active-backup miimon=100 member=eth0 member=eth1 queue_id=eth0:1,eth1:2
    """
    for refusal in told(case, "queue-twice"):
        yield error(refusal.field, sentence(refusal.why), refusal.mend, *refusal.fixes)


@rule
def speed_must_be_known(case: Case) -> Findings:
    """The mode needs cards that tell their speed.

    802.3ad joins only links of the same speed and duplex; the balancing modes weigh by speed.
    Virtual cards (virtio, hv_netvsc) often report none.

    Bad:  mode=802.3ad miimon=100 member=ens3 member=enp1s0
    Good: mode=active-backup miimon=100 member=ens3 member=enp1s0
    """
    if case.bond.facts.needs_speed:
        yield hint(
            "member",
            f"Mode {case.bond.mode} needs members that report speed and duplex, the same on each.",
            "Look with ethtool; virtual cards often report none.",
        )


@rule
def arp_timestamps_of_virtual_members(case: Case) -> Findings:
    """Before Linux 6.0 the ARP monitor misjudges virtual members.

    Older kernels took the card's own time of the last transmission. Drivers of virtual cards
    (veth, for one) do not keep it, and their links flap.

    Bad:  release=debian-11 stack=networkd mode=active-backup arp_interval=1000 arp_ip_target=192.0.2.1 member=eth0 member=eth1
    Good: release=debian-12 stack=networkd mode=active-backup arp_interval=1000 arp_ip_target=192.0.2.1 member=eth0 member=eth1
    """
    if case.bond.option("arp_interval") and case.release and case.release.kernel.has("6.0").presence.value == "no":
        yield hint(
            "arp_interval",
            "On this kernel the ARP monitor makes links of virtual cards flap.",
            "On virtual machines use miimon.",
            to_miimon(case.bond),
        )
