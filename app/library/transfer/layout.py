"""Where things lie in a folder of notes, and the manifest that says what an export wrote.

    lacp-in-depth.md                         a note, as people read it
    troubleshooting/no-partner.md            an entry
    files/0123456789abcdef0123/screen.png    an attachment
    .bondbook/history/notes/…/0001.md        every save, byte by byte
    .bondbook/trash/notes/…md                what was deleted
    .bondbook/manifest.json                  what stands in no Markdown: digests, attachments, starters

Whatever begins with a dot is out of the way of other programs.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from app.bonding.problems import problem
from app.errors import BadInput, BondbookError
from app.library.models import in_utc
from app.library.slugs import is_slug

HIDDEN = ".bondbook"
MANIFEST = f"{HIDDEN}/manifest.json"
ENTRIES = "troubleshooting"
FILES = "files"
SHELVES = {"note": "notes", "entry": ENTRIES}
"""Folders of the kinds within history and trash, where notes are not at the top."""

FORMAT = "bondbook notes"
VERSION = 1
UNFIT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
"""What no name of a file should have."""

LONGEST_NAME = 200  # bytes: file systems take 255, and an ending comes behind


class BadManifest(BondbookError):
    """The manifest of a folder cannot be used; the text says why."""


@dataclass(frozen=True)
class Attached:
    """An attachment as the manifest has it."""

    name: str
    digest: str
    added: datetime


@dataclass
class Manifest:
    """What an export wrote: digests of its files by path, and by path of a note its starter mark and attachments."""

    files: dict[str, str] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    attached: dict[str, list[Attached]] = field(default_factory=dict)
    starters: list[tuple[str, str]] = field(default_factory=list)

    def text(self) -> str:
        """The file."""
        attached = {
            path: [{"name": each.name, "digest": each.digest, "added": each.added.isoformat()} for each in rows]
            for path, rows in self.attached.items()
        }
        data = {
            "format": FORMAT, "version": VERSION, "starters": sorted(self.starters), "origins": self.origins,
            "attachments": attached, "files": self.files,
        }  # fmt: skip
        return json.dumps(data, indent=1, ensure_ascii=False, sort_keys=True) + "\n"

    @classmethod
    def read(cls, text: str) -> Manifest:
        """Read the file. Raises BadManifest."""
        try:
            data = json.loads(text)
            if data["format"] != FORMAT:
                raise BadManifest(f"{MANIFEST} is not of Bondbook. Take it away, or import the folder as --from obsidian.")
            if data["version"] != VERSION:
                raise BadManifest(f"{MANIFEST} has version {data['version']}; this Bondbook reads {VERSION}. Use the one that wrote it.")
            return cls(
                _texts(data["files"]),
                _texts(data["origins"]),
                {str(path): [_attached(row) for row in rows] for path, rows in data["attachments"].items()},
                [(kind, slug) for kind, slug in data["starters"] if kind in SHELVES and is_slug(slug)],
            )
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
            raise BadManifest(f"{MANIFEST} cannot be read ({error}). Export anew, or take it away to import without it.") from error


def file_name(slug: str) -> str:
    """A slug as the name of a file, without ending; what is too long for a file system is cut, and its digest keeps it apart."""
    if len(slug.encode()) <= LONGEST_NAME:
        return slug
    cut = slug.encode()[: LONGEST_NAME - 20].decode("utf-8", "ignore")
    return f"{cut}-{sha256(slug.encode()).hexdigest()[:12]}"


def note_path(kind: str, slug: str, *, deleted: bool = False) -> str:
    """Where a note lies."""
    if deleted:
        return f"{HIDDEN}/trash/{SHELVES[kind]}/{file_name(slug)}.md"
    return f"{ENTRIES}/{file_name(slug)}.md" if kind == "entry" else f"{file_name(slug)}.md"


def past_folder(kind: str, slug: str) -> str:
    """Where the saves of a note lie."""
    return f"{HIDDEN}/history/{SHELVES[kind]}/{file_name(slug)}/"


def past_path(kind: str, slug: str, number: int) -> str:
    """Where one save of a note lies."""
    return f"{past_folder(kind, slug)}{number:04}.md"


def decoded(path: str, data: bytes) -> str:
    """The text of a file. Raises BadInput for one that is not UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise BadInput([problem("file", path, "is not a text in UTF-8.", "Convert it: iconv -t utf-8.")]) from None


def _attached(row: Any) -> Attached:
    return Attached(str(row["name"]), str(row["digest"]), in_utc(datetime.fromisoformat(row["added"])))


def _texts(given: Any) -> dict[str, str]:
    return {str(name): str(value) for name, value in given.items()}
