"""The ways by which the kernel's document comes into the library: a file, this machine, the kernel's git."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine

from app.bonding.problems import problem
from app.errors import BadInput, BondbookError
from app.kerneldoc import fetching, finding
from app.kerneldoc.document import LARGEST
from app.kerneldoc.finding import Place
from app.library import kernel_documents
from app.library.models import KernelDocument

MOST_FOUND = 8  # of the documents of one machine


def add_file(engine: Engine, path: Path, version: str = "") -> KernelDocument:
    """Add a file, or the one below the folder of a package or of a kernel's source. Raises BadInput."""
    if path.is_dir():
        inside = finding.within(path)
        if inside is None:
            raise BadInput([problem("file", path, "holds no Documentation/networking/bonding.rst or .txt.", "Give the file itself.")])
        path = inside
    return kernel_documents.add(engine, version or finding.version_of(path), read(path), str(path))


def add_kernel(engine: Engine, version: str) -> KernelDocument:
    """Add the document of a version: the one on this machine, or else from the kernel's git. Raises BadInput."""
    version = finding.checked(version)
    here = next((place for place in finding.found() if place.version == version), None)
    if here:
        return add_file(engine, here.path, version)
    fetched = fetching.fetch(version)
    return kernel_documents.add(engine, version, fetched.data, fetched.address)


def add_found(engine: Engine, root: Path = Path("/")) -> Iterator[KernelDocument | BondbookError]:
    """Add what this machine has and the library has not; an error in place of what cannot be added."""
    known = {row.version for row in kernel_documents.listing(engine)}
    for place in _unknown(root, known):
        try:
            yield add_file(engine, place.path, place.version)
        except BondbookError as error:
            yield error


def _unknown(root: Path, known: set[str]) -> list[Place]:
    return [place for place in finding.found(root)[:MOST_FOUND] if place.version not in known]


def read(path: Path) -> bytes:
    """The bytes of a file, one more than are allowed at the most. Raises BadInput."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise BadInput([problem("file", path, f"cannot be read ({error.strerror or error}).", "Give a file that you may read.")]) from error
