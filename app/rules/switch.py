"""The switch side: what does not fit between the bond and the other end of the cable."""

from __future__ import annotations

from app.bonding.findings import Findings, error, hint, warning
from app.bonding.model import DEFAULT_MTU
from app.rules.rule import Case, rule
from app.switches.cabling import sends_untagged
from app.switches.contract import ESSENTIAL, FEATURE_WORDS


@rule
def switch_ports_missing(case: Case) -> Findings:
    """Lines for a switch need the names of its ports.

    Example names would end up on ports that belong to somebody else, so nothing is written without them.

    Bad:  mode=802.3ad miimon=100 member=eth0 member=eth1 switch=arista-eos
    Good: mode=802.3ad miimon=100 member=eth0 member=eth1 switch=arista-eos switch.port=Ethernet1 switch.port=Ethernet2 switch.lag=10
    """
    if case.cabling and not case.cabling.ports:
        first, second = case.cabling.switch.example
        yield warning(
            "switch.port", "Nothing is written for the switch before its ports are named.", f"Give them, such as {first} and {second}."
        )


@rule
def switch_ports_count(case: Case) -> Findings:
    """Each member of the bond has one port on the switch.

    A port more is in the group and leads elsewhere; one less is a member whose traffic is lost.

    Bad:  mode=802.3ad miimon=100 member=eth0 member=eth1 switch=junos switch.port=ge-0/0/1 switch.lag=1
    Good: mode=802.3ad miimon=100 member=eth0 member=eth1 switch=junos switch.port=ge-0/0/1 switch.port=ge-0/0/2 switch.lag=1
    """
    if case.cabling and case.cabling.ports and case.bond.members:
        ports, members = len(case.cabling.ports) + len(case.cabling.peer_ports), len(set(case.bond.members))
        if ports != members:
            message = f"The bond has {_count(members, 'member')}, and the switch {_count(ports, 'port')}."
            yield warning("switch.port", message, "Name one port for each member.")


@rule
def switch_group_guessed(case: Case) -> Findings:
    """The number of the group must be free on the switch.

    Where a group of that number is there already, the lines would change it: the host behind it loses its VLANs, and the two
    hosts share one group.

    Bad:  mode=802.3ad miimon=100 member=eth0 member=eth1 switch=cisco-nxos switch.port=Ethernet1/1 switch.port=Ethernet1/2
    Good: mode=802.3ad miimon=100 member=eth0 member=eth1 switch=cisco-nxos switch.port=Ethernet1/1 switch.port=Ethernet1/2 switch.lag=7
    """
    if case.cabling and case.ports and case.cabling.ports and case.ports.kind != "none" and case.cabling.lag is None:
        yield warning(
            "switch.lag", f"No number was given for the group, so {case.ports.lag} is written.", "Look which number is free, and give it."
        )


@rule
def switch_untagged_guessed(case: Case) -> Findings:
    """The bond sends packets without a tag, and nobody said which VLAN they belong to.

    The host does not know that VLAN, only the switch does. VLAN 1 is where most switches put them as they come from the factory, and seldom
    where a server belongs.

    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 ipv4=dhcp switch=arista-eos switch.port=Ethernet1 switch.port=Ethernet2
    Good: mode=active-backup miimon=100 member=eth0 member=eth1 ipv4=dhcp switch=arista-eos switch.port=Ethernet1 switch.port=Ethernet2
          switch.native=30
    """
    if case.cabling and case.ports and case.cabling.ports and case.cabling.native is None and case.ports.native is not None:
        yield warning("switch.native", "Packets without a tag are put into VLAN 1, because no other was named.", "Give their VLAN.")


@rule
def switch_vlan_missing(case: Case) -> Findings:
    """A VLAN of the bond is not among those of the switch.

    Its packets end at the port, and nothing tells.

    Bad:  mode=802.3ad miimon=100 member=eth0 member=eth1 vlan=10,20 switch=arista-eos switch.port=Ethernet1,Ethernet2 switch.lag=1
          switch.vlans=10
    Good: mode=802.3ad miimon=100 member=eth0 member=eth1 vlan=10,20 switch=arista-eos switch.port=Ethernet1,Ethernet2 switch.lag=1
          switch.vlans=10-20
    """
    given = case.cabling.vlans if case.cabling else None
    lost = [str(vlan.id) for vlan in case.bond.vlans if given is not None and vlan.id not in given]
    if lost:
        message = f"VLAN {', '.join(lost)} of the bond is not tagged on the switch."
        yield error("switch.vlans", message, "Add it to switch.vlans, or leave that out.", {"switch.vlans": None})


