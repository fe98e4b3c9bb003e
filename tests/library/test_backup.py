"""Backups are complete, checked and private; restoring checks first, keeps what it replaces, and is never half done."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from app.config import ROOT, Settings
from app.library import backup, database, inuse, schema, sqlitefile
from tests.ground.serving import free_port, get, serving, wait_until_free

SAVE = "INSERT INTO starters VALUES ('note', ?)"
"""A word is kept: the smallest row there is."""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data directory with a library that says “old”."""
    data = tmp_path / "data"
    database.upgrade(Settings(data_dir=data))
    say(data, "old")
    return data


@pytest.fixture
def kept(data: Path, tmp_path: Path) -> Path:
    """A backup of that library, which says “new” meanwhile."""
    assert run(data, "backup", tmp_path / "kept.db").exit_code == 0
    say(data, "new")
    return tmp_path / "kept.db"


def run(data: Path, *words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], env={"BONDBOOK_DATA_DIR": str(data), "BONDBOOK_DATABASE_URL": ""})


def live(data: Path) -> Path:
    return data / "bondbook.sqlite"


def say(data: Path, word: str) -> None:
    with closing(sqlite3.connect(live(data))) as there, there:
        there.execute(SAVE, (word,))


def said(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as there:
        return [row[0] for row in there.execute("SELECT slug FROM starters ORDER BY slug")]


def counter(path: Path) -> int:
    with closing(sqlite3.connect(path)) as there:
        return int(there.execute("SELECT value FROM counters WHERE name = 'notes'").fetchone()[0])


def count_to(path: Path, value: int) -> None:
    with closing(sqlite3.connect(path)) as there, there:
        there.execute("UPDATE counters SET value = ? WHERE name = 'notes'", (value,))


def left(folder: Path) -> list[str]:
    """Names in a folder that nobody asked for."""
    return [path.name for path in folder.rglob("*") if ".part" in path.name or ".restoring" in path.name]


# ---------------------------------------------------------------- backup


def test_a_backup_is_one_private_file_with_everything(data: Path, tmp_path: Path) -> None:
    done = run(data, "backup", tmp_path / "kept.db")
    assert done.exit_code == 0
    size = (tmp_path / "kept.db").stat().st_size
    assert done.output == f"{tmp_path / 'kept.db'}: {-(-size // 1024)} KB, 0 notes, 0 entries, schema {schema.head()}\n"
    assert stat.S_IMODE((tmp_path / "kept.db").stat().st_mode) == 0o600
    with closing(sqlite3.connect(tmp_path / "kept.db")) as there, closing(sqlite3.connect(live(data))) as source:
        assert there.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert list(there.iterdump()) == list(source.iterdump())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "kept.db"]


def test_a_backup_while_others_write_is_of_one_moment(data: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(live(data))) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute(SAVE, ("not yet",))
        assert run(data, "backup", tmp_path / "kept.db").exit_code == 0
        writer.commit()
    assert said(tmp_path / "kept.db") == ["old"]
    assert said(live(data)) == ["not yet", "old"]


def test_a_file_that_is_there_is_replaced_by_force_only(data: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.db"
    kept.write_text("mine")
    done = run(data, "backup", kept)
    assert (done.exit_code, done.output) == (2, f"error: {kept} is there already. Give another name, or --force to replace it.\n")
    assert kept.read_text() == "mine"
    assert run(data, "backup", "--force", kept).exit_code == 0
    assert said(kept) == ["old"]


def test_a_link_is_followed(data: Path, tmp_path: Path) -> None:
    (tmp_path / "newest").symlink_to(tmp_path / "kept.db")
    assert run(data, "backup", tmp_path / "newest").exit_code == 0
    assert (tmp_path / "newest").is_symlink()
    assert said(tmp_path / "kept.db") == ["old"]


def test_somebody_may_take_the_name_meanwhile(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(source: Path, target: Path, *, live: bool = False) -> None:
        fill(source, target, live=live)
        (tmp_path / "kept.db").write_text("theirs")

    fill = sqlitefile.fill
    monkeypatch.setattr(sqlitefile, "fill", slow)
    assert "is there already" in run(data, "backup", tmp_path / "kept.db").output
    assert (tmp_path / "kept.db").read_text() == "theirs"
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("-", "cannot go to standard output"),
        ("{data}", "{data} is a directory. Give the name of a file in it, such as {data}/bondbook.db."),
        ("{data}/bondbook.sqlite", "belongs to the library itself"),
        ("{data}/bondbook.sqlite-wal", "belongs to the library itself"),
        ("/dev/null", "is not an ordinary file"),
        ("{data}/none/kept.db", "There is no directory {data}/none. Make it"),
    ],
)
def test_where_no_backup_can_go(data: Path, file: str, why: str) -> None:
    done = run(data, "backup", "--force", file.format(data=data))
    assert done.exit_code == 2
    assert done.output.startswith("error: ") and done.output.count("\n") == 1
    assert why.format(data=data) in done.output
    assert said(live(data)) == ["old"]
    assert Path("/dev/null").is_char_device()


