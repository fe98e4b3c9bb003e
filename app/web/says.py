"""What the page says beside a field: problems, findings and losses, in one shape."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.actions.generate import Request, Result, untold
from app.actions.mends import Mend
from app.bonding.problems import Problem

WORST = ("error", "warning", "loss", "hint")


@dataclass(frozen=True)
class Say:
    """One thing to tell: `level` is error, warning, loss or hint; `link` a page with more, `mends` the ways out."""

    level: str
    field: str
    text: str
    mend: str = ""
    link: str = ""
    mends: tuple[Mend, ...] = ()

    @property
    def way(self) -> str:
        """What its mends are: ways out of something wrong, or something that may be tried."""
        return "Try" if self.level == "hint" else "Mend"

    @property
    def label(self) -> str:
        """The level as the reader sees it: colour is never the only sign."""
        return {"error": "Error", "warning": "Warning", "loss": "Not written", "hint": "Note"}[self.level]


def of_problems(request: Request) -> list[Say]:
    """Values that cannot be used."""
    mends = request.mends
    return [of_problem(each, mends.get(each)) for each in request.problems]


def of_problem(problem: Problem, mend: Mend | None = None) -> Say:
    """One value that cannot be used, and the way out if it is known."""
    text = f"“{problem.value}” {problem.message}" if problem.value else _whole(problem.message)
    return Say("error", problem.field, text, problem.mend, mends=(mend,) if mend else ())


def of_result(result: Result) -> list[Say]:
    """Findings, worst first, and losses."""
    mends = result.mends
    says = [Say(each.level, each.field, each.message, each.mend, each.link, mends.get(each, ())) for each in result.findings]
    says += [
        Say(
            "loss",
            loss.field,
            f"{loss.field}={loss.wanted}. {_capital(loss.why.removeprefix('Not written: '))}",
            mends=mends.get(loss, ()),
        )
        for loss in untold(result)
    ]
    return sorted(says, key=lambda say: WORST.index(say.level))


def _whole(message: str) -> str:
    return message if message[:1].isupper() else f"This {message}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:] if text.startswith(("the ", "a ")) else text


class Board:
    """Says by field. Those of a field that the form does not show stay on the board, for the top of it."""

    def __init__(self, says: Iterable[Say]) -> None:
        self._says: dict[str, list[Say]] = {}
        for say in says:
            self._says.setdefault(say.field, []).append(say)

    def has(self, word: str) -> bool:
        """Whether there is something to say about a field."""
        return word in self._says

    def take(self, *words: str) -> tuple[Say, ...]:
        """What is to be said beside a field that stands for these words."""
        return tuple(say for word in words for say in self._says.pop(word, []))

    def take_below(self, prefix: str) -> tuple[Say, ...]:
        """What is left of all fields whose names begin so."""
        return self.take(*[word for word in self._says if word.startswith(prefix)])

    def rest(self) -> tuple[Say, ...]:
        """What no field took."""
        return self.take(*list(self._says))
