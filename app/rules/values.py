"""Options and values: taken in the mode, known to the kernel, sayable by the stack, of any effect."""

from __future__ import annotations

from app import stacks
from app.bonding.acceptance import NONE_OF_IT, TARGETS, is_set
from app.bonding.changes import Wanted
from app.bonding.findings import Findings, error, hint, warning
from app.bonding.kernel import ANY_KERNEL, Presence
from app.bonding.mending import to_arp, to_miimon
from app.bonding.options import OPTIONS, write_value
from app.rules.rule import Case, rule, sentence, told


@rule
def option_not_in_mode(case: Case) -> Findings:
    """The kernel refuses the option in this mode.

    Each option has a list of modes in which the driver takes it. In any other mode a write to
    its sysfs file fails with "Permission denied" and the log says "mode dependency failed";
    an `ip link` command that holds it fails as a whole. So it is not written.

    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 lacp_rate=fast
    Bad:  mode=802.3ad miimon=100 member=eth0 member=eth1 packets_per_slave=4
    Bad:  mode=balance-xor miimon=100 member=eth0 member=eth1 tlb_dynamic_lb=0
    Good: mode=802.3ad miimon=100 member=eth0 member=eth1 lacp_rate=fast
    """
    for refusal in told(case, "option-not-in-mode"):
        if not (refusal.field == "arp_interval" and refusal.value != "0"):  # arp-mode tells that with more
            yield error(refusal.field, sentence(refusal.why), refusal.mend, *refusal.fixes)


@rule
def option_without_effect(case: Case) -> Findings:
    """The kernel takes the option in this mode and does nothing with it.

    Some options are accepted in every mode and used in few. No message tells: the value can be
    read back, and nothing changes.

    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 xmit_hash_policy=layer3+4
    Bad:  mode=balance-xor miimon=100 member=eth0 member=eth1 min_links=2
    Bad:  mode=balance-rr miimon=100 member=eth0 member=eth1 fail_over_mac=active
    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 lp_interval=5
    Good: mode=balance-xor miimon=100 member=eth0 member=eth1 xmit_hash_policy=layer3+4
    """
    bond = case.bond
    refused = {refusal.field for refusal in case.refusals}
    for name, value in bond.options:
        option = OPTIONS[name]
        if name in refused or value == option.default_in(bond.mode):
            continue
        if bond.mode not in option.effective:
            modes = ", ".join(sorted(option.effective))
            yield warning(name, f"{name} has no effect in mode {bond.mode}.", f"Leave it out; it works in {modes}.", {name: None})
        elif need := option.effective_when.get(bond.mode):
            other, _, wanted = need.partition("=")
            if bond.effective(other) != wanted:
                yield warning(
                    name,
                    f"{name} has no effect in mode {bond.mode} unless {other} is {wanted}.",
                    f"Set {need}, or leave {name} out.",
                    {other: wanted},
                    {name: None},
                )


@rule
def option_idle(case: Case) -> Findings:
    """The option waits for another one that is not set.

    ARP targets without an interval, a choice of re-selection without a primary, validation
    without ARP monitoring: the kernel keeps the value and never uses it.

    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 arp_ip_target=192.0.2.1
    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 primary_reselect=failure
    Good: mode=active-backup miimon=100 member=eth0 member=eth1 primary=eth0 primary_reselect=failure
    """
    refused = {refusal.field for refusal in case.refusals}
    for name, value in case.bond.options:
        need = OPTIONS[name].idle_without
        if need and name not in refused and value not in NONE_OF_IT and not is_set(case.bond, need) and name != "lacp_strict":
            yield warning(
                name,
                f"{name} does nothing while {need} is not set.",
                f"Set {need}, or leave {name} out.",
                to_arp(case.bond) if need == "arp_interval" and name in TARGETS else None,
                {name: None},
            )


