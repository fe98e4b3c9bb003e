"""Export, wipe, import on PostgreSQL, and from one database to the other: the same content, row by row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.config import Settings
from app.library.notes import Author, Draft
from tests.library.transfer.content import bring, content, desk, export, library, tree
from tests.library.transfer.filled import fill

pytestmark = pytest.mark.postgres


def test_export_wipe_import_gives_the_same_content(fresh: Callable[[], Settings], tmp_path: Path) -> None:
    with library(fresh()):
        fill(desk())
        before = content()
        export(tmp_path / "out")
    for settings in (fresh(), Settings(data_dir=tmp_path / "sqlite")):
        with library(settings):
            assert {line.verb for line in bring(tmp_path / "out").lines} == {"made"}
            after = content()
            for table in before:
                assert after[table] == before[table], table
            assert {line.verb for line in bring(tmp_path / "out").lines} == {"same"}
            again = tmp_path / f"again-{len(list(tmp_path.iterdir()))}"
            export(again)
            assert tree(again) == tree(tmp_path / "out")


def test_a_word_of_a_tag_may_be_long(fresh: Callable[[], Settings]) -> None:
    with library(fresh()):
        assert desk().create("note", Draft("One", "", ("x" * 200,)), Author()).tags == ["x" * 60]
