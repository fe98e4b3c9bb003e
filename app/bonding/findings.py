"""A finding: something about a bond that its reader should know before using the result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

LEVELS = ("error", "warning", "hint")


@dataclass(frozen=True)
class Finding:
    """What is the matter and what to do: `field` is the wire name it belongs to.

    error: it will not work, or not as asked. warning: it works, and will hurt. hint: good to know.
    `id` and `link` are filled in by the rule that found it; ids never change their meaning.
    """

    level: str
    field: str
    message: str
    mend: str
    id: str = ""

    @property
    def link(self) -> str:
        """The page of the rule."""
        return f"/reference/rules/{self.id}"


Findings = Iterator[Finding]


def error(field: str, message: str, mend: str) -> Finding:
    """A finding of something that will not work, or not as asked."""
    return Finding("error", field, message, mend)


def warning(field: str, message: str, mend: str) -> Finding:
    """A finding of something that works and will hurt."""
    return Finding("warning", field, message, mend)


def hint(field: str, message: str, mend: str = "") -> Finding:
    """A finding of something good to know."""
    return Finding("hint", field, message, mend)
