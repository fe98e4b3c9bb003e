"""A finding: something about a bond that its reader should know before using the result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.bonding.changes import Change, Fix, changes

LEVELS = ("error", "warning", "hint")


@dataclass(frozen=True)
class Finding:
    """What is the matter and what to do: `field` is the wire name it belongs to.

    error: it will not work, or not as asked. warning: it works, and will hurt. hint: good to know.
    `fixes` are changes that mend it, the first one first; there are none where only the reader can know the mend.
    `id` and `link` are filled in by the rule that found it; ids never change their meaning.
    """

    level: str
    field: str
    message: str
    mend: str
    id: str = ""
    fixes: tuple[Change, ...] = ()

    @property
    def link(self) -> str:
        """The page of the rule."""
        return f"/reference/rules/{self.id}"


Findings = Iterator[Finding]


def error(field: str, message: str, mend: str, *fixes: Fix) -> Finding:
    """A finding of something that will not work, or not as asked."""
    return Finding("error", field, message, mend, fixes=changes(*fixes))


def warning(field: str, message: str, mend: str, *fixes: Fix) -> Finding:
    """A finding of something that works and will hurt."""
    return Finding("warning", field, message, mend, fixes=changes(*fixes))


def hint(field: str, message: str, mend: str = "", *fixes: Fix) -> Finding:
    """A finding of something good to know."""
    return Finding("hint", field, message, mend, fixes=changes(*fixes))
