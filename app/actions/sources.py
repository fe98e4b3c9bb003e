"""What an administrator has at hand, as files: a paste (with names or without), files, a folder, an archive of /etc.

Everything is bounded, because it may come from a stranger: sizes are counted while they are unpacked.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import IO

from app import stacks
from app.bonding.problems import plain_name, problem
from app.errors import BadInput
from app.stacks.places import Place

LARGEST = 8 * 1024 * 1024
"""Bytes of all texts together."""

MOST = 2000  # files
MOST_UNPACKED = 128 * 1024 * 1024
"""Bytes that an archive may unpack to, with all that is passed over in it; a whole /etc has some 10 MB."""

LINES = 20_000
"""Lines of all texts together: no host's network needs as many, and each costs its time."""


@dataclass(frozen=True)
class Source:
    """A text: its path as on the machine it comes from, empty where nobody said it, and the lines of the paste above it.

    `name` is what its sender calls it, `mode` its permissions where they are known; `true` tells that they are those on the machine.
    """

    path: str
    text: str
    before: int = 0
    name: str = ""
    mode: int | None = None
    true: bool = False


# ---------------------------------------------------------------- a paste

NAMED = re.compile(
    r"""^(?:
    ==>\ (?P<tail>/\S+)\ <==                                # head and tail
    | \#\ ==>\ (?P<own>/\S+)(?:\ \(.*\))?                    # Bondbook
    | :{4,}\n(?P<more>/\S+)\n:{4,}                           # more
    | (?:\[?[\w.@:~/\ -]*\]?[\#$]\ )(?:sudo\ )?(?:cat|less|more|head|tail)\ (?P<cat>/[\w./@:+-]+)   # a prompt
    | \#*\ ?(?:[Ff]ile:?\ )?(?P<bare>/(?:etc|run|usr|lib)/[\w./@:+-]+?):?                       # a line with nothing else
    )[ \t]*\n""",
    re.MULTILINE | re.VERBOSE,
)


def pasted(text: str) -> list[Source]:
    """The files of a pasted text: by the names in it, or one without a name. Raises BadInput for what is no text."""
    text = _text("text", text)
    _bound([Source("", text)])
    marks = list(NAMED.finditer(text))
    if not marks:
        return [Source("", text)] if text.strip() else []
    found = []
    if text[: marks[0].start()].strip():
        found.append(Source("", text[: marks[0].start()]))
    for mark, end in zip(marks, [*(each.start() for each in marks[1:]), len(text)], strict=True):
        path = plain_name(next(filter(None, mark.groups())))
        found.append(Source(path, text[mark.end() : end], text.count("\n", 0, mark.end())))
    return _joined(found)


def _joined(sources: Iterable[Source]) -> list[Source]:
    """One source a path: a name that comes twice carries on."""
    by_path: dict[str, Source] = {}
    for each in sources:
        there = by_path.get(each.path)
        by_path[each.path] = replace(there, text=there.text + each.text) if there else each
    return list(by_path.values())


# ---------------------------------------------------------------- files, folders, archives


def opened(paths: Iterable[str], standard_input: bytes = b"") -> list[Source]:
    """The files of a command line: a file, a folder that mirrors the root, an archive, or - for standard input. Raises BadInput."""
    found: list[Source] = []
    for name in paths:
        if name == "-":
            found += uploaded({"standard input": standard_input})
            continue
        path = Path(name)
        try:
            if path.is_dir():
                found += _folder(path)
            else:
                found += [_with_mode(each, path) for each in uploaded({name: _bytes(path)}, near=True)]
        except OSError as error:
            raise BadInput(
                [problem("file", name, f"can't be read: {error.strerror}.", "Name a file, a folder, an archive, or -.")]
            ) from None
    _bound(found)
    return found


def uploaded(files: Mapping[str, bytes], *, near: bool = False) -> list[Source]:
    """Files by name; an archive is unpacked, another file keeps its name. Raises BadInput.

    `near`: the names are paths of this machine, and those below /etc say where a file lies.
    """
    found: list[Source] = []
    for name, content in files.items():
        if content[:2] == b"\x1f\x8b" or content[:5] == b"BZh91" or content[:6] == b"\xfd7zXZ\x00" or content[257:262] == b"ustar":
            found += _tar(name, content)
        elif content[:4] == b"PK\x03\x04":
            found += _zip(name, content)
        else:
            text = _decoded(name, content)
            placed = plain_name(_placed(str(Path(name).resolve()) if near else name))
            named = plain_name(name)
            found += [Source(placed, text, name=named)] if placed else [replace(each, name=named) for each in pasted(text)]
    _bound(found)
    return found


def _with_mode(source: Source, path: Path) -> Source:
    """A file with its permissions; they are those on the machine where it lies in its place."""
    where = str(path.resolve())
    return replace(source, mode=path.stat().st_mode & 0o777, true=where == source.path) if source.path else source


def _placed(name: str) -> str:
    """The path on the machine that a name stands for: from its /etc on; the name itself where a stack knows files of such names."""
    match = re.search(r"(?:^|/)((?:etc|run|usr/lib|lib|root)/.+)", name)
    base = name.rpartition("/")[2]
    if match and _wanted(f"/{match[1]}"):
        return f"/{match[1]}"
    return next((_under(place, base) for stack in stacks.every() for place in stack.places if place.holds(base)), "")


