"""“Try it on this log”: which signatures of the sheet match which lines of a text."""

from __future__ import annotations

from dataclasses import dataclass

from app.diagnosis.signatures import BadSignature, Signature, Signs
from app.web.knowledge.sheet import Sheet

LONGEST = 256 * 1024  # characters of a log
MOST = 10  # lines that are shown for one signature


@dataclass(frozen=True)
class Tried:
    """One signature: what it says, the lines it matches (number from 1, text), how many more there are, or why it cannot be used."""

    shown: str
    role: str
    lines: tuple[tuple[int, str], ...] = ()
    more: bool = False
    why: str = ""


@dataclass(frozen=True)
class Verdict:
    """What came of it: `known` when the entry is recognised, `weak` when only as possible."""

    known: bool
    weak: bool
    rows: tuple[Tried, ...]


def tried(sheet: Sheet) -> Verdict:
    """Look for every signature of a sheet in its log."""
    log = sheet.log[:LONGEST]
    rows, good = [], []
    for sign in sheet.signs:
        try:
            signature = Signature.read(sign.row())
        except BadSignature as error:
            rows.append(Tried(sign.value, sign.role, why=str(error)))
            continue
        good.append(signature)
        lines, more = _lines(signature, log)
        rows.append(Tried(sign.value, sign.role, lines, more))
    hits = Signs([("", sheet.match if sheet.match in ("any", "all") else "any", tuple(good))]).find(log) if len(good) == len(rows) else []
    return Verdict(bool(hits), bool(hits) and hits[0].weak, tuple(rows))


def _lines(signature: Signature, log: str) -> tuple[tuple[tuple[int, str], ...], bool]:
    """The lines where the signature begins to match, the first of them, and whether there are more."""
    pattern = signature.compiled()
    found: list[tuple[int, str]] = []
    at, number, last = 0, 1, 0
    while at <= len(log) and (match := pattern.search(log, at)):
        if len(found) == MOST:
            return tuple(found), True
        number += log.count("\n", last, match.start())
        last = match.start()
        start, end = log.rfind("\n", 0, last) + 1, log.find("\n", last)
        end = len(log) if end < 0 else end
        found.append((number, log[start:end]))
        at = max(end, match.end()) + 1
    return tuple(found), False
