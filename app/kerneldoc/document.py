"""A document from bytes to what is kept of it: its form, its tree, its page, its parts."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path

from app.actions.explain import mode_link, option_link
from app.bonding.modes import MODES
from app.bonding.options import FACT_ROWS
from app.bonding.problems import problem
from app.errors import BadInput
from app.kerneldoc import html, plain, rest
from app.kerneldoc.terms import place
from app.kerneldoc.tree import Code, Part, Section, parts
from app.patience import TooLong, within

LARGEST = 512 * 1024  # bytes, also unpacked; the real ones have some 120,000, and docutils takes its time for much more
LONGEST_LINE = 5000  # characters
MOST_LINES = 12_000  # the real ones have some 3,000
PATIENCE = 8.0  # seconds of processor time; the real ones take less than one
REST = re.compile(r"^\.\. |::$", re.MULTILINE)
GZIP = b"\x1f\x8b"
MEND = "Give bonding.rst or bonding.txt of a kernel's Documentation/networking, as it is or packed with gzip."


@dataclass(frozen=True)
class Shown:
    """What is made of a text: its title, its HTML, and its parts in their order."""

    title: str
    html: str
    parts: tuple[Part, ...]


def text_of(data: bytes, name: str) -> str:
    """The text in the bytes of a file, which may be packed. Raises BadInput for what is no such document."""
    if data.startswith(GZIP):
        data = _unpacked(data, name)
    if len(data) > LARGEST:
        raise _bad(name, f"is larger than {LARGEST // 1024} KB.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")  # the old ones are
    if re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]", text):
        raise _bad(name, "is no text.")
    if re.match(r"\s*<(?:!doctype|html|\?xml)", text, re.IGNORECASE):
        raise _bad(name, "is a page of HTML.")
    if "bonding" not in text.lower():
        raise _bad(name, "does not speak of bonding.")
    lines = text.splitlines()
    if max(map(len, lines)) > LONGEST_LINE:
        raise _bad(name, f"has a line of more than {LONGEST_LINE} characters.")
    if len(lines) > MOST_LINES:
        raise _bad(name, f"has more than {MOST_LINES} lines.")
    return text.replace("\r\n", "\n")


def form_of(text: str) -> str:
    """The form of a text: rst, or txt for the older one."""
    return "rst" if REST.search(text) else "txt"


def show(text: str) -> Shown:
    """Read a text in its form and make its page."""
    try:
        with within(PATIENCE):
            return _shown(rest.read(text) if form_of(text) == "rst" else plain.read(text))
    except (RecursionError, TooLong):  # a text that is nested without end, or made to be slow, stays as it is
        return _shown(Section("", 0, [Code(text)]))


def _shown(root: Section) -> Shown:
    place(root)
    return Shown(root.title, html.render(root, ours), tuple(parts(root)))


def ours(name: str) -> str:
    """Our own page of an option or a mode; empty where there is none."""
    if name == "mode":
        return "/reference/#modes"
    return option_link(name) if name in FACT_ROWS else mode_link(name) if name in MODES else ""


@cache
def mark() -> str:
    """A mark of what makes the pages: documents shown by another program are made anew."""
    found = blake2b(" ".join([*FACT_ROWS, *MODES]).encode(), digest_size=8)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()


def _unpacked(data: bytes, name: str) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        text = unpacker.decompress(data, LARGEST + 1)
    except zlib.error as error:
        raise _bad(name, "is packed and cannot be unpacked.") from error
    if len(text) <= LARGEST and not unpacker.eof:
        raise _bad(name, "is packed and ends too early.")
    return text


def _bad(name: str, why: str) -> BadInput:
    return BadInput([problem("file", name, why, MEND)])
