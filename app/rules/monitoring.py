"""Link monitoring: one monitor, with sensible times and targets."""

from __future__ import annotations

from app.bonding.changes import Wanted
from app.bonding.findings import Findings, error, hint, warning
from app.bonding.mending import gateways, to_arp, to_miimon
from app.bonding.model import Bond
from app.bonding.names import interface, ip
from app.rules.rule import Case, rule, sentence, told

SLIP = 10  # ms; nobody polls that often, but many think the unit is seconds
SLOW = 10_000  # ms
DELAYS = ("updelay", "downdelay", "peer_notif_delay")


@rule
def both_monitors(case: Case) -> Findings:
    """MII and ARP monitoring exclude each other.

    The driver runs one monitor. In one `ip link` command the two are refused together; written
    to sysfs, the last one wins and the other is silently set to 0; NetworkManager and the
    module drop one of them without a word.

    Bad:  mode=active-backup miimon=100 arp_interval=1000 arp_ip_target=192.0.2.1 member=eth0 member=eth1
    Good: mode=active-backup arp_interval=1000 arp_ip_target=192.0.2.1 member=eth0 member=eth1
    """
    for refusal in told(case, "both-monitors"):
        yield error(refusal.field, sentence(refusal.why), refusal.mend, *refusal.fixes)


@rule
def no_monitor(case: Case) -> Findings:
    """Nothing watches the links.

    With miimon and arp_interval both 0 a dead link is never noticed: the bond keeps sending
    into it and reports every member as up. Modes 802.3ad, balance-tlb and balance-alb set
    miimon to 100 by themselves unless told otherwise; the other four leave it at 0.

    Bad:  mode=active-backup member=eth0 member=eth1
    Bad:  mode=802.3ad miimon=0 member=eth0 member=eth1
    Good: mode=active-backup miimon=100 member=eth0 member=eth1
    Good: mode=802.3ad member=eth0 member=eth1
    """
    refused = {refusal.field for refusal in case.refusals}
    arp = case.bond.effective("arp_interval") != 0 and "arp_interval" not in refused
    if case.bond.effective("miimon") == 0 and not arp:
        yield warning(
            "miimon", "No link monitor: a dead link is never noticed.", "Set miimon=100.", to_miimon(case.bond), to_arp(case.bond)
        )


@rule
def miimon_default(case: Case) -> Findings:
    """The mode brings its own monitor when none is given.

    802.3ad, balance-tlb and balance-alb need link monitoring; the kernel sets miimon=100 when
    it would be 0. Saying it in the files keeps that from depending on the tool.

    Bad:  mode=802.3ad member=eth0 member=eth1
    Good: mode=802.3ad miimon=100 member=eth0 member=eth1
    """
    if case.bond.facts.miimon and case.bond.option("miimon") is None:
        yield hint(
            "miimon",
            f"Mode {case.bond.mode} sets miimon={case.bond.facts.miimon} by itself.",
            f"Write miimon={case.bond.facts.miimon} to say so in the files.",
            {"miimon": str(case.bond.facts.miimon)},
        )


@rule
def miimon_unit(case: Case) -> Findings:
    """Miimon counts milliseconds.

    A value below 10 is nearly always meant as seconds: miimon=1 asks the kernel to look a
    thousand times a second. A value above ten seconds leaves a dead link in use that long.

    Bad:  mode=active-backup miimon=1 member=eth0 member=eth1
    Bad:  mode=active-backup miimon=100000 member=eth0 member=eth1
    Good: mode=active-backup miimon=100 member=eth0 member=eth1
    """
    miimon = case.bond.option("miimon")
    if isinstance(miimon, int) and 0 < miimon < SLIP:
        yield warning(
            "miimon",
            f"miimon={miimon} is {miimon} ms, the kernel would look {1000 // miimon} times a second.",
            f"If seconds were meant, write miimon={miimon * 1000}; usual is 100.",
            {"miimon": "100"},
            {"miimon": str(miimon * 1000)},
        )
    if isinstance(miimon, int) and miimon > SLOW:
        yield warning(
            "miimon",
            f"miimon={miimon} is {miimon / 1000:g} s: a dead link stays in use that long.",
            "The unit is ms; usual is 100.",
            {"miimon": "100"},
        )


@rule
def arp_interval_unit(case: Case) -> Findings:
    """arp_interval counts milliseconds.

    Below 100 ms a busy host or a switch that learns an address is late often enough to make
    links flap; a value below 10 is nearly always meant as seconds.

    Bad:  mode=active-backup arp_interval=1 arp_ip_target=192.0.2.1 member=eth0 member=eth1
    Good: mode=active-backup arp_interval=1000 arp_ip_target=192.0.2.1 member=eth0 member=eth1
    """
    interval = case.bond.option("arp_interval")
    if isinstance(interval, int) and 0 < interval < 100:
        yield warning(
            "arp_interval",
            f"arp_interval={interval} is {interval} ms; probes that often make links flap.",
            "The unit is ms; usual is 250 to 1000.",
            {"arp_interval": "1000"},
            {"arp_interval": "250"},
        )


