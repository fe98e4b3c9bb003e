"""The neutral bonds, and what each stack makes of them as it lies on disk."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from app import stacks
from app.bonding import wire
from app.bonding.model import Bond
from app.distros.releases import RELEASES, Release
from app.stacks.contract import Rendering

BONDS = Path(__file__).parent.parent / "bonds"
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Targets:
    """The releases that a stack is tried on, out of its `targets.toml`.

    `usual` is for all bonds; `older` has tools that lack something; `indirect` are those for the indirect way, where the
    usual one lacks nothing or the old one has another way.
    """

    usual: str
    older: str = ""
    indirect: tuple[str, ...] = ()


def targets(stack: str) -> Targets:
    """The releases for a stack; the newest that uses it where it says nothing."""
    path = HERE / stack / "targets.toml"
    if path.exists():
        table = tomllib.loads(path.read_text())
        return Targets(table["usual"], table.get("older", ""), tuple(table.get("indirect", ())))
    return Targets([each.id for each in RELEASES.values() if stack in each.stacks][-1])


ON_OLDER = ("story", "full-active-backup", "full-8023ad", "many-addresses")
"""The bonds that are tried on the old release too; their goldens are named `<bond>@<release>`."""


def pairs(name: str) -> list[wire.Pair]:
    """The wire pairs of a neutral bond."""
    table = tomllib.loads((BONDS / f"{name}.toml").read_text())
    return [(word, str(value)) for word, given in table.items() for value in (given if isinstance(given, list) else [given])]


def bond(name: str) -> Bond:
    """A neutral bond."""
    reading = wire.read(pairs(name))
    assert reading.bond, [str(problem) for problem in reading.problems]
    return reading.bond


def names() -> list[str]:
    """The names of all neutral bonds."""
    return sorted(path.stem for path in BONDS.glob("*.toml"))


INDIRECT = ("full-8023ad", "full-active-backup", "full-arp-xor", "member-options")
"""The bonds that are tried with the indirect way too, on every stack that has one; their goldens are named `<folder>+indirect`."""


@dataclass(frozen=True)
class Case:
    """One folder of goldens: a bond on a stack and a release."""

    stack: str
    bond: str
    release: str
    folder: str
    indirect: bool = False

    def render(self) -> Rendering:
        """What the stack makes of it today."""
        return stacks.get(self.stack).render(bond(self.bond), RELEASES[self.release], indirect=self.indirect)

    @property
    def path(self) -> Path:
        """Where its goldens lie."""
        return HERE / self.stack / self.folder


def release_for(stack: str) -> Release:
    """The release that a stack is tried on."""
    return RELEASES[targets(stack).usual]


def cases() -> list[Case]:
    """Every stack with every bond, some of them on an old release, some in the indirect way."""
    found = []
    for stack in stacks.IDS:
        on = targets(stack)
        found += [Case(stack, name, on.usual, name) for name in names()]
        if on.older:
            found += [Case(stack, name, on.older, f"{name}@{on.older}") for name in ON_OLDER]
        if stacks.get(stack).indirect:
            for release in on.indirect or (on.usual,):
                at = "" if release == on.usual else f"@{release}"
                found += [Case(stack, name, release, f"{name}{at}+indirect", indirect=True) for name in INDIRECT]
    return found


def tree(rendering: Rendering) -> dict[str, str]:
    """A rendering as files: their paths as on disk without the first slash, and LOSSES."""
    files = {snippet.path.lstrip("/"): snippet.text for snippet in rendering.snippets}
    losses = "".join(f"{loss.field} {loss.wanted}: {loss.why}\n" for loss in rendering.losses)
    return {**files, "LOSSES": losses}


def stored(folder: Path) -> dict[str, str]:
    """The goldens of a folder, read as they are, byte by byte."""
    return {str(path.relative_to(folder)): path.read_bytes().decode() for path in sorted(folder.rglob("*")) if path.is_file()}


def store(folder: Path, files: dict[str, str]) -> None:
    """Write the goldens of a folder, and take away what is no longer made."""
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
