"""What may come back in place of a word that is lost: nothing that nobody asked for, unless it is told."""

from __future__ import annotations

from collections.abc import Collection

Pair = tuple[str, str]
RENAMED = ("name", "bridge", "over", "ipv4", "ipv6")
"""Words of which something always stands there: where the asked one is lost, the system's own name or method."""


def stands_in(pair: Pair, lost: Collection[Pair], own: Collection[Pair]) -> bool:
    """Whether a pair stands where the asked one is lost; `own` are values that the system sets by itself.

    A monitor of 100 ms stands where the ARP monitor is lost, so that the bond has one; a route stands without its metric.
    """
    word = pair[0].rpartition(".")[2]
    if pair == ("miimon", "100"):
        return any(field == "arp_interval" for field, _ in lost) or (pair in own and any(field == "miimon" for field, _ in lost))
    if word == "route":
        return any(field == pair[0] and value.startswith(f"{pair[1]} metric ") for field, value in lost)
    return (word in RENAMED or pair in own) and any(pair[0] == field for field, _ in lost)
