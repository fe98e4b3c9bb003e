"""A folder packed as a zip: writing one, and reading one that a stranger made without being harmed by it."""

from __future__ import annotations

import re
import stat
import struct
import unicodedata
import zlib
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from app.bonding.problems import problem
from app.errors import BadInput, BondbookError
from app.library.transfer.layout import ENTRIES, FILES, HIDDEN, MANIFEST, UNFIT
from app.library.transfer.outgoing import Outgoing

MOST_FILES = 20_000
MOST_UNPACKED = 512 * 1024 * 1024  # bytes
MOST_DIRECTORY = 8 * 1024 * 1024  # bytes of the table of contents
FREE = 16 * 1024 * 1024  # bytes that may unpack from nearly nothing
THICKEST = 100  # times that text gets smaller at most
EPOCH = (1980, 1, 1, 0, 0, 0)
NOISE = ("__MACOSX/",)


class BadZip(BondbookError):
    """A zip that is not unpacked; the text says why."""


class Packed:
    """A zip to import, seen as `app.library.transfer.folder.Folder` is. Raises BadZip.

    Nothing is unpacked to disk. One folder around everything is taken away.
    """

    def __init__(self, file: IO[bytes]) -> None:
        _check_directory(file)
        try:
            self.zip = ZipFile(file)
        except (BadZipFile, ValueError, NotImplementedError, OSError, struct.error) as error:
            raise BadZip("This is no zip file, or a damaged one.") from error
        if len(self.zip.infolist()) > MOST_FILES:
            raise BadZip(f"The zip holds {len(self.zip.infolist())} files; {MOST_FILES} are allowed. Import the folder at the terminal.")
        infos: dict[str, ZipInfo] = {}
        for info in self.zip.infolist():
            name = _checked(info)
            if info.is_dir() or name.startswith(NOISE):
                infos.setdefault(f"{name.rstrip('/')}/", info)
            elif infos.setdefault(name, info) is not info:
                raise BadZip(f"“{name}” is in the zip twice. Pack it anew.")
        _check_size([info for info in infos.values() if not info.is_dir()], file)
        around = _around([name for name in infos if not name.startswith(NOISE)])
        kept = {name.removeprefix(around): info for name, info in infos.items() if name.startswith(around) and not name.startswith(NOISE)}
        self.marks = frozenset(name.partition("/")[0] for name in kept)
        self.refused: dict[str, str] = {}
        self._infos = {name: info for name, info in kept.items() if not name.endswith("/") and name and not _hidden(name)}
        self.names = tuple(sorted(self._infos))

    def size(self, name: str) -> int:
        """The bytes of a file."""
        return self._infos[name].file_size

    def read(self, name: str) -> bytes:
        """What stands in a file. Raises BadInput for one that is damaged."""
        try:
            return self.zip.read(self._infos[name])
        except (BadZipFile, zlib.error, struct.error, EOFError, ValueError, NotImplementedError, OSError, RuntimeError) as error:
            raise BadInput([problem("file", name, "is damaged within the zip.", "Pack it anew.")]) from error

    def modified(self, name: str) -> datetime | None:
        """When a file was last changed, as far as a zip knows."""
        moment = self._infos[name].date_time
        try:
            return None if moment <= EPOCH else datetime(*moment, tzinfo=UTC)
        except ValueError:
            return None


def write(file: IO[bytes], outgoing: Outgoing) -> None:
    """Pack an export. The same library gives the same bytes."""
    with ZipFile(file, "w", ZIP_DEFLATED) as packed:
        for path, data in outgoing.files():
            _add(packed, path, data)
        _add(packed, MANIFEST, outgoing.manifest.text().encode())


def _add(packed: ZipFile, path: str, data: bytes) -> None:
    info = ZipInfo(path, EPOCH)
    info.compress_type = ZIP_DEFLATED
    info.external_attr = (stat.S_IFREG | 0o644) << 16
    info.create_system = 3
    packed.writestr(info, data)


def _check_directory(file: IO[bytes]) -> None:
    """Look at the table of contents before it is read: it alone can fill the memory."""
    length = file.seek(0, 2)
    file.seek(max(0, length - 66_000))
    tail = file.read()
    file.seek(0)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise BadZip("This is no zip file, or a damaged one.")
    entries, size = struct.unpack("<HI", tail[at + 10 : at + 16])
    if size > MOST_DIRECTORY or entries == 0xFFFF or (at >= 20 and tail[at - 20 :].startswith(b"PK\x06\x07")):
        raise BadZip(f"The zip holds too many files; {MOST_FILES} are allowed. Import the folder at the terminal.")


def _checked(info: ZipInfo) -> str:
    """The name of an entry, with slashes. Raises BadZip for one that no honest folder has."""
    name = info.filename
    if not info.flag_bits & 0x800:  # the name has no declared encoding: many programs write UTF-8 all the same
        with suppress(UnicodeEncodeError, UnicodeDecodeError):
            name = name.encode("cp437").decode("utf-8")
    name = unicodedata.normalize("NFC", name.replace("\\", "/"))
    if name.startswith("/") or re.match(r"[A-Za-z]:", name) or ".." in PurePosixPath(name).parts or UNFIT.search(name) or not name:
        raise BadZip(f"“{ascii(name)[1:-1][:80]}” in the zip would lie outside of its folder, or has no usable name.")
    if info.flag_bits & 0x1:
        raise BadZip("The zip is encrypted. Pack it without a password.")
    kind = stat.S_IFMT(info.external_attr >> 16) if info.create_system == 3 else 0
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise BadZip(f"“{name[:80]}” in the zip is a link or a device. Pack the files themselves.")
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise BadZip(f"“{name[:80]}” is packed in a way that is not read here. Pack it with deflate, as zip does by default.")
    return str(PurePosixPath(name)) if name.strip("/") else name


def _check_size(infos: list[ZipInfo], file: IO[bytes]) -> None:
    unpacked, packed = sum(info.file_size for info in infos), sum(info.compress_size for info in infos)
    length = file.seek(0, 2)
    if unpacked > MOST_UNPACKED:
        raise BadZip(f"The zip unpacks to {unpacked >> 20} MB; {MOST_UNPACKED >> 20} are allowed. Import the folder at the terminal.")
    thick = any(info.file_size > FREE + THICKEST * info.compress_size for info in infos)
    if thick or packed > length or unpacked > FREE + THICKEST * packed:
        raise BadZip("The zip unpacks to far more than a folder of notes would. It is not read.")


def _around(names: Iterable[str]) -> str:
    """The one folder around everything, with its slash; empty where the zip begins at the top."""
    tops = {name.partition("/")[0] for name in names}
    lone = tops.pop() if len(tops) == 1 else ""
    known = (HIDDEN, FILES, ENTRIES, "")
    return f"{lone}/" if lone not in known and all(name.startswith(f"{lone}/") for name in names) else ""


def _hidden(name: str) -> bool:
    """Whether a file is hidden from people; our own hidden folder is for us."""
    parts = PurePosixPath(name).parts
    return any(part.startswith(".") for part in (parts[1:] if parts[0] == HIDDEN else parts))
