"""bondbook notes import and export at the terminal: what they say, and with which status they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from app.config import ROOT
from tests.library.transfer.content import tree


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """A terminal with an empty data directory."""
    monkeypatch.setenv("BONDBOOK_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("BONDBOOK_DATABASE_URL", raising=False)
    return CliRunner()


def notes(run: CliRunner, *words: object) -> Result:
    return run.invoke(main, ["notes", *map(str, words)], catch_exceptions=False)


def put(tmp_path: Path, **files: str) -> Path:
    (tmp_path / "in").mkdir(exist_ok=True)
    for name, text in files.items():
        (tmp_path / "in" / f"{name}.md").write_text(text)
    return tmp_path / "in"


def test_out_wipe_and_in(run: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = put(tmp_path, one="# One\n\n[[Two]]\n", two="text\n")
    done = notes(run, "import", folder)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.output == "Notes: 2 made, 0 changed, 0 same, 0 kept, 0 skipped; 0 files that they show (read as Bondbook)\n"
    out = notes(run, "export", tmp_path / "out")
    assert (out.exit_code, out.output) == (0, f"{tmp_path / 'out'}: 4 files new, 0 changed, 0 the same, 0 taken away\n")
    monkeypatch.setenv("BONDBOOK_DATA_DIR", str(tmp_path / "other"))
    assert json.loads(notes(run, "import", tmp_path / "out", "--format", "json").output)["made"] == 2
    again = notes(run, "export", tmp_path / "again", "--format", "json")
    assert json.loads(again.output) == {"new": 4, "changed": 0, "same": 0, "removed": 0, "left": []}
    assert tree(tmp_path / "again") == tree(tmp_path / "out")


def test_the_starter_content_is_such_a_folder(run: CliRunner) -> None:
    done = notes(run, "import", ROOT / "notes", "--dry-run", "--format", "json")
    told = json.loads(done.output)
    assert (done.exit_code, told["skipped"], told["dry_run"]) == (0, 0, True)
    assert told["made"] == len(list((ROOT / "notes").rglob("*.md")))


def test_a_dry_run_makes_no_library(run: CliRunner, tmp_path: Path) -> None:
    done = notes(run, "import", put(tmp_path, one="text"), "--dry-run")
    assert done.output.startswith("made: one.md -> /notes/one\nWould be: 1 made")
    assert not (tmp_path / "data").exists()
    notes(run, "import", tmp_path / "in")
    assert "1 same" in notes(run, "import", tmp_path / "in", "--dry-run").output


def test_what_is_skipped_is_told(run: CliRunner, tmp_path: Path) -> None:
    folder = put(tmp_path, one="text", bad="---\n: [\n---\n")
    strict = notes(run, "import", folder, "--strict")
    assert strict.exit_code == 1
    assert "0 made" in strict.output
    done = notes(run, "import", folder)
    assert done.exit_code == 1
    assert "skipped: bad.md front matter: is not YAML" in done.output
    assert "1 made" in done.output


def test_a_changed_file_in_the_way_is_told(run: CliRunner, tmp_path: Path) -> None:
    notes(run, "import", put(tmp_path, one="text"))
    notes(run, "export", tmp_path / "out")
    (tmp_path / "out" / "one.md").write_text("mine")
    done = notes(run, "export", tmp_path / "out")
    assert done.exit_code == 1
    assert "left: one.md was changed since the last export" in done.output
    assert notes(run, "export", tmp_path / "out", "--force").exit_code == 0


def test_a_zip_does_as_well(run: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "bad.zip").write_bytes(b"nothing")
    bad = notes(run, "import", tmp_path / "bad.zip")
    assert (bad.exit_code, bad.stderr) == (2, "error: This is no zip file, or a damaged one.\n")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["import", "/nowhere/at/all"], "does not exist"),
        (["import", "--from", "evernote", "."], "is not one of"),
        (["export", "out"], "There is no library in"),
        (["export"], "Missing argument"),
    ],
)
def test_wrong_use(run: CliRunner, words: list[str], says: str) -> None:
    done = notes(run, *words)
    assert done.exit_code == 2
    assert says in done.stderr


def test_a_folder_of_other_things_is_wrong_use(run: CliRunner, tmp_path: Path) -> None:
    folder = put(tmp_path, one="text")
    notes(run, "import", folder)
    done = notes(run, "export", folder)
    assert done.exit_code == 2
    assert "holds files that no export wrote" in done.stderr
