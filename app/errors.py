"""Every error that can stop the work.

    BondbookError            the root: a sentence for a person, never a traceback
    ├── BadInput             something that was given cannot be used; carries the problems
    ├── BadFacts             a data file of the project is wrong (found at start-up)
    └── BadSettings          the environment asks for something impossible

Findings, losses and unread lines are values, not errors: they never stop the work.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.bonding.problems import Problem


class BondbookError(Exception):
    """Root of all errors; `str()` of it may be shown to the user as it is."""


class BadInput(BondbookError):
    """The given names or values cannot be used; `problems` says each with its field and mend."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class BadFacts(BondbookError):
    """A data file does not fit its schema."""


class BadSettings(BondbookError):
    """An environment variable has a value that cannot work."""
