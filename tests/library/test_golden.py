"""The golden searches on SQLite: golden_searches.toml says what has to stand where."""

from __future__ import annotations

import pytest

from app.library.database import db
from tests.library.searching import GOLDEN, judge


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden["query"][:60])
def test_golden_search(golden: dict[str, str]) -> None:
    assert {"first", "within"} & set(golden)
    judge(db.engine, golden)
