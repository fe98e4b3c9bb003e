"""Reading a folder of Bondbook's own layout: an export, the starter content, or notes that somebody wrote by hand that way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import PurePosixPath

from app.errors import BadInput
from app.library import files
from app.library.notes import Author, Draft
from app.library.transfer import links
from app.library.transfer.arrived import Arrival, Arrivals, Save, Source
from app.library.transfer.attaching import Files, reason, tidied, with_properties
from app.library.transfer.layout import ENTRIES, FILES, HIDDEN, MANIFEST, SHELVES, Manifest, decoded, past_folder

PLACES = re.compile(rf"(?:(?P<trash>{re.escape(HIDDEN)}/trash)/(?P<shelf>notes|{ENTRIES})/|(?P<entries>{ENTRIES})/)?[^/]+\.md")
PAST = re.compile(rf"({re.escape(HIDDEN)}/history/(?:notes|{ENTRIES})/[^/]+/)(\d{{1,9}})\.md")
MESSAGE = "Import"
assert set(SHELVES.values()) == {"notes", ENTRIES}


def read(source: Source) -> Arrivals:
    """Everything in the folder. Raises BadManifest."""
    return _Reader(source).arrivals


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.arrivals = Arrivals("bondbook", skipped=list(source.refused.items()))
        self.files = Files(source, self.arrivals)
        self.manifest = Manifest()
        if MANIFEST in source.names:
            self.manifest = Manifest.read(decoded(MANIFEST, source.read(MANIFEST)))
        self.arrivals.starters = self.manifest.starters
        self.past: dict[str, list[tuple[int, str]]] = {}
        for name in source.names:
            if match := PAST.fullmatch(name):
                self.past.setdefault(match[1], []).append((int(match[2]), name))
            elif name.startswith(f"{FILES}/"):
                self.files.address(name)
        for name in source.names:
            self._look(name)
        self.arrivals.unused = self.files.left() - (MANIFEST in source.names)

    def _look(self, name: str) -> None:
        if not name.lower().endswith(".md") or PAST.fullmatch(name):
            return
        match = PLACES.fullmatch(name)
        if match is None:
            self.arrivals.skipped.append((name, f"lies in a folder that Bondbook does not know. Put it at the top or into {ENTRIES}/."))
            return
        kind = "entry" if ENTRIES in (match["shelf"], match["entries"]) else "note"
        try:
            self.arrivals.notes.append(self._arrival(name, kind, deleted=bool(match["trash"])))
        except BadInput as error:
            self.arrivals.skipped.append((name, reason(error)))

    def _arrival(self, path: str, kind: str, *, deleted: bool) -> Arrival:
        data = self.source.read(path)
        file = files.read(decoded(path, data), kind, PurePosixPath(path).stem)
        body = links.stored(with_properties(file.draft.body, dict(file.unknown)), path, self.files.address)
        draft = tidied(replace(file.draft, body=body))
        saves = sorted(self._saves(kind, draft.slug), key=lambda save: save.number)
        file = replace(file, deleted=file.deleted if deleted else None)
        mine = Save(saves[-1].number + 1 if saves else 1, draft, Author(file.author, file.message or MESSAGE), file.updated)
        untouched = bool(saves) and (self.manifest.files.get(path) == sha256(data).hexdigest() or saves[-1].key == mine.key)
        return Arrival(
            path,
            replace(file, draft=replace(saves[-1].draft, pinned=draft.pinned) if untouched else draft),
            saves if untouched else [*saves, mine],
            created=file.created,
            dated=file.created is not None,
            origin=self.manifest.origins.get(path, "") if untouched else "",
            attached=tuple(self.manifest.attached.get(path, ())),
        )

    def _saves(self, kind: str, slug: str) -> Iterator[Save]:
        """The saves of a note that the folder has, without those that cannot be read."""
        for number, name in self.past.get(past_folder(kind, slug), ()):
            try:
                file = files.read(decoded(name, self.source.read(name)), kind, slug, exact=True)
                draft = file.draft
                draft = tidied(Draft(draft.title, draft.body, draft.tags, draft.facts, slug=draft.slug))
                yield Save(number, draft, Author(file.author, file.message), file.updated)
            except BadInput as error:
                self.arrivals.skipped.append((name, reason(error)))