def test_a_full_disk_leaves_nothing_behind(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(sqlitefile, "_sync", full)
    done = run(data, "backup", tmp_path / "kept.db")
    assert (done.exit_code, done.output) == (2, "error: No backup was made: the disk is full. See to it, and try again.\n")
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_a_damaged_library_makes_no_backup(data: Path, tmp_path: Path) -> None:
    damage(live(data))
    done = run(data, "backup", tmp_path / "kept.db")
    assert done.exit_code == 2
    assert done.output.startswith("error: No backup was made: ") and "damaged" in done.output
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_without_a_library_there_is_no_backup(tmp_path: Path) -> None:
    done = run(tmp_path / "none", "backup", tmp_path / "kept.db")
    assert done.exit_code == 2
    assert "There is no library in" in done.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("verb", "tool"), [("backup", "pg_dump --format=custom --file=FILE"), ("restore", "pg_restore --clean")])
def test_postgresql_is_left_to_its_own_tools(tmp_path: Path, verb: str, tool: str) -> None:
    url = "postgresql+psycopg://me:hunter2@db.example/bond;book?sslmode=require&connect_timeout=5"
    done = CliRunner().invoke(main, [verb, str(tmp_path / "x")], env={"BONDBOOK_DATA_DIR": str(tmp_path), "BONDBOOK_DATABASE_URL": url})
    assert done.exit_code == 2
    assert tool in done.output and "'postgresql://me@db.example/bond%3Bbook?" in done.output
    assert "hunter2" not in done.output


# ---------------------------------------------------------------- restore


def test_a_backup_of_a_stranger_brings_no_finished_page_and_no_session_and_its_password_is_told(data: Path, kept: Path) -> None:
    note = "'note', 'x', 'X', 'text', '[]', '{}', '<form action=//evil>', 0, 1, 'mark', '', '2026-01-01', '2026-01-01'"
    columns = "kind, slug, title, body, tags, facts, html, pinned, number, made_by, origin, created_at, updated_at"
    with closing(sqlite3.connect(kept)) as there, there:
        there.execute(f"INSERT INTO notes ({columns}) VALUES ({note})")  # noqa: S608
        there.execute("INSERT INTO accounts VALUES (1, 'owner', 'hash', 'stamp', '2026-01-01', '2026-01-01')")
        there.execute("INSERT INTO sign_ins VALUES ('digest', 1, 'stamp', '2026-01-01', '2036-01-01')")
    done = run(data, "restore", kept)
    assert "\nThe backup has a password, which counts from now on." in done.output
    with closing(sqlite3.connect(live(data))) as there:
        assert there.execute("SELECT made_by FROM notes").fetchall() == [("",)]
        assert there.execute("SELECT * FROM sign_ins").fetchall() == []


def test_what_is_restored_is_there_and_what_it_replaced_is_kept(data: Path, kept: Path) -> None:
    before = kept.read_bytes()
    done = run(data, "restore", kept)
    assert done.exit_code == 0, done.output
    [replaced] = (data / "backups").iterdir()
    assert replaced.name.startswith("before-restore-")
    assert done.output.startswith("Restored: ") and f"\nThe state of before is in {replaced}\n" in done.output
    assert (said(live(data)), said(replaced)) == (["old"], ["new", "old"])
    assert kept.read_bytes() == before
    assert left(data) == []
    assert database.upgrade(Settings(data_dir=data)) is None
    assert run(data, "restore", replaced).exit_code == 0
    assert said(live(data)) == ["new", "old"]


def test_a_library_that_is_gone_is_restored_too(data: Path, kept: Path) -> None:
    shutil.rmtree(data)
    done = run(data, "restore", kept)
    assert (done.exit_code, done.output.count("\n")) == (0, 1)
    assert said(live(data)) == ["old"]


@pytest.mark.parametrize(("here", "there"), [(5, 70), (70, 5)])
def test_nothing_made_before_passes_for_fresh(data: Path, kept: Path, here: int, there: int) -> None:
    count_to(live(data), here)
    count_to(kept, there)
    assert run(data, "restore", kept).exit_code == 0
    assert counter(live(data)) > 70


