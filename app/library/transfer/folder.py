"""A folder on disk: reading one, and writing an export into one without touching what somebody else put there."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from app.bonding.problems import problem
from app.errors import BadInput, BondbookError
from app.library.transfer.layout import HIDDEN, MANIFEST, UNFIT, Manifest
from app.library.transfer.outgoing import Outgoing


class NotOurs(BondbookError):
    """The folder holds things that no export wrote."""


class Folder:
    """A folder to import: its files by their paths with slashes. Links are not followed, hidden things not looked at.

    `marks` are the names at the top, hidden ones too: they tell which program keeps the folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.marks = frozenset(each.name for each in root.iterdir())
        self.refused: dict[str, str] = {}
        self.names = tuple(sorted(self._walk()))

    def size(self, name: str) -> int:
        """The bytes of a file."""
        return (self.root / name).stat().st_size

    def read(self, name: str) -> bytes:
        """What stands in a file. Raises BadInput for one that cannot be read."""
        try:
            return (self.root / name).read_bytes()
        except OSError as error:
            raise BadInput([problem("file", name, f"cannot be read ({error.strerror}).", "Mend its permissions.")]) from error

    def modified(self, name: str) -> datetime | None:
        """When a file was last changed."""
        return datetime.fromtimestamp(int((self.root / name).stat().st_mtime), UTC)

    def _walk(self) -> Iterable[str]:
        for at, folders, names in os.walk(self.root):
            here = Path(at).relative_to(self.root)
            top = not here.parts
            linked = [each for each in folders if (Path(at) / each).is_symlink()]
            folders[:] = [each for each in folders if each not in linked and (not each.startswith(".") or (top and each == HIDDEN))]
            for each in (*names, *linked):
                name = (here / each).as_posix()
                if each.startswith("."):
                    continue
                if UNFIT.search(name):
                    self.refused[ascii(name)] = "has a name that is no text."
                elif (self.root / name).is_symlink():
                    self.refused[name] = "is a link, and links are not followed."
                elif (self.root / name).is_file():
                    yield name


@dataclass
class Written:
    """What an export did to a folder: how many files were new, changed, the same, taken away; and what was left, with the reason."""

    new: int = 0
    changed: int = 0
    same: int = 0
    removed: int = 0
    left: list[tuple[str, str]] = field(default_factory=list)


def write(root: Path, outgoing: Outgoing, *, force: bool = False, progress: Callable[[], None] = lambda: None) -> Written:
    """Export into a folder, made if it is missing. Raises NotOurs for one that holds other things, unless forced; BadManifest.

    A file that somebody changed since the last export, or that is in the way, is left as it is; `force` writes over it.
    Only files that an export wrote and nobody changed are ever taken away.
    """
    before = _begin(root, force=force)
    written, inside = Written(), root.resolve()
    for path, data in outgoing.files():
        progress()
        place = root / path
        if not place.parent.resolve().is_relative_to(inside) or place.is_symlink():
            raise NotOurs(f"{path} would be written through a link. Take the link away, or export elsewhere.")
        there = _digest(place)
        if there == outgoing.manifest.files[path]:
            written.same += 1
        elif there is None or force or there == before.files.get(path):
            _put(place, data)
            written.changed += there is not None
            written.new += there is None
        else:
            why = "was changed since the last export" if path in before.files else "was not written by an export"
            written.left.append((path, f"{why}. Import it first, or write over it with --force."))
            outgoing.manifest.files.pop(path)
            if path in before.files:
                outgoing.manifest.files[path] = before.files[path]
    for path in sorted(before.files.keys() - outgoing.manifest.files.keys() - {path for path, _ in written.left}):
        _take_away(root, path, before.files[path], written)
    _put(root / MANIFEST, outgoing.manifest.text().encode())
    return written


def _begin(root: Path, *, force: bool) -> Manifest:
    """The manifest of the last export into this folder; an empty one is put into a new folder, so that a broken-off export can go on."""
    if root.exists() and not root.is_dir():
        raise NotOurs(f"{root} is a file. Name a folder.")
    try:
        return Manifest.read((root / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        pass
    if root.is_dir() and not force and any(not each.name.startswith(".") for each in root.iterdir()):
        raise NotOurs(f"{root} holds files that no export wrote. Name an empty folder, or add --force to put the notes beside them.")
    _put(root / MANIFEST, Manifest().text().encode())
    return Manifest()


def _put(place: Path, data: bytes) -> None:
    """Write a file at once: whoever reads it sees the old or the new one."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.is_file() and place.read_bytes() == data:
        return
    fresh = place.with_name(f".{place.name[:60]}.new")
    fresh.write_bytes(data)
    fresh.replace(place)


def _take_away(root: Path, path: str, digest: str, written: Written) -> None:
    """Take away a file of a note that is gone, and the folder that is empty without it."""
    place = root / path
    if (
        ".." in Path(path).parts
        or Path(path).is_absolute()
        or place.is_symlink()
        or not place.parent.resolve().is_relative_to(root.resolve())
    ):
        return  # no export wrote that
    there = _digest(place)
    if there is None:
        return
    if there != digest:
        written.left.append((path, "is of a note that is gone, and was changed since the last export."))
        return
    place.unlink()
    written.removed += 1
    for folder in place.parents:
        if folder == root or any(folder.iterdir()):
            return
        folder.rmdir()


def _digest(place: Path) -> str | None:
    try:
        return sha256(place.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None
