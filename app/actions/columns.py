"""Columns of text below each other, for terminals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def aligned(rows: Iterable[Sequence[str]]) -> list[str]:
    """A line for each row, as wide as the widest cell of each column; a column that is empty is left out."""
    found = list(rows)
    columns = [index for index in range(len(found[0])) if any(row[index] for row in found)] if found else []
    widths = {index: max(len(row[index]) for row in found) for index in columns}
    return ["  ".join(f"{row[index]:<{widths[index]}}" for index in columns).rstrip() for row in found]
