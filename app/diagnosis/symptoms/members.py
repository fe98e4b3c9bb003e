"""What is wrong with who is in a bond: two bonds that want one member, equal addresses, unequal MTUs, a primary that idles."""

from __future__ import annotations

from collections.abc import Iterator

from app.diagnosis.machine import NOBODY, Bond, Line, Machine
from app.diagnosis.symptom import CERTAIN, LIKELY, POSSIBLE, Sign, listed, symptom


@symptom
def claimed_twice(bond: Bond, machine: Machine) -> Iterator[Sign]:
    """{member} is claimed by {bonds}.

    An interface can be in one bond only. Two configurations name it, and the one that comes last takes it away from the other.

    Check: `ip link show {member}`: the word behind `master` is the bond that has it now.
    Check: `grep -rlw {member} /etc/network /etc/netplan /etc/NetworkManager/system-connections /etc/systemd/network /etc/sysconfig`
    Fix: Take {member} out of one of the two configurations.
    """
    for name, interface in bond.members.items():
        owners = {other.name: other for other in machine.claims[name]}
        joined = machine.history.owners.get(name, {})
        others = sorted({*owners, *(joined if bond.name in {*joined} else ())})
        if len(others) > 1 and others[0] == bond.name:  # said once, not by each of them
            lines = [Line(each.number, each.text, each.source) for each in joined.values()]
            lines += [*interface.facts.lines("name", "master"), *(line for each in owners.values() for line in each.facts.lines("proc"))]
            yield Sign(CERTAIN if len(joined) < 2 else LIKELY, "outage", lines, {"member": name, "bonds": listed(others)})


@symptom
def only_one_member(bond: Bond, machine: Machine) -> Iterator[Sign]:
    """{bond} has one member only.

    A single member gives neither more bandwidth nor a second way. If more were planned, they did not join: another name, a driver that
    came late, or a refusal of the kernel.

    Check: `ip -br link`: is the other interface there, and does it say which bond it belongs to?
    Check: `dmesg | grep -i {bond}`: was a member refused?
    Fix: Bring the connection of the missing member up again, and make its configuration name {bond}.
    Entry: late-driver-member-missing
    """
    if len(bond.members) == 1 and "proc" in bond.facts:
        yield Sign(POSSIBLE, "degraded", bond.of_members("name"))


@symptom
def same_address(bond: Bond, machine: Machine) -> Iterator[Sign]:
    """{twins} of {bond} have the same permanent address.

    Two cards with one hardware address: cloned virtual machines, an address set by hand in the firmware, or one card that is named twice
    (a VLAN or a macvlan on it). A switch sees one host on two ports, and balance-alb and fail_over_mac can't tell the members apart.

    Check: `grep -E 'Slave Interface|Permanent' /proc/net/bonding/{bond}`, `ethtool -P {first}`
    Fix: Give each card an address of its own, in the firmware or in the settings of the virtual machine.
    """
    by_address: dict[str, list[str]] = {}
    for each in bond.members.values():
        if (address := each.facts.text("perm_hwaddr").lower()) not in ("", NOBODY):
            by_address.setdefault(address, []).append(each.name)
    for names in by_address.values():
        if len(names) > 1:
            lines = [line for name in names for line in bond.members[name].facts.lines("perm_hwaddr")]
            yield Sign(CERTAIN, "misconfig", lines, {"twins": listed(names), "first": names[0]})


@symptom
def mtu_differs(bond: Bond, machine: Machine) -> Iterator[Sign]:
    """The MTU is not the same everywhere in {bond}: {sizes}.

    A frame that fits one member does not fit the other. Small packets pass, large ones vanish, depending on which member they take.

    Check: `ip link | grep mtu`, then `ping -M do -s {most} <gateway>` with the size of the largest less 28.
    Fix: Set it on the bond, which gives it to its members: `ip link set {bond} mtu {size}`, and in the configuration of {bond}.
    Set: mtu={size}
    Entry: mtu-mismatch
    """
    own = machine.interfaces.get(bond.name)
    sizes = {each.name: size for each in (*([own] if own else []), *bond.members.values()) if (size := each.facts.number("mtu"))}
    if len(set(sizes.values())) > 1:
        lines = [machine.interfaces[name].facts["mtu"].line for name in sizes if name in machine.interfaces]
        most = max(sizes.values())
        words = {"sizes": listed(f"{name} {size}" for name, size in sizes.items()), "size": sizes.get(bond.name, most), "most": most - 28}
        yield Sign(CERTAIN, "misconfig", lines, words)


@symptom
def primary_idle(bond: Bond, machine: Machine) -> Iterator[Sign]:
    """{primary} is the primary of {bond}, but {active} is active.

    The primary has a link, and another member carries the traffic. {why}

    Check: `grep -E 'Primary|Currently' /proc/net/bonding/{bond}`; `Primary Slave` also tells primary_reselect.
    Fix: To go back now: `ip link set {bond} type bond active_slave {primary}`.
    Entry: failback-outage-primary-reselect
    """
    primary, active = bond.facts.text("primary"), bond.facts.text("active_slave")
    member = bond.members.get(primary)
    if primary and active and primary != active and member is not None and member.up:
        reselect = bond.facts.text("primary_reselect")
        meant = reselect in ("failure", "better")
        why = f"primary_reselect={reselect} leaves it so until the active one fails." if meant else "With updelay it may still be waiting."
        lines = [*bond.facts.lines("primary", "active_slave"), *member.facts.lines("mii_status")]
        words = {"primary": primary, "active": active, "why": why}
        yield Sign(POSSIBLE if meant else LIKELY, "benign" if meant else "degraded", lines, words)
