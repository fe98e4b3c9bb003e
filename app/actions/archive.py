"""Everything in one archive: the files at their paths, the script, the steps to read, and checksums.

The same bond gives the same bytes: fixed times, root as owner, sorted names.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import stat
import tarfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass

from app.actions.generate import Result
from app.actions.result_text import to_text
from app.actions.script import file_name, to_script
from app.actions.switch_forms import files

README = "README.txt"
SUMS = "SHA256SUMS"
ADDED = "add-to"
"""Folder of the lines that belong into files that others share: unpacked in their place they would replace them."""

ZIP_BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can say."""


@dataclass(frozen=True)
class Entry:
    """One file of an archive: its name, its permissions and its content."""

    name: str
    permissions: int
    content: bytes


def entries(result: Result) -> list[Entry]:
    """What is in an archive, by name."""
    found = [Entry(README, 0o644, _readme(result).encode())]
    if not result.target.stack.elsewhere:
        found.append(Entry(file_name(result.bond), 0o755, to_script(result).encode()))
    for snippet in result.rendering.snippets:
        name = f"{ADDED}{snippet.path}" if snippet.adds else snippet.path.lstrip("/")
        found.append(Entry(name, int(snippet.permissions, 8), snippet.text.encode()))
    found += [Entry(name, 0o644, text.encode()) for name, text in files(result)]
    found.sort(key=lambda entry: entry.name)
    sums = "".join(f"{hashlib.sha256(entry.content).hexdigest()}  {entry.name}\n" for entry in found)
    return sorted([*found, Entry(SUMS, 0o644, sums.encode())], key=lambda entry: entry.name)


def to_tar(found: Iterable[Entry]) -> bytes:
    """Entries as .tar.gz."""
    out = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=out, mtime=0) as packed, tarfile.open(fileobj=packed, mode="w") as archive:
        for entry in found:
            member = tarfile.TarInfo(entry.name)
            member.size, member.mode = len(entry.content), entry.permissions
            member.uname = member.gname = "root"
            archive.addfile(member, io.BytesIO(entry.content))
    return out.getvalue()


def to_zip(found: Iterable[Entry]) -> bytes:
    """Entries as .zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in found:
            member = zipfile.ZipInfo(entry.name, ZIP_BEGINNING)
            member.create_system = 3  # Unix: the permissions count
            member.external_attr = (stat.S_IFREG | entry.permissions) << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, entry.content)
    return out.getvalue()


def _readme(result: Result) -> str:
    script = file_name(result.bond)
    added = [snippet for snippet in result.rendering.snippets if snippet.adds]
    about = [
        f"sh {script} --dry-run   says what the script would do",
        f"sh {script}             keeps the old files, writes the new ones, applies, verifies, and goes back by itself unless",
        f"                      somebody says sh {script} --confirm in time",
    ]
    elsewhere = result.target.stack.elsewhere
    head = [
        "Unpack this in an empty directory, not over the root of the system.",
        "",
        *([elsewhere] if elsewhere else about),
        f"sha256sum -c {SUMS}   compares all files",
        "",
        *[f"{ADDED}{each.path} holds lines to add to {each.path}; the rest of that file stays." for each in added],
        "By hand, the steps are these; the lines that are not comments are the commands.",
        "",
    ]
    return "\n".join(head) + "\n" + to_text(result, files=False)
