"""The indirect ways: how a stack can have an option set that it has no key for, when somebody asks for that.

A stack names one `Way`. The contract asks it which options it can do, hands those to the
renderer (`Writer.beyond`) and reads the additional files back like all others, so the losses
are found the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import ModuleType

from app.distros.releases import Release
from app.stacks.reading import Draft, Reader

WhyNot = Callable[[str, str, Release | None], str]


@dataclass(frozen=True)
class Way:
    """An indirect way.

    `title` says in a few words what is written, as behind "through"; `why_not` gives the reason
    why an option can't be set this way either (from its name, the mode and the release), empty
    if it can; `syntaxes` are the formats of
    its files by the beginning of their path; `read` takes from its files what they say of the
    drafts that the stack's own parser found (none where that parser reads the lines itself);
    `frame` explains its lines (see app.stacks.phrases).
    """

    title: str
    why_not: WhyNot
    syntaxes: Mapping[str, ModuleType] = field(default_factory=dict)
    read: Callable[[Reader, list[Draft]], None] | None = None
    frame: Mapping[str, str] = field(default_factory=dict)
