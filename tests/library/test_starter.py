"""The starter content: loaded once, never over what somebody changed, and following its file where nobody did."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import BadFacts
from app.library import notes, starter
from app.library.notes import Author, Desk, Draft
from app.library.starter import Loaded


def folder(tmp_path: Path, text: str = "first") -> Path:
    """A folder with a note and an entry."""
    (tmp_path / "troubleshooting").mkdir(exist_ok=True)
    (tmp_path / "one.md").write_text(f"---\ntitle: One\n---\n{text}\n", encoding="utf-8")
    (tmp_path / "troubleshooting" / "two.md").write_text("---\ntitle: Two\nsignatures:\n- text: link down\n---\nwords\n", encoding="utf-8")
    return tmp_path


def body(slug: str) -> str:
    note = notes.find("note", slug)
    assert note is not None
    return note.body


def test_it_is_loaded_once(desk: Desk, tmp_path: Path) -> None:
    assert starter.load(desk, folder(tmp_path)) == Loaded(made=2)
    assert starter.load(desk, tmp_path) == Loaded()
    entry = notes.find("entry", "two")
    assert entry is not None and entry.facts["signatures"] == [{"text": "link down"}]


def test_what_nobody_changed_follows_its_file(desk: Desk, tmp_path: Path) -> None:
    starter.load(desk, folder(tmp_path))
    assert starter.load(desk, folder(tmp_path, "better")) == Loaded(renewed=1)
    assert body("one") == "better\n"


def test_what_somebody_changed_renamed_or_deleted_stays_so(desk: Desk, tmp_path: Path) -> None:
    starter.load(desk, folder(tmp_path))
    note, entry = notes.find("note", "one"), notes.find("entry", "two")
    assert note is not None and entry is not None
    desk.save(note, Draft("One", "mine", slug="renamed"), 1, Author("Ann"))
    desk.throw_away(entry)
    assert starter.load(desk, folder(tmp_path, "better")) == Loaded()
    assert body("renamed") == "mine"
    assert [each.slug for each in notes.trash()] == ["two"]


def test_a_file_of_ours_that_cannot_be_read_stops_the_start(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "bad.md").write_text("---\n: [\n---\n", encoding="utf-8")
    with pytest.raises(BadFacts, match=r"bad\.md"):
        starter.load(desk, tmp_path)


def test_no_folder_is_no_content(desk: Desk, tmp_path: Path) -> None:
    assert starter.load(desk, tmp_path / "none") == Loaded()
