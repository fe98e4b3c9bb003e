"""The pages of the reference as text for a terminal and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from app.actions import explain
from app.actions.lookup import Found
from app.actions.reference import InStack, ModePage, OptionPage, mode_page, option_page
from app.bonding.fields import FIELDS
from app.bonding.options import write_value
from app.rules.rule import Rule


def found_text(found: Found) -> str:
    """What a word turned out to be, for a terminal."""
    head = f"{found.via}\n\n" if found.via else ""
    if found.kind == "option":
        return head + option_text(option_page(found.name))
    if found.kind == "mode":
        return head + mode_text(mode_page(found.name))
    return head + field_text(found.name) if found.kind == "field" else f"{found.via}\n"


def found_json(found: Found) -> dict[str, Any]:
    """The same for programs."""
    via = {"via": found.via} if found.via else {}
    if found.kind == "option":
        return option_json(option_page(found.name)) | via
    if found.kind == "mode":
        return mode_json(mode_page(found.name)) | via
    known = explain.word(found.name)
    return {"kind": found.kind, "name": found.name, "link": found.link} | (known.to_json() if known else {}) | via


def field_text(name: str) -> str:
    """A plain word for a terminal."""
    known = explain.word(name)
    assert known is not None
    notes = FIELDS[known.link.partition("#")[2]].notes
    more = ["", "Good to know", *(f"  {note}" for note in notes)] if notes else []
    return "\n".join([name, "", known.does, "", *_aligned(known.facts), *more]) + "\n"


def option_text(page: OptionPage) -> str:
    """The page of an option for a terminal."""
    out = [page.option.name, "", page.option.summary, "", *_aligned(page.facts)]
    if page.values:
        out += ["", "Values"]
        rows = [(f"  {each.name} ({each.number})", f"{each.since}{f'; {each.meaning}' if each.meaning else ''}") for each in page.values]
        out += _aligned(rows)
    if page.modes:
        out += ["", "Modes", *_aligned((f"  {each.mode}", ", ".join(filter(None, (each.default, each.says)))) for each in page.modes)]
    out += ["", "With others", *(f"  {each}" for each in page.together)] if page.together else []
    if page.stacks:
        out += ["", "In the stacks", *_aligned((f"  {each.stack}", _spelled(each)) for each in page.stacks)]
    out += ["", "Good to know", *(f"  {note}" for note in page.notes)] if page.notes else []
    return "\n".join([*out, *_rules(page.rules)]) + "\n"


def _spelled(each: InStack) -> str:
    needs = f" ({each.needs})" if each.needs else ""
    return f"{each.key}{needs}, for example {each.sample}" if each.key else each.why_not


def mode_text(page: ModePage) -> str:
    """The page of a mode for a terminal."""
    out = [page.mode.name, "", page.mode.plain, "", *_aligned(page.facts)]
    out += ["", "Good for", *(f"  {each}" for each in page.uses), "", "Traps", *(f"  {each}" for each in page.traps)]
    if page.options:
        rows = ((f"  {option.name}", option.summary + (f" Here {says}." if says else "")) for option, says in page.options)
        out += ["", "Options of its own", *_aligned(rows)]
    return "\n".join([*out, *_rules(page.rules)]) + "\n"


def _aligned(rows: Iterable[tuple[str, str]]) -> list[str]:
    found = list(rows)
    width = max(len(label) for label, _ in found)
    return [f"{label:<{width}}  {text}" for label, text in found]


def _rules(rules: tuple[Rule, ...]) -> list[str]:
    return ["", "Rules", *_aligned((f"  {rule.id}", rule.title) for rule in rules)] if rules else []


def option_json(page: OptionPage) -> dict[str, Any]:
    """The page of an option for programs."""
    option = page.option
    return {
        "kind": "option",
        "name": option.name,
        "link": explain.option_link(option.name),
        "summary": option.summary,
        "unit": option.unit,
        "default": write_value(option.default),
        "since": option.since,
        "facts": dict(page.facts),
        "values": [{key: text for key, text in asdict(each).items() if key != "example"} for each in page.values],
        "modes": [asdict(each) for each in page.modes],
        "together": list(page.together),
        "stacks": [asdict(each) for each in page.stacks],
        "notes": list(page.notes),
        "rules": [rule.id for rule in page.rules],
    }


def mode_json(page: ModePage) -> dict[str, Any]:
    """The page of a mode for programs."""
    mode = page.mode
    return {
        "kind": "mode",
        "name": mode.name,
        "link": explain.mode_link(mode.name),
        "summary": mode.plain,
        "facts": dict(page.facts),
        "uses": list(page.uses),
        "traps": list(page.traps),
        "options": [option.name for option, _ in page.options],
        "rules": [rule.id for rule in page.rules],
    }