def test_the_backup_of_an_older_bondbook_is_brought_up_to_date(data: Path, tmp_path: Path) -> None:
    database.upgrade(Settings(data_dir=tmp_path / "older"), "0001")
    shutil.copy(live(tmp_path / "older"), tmp_path / "older.db")
    before = (tmp_path / "older.db").read_bytes()
    done = run(data, "restore", tmp_path / "older.db")
    assert done.exit_code == 0, done.output
    assert done.output.startswith(f"Brought up to date from schema 0001 to {schema.head()}.\n")
    assert said(live(data)) == []
    assert (tmp_path / "older.db").read_bytes() == before
    assert [path.name for path in tmp_path.glob("older.db*")] == ["older.db"]


def test_a_copy_with_its_log_beside_it_is_read_with_it(data: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(live(data))) as writer:
        writer.execute(SAVE, ("in the log",))
        writer.commit()
        for end in ("", "-wal"):
            shutil.copy(f"{live(data)}{end}", f"{tmp_path / 'copy.db'}{end}")
    assert run(data, "restore", tmp_path / "copy.db").exit_code == 0
    assert said(live(data)) == ["in the log", "old"]


def test_a_backup_with_other_pages_is_restored_too(data: Path, kept: Path) -> None:
    with closing(sqlite3.connect(kept)) as there:
        there.execute("PRAGMA page_size=8192")
        there.execute("VACUUM")
    assert run(data, "restore", kept).exit_code == 0
    assert said(live(data)) == ["old"]


def test_a_damaged_library_is_replaced_and_its_bytes_are_kept(data: Path, kept: Path) -> None:
    damage(live(data))
    before = live(data).read_bytes()
    (data / "bondbook.sqlite-wal").write_bytes(b"what was left of the log")
    done = run(data, "restore", kept)
    assert done.exit_code == 0, done.output
    names = sorted(path.name for path in (data / "backups").iterdir())
    assert [name.partition("-")[0] for name in names] == ["damaged", "damaged"] and names[1].endswith(".db-wal")
    assert (data / "backups" / names[0]).read_bytes() == before
    assert (data / "backups" / names[1]).read_bytes() == b"what was left of the log"
    assert said(live(data)) == ["old"]


# ---------------------------------------------------------------- what is not restored


def newer(path: Path) -> str:
    with closing(sqlite3.connect(path)) as there, there:
        there.execute("UPDATE alembic_version SET version_num = '9999'")
    return "was made by a newer Bondbook (schema 9999); this one knows schemas up to"


def damage(path: Path) -> str:
    """Write over the middle of a database."""
    with closing(sqlite3.connect(path)) as there:
        there.execute("PRAGMA journal_mode=DELETE")
    with path.open("rb+") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 8192))
    return "damaged"


def cut_off(path: Path) -> str:
    with path.open("rb+") as file:
        file.truncate(20000)
    return "damaged"


def dangling(path: Path) -> str:
    with closing(sqlite3.connect(path)) as there, there:
        there.execute("INSERT INTO tags (note_id, kind, name) VALUES (99, 'note', 'x')")
    return "a row of the table tags belongs to nothing in notes"


def of_others(path: Path) -> str:
    path.unlink()
    with closing(sqlite3.connect(path)) as there:
        there.execute("CREATE TABLE songs (title)")
    return "is a SQLite database, but not one of Bondbook"


def text(path: Path) -> str:
    path.write_text("Dear diary\n")
    return "is not a SQLite database. A file that bondbook backup made is one."


def empty(path: Path) -> str:
    path.write_bytes(b"")
    return "is empty"


def gone(path: Path) -> str:
    path.unlink()
    return "is not there"


def directory(path: Path) -> str:
    path.unlink()
    path.mkdir()
    return "is a directory, not a database"


@pytest.mark.parametrize("spoil", [newer, damage, cut_off, dangling, of_others, text, empty, gone, directory])
def test_a_file_that_is_no_good_is_one_clear_message_and_changes_nothing(data: Path, kept: Path, spoil: Callable[[Path], str]) -> None:
    why = spoil(kept)
    done = run(data, "restore", kept)
    assert done.exit_code == 2
    assert done.output.startswith(f"error: {kept} ") and done.output.count("\n") == 1
    assert why in done.output
    assert said(live(data)) == ["new", "old"]
    assert not (data / "backups").exists() and left(data) == []


EVIL = "BEGIN INSERT INTO starters VALUES ('note', 'stolen'); END"


