"""What a healthy bond shows in /proc/net/bonding, and what it shows instead when something is wrong.

The lines are the kernel's own and hold for every kernel from 2.6.18 on; newer kernels print more
between them. A value that nobody can know before stands as a description between < and >.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.bonding.facts import read_table
from app.bonding.model import Bond
from app.bonding.modes import MODES
from app.bonding.options import OPTIONS

HASHED = ("balance-xor", "802.3ad")
UNHEARD = ("balance-rr", "balance-xor", "broadcast")
"""Modes in which the ARP monitor may hear the answers on one member only: nothing can be promised of the others."""

PARTNER = "Partner Mac Address: <the switch's, not 00:00:00:00:00:00>"


@dataclass(frozen=True)
class Otherwise:
    """What may be seen instead: as the reader sees it, what it means, what to do."""

    see: str
    means: str
    do: str


@dataclass(frozen=True, kw_only=True)
class Failure:
    """One row of facts/verify.toml; the head of that file explains the columns."""

    id: str
    step: str
    means: str
    do: str
    proof: tuple[str, ...]
    modes: tuple[str, ...] = tuple(MODES)
    monitor: str = ""
    needs: tuple[str, ...] = ()
    least: int = 0
    see: tuple[str, ...] = ()
    says: str = ""
    lacks: str = ""

    def possible(self, bond: Bond) -> bool:
        """Whether it can happen to this bond."""
        return (
            bond.mode in self.modes
            and self.monitor in ("", monitor(bond))
            and all(bond.option(name) not in (None, 0, "", "none") for name in self.needs)
            and len(bond.members) >= self.least
        )

    def told(self, bond: Bond) -> Otherwise:
        """The failure in the names of this bond."""
        names = _names(bond)
        see = [line.format(**names) for line in self.see]
        if self.lacks and not self.says:
            see.append(f"(no line “{self.lacks.format(**names)}”)")
        if self.says:
            see.append(f"({self.says.format(**names)})")
        return Otherwise("\n".join(see), self.means.format(**names), self.do.format(**names))


def _failure(name: str, /, **columns: object) -> Failure:
    lists = {key: tuple(value) for key, value in columns.items() if isinstance(value, list)}
    return Failure(id=name, **{**columns, **lists})  # type: ignore[arg-type]


FAILURES: dict[str, Failure] = read_table(Path(__file__).parent / "facts" / "verify.toml", _failure)


def otherwise(bond: Bond, step: str) -> tuple[Otherwise, ...]:
    """What a reader of this step may see instead of the healthy lines; `step` is look, partner or ping."""
    return tuple(failure.told(bond) for failure in FAILURES.values() if failure.step == step and failure.possible(bond))


def monitor(bond: Bond) -> str:
    """The link monitor that runs: arp, miimon or none."""
    if bond.option("arp_interval"):
        return "arp"
    return "miimon" if bond.effective("miimon") else "none"


def _names(bond: Bond) -> dict[str, object]:
    primary = bond.option("primary") or ""
    targets = [target for name in ("arp_ip_target", "ns_ip6_target") if isinstance(value := bond.option(name), tuple) for target in value]
    return {
        "bond": bond.name,
        "first": bond.members[0] if bond.members else "",
        "last": bond.members[-1] if bond.members else "",
        "other": next((member for member in bond.members if member != primary), ""),
        "primary": primary,
        "targets": ", ".join(map(str, targets)),
        "updelay": bond.option("updelay"),
        "min_links": bond.option("min_links"),
    }


# ---------------------------------------------------------------- health


def healthy(bond: Bond) -> str:
    """The lines that matter of a bond that works; its members stand in the order in which they joined."""
    head = [f"Bonding Mode: {bond.facts.proc}", *_hash(bond), *_active(bond), "MII Status: up", *_monitor(bond)]
    lacp = ["802.3ad info", f"LACP rate: {bond.effective('lacp_rate')}", *_min_links(bond)] if bond.mode == "802.3ad" else []
    members = [_member(bond, member) for member in bond.members]
    return "\n\n".join("\n".join(lines) for lines in (head, lacp, *members) if lines)


def partner(bond: Bond) -> str:
    """The lines that say whether the switch takes part in LACP."""
    return f"Number of ports: {len(bond.members)}\n{PARTNER}"


def answers(bond: Bond) -> str:
    """The last line of a ping that gets through; in broadcast each answer comes by every member."""
    copies = " +<some> duplicates," if bond.mode == "broadcast" and len(bond.members) > 1 else ""
    return f"3 packets transmitted, 3 received,{copies} 0% packet loss"


def _hash(bond: Bond) -> Iterator[str]:
    value = bond.effective("xmit_hash_policy")
    if bond.mode in HASHED and (choice := OPTIONS["xmit_hash_policy"].choice(value)):
        yield f"Transmit Hash Policy: {choice.name} ({choice.number})"


def _active(bond: Bond) -> Iterator[str]:
    if not bond.facts.active_member:
        return
    primary = bond.option("primary")
    yield f"Primary Slave: {primary or 'None'}"
    always = bond.effective("primary_reselect") == "always"
    sure = primary if primary and always else "" if primary else bond.option("active_slave")
    yield f"Currently Active Slave: {sure or '<' + ' or '.join(bond.members) + '>'}"


def _monitor(bond: Bond) -> Iterator[str]:
    if monitor(bond) == "arp":
        yield f"ARP Polling Interval (ms): {bond.option('arp_interval')}"
        if isinstance(targets := bond.option("arp_ip_target"), tuple):
            yield f"ARP IP target/s (n.n.n.n form): {', '.join(map(str, targets))}"
        return
    miimon = bond.effective("miimon")
    yield f"MII Polling Interval (ms): {miimon}"
    for name, title in (("updelay", "Up Delay"), ("downdelay", "Down Delay")):
        delay = bond.option(name)
        if isinstance(delay, int) and isinstance(miimon, int) and delay and miimon:
            yield f"{title} (ms): {delay - delay % miimon}"  # the kernel rounds to whole looks


def _min_links(bond: Bond) -> Iterator[str]:
    if bond.option("min_links"):
        yield f"Min links: {bond.option('min_links')}"


def _member(bond: Bond, member: str) -> list[str]:
    if monitor(bond) == "arp" and bond.mode in UNHEARD:
        return [f"Slave Interface: {member}"]
    same = ["Aggregator ID: <the same number at every member>"] if bond.mode == "802.3ad" else []
    return [f"Slave Interface: {member}", "MII Status: up", *same]
