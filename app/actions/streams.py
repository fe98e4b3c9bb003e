"""What is to be diagnosed, as parts of whole lines: of any length, never all in memory; packed files are unpacked on the way.

Everything is bounded, because it may come from a stranger: bytes are counted while they are unpacked.
"""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from app.bonding.problems import plain_name, problem
from app.errors import BadInput

PART = 1024 * 1024  # bytes
LONGEST_LINE = 1024 * 1024
MOST_FILES = 2000
PACKED = 256 * 1024 * 1024
"""Bytes that packed files of one input may hold when they are unpacked."""

HEAD = 512
OPENERS = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ\x00": lzma.open}
BROKEN = (
    tarfile.TarError,
    zipfile.BadZipFile,
    lzma.LZMAError,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


@dataclass(frozen=True)
class Part:
    """Some whole lines of a file: the bytes, the number of the first line (from 1), the file."""

    content: bytes
    first: int
    path: str


def of_text(text: str) -> Iterator[Part]:
    """A pasted text."""
    yield from of_stream("", io.BytesIO(text.encode("utf-8", "replace")))


def of_paths(names: Iterable[str], standard_input: IO[bytes] | None = None) -> Iterator[Part]:
    """The files of a command line: files, folders, packed files, or - for standard input. Raises BadInput."""
    several = len(found := list(names)) > 1
    for name in found:
        if name == "-":
            yield from of_stream("standard input" if several else "", standard_input or sys.stdin.buffer)
            continue
        path = Path(name)
        try:
            inside = sorted(each for each in path.rglob("*") if each.is_file() and not each.is_symlink()) if path.is_dir() else [path]
            if len(inside) > MOST_FILES:
                raise _refused(name, f"holds more than {MOST_FILES} files.", "Name those that matter.")
            for each in inside:
                with each.open("rb") as stream:
                    yield from of_stream(str(each) if several or len(inside) > 1 else _name(each), stream, lenient=len(inside) > 1)
        except OSError as error:
            raise _refused(name, f"can't be read: {error.strerror or error}.", "Name a file, a folder, or -.") from None


def _name(path: Path) -> str:
    """The path of a single file where it tells which bond it is about."""
    return str(path) if "bonding" in path.parts else ""


def of_stream(path: str, stream: IO[bytes], *, lenient: bool = False) -> Iterator[Part]:
    """A file, read as what its first bytes say it is. Raises BadInput; `lenient` passes over what is no text."""
    path = plain_name(path)
    buffered = io.BufferedReader(_Raw(stream), PART)
    head = buffered.peek(HEAD)[:HEAD]
    room = _Room(PACKED, path)
    try:
        if head.startswith(b"PK\x03\x04"):
            yield from _zip(path, buffered, room)
        elif _packed(head) or head[257:262] == b"ustar":
            yield from _unpacked(path, buffered, head, room)
        else:
            yield from _lines(path, buffered, lenient=lenient)
    except BROKEN as error:
        raise _refused(path or "file", f"can't be unpacked: {error}.", "Pack it anew, without a password, or give it as it is.") from None


# ---------------------------------------------------------------- packed files


class Peekable(Protocol):
    """A buffer that shows what comes next."""

    def peek(self, size: int = 0, /) -> bytes:
        """What comes next, without taking it."""
        ...

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes."""
        ...


class _Raw(io.RawIOBase):
    """Any readable stream as one that a buffer can be put before."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        content = self._stream.read(len(view)) or b""
        view[: len(content)] = content
        return len(content)


@dataclass
class _Room:
    """The bytes that may still be unpacked."""

    left: int
    path: str

    def take(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise _refused(
                self.path or "file", f"holds more than {PACKED // 1024 // 1024} MB when it is unpacked.", "Give the part that matters."
            )


class _Counted(io.RawIOBase):
    """A stream whose bytes are counted."""

    def __init__(self, stream: IO[bytes], room: _Room) -> None:
        self._stream, self._room = stream, room

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        content = self._stream.read(len(view))
        self._room.take(len(content))
        view[: len(content)] = content
        return len(content)


def _packed(head: bytes) -> bool:
    return any(head.startswith(mark) for mark in OPENERS)


def _unpacked(path: str, stream: IO[bytes], head: bytes, room: _Room) -> Iterator[Part]:
    """A tar archive, packed or not, or one packed file."""
    opened = next((opener for mark, opener in OPENERS.items() if head.startswith(mark)), None)
    plain: IO[bytes] = opened(stream, "rb") if opened else stream  # type: ignore[operator]
    inner = io.BufferedReader(_Counted(plain, room), PART)
    if inner.peek(HEAD)[257:262] != b"ustar":
        yield from _lines(path, inner)
        return
    with tarfile.open(fileobj=inner, mode="r|") as archive:
        for number, each in enumerate(archive):
            if number >= MOST_FILES:
                raise _refused(path, f"holds more than {MOST_FILES} files.", "Pack only those that matter.")
            if each.isfile() and (content := archive.extractfile(each)):
                yield from _lines(plain_name(each.name), io.BufferedReader(_Raw(content), PART), lenient=True)


def _zip(path: str, stream: IO[bytes], room: _Room) -> Iterator[Part]:
    packed = stream.read(PACKED + 1)
    room.take(len(packed))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        infos = [each for each in archive.infolist() if not each.is_dir()]
        if len(infos) > MOST_FILES:
            raise _refused(path, f"holds more than {MOST_FILES} files.", "Pack only those that matter.")
        for each in infos:
            with archive.open(each) as content:
                yield from _lines(plain_name(each.filename), io.BufferedReader(_Counted(content, room), PART), lenient=True)


# ---------------------------------------------------------------- lines


def _lines(path: str, stream: Peekable, *, lenient: bool = False) -> Iterator[Part]:
    """The parts of a text. Zero bytes at the beginning say that it is none; those later in a log that a crash cut off are taken out."""
    first, rest = 1, b""
    decoder: codecs.IncrementalDecoder | None = None
    head = stream.peek(4096)[:4096]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        decoder = codecs.getincrementaldecoder("utf-16")("replace")
    elif b"\x00" in head:
        if lenient:
            return
        raise _refused(path or "text", "is no text: it holds zero bytes.", "Give a log, or what a command printed.")
    while content := stream.read(PART):
        if decoder:
            content = decoder.decode(content).encode()
        if b"\x00" in content:
            content = content.replace(b"\x00", b"")
        if b"\r" in content:
            content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        content = rest + content
        cut = content.rfind(b"\n") + 1
        if not cut and len(content) > LONGEST_LINE:
            cut = len(content)
            content += b"\n"
            cut += 1
        if cut:
            yield Part(content[:cut], first, path)
            first += content.count(b"\n", 0, cut)
        rest = content[cut:]
    if rest:
        yield Part(rest, first, path)


def _refused(name: str, message: str, mend: str) -> BadInput:
    return BadInput([problem("file" if name not in ("text", "") else "text", name, message, mend)])
