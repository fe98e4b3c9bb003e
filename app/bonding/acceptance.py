"""What the kernel would refuse of a bond, and what is left of it.

The same answer serves twice: a rule tells the reader, and the contract of the stacks writes
only what is left. So no generated line can be one that the kernel is known to refuse.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from app.bonding.changes import Change, Fix, changes
from app.bonding.kernel import Kernel, Presence
from app.bonding.mending import meant, to_arp, to_miimon, to_mode
from app.bonding.model import Bond
from app.bonding.options import OPTIONS, Option, Value, write_value

TARGETS = ("arp_ip_target", "ns_ip6_target")
NONE_OF_IT = {0, "", "none", "off", "any", ()}
"""Values that count as not set where one option needs or excludes another."""


@dataclass(frozen=True)
class Refusal:
    """One thing that the kernel would not take: `kind` is the id of the rule that tells it, `fixes` mend it."""

    kind: str
    field: str
    value: str
    why: str
    mend: str
    fixes: tuple[Change, ...] = ()


def is_set(bond: Bond, name: str) -> bool:
    """Whether an option is given a value that switches something on, or the kernel sets one."""
    return bond.effective(name) not in NONE_OF_IT


def refusals(bond: Bond, kernel: Kernel) -> list[Refusal]:
    """Everything in the bond that a kernel of this system refuses, in the order of the wire."""
    found = [
        *_of_members(bond),
        *_of_interfaces(bond),
        *(each for name, value in bond.options for each in _of_option(bond, kernel, name, value)),
    ]
    return found + without_targets(bond, {refusal.field for refusal in found})


def without_targets(bond: Bond, lost: Collection[str]) -> list[Refusal]:
    """The refusal of an ARP monitor that is left without targets once the options in `lost` are gone.

    The kernel takes it, and then counts every link as dead.
    """
    interval = bond.option("arp_interval")
    if not interval or "arp_interval" in lost or any(bond.option(name) and name not in lost for name in TARGETS):
        return []
    why = "without targets the ARP monitor counts every link as dead."
    mend = "Name one or two hosts that always answer, such as the gateway."
    fixes = changes(to_arp(bond.without(TARGETS)), to_miimon(bond))
    return [Refusal("arp-without-targets", "arp_interval", str(interval), why, mend, fixes)]


def accepted(bond: Bond, refused: list[Refusal]) -> Bond:
    """The bond less what was refused."""
    fields = {refusal.field for refusal in refused}
    names = {name for name, _ in bond.options} & fields
    lost_vlans = {refusal.value for refusal in refused if refusal.field == "vlan"}
    lost_members = {refusal.value for refusal in refused if refusal.kind == "member-used-elsewhere"}
    bridge = None if "bridge" in fields else bond.bridge
    if bridge and bridge.over in lost_vlans:
        bridge = None
    return replace(
        bond.without(names),
        members=tuple(member for member in dict.fromkeys(bond.members) if member not in lost_members),
        vlans=tuple(vlan for vlan in bond.vlans if vlan.name not in lost_vlans),
        bridge=bridge,
    )


def _of_members(bond: Bond) -> Iterator[Refusal]:
    seen: set[str] = set()
    for member in bond.members:
        if member in seen:
            yield Refusal(
                "member-twice",
                "member",
                member,
                f"{member} is named twice; an interface joins a bond once.",
                "Name each member once.",
                changes({"member": list(dict.fromkeys(bond.members))}),
            )
        elif member in bond.interfaces:
            yield Refusal(
                "member-used-elsewhere",
                "member",
                member,
                f"{member} is also the name of an interface that this configuration creates.",
                "Name the network cards as members, and give the bond, VLANs and bridge names of their own.",
                changes({"member": [each for each in bond.members if each != member]}),
            )
        seen.add(member)


def _of_interfaces(bond: Bond) -> Iterator[Refusal]:
    seen = {bond.name}
    named: list[tuple[str, str, Fix]] = [("vlan", vlan.name, {f"vlan.{vlan.id}.name": None}) for vlan in bond.vlans]
    named += [("bridge", bond.bridge.name, {"bridge": "br0"})] if bond.bridge else []
    for field, name, fix in named:
        if name in seen:
            yield Refusal(
                "name-twice",
                field,
                name,
                f"{name} would name two interfaces; the kernel makes only the first.",
                "Give each interface its own name.",
                changes(fix),
            )
        seen.add(name)


def _of_option(bond: Bond, kernel: Kernel, name: str, value: Value) -> Iterator[Refusal]:
    option = OPTIONS[name]
    text = write_value(value)
    presence = option.presence(kernel, value, bond.mode)
    if bond.mode not in option.accepted:
        modes = ", ".join(mode for mode in sorted(option.accepted))
        yield Refusal(
            "option-not-in-mode",
            name,
            text,
            f"the kernel refuses {name} in mode {bond.mode}.",
            f"Leave it out, or use mode {modes}.",
            changes({name: None}, to_mode(bond, modes) if len(option.accepted) == 1 else None),
        )
    elif presence.presence is Presence.NO:
        yield Refusal(
            "not-in-kernel",
            name,
            text,
            f"{name}={text} is not in this release's kernel ({kernel}): {presence.where}.",
            "Leave it out, or run a kernel that has it.",
            changes({name: None}),
        )
    elif missing := [need for need in option.needs if not is_set(bond, need)]:
        yield Refusal(
            "delay-without-miimon",
            name,
            text,
            f"the kernel refuses {name} while {missing[0]} is 0.",
            f"Leave {name} out: it belongs to MII monitoring."
            if bond.option("arp_interval")
            else f"Set {missing[0]}=100, or leave {name} out.",
            changes(None if bond.option("arp_interval") else {missing[0]: "100"}, {name: None}),
        )
    elif option.name < option.twin and _differ(bond, option) and kernel.has("3.0").presence is Presence.YES:
        yield Refusal(
            "twins-differ",
            name,
            text,
            f"{name} and {option.twin} are two names of one number, and the last one wins.",
            f"Give one of them: take {name} out, or {option.twin}.",
            changes({option.twin: None}, {name: None}),
        )
    elif clash := [other for other in option.excludes if bond.option(other) not in (None, *NONE_OF_IT) and value not in NONE_OF_IT]:
        yield Refusal(
            "both-monitors",
            name,
            text,
            f"{name} and {clash[0]} do not work together: the kernel runs one monitor and refuses the other.",
            f"Keep one of them: take {name} out, or {clash[0]}.",
            changes(to_miimon(bond), to_arp(bond)),
        )
    else:
        yield from _of_value(bond, option, value, text)


def _differ(bond: Bond, option: Option) -> bool:
    return bond.option(option.twin) not in (None, bond.option(option.name))


def _of_value(bond: Bond, option: Option, value: Value, text: str) -> Iterator[Refusal]:
    if option.kind == "ifname" and value not in bond.members:
        fixes = changes(*({option.name: member} for member in meant(text, bond.members)), {option.name: None})
        yield _not_a_member(bond, option, text, text, fixes)
    if option.kind == "member_int" and isinstance(value, tuple):
        yield from _of_member_values(bond, option, dict(value), text)  # type: ignore[arg-type]
    if option.kind.endswith("_list") and isinstance(value, tuple):
        once = list(dict.fromkeys(map(str, value)))
        if len(once) < len(value):
            why = "a target is named twice; the kernel refuses the second."
            yield Refusal("target-twice", option.name, text, why, "Name each target once.", changes({option.name: ",".join(once)}))
        if len(value) > option.max_entries:
            why = f"{len(value)} targets are more than the {option.max_entries} that the kernel keeps."
            fixes = changes({option.name: ",".join(once[: option.max_entries])})
            yield Refusal("too-many-targets", option.name, text, why, "Name the few that matter, such as the gateway.", fixes)


def _of_member_values(bond: Bond, option: Option, given: dict[str, int], text: str) -> Iterator[Refusal]:
    members = {member: number for member, number in given.items() if member in bond.members}
    for strange in [member for member in given if member not in members]:
        yield _not_a_member(bond, option, text, strange, changes({option.name: _wire(members) or None}))
    if option.name != "queue_id":
        return
    fixes = changes({option.name: _wire(_queues(given))})
    numbers = [number for number in given.values() if number != 0]
    if len(set(numbers)) < len(numbers):
        why = "two members have the same queue_id; the kernel refuses the second."
        yield Refusal("queue-twice", option.name, text, why, "Give each member a number of its own.", fixes)
    if any(number > QUEUES for number in numbers):
        why = f"a bond has {QUEUES} transmit queues unless the module was told otherwise."
        yield Refusal("queue-twice", option.name, text, why, f"Give numbers from 0 to {QUEUES}.", fixes)


def _not_a_member(bond: Bond, option: Option, text: str, strange: str, fixes: tuple[Change, ...]) -> Refusal:
    why, mend = f"{strange} is not a member of {bond.name}.", f"Name one of {', '.join(bond.members) or 'the members'}."
    return Refusal("not-a-member", option.name, text, why, mend, fixes)


def _queues(given: dict[str, int]) -> dict[str, int]:
    """Queues that differ: the first member of a number keeps it, the others get the next free one."""
    queues: dict[str, int] = {}
    for member, number in given.items():
        taken = number and (number > QUEUES or number in queues.values())
        free = (each for each in range(1, QUEUES + 1) if each not in given.values() and each not in queues.values())
        queues[member] = next(free, 0) if taken else number
    return queues


def _wire(values: dict[str, int]) -> str:
    return write_value(tuple(values.items()))


QUEUES = 16
"""Transmit queues of a bond by default (module parameter tx_queues)."""
