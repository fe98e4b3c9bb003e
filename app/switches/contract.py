"""The contract of a switch: one table of phrases, and what arranges them into blocks.

A vendor module makes one `Switch`. Its `words` map features to phrases, in the order in which
they stand in a block; which features a cabling needs is told once, by `wanted`. What a vendor
cannot say stands in `gaps` with the reason, what needs no line in `given`. The reference shows
the same table. A vendor whose configuration is no blocks and commands gives `render` instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from app.switches.lines import Part

FEATURES = ("static", "lacp", "fast", "slow", "hash", "min_links", "mlag", "fallback", "mtu")
"""What a vendor must have a phrase, a gap or a reason for."""
FEATURE_WORDS = {
    "fast": "lacp_rate", "slow": "lacp_rate", "hash": "xmit_hash_policy", "min_links": "min_links", "mlag": "switch.peer.port",
    "fallback": "switch.fallback", "mtu": "switch.mtu", "mlag_static": "mode", "static": "mode", "lacp": "mode",
}  # fmt: skip
"""The word of the wire that a feature belongs to."""
ESSENTIAL = frozenset({"static", "lacp", "mlag", "mlag_static"})
"""Features without which there is no configuration at all."""


@dataclass(frozen=True)
class Ports:
    """The ports of one bond as the switch sees them.

    `kind` is none, static or lacp, as the mode needs. `tagged` never holds `native`, the VLAN of packets without a tag, which
    is None where there are none. `mtu` counts bytes of a packet without Ethernet's header. `hash` is empty where none was asked for.
    """

    kind: str
    ports: tuple[str, ...]
    peer_ports: tuple[str, ...]
    lag: int
    tagged: tuple[int, ...]
    native: int | None
    mtu: int
    fast: bool
    hash: str
    min_links: int
    fallback: bool

    @property
    def pair(self) -> bool:
        """Whether a group goes over two switches."""
        return bool(self.peer_ports) and self.kind != "none"

    @property
    def vlans(self) -> tuple[int, ...]:
        """Every VLAN, tagged or not."""
        return tuple(sorted({*self.tagged, *([self.native] if self.native is not None else [])}))


@dataclass(frozen=True)
class Phrase:
    """How a vendor says one feature: lines with {values} in them.

    `on` tells where they stand: top, end, before (in the group, ahead of its members), port, lag, both, l2 (in the group, or in each port
    where there is no group), whole (for the whole switch), option (words of the line that has {options}). A line that holds
    {vlan} or {tag} is repeated for each VLAN or each tagged one; {vlans} and {tags} stand for all of them.
    `unsure` says in what the phrase may differ on a real switch.
    """

    lines: tuple[str, ...]
    on: str
    unsure: str = ""


def say(on: str, *lines: str, unsure: str = "") -> Phrase:
    """A phrase."""
    return Phrase(lines, on, unsure)


@dataclass(frozen=True)
class Mtu:
    """The sizes of packets: what passes without a line, the largest one, and the bytes that the vendor's number counts beyond a packet."""

    usual: int = 1500
    most: int = 9198
    beyond: int = 0


@dataclass(frozen=True)
class Look:
    """A command that only shows something, when it is of use (any, none, static, lacp, lag, mlag), and what it should show."""

    when: str
    run: str
    see: str


@dataclass(frozen=True)
class Turn:
    """One thing to do around the lines: a command, or a key where `run` is empty, why, and when (as for a `Look`)."""

    run: str
    why: str
    when: str = "any"


def ordered_restart(run: str, *, cancel: str, more: str = "") -> Turn:
    """The order to restart in 15 minutes, for who can spare the switch: `more` is what else to know of the commands."""
    why = f"Optional: goes back by itself in 15 minutes. It restarts the whole switch, with all its hosts, if nobody cancels it ({cancel})."
    return Turn(run, f"{why} {more}".rstrip())


def cancelled(run: str) -> Turn:
    """What takes that order back, right behind the lines, where it is not forgotten."""
    return Turn(run, "Where the restart was ordered, and this session still answers after a minute: takes it back, so do not forget it.")


