"""The releases of the distributions: kernel, backports, stacks, versions of the tools."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from app.bonding.facts import read_table
from app.bonding.kernel import Kernel, Version, version
from app.bonding.problems import did_you_mean, problem
from app.errors import BadInput


@dataclass(frozen=True, kw_only=True)
class Release:
    """One release. `kernel` judges what the driver knows; `stacks` has the default stack first.

    `uses` names what an installation uses where that is no stack that makes bonds; a release has
    an `eol`, is `rolling`, or says in `end` why it has no date.
    """

    id: str
    name: str
    family: str
    kernel: Kernel
    stacks: tuple[str, ...]
    source: str
    rolling: bool = False
    uses: str = ""
    tools: dict[str, str] = field(default_factory=dict)
    released: date | None = None
    eol: date | None = None
    extended_eol: date | None = None
    end: str = ""
    notes: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def default_stack(self) -> str:
        """The stack that an installation of this release uses unless someone chose another."""
        return self.stacks[0]

    @property
    def support(self) -> str:
        """How long it is supported: dates, which are as true tomorrow as today."""
        if self.rolling:
            return "rolling release"
        if self.eol is None:
            return self.end
        longer = f", extended until {self.extended_eol.isoformat()}" if self.extended_eol else ""
        return f"supported until {self.eol.isoformat()}{longer}"

    def tool(self, name: str) -> Version | None:
        """The version of a tool, or None where it is not known. iproute2 counts as its kernel does, and the kernel is one too."""
        text = self.tools.get(name) or (self.kernel.oldest if name in ("iproute2", "kernel") else "")
        return version(text) if text else None


FACTS = Path(__file__).parent / "facts" / "releases.toml"
_rows: dict[str, Release] = {}


def _release(id: str, /, **columns: object) -> Release:
    base = _rows.get(str(columns.pop("same_as", "")))
    kernels = [str(columns.pop("kernel")), *(columns.pop("kernels", []))]  # type: ignore[misc]
    backports = columns.pop("backports", None) or (base.kernel.backports if base else {})
    columns["notes"] = [*(base.notes if base else ()), *(columns.pop("notes", []))]  # type: ignore[misc]
    kernel = Kernel(min(kernels, key=version), max(kernels, key=version), backports)  # type: ignore[arg-type]
    lists = {key: tuple(value) for key, value in columns.items() if isinstance(value, list)}
    _rows[id] = Release(id=id, kernel=kernel, **{**columns, **lists})  # type: ignore[arg-type]
    return _rows[id]


RELEASES: dict[str, Release] = read_table(FACTS, _release)


def named(id: str) -> Release:
    """The release of an id. Raises BadInput for one that is not known."""
    if id not in RELEASES:
        raise BadInput([problem("release", id, "is not a release that Bondbook knows.", did_you_mean(id, RELEASES))])
    return RELEASES[id]


def newest_with(stack: str) -> Release | None:
    """The newest dated release that can use the stack, those first whose tools are known; a rolling one where there is no other."""
    every = [release for release in RELEASES.values() if stack in release.stacks]
    users = [release for release in every if not release.rolling] or every
    return max(users, key=lambda release: (bool(release.tools), release.released or date.min), default=None)
