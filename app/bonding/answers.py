"""What real kernels answer when an option is not given as they want it: their errors, messages and log lines, word for word."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.bonding.facts import read_table
from app.bonding.kernel import version

SITUATIONS = {
    "value": "a value that it does not take",
    "mode": "in a mode that does not take it",
    "up": "while the bond is up",
    "members": "while the bond has members",
    "without": "without what it needs",
    "unknown": "on a kernel that does not know it",
}
"""The situations in which a kernel says no, or ignores what it is told."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What some kernels said to one try. `error` and `message` came by the file, by netlink, or by both; an empty error: accepted."""

    situation: str
    given: str
    mode: str
    by_file: str
    by_netlink: str
    message: str
    log: tuple[str, ...]
    kernels: tuple[str, ...]

    @property
    def file_says(self) -> str:
        """What a shell prints behind `write error:`; empty where there is no file."""
        return "there is no such file" if self.by_file == "ENOENT" else strerror(self.by_file)

    @property
    def netlink_says(self) -> str:
        """What `ip` prints."""
        if self.message:
            return f"Error: {self.message}."
        return f"RTNETLINK answers: {strerror(self.by_netlink)}" if self.by_netlink not in ("", "accepted") else self.by_netlink


def strerror(name: str) -> str:
    """The text of an error by its name; anything else stays as it is."""
    number = getattr(errno, name, 0) if name.isupper() else 0
    return os.strerror(number) if number else name


def near(kernel: str) -> str:
    """The kernel that was asked and is nearest to one: the newest that is not newer, else the oldest."""
    asked = sorted({each for answers in ANSWERS.values() for answer in answers for each in answer.kernels}, key=version)
    return max((each for each in asked if version(each)[:2] <= version(kernel)[:2]), key=version, default=asked[0])


def heard(option: str, kernel: str) -> tuple[Answer, ...]:
    """What the kernel nearest to one answers, by situation."""
    found = [answer for answer in ANSWERS.get(option, ()) if near(kernel) in answer.kernels]
    return tuple(sorted(found, key=lambda answer: list(SITUATIONS).index(answer.situation)))


def _rows(_: str, /, *, rows: list[dict[str, Any]]) -> tuple[Answer, ...]:
    return tuple(Answer(**row | {"log": tuple(row["log"]), "kernels": tuple(row["kernels"])}) for row in rows)


ANSWERS: dict[str, tuple[Answer, ...]] = read_table(Path(__file__).parent / "facts" / "answers.toml", _rows)
"""By option. The table is written by the lab (tests/kernels), never by hand."""
