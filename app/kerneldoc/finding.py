"""Where systems keep the document: Debian's linux-doc, Red Hat's kernel-doc, source trees of kernels. And which version it is."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.bonding.problems import problem
from app.errors import BadInput

NUMBER = r"(\d{1,3}\.\d{1,5}(?:\.\d{1,5}){0,2}(?:-[A-Za-z0-9_.]{1,12})?)"
VERSION = re.compile(NUMBER)
LONGEST_VERSION = 24
IN_PATH = re.compile(rf"(?:linux-doc|linux-docs|kernel-doc|linux-source|linux-headers|linux|kernels?|modules)[-/]{NUMBER}(?![\d.])")
IN_CHANGELOG = re.compile(r"\S+ \((?:\d+:)?(\d+\.\d+)")
OF_SMALLEST = 4096  # bytes that are read of a changelog or a Makefile

PACKAGES = ("usr/share/doc/linux-doc*", "usr/share/doc/kernel-doc*", "usr/share/doc/linux", "usr/share/doc/kernel")
TREES = ("usr/src/linux*", "usr/src/kernels/*", "usr/src/kernel*", "lib/modules/*/source", "lib/modules/*/build")
PLACES = ("Documentation/networking", "networking", "html/_sources/networking", "rst/networking")
NAMES = ("bonding.rst.gz", "bonding.rst", "bonding.txt.gz", "bonding.txt", "bonding.rst.txt", "bonding.rst.txt.gz")


@dataclass(frozen=True)
class Place:
    """A document that lies on this machine."""

    path: Path
    version: str


def found(root: Path = Path("/")) -> list[Place]:
    """The documents below a root whose version is known: one a version, the newest first."""
    places: dict[str, Place] = {}
    for path in _paths(root):
        version = version_of(path)
        if version:
            places.setdefault(version, Place(path, version))
    return sorted(places.values(), key=lambda each: order(each.version), reverse=True)


def _paths(root: Path) -> Iterator[Path]:
    for pattern in (*PACKAGES, *TREES):
        for folder in sorted(root.glob(pattern)):
            first = within(folder)
            if first:
                yield first


def within(folder: Path) -> Path | None:
    """The document below the folder of a package or of a kernel's source."""
    files = (folder / place / name for place in PLACES for name in NAMES)
    return next((path for path in files if _is_file(path)), None)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def version_of(path: Path) -> str:
    """The kernel that a file is of, by its path, the Makefile of its tree or the changelog of its package; empty if unknown."""
    for folder in path.absolute().parents:
        if folder.name == "Documentation" and (makefile := _makefile(folder.parent / "Makefile")):
            return makefile
    in_path = IN_PATH.findall(str(path.absolute()))
    if in_path:
        return str(in_path[-1])[:LONGEST_VERSION]
    for folder in path.absolute().parents:
        if folder.parent.name == "doc" and (match := IN_CHANGELOG.match(_start(folder / "changelog.Debian.gz"))):
            return match[1]
    return ""


def _makefile(path: Path) -> str:
    """The version that the Makefile of a kernel's source gives."""
    values = dict(re.findall(r"^(VERSION|PATCHLEVEL|SUBLEVEL) *= *(\d{1,5}) *$", _start(path), re.MULTILINE))
    if not {"VERSION", "PATCHLEVEL"} <= values.keys():
        return ""
    sublevel = values.get("SUBLEVEL", "0")
    return f"{values['VERSION']}.{values['PATCHLEVEL']}" + (f".{sublevel}" if sublevel != "0" else "")


def _start(path: Path) -> str:
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            return file.read(OF_SMALLEST).decode("utf-8", "replace")
    except (OSError, EOFError):
        return ""


def checked(version: str) -> str:
    """A version as it was given, without a `v` in front. Raises BadInput for what is none."""
    bare = version.strip().removeprefix("v").removeprefix("linux-")
    if not VERSION.fullmatch(bare) or len(bare) > LONGEST_VERSION:
        mend = "Write it like 6.12, 2.6.32 or 4.18.0-553."
        if not bare:
            raise BadInput([problem("kernel", "", "is not given, and the file does not tell its version.", mend)])
        raise BadInput([problem("kernel", version, "is not the version of a kernel.", mend)])
    return bare


def order(version: str) -> tuple[int, ...]:
    """What versions are sorted by."""
    return tuple(int(number) for number in re.findall(r"\d+", version))
