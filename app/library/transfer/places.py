"""Where a link by name leads within a vault: to a note and its slug, or to a file."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Mapping
from pathlib import PurePosixPath

from app.library.slugs import slug_of


class Places:
    """The notes of a vault by path, with a slug of its own for each, and the files beside them."""

    def __init__(self, notes: Collection[str], names: Iterable[str], aliases: Mapping[str, Iterable[str]]) -> None:
        self.slugs = _slugs(notes)
        self._notes = _by_name(notes)
        self._files = _by_name(name for name in names if not name.lower().endswith(".md"))
        self._aliases = {alias.casefold(): path for path, given in aliases.items() for alias in given}

    def note(self, target: str, path: str) -> str | None:
        """The path of the note that a link of the note at `path` means."""
        wanted = target if target.lower().endswith(".md") else f"{target}.md"
        return _best(self._notes, wanted, path) or self._aliases.get(target.casefold())

    def file(self, target: str, path: str) -> str | None:
        """The path of the file that a link of the note at `path` means."""
        return _best(self._files, target, path)


def _by_name(paths: Iterable[str]) -> dict[str, list[str]]:
    """Paths by the last part, whatever case it is written in."""
    made: dict[str, list[str]] = {}
    for path in paths:
        made.setdefault(path.rpartition("/")[2].casefold(), []).append(path)
    return made


def _best(by_name: Mapping[str, list[str]], target: str, path: str) -> str | None:
    """Of the paths that end like the target: the one beside the note, or else the shortest."""
    here = posixpath.dirname(path)
    wanted = posixpath.normpath(posixpath.join(here, target) if target.startswith(".") else target.lstrip("/")).casefold()
    found = [each for each in by_name.get(wanted.rpartition("/")[2], ()) if f"/{each.casefold()}".endswith(f"/{wanted}")]
    return min(found, key=lambda each: (posixpath.dirname(each) != here, each.count("/"), each), default=None)


def _slugs(paths: Collection[str]) -> dict[str, str]:
    """A slug for each path: that of its name; of several that share one, those deeper down take their folders along."""
    made: dict[str, str] = {}
    used: set[str] = set()
    for path in sorted(paths, key=lambda each: (each.count("/"), each)):
        parts = PurePosixPath(path).with_suffix("").parts
        choices = [slug_of(" ".join(parts[-many:])) for many in range(1, len(parts) + 1)]
        slug = next((each for each in choices if each not in used), "")
        number = 2
        while not slug or slug in used:
            slug, number = f"{choices[0]}-{number}", number + 1
        made[path] = slug
        used.add(slug)
    return made
