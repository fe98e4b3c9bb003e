"""The kernel's facts as data, and how they are read."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from app.errors import BadFacts

Row = TypeVar("Row")


def read_table(path: Path, make: Callable[..., Row]) -> dict[str, Row]:
    """Rows of a TOML file by table name; each table's columns become keyword arguments of `make`.

    Raises BadFacts for a column that `make` does not know, so that a slip in a data file is
    found at start-up and not in a generated line.
    """
    with path.open("rb") as file:
        tables: dict[str, dict[str, Any]] = tomllib.load(file)
    rows: dict[str, Row] = {}
    for name, columns in tables.items():
        try:
            rows[name] = make(name, **columns)
        except (TypeError, ValueError) as error:
            raise BadFacts(f"{path.name}, [{name}]: {error}") from error
    return rows
