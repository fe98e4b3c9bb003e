"""What a stack makes: the files and steps of a rendering, and what was found in files that were parsed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.bonding.changes import Change
from app.bonding.model import Bond
from app.bonding.verify import Otherwise
from app.formats.node import Line, Node, join

# ---------------------------------------------------------------- what a rendering holds


@dataclass(frozen=True)
class File:
    """A file as a renderer yields it, in the format that the stack has for its path.

    `adds` marks lines that belong into a file that others share (modprobe.conf): they are
    added, the rest of it stays.
    """

    path: str
    nodes: list[Node]
    permissions: str = "0644"
    adds: bool = False


@dataclass(frozen=True)
class Snippet:
    """A file of a rendering: its path, permissions (octal text) and lines."""

    path: str
    permissions: str
    lines: tuple[Line, ...]
    adds: bool = False

    @property
    def text(self) -> str:
        """The whole text, with a line feed at the end."""
        return join(self.lines)


@dataclass(frozen=True)
class Step:
    """One thing to do: `phase` is apply, verify or rollback; `run` the command line(s).

    `see` says what a healthy system shows, `otherwise` what it may show instead, with the
    meaning and the mend; `drops` that the connection goes away with it.
    The rest is for a program that takes the steps: `role` (see ROLES) says how; `commands` are
    the lines of `run`, one command each, where it is no more than that; `unless` is a command
    that succeeds where the step is not needed.
    """

    phase: str
    run: str
    why: str
    see: str = ""
    drops: bool = False
    otherwise: tuple[Otherwise, ...] = ()
    role: str = ""
    commands: tuple[str, ...] = ()
    unless: str = ""


ROLES = {
    "": "is taken; when it fails, everything goes back",
    "keep": "copies the present configuration aside, before any file is written",
    "look": "only shows something",
    "check": "changes nothing, and fails when something is not as it has to be",
    "others": "prints the files of others that name a member; they stay in force unless they are set aside",
    "stanzas": "the same, but only the members' own stanzas of interfaces(5) in them are in the way",
    "hand": "is for a person, beforehand: it could not be undone; `unless` tells whether it was done",
}
"""What the roles of steps mean to a program."""


@dataclass(frozen=True)
class Loss:
    """Something asked for that the files do not say: the wire name, the value, and the reason.

    `indirect` tells that the stack's indirect way, which was not asked for, would set it.
    """

    field: str
    wanted: str
    why: str
    indirect: bool = False


@dataclass(frozen=True)
class Rendering:
    """What a stack makes of a bond; `back` is what its parser reads in the files, from which the losses come."""

    snippets: tuple[Snippet, ...]
    steps: tuple[Step, ...]
    losses: tuple[Loss, ...]
    back: Parsing

    def phase(self, name: str) -> tuple[Step, ...]:
        """The steps of one phase."""
        return tuple(step for step in self.steps if step.phase == name)


# ---------------------------------------------------------------- what a parsing holds


@dataclass(frozen=True)
class Remark:
    """A line that was not read, or that the kernel or the tool would refuse, and why.

    `inside` are the names of what it stands in, from the outermost, and its own at the end; `fix` corrects a value.
    `level` is one of findings, for what is refused; `tells` are the rules that have nothing to add where this gives the reason.
    """

    path: str
    line: int
    text: str
    why: str = ""
    inside: tuple[str, ...] = ()
    bond: str = ""
    fix: Change | None = None
    level: str = "error"
    tells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Flaw:
    """What only the text shows: it was read as it is meant, and the tool makes something else of it, or nothing.

    `id` names its page among the rules (app.rules.texts), `level` is one of findings.
    """

    path: str
    line: int
    text: str
    level: str
    id: str
    message: str
    mend: str = ""
    bond: str = ""
    fix: Change | None = None


@dataclass(frozen=True)
class Claim:
    """An interface (or a pattern of names) that a file sets up for itself, and how."""

    interface: str
    path: str
    line: int
    how: str


@dataclass(frozen=True)
class Said:
    """Where a word of a bond was read, and with which value; line 0 where no line says it."""

    bond: str
    word: str
    value: str
    path: str = ""
    line: int = 0


@dataclass(frozen=True)
class Parsing:
    """What a stack found in files.

    `unread` is everything that nobody took; `aside` the part of it that is about something else than a bond: whole
    files and sections of which nothing was taken. `used` are the lines that were taken, by path. `implied` are options
    that no line says, because the tool sets them by itself: bond, option, value. `said` tells where each word of the
    bonds was read, `flaws` what only the text shows.
    """

    bonds: tuple[Bond, ...]
    unread: tuple[Remark, ...] = ()
    refused: tuple[Remark, ...] = ()
    aside: tuple[Remark, ...] = ()
    used: Mapping[str, frozenset[int]] = field(default_factory=dict, hash=False)
    implied: tuple[tuple[str, str, str], ...] = ()
    said: tuple[Said, ...] = ()
    flaws: tuple[Flaw, ...] = ()