@rule
def not_in_kernel(case: Case) -> Findings:
    """The release's kernel does not know the option or the value.

    The vendor's backports count: a kernel is judged by what it holds, not by its number. A
    kernel that does not know a netlink attribute takes the command and ignores it, so a zero
    exit status proves nothing; a module that does not know a parameter refused to load before
    Linux 3.1. What no kernel of the release knows is not written.

    Bad:  release=debian-11 stack=iproute2 mode=802.3ad miimon=100 member=eth0 member=eth1 lacp_active=off
    Bad:  release=debian-11 stack=iproute2 mode=802.3ad miimon=100 member=eth0 member=eth1 xmit_hash_policy=vlan+srcmac
    Good: release=debian-12 stack=iproute2 mode=802.3ad miimon=100 member=eth0 member=eth1 coupled_control=off
    """
    for refusal in told(case, "not-in-kernel"):
        if not (refusal.field == "use_carrier" and refusal.value == "off"):
            yield error(refusal.field, sentence(refusal.why), refusal.mend, *refusal.fixes)


@rule
def use_carrier_gone(case: Case) -> Findings:
    """use_carrier=0 does not exist any more since Linux 6.18.

    The old way of asking the driver by ioctl was removed. From 6.18 on the value is refused,
    and a line `options bonding use_carrier=0` keeps the module from loading at all, which
    takes every bond of the machine away at the next start.

    Bad:  release=debian-sid stack=iproute2 mode=active-backup miimon=100 member=eth0 member=eth1 use_carrier=0
    Good: release=debian-sid stack=iproute2 mode=active-backup miimon=100 member=eth0 member=eth1 use_carrier=1
    """
    for refusal in told(case, "not-in-kernel"):
        if refusal.field == "use_carrier" and refusal.value == "off":
            yield error(
                "use_carrier",
                "Linux 6.18 and later refuse use_carrier=0; as a module parameter it keeps bonding from loading.",
                "Leave it out: 1 is all there is.",
                {"use_carrier": None},
            )
    if case.bond.option("use_carrier") == "off" and not told_any(case, "not-in-kernel", "use_carrier"):
        yield hint(
            "use_carrier",
            "use_carrier=0 is refused from Linux 6.18 on: an upgrade to such a kernel loses the bond.",
            "Leave it out, unless a driver of that age needs it.",
            {"use_carrier": None},
        )


@rule
def not_on_every_kernel(case: Case) -> Findings:
    """Only some kernels or updates of the release know it.

    The release offers newer kernels, or a later update brought the option. On a machine
    without them it is ignored in silence, refused, or keeps an old module from loading.

    Bad:  release=ubuntu-22.04 stack=iproute2 mode=active-backup arp_interval=500 arp_ip_target=9.9.9.9 member=a member=b arp_missed_max=3
    Bad:  release=ubuntu-22.04 stack=iproute2 mode=active-backup miimon=100 member=eth0 member=eth1 prio=eth0:10
    Good: release=ubuntu-24.04 stack=iproute2 mode=active-backup miimon=100 member=eth0 member=eth1 prio=eth0:10
    """
    kernel = case.release.kernel if case.release else ANY_KERNEL
    refused = {refusal.field for refusal in case.refusals}
    for name, value in case.bond.options:
        has = OPTIONS[name].presence(kernel, value, case.bond.mode)
        if has.presence is Presence.PARTLY and name not in refused and name != "use_carrier":
            yield warning(
                name,
                f"{name}={write_value(value)} is not in every kernel of {case.release.name if case.release else kernel}: {has.where}.",
                "Run uname -r there and compare, or leave it out.",
                {name: None},
            )


