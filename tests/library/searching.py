"""The golden searches, and how a database is asked for them."""

from __future__ import annotations

import tomllib
from pathlib import Path

from sqlalchemy import Engine

from app.library.search.looking import Results, look

GOLDEN = tomllib.loads((Path(__file__).parent / "golden_searches.toml").read_text(encoding="utf-8"))["search"]


def found(results: Results) -> list[str]:
    """The results as kind:key, those that a log shows first."""
    return [f"entry:{each.key}" for each in results.recognised] + [f"{each.kind}:{each.key}" for each in results.answer.found]


def judge(engine: Engine, golden: dict[str, str]) -> None:
    """Ask, and see that what is wanted stands where it is wanted."""
    seen = found(look(engine, golden["query"]))
    if "first" in golden:
        assert seen[:1] == [golden["first"]], seen[:5]
    if "within" in golden:
        assert golden["within"] in seen[:3], seen[:5]
