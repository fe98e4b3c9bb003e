"""What lines of plain text look like: commands, code, drawings, tables. Guesses, made from their shape."""

from __future__ import annotations

import re

CODE = re.compile(
    r"\s*(?:[#$] \S|[A-Z][A-Z0-9_]*=|[\w.-]+=\S|\w[\w. ]{0,20} = |"
    r"(?:alias|options|install|probeall|modprobe|insmod|ifconfig|ifenslave|echo|auto|iface|route|tc|bond-\w+) \S)"
)
FORMULA = re.compile(r"\s*\w[\w. ]* = ")
COMMAND = re.compile(r"\s*(?:\[[^\]\s]*\])?[#$] +\S")
OR = re.compile(r"\s*-+ ?or ?-+")
COLUMNS = re.compile(r"[^\s.?!:;,)\"'] {2,}\S|\S {4,}\S")
"""A gap within a line that no end of a sentence explains."""

DRAWING = re.compile(r"\+--|--\+|\|.*  .*\||\+==")
ENDS = (".", ":", "?", "!", ",", ")", ";")
TAB = 8
DIGITS = 6  # in a line that a command printed: addresses, times
SHORT = 40  # characters; the lines of a filled paragraph are longer, but for its last
WIDEST_KEY = 20  # characters of the first column of a table


def indent(row: str) -> int:
    """The blanks in front."""
    return len(row) - len(row.lstrip())


def dedent(rows: list[str]) -> list[str]:
    """The rows without the margin that all of them have."""
    margin = min((indent(row) for row in rows if row), default=0)
    return [row[margin:] for row in rows]


def is_drawing(rows: list[str]) -> bool:
    """Whether these are boxes and lines."""
    return sum(bool(DRAWING.search(row)) for row in rows) * 4 >= len(rows) or (
        len(rows) > 1 and all(set(row.strip()) <= set("|+- ") or row.count("|") > 1 for row in rows)
    )


def is_formula(rows: list[str]) -> bool:
    """Whether most of the rows say what something is equal to; as running text they could not be read."""
    equal = sum(bool(FORMULA.match(row)) for row in rows)
    return equal > 0 and equal * 2 >= len(rows)


def runs(rows: list[str]) -> list[tuple[bool, list[str]]]:
    """The rows in runs of commands (with what they print) and of others."""
    found: list[tuple[bool, list[str]]] = []
    for row in rows:
        inside = bool(found) and found[-1][0]
        is_command = bool(COMMAND.match(row)) or (inside and _goes_on(found[-1][1][-1], row))
        if found and found[-1][0] == is_command:
            found[-1][1].append(row)
        else:
            found.append((is_command, [row]))
    return found


def _goes_on(before: str, row: str) -> bool:
    """Whether a row below a command belongs to it: a continued line, another command, or what the command prints."""
    printed = indent(row) > TAB or COLUMNS.search(row.strip()) or sum(map(str.isdigit, row)) >= DIGITS
    return before.endswith("\\") or bool(OR.fullmatch(row) or CODE.match(row) or printed)


def is_code(rows: list[str], *, after_colon: bool) -> bool:
    """Whether rows, which have no margin, are something to type or a file, rather than sentences."""
    if len(rows) == 1:
        return _is_code(rows[0], after_colon=after_colon)
    if sum(bool(CODE.match(row)) for row in rows) * 2 > len(rows):
        return True
    if sum(bool(COLUMNS.search(row)) for row in rows) * 3 >= len(rows):
        return True
    return sum(len(row.strip()) < SHORT for row in rows[:-1]) * 2 > len(rows) - 1


def _is_code(row: str, *, after_colon: bool) -> bool:
    if CODE.match(row) or COLUMNS.search(row):
        return True
    if row.endswith(ENDS) or re.match(r"https?://|\S+@\S+$", row):
        return False
    words = row.split()
    if row[0].isupper() and len(words) > 2:
        return False
    return row[0] == "(" or after_colon or (len(words) == 1 and not row.isalpha())


def table(rows: list[str], least: int = 2) -> list[list[str]] | None:
    """The rows of a table of two columns, None if there is none. `rows` have no margin, and are at `least` so many."""
    first = re.match(r"(\S+(?: \S+)?) {2,}(?=\S)", rows[0])
    if not first or len(rows) < least or len(first[1]) > WIDEST_KEY:
        return None
    edge = first.end()
    found: list[list[str]] = []
    for row in rows:
        key, text = row[:edge].strip(), row[edge:]
        if row[edge - 1 : edge].strip() or COLUMNS.search(text) or text.startswith(" ") or len(key) > WIDEST_KEY or "=" in key:
            return None
        if key and (text or not found):
            found.append([key, text])
        else:
            found[-1] = [f"{found[-1][0]} {key}".strip(), f"{found[-1][1]} {text}".strip()]
    return found