@rule
def stack_cannot_say(case: Case) -> Findings:
    """The stack has no word for the option, or not in the version of this release.

    What cannot be said is missing from the files and stands among the losses, with the reason
    and, where there is one, the way to do it anyway.

    Bad:  release=debian-12 stack=networkd mode=802.3ad miimon=100 member=eth0 member=eth1 lacp_active=off
    Bad:  release=debian-12 stack=networkd mode=active-backup arp_interval=500 arp_ip_target=9.9.9.9 arp_missed_max=3 member=a member=b
    Good: release=debian-12 stack=iproute2 mode=802.3ad miimon=100 member=eth0 member=eth1 lacp_active=off
    Good: release=debian-12 stack=networkd indirect=yes mode=802.3ad miimon=100 member=eth0 member=eth1 lacp_active=off
    """
    if case.stack is None:
        return
    mode, release = case.bond.mode, case.release
    refused = {refusal.field for refusal in case.refusals}
    for name, value in case.bond.options:
        text = write_value(value)
        if (
            name not in refused
            and value != OPTIONS[name].default_in(mode)
            and (why := case.stack.why_not(name, text, release))
            and not (case.indirect and case.stack.offers(name, mode, release))
        ):
            offers = case.stack.offers(name, mode, release)
            yield warning(
                name,
                f"{name}={text} is not in the files. {case.stack.and_indirectly(why, name, mode, release, indirect=case.indirect)}",
                "Leave it out, or choose a stack that has it.",
                {"indirect": "yes"} if offers else None,
                {name: None},
                _other_stack(case, name, text),
            )


@rule
def runtime_only(case: Case) -> Findings:
    """The option is an action on a running bond, not a setting.

    active_slave moves the traffic once. The next failover, or a primary that comes back,
    moves it again.

    Bad:  stack=iproute2 release=debian-13 mode=active-backup miimon=100 member=eth0 member=eth1 active_slave=eth1
    Good: stack=iproute2 release=debian-13 mode=active-backup miimon=100 member=eth0 member=eth1 primary=eth1
    """
    for name, value in case.bond.options:
        if OPTIONS[name].runtime:
            yield hint(
                name,
                f"{name} moves the traffic once and is forgotten at the next failover.",
                "Use primary for a lasting preference.",
                {"primary": str(value), name: None},
                {name: None},
            )


@rule
def twins_differ(case: Case) -> Findings:
    """num_grat_arp and num_unsol_na are two names of one counter.

    Since Linux 3.0 both set the same value, and the last one written wins. Older kernels had
    two.

    Bad:  release=debian-13 stack=iproute2 mode=active-backup miimon=100 member=eth0 member=eth1 num_grat_arp=3 num_unsol_na=5
    Good: release=debian-13 stack=iproute2 mode=active-backup miimon=100 member=eth0 member=eth1 num_grat_arp=3
    """
    for refusal in told(case, "twins-differ"):
        yield error(refusal.field, refusal.why, refusal.mend, *refusal.fixes)


@rule
def targets_not_sayable(case: Case) -> Findings:
    """The stack has no word for the targets of the ARP monitor.

    A monitor without targets finds every link dead. Where all the targets given are of a kind
    that the stack can't say, the interval is left out with them, and nothing watches the links.

    Bad:  release=debian-13 stack=networkd mode=active-backup arp_interval=500 ns_ip6_target=2001:db8::1 member=eth0 member=eth1
    Good: release=debian-13 stack=iproute2 mode=active-backup arp_interval=500 ns_ip6_target=2001:db8::1 member=eth0 member=eth1
    """
    targets = [(name, value) for name, value in case.bond.options if name in TARGETS and value]
    if case.stack is None or not targets or not case.bond.option("arp_interval"):
        return
    if all(case.stack.why_not(name, write_value(value), case.release) for name, value in targets):
        yield error(
            targets[0][0],
            "This stack can say none of the targets, so there is no ARP monitor in the files.",
            "Give arp_ip_target too, or use miimon.",
            to_miimon(case.bond),
            _other_stack(case, targets[0][0], write_value(targets[0][1])),
        )


def _other_stack(case: Case, name: str, text: str) -> Wanted | None:
    """The first other stack of the release that can say an option with this value."""
    for id in case.release.stacks if case.release else ():
        if id in stacks.IDS and stacks.get(id) is not case.stack and not stacks.get(id).why_not(name, text, case.release):
            return {"stack": id}
    return None


def told_any(case: Case, kind: str, field: str) -> bool:
    """Whether the kernel's refusals hold one of that kind for the field."""
    return any(refusal.field == field for refusal in told(case, kind))
