"""`bondbook search`: the same results at the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from app.cli import main
from app.cli.search import KINDS
from app.config import Settings
from app.library import database
from app.library.search import words
from tests.library.test_logs import STORY


def search(folder: Path, *words: str, given: str | None = None) -> Result:
    return CliRunner().invoke(main, ["search", *words], input=given, env={"BONDBOOK_DATA_DIR": str(folder), "BONDBOOK_DATABASE_URL": ""})


@pytest.fixture
def folder(sqlite: Settings, app: Flask) -> Path:
    return sqlite.data_dir


def test_words(folder: Path) -> None:
    done = search(folder, "arp", "ip", "target")
    assert done.exit_code == 0
    assert done.output.startswith("arp_ip_target  [option]\n    /reference/options/arp_ip_target\n")


def test_the_kinds_of_the_help_are_those_of_the_index() -> None:
    assert set(KINDS) == set(words.KINDS)


def test_a_kind(folder: Path) -> None:
    done = search(folder, "switch", "--kind", "note", "--kind", "entry", "--format", "json")
    answer = json.loads(done.output)
    assert set(answer["kinds"]) == {"note", "entry"}
    assert answer["filters"] == {"kind": ["note", "entry"]}


def test_a_log_on_standard_input(folder: Path) -> None:
    done = search(folder, "-", given=STORY)
    assert done.exit_code == 0
    assert done.output.startswith("Xen takes eth0 out of the bond  [recognised, outage]\n")


def test_nothing_found_is_told_by_the_status(folder: Path) -> None:
    done = search(folder, "qqqqzzzz")
    assert (done.exit_code, done.output) == (1, "Nothing was found.\n")


@pytest.mark.parametrize("words", [(), ("-", "--kind", "note"), ("-", "x"), ("--page", "0", "x")])
def test_wrong_use(folder: Path, words: tuple[str, ...]) -> None:
    assert search(folder, *words).exit_code == 2


def test_a_kind_that_is_none(folder: Path) -> None:
    done = search(folder, "x", "--kind", "nonsense")
    assert done.exit_code == 2
    assert "kind “nonsense”: is none of note, entry" in done.output


def test_no_library_yet_is_one_clear_message_and_makes_nothing(tmp_path: Path) -> None:
    done = search(tmp_path / "none", "x")
    assert done.exit_code == 2
    assert "There is no library in" in done.output
    assert "bondbook serve" in done.output
    assert not (tmp_path / "none").exists()


def test_an_old_library_is_one_clear_message(tmp_path: Path) -> None:
    database.upgrade(Settings(data_dir=tmp_path), "0001")
    done = search(tmp_path, "x")
    assert done.exit_code == 2
    assert "has schema 0001, this program needs" in done.output
