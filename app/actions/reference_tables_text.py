"""The tables of the reference as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.actions.columns import aligned
from app.actions.reference_tables import Cell, Change, Filter, ModeRow, OptionRow
from app.actions.reference_view import View
from app.bonding.options import Option
from app.diagnosis.symptom import Symptom


def modes(rows: Iterable[ModeRow]) -> str:
    """The modes beside each other."""
    head = ("mode", "number", "switch", "two switches", "spreads", "one connection", "monitors")
    found = [(each.name, str(each.number), each.switch, each.two_switches, each.spreads, each.one_flow, each.monitors) for each in rows]
    return _table([head, *found])


def options(shown: Sequence[OptionRow], left_out: Sequence[OptionRow], asked: Filter, view: View) -> str:
    """The options that pass a filter, and those that do not."""
    rows = [(each.option.name, each.default, f"Linux {each.option.since}", each.key.key if each.key else "", each.says) for each in shown]
    out = _table([("option", "default", "since", asked.stack and "key", "here" if asked.mode or view.name else ""), *rows])
    if left_out:
        out += "\nLeft out\n" + _table(
            [(f"  {each.option.name}", each.says or (each.key.why_not if each.key else "a parameter of the module")) for each in left_out]
        )
    return out


def changes(rows: Sequence[Change], old: View, new: View) -> str:
    """What changed between two kernels."""
    head = f"From {old.name} to {new.name}\n\n"
    told = [(each.since, f"{each.what}{' (gone)' if each.gone else ''}", " ".join(filter(None, (each.text, each.where)))) for each in rows]
    return head + (_table(told) if told else "Nothing changed.\n")


def symptoms(found: Iterable[Symptom]) -> str:
    """What diagnose looks for."""
    out = []
    for each in found:
        lines = [f"{each.id}: {each.title}", f"  {each.cause}", *(f"  Make sure: {text}" for text in each.checks)]
        lines += [f"  Fix: {text}" for text in each.fixes]
        lines += [f"  For good: {text}" for text in each.sets]
        out.append("\n".join(lines))
    return "\n\n".join(out) + "\n"


def matrix(rows: Sequence[tuple[Option, Sequence[Cell]]]) -> str:
    """Each option in each stack."""
    heads = ("option", *(cell.stack.id for cell in rows[0][1])) if rows else ("option",)
    found = [(option.name, *(each.key or ("indirect" if each.indirect else "-") for each in cells)) for option, cells in rows]
    return _table([heads, *found])


def _table(rows: Iterable[Sequence[str]]) -> str:
    return "".join(f"{line}\n" for line in aligned(rows))
