"""The program's own facts in the index: all of them, renewed when another program starts."""

from __future__ import annotations

from collections.abc import Collection

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import stacks, switches
from app.bonding.fields import FIELDS
from app.bonding.modes import MODES
from app.bonding.options import FACT_ROWS
from app.config import Settings
from app.diagnosis.symptoms import SYMPTOMS
from app.distros.releases import RELEASES
from app.guides import guides
from app.library import database
from app.library.models import Document
from app.library.search import facts
from app.library.search.facts import Fact
from app.library.search.words import KINDS
from app.rules import RULES
from app.web.facts import TABLES, every


@pytest.mark.usefixtures("context")
def test_everything_the_program_knows_is_there() -> None:
    known: dict[str, Collection[str]] = {
        "mode": MODES, "option": FACT_ROWS, "release": RELEASES, "rule": RULES, "guide": guides(), "target": stacks.IDS,
        "field": FIELDS, "table": {*TABLES, *(f"switches/{id}" for id in switches.IDS)}, "symptom": SYMPTOMS,
    }  # fmt: skip
    with Session(database.db.engine) as session:
        for kind, keys in known.items():
            assert set(session.scalars(select(Document.key).where(Document.kind == kind))) == set(keys)
    assert {"note", "entry", "kernel", *known} == set(KINDS)


@pytest.mark.usefixtures("context")
def test_each_fact_says_something() -> None:
    for fact in every():
        assert fact.title.strip()
        assert fact.body.strip() or fact.kind == "rule", fact


def test_another_program_renews_them(tmp_path_factory: pytest.TempPathFactory) -> None:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    database.upgrade(settings)
    app = Flask(__name__)
    database.init_app(app, settings)
    with app.app_context():
        engine = database.db.engine
        for mark, key, changed in (("aaaaaaaaa", "old", True), ("aaaaaaaaa", "newer", False), ("bbbbbbbbb", "new", True)):
            assert facts.renew(engine, mark, lambda key=key: [Fact("mode", key, key, "text")]) is changed  # type: ignore[misc]
        with Session(engine) as session:
            assert session.scalars(select(Document.key)).all() == ["new"]
            assert session.scalar(select(func.count()).select_from(Document)) == 1
        engine.dispose()
