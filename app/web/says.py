"""What the page says beside a field: problems, findings and losses, in one shape."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.actions.generate import Result, untold
from app.bonding.problems import Problem
from app.web import query

CANNOT_SAY = "stack-cannot-say"
"""The rule that tells of what has no key, in the words of the loss."""
WORST = ("error", "warning", "loss", "hint")


@dataclass(frozen=True)
class Say:
    """One thing to tell: `level` is error, warning, loss or hint; `link` a page with more, `offer` a page where it is done."""

    level: str
    field: str
    text: str
    mend: str = ""
    link: str = ""
    offer: str = ""

    @property
    def label(self) -> str:
        """The level as the reader sees it: colour is never the only sign."""
        return {"error": "Error", "warning": "Warning", "loss": "Not written", "hint": "Note"}[self.level]


def of_problems(problems: Iterable[Problem]) -> list[Say]:
    """Values that cannot be used."""
    return [
        Say("error", each.field, f"“{each.value}” {each.message}" if each.value else _whole(each.message), each.mend) for each in problems
    ]


def of_result(result: Result) -> list[Say]:
    """Findings, worst first, and losses."""
    offered = {loss.field for loss in result.rendering.losses if loss.indirect}
    offer = query.link("/generate", result.offer) if offered else ""
    says = [
        Say(each.level, each.field, each.message, each.mend, each.link, offer if each.id == CANNOT_SAY and each.field in offered else "")
        for each in result.findings
    ]
    says += [
        Say(
            "loss",
            loss.field,
            f"{loss.field}={loss.wanted}. {_capital(loss.why.removeprefix('Not written: '))}",
            offer=offer if loss.indirect else "",
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
