"""A line of a log: when it was said, and what was said, whatever program wrote the line down.

Known beginnings: dmesg (`[   12.345678]`, and with -T a date between the brackets), syslog (`May  4 11:17:40 host kernel:`),
the journal's short forms, and ISO times.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

BOOT, DATE = "boot", "date"
MONTHS = {"Jan": 1, "Feb": 2, "Mar": 3, "Apr": 4, "May": 5, "Jun": 6, "Jul": 7, "Aug": 8, "Sep": 9, "Oct": 10, "Nov": 11, "Dec": 12}
LEAP = 2000
"""The year of a date that names none; it has a 29th of February."""

PREFIX = re.compile(
    r"""\s*(?:<\d+>)?
    (?:
      \[\s*(?P<boot>\d{1,10}\.\d{1,9})\]
    | \[?(?:[A-Z][a-z]{2}\s+)?(?P<month>[A-Z][a-z]{2})\s+(?P<day>\d{1,2})
      \s+(?P<clock>\d{1,2}:\d\d:\d\d)(?P<part>\.\d{1,9})?(?:\s+(?P<year>\d{4}))?\]?
    | (?:[A-Z][a-z]{2}\s+)?(?P<iso>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)
      (?P<isopart>[.,]\d{1,9})?\s?(?P<zone>Z|UTC|[+-]\d\d:?\d\d)?
    )\s""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class When:
    """A moment: seconds since the boot or since 1970, by `clock`; `text` is what the line says."""

    seconds: float
    clock: str
    text: str


def when(line: str) -> When | None:
    """The moment at the beginning of a line; None if there is none."""
    match = PREFIX.match(line[:120])
    if match is None:
        return None
    text = match[0].strip().strip("[]").strip()
    if match["boot"]:
        return When(float(match["boot"]), BOOT, text)
    try:
        moment = _iso(match) if match["iso"] else _named(match)
    except ValueError:
        return None
    part = (match["part"] or match["isopart"] or ".0").replace(",", ".")
    return When(moment.timestamp() + float(f"0{part}"), DATE, text)


def _iso(match: re.Match[str]) -> datetime:
    zone = match["zone"] or ""
    zone = "+00:00" if zone in ("", "Z", "UTC") else zone
    return datetime.fromisoformat(f"{match['iso'].replace(' ', 'T')}{zone}")


def _named(match: re.Match[str]) -> datetime:
    if match["month"] not in MONTHS:
        raise ValueError(match["month"])
    hour, minute, second = map(int, match["clock"].split(":"))
    return datetime(int(match["year"] or LEAP), MONTHS[match["month"]], int(match["day"]), hour, minute, second, tzinfo=UTC)
