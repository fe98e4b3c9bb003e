"""Upgrades: after a backup, in one transaction, told; and databases that cannot be upgraded are left alone, with a reason."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.config import Config
from click.testing import CliRunner

from app.cli import main
from app.config import ROOT, Settings
from app.errors import BadSettings
from app.library import database, schema, sqlitefile
from app.library.database import connect, downgrade, upgrade

OLD = "0002"
LATER = '''"""A later revision."""
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "9000", "{head}", None, None
def upgrade():
{body}
'''


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """A function that gives this program one more revision, with these lines."""
    there = tmp_path / "migrations"
    shutil.copytree(ROOT / "migrations", there, ignore=shutil.ignore_patterns("__pycache__"))
    before = schema.head()

    def add(*lines: str) -> None:
        body = "\n".join(f"    {line}" for line in lines)
        (there / "versions" / "9000_later.py").write_text(LATER.format(head=before, body=body))
        config = Config()
        config.set_main_option("script_location", str(there))
        monkeypatch.setattr(schema, "_alembic", lambda: config)
        forget()

    def forget() -> None:
        schema.head.cache_clear()
        schema.known.cache_clear()

    yield add
    monkeypatch.undo()
    forget()


def live(settings: Settings) -> Path:
    return settings.data_dir / "bondbook.sqlite"


def backups(settings: Settings) -> list[Path]:
    return sorted((settings.data_dir / "backups").glob("*"))


def dump(path: Path) -> list[str]:
    """All of a database, as statements."""
    with closing(sqlite3.connect(path)) as there:
        return [line for line in there.iterdump() if not line.startswith(("PRAGMA", "BEGIN", "COMMIT"))]


def write(settings: Settings, *statements: str) -> None:
    with closing(sqlite3.connect(live(settings))) as there, there:
        for statement in statements:
            there.execute(statement)


NOTE = (
    "INSERT INTO notes (id, kind, slug, title, body, tags, facts, html, pinned, number, made_by, origin, created_at, updated_at) "
    "VALUES (1, 'note', 's', 'T', 'b', '[]', '{}', '', 0, 2, '', '', '2026-01-01 00:00:00', '2026-01-01 00:00:00')",
    "INSERT INTO revisions VALUES (1, 1, 'T', 's', 'a', '[]', '{}', '', '', '2026-01-01 00:00:00')",
    "INSERT INTO revisions VALUES (1, 2, 'T', 's', 'b', '[]', '{}', '', '', '2026-01-01 00:00:00')",
)
"""Statements that make a note with two saves."""


# ---------------------------------------------------------------- with a backup


def test_a_new_database_needs_no_backup(settings: Settings) -> None:
    assert upgrade(settings) is None
    assert upgrade(settings) is None
    assert backups(settings) == []


def test_an_upgrade_makes_a_backup_first_and_says_so(settings: Settings) -> None:
    upgrade(settings, OLD)
    write(settings, *NOTE)
    before = dump(live(settings))
    done = upgrade(settings)
    assert done
    [kept] = backups(settings)
    assert str(done) == f"The database was upgraded from schema {OLD} to {schema.head()}. The state of before is in {kept}."
    assert kept.name.startswith(f"before-{schema.head()}-")
    assert dump(kept) == before
    assert (kept.stat().st_mode & 0o777, kept.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert sqlitefile.examine(kept).schema == OLD
    assert sqlitefile.examine(live(settings)).notes == 1


def test_backups_of_the_same_second_have_names_of_their_own(settings: Settings) -> None:
    for _ in range(3):
        upgrade(settings, OLD)
        upgrade(settings)
        downgrade(settings, OLD)
    assert len(backups(settings)) == 3


@pytest.mark.parametrize("in_the_way", ["file", "full"])
def test_without_a_backup_nothing_is_upgraded(settings: Settings, monkeypatch: pytest.MonkeyPatch, in_the_way: str) -> None:
    upgrade(settings, OLD)
    before = dump(live(settings))
    if in_the_way == "file":
        (settings.data_dir / "backups").touch()
        why = "part of the path is not a directory"
    else:
        monkeypatch.setattr(sqlitefile, "copy", full)
        why = "the disk is full"
    with pytest.raises(BadSettings, match=r"no backup could be made in .*backups") as refusal:
        upgrade(settings)
    assert f"{why}. Nothing was changed." in str(refusal.value)
    assert dump(live(settings)) == before


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


# ---------------------------------------------------------------- in one transaction


def test_a_revision_that_fails_leaves_everything_as_it_was(settings: Settings, later: Callable[..., None]) -> None:
    upgrade(settings)
    write(settings, *NOTE)
    before = dump(live(settings))
    later(
        "op.create_table('more', sa.Column('id', sa.Integer(), primary_key=True))",
        "op.execute('INSERT INTO more VALUES (1)')",
        "op.execute('DROP TABLE tags')",
        "op.execute('DELETE FROM revisions')",
        "op.execute('SELECT nonsense')",
    )
    with pytest.raises(BadSettings, match=r"The change to schema 9000 failed, and the database is left as it was. .*nonsense"):
        upgrade(settings)
    assert dump(live(settings)) == before
    assert backups(settings) == []  # it would say what the database still says


def test_a_table_that_is_rebuilt_takes_nothing_along(settings: Settings, later: Callable[..., None]) -> None:
    upgrade(settings)
    write(settings, *NOTE)
    later("with op.batch_alter_table('notes', recreate='always') as batch:", "    batch.alter_column('title', type_=sa.String(300))")
    assert upgrade(settings)
    with closing(sqlite3.connect(live(settings))) as there:
        assert there.execute("SELECT count(*) FROM revisions").fetchone() == (2,)
        assert list(there.execute("PRAGMA foreign_key_check")) == []


def test_a_revision_that_leaves_rows_to_nobody_is_undone(settings: Settings, later: Callable[..., None]) -> None:
    upgrade(settings)
    write(settings, *NOTE)
    before = dump(live(settings))
    later("op.execute('DELETE FROM notes')")
    with pytest.raises(BadSettings, match="Rows of the table revisions would belong to nothing in notes"):
        upgrade(settings)
    assert dump(live(settings)) == before


def test_an_upgraded_database_has_its_foreign_keys_in_force(settings: Settings) -> None:
    upgrade(settings)
    engine = connect(settings)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL
    engine.dispose()


# ---------------------------------------------------------------- what cannot be used


def newer(path: Path) -> str:
    database.upgrade(Settings(data_dir=path.parent))
    with closing(sqlite3.connect(path)) as there, there:
        there.execute("UPDATE alembic_version SET version_num = '9999'")
    return f"was made by a newer Bondbook (schema 9999); this one knows schemas up to {schema.head()}. Start the newer one, "


def text(path: Path) -> str:
    path.write_text("not a database\n" * 100)
    return "it is not a SQLite database, or its beginning is damaged. Bring a backup back: bondbook restore FILE."


def directory(path: Path) -> str:
    path.mkdir()
    return "is a directory. "


def of_others(path: Path) -> str:
    with closing(sqlite3.connect(path)) as there:
        there.execute("CREATE TABLE songs (title)")
    return "is not one of Bondbook: it has other tables, such as songs. "


def cut_off(path: Path) -> str:
    database.upgrade(Settings(data_dir=path.parent))
    with path.open("rb+") as file:
        file.truncate(4096)
    return "the database is damaged. Bring a backup back: bondbook restore FILE."


@pytest.mark.parametrize("command", [["serve"], ["search", "lacp"]], ids=["serve", "search"])
@pytest.mark.parametrize("make", [newer, text, directory, of_others, cut_off])
def test_what_cannot_be_used_is_one_clear_message(tmp_path: Path, make: Callable[[Path], str], command: list[str]) -> None:
    path = tmp_path / "bondbook.sqlite"
    expected = make(path)
    before = path.read_bytes() if path.is_file() else b""
    done = CliRunner().invoke(main, command, env={"BONDBOOK_DATA_DIR": str(tmp_path), "BONDBOOK_DATABASE_URL": ""})
    assert done.exit_code == 2
    assert done.output.startswith(f"error: The database {path} ") and done.output.count("\n") == 1
    assert expected in done.output
    assert (path.read_bytes() if path.is_file() else b"") == before
    assert backups(Settings(data_dir=tmp_path)) == []
