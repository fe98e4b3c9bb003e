"""The releases of the distributions: kernel, backports, stacks, versions of the tools."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from app.bonding.facts import read_table
from app.bonding.kernel import Kernel, Version, version


@dataclass(frozen=True, kw_only=True)
class Release:
    """One release. `kernel` judges what the driver knows; `stacks` has the default stack first."""

    id: str
    name: str
    family: str
    kernel: Kernel
    stacks: tuple[str, ...]
    source: str
    rolling: bool = False
    tools: dict[str, str] = field(default_factory=dict)
    released: date | None = None
    eol: date | None = None
    extended_eol: date | None = None
    notes: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def default_stack(self) -> str:
        """The stack that an installation of this release uses unless someone chose another."""
        return self.stacks[0]

    def tool(self, name: str) -> Version | None:
        """The version of a tool, or None where it is not known. iproute2 counts as its kernel does, and the kernel is one too."""
        text = self.tools.get(name) or (self.kernel.oldest if name in ("iproute2", "kernel") else "")
        return version(text) if text else None


FACTS = Path(__file__).parent / "facts" / "releases.toml"
_backports: dict[str, dict[str, str]] = {}


def _release(id: str, /, **columns: object) -> Release:
    kernels = [str(columns.pop("kernel")), *(columns.pop("kernels", []))]  # type: ignore[misc]
    same_as = str(columns.pop("same_as", ""))
    backports = columns.pop("backports", None) or _backports.get(same_as, {})
    _backports[id] = backports  # type: ignore[assignment]
    kernel = Kernel(kernels[0], max(kernels, key=version), backports)  # type: ignore[arg-type]
    lists = {key: tuple(value) for key, value in columns.items() if isinstance(value, list)}
    return Release(id=id, kernel=kernel, **{**columns, **lists})  # type: ignore[arg-type]


RELEASES: dict[str, Release] = read_table(FACTS, _release)


def newest_with(stack: str) -> Release | None:
    """The newest dated release that can use the stack, those first whose tools are known."""
    users = [release for release in RELEASES.values() if stack in release.stacks and not release.rolling]
    return max(users, key=lambda release: (bool(release.tools), release.released or date.min), default=None)