def _under(place: Place, base: str) -> str:
    """The path that a file gets by its name alone: that name in the folder of its place."""
    start, _, end = place.path.rpartition("/")[2].partition("{}")
    name = base.removeprefix(start)
    return place.path.format(name.removesuffix(end) if name.endswith(end) else Path(name).stem)


def _wanted(path: str) -> bool:
    return any(place.holds(path) for stack in stacks.every() for place in stack.places)


def _folder(folder: Path) -> list[Source]:
    found = []
    for number, path in enumerate(sorted(folder.rglob("*"))):
        if number > MOST * 10:
            raise _too_many(str(folder))
        inside = f"/{path.relative_to(folder)}"
        there = _there(path, inside)
        if there and path.is_file() and not path.is_symlink():
            found.append(
                Source(plain_name(there), _decoded(inside, _bytes(path)), name=plain_name(str(path)), mode=path.stat().st_mode & 0o777)
            )
            _bound(found)
    return found


def _there(path: Path, inside: str) -> str:
    """Where a file of a folder lies on the machine: the folder mirrors the root, or is a part of it such as etc; empty for nowhere."""
    if inside.startswith(("/etc/", "/run/", "/usr/", "/lib/", "/root/")) and _wanted(inside):
        return inside
    return _placed(str(path.absolute())) or (inside if _wanted(inside) else "")


def _tar(name: str, content: bytes) -> list[Source]:
    """The wanted files of a tar, read as a stream: what is not wanted has to be unpacked too, and counts."""
    try:
        with _opened(content) as file, tarfile.open(fileobj=_Counted(file), mode="r|", bufsize=1 << 20) as archive:  # type: ignore[call-overload]
            return _unpacked(
                name, ((each.name if each.isfile() else "", each.mode, partial(archive.extractfile, each)) for each in archive)
            )
    except (tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError) as error:
        raise BadInput([problem("file", name, f"is no archive that can be read: {error}.", "Pack it anew with tar -czf.")]) from None


def _opened(content: bytes) -> io.BufferedIOBase:
    raw = io.BytesIO(content)
    if content[:2] == b"\x1f\x8b":
        return gzip.GzipFile(fileobj=raw)
    if content[:3] == b"BZh":
        return bz2.BZ2File(raw)
    return lzma.LZMAFile(raw) if content[:6] == b"\xfd7zXZ\x00" else raw


class _Counted:
    """A stream that ends with an error after `MOST_UNPACKED` bytes, whatever it is that unpacks to so many."""

    def __init__(self, file: io.BufferedIOBase) -> None:
        self.file, self.left = file, MOST_UNPACKED

    def read(self, size: int) -> bytes:
        """The next bytes. Raises ValueError."""
        piece = self.file.read(size)
        self.left -= len(piece)
        if self.left < 0:
            raise ValueError(f"it unpacks to more than {MOST_UNPACKED // 1024 // 1024} MB")
        return piece


def _zip(name: str, content: bytes) -> list[Source]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [each for each in archive.infolist() if not each.is_dir()]
            return _unpacked(name, ((each.filename, each.external_attr >> 16, partial(archive.open, each)) for each in infos))
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise BadInput([problem("file", name, f"is no archive that can be read: {error}.", "Pack it anew, without a password.")]) from None


def _unpacked(name: str, members: Iterable[tuple[str, int, Callable[[], IO[bytes] | None]]]) -> list[Source]:
    """The wanted files of an archive with their permissions, read within the bounds whatever its index says."""
    found: list[Source] = []
    room = LARGEST
    for number, (said, mode, open_it) in enumerate(members):
        if number > MOST * 10:
            raise _too_many(name)
        inside = plain_name(said)
        if not inside or ".." in inside.lstrip("./").split("/"):  # a name that leads elsewhere is that of no file of a machine
            continue
        path = f"/{inside.lstrip('./')}"
        path = path if _wanted(path) else _placed(path)
        if not path:
            continue
        stream = open_it()
        content = stream.read(room + 1) if stream else b""
        room -= len(content)
        if room < 0:
            raise _too_large(name)
        found.append(Source(path, _decoded(inside, content), name=inside, mode=mode & 0o777 or None, true=True))
        if len(found) > MOST:
            raise _too_many(name)
    return found


# ---------------------------------------------------------------- bounds


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise _too_large(str(path))
    return content


def _decoded(name: str, content: bytes) -> str:
    """A text in UTF-8, with or without mark, UTF-16 with its mark, or else Latin-1."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _text(name, content.decode("utf-16", "replace"))
    try:
        return _text(name, content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _text(name, content.decode("latin-1"))


def _text(name: str, text: str) -> str:
    if "\x00" in text:
        raise BadInput(
            [problem("file", name, "is no text: it holds zero bytes.", "Give configuration files, or a .tar.gz or .zip of them.")]
        )
    if len(text) > LARGEST:
        raise _too_large(name)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _bound(found: list[Source]) -> None:
    if len(found) > MOST:
        raise _too_many("input")
    if sum(len(each.text) for each in found) > LARGEST:
        raise _too_large("input")
    if sum(each.text.count("\n") for each in found) > LINES:
        raise BadInput([problem("file", "input", f"holds more than {LINES} lines.", "Give only the network configuration.")])


def _too_large(name: str) -> BadInput:
    return BadInput([problem("file", name, f"holds more than {LARGEST // 1024 // 1024} MB.", "Give only the network configuration.")])


def _too_many(name: str) -> BadInput:
    return BadInput([problem("file", name, f"holds more than {MOST} files.", "Give only the network configuration.")])
