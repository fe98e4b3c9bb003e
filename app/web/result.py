"""The result side of the generator's page: what is said first, the files, the steps, and the ways to carry it away."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from markupsafe import Markup

from app.actions import explain as explaining
from app.actions import switch_forms
from app.actions.explain import Explained
from app.actions.generate import Request, Result
from app.bonding.wire import Pair
from app.stacks.contract import Snippet, Step
from app.switches.contract import Turn
from app.web import highlight, query
from app.web.says import Say

PHASES = (("apply", "Apply"), ("verify", "Verify"), ("rollback", "Roll back"))


@dataclass(frozen=True)
class FileBlock:
    """A file as the page shows it."""

    id: str
    snippet: Snippet
    text: Markup
    explained: tuple[Explained, ...] = ()


@dataclass(frozen=True)
class StepBlock:
    """A step as the page shows it."""

    id: str
    step: Step
    text: Markup
    explained: tuple[Explained, ...] = ()


@dataclass(frozen=True)
class Shown:
    """Everything that the result's template needs."""

    result: Result
    says: tuple[Say, ...]
    files: tuple[FileBlock, ...]
    phases: tuple[tuple[str, str, tuple[StepBlock, ...]], ...]
    links: Links

    @property
    def alarms(self) -> tuple[Say, ...]:
        """Errors, warnings and losses."""
        return tuple(say for say in self.says if say.level != "hint")

    @property
    def notes(self) -> tuple[Say, ...]:
        """The hints: they stay out of the way where there are many."""
        return tuple(say for say in self.says if say.level == "hint")

    @property
    def switch_kind(self) -> str:
        """What the switch gets, in a few words."""
        return switch_forms.KINDS[self.result.bond.facts.switch]

    @property
    def switch_turns(self) -> tuple[tuple[str, str, tuple[Turn, ...]], ...]:
        """What to do on the switch around the lines."""
        return switch_forms.turns(self.result.switch) if self.result.switch else ()

    @property
    def errors(self) -> int:
        """How many things make the result unfit for use."""
        return sum(say.level == "error" for say in self.says)

    @property
    def summary(self) -> str:
        """The result in a few words, for the bar on a phone."""
        parts = [_count(len(self.files), "file")]
        for level, word in (("error", "error"), ("warning", "warning"), ("loss", "loss")):
            if number := sum(say.level == level for say in self.says):
                parts.append(_count(number, word))
        return ", ".join(parts)


@dataclass(frozen=True)
class Links:
    """The ways to carry a result away; all say the same."""

    page: str
    explained: str
    text: str
    json: str
    curl: str
    command: str
    pairs: tuple[Pair, ...]


def show(request: Request, result: Result, says: tuple[Say, ...], site: str, *, explain: bool = False) -> Shown:
    """The result of a request. `site` is the address of the site, with a slash at its end; `explain` adds what every line says."""
    files = tuple(
        FileBlock(
            f"file-{number}",
            snippet,
            highlight.lines(snippet.lines, highlight.language(snippet.path)),
            tuple(explaining.of_file(result, snippet)) if explain else (),
        )
        for number, snippet in enumerate(result.rendering.snippets, 1)
    )
    phases = tuple((phase, title, _steps(result, phase, explain)) for phase, title in PHASES)
    switch = result.bond.facts.switch_asks  # has its own line on the page
    says = tuple(say for say in says if switch not in say.text)
    return Shown(result, says, files, phases, links(request.link, site))


def links(pairs: list[Pair], site: str) -> Links:
    """The links of these pairs."""
    text = query.link("/generate.txt", pairs)
    command = shlex.join(["bondbook", "generate", *(word for name, value in pairs for word in (f"--{name}", value))])
    return Links(
        page=query.link("/generate", pairs),
        explained=query.link("/generate", [*pairs, ("explain", "1")]),
        text=text,
        json=query.link("/generate.json", pairs),
        curl=shlex.join(["curl", site.rstrip("/") + text]),
        command=command,
        pairs=tuple(pairs),
    )


def _steps(result: Result, phase: str, explain: bool) -> tuple[StepBlock, ...]:
    return tuple(
        StepBlock(f"{phase}-{number}", step, highlight.commands(step.run), tuple(explaining.of_step(result, step)) if explain else ())
        for number, step in enumerate(result.rendering.phase(phase), 1)
    )


def _count(number: int, word: str) -> str:
    plural = "losses" if word == "loss" else f"{word}s"
    return f"{number} {word if number == 1 else plural}"
