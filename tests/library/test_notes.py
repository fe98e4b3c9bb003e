"""The store of notes: what is written stays, what is renamed is still found, and two who write at once both keep their words."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask

from app.errors import BadInput
from app.library import attachments, notes
from app.library.models import Note
from app.library.notes import Author, Conflict, Desk, Draft

ANN = Author("Ann", "first")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def read(slug: str, kind: str = "note") -> Note:
    note = notes.find(kind, slug)
    assert note is not None
    return note


def test_what_is_written_is_read(desk: Desk) -> None:
    made = desk.create("note", Draft("  LACP \n in depth ", "one\r\ntwo", ("LACP", "lacp", "Switch side")), ANN)
    note = read("lacp-in-depth")
    assert (note.title, note.body, note.tags, note.number) == ("LACP in depth", "one\ntwo", ["lacp", "switch-side"], 1)
    assert note.id == made.id
    assert "<p>one" in note.html


def test_equal_titles_get_addresses_of_their_own(desk: Desk) -> None:
    assert [desk.create("note", Draft("Same", ""), ANN).slug for _ in range(3)] == ["same", "same-2", "same-3"]
    assert desk.create("entry", Draft("Same", ""), ANN).slug == "same"  # another kind, another shelf


@pytest.mark.parametrize("title", ["New", "Journal", "trash", "Wanted", "preview"])
def test_no_note_hides_behind_a_page_of_the_site(desk: Desk, title: str) -> None:
    note = desk.create("note", Draft(title, ""), ANN)
    assert note.slug == f"{title.lower()}-2"
    with pytest.raises(BadInput, match="taken"):
        desk.save(note, Draft("x", "", slug=title.lower()), 1, ANN)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (Draft(" \n ", "text"), "title"),
        (Draft("x" * 201, "text"), "title"),
        (Draft("x", "a\x00b"), "body"),
        (Draft("x", "a" * (notes.LONGEST_BODY + 1)), "body"),
        (Draft("x", "", tuple(f"t{number}" for number in range(31))), "tags"),
    ],
)
def test_what_cannot_be_kept_is_told(desk: Desk, draft: Draft, field: str) -> None:
    with pytest.raises(BadInput) as caught:
        desk.create("note", draft, ANN)
    assert [each.field for each in caught.value.problems] == [field]
    assert notes.listing("note") == []


def test_every_save_is_in_the_history(desk: Desk) -> None:
    note = desk.create("note", Draft("One", "a", ("x",)), ANN)
    note = desk.save(note, Draft("Two", "b", ("y",)), 1, Author("Ben", "better"))
    saves = [(each.number, each.title, each.body, each.tags, each.author, each.message) for each in notes.history(note)]
    assert saves == [(2, "Two", "b", ["y"], "Ben", "better"), (1, "One", "a", ["x"], "Ann", "first")]


def test_a_renamed_note_is_found_under_every_name_it_had(desk: Desk) -> None:
    note = desk.create("note", Draft("One", "see [[One]]"), ANN)
    other = desk.create("note", Draft("Other", "see [[One]]"), ANN)
    for number, name in enumerate(("two", "three"), 1):
        note = desk.save(note, Draft("One", note.body, slug=name), number, ANN)
    assert {read(slug).id for slug in ("one", "two", "three")} == {note.id}
    assert read("one").slug == "three"
    assert 'href="/notes/three"' in read("other").html
    assert 'href="/notes/three"' in read("three").html
    assert [each.id for each in notes.backlinks(note)] == [other.id]
    assert notes.wanted() == []


def test_a_new_title_shows_where_it_is_linked(desk: Desk) -> None:
    note = desk.create("entry", Draft("Old title", "", slug="kept"), ANN)
    desk.create("note", Draft("Other", "[[entry:kept]]"), ANN)
    assert ">Old title</a>" in read("other").html
    desk.save(note, Draft("New title", "", slug="kept"), 1, ANN)
    assert ">New title</a>" in read("other").html


def test_a_note_may_go_back_to_its_first_name(desk: Desk) -> None:
    note = desk.create("note", Draft("One", ""), ANN)
    note = desk.save(note, Draft("One", "", slug="two"), 1, ANN)
    note = desk.save(note, Draft("One", "", slug="one"), 2, ANN)
    assert (read("one").id, read("two").id, read("two").slug) == (note.id, note.id, "one")


def test_a_new_note_takes_over_a_name_that_another_has_left(desk: Desk) -> None:
    linking = desk.create("note", Draft("Linking", "[[One]]"), ANN)
    old = desk.create("note", Draft("One", ""), ANN)
    old = desk.save(old, Draft("One", "", slug="two"), 1, ANN)
    new = desk.create("note", Draft("One", ""), ANN)
    assert (new.slug, read("one").id) == ("one", new.id)
    assert 'href="/notes/one"' in read("linking").html
    assert [each.id for each in notes.backlinks(new)] == [linking.id]
    assert notes.backlinks(old) == []


def test_an_address_in_use_is_not_taken_over(desk: Desk) -> None:
    desk.create("note", Draft("One", ""), ANN)
    two = desk.create("note", Draft("Two", ""), ANN)
    with pytest.raises(BadInput, match="is taken"):
        desk.save(two, Draft("Two", "", slug="one"), 1, ANN)
    assert read("two").number == 1


def test_the_second_to_save_is_told_and_both_texts_are_there(desk: Desk) -> None:
    note = desk.create("note", Draft("One", "base"), ANN)
    desk.save(note, Draft("One", "theirs"), 1, ANN)
    with pytest.raises(Conflict) as caught:
        desk.save(note, Draft("One", "mine"), 1, Author("Ben"))
    assert (caught.value.theirs.body, caught.value.mine.body) == ("theirs", "mine")
    assert (read("one").body, read("one").number) == ("theirs", 2)
    desk.save(caught.value.theirs, caught.value.mine, caught.value.theirs.number, Author("Ben", "merged"))
    assert [each.body for each in notes.history(note)] == ["mine", "theirs", "base"]


def test_of_many_who_save_at_once_one_wins_and_none_is_lost(library: Flask, desk: Desk) -> None:
    note = desk.create("note", Draft("One", ""), ANN)

    def save(number: int) -> str:
        with library.app_context():
            base = 1
            while True:
                try:
                    desk.save(note, Draft("One", f"text {number}"), base, ANN)
                except Conflict as conflict:
                    base = conflict.theirs.number
                else:
                    return f"text {number}"

    with ThreadPoolExecutor(6) as pool:
        saved = set(pool.map(save, range(18)))
    history = notes.history(note)
    assert {each.body for each in history} == saved | {""}
    assert [each.number for each in history] == list(range(19, 0, -1))


def test_the_trash_gives_back_what_was_thrown_away(desk: Desk) -> None:
    linking = desk.create("note", Draft("Linking", "[[Former]]"), ANN)
    note = desk.create("note", Draft("Former", "text", ("x",)), ANN)
    note = desk.save(note, Draft("Later", "text", ("x",), slug="later"), 1, ANN)
    desk.throw_away(note)
    assert [each.id for each in notes.trash()] == [note.id]
    assert [each.id for each in notes.listing("note")] == [linking.id]
    assert notes.tags("note") == []
    assert notes.wanted() == [("note", "former", 1)]
    assert "wanted" in read("linking").html
    desk.bring_back(note)
    assert (notes.trash(), notes.wanted(), notes.tags("note")) == ([], [], [("x", 1)])
    assert 'href="/notes/later"' in read("linking").html


def test_what_is_linked_and_not_written_is_wanted(desk: Desk) -> None:
    desk.create(
        "note", Draft("One", "[[Not there]] [[not there]] [[entry:Nor this]] [[option:miimon]] [[mode:802.3ad]] `[[nothing]]`"), ANN
    )
    desk.create("note", Draft("Two", "[[Not There|shown]]"), ANN)
    assert notes.wanted() == [("note", "not-there", 2), ("entry", "nor-this", 1)]
    desk.create("note", Draft("Not there", ""), ANN)
    assert notes.wanted() == [("entry", "nor-this", 1)]
    assert 'class="wiki note"' in read("one").html


def test_lists_have_the_pinned_first_and_keep_to_their_tag(desk: Desk) -> None:
    for title, tag, pinned in (("A", "x", False), ("B", "y", True), ("C", "x", False)):
        desk.create("note", Draft(title, "", (tag,), pinned=pinned), ANN)
    assert notes.listing("note")[0].title == "B"
    assert {each.title for each in notes.listing("note", "x")} == {"A", "C"}
    assert [(name, many) for name, many in notes.tags("note")] == [("x", 2), ("y", 1)]
    assert notes.tags("entry") == []
    assert len(notes.listing("note", limit=2)) == 2
    assert len(notes.listing("note", start=2)) == 1


def test_every_change_is_a_new_version(desk: Desk) -> None:
    seen = [notes.version()]
    note = desk.create("note", Draft("One", ""), ANN)
    seen.append(notes.version())
    desk.save(note, Draft("One", "b"), 1, ANN)
    seen.append(notes.version())
    desk.throw_away(note)
    seen.append(notes.version())
    assert seen == sorted(set(seen))


def test_another_program_renders_anew(desk: Desk) -> None:
    note = desk.create("note", Draft("One", "```bond\nx\n```"), ANN)
    assert desk.fresh(note) is note
    newer = Desk(desk.reference, lambda _text: "<b>newer</b>", "two")
    assert "<b>newer</b>" in newer.fresh(note).html
    assert read("one").number == 1


def test_a_save_knows_the_files_it_speaks_of(library: Flask, desk: Desk) -> None:
    file = attachments.keep("shot.png", PNG)
    assert attachments.keep("other name.png", PNG).digest == file.digest
    note = desk.create("note", Draft("One", f"{file.markdown} /files/{'0' * 20}/none.png"), ANN)
    desk.save(note, replace(Draft("One", file.markdown), title="Two"), 1, ANN)
    found = attachments.find(file.digest[:20], "shot.png")
    assert found is not None
    assert (found.data, found.type) == (PNG, "image/png")


@pytest.mark.parametrize(
    ("name", "data", "becomes"),
    [
        ("Screen Shot.PNG", PNG, "screen-shot.png"),
        ("evil.html", b"\xff\xd8\xff\xe0<script>", "evil.html.jpg"),
        ("page.html", b"<script>alert(1)</script>", "page.html.txt"),
        ("../../etc/passwd", b"root:x:0:0", "passwd.txt"),
        ("C:\\logs\\kern.log", b"bond0: up\n", "kern.log"),
        ("", b"text", "page.txt"),
    ],
)
@pytest.mark.usefixtures("library")
def test_a_file_is_what_it_holds_not_what_it_is_called(name: str, data: bytes, becomes: str) -> None:
    assert attachments.keep(name, data).name == becomes


@pytest.mark.parametrize("data", [b"", b"MZ\x90\x00\x03", b"%PDF-1.7\n\xe2\xe3", b"a\x00b", b"\xff\xfe", b"x" * (attachments.LARGEST + 1)])
@pytest.mark.usefixtures("library")
def test_files_that_are_not_taken(data: bytes) -> None:
    with pytest.raises(BadInput):
        attachments.keep("file.txt", data)
