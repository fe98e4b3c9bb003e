"""What the search knows of the program's own facts: gathered here, because the library knows neither stacks nor rules."""

from __future__ import annotations

from collections.abc import Iterator

from app import stacks, switches
from app.bonding.fields import FIELDS
from app.bonding.modes import MODES
from app.bonding.options import FACT_ROWS, Option
from app.diagnosis.symptoms import SYMPTOMS
from app.distros.releases import RELEASES
from app.guides import guides
from app.library.database import db
from app.library.search import facts
from app.library.search.facts import Fact
from app.rules import RULES
from app.web.knowledge.desk import desk


def renew() -> bool:
    """Bring the facts in the index up to date; tell whether there was anything to do. Needs an application's context."""
    return facts.renew(db.engine, desk().mark, every)


def every() -> Iterator[Fact]:
    """All facts."""
    for mode in MODES.values():
        body = _text(
            mode.plain,
            mode.switch_asks,
            mode.transmit,
            mode.receive,
            mode.failover,
            mode.mac,
            mode.driver,
            *mode.uses,
            *mode.traps,
            mode.proc,
        )
        yield Fact("mode", mode.name, f"{mode.name}: {mode.proc}", body, (f"mode {mode.number}", f"mode={mode.number}"), (mode.name,))
    for option in FACT_ROWS.values():
        yield _option(option)
    for release in RELEASES.values():
        kernel = f"Linux {release.kernel.oldest}."
        body = _text(release.name, kernel, f"Configured with {', '.join(release.stacks)}.", *release.notes)
        yield Fact("release", release.id, release.name, body, releases=(release.id,))
    for rule in RULES.values():
        yield Fact("rule", rule.id, rule.title, _text(*rule.text), modes=_modes(rule.bad))
    for guide in guides().values():
        yield Fact("guide", guide.slug, guide.title, f"{guide.summary} {desk().preview(guide.body).plain}")
    for stack in stacks.every():
        users = tuple(release.id for release in RELEASES.values() if stack.id in release.stacks)
        body = _text(f"Generate configuration for {stack.title}.", f"For {', '.join(users)}." if users else "", *stack.gaps.values())
        yield Fact("target", stack.id, stack.title, body, releases=users)
    for field in FIELDS.values():
        yield Fact("field", field.name, field.title, _text(field.summary, f"Takes {field.values}.", *field.notes))
    for each in SYMPTOMS.values():
        symptom = each.in_general()
        yield Fact("symptom", each.id, symptom.title, _text(symptom.cause, *symptom.checks, *symptom.fixes))
    for switch in switches.every():
        title = f"{switch.title} as the switch"
        spoken = [line for phrase in (*switch.words.values(), *switch.hashes.values()) for line in phrase.lines]
        yield Fact("table", f"switches/{switch.id}", title, _text(title + ".", *switch.notes, *spoken), (switch.id,))
    for key, (title, body) in TABLES.items():
        yield Fact("table", key, title, body)


TABLES = {
    "modes/": ("The seven modes beside each other", "Compares the modes: what the switch must do, what they spread, monitors."),
    "options/": ("Options by mode, kernel and stack", "All options, filtered by mode, by kernel or release, and by stack."),
    "kernels": ("What changed between kernels", "Which options and values came or went between two kernels or releases, with backports."),
    "switches": ("The switch side", "What each switch system says for the other end: static group, LACP, rate, hash, MLAG, vPC, fallback."),
    "stacks": ("Options in every stack", "The support matrix: which key says which option in which system, or why none does."),
}
"""The tables of the reference by the end of their addresses, with title and what stands in them."""


def _option(option: Option) -> Fact:
    """An option; the keys by which other tools know it lead to it too."""
    spellings = [key.name for stack in stacks.every() if (key := stack.spelling.get(option.name)) is not None and key.name]
    choices = [f"{choice.name}: {choice.meaning}" for choice in option.choices]
    allowed = f"Takes {option.allowed()}." if not choices else ""
    body = _text(option.summary, allowed, f"Since Linux {option.since}.", *choices, *option.notes)
    modes = tuple(sorted(option.effective)) if option.effective != frozenset(MODES) else ()
    return Fact("option", option.name, option.name, body, tuple(dict.fromkeys(spellings)), modes)


def _modes(examples: tuple[tuple[tuple[str, str], ...], ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for pairs in examples for name, value in pairs if name == "mode" and value in MODES))


def _text(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)
