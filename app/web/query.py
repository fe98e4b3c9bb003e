"""Query strings and wire pairs: reading what was sent, and writing links."""

from __future__ import annotations

from urllib.parse import parse_qsl

from flask import request

from app.actions.links import link
from app.bonding.problems import is_visible
from app.bonding.wire import LONGEST, Pair

__all__ = ["LONGEST_QUERY", "fit_to_show", "link", "pairs", "parse", "start"]

LONGEST_QUERY = 256 * 1024  # bytes


def pairs() -> list[Pair]:
    """The pairs of the request's query in their order.

    Bytes that are not UTF-8 become characters that the wire reader refuses, so they are told
    of rather than silently replaced.
    """
    return parse(request.query_string)


def parse(query: bytes) -> list[Pair]:
    """The pairs of a query string."""
    return parse_qsl(query.decode("utf-8", "surrogateescape"), keep_blank_values=True, errors="surrogateescape")


def start() -> int:
    """How many rows of a list come before those of the page that is asked for; no more than a database can count."""
    return min(max(0, request.args.get("start", 0, type=int)), 2**31)


def fit_to_show(text: str) -> str:
    """A given value that may stand in a form field again: what cannot be seen is spelled out."""
    if text.isprintable() and len(text) <= LONGEST:
        return text
    return "".join(c if is_visible(c) else c.encode("unicode_escape").decode("ascii") for c in text[:LONGEST])
