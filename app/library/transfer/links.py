"""Links of a text to files: the stored form `/files/…` out to relative paths that any Markdown viewer follows, and back."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection
from urllib.parse import unquote

from app.library.attachments import LINK
from app.library.transfer.layout import FILES

DESTINATION = re.compile(
    r"""(?P<before>\]\(|^\ {0,3}\[[^\]\n]+\]:[ \t]*|\b(?:src|href)=["'])"""
    r"""(?P<to><[^<>\n]+>|[^\s()<>"']+(?:\([^\s()<>"']*\)[^\s()<>"']*)*)""",
    re.MULTILINE,
)
"""What a link leads to: inline, by reference, or in HTML. Blanks need angle brackets, brackets a partner."""


def replaced(body: str, new: Callable[[str], str | None]) -> str:
    """The text with other destinations where `new` gives one."""

    def one(match: re.Match[str]) -> str:
        made = new(match["to"].removeprefix("<").removesuffix(">"))
        return match[0] if made is None else match["before"] + made

    return DESTINATION.sub(one, body)


def relative(body: str, path: str, there: Collection[str]) -> str:
    """A stored text as it lies at `path`, with relative links to those files that are `there`."""
    up = "../" * path.count("/")

    def new(to: str) -> str | None:
        match = LINK.fullmatch(to)
        place = f"{FILES}/{match[1]}/{match[2]}" if match else ""
        return up + place if place in there else None

    return replaced(body, new)


def stored(body: str, path: str, address: Callable[[str], str | None]) -> str:
    """A text from `path` as it is stored. `address` gives the stored form of a file of the folder, None for what is none."""

    def new(to: str) -> str | None:
        return next((made for place in places(path, to) if (made := address(place))), None)

    return replaced(body, new)


def places(path: str, to: str) -> list[str]:
    """Where in the folder a link of the file at `path` may lead: beside the file, or from the top. None for addresses and anchors."""
    bare = to.partition("#")[0].partition("?")[0]
    if not bare or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", bare):
        return []
    made = []
    for text in dict.fromkeys((bare, unquote(bare))):
        beside = posixpath.join("" if text.startswith("/") else posixpath.dirname(path), text.lstrip("/"))
        made += [posixpath.normpath(beside), posixpath.normpath(text.lstrip("/"))]
    return [place for place in dict.fromkeys(made) if place != "." and not place.startswith("..")]
