"""`bondbook links`: the list at the terminal, and taking links back."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import update

from app.cli import main
from app.library import shares
from app.library.database import db
from app.library.models import Share, now
from app.library.notes import Author, Desk, Draft

STATE = [("name", "bond0"), ("mode", "active-backup"), ("release", "debian-12"), ("stack", "ifupdown")]


def links(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["links", *words], env={"BONDBOOK_DATA_DIR": str(folder), "BONDBOOK_DATABASE_URL": ""})


@pytest.fixture
def folder(library: Flask, tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_the_list(folder: Path, desk: Desk) -> None:
    note = desk.create("note", Draft("How we bond", "words"), Author())
    first, second = shares.save(STATE), shares.save_note(note, now() + timedelta(days=1), "Ann")
    done = links(folder)
    assert done.exit_code == 0
    lines = {line.split()[0]: line for line in done.output.splitlines()}
    assert lines[first.token].endswith("opened never  state  bond0: active-backup for debian-12, ifupdown")
    assert f"until {shares.iso(second.expires_at)}  made" in lines[second.token]
    assert lines[second.token].endswith(" by Ann  opened never  note  How we bond")
    rows = json.loads(links(folder, "--format", "json").output)
    assert {each["token"]: (each["state"], each["title"]) for each in rows}[second.token] == ("open", "How we bond")


def test_taking_back(folder: Path) -> None:
    tokens = [shares.save([*STATE, ("mtu", str(number))]).token for number in (1500, 9000)]
    done = links(folder, "revoke", f"http://bondbook.example/s/{tokens[0]}", tokens[1])
    assert (done.exit_code, done.output) == (0, f"Taken back: {tokens[0]}\nTaken back: {tokens[1]}\n")
    assert shares.find(tokens[0]) is shares.find(tokens[1]) is None
    assert links(folder, "--open").output == ""
    again = links(folder, "revoke", tokens[0])
    assert again.exit_code == 2
    assert "was taken back before" in again.stderr


@pytest.mark.parametrize("word", ["nothing-is-here", "-starts-with-a-dash", "x", "' OR 1=1 --", ""])
def test_what_is_no_link_is_refused(folder: Path, word: str) -> None:
    kept = shares.save(STATE).token
    done = links(folder, "revoke", word)
    assert done.exit_code == 2
    assert f"error: LINK “{word}” is no short link" in done.stderr
    assert shares.find(kept)


def test_old_tokens_may_begin_with_a_dash(folder: Path) -> None:
    with db.engine.begin() as connection:
        connection.execute(update(Share).where(Share.token == shares.save(STATE).token).values(token="-oldtoken123"))  # noqa: S106
    assert links(folder, "revoke", "-oldtoken123").output == "Taken back: -oldtoken123\n"


def test_no_library_is_one_clear_line(tmp_path: Path) -> None:
    for words in ((), ("revoke", "abcdefghijkl")):
        done = links(tmp_path / "none", *words)
        assert done.exit_code == 2
        assert done.stderr.startswith("error: There is no library in")
