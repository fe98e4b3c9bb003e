"""Writes app/bonding/facts/answers.toml from the answers that were kept: what the reference shows is what a kernel said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.bonding.options import OPTIONS, Option
from tests.kernels import differences
from tests.kernels.questions import WRONG, home

TABLE = Path(__file__).parents[2] / "app" / "bonding" / "facts" / "answers.toml"
HEAD = """# What kernels answer to an option that is not as they want it. Written by the lab: `python -m tests.kernels.asking --write`.
#
# situation   value | mode | up | members | without | unknown
# given       what was written, and in which mode
# by_file     error of the write to the file ("" where there is no file); by_netlink: error of the attribute, or "accepted"
# message     extended message of netlink; log: lines of the kernel log, less the name of the bond
# kernels     the kernels that answered so
"""

Row = dict[str, Any]


def text(kept: dict[str, dict[str, Any]]) -> str:
    """The whole table."""
    out = [HEAD]
    for option in OPTIONS.values():
        rows: dict[str, Row] = {}
        for version, answers in kept.items():
            for row in _rows(option, answers):
                rows.setdefault(json.dumps(row), row | {"kernels": []})["kernels"].append(version.split("-")[0])
        if rows:
            lines = [f"  {{ {', '.join(f'{key} = {json.dumps(value)}' for key, value in row.items())} }}," for row in rows.values()]
            out.append("\n".join([f"[{option.name}]", "rows = [", *lines, "]", ""]))
    return "\n".join(out)


def _rows(option: Option, answers: dict[str, Any]) -> Iterator[Row]:
    """One kernel's answers for one option: for each situation the first try that shows it."""
    by_file, by_attribute = _told(option, answers, "file"), _told(option, answers, "attribute")
    if not differences.there(answers, option):
        given = next(iter(by_attribute))
        if by_attribute[given][1] == "":
            yield _row("unknown", given, "ENOENT" if option.sysfs else "", "accepted", ["", "", "", []])
        return
    for situation, given in _situations(option, answers, by_file, by_attribute):
        file, attribute = by_file.get(given, ["", "", "", "", []]), by_attribute.get(given, ["", "", "", "", []])
        told = file if file[1] else attribute
        yield _row(situation, given, file[1], attribute[1] if given in by_attribute else "", [told[1], attribute[2], "", told[4]])


def _row(situation: str, given: str, by_file: str, by_netlink: str, told: list[Any]) -> Row:
    mode, _, value = given.split("|")
    log = [line.replace("probe0 (uninitialized): ", "").removeprefix("probe0: ") for line in told[3]]
    return {
        "situation": situation, "given": value, "mode": mode, "by_file": by_file, "by_netlink": by_netlink, "message": told[1], "log": log,
    }  # fmt: skip


def _told(option: Option, answers: dict[str, Any], via: str) -> dict[str, list[Any]]:
    """The tries of an option on one way, by `mode|state|value`."""
    start = f"{option.name}|{via}|"
    return {each[0].removeprefix(start): each for each in answers["tries"] if each[0].startswith(start)}


def _situations(
    option: Option, answers: dict[str, Any], by_file: dict[str, list[Any]], by_attribute: dict[str, list[Any]]
) -> Iterator[tuple[str, str]]:
    found: set[str] = set()
    for given in dict.fromkeys([*by_file, *by_attribute]):
        refused = by_file.get(given, ["", ""])[1] or by_attribute.get(given, ["", ""])[1]
        mode, state, value = given.split("|")
        if not refused:
            continue
        situation = _situation(option, mode, state)
        if situation == "value" and value not in {WRONG} | _beyond(option, by_file, by_attribute):
            continue
        key = f"{situation}|{value}" if situation == "value" else situation
        if key not in found:
            found.add(key)
            yield situation, given


def _situation(option: Option, mode: str, state: str) -> str:
    if "without" in state:
        return "without"
    if mode != home(option):
        return "mode"
    return state if state in ("up", "members") and (option.down or option.empty) else "value"


def _beyond(option: Option, by_file: dict[str, list[Any]], by_attribute: dict[str, list[Any]]) -> set[str]:
    """The values beside a word that are refused on both ways, such as the number above the largest; else the last that is refused."""
    both = dict.fromkeys([*by_file, *by_attribute])
    refused = [
        given
        for given in both
        if any(told.get(given, ["", ""])[1] for told in (by_file, by_attribute))
        and _situation(option, *given.split("|")[:2]) == "value"
        and given.split("|")[2] != WRONG
    ]
    everywhere = [given for given in refused if given in by_file and given in by_attribute]
    return {given.split("|")[2] for given in everywhere or refused[-1:]}
