"""What is wrong between a bond and the groups that a switch shows for its ports."""

from __future__ import annotations

from collections.abc import Iterator

from app.bonding.modes import MODES
from app.diagnosis.machine import Bond, Machine
from app.diagnosis.shows.groups import BUNDLED, LACP, STATIC, Group
from app.diagnosis.symptom import CERTAIN, LIKELY, Sign, listed, symptom

NEEDED = {"lacp": LACP, "static": STATIC, "none": ""}
"""The protocol of the group that a mode needs, by what the table of modes asks of a switch; empty for no group at all."""

WANTED = {LACP: "an LACP group (mode active)", STATIC: "a static group, without LACP", "": "no group at all: plain ports in the same VLANs"}


@symptom
def other_group_on_the_switch(bond: Bond, machine: Machine) -> Iterator[Sign]:
    """{bond} is in {mode}, and its switch has {groups}.

    {mode} needs {wanted}. What one end bundles and the other does not loses frames, or lets one port carry everything.

    Check: On the switch: are the ports of {members} those of {names}?
    Fix: On the switch, make it {wanted}. Or take a mode for {bond} that fits the group: 802.3ad for LACP, balance-xor for a static one.
    Entry: static-channel-vs-lacp
    Near: lacp-no-partner
    """
    if bond.mode not in MODES:
        return
    needed = NEEDED[MODES[bond.mode].switch]
    wrong = [(group, sure) for group, sure in groups_of(bond, machine) if group.protocol and group.protocol != needed]
    if wrong:
        said = listed(f"{group.title} with {group.protocol}" for group, _ in wrong)
        words = {"mode": bond.mode, "groups": said, "wanted": WANTED[needed], "names": listed(group.title for group, _ in wrong)}
        lines = [*bond.facts.lines("mode"), *(group.line for group, _ in wrong)]
        yield Sign(CERTAIN if all(sure for _, sure in wrong) else LIKELY, "outage", lines, words)


@symptom
def port_left_out_by_the_switch(bond: Bond, machine: Machine) -> Iterator[Sign]:
    """The switch does not use {ports} of {group}.

    It says: {states}. A port that is not bundled carries nothing for the group, or forwards on its own beside it.

    Check: On the switch: the log about {ports}, and whether speed, VLANs and MTU are those of the other ports.
    Check: `grep -A9 'Slave Interface' /proc/net/bonding/{bond}`: does the member at the other end of the cable see a partner?
    Fix: Give the port the settings of the group, then set it down and up. A suspended port or one on its own hears no LACP: is the cable in
    another machine, or the member not in {bond}?
    Entry: lacp-member-not-aggregated
    Near: lacp-no-partner
    """
    for group, sure in groups_of(bond, machine):
        out = [port for port in group.ports.values() if port.state not in ("", BUNDLED)]
        if out:
            words = {
                "ports": listed(port.name for port in out),
                "group": group.title,
                "states": "; ".join(f"{port.name} is {port.state}" for port in out[:8]),
            }
            yield Sign(CERTAIN if sure else LIKELY, "degraded", [port.line for port in out], words)


@symptom
def switch_hears_two_systems(bond: Bond, machine: Machine) -> Iterator[Sign]:
    """The ports of {group} hear {number} different systems.

    {heard}. All ports of a group must lead to one bond: a cable is in another machine, or the members are in two bonds.

    Check: `grep -A2 'actor lacp pdu' /proc/net/bonding/{bond}`: the system mac address of this bond. Which port hears another one?
    Fix: Put the cable of the other port where it belongs, or take that port out of the group.
    Entry: lacp-member-not-aggregated
    """
    for group, sure in groups_of(bond, machine):
        if len(group.systems) > 1:
            heard = listed(f"{port.name} hears {port.system}" for port in group.ports.values() if port.system)
            words = {"group": group.title, "number": len(group.systems), "heard": heard}
            lines = [port.heard for port in group.ports.values() if port.heard]
            yield Sign(CERTAIN if sure else LIKELY, "degraded", lines, words)


