"""What every line of a result says: whether a reader asked for it."""

from __future__ import annotations

from collections.abc import Iterable

from app.bonding.wire import Pair

WORD = "explain"
OFF = ("", "0", "no", "off")


def asked(pairs: Iterable[Pair]) -> tuple[list[Pair], bool]:
    """The pairs of the configuration itself, and whether its lines are to be explained."""
    given = list(pairs)
    return [pair for pair in given if pair[0] != WORD], any(name == WORD and value not in OFF for name, value in given)
