"""Folders of other programs: an Obsidian vault, a flatnotes folder, or any tree of Markdown files.

The name of a file is its title, links go by names from anywhere to anywhere, folders and words behind # are tags.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

from app.errors import BadInput
from app.library import files
from app.library.files import NoteFile
from app.library.notes import MOST_TAGS, Author
from app.library.slugs import slug_of
from app.library.transfer import links
from app.library.transfer.arrived import Arrival, Arrivals, Save, Source
from app.library.transfer.attaching import Files, reason, tidied, with_properties
from app.library.transfer.dialect import Dialect
from app.library.transfer.layout import decoded
from app.library.transfer.own import MESSAGE
from app.library.transfer.places import Places


def read(source: Source, program: str) -> Arrivals:
    """Everything in the folder. `program` is obsidian or flatnotes; flatnotes looks at the top only."""
    return _Reader(source, program).arrivals


class _Reader:
    def __init__(self, source: Source, program: str) -> None:
        self.source, self.program = source, program
        self.arrivals = Arrivals(program, skipped=list(source.refused.items()))
        self.files = Files(source, self.arrivals)
        self.texts: dict[str, NoteFile] = {}
        for name in source.names:
            if name.lower().endswith(".md"):
                self._look(name)
        self.places = Places(self.texts, source.names, {path: _aliases(file) for path, file in self.texts.items()})
        for path, file in self.texts.items():
            try:
                self.arrivals.notes.append(self._arrival(path, file))
            except BadInput as error:
                self.arrivals.skipped.append((path, reason(error)))
        self.arrivals.unused = self.files.left()

    def _look(self, path: str) -> None:
        if self.program == "flatnotes" and "/" in path:
            self.arrivals.skipped.append((path, "lies in a folder below, where flatnotes does not look. Import with --from obsidian."))
            return
        try:
            self.texts[path] = files.read(decoded(path, self.source.read(path)), "note", PurePosixPath(path).stem, named=True)
        except BadInput as error:
            self.arrivals.skipped.append((path, reason(error)))

    def _arrival(self, path: str, file: NoteFile) -> Arrival:
        dialect = Dialect(path, self.places, self.files, obsidian=self.program == "obsidian")
        body = links.stored(dialect.body(with_properties(file.draft.body, dict(file.unknown))), path, self.files.address)
        folders = PurePosixPath(path).parts[:-1]
        tags = tuple(dict.fromkeys(slug_of(tag) for tag in (*file.draft.tags, *folders, *dialect.tags)))[:MOST_TAGS]
        draft = tidied(replace(file.draft, body=body, tags=tags, slug=self.places.slugs[path]))
        changed = self.source.modified(path)
        by = Author(file.author, file.message or MESSAGE)
        former = tuple(slug for alias in _aliases(file) if (slug := slug_of(alias)) not in self.places.slugs.values())
        return Arrival(
            path,
            replace(file, draft=draft, deleted=None, former=tuple(dict.fromkeys((*file.former, *former)))),
            (Save(1, draft, by, file.updated or changed),),
            created=file.created or file.updated or changed,
            dated=file.created is not None,
        )


def _aliases(file: NoteFile) -> list[str]:
    given = file.unknown.get("aliases", file.unknown.get("alias"))
    if isinstance(given, str):
        given = given.split(",")
    return [str(each).strip() for each in given if str(each).strip()] if isinstance(given, list) else []
