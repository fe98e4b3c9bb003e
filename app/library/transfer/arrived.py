"""What an import reads: notes as they will stand, with their saves, and the files that go with them. No database here."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from app.library.files import NoteFile
from app.library.notes import Author, Draft
from app.library.transfer.layout import Attached

Key = tuple[str, tuple[str, ...], str, str]
"""What a save says, for comparing: title, tags, facts, text without the line ends around it."""


class Source(Protocol):
    """A folder, on disk or packed."""

    names: tuple[str, ...]
    marks: frozenset[str]
    refused: dict[str, str]

    def size(self, name: str) -> int:
        """The bytes of a file."""
        ...

    def read(self, name: str) -> bytes:
        """What stands in a file. Raises BadInput."""
        ...

    def modified(self, name: str) -> datetime | None:
        """When a file was last changed, where that is known."""
        ...


@dataclass(frozen=True)
class Save:
    """One save of a note that comes in."""

    number: int
    draft: Draft
    by: Author
    at: datetime | None

    @property
    def key(self) -> Key:
        """What it says."""
        return key(self.draft.title, self.draft.tags, self.draft.facts, self.draft.body)


@dataclass(frozen=True)
class Arrival:
    """A note that comes in from `path`. The last save is what its file says.

    `dated` tells that `created` is the note's own word, by which it is known again; a file's date is not.
    """

    path: str
    file: NoteFile
    saves: Sequence[Save]
    created: datetime | None = None
    dated: bool = False
    origin: str = ""
    attached: tuple[Attached, ...] = ()

    @property
    def newest(self) -> Save:
        """What the file says."""
        return self.saves[-1]


@dataclass
class Arrivals:
    """All that a folder has: notes, files by their digest (the name in the folder), starters, and what could not be read."""

    dialect: str
    notes: list[Arrival] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    starters: list[tuple[str, str]] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    unused: int = 0


def key(title: str, tags: Sequence[str], facts: Mapping[str, Any], body: str) -> Key:
    """What a save says."""
    return title, tuple(tags), json.dumps(facts, sort_keys=True), body.strip("\n")
