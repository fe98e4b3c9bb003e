"""An export into a folder: it brings its own files up to date, and touches nobody else's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from app.config import Settings
from app.library import attachments, notes
from app.library.models import Note
from app.library.notes import Author, Desk, Draft
from app.library.transfer.folder import NotOurs
from app.library.transfer.layout import BadManifest
from tests.library.transfer.content import PNG, bring, desk, export, library, tree

ANN = Author("Ann")


@pytest.fixture(autouse=True)
def here(tmp_path: Path) -> Iterator[None]:
    """A library with a note and an entry."""
    with library(Settings(data_dir=tmp_path / "data")):
        yield


@pytest.fixture
def pen() -> Desk:
    """Where notes are written."""
    made = desk()
    file = attachments.keep("p.png", PNG)
    made.create("note", Draft("One", f"{file.markdown} `{file.address}`\n"), ANN)
    made.create("entry", Draft("Two", f"{file.markdown}\n"), ANN)
    return made


def find(slug: str, kind: str = "note") -> Note:
    note = notes.find(kind, slug)
    assert note is not None
    return note


def test_other_programs_can_follow_the_links(pen: Desk, tmp_path: Path) -> None:
    export(tmp_path / "out")
    (picture,) = (tmp_path / "out" / "files").rglob("*.png")
    place = picture.relative_to(tmp_path / "out").as_posix()
    assert f"![p.png]({place}) `/{place}`" in (tmp_path / "out" / "one.md").read_text()
    assert f"![p.png](../{place})" in (tmp_path / "out" / "troubleshooting" / "two.md").read_text()
    assert picture.read_bytes() == PNG


def test_a_folder_of_other_things_is_refused(pen: Desk, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "one.md").write_text("mine")
    (tmp_path / "out" / "other").write_text("other")
    with pytest.raises(NotOurs, match="--force"):
        export(tmp_path / "out")
    assert set(tree(tmp_path / "out")) == {"one.md", "other"}
    export(tmp_path / "out", force=True)
    assert (tmp_path / "out" / "other").read_text() == "other"
    assert "p.png" in (tmp_path / "out" / "one.md").read_text()


def test_hidden_things_are_no_hindrance(pen: Desk, tmp_path: Path) -> None:
    (tmp_path / "out" / ".git").mkdir(parents=True)
    assert export(tmp_path / "out").left == []


def test_what_is_gone_is_taken_away_if_nobody_changed_it(pen: Desk, tmp_path: Path) -> None:
    for title in ("Gone", "Gone too"):
        pen.create("note", Draft(title, "text"), ANN)
    export(tmp_path / "out")
    (tmp_path / "out" / "gone-too.md").write_text("changed here")
    (tmp_path / "out" / "mine.md").write_text("mine")
    for slug in ("gone", "gone-too"):
        pen.throw_away(find(slug))
    written = export(tmp_path / "out", whole=False)
    assert not (tmp_path / "out" / "gone.md").exists()
    assert not (tmp_path / "out" / ".bondbook" / "history" / "notes" / "gone").exists()
    assert (tmp_path / "out" / "gone-too.md").read_text() == "changed here"
    assert (tmp_path / "out" / "mine.md").read_text() == "mine"
    assert [path for path, _ in written.left] == ["gone-too.md"]


def test_a_changed_file_is_not_written_over(pen: Desk, tmp_path: Path) -> None:
    export(tmp_path / "out")
    (tmp_path / "out" / "one.md").write_text("---\ntitle: One\n---\nmine\n")
    pen.save(find("one"), Draft("One", "theirs", slug="one"), 1, ANN)
    for _ in range(2):
        assert [path for path, _ in export(tmp_path / "out").left] == ["one.md"]
        assert (tmp_path / "out" / "one.md").read_text().endswith("mine\n")
    bring(tmp_path / "out")
    assert find("one").body == "mine\n"
    export(tmp_path / "out", force=True)
    assert export(tmp_path / "out").left == []


def test_nothing_is_written_or_taken_away_outside(pen: Desk, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("precious")
    export(tmp_path / "out")
    manifest = tmp_path / "out" / ".bondbook" / "manifest.json"
    data = json.loads(manifest.read_text())
    digest = sha256(b"precious").hexdigest()
    data["files"] |= {"../precious": digest, str(tmp_path / "precious"): digest}
    manifest.write_text(json.dumps(data))
    export(tmp_path / "out")
    assert (tmp_path / "precious").read_text() == "precious"
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / "troubleshooting").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NotOurs, match="through a link"):
        export(tmp_path / "linked", force=True)
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize("address", ["/files/{0}/../../../../precious", "/files/{0}/..", "/files/{0}/.p.png", "/files/{0}/P.png"])
def test_no_link_of_a_note_becomes_a_path(pen: Desk, tmp_path: Path, address: str) -> None:
    short = attachments.read("p.png", PNG).digest[:20]
    pen.create("note", Draft("Bad", f"![x]({address.format(short)})"), ANN)
    export(tmp_path / "out" / "deep" / "deeper")
    assert {path.name for path in tmp_path.iterdir()} == {"data", "out"}
    assert [path.name for path in (tmp_path / "out").rglob("*.png")] == ["p.png"]
    assert find("bad").body in (tmp_path / "out" / "deep" / "deeper" / "bad.md").read_text()


@pytest.mark.parametrize(
    "text", ["{", "[]", "{}", '{"format": "bondbook notes", "version": 2}', '{"format": "bondbook notes", "version": 1, "files": 3}']
)
def test_a_manifest_that_cannot_be_read_stops_both_ways(pen: Desk, tmp_path: Path, text: str) -> None:
    (tmp_path / "out" / ".bondbook").mkdir(parents=True)
    (tmp_path / "out" / ".bondbook" / "manifest.json").write_text(text)
    with pytest.raises(BadManifest, match=r"manifest\.json"):
        bring(tmp_path / "out")
    with pytest.raises(BadManifest, match=r"manifest\.json"):
        export(tmp_path / "out")


def test_a_reader_gets_neither_the_trash_nor_loose_files(pen: Desk, tmp_path: Path) -> None:
    attachments.keep("loose.txt", b"loose")
    hidden = attachments.keep("hidden.txt", b"hidden")
    pen.throw_away(pen.create("note", Draft("Secret", f"secret {hidden.markdown}"), ANN))
    export(tmp_path / "out", whole=False)
    every = b"".join(tree(tmp_path / "out").values())
    assert not any(word in every for word in (b"loose", b"hidden", b"secret"))


def test_a_starter_that_was_changed_in_the_folder_is_nobodys_starter(tmp_path: Path) -> None:
    made = desk().create("note", Draft("One", "text\n"), ANN, origin="ab")
    assert made.origin == "ab"
    export(tmp_path / "out")
    file = tmp_path / "out" / "one.md"
    file.write_text(file.read_text().replace("text", "mine"))
    with library(Settings(data_dir=tmp_path / "other")):
        bring(tmp_path / "out")
        assert (find("one").body, find("one").origin) == ("mine\n", "")