@rule
def switch_vlan_one_tagged(case: Case) -> Findings:
    """VLAN 1 is untagged on a trunk as it comes, and the host expects it tagged.

    Most switches send VLAN 1 without a tag until another VLAN is made the native one.

    Bad:  mode=802.3ad miimon=100 member=eth0 member=eth1 vlan=1,20 switch=arista-eos switch.port=Ethernet1,Ethernet2 switch.lag=1
    Good: mode=802.3ad miimon=100 member=eth0 member=eth1 vlan=1,20 switch=arista-eos switch.port=Ethernet1,Ethernet2 switch.lag=1
          switch.native=999
    """
    if case.ports and 1 in case.ports.tagged and case.ports.native is None:
        yield warning(
            "switch.native", "VLAN 1 leaves most switches without a tag, and the bond expects one.", "Give an unused VLAN as switch.native."
        )


@rule
def switch_native_tagged(case: Case) -> Findings:
    """The VLAN for packets without a tag is one that the bond tags.

    A VLAN is on a port either tagged or not: the switch would send it without a tag, and the bond expects one.

    Bad:  mode=802.3ad miimon=100 member=eth0 member=eth1 vlan=10 switch=arista-eos switch.port=Ethernet1,Ethernet2 switch.lag=1
          switch.native=10
    Good: mode=802.3ad miimon=100 member=eth0 member=eth1 vlan=10 switch=arista-eos switch.port=Ethernet1,Ethernet2 switch.lag=1
          switch.native=99
    """
    if case.cabling and case.ports and case.ports.native in {vlan.id for vlan in case.bond.vlans}:
        yield error(
            "switch.native",
            f"VLAN {case.ports.native} is tagged on the bond, and would be untagged on the switch.",
            "Give another VLAN for packets without a tag.",
            {"switch.native": None} if case.cabling.native else None,
        )


@rule
def switch_mtu_small(case: Case) -> Findings:
    """The switch must let packets through that are as large as those of the bond.

    Small packets pass and large ones vanish: connections open, and stall when data flows.

    Bad:  mode=802.3ad miimon=100 member=eth0 member=eth1 mtu=9000 switch=dell-os10 switch.port=ethernet1/1/1,ethernet1/1/2 switch.lag=1
          switch.mtu=1500
    Good: mode=802.3ad miimon=100 member=eth0 member=eth1 mtu=9000 switch=dell-os10 switch.port=ethernet1/1/1,ethernet1/1/2 switch.lag=1
    """
    size = max([case.bond.mtu or DEFAULT_MTU, *(vlan.mtu or 0 for vlan in case.bond.vlans)])
    if case.ports and case.ports.mtu < size:
        message = f"{case.ports.mtu} is less than the {size} of the bond."
        yield error("switch.mtu", message, f"Give {size} or more, or leave it out.", {"switch.mtu": None})


@rule
def switch_mtu_large(case: Case) -> Findings:
    """The switch can't pass packets of this size at all.

    The number counts a packet without Ethernet's header. What a vendor counts beyond that is added in the lines.

    Bad:  mode=802.3ad miimon=100 member=eth0 member=eth1 mtu=9500 switch=cisco-ios switch.port=Gi1/0/1,Gi1/0/2 switch.lag=1
    Good: mode=802.3ad miimon=100 member=eth0 member=eth1 mtu=9000 switch=cisco-ios switch.port=Gi1/0/1,Gi1/0/2 switch.lag=1
    """
    if case.cabling and case.ports and case.ports.mtu > (most := case.cabling.switch.mtu.most):
        field = "switch.mtu" if case.cabling.mtu else "mtu"
        yield error(
            field, f"{case.cabling.switch.title} passes packets of at most {most} bytes.", f"Give {most} or less.", {field: str(most)}
        )


@rule
def switch_cannot(case: Case) -> Findings:
    """The switch has no words for the group that the bond needs.

    Without them there is no configuration for it. Another mode, another way of cabling, or a stack of switches that acts as one may do.

    Bad:  mode=balance-xor miimon=100 member=eth0 member=eth1 switch=sonic switch.port=Ethernet0,Ethernet4 switch.lag=1
    Bad:  mode=802.3ad miimon=100 member=eth0 member=eth1 switch=edgeswitch switch.port=0/1 switch.peer.port=0/1 switch.lag=1
    Good: mode=802.3ad miimon=100 member=eth0 member=eth1 switch=sonic switch.port=Ethernet0,Ethernet4 switch.lag=1
    """
    if case.cabling and case.ports:
        for feature, why in case.cabling.switch.lacks(case.ports).items():
            if feature in ESSENTIAL:
                yield error(
                    FEATURE_WORDS[feature], f"{case.cabling.switch.title}: nothing is written.", why if why.endswith(".") else f"{why}."
                )


