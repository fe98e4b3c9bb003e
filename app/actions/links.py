"""Links of wire pairs: the address of a page, with the pairs as its query."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from app.bonding.wire import Pair


def link(path: str, pairs: Iterable[Pair]) -> str:
    """A path with the pairs as its query, as legible as the rules of addresses permit."""
    query = urlencode(list(pairs), safe="/:,", errors="replace")
    return f"{path}?{query}" if query else path
