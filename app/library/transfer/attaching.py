"""Files of a folder that comes in: which of them notes speak of, and what their addresses will be."""

from __future__ import annotations

from pathlib import PurePosixPath

import yaml

from app.errors import BadInput
from app.library import attachments
from app.library.attachments import LARGEST, TEXT, File
from app.library.notes import Draft, tidy
from app.library.slugs import is_slug, slug_of
from app.library.transfer.arrived import Arrivals, Source

NOT_WORDS = ("aliases", "cssclass", "cssclasses", "publish")
"""What other programs keep in front matter for themselves."""


class Files:
    """The files of a source that are no notes. What cannot be kept is written down in the arrivals, once."""

    def __init__(self, source: Source, arrivals: Arrivals) -> None:
        self.source, self.arrivals = source, arrivals
        self._names = {name for name in source.names if not name.lower().endswith(".md")}
        self._known: dict[str, tuple[str, str]] = {}

    def address(self, place: str) -> str | None:
        """Where the file at a place of the folder will be served; None if there is none, or it cannot be kept."""
        return self._look(place)[0] or None

    def shown(self, place: str, text: str = "") -> str | None:
        """How a text shows the file: a picture in its place, anything else by a link."""
        address, type_ = self._look(place)
        name = text or PurePosixPath(place).name
        return f"{'' if type_ == TEXT else '!'}[{name}]({address})" if address else None

    def left(self) -> int:
        """How many files nobody asked for."""
        return len(self._names - self._known.keys())

    def _look(self, place: str) -> tuple[str, str]:
        if place not in self._names:
            return "", ""
        if place not in self._known:
            file = self._read(place)
            self._known[place] = (file.address, file.type) if file else ("", "")
        return self._known[place]

    def _read(self, place: str) -> File | None:
        size = self.source.size(place)
        if size > LARGEST:
            self.arrivals.skipped.append((place, f"has {size / 1024 / 1024:.1f} MB; {LARGEST >> 20} are allowed."))
            return None
        try:
            file = attachments.read(PurePosixPath(place).name, self.source.read(place))
        except BadInput as error:
            self.arrivals.skipped.append((place, reason(error)))
            return None
        self.arrivals.files.setdefault(file.digest, place)
        return file


def tidied(draft: Draft) -> Draft:
    """The draft as the library keeps it; a slug that can be one stays as it is. Raises BadInput."""
    slug = draft.slug if is_slug(draft.slug) else slug_of(draft.slug or draft.title)
    made = tidy(draft)
    return Draft(made.title, made.body, made.tags, made.facts, made.pinned, slug)


def with_properties(body: str, unknown: dict[str, object]) -> str:
    """The text with those words of the front matter behind it for which Bondbook has no place: none is lost."""
    kept = {name: value for name, value in unknown.items() if name not in NOT_WORDS and value not in (None, "", [])}
    if not kept:
        return body
    block = yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, width=120)
    fence = "```" if "```" not in block else "~~~~~~"
    return f"{body.rstrip(chr(10))}\n\n{fence}yaml\n{block}{fence}\n"


def reason(error: BadInput) -> str:
    """Why a file cannot be taken, in one line."""
    return " ".join(f"{each.field}: {each.message} {each.mend}".strip() for each in error.problems)
