"""The words of a configuration that are no options of the driver: what each means, and what may be given."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.bonding.facts import read_table


@dataclass(frozen=True, kw_only=True)
class Field:
    """One row of facts/fields.toml; the head of that file explains the columns."""

    name: str
    title: str
    summary: str
    values: str
    default: str
    example: str
    unit: str = ""
    many: bool = False
    vlan: bool = False
    notes: tuple[str, ...] = ()


def _field(name: str, /, **columns: object) -> Field:
    columns["notes"] = tuple(columns.get("notes", ()))  # type: ignore[arg-type]
    return Field(name=name, **columns)  # type: ignore[arg-type]


FIELDS: dict[str, Field] = read_table(Path(__file__).parent / "facts" / "fields.toml", _field)
