"""which: from answers to the mode that fits, and to the pairs of a bond that takes it; the rest of the bond stays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.actions.generate import TARGET_WORDS
from app.bonding import choosing
from app.bonding.choosing import QUESTIONS, Advice, Question
from app.bonding.options import OPTIONS
from app.bonding.problems import Problem, problem
from app.bonding.wire import Pair

PREFIX = "which."
"""Answers stand among the pairs of a bond as which.<question>."""


@dataclass(frozen=True)
class Asked:
    """The answers given, the pairs of the bond beside them, and answers that are none."""

    answers: dict[str, str]
    pairs: tuple[Pair, ...]
    problems: tuple[Problem, ...]

    @property
    def advice(self) -> Advice:
        """What the answers lead to."""
        return choosing.advise(self.answers)

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions that these answers leave needful."""
        return tuple(question for question in QUESTIONS if question.needed(self.answers))


def read(pairs: Iterable[Pair]) -> Asked:
    """Take the answers out of the pairs; never raises for bad ones."""
    pairs = [(name, value) for name, value in pairs if value.strip()]
    answers, problems = {}, []
    known = {PREFIX + question.id: question for question in QUESTIONS}
    for name, value in pairs:
        if name in known and any(value == answer.id for answer in known[name].answers):
            answers[known[name].id] = value
        elif name in known:
            problems.append(problem(name, value, "is not an answer.", f"Take {_or(answer.id for answer in known[name].answers)}."))
        elif name.startswith(PREFIX):
            problems.append(problem(name, value, "is not a question.", f"The questions are {', '.join(known)}."))
    return Asked(answers, tuple(pair for pair in pairs if not pair[0].startswith(PREFIX)), tuple(problems))


def taking(asked: Asked) -> tuple[list[Pair], list[Pair]]:
    """The pairs of the bond with the recommended mode and its options, and those of no use to it.

    What was given already stays: an option that is set is not set again.
    """
    advice = asked.advice
    if not advice.mode:
        return list(asked.pairs), []
    dropped = [pair for pair in asked.pairs if pair[0] in OPTIONS and advice.mode not in OPTIONS[pair[0]].effective]
    kept = [pair for pair in asked.pairs if pair not in dropped and pair[0] != "mode"]
    given = {name for name, _ in kept}
    if "arp_interval" in given:
        given.add("miimon")  # the other link monitor
    options = [(row.option, row.value) for row in advice.options if row.option not in given]
    place = next((number for number, (name, _) in enumerate(kept) if name not in (*TARGET_WORDS, "name")), len(kept))
    return [*kept[:place], ("mode", advice.mode), *kept[place:], *options], dropped


def to_text(asked: Asked, link: str, here: str) -> str:
    """The questions, or the advice, as a page for a terminal. `link` opens the bond, `here` is this page's address."""
    out = [f"error: {each}" for each in asked.problems]
    advice = asked.advice
    if advice.mode:
        out += [f"Take {advice.mode}. {advice.why}", ""]
        out += [f"  {row.option}={row.value} {row.text}" for row in advice.options]
        out += [f"  {tip}" for tip in advice.tips]
        out += ["", link, ""]
    else:
        out += ["Which mode? Answer in the address:", ""]
    for question in asked.questions:
        chosen = asked.answers.get(question.id)
        out.append(f"{question.ask} {question.why}")
        out += [f" {'*' if answer.id == chosen else ' '} {PREFIX}{question.id}={answer.id}  {answer.text}" for answer in question.answers]
        out.append("")
    out += [f"{mode} remains: {text}" for mode, text in advice.still.items()]
    out += [f"{mode} is out: {' '.join(reasons)}" for mode, reasons in advice.out.items()]
    if not advice.mode:
        example = "&".join(f"{PREFIX}{question.id}={question.answers[0].id}" for question in QUESTIONS)
        out += ["", f"# For example: curl '{here}?{example}'"]
    return "\n".join(out) + "\n"


def _or(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} or {last}"
