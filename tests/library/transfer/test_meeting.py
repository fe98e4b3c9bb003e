"""An import into a library that has notes: no word is lost, and nothing happens twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config import Settings
from app.library import notes
from app.library.models import Note
from app.library.notes import Author, Desk, Draft
from app.library.transfer.incoming import Outcome
from tests.library.transfer.content import bring, content, desk, export, library

ANN = Author("Ann", "first")


@pytest.fixture(autouse=True)
def here(tmp_path: Path) -> Iterator[None]:
    """An empty library."""
    with library(Settings(data_dir=tmp_path / "data")):
        yield


@pytest.fixture
def pen() -> Desk:
    """Where notes are written."""
    return desk()


def read(slug: str, kind: str = "note") -> Note:
    note = notes.find(kind, slug)
    assert note is not None
    return note


def texts(slug: str) -> list[str]:
    """The saves of a note, the newest first."""
    return [each.body for each in notes.history(read(slug))]


def told(outcome: Outcome) -> list[tuple[str, str, str]]:
    return [(line.verb, line.path, line.address) for line in outcome.lines]


def put(root: Path, name: str, text: str) -> Path:
    """Write a file of the folder; the folder."""
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")
    return root


def test_a_changed_file_is_the_next_save(pen: Desk, tmp_path: Path) -> None:
    pen.create("note", Draft("One", "as it was\n", ("x",)), ANN)
    pen.create("note", Draft("Two", "[[One]]\n"), ANN)
    export(tmp_path / "out")
    file = tmp_path / "out" / "one.md"
    file.write_text(file.read_text().replace("as it was", "better [[Two]]"))
    assert told(bring(tmp_path / "out")) == [("changed", "one.md", "/notes/one"), ("same", "two.md", "/notes/two")]
    assert texts("one") == ["better [[Two]]\n", "as it was\n"]
    assert [(each.author, each.message) for each in notes.history(read("one"))] == [("", "Import"), ("Ann", "first")]
    assert [each.slug for each in notes.backlinks(read("two"))] == ["one"]
    before = content()
    assert {line.verb for line in bring(tmp_path / "out").lines} == {"same"}
    assert content() == before


def test_an_older_file_takes_nothing_back(pen: Desk, tmp_path: Path) -> None:
    note = pen.create("note", Draft("One", "old"), ANN)
    export(tmp_path / "out")
    pen.save(note, Draft("One", "new", slug="one"), 1, ANN)
    outcome = bring(tmp_path / "out")
    assert [(line.verb, line.why) for line in outcome.lines] == [("kept", "is older than the note that is there.")]
    assert texts("one") == ["new", "old"]
    assert told(bring(tmp_path / "out", rule="replace")) == [("changed", "one.md", "/notes/one")]
    assert texts("one") == ["old", "new", "old"]


def test_the_saves_of_another_library_come_along(pen: Desk, tmp_path: Path) -> None:
    pen.create("note", Draft("One", "first"), ANN)
    export(tmp_path / "out")
    with library(Settings(data_dir=tmp_path / "other")):
        bring(tmp_path / "out")
        for number, text in enumerate(("second", "third"), 1):
            pen.save(read("one"), Draft("One", text, slug="one"), number, Author("Ben", text))
        export(tmp_path / "out")
    assert told(bring(tmp_path / "out")) == [("changed", "one.md", "/notes/one")]
    assert texts("one") == ["third", "second", "first"]
    assert [each.author for each in notes.history(read("one"))] == ["Ben", "Ben", "Ann"]


def test_both_changed_and_both_texts_are_there(pen: Desk, tmp_path: Path) -> None:
    note = pen.create("note", Draft("One", "base\n"), ANN)
    export(tmp_path / "out")
    file = tmp_path / "out" / "one.md"
    file.write_text(file.read_text().replace("base", "theirs"))
    pen.save(note, Draft("One", "mine\n", slug="one"), 1, ANN)
    assert told(bring(tmp_path / "out")) == [("changed", "one.md", "/notes/one")]
    assert texts("one") == ["theirs\n", "mine\n", "base\n"]


def test_another_note_of_the_same_address_comes_beside(pen: Desk, tmp_path: Path) -> None:
    pen.create("note", Draft("One!", "mine"), ANN)
    put(tmp_path / "in", "one.md", "---\ntitle: One\n---\ntheirs\n")
    assert told(bring(tmp_path / "in", rule="keep")) == [("kept", "one.md", "/notes/one")]
    outcome = bring(tmp_path / "in")
    assert told(outcome) == [("made", "one.md", "/notes/one-2")]
    assert outcome.lines[0].why == "comes beside /notes/one, which is another note."
    assert (texts("one"), texts("one-2")) == (["mine"], ["theirs\n"])
    assert told(bring(tmp_path / "in")) == [("same", "one.md", "/notes/one-2")]
    put(tmp_path / "in", "one.md", "---\ntitle: One\n---\ntheirs, changed\n")
    assert told(bring(tmp_path / "in")) == [("changed", "one.md", "/notes/one-2")]


def test_the_folder_replaces_where_that_is_asked_for(pen: Desk, tmp_path: Path) -> None:
    pen.create("note", Draft("One!", "mine"), ANN)
    put(tmp_path / "in", "one.md", "---\ntitle: One\n---\ntheirs\n")
    assert told(bring(tmp_path / "in", rule="replace")) == [("changed", "one.md", "/notes/one")]
    assert texts("one") == ["theirs\n", "mine"]


def test_what_is_in_the_trash_stays_there(pen: Desk, tmp_path: Path) -> None:
    note = pen.create("note", Draft("One", "text"), ANN)
    export(tmp_path / "out")
    pen.throw_away(note)
    assert told(bring(tmp_path / "out")) == [("kept", "one.md", "/notes/one")]
    assert read("one").deleted_at is not None
    bring(tmp_path / "out", rule="replace")
    assert read("one").deleted_at is None


def test_what_the_folder_has_in_its_trash_stays_in_use(pen: Desk, tmp_path: Path) -> None:
    note = pen.create("note", Draft("One", "text"), ANN)
    pen.throw_away(note)
    export(tmp_path / "out")
    pen.bring_back(note)
    assert [line.verb for line in bring(tmp_path / "out").lines] == ["kept"]
    assert read("one").deleted_at is None


def test_a_note_that_was_renamed_here_is_known_again(pen: Desk, tmp_path: Path) -> None:
    note = pen.create("note", Draft("One", "text"), ANN)
    export(tmp_path / "out")
    pen.save(note, Draft("One", "text", slug="two"), 1, ANN)
    assert told(bring(tmp_path / "out")) == [("same", "one.md", "/notes/two")]


def test_a_note_that_was_renamed_there_is_renamed_here(pen: Desk, tmp_path: Path) -> None:
    pen.create("note", Draft("One", "text"), ANN)
    pen.create("note", Draft("Linking", "[[One]]"), ANN)
    export(tmp_path / "out")
    with library(Settings(data_dir=tmp_path / "other")):
        bring(tmp_path / "out")
        pen.save(read("one"), Draft("Renamed", "text", slug="renamed"), 1, ANN)
        export(tmp_path / "out")
    assert ("changed", "renamed.md", "/notes/renamed") in told(bring(tmp_path / "out"))
    assert read("one").slug == "renamed"
    assert 'href="/notes/renamed"' in read("linking").html


def test_a_broken_file_stops_no_other(tmp_path: Path) -> None:
    root = put(tmp_path / "in", "good.md", "text\n")
    put(root, "bad.md", "---\n: [\n---\n")
    (root / "latin.md").write_bytes(b"\xe4\n")
    (root / "link.md").symlink_to(root / "good.md")
    put(root, "troubleshooting/entry.md", "---\nseverity: bad\n---\n")
    put(root, "long.md", "x" * (notes.LONGEST_BODY + 1))
    outcome = bring(root)
    assert [line.path for line in outcome.of("made")] == ["good.md"]
    why = {line.path: line.why for line in outcome.of("skipped")}
    assert set(why) == {"bad.md", "latin.md", "link.md", "troubleshooting/entry.md", "long.md"}
    assert "is not YAML" in why["bad.md"]
    assert "UTF-8" in why["latin.md"]
    assert "not followed" in why["link.md"]
    assert why["troubleshooting/entry.md"].startswith("severity: is none of")


def test_words_of_the_front_matter_that_nobody_knows_are_kept(tmp_path: Path) -> None:
    put(tmp_path / "in", "one.md", "---\ntitle: One\nstatus: done\n---\ntext\n")
    bring(tmp_path / "in")
    assert texts("one") == ["text\n\n```yaml\nstatus: done\n```\n"]


def test_a_dry_run_tells_and_changes_nothing(pen: Desk, tmp_path: Path) -> None:
    pen.create("note", Draft("One", "mine"), ANN)
    put(tmp_path / "in", "one.md", "theirs\n")
    put(tmp_path / "in", "two.md", "new\n")
    before = content()
    dry = bring(tmp_path / "in", dry=True)
    assert content() == before
    assert told(dry) == told(bring(tmp_path / "in"))


def test_a_relative_picture_beside_a_note_is_attached(tmp_path: Path) -> None:
    root = put(
        tmp_path / "in", "one.md", "![a](pictures/My%20pic.png 'x') ![b](<pictures/My pic.png>) ![c](https://example.com/pictures/c.png)\n"
    )
    (root / "pictures").mkdir()
    (root / "pictures" / "My pic.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(4))
    bring(root)
    (address,) = {part.partition(")")[0].partition(" ")[0] for part in texts("one")[0].split("](")[1:3]}
    assert address.startswith("/files/")
    assert address.endswith("/my-pic.png")
    assert "](https://example.com/pictures/c.png)" in texts("one")[0]


def test_many_notes_in_few_transactions(tmp_path: Path) -> None:
    for number in range(120):
        put(tmp_path / "in", f"note-{number}.md", f"Text of [[Note {number + 1}]].\n")
    before = notes.version()
    outcome = bring(tmp_path / "in")
    assert len(outcome.of("made")) == 120
    assert notes.version() - before < 12
    assert 'href="/notes/note-119"' in read("note-118").html


def test_a_broken_off_import_is_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "in", "one.md", "[[Two]]\n")
    put(tmp_path / "in", "two.md", "zebra\n")
    with monkeypatch.context() as patch:
        patch.setattr(Desk, "render", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            bring(tmp_path / "in")
    assert {line.verb for line in bring(tmp_path / "in").lines} == {"same"}
    assert 'href="/notes/two"' in read("one").html
    assert [each["key"] for each in content()["documents"]] == ["one", "two"]
