"""Documents of kernels in the library: kept by version, renewed by another program, found by the search after everything else."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.errors import BadInput, BondbookError
from app.kerneldoc import document
from app.library import kernel_documents, kernel_sources, notes
from app.library.database import db
from app.library.models import Document, KernelDocument
from app.library.notes import Author, Desk, Draft
from app.library.search import looking

TEXTS = Path(__file__).parents[1] / "kerneldoc" / "texts"
OLD, NEW = ((TEXTS / name).read_bytes() for name in ("old.txt", "new.rst"))


@pytest.fixture
def engine(library: Flask) -> Engine:
    return db.engine


def kept(engine: Engine) -> list[str]:
    return [row.version for row in kernel_documents.listing(engine)]


def test_several_versions_stand_side_by_side_the_newest_first(engine: Engine) -> None:
    for version, data in (("6.2", NEW), ("2.6.32", OLD), ("6.12", gzip.compress(NEW))):
        kernel_documents.add(engine, version, data, "a file")
    assert kept(engine) == ["6.12", "6.2", "2.6.32"]
    assert [(row.file, row.title) for row in kernel_documents.listing(engine)][1:] == [
        ("bonding.rst", "A Guide to Bonding, the New Way"), ("bonding.txt", "A Guide to Bonding, the Old Way"),
    ]  # fmt: skip


def test_the_text_is_kept_as_it_came(engine: Engine) -> None:
    kernel_documents.add(engine, "4.18", OLD, "a file")
    found = kernel_documents.find(engine, "4.18")
    assert found
    assert found.text.encode() == OLD
    assert kernel_documents.parts_of(found) == list(document.show(found.text).parts)


def test_a_version_that_comes_again_replaces_the_first(engine: Engine) -> None:
    kernel_documents.add(engine, "6.12", OLD, "the first")
    kernel_documents.add(engine, "v6.12", NEW, "the second")
    assert [(row.version, row.form, row.source) for row in kernel_documents.listing(engine)] == [("6.12", "rst", "the second")]


def test_every_change_is_counted(engine: Engine) -> None:
    numbers = [kernel_documents.number(engine)]
    kernel_documents.add(engine, "6.12", NEW, "a file")
    numbers.append(kernel_documents.number(engine))
    assert kernel_documents.remove(engine, "6.12")
    numbers.append(kernel_documents.number(engine))
    assert not kernel_documents.remove(engine, "6.12")
    numbers.append(kernel_documents.number(engine))
    assert numbers == [0, 1, 2, 2]


def test_what_cannot_be_read_changes_nothing(engine: Engine) -> None:
    with pytest.raises(BadInput, match="does not speak of bonding"):
        kernel_documents.add(engine, "6.12", b"another text", "a file")
    assert (kept(engine), kernel_documents.number(engine)) == ([], 0)


def test_there_is_an_end_to_it(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel_documents, "MOST", 1)
    kernel_documents.add(engine, "6.12", NEW, "a file")
    kernel_documents.add(engine, "6.12", NEW, "a file")
    with pytest.raises(BadInput, match="one more than 1"):
        kernel_documents.add(engine, "6.13", NEW, "a file")


def test_another_program_makes_the_pages_anew(engine: Engine) -> None:
    kernel_documents.add(engine, "6.12", NEW, "a file")
    assert kernel_documents.renew(engine) == 0
    with Session(engine) as session, session.begin():
        found = session.get_one(KernelDocument, "6.12")
        found.made_by, found.html = "another", "old"
    assert kernel_documents.renew(engine) == 1
    again = kernel_documents.find(engine, "6.12")
    assert again
    assert again.made_by == document.mark()
    assert 'id="miimon"' in again.html


def test_options_and_modes_have_their_paragraphs(engine: Engine) -> None:
    kernel_documents.add(engine, "6.12", NEW, "a file")
    kernel_documents.add(engine, "3.10", OLD, "a file")
    paragraphs = {name: kernel_documents.paragraphs(engine, name) for name in ("miimon", "802.3ad", "num_unsol_na", "lacp_rate", "primary")}
    assert paragraphs == {
        "miimon": [("6.12", "miimon"), ("3.10", "miimon")],
        "802.3ad": [("6.12", "mode-802.3ad"), ("3.10", "mode-802.3ad")],
        "num_unsol_na": [("6.12", "num_unsol_na"), ("3.10", "num_unsol_na")],
        "lacp_rate": [("3.10", "lacp_rate")],
        "primary": [],
    }


def rows(engine: Engine) -> dict[str, str]:
    with Session(engine) as session:
        found = session.execute(select(Document.key, Document.title).where(Document.kind == "kernel"))
        return {row.key: row.title for row in found}


def test_a_part_that_is_the_same_in_two_versions_is_found_once(engine: Engine) -> None:
    kernel_documents.add(engine, "6.12", NEW, "a file")
    kernel_documents.add(engine, "6.13", NEW.replace(b"Zero looks never", b"Zero never looks"), "a file")
    found = rows(engine)
    assert found["6.13/#xmit_hash_policy"] == "xmit_hash_policy – bonding.rst, Linux 6.13, 6.12"
    assert found["6.13/#miimon"] == "miimon – bonding.rst, Linux 6.13"
    assert found["6.12/#miimon"] == "miimon – bonding.rst, Linux 6.12"
    assert "6.12/#xmit_hash_policy" not in found
    kernel_documents.remove(engine, "6.13")
    assert rows(engine)["6.12/#xmit_hash_policy"] == "xmit_hash_policy – bonding.rst, Linux 6.12"


def test_the_search_finds_them_after_everything_else(engine: Engine, desk: Desk) -> None:
    kernel_documents.add(engine, "6.12", NEW, "a file")
    draft = Draft(title="Something else", body="far below " * 200 + " xmit_hash_policy of the switch")
    desk.create("note", draft, Author("me"))
    found = looking.look(engine, "xmit_hash_policy").answer
    assert [(each.kind, each.key) for each in found.found] == [("note", "something-else"), ("kernel", "6.12/#xmit_hash_policy")]
    assert found.kinds == {"note": 1, "kernel": 1}
    assert [each.kind for each in looking.look(engine, "xmit_hash_policy kind:kernel").answer.found] == ["kernel"]
    assert [each.kind for each in looking.look(engine, "xmit_hash_policy", 2, 1).answer.found] == []


def test_pages_of_results_go_on_from_notes_to_documents(engine: Engine, desk: Desk) -> None:
    kernel_documents.add(engine, "6.12", NEW, "a file")
    for number in range(25):
        desk.create("note", Draft(title=f"Number {number}", body="about miimon"), Author("me"))
    first, second = (looking.look(engine, "miimon", page).answer.found for page in (1, 2))
    assert {each.kind for each in first} == {"note"}
    assert [each.kind for each in second] == ["note"] * 5 + ["kernel"]
    assert len({(each.kind, each.key) for each in (*first, *second)}) == 26
    assert notes.KINDS


def test_what_the_machine_has_comes_in_once(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "usr/share/doc/linux-doc-6.12/Documentation/networking"
    folder.mkdir(parents=True)
    (folder / "bonding.rst").write_bytes(NEW)
    broken = tmp_path / "usr/share/doc/linux-doc-5.10/Documentation/networking"
    broken.mkdir(parents=True)
    (broken / "bonding.rst.gz").write_bytes(b"\x1f\x8bnothing")
    added = list(kernel_sources.add_found(engine, tmp_path))
    assert [type(each) for each in added] == [KernelDocument, BadInput]
    assert kept(engine) == ["6.12"]
    assert [isinstance(each, BondbookError) for each in kernel_sources.add_found(engine, tmp_path)] == [True]


def test_a_folder_stands_for_the_document_in_it(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="holds no Documentation/networking"):
        kernel_sources.add_file(engine, tmp_path)
    (tmp_path / "Documentation/networking").mkdir(parents=True)
    (tmp_path / "Documentation/networking/bonding.txt").write_bytes(OLD)
    (tmp_path / "Makefile").write_text("VERSION = 3\nPATCHLEVEL = 10\nSUBLEVEL = 0\n")
    assert kernel_sources.add_file(engine, tmp_path).version == "3.10"
    with pytest.raises(BadInput, match="cannot be read"):
        kernel_sources.add_file(engine, tmp_path / "nothing", "6.12")