@rule
def switch_lacks(case: Case) -> Findings:
    """The switch has no line for something that was asked for.

    The lines are right without it; what is missing has to be seen to by hand, or to be done without.

    Bad:  mode=802.3ad miimon=100 member=eth0 member=eth1 xmit_hash_policy=layer3+4 switch=junos switch.port=ge-0/0/1,ge-0/0/2 switch.lag=1
    Good: mode=802.3ad miimon=100 member=eth0 member=eth1 xmit_hash_policy=layer3+4 switch=aos-cx switch.port=1/1/1,1/1/2 switch.lag=1
    """
    if case.cabling and case.ports and case.cabling.ports:
        for feature, why in case.cabling.switch.lacks(case.ports).items():
            if feature not in ESSENTIAL:
                word, level = FEATURE_WORDS[feature], hint if feature == "hash" else warning
                yield level(word, f"Not written for the switch: {word}.", why)


@rule
def switch_pair_round_robin(case: Case) -> Findings:
    """Two switches with packets in turn: each connection is spread over both.

    The answers come back over one of them by its hash, and what arrives at the other switch crosses the link between the two. Packets
    overtake each other far more than at one switch.

    Bad:  mode=balance-rr miimon=100 member=eth0 member=eth1 switch=arista-eos switch.port=Ethernet1 switch.peer.port=Ethernet1 switch.lag=1
    Good: mode=802.3ad miimon=100 member=eth0 member=eth1 switch=arista-eos switch.port=Ethernet1 switch.peer.port=Ethernet1 switch.lag=1
    """
    if case.ports and case.ports.pair and case.bond.mode == "balance-rr":
        message = "balance-rr over two switches puts packets out of order and loads the link between them."
        yield warning("mode", message, "Take 802.3ad or active-backup.", {"mode": "802.3ad"}, {"mode": "active-backup"})


@rule
def switch_pair_min_links(case: Case) -> Findings:
    """Each switch of a pair counts only its own ports.

    min_links is not written for the switches then: with one port on each, a minimum of two would keep both down.

    Bad:  mode=802.3ad miimon=100 member=eth0 member=eth1 member=eth2 member=eth3 min_links=2 switch=cisco-nxos
          switch.port=Ethernet1/1,Ethernet1/2 switch.peer.port=Ethernet1/1,Ethernet1/2 switch.lag=1
    Good: mode=802.3ad miimon=100 member=eth0 member=eth1 switch=cisco-nxos
          switch.port=Ethernet1/1 switch.peer.port=Ethernet1/1 switch.lag=1
    """
    if case.ports and case.ports.pair and case.ports.min_links > 1:
        yield hint(
            "min_links", "Not written for the switches: each of the two counts only its own ports. The bond keeps to it all the same."
        )


@rule
def switch_fallback_untagged(case: Case) -> Findings:
    """A host that starts over the network sends packets without a tag.

    Firmware and installers know nothing of VLANs. Where only tagged VLANs are on the port, the fallback helps nobody.

    Bad:  mode=802.3ad miimon=100 member=eth0 member=eth1 vlan=10 switch=arista-eos switch.port=Ethernet1,Ethernet2 switch.lag=1
          switch.fallback=yes
    Good: mode=802.3ad miimon=100 member=eth0 member=eth1 vlan=10 switch=arista-eos switch.port=Ethernet1,Ethernet2 switch.lag=1
          switch.fallback=yes switch.native=99
    """
    if case.ports and case.ports.fallback and case.ports.kind == "lacp" and case.ports.native is None:
        yield warning(
            "switch.fallback", "The VLANs are all tagged, and a host that starts over the network sends no tags.", "Give switch.native."
        )


@rule
def switch_fallback_idle(case: Case) -> Findings:
    """The fallback is for LACP: without it there is nothing to fall back from.

    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 switch=arista-eos switch.port=Ethernet1,Ethernet2 switch.native=30
          switch.fallback=yes
    Good: mode=802.3ad miimon=100 member=eth0 member=eth1 switch=arista-eos switch.port=Ethernet1,Ethernet2 switch.native=30 switch.lag=1
          switch.fallback=yes
    """
    if case.ports and case.ports.fallback and case.ports.kind != "lacp":
        yield hint(
            "switch.fallback", "There is nothing to fall back from: the mode uses no LACP.", "Leave it out.", {"switch.fallback": None}
        )


@rule
def switch_vlan_one(case: Case) -> Findings:
    """VLAN 1 for packets without a tag is what every switch in the network has as well.

    It carries the control traffic of many switches, and a loop or a stray cable anywhere is in it too.

    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 ipv4=dhcp switch=arista-eos switch.port=Ethernet1,Ethernet2 switch.native=1
    Good: mode=active-backup miimon=100 member=eth0 member=eth1 ipv4=dhcp switch=arista-eos switch.port=Ethernet1,Ethernet2 switch.native=30
    """
    if case.cabling and case.cabling.native == 1 and (sends_untagged(case.bond) or not case.bond.vlans):
        yield hint("switch.native", "The host is in VLAN 1, with the control traffic of many switches.", "A VLAN of its own is safer.")


def _count(number: int, word: str) -> str:
    return f"{number} {word if number == 1 else f'{word}s'}"
