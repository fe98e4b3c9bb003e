"""The pages of the reference as text for a terminal and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from app.actions import explain
from app.actions.columns import aligned
from app.actions.lookup import Found
from app.actions.reference import InStack, ModePage, OptionPage, mode_page, option_page
from app.actions.reference_view import EVERY, View
from app.bonding.answers import SITUATIONS, Answer
from app.bonding.fields import FIELDS
from app.bonding.modes import MODES
from app.bonding.options import FACT_ROWS, Option, write_value
from app.rules.rule import Rule


def found_text(found: Found, view: View = EVERY) -> str:
    """What a word turned out to be, for a terminal."""
    head = f"{found.via}\n\n" if found.via else ""
    if found.kind == "option":
        return head + option_text(option_page(found.name, view))
    if found.kind == "mode":
        return head + mode_text(mode_page(found.name, view))
    return head + field_text(found.name) if found.kind == "field" else f"{found.via}\n"


def found_json(found: Found, view: View = EVERY) -> dict[str, Any]:
    """The same for programs."""
    via = {"via": found.via} if found.via else {}
    if found.kind == "option":
        return option_json(option_page(found.name, view)) | via
    if found.kind == "mode":
        return mode_json(mode_page(found.name, view)) | via
    known = explain.word(found.name)
    return {"kind": found.kind, "name": found.name, "link": found.link} | (known.to_json() if known else {}) | via


def field_text(name: str) -> str:
    """A plain word for a terminal."""
    known = explain.word(name)
    assert known is not None
    notes = FIELDS[known.link.partition("#")[2]].notes
    more = ["", "Good to know", *(f"  {note}" for note in notes)] if notes else []
    return "\n".join([name, "", known.does, "", *aligned(known.facts), *more]) + "\n"


def index_text(view: View = EVERY) -> str:
    """The contents of the reference for a terminal."""

    def line(option: Option) -> str:
        here = view.says(option)
        return f"  {view.link(explain.option_link(option.name))}  {option.summary}{f' ({here})' if here else ''}"

    lines = ["Modes"] + [f"  {view.link(explain.mode_link(each.name))}  {each.plain}" for each in MODES.values()]
    lines += ["", "Options", *map(line, FACT_ROWS.values())]
    lines += ["", "Fields"] + [f"  /reference/fields#{each.name}  {each.summary}" for each in FIELDS.values()]
    tables = [view.link(f"/reference/{name}") for name in ("modes/", "options/", "stacks", "kernels", "rules/")]
    return "\n".join([*lines, "", "Tables", *(f"  {each}" for each in tables)]) + "\n"


def option_text(page: OptionPage, related: Iterable[tuple[str, str]] = ()) -> str:
    """The page of an option for a terminal; `related` are titles and addresses of what speaks of it."""
    out = [page.option.name, "", page.option.summary, "", *aligned((label, text.replace("`", "")) for label, text in page.facts)]
    if page.values:
        out += ["", "Values"]
        rows = [(f"  {each.name} ({each.number})", "; ".join(filter(None, (each.since, each.here, each.meaning)))) for each in page.values]
        out += aligned(rows)
    if page.modes:
        out += ["", "Modes", *aligned((f"  {each.mode}", ", ".join(filter(None, (each.default, each.says)))) for each in page.modes)]
    out += ["", "With others", *(f"  {each}" for each in page.together)] if page.together else []
    if page.stacks:
        out += ["", "In the stacks", *aligned((f"  {each.stack}", _spelled(each)) for each in page.stacks)]
    out += ["", "Good to know", *(f"  {note}" for note in page.notes)] if page.notes else []
    out += ["", f"What Linux {page.asked} answers", *_answers(page)] if page.answers else []
    return "\n".join([*out, *_related(related), *_rules(page.rules)]) + "\n"


def _answers(page: OptionPage) -> Iterable[str]:
    for each in page.answers:
        yield f"  {SITUATIONS[each.situation]}: {page.option.name}={each.given}{f' in {each.mode}' if each.situation == 'mode' else ''}"
        yield from (f"    {line}" for line in _said(each))


def _said(each: Answer) -> Iterable[str]:
    if each.file_says:
        yield f"file: {each.file_says}"
    if each.netlink_says:
        yield f"netlink: {'accepted without an error, and ignored' if each.netlink_says == 'accepted' else each.netlink_says}"
    yield from (f"log: {line}" for line in each.log)


def _related(related: Iterable[tuple[str, str]]) -> list[str]:
    found = list(related)
    return ["", "See also", *aligned((f"  {address}", title) for title, address in found)] if found else []


def _spelled(each: InStack) -> str:
    needs = f" ({each.needs})" if each.needs else ""
    return f"{each.key}{needs}, for example {each.sample}" if each.key else each.why_not


def mode_text(page: ModePage, related: Iterable[tuple[str, str]] = ()) -> str:
    """The page of a mode for a terminal; `related` are titles and addresses of what speaks of it."""
    out = [page.mode.name, "", page.mode.plain, "", *aligned(page.facts)]
    out += ["", "Good for", *(f"  {each}" for each in page.uses), "", "Traps", *(f"  {each}" for each in page.traps)]
    if page.options:
        rows = ((f"  {option.name}", option.summary + (f" Here {says}." if says else "")) for option, says in page.options)
        out += ["", "Options of its own", *aligned(rows)]
    lists = (("Work in every mode", [each.name for each in page.common]), ("Without effect", page.idle), ("Refused", page.refused))
    out += ["", "Other options", *aligned((f"  {title}", ", ".join(names)) for title, names in lists if names)]
    told = [(f"  {each.text}".expandtabs(4), each.says) for each in page.sample]
    out += ["", "What /proc/net/bonding shows", *aligned(told)]
    return "\n".join([*out, *_related(related), *_rules(page.rules)]) + "\n"


def _rules(rules: tuple[Rule, ...]) -> list[str]:
    return ["", "Rules", *aligned((f"  {rule.id}", rule.title) for rule in rules)] if rules else []


def option_json(page: OptionPage) -> dict[str, Any]:
    """The page of an option for programs."""
    option = page.option
    return {
        "kind": "option",
        "name": option.name,
        "link": explain.option_link(option.name),
        "summary": option.summary,
        "here": page.here,
        "unit": option.unit,
        "default": write_value(option.default),
        "since": option.since,
        "facts": dict(page.facts),
        "values": [{key: text for key, text in asdict(each).items() if key != "example"} for each in page.values],
        "modes": [asdict(each) for each in page.modes],
        "together": list(page.together),
        "stacks": [asdict(each) for each in page.stacks],
        "answers_of": page.asked,
        "answers": [asdict(each) | {"log": list(each.log), "kernels": list(each.kernels)} for each in page.answers],
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
        "options_everywhere": [option.name for option in page.common],
        "options_without_effect": list(page.idle),
        "options_refused": list(page.refused),
        "proc": [{"line": each.text, "says": each.says} for each in page.sample],
        "rules": [rule.id for rule in page.rules],
    }
