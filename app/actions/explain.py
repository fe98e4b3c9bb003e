"""explain: what a word of a configuration means, and what each line of a result says.

One place for every door: the page, the text form, JSON and the command line show the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.actions.generate import Result
from app.bonding import wording
from app.bonding.fields import FIELDS
from app.bonding.model import Bond
from app.bonding.modes import MODES
from app.bonding.options import FACT_ROWS, OPTIONS, Option, Value
from app.distros.releases import Release
from app.formats.node import Line
from app.stacks.contract import Snippet, Stack, Step
from app.stacks.phrases import COMMANDS, phrase

LABELS = {
    "given": "Here",
    "unit": "Unit",
    "in_mode": "In this mode",
    "default": "Default",
    "values": "Values",
    "since": "Kernel",
    "on_release": "On this release",
    "key": "Key",
}
"""The facts of an explanation in the order in which they are shown, and their names for readers."""


@dataclass(frozen=True)
class Explanation:
    """What a word means: `does` in a sentence, `link` its page, the facts of LABELS as phrases (empty: nothing to say)."""

    word: str
    title: str
    does: str
    link: str
    given: str = ""
    in_mode: str = ""
    unit: str = ""
    default: str = ""
    values: str = ""
    since: str = ""
    on_release: str = ""
    key: str = ""

    @property
    def facts(self) -> list[tuple[str, str]]:
        """The facts that are known, with their names."""
        return [(label, text) for name, label in LABELS.items() if (text := getattr(self, name))]

    @property
    def is_option(self) -> bool:
        """Whether it is an option of the driver, or the mode."""
        return self.word == "mode" or self.word in FACT_ROWS

    def to_json(self) -> dict[str, Any]:
        """All of it."""
        return {"word": self.word, "title": self.title, "does": self.does, "link": self.link} | {
            name: text for name in LABELS if (text := getattr(self, name))
        }


@dataclass(frozen=True)
class Explained:
    """A line, what it does in its file (empty where its words tell), and the words that it came from."""

    line: Line
    does: str
    words: tuple[Explanation, ...]

    def tells(self, each: Explanation) -> bool:
        """Whether the meaning of a word is worth telling: that of a plain field only where the line itself has no phrase."""
        return each.is_option or not self.does

    def facts(self, each: Explanation) -> list[tuple[str, str]]:
        """What is told of one of its words: all of a single option, of several only what was given; the unit stands in the values."""
        if len(self.words) == 1 and each.is_option:
            return [fact for fact in each.facts if fact[0] != LABELS["unit"]]
        return [fact for fact in each.facts if fact[0] == LABELS["given"]]

    def sentences(self) -> list[str]:
        """The explanation as plain text, what the line does first."""
        fields = ", ".join(f"{each.word} ({each.link})" for each in self.words if not self.tells(each))
        said = [f"{self.does} From {fields}." if fields else self.does] if self.does else []
        for each in filter(self.tells, self.words):
            facts = [f"{label}: {text}." for label, text in self.facts(each)]
            said.append(" ".join([f"{each.word}: {each.does}", *facts, each.link]))
        return said

    def to_json(self) -> dict[str, Any]:
        """The line with its explanation, and the pages that tell more."""
        return {
            "text": self.line.text,
            "about": self.line.about,
            "explanation": " ".join(self.sentences()),
            "links": [each.link for each in self.words],
        }


# ---------------------------------------------------------------- words


@lru_cache(maxsize=4096)
def word(
    name: str, *, mode: str = "", value: Value | None = None, release: Release | None = None, stack: Stack | None = None
) -> Explanation | None:
    """The explanation of a wire word or a parameter of the module; None for one that is neither.

    `mode` and `value` are those of a bond, `release` and `stack` its target: what is not given is explained in general.
    """
    if name in FACT_ROWS:
        return _option(FACT_ROWS[name], mode, value, release, stack)
    if name == "mode":
        return _mode(mode, stack)
    plain, number = _of_vlan(name)
    if plain not in FIELDS:
        return None
    row = FIELDS[plain]
    title = row.title if not number else f"VLAN {number}" if plain == "vlan" else f"{row.title} of VLAN {number}"
    return Explanation(name, title, row.summary, field_link(plain), unit=row.unit, default=row.default, values=row.values)


def option_link(name: str) -> str:
    """The page of an option."""
    return f"/reference/options/{name}"


def mode_link(name: str) -> str:
    """The page of a mode."""
    return f"/reference/modes/{name}"


def field_link(name: str) -> str:
    """Where a plain word is explained."""
    return f"/reference/fields#{name}"


def _option(option: Option, mode: str, value: Value | None, release: Release | None, stack: Stack | None) -> Explanation:
    here = ""
    if value is not None:
        told = wording.meaning(option, value)
        here = f"{wording.value(option, value)}{f', {told}' if told else ''}"
        here += " (the default anyway)" if value == option.default_in(mode) else ""
    return Explanation(
        option.name,
        option.name,
        option.summary,
        option_link(option.name),
        given=here,
        in_mode=wording.in_mode(option, mode) if mode else "",
        unit=option.unit,
        default=wording.default(option, mode),
        values=wording.values(option),
        since=wording.kernel(option, value, mode),
        on_release=wording.on(option, release.kernel, release.name, value, mode) if release else "",
        key=key_phrase(stack, option.name, release) if stack else "",
    )


def _mode(mode: str, stack: Stack | None) -> Explanation:
    row = FIELDS["mode"]
    given = f"{mode}, number {MODES[mode].number}. {MODES[mode].plain.rstrip('.')}" if mode else ""
    link = mode_link(mode) if mode else field_link("mode")
    key = stack.spelling.get("mode") if stack else None
    said = {} if mode else {"default": row.default, "values": row.values}
    return Explanation("mode", row.title, row.summary, link, given=given, key=key.name if key else "", **said)


def key_phrase(stack: Stack, option: str, release: Release | None = None) -> str:
    """The key of an option in a stack: its name there, where it stands, and the version that brought it; empty without one."""
    inside = stack.within(release)
    key = inside.spelling.get(option)
    if key is None:
        return ""
    name = key.name_at((release.tool(inside.tool) if release else None) or (9999,))
    parts = [f"in {key.elsewhere}"] if key.elsewhere else []
    parts += [f"{inside.tool} {key.since} or newer"] if key.since else []
    return f"{name} ({', '.join(parts)})" if parts else name


def _of_vlan(name: str) -> tuple[str, str]:
    """The plain word and the id of a VLAN's word: `vlan.10.address` gives address and 10; the name of a VLAN is the VLAN itself."""
    if not name.startswith("vlan."):
        return name, ""
    _, number, rest = [*name.split(".", 2), ""][:3]
    return ("vlan" if rest in ("name", "") else rest), number


# ---------------------------------------------------------------- lines


def of_file(result: Result, made: Snippet) -> list[Explained]:
    """Every line of a file, explained for the bond and the target of a result; blank lines have nothing to say."""
    return [_line(result, line) for line in made.lines]


def of_step(result: Result, step: Step) -> list[Explained]:
    """Every line of a step; where nothing is known of a command, the reason of the step tells."""
    frame = {**COMMANDS, **result.target.stack.phrases}
    return [Explained(Line(text), phrase(frame, text) or step.why, ()) for text in step.run.splitlines()]


def _line(result: Result, line: Line) -> Explained:
    if not line.text.strip():
        return Explained(line, "", ())
    target = result.target
    words = (
        word(name, mode=result.bond.mode, value=_value(result.bond, name), release=target.release, stack=target.stack)
        for name in line.about.split()
    )
    return Explained(line, phrase(target.stack.phrases, line.text), tuple(each for each in words if each))


def _value(bond: Bond, name: str) -> Value | None:
    return bond.effective(name) if name in OPTIONS else None