@dataclass(frozen=True)
class Vlans:
    """How a vendor writes lists of VLANs: between ranges, inside one, how many ranges fit in a line; whether VLAN 1 has to be made."""

    between: str = ","
    inside: str = "-"
    most: int = 20
    make_one: bool = False
    native_too: bool = True
    """Whether the list of a trunk names the untagged VLAN as well."""
    has_one: bool = True
    """Whether ports can be put into VLAN 1."""


@dataclass(eq=False)
class Switch:
    """A vendor system.

    `port` is the pattern of a port's name, `example` two of them; `lags` the lowest and highest number of a group, `lag` its name.
    `heads` are the lines that open the block of a port, a lag, and of a lag over a pair of switches ("lag.mlag.lacp"); a vendor of
    single commands has none. `tail` closes a block. `first` says which blocks come first, port or lag. `rate` is the
    vendor's own LACP rate. `hashes` maps the kernel's policies to phrases. `source` says where the facts are from and how far to
    trust them. `before` and `apply` are what to do ahead of the lines and behind them, `keep` and `back` once they work or do not.
    `makes` gives further values for the phrases. `alone` is for a vendor whose ports fall back to what stands on them, not on the group.
    """

    title: str
    home: str
    port: str
    example: tuple[str, str]
    lags: tuple[int, int]
    lag: str
    source: str
    words: Mapping[str, Phrase]
    heads: Mapping[str, str] = field(default_factory=dict)
    hashes: Mapping[str, Phrase] = field(default_factory=dict)
    gaps: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    tail: str = ""
    first: str = "port"
    rate: str = "slow"
    mtu: Mtu = Mtu()
    vlans: Vlans = Vlans()
    looks: tuple[Look, ...] = ()
    before: tuple[Turn, ...] = ()
    apply: tuple[Turn, ...] = ()
    keep: tuple[Turn, ...] = ()
    back: tuple[Turn, ...] = ()
    notes: tuple[str, ...] = ()
    comment: str = "!"
    render: Callable[[Ports, bool], Iterator[Part]] | None = None
    makes: Callable[[Ports], Mapping[str, str]] | None = None
    alone: bool = False
    id: str = ""

    def is_port(self, text: str) -> bool:
        """Whether a text is the name of a port."""
        return re.fullmatch(self.port, text, re.ASCII) is not None and len(text) <= 40

    def phrase(self, feature: str) -> Phrase | None:
        """How a feature is said, the first of the hash policies for the hash."""
        return self.words.get(feature) or (next(iter(self.hashes.values()), None) if feature == "hash" else None)

    def lacks(self, ports: Ports) -> dict[str, str]:
        """The features that a cabling needs and the vendor cannot say, with the reasons."""
        found = {feature: self.gaps[feature] for feature in wanted(ports, self) if feature in self.gaps}
        if ports.hash and ports.hash not in self.hashes and self.hashes and "hash" in wanted(ports, self):
            found["hash"] = f"{self.title} has nothing near to {ports.hash}."
        return found


def wanted(ports: Ports, switch: Switch) -> list[str]:
    """The features that a cabling needs of a vendor; those without a phrase or a gap need nothing there."""
    found = ["bridge", "vlans", "open", "layer2", "up", ports.kind]
    found += ["access", "edge"] if not ports.tagged else ["trunk", "tagged", "edge_trunk"]
    if ports.tagged:
        found.append("native" if ports.native is not None else "no_native")
    if 1 not in ports.vlans:
        found += ["no_one", "no_one_trunk"] if ports.tagged else ["no_one"]
    if ports.mtu > switch.mtu.usual:
        found += ["mtu", "mtu_lag"]
    if ports.kind == "none":
        return found
    found += ["join", "count"]
    if ports.hash:
        found.append("hash")
    if ports.pair:
        found += ["mlag", "mlag_static"] if ports.kind == "static" else ["mlag"]
    if ports.kind == "lacp":
        rate = "fast" if ports.fast else "slow"
        found += ["lacp_top", *([rate] if rate != switch.rate else []), *(["fallback"] if ports.fallback else [])]
        if ports.min_links > 1 and not ports.pair:
            found.append("min_links")
    return found
