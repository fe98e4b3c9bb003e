"""Changes that several rules offer: to another mode, to another link monitor, under another name."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from app.bonding.changes import Wanted
from app.bonding.model import Bond
from app.bonding.modes import MODES
from app.bonding.names import interface, ip
from app.bonding.options import OPTIONS

ARP_WORDS = ("arp_interval", "arp_ip_target", "ns_ip6_target", "arp_validate", "arp_all_targets", "arp_missed_max")
MII_WORDS = ("miimon", "updelay", "downdelay", "peer_notif_delay", "use_carrier")


def without(bond: Bond, *names: str) -> dict[str, None]:
    """Take out those of these options that are set."""
    return {name: None for name in names if bond.option(name) is not None}


def to_miimon(bond: Bond) -> Wanted:
    """MII monitoring in place of ARP monitoring."""
    return {**({} if bond.option("miimon") else {"miimon": "100"}), **without(bond, *ARP_WORDS)}


def to_arp(bond: Bond) -> Wanted | None:
    """ARP monitoring in place of MII monitoring; None where the mode has none, or nobody is known who could be asked."""
    targets = bond.option("arp_ip_target") or bond.option("ns_ip6_target")
    asked = {} if targets else {"arp_ip_target": gateways(bond, 4)[:1]}
    if "arp_interval" not in bond.facts.monitors or asked == {"arp_ip_target": []}:
        return None
    return {**({} if bond.option("arp_interval") else {"arp_interval": "1000"}), **asked, **without(bond, *MII_WORDS)}


def to_mode(bond: Bond, mode: str) -> Wanted:
    """Another mode, without the options that do nothing there or are refused."""
    idle = [name for name, _ in bond.options if mode not in OPTIONS[name].effective]
    monitor = to_miimon(bond) if bond.option("arp_interval") and "arp_interval" not in MODES[mode].monitors else {}
    return {"mode": mode, **monitor, **without(bond, *idle)}


def to_name(bond: Bond, name: str) -> Wanted:
    """Another name for the bond; what stands on it under a name made from the bond's goes along."""
    over = bond.bridge.over if bond.bridge else ""
    if over.startswith(f"{bond.name}.") and over == f"{bond.name}.{over.rpartition('.')[2]}":
        return {"name": name, "bridge.over": f"{name}.{over.rpartition('.')[2]}"}
    return {"name": name}


def gateways(bond: Bond, family: int) -> list[str]:
    """Hosts of a family that surely answer, and that are not this host."""
    own = {str(interface(address).ip) for _, addressing in bond.layer3 for address in addressing.addresses}
    found = [gateway for _, addressing in bond.layer3 for gateway in addressing.gateways]
    return [gateway for gateway in dict.fromkeys(found) if ip(gateway).version == family and gateway not in own]


def meant(word: str, known: Sequence[str]) -> list[str]:
    """The one or two known words that may have been meant, all of them where there are no more than two."""
    return difflib.get_close_matches(word, known, n=2, cutoff=0.6) or (list(known) if len(known) <= 2 else [])
