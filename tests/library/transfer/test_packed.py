"""A zip from a stranger harms nobody, and says in one line why it is not read."""

from __future__ import annotations

import stat
import struct
import warnings
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.config import Settings
from app.errors import BadInput
from app.library.database import db
from app.library.transfer import incoming, outgoing, packed, reading
from app.library.transfer.packed import BadZip, Packed
from tests.library.transfer.content import content, desk, export, library, tree
from tests.library.transfer.filled import fill


def pack(*files: tuple[str | ZipInfo, bytes], method: int = ZIP_DEFLATED) -> BytesIO:
    """A zip of these files."""
    made = BytesIO()
    with warnings.catch_warnings(), ZipFile(made, "w", method) as zipped:
        warnings.simplefilter("ignore")  # two files of one name
        for name, data in files:
            zipped.writestr(name, data)
    return made


def entry(name: str, *, mode: int = stat.S_IFREG | 0o644) -> ZipInfo:
    info = ZipInfo(name)
    info.external_attr, info.create_system = mode << 16, 3
    return info


def patched(zipped: BytesIO, change: Callable[[bytes], bytes]) -> BytesIO:
    """The zip with some bytes changed."""
    return BytesIO(change(zipped.getvalue()))


def encrypted(data: bytes) -> bytes:
    """Mark every entry as encrypted."""
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data = bytes(data)
        place = data.find(sign) + at
        data = data[:place] + struct.pack("<H", 1) + data[place + 2 :]
    return data


@pytest.mark.parametrize(
    ("zipped", "says"),
    [
        (BytesIO(b""), "no zip file"),
        (BytesIO(b"no zip at all" * 100), "no zip file"),
        (BytesIO(b"PK\x05\x06" + bytes(3)), "no zip file"),
        (patched(pack(("a.md", b"x" * 500)), lambda data: data.replace(b"PK\x01\x02", b"PK\x07\x02")), "no zip file"),
        (pack(("../a.md", b"x")), "outside"),
        (pack(("a/../../b.md", b"x")), "outside"),
        (pack(("/etc/a.md", b"x")), "outside"),
        (pack(("..\\a.md", b"x")), "outside"),
        (pack(("C:\\a.md", b"x")), "outside"),
        (pack(("a\n.md", b"x")), "outside"),
        (pack((entry("a.md", mode=stat.S_IFLNK | 0o777), b"/etc/passwd")), "a link or a device"),
        (pack((entry("a.md", mode=stat.S_IFIFO | 0o644), b"")), "a link or a device"),
        (pack(("a.md", b"x"), ("a.md", b"y")), "twice"),
        (pack(("ä.md", b"x"), ("ä.md", b"y")), "twice"),
        (pack(("a.md", b"x"), ("./a.md", b"y")), "twice"),
        (pack(("a.md", b"x" * 9), method=ZIP_BZIP2), "deflate"),
        (patched(pack(("a.md", b"x")), encrypted), "encrypted"),
        (pack(("a.md", bytes(64 * 1024 * 1024))), "far more"),
        (pack(*((f"{number}.md", bytes(1024 * 1024)) for number in range(40))), "far more"),
        (patched(pack(("a.md", b"x")), lambda data: data.replace(b"PK\x05\x06", b"PK\x06\x07" + bytes(16) + b"PK\x05\x06")), "too many"),
        (patched(pack(("a.md", b"x")), lambda data: data[:-12] + b"\xff\xff\x00\x00\xff\x0f" + data[-6:]), "too many|no zip"),
    ],
)  # fmt: skip
def test_what_is_not_read(zipped: BytesIO, says: str) -> None:
    with pytest.raises(BadZip, match=says):
        Packed(zipped)


def test_too_many_and_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "MOST_FILES", 2)
    monkeypatch.setattr(packed, "MOST_UNPACKED", 2000)
    with pytest.raises(BadZip, match="holds 3 files; 2 are allowed"):
        Packed(pack(*((f"{number}.md", b"x") for number in range(3))))
    with pytest.raises(BadZip, match="unpacks to"):
        Packed(pack(("a.md", b"xyz" * 1000)))


def test_files_that_lie_over_each_other() -> None:
    data = pack(("a.md", bytes(range(256)) * 40)).getvalue()
    at = data.index(b"PK\x01\x02")
    first, end = data[at : data.index(b"PK\x05\x06")], data[data.index(b"PK\x05\x06") :]
    second = first.replace(b"a.md", b"b.md")
    many = struct.pack("<HHI", 2, 2, len(first) * 2)
    with pytest.raises(BadZip, match="far more"):
        Packed(BytesIO(data[:at] + first + second + end[:8] + many + end[16:]))


def test_a_damaged_file_is_skipped() -> None:
    data = pack(("a.md", b"words " * 50), ("b.md", b"good")).getvalue()
    at = data.index(b"a.md") + 8
    source = Packed(BytesIO(data[:at] + b"\x00\x01\x02" + data[at + 3 :]))
    with pytest.raises(BadInput, match="damaged"):
        source.read("a.md")
    assert [line for line in reading.read(source).skipped if line[0] == "a.md"]


def test_names_of_other_systems() -> None:
    mac = pack(("vault/Grüße.md", b"x"), ("__MACOSX/vault/._Gr.md", b"x"), ("vault/.obsidian/app.json", b"{}"), ("vault/.DS_Store", b"x"))
    source = Packed(mac)
    assert source.names == ("Grüße.md",)
    assert reading.recognised(source) == "obsidian"
    assert Packed(pack(("a\\b.md", b"x"), ("c.md", b"y"))).names == ("a/b.md", "c.md")
    undeclared = patched(pack(("Grüße.md", b"x")), lambda data: data.replace(b"\x00\x08\x00\x00", b"\x00\x00\x00\x00", 1))
    assert Packed(undeclared).names == ("Grüße.md",)
    assert Packed(pack(("troubleshooting/a.md", b"x"))).names == ("troubleshooting/a.md",)
    assert Packed(pack(("a.md", b"x"))).names == ("a.md",)
    assert Packed(pack()).names == ()


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 400), st.binary(min_size=1, max_size=8), st.booleans())
def test_no_damage_is_more_than_a_refusal(at: int, data: bytes, cut: bool) -> None:
    whole = pack(("a/b.md", b"words " * 10), ("c.png", bytes(30)), ("ü.md", b"x")).getvalue()
    broken = whole[:at] if cut else whole[:at] + data + whole[at + len(data) :]
    try:
        source = Packed(BytesIO(broken))
    except BadZip:
        return
    reading.read(source)


def test_a_zip_holds_what_a_folder_holds(tmp_path: Path) -> None:
    with library(Settings(data_dir=tmp_path / "one")):
        fill(desk())
        before = content()
        export(tmp_path / "out")
        made = []
        for _ in range(2):
            made.append(BytesIO())
            with outgoing.reading(db.engine) as session:
                packed.write(made[-1], outgoing.Outgoing(session))
        assert made[0].getvalue() == made[1].getvalue()
    with ZipFile(made[0]) as zipped:
        assert {name: zipped.read(name) for name in zipped.namelist()} == tree(tmp_path / "out")
    with library(Settings(data_dir=tmp_path / "two")):
        source = Packed(made[0])
        incoming.bring(desk(), source, reading.read(source))
        assert content() == before
