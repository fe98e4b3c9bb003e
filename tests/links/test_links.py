"""Links that were given out stay valid: each row of the tables is replayed, and has to mean what it meant.

Never change or remove a row of `links.tsv` or `shares.tsv`: someone has that link in a ticket. Only add.
A row says the query, the release and the stack (a dash where the link leaves it to Bondbook), and
the JSON of the bond less what is empty. Fields that Bondbook learns later may only be empty for old links.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app import create_app
from app.actions import generate as action
from app.bonding import wire
from app.config import Settings
from app.library import database
from app.library.database import db
from app.web import query

HERE = Path(__file__).parent


def table(name: str) -> list[list[str]]:
    """The rows of a table; lines that begin with # are comments."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def said(data: Any) -> Any:
    """JSON less what is empty."""
    if isinstance(data, dict):
        return {key: kept for key, value in data.items() if (kept := said(value)) not in (None, "", [], {})}
    return [said(each) for each in data] if isinstance(data, list) else data


def meaning(asked: str) -> list[str]:
    """What a query means today, as a row of the table says it."""
    read = action.read(query.parse(asked.encode()))
    assert read.problems == []
    assert read.bond is not None
    assert read.target is not None
    given = {name for name, _ in read.pairs}
    release = read.target.release.id if "release" in given else "-"
    stack = read.target.stack.id if given & {"release", "stack"} else "-"
    return [release, stack, json.dumps(said(wire.to_json(read.bond)), ensure_ascii=False, sort_keys=True)]


LINKS = table("links.tsv")


@pytest.mark.parametrize("row", LINKS, ids=[str(number) for number, _ in enumerate(LINKS, 1)])
def test_a_link_means_what_it_meant(row: list[str]) -> None:
    asked, release, stack, bond = row
    assert meaning(asked) == [release, stack, bond], "A link that was given out changed its meaning. Mend the code, not the table."


@pytest.mark.parametrize("row", LINKS, ids=[str(number) for number, _ in enumerate(LINKS, 1)])
def test_its_permanent_link_means_the_same(row: list[str]) -> None:
    read = action.read(query.parse(row[0].encode()))
    link = query.link("", read.link).removeprefix("?")
    assert meaning(link)[2] == row[3]
    assert action.read(query.parse(link.encode())).link == read.link  # and it is the permanent link of itself


def test_the_table_has_each_kind_of_link() -> None:
    asked = "\n".join(row[0] for row in LINKS)
    for word in (*wire.WORDS, "vlan.10.address", "release", "stack"):
        assert f"{word}=" in asked, word


def test_short_links_that_were_given_out_lead_where_they_led(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    database.upgrade(settings)
    app = create_app(settings)
    rows = table("shares.tsv")
    assert rows
    with app.app_context(), Session(db.engine) as session:
        for token, digest, kept, *_ in rows:
            session.execute(
                text("INSERT INTO shares (token, query, digest, created_at) VALUES (:token, :query, :digest, '2026-11-27 12:00:00')"),
                {"token": token, "query": kept, "digest": digest},
            )
        session.commit()
    client = app.test_client()
    for token, _, _, *row in rows:
        answer = client.get(f"/s/{token}")
        assert answer.status_code == 302
        assert meaning(answer.location.partition("?")[2]) == row
