"""Which mode? A few answers rule modes out, each with its reason, and one of the rest is recommended.

The questions, the reasons and the order of preference are data: facts/choosing.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.bonding.modes import MODES
from app.errors import BadFacts

Answers = Mapping[str, str]
When = Mapping[str, list[str]]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer to choose."""

    id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question: `why` it matters; `unless` names answers that make it needless."""

    id: str
    ask: str
    why: str
    answers: tuple[Answer, ...]
    unless: When

    def needed(self, answers: Answers) -> bool:
        """Whether it still has to be asked beside these answers."""
        return not (self.unless and fits(self.unless, answers))


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of the table: the modes it speaks of, when, and what it says."""

    modes: tuple[str, ...]
    when: When
    text: str
    option: str = ""
    value: str = ""


@dataclass(frozen=True)
class Advice:
    """What the answers lead to. `mode` is empty while needed questions are open."""

    mode: str
    why: str
    out: dict[str, tuple[str, ...]]
    """Each mode that is ruled out, with every reason."""
    still: dict[str, str]
    """What remains beside the recommendation; all that remains while there is none."""
    options: tuple[Row, ...]
    tips: tuple[str, ...]
    open: tuple[Question, ...]


def fits(when: When, answers: Answers) -> bool:
    """Whether each question named in `when` has one of the answers named there."""
    return all(answers.get(question) in allowed for question, allowed in when.items())


def advise(answers: Answers) -> Advice:
    """What these answers, by the ids of their questions, say of the seven modes."""
    asked = {question.id: answers[question.id] for question in QUESTIONS if question.id in answers and question.needed(answers)}
    out = {mode: tuple(row.text for row in OUT if mode in row.modes and fits(row.when, asked)) for mode in MODES}
    left = [mode for mode, reasons in out.items() if not reasons]
    missing = tuple(question for question in QUESTIONS if question.id not in asked and question.needed(asked))
    best = None if missing else next(row for row in PREFER if row.modes[0] in left and fits(row.when, asked))
    mode = best.modes[0] if best else ""
    return Advice(
        mode=mode,
        why=best.text if best else "",
        out={name: reasons for name, reasons in out.items() if reasons},
        still={name: _remaining(name, asked, told=bool(best)) for name in left if name != mode},
        options=tuple(row for row in SET if mode in row.modes and fits(row.when, asked)),
        tips=tuple(row.text for row in TIPS if mode in row.modes and fits(row.when, asked)),
        open=missing,
    )


def _remaining(mode: str, answers: Answers, *, told: bool) -> str:
    return next(row.text for row in STILL if mode in row.modes and fits(row.when, answers)) if told else MODES[mode].plain


# ---------------------------------------------------------------- the table


def _read() -> dict[str, Any]:
    with (Path(__file__).parent / "facts" / "choosing.toml").open("rb") as file:
        return tomllib.load(file)


def _rows(table: list[dict[str, Any]]) -> tuple[Row, ...]:
    rows = []
    for columns in table:
        modes = tuple(columns.pop("modes", ())) or (columns.pop("mode"),)
        rows.append(Row(modes=modes, text=columns.pop("text", "") or columns.pop("why"), **columns))
    return tuple(rows)


def _questions(table: list[dict[str, Any]]) -> tuple[Question, ...]:
    return tuple(
        Question(answers=tuple(Answer(**each) for each in columns.pop("answers")), unless=columns.pop("unless", {}), **columns)
        for columns in table
    )


try:
    _table = _read()
    QUESTIONS = _questions(_table["question"])
    OUT, PREFER, STILL, SET, TIPS = (_rows(_table[name]) for name in ("out", "prefer", "still", "set", "tip"))
except (KeyError, TypeError, ValueError) as _error:
    raise BadFacts(f"choosing.toml: {_error!r}") from _error