@rule
def delay_without_miimon(case: Case) -> Findings:
    """The delays belong to MII monitoring.

    updelay, downdelay and peer_notif_delay are counted in rounds of miimon. While miimon is 0
    the kernel refuses them with "Operation not permitted", and networkd then makes no bond.

    Bad:  mode=active-backup arp_interval=1000 arp_ip_target=192.0.2.1 updelay=200 member=eth0 member=eth1
    Bad:  mode=active-backup downdelay=200 member=eth0 member=eth1
    Good: mode=active-backup miimon=100 updelay=200 member=eth0 member=eth1
    """
    for refusal in told(case, "delay-without-miimon"):
        yield error(refusal.field, sentence(refusal.why), refusal.mend, *refusal.fixes)


@rule
def delay_rounded(case: Case) -> Findings:
    """Delays are rounded down to a multiple of miimon.

    The driver keeps rounds, not milliseconds: with miimon=100 an updelay of 250 becomes 200,
    and one of 50 becomes 0.

    Bad:  mode=active-backup miimon=100 updelay=250 member=eth0 member=eth1
    Bad:  mode=active-backup miimon=100 downdelay=50 member=eth0 member=eth1
    Good: mode=active-backup miimon=100 updelay=200 member=eth0 member=eth1
    """
    miimon = case.bond.effective("miimon")
    for name in DELAYS:
        delay = case.bond.option(name)
        if isinstance(delay, int) and isinstance(miimon, int) and miimon and delay % miimon:
            rounded = delay - delay % miimon
            yield warning(
                name,
                f"{name}={delay} is no multiple of miimon={miimon}; the kernel makes it {rounded}.",
                f"Give {rounded} or {rounded + miimon}.",
                {name: str(rounded) if rounded else None},
                {name: str(rounded + miimon)},
            )


@rule
def arp_mode(case: Case) -> Findings:
    """ARP monitoring does not exist in 802.3ad, balance-tlb and balance-alb.

    These modes need MII monitoring. The kernel refuses arp_interval there; a module told both
    drops it and goes on with miimon=100.

    Bad:  mode=802.3ad arp_interval=1000 arp_ip_target=192.0.2.1 member=eth0 member=eth1
    Bad:  mode=balance-alb arp_interval=1000 arp_ip_target=192.0.2.1 member=eth0 member=eth1
    Good: mode=balance-xor arp_interval=1000 arp_ip_target=192.0.2.1 member=eth0 member=eth1
    """
    if case.bond.option("arp_interval") and "arp_interval" not in case.bond.facts.monitors:
        yield error("arp_interval", f"Mode {case.bond.mode} can't use ARP monitoring.", "Use miimon=100 instead.", to_miimon(case.bond))


@rule
def arp_without_targets(case: Case) -> Findings:
    """ARP monitoring without a target finds every link dead.

    The monitor waits for answers from hosts that nobody named. The module drops arp_interval
    then; elsewhere the links go down.

    Bad:  mode=active-backup arp_interval=1000 member=eth0 member=eth1
    Good: mode=active-backup arp_interval=1000 arp_ip_target=192.0.2.1 member=eth0 member=eth1
    """
    for refusal in told(case, "arp-without-targets"):
        yield error("arp_ip_target", "ARP monitoring has nobody to ask: every link would count as dead.", refusal.mend, *refusal.fixes)


@rule
def too_many_targets(case: Case) -> Findings:
    """The driver keeps 16 targets.

    The seventeenth is refused over sysfs; iproute2 drops what is too much without a word.

    Bad:  mode=1 arp_interval=500 member=eth0 member=eth1
          arp_ip_target=9.9.9.1,9.9.9.2,9.9.9.3,9.9.9.4,9.9.9.5,9.9.9.6,9.9.9.7,9.9.9.8,9.9.9.9,9.9.8.1,9.9.8.2,9.9.8.3,9.9.8.4,9.9.8.5,9.9.8.6,9.9.8.7,9.9.8.8
    Good: mode=active-backup arp_interval=1000 arp_ip_target=192.0.2.1,192.0.2.2 member=eth0 member=eth1
    """
    for refusal in told(case, "too-many-targets"):
        yield error(refusal.field, refusal.why, refusal.mend, *refusal.fixes)