@symptom
def switch_hears_two_keys(bond: Bond, machine: Machine) -> Iterator[Sign]:
    """The ports of {group} hear {number} different keys from one system.

    {heard}. A host gives one key to members that may work together: of one bond, and of one speed and duplex. So these are members of two
    bonds, or of different speeds, and only those with one key carry traffic.

    Check: `grep -E 'Slave Interface|Speed|Duplex|port key' /proc/net/bonding/{bond}`: which member differs?
    Fix: Bring the members to one speed. If they belong to two bonds, give each bond a group of its own on the switch.
    Entry: lacp-mixed-speed-members
    Near: lacp-member-not-aggregated
    """
    for group, sure in groups_of(bond, machine):
        keys = {port.key for port in group.ports.values() if port.key and port.system in group.systems}
        if len(group.systems) == 1 and len(keys) > 1:
            heard = [port for port in group.ports.values() if port.key and port.heard]
            words = {
                "group": group.title,
                "number": len(keys),
                "heard": listed(f"{port.name} hears key {port.key}" for port in heard),
            }
            yield Sign(CERTAIN if sure else LIKELY, "degraded", [port.heard for port in heard if port.heard], words)


@symptom
def vlan_not_on_the_switch(bond: Bond, machine: Machine) -> Iterator[Sign]:
    """{group} does not let VLAN {vlans} through.

    {interfaces} on {bond} send with that tag, and the switch drops it. Everything without a tag, or in other VLANs, works.

    Check: On the switch: `show interfaces trunk`, the line "allowed" of {group}; on both switches of a pair.
    Fix: Allow VLAN {vlans} on {group}, and make sure that the VLAN exists on the switch.
    """
    ids = {
        int(each.facts.text("vlan")): each
        for each in machine.interfaces.values()
        if each.facts.text("below") == bond.name and each.facts.text("vlan").isdigit()
    }
    for group, sure in groups_of(bond, machine):
        missing = sorted(ids.keys() - group.vlans) if group.vlans is not None else []
        if missing and group.vlan_line:
            words = {
                "group": group.title,
                "vlans": listed(map(str, missing)),
                "interfaces": listed(ids[number].name for number in missing),
            }
            lines = [group.vlan_line, *(line for number in missing for line in ids[number].facts.lines("vlan"))]
            yield Sign(CERTAIN if sure else LIKELY, "outage", lines, words)


@symptom
def fewer_ports_on_the_switch(bond: Bond, machine: Machine) -> Iterator[Sign]:
    """{bond} has {members}, and {group} only {ports}.

    The member without a port in the group gets no answer by LACP, and in a static group nothing of its share comes back.

    Check: On the switch: which port does each member lead to (`show mac address-table`, LLDP)? Are all of them in {group}?
    Fix: Put the missing port into {group}.
    Entry: lacp-member-not-aggregated
    """
    found = groups_of(bond, machine)
    if found and MODES.get(bond.mode) and MODES[bond.mode].switch != "none" and all(group.ports and sure for group, sure in found):
        ports = [port for group, _ in found for port in group.ports.values()]
        if len(ports) < len(bond.members):
            words = {"group": listed(group.title for group, _ in found), "ports": listed(port.name for port in ports)}
            yield Sign(LIKELY, "degraded", [*(port.line for port in ports), *bond.of_members("name")], words)


def cabling(bond: Bond, machine: Machine) -> dict[str, tuple[Group, str]]:
    """The group and the port that each member leads to, as far as LACP tells it: the switch hears the member's port number."""
    found = {}
    for group, _ in groups_of(bond, machine):
        for port in group.ports.values():
            for name, member in bond.members.items():
                if member.facts.text("actor.system_mac").lower() == port.system and member.facts.number("actor.port_number") == port.number:
                    found[name] = (group, port.name)
    return found


def groups_of(bond: Bond, machine: Machine) -> list[tuple[Group, bool]]:
    """The groups at the other end of a bond, each with whether that is sure.

    A group belongs to it that hears its system address, or whose system address it hears; else, where there is one bond,
    the only group of each switch.
    """
    groups = list(machine.groups.values())
    own = {each.facts.text("actor.system_mac").lower() for each in bond.members.values()} | {bond.facts.text("mac").lower()}
    if interface := machine.interfaces.get(bond.name):
        own.add(interface.facts.text("mac").lower())
    heard = [group for group in groups if group.systems & own]
    if heard:
        return [(group, True) for group in heard]
    switches = {group.switch for group in groups}
    if len(machine.bonds) == 1 and len(switches) == len(groups):
        foreign = any(group.systems for group in groups) and own - {""}
        return [] if foreign else [(group, len(groups) == 1) for group in groups]
    return []