@pytest.mark.parametrize(
    "code",
    [
        f"CREATE TRIGGER spy AFTER INSERT ON notes {EVIL}",
        f"DROP TRIGGER documents_added; CREATE TRIGGER documents_added AFTER INSERT ON documents {EVIL}",
        "CREATE VIEW spy AS SELECT 1",
    ],
)
def test_a_backup_with_code_of_a_stranger_is_refused(data: Path, kept: Path, code: str) -> None:
    with closing(sqlite3.connect(kept)) as there:
        there.executescript(code)
    answer = run(data, "restore", kept)
    assert answer.exit_code == 2
    assert "which Bondbook never made" in answer.output
    assert "new" in said(live(data)), "nothing changed"


def test_the_library_itself_is_not_restored(data: Path) -> None:
    assert "is the library itself" in run(data, "restore", live(data)).output


def test_a_full_disk_while_restoring_changes_nothing(data: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(sqlitefile, "copy", full)
    done = run(data, "restore", kept)
    assert (done.exit_code, done.output) == (2, "error: Nothing was restored: the disk is full. See to it, and try again.\n")
    assert said(live(data)) == ["new", "old"]
    assert left(data) == []


# ---------------------------------------------------------------- with other processes


def test_a_running_server_is_backed_up_and_keeps_restoring_out(data: Path, kept: Path, tmp_path: Path) -> None:
    port = free_port()
    with closing(sqlite3.connect(live(data))) as there, there:
        for folder in (ROOT / "notes", ROOT / "notes" / "troubleshooting"):
            kind = "note" if folder.name == "notes" else "entry"
            there.executemany("INSERT INTO starters VALUES (?, ?)", [(kind, path.stem) for path in folder.glob("*.md")])
    with serving(data, port) as process:
        assert get(process, port) == 200
        assert run(data, "backup", tmp_path / "running.db").exit_code == 0
        refused = run(data, "restore", kept)
        assert refused.exit_code == 2
        assert refused.output == (
            f"error: A Bondbook is working with {live(data)}. Stop it first (Ctrl-C, or its service), then restore again.\n"
        )
        assert get(process, port) == 200
        process.kill()
        wait_until_free(port)
    assert "new" in said(tmp_path / "running.db")
    for _ in range(100):  # the port is free a moment before the worker is gone
        done = run(data, "restore", kept)
        if done.exit_code == 0:
            break
        time.sleep(0.05)
    assert said(live(data)) == ["old"]


@contextmanager
def restoring(data: Path, kept: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that restores."""
    environ = {**os.environ, "BONDBOOK_DATA_DIR": str(data), "BONDBOOK_DATABASE_URL": ""}
    command = [sys.executable, "-m", "app.cli", "restore", str(kept)]
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("moment", ["prepared", "kept", "replacing"])
def test_killed_while_restoring_it_is_the_old_one_or_the_new_one(data: Path, tmp_path: Path, moment: str) -> None:
    """Large libraries, so that each step takes a while; the process is killed as soon as the step is seen to have begun."""
    for word, size in (("old", 8), ("new", 9)):
        with closing(sqlite3.connect(live(data))) as there, there:
            there.execute("INSERT OR REPLACE INTO contents VALUES ('x', 1, randomblob(?))", (size * 1024 * 1024,))
            there.execute("DELETE FROM starters")
            there.execute(SAVE, (word,))
        if word == "old":
            assert run(data, "backup", tmp_path / "kept.db").exit_code == 0
    steps: dict[str, Callable[[], bool]] = {
        "prepared": (data / "bondbook.sqlite.restoring").exists,
        "kept": lambda: bool(list(data.glob("backups/*"))),
        "replacing": lambda: (data / "bondbook.sqlite-wal").exists() and (data / "bondbook.sqlite-wal").stat().st_size > 1024 * 1024,
    }
    with restoring(data, tmp_path / "kept.db") as process:
        while process.poll() is None and not steps[moment]():
            time.sleep(0.0005)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert said(live(data)) in (["new"], ["old"])
    sqlitefile.examine(live(data))
    assert run(data, "restore", tmp_path / "kept.db").exit_code == 0
    assert said(live(data)) == ["old"]
    assert left(data) == []


def test_whoever_says_that_it_works_with_it_keeps_restoring_out(data: Path, kept: Path) -> None:
    held = inuse.use(live(data))
    assert "A Bondbook is working with" in run(data, "restore", kept).output
    os.close(held)
    assert backup.restore(Settings(data_dir=data), kept).before