@rule
def target_twice(case: Case) -> Findings:
    """A target named twice is refused.

    Bad:  mode=active-backup arp_interval=1000 arp_ip_target=192.0.2.1,192.0.2.1 member=eth0 member=eth1
    Good: mode=active-backup arp_interval=1000 arp_ip_target=192.0.2.1,192.0.2.2 member=eth0 member=eth1
    """
    for refusal in told(case, "target-twice"):
        yield error(refusal.field, sentence(refusal.why), refusal.mend, *refusal.fixes)


@rule
def target_is_self(case: Case) -> Findings:
    """A host that asks itself learns nothing.

    A target must be another host: the bond's own addresses do not answer over the wire.

    Bad:  mode=active-backup arp_interval=1000 arp_ip_target=192.0.2.10 address=192.0.2.10/24 member=eth0 member=eth1
    Good: mode=active-backup arp_interval=1000 arp_ip_target=192.0.2.1 address=192.0.2.10/24 member=eth0 member=eth1
    """
    own = {str(interface(address).ip) for _, addressing in case.bond.layer3 for address in addressing.addresses}
    for name in ("arp_ip_target", "ns_ip6_target"):
        for target in case.bond.option(name) or ():  # type: ignore[union-attr]
            if target in own:
                yield error(
                    name,
                    f"{target} is an address of this bond.",
                    "Name another host, such as the gateway.",
                    *_less(case.bond, name, target),
                )


@rule
def target_off_link(case: Case) -> Findings:
    """A target outside the bond's own networks depends on a router.

    ARP does not cross routers. A target in another network is reached over the next hop, or
    not at all, and with arp_validate the kernel complains that it has no route.

    Bad:  mode=active-backup arp_interval=1000 arp_ip_target=203.0.113.9 address=192.0.2.10/24 member=eth0 member=eth1
    Good: mode=active-backup arp_interval=1000 arp_ip_target=192.0.2.1 address=192.0.2.10/24 member=eth0 member=eth1
    """
    networks = [interface(address).network for _, addressing in case.bond.layer3 for address in addressing.addresses]
    for name in ("arp_ip_target", "ns_ip6_target"):
        for target in case.bond.option(name) or ():  # type: ignore[union-attr]
            own = [network for network in networks if network.version == ip(str(target)).version]
            if own and not any(ip(str(target)) in network for network in own) and not ip(str(target)).is_link_local:
                yield warning(
                    name,
                    f"{target} is in none of the bond's own networks; ARP does not cross routers.",
                    "Name a host of the same network.",
                    *_less(case.bond, name, target),
                )


@rule
def one_target(case: Case) -> Findings:
    """With a single target its reboot looks like a dead link.

    Bad:  mode=active-backup arp_interval=1000 arp_ip_target=192.0.2.1 member=eth0 member=eth1
    Good: mode=active-backup arp_interval=1000 arp_ip_target=192.0.2.1,192.0.2.2 member=eth0 member=eth1
    """
    targets = [*(case.bond.option("arp_ip_target") or ()), *(case.bond.option("ns_ip6_target") or ())]  # type: ignore[misc]
    if case.bond.option("arp_interval") and len(targets) == 1:
        version = ip(str(targets[0])).version
        word = "arp_ip_target" if version == 4 else "ns_ip6_target"
        second = [{word: f"{targets[0]},{gateway}"} for gateway in gateways(case.bond, version) if gateway != targets[0]]
        yield hint("arp_ip_target", "With one target, its own reboot looks like a dead link.", "Name a second host.", *second)


@rule
def arp_behind_lag(case: Case) -> Findings:
    """In a static channel group the switch picks the link on which an answer returns.

    In balance-rr and balance-xor every link must see answers of its own; a switch that hashes
    all of them onto one port makes the other links look dead.

    Bad:  mode=balance-xor arp_interval=1000 arp_ip_target=192.0.2.1 member=eth0 member=eth1
    Good: mode=balance-xor miimon=100 member=eth0 member=eth1
    """
    if case.bond.option("arp_interval") and case.bond.mode in ("balance-rr", "balance-xor"):
        yield hint(
            "arp_interval",
            "A switch that returns all answers on one port makes the other links look dead.",
            "Use miimon unless the switch spreads by destination.",
            to_miimon(case.bond),
        )


def _less(bond: Bond, name: str, target: object) -> list[Wanted]:
    """Do without a target: with the others, with the gateway in its place, or with the other monitor."""
    rest = [each for each in bond.option(name) or () if each != target]  # type: ignore[union-attr]
    known = [each for each in gateways(bond, ip(str(target)).version) if each not in rest]
    others: list[Wanted] = [{name: ",".join(map(str, rest))}] if rest else []
    return [*({name: ",".join([*map(str, rest), gateway])} for gateway in known[:1]), *others, to_miimon(bond)][:2]
