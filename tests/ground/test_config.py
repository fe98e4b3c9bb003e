"""The settings: what they make of the environment, and how they refuse it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.config import Settings
from app.errors import BadSettings


def test_defaults() -> None:
    settings = Settings.read({})
    assert settings == Settings()
    assert (settings.host, settings.port, settings.data_dir) == ("127.0.0.1", 8000, Path("data"))
    assert settings.database == f"sqlite:///{Path.cwd() / 'data' / 'bondbook.sqlite'}"


def test_everything_can_be_set(tmp_path: Path) -> None:
    settings = Settings.read(
        {
            "BONDBOOK_DATA_DIR": str(tmp_path / "new"),
            "BONDBOOK_DATABASE_URL": "postgresql+psycopg://me:secret@db.example/bondbook",
            "BONDBOOK_SECRET_KEY": "0123456789abcdef",
            "BONDBOOK_HOST": "[::1]",
            "BONDBOOK_PORT": " 8123 ",
        }
    )
    assert settings.data_dir == tmp_path / "new"
    assert settings.database.startswith("postgresql+psycopg://")
    assert settings.secret_key() == "0123456789abcdef"
    assert (settings.host, settings.port) == ("::1", 8123)
    assert not (tmp_path / "new").exists()  # reading the settings writes nothing


def test_an_empty_variable_counts_as_not_set() -> None:
    names = ("DATA_DIR", "DATABASE_URL", "SECRET_KEY", "HOST", "PORT")
    assert Settings.read({f"BONDBOOK_{name}": " " for name in names}) == Settings()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("BONDBOOK_PORT", "0"),
        ("BONDBOOK_PORT", "65536"),
        ("BONDBOOK_PORT", "http"),
        ("BONDBOOK_PORT", "-1"),
        ("BONDBOOK_PORT", "٨٠"),
        ("BONDBOOK_HOST", "local host"),
        ("BONDBOOK_HOST", "http://127.0.0.1"),
        ("BONDBOOK_DATA_DIR", __file__),
        ("BONDBOOK_DATABASE_URL", "mysql://db/bondbook"),
        ("BONDBOOK_DATABASE_URL", "bondbook.sqlite"),
        ("BONDBOOK_DATABASE_URL", "sqlite://"),
        ("BONDBOOK_DATABASE_URL", "sqlite:///:memory:"),
    ],
)
def test_a_refusal_names_variable_and_value_and_mend(variable: str, value: str) -> None:
    with pytest.raises(BadSettings) as refusal:
        Settings.read({variable: value})
    message = str(refusal.value)
    assert message.startswith(f"{variable}={value} ")
    assert message.endswith(".") and message.count(". ") >= 1


def test_no_refusal_shows_a_secret() -> None:
    for variable, value in (("BONDBOOK_SECRET_KEY", "hunter2"), ("BONDBOOK_DATABASE_URL", "mysql://me:hunter2@db/bondbook")):
        with pytest.raises(BadSettings) as refusal:
            Settings.read({variable: value})
        assert "hunter2" not in str(refusal.value)
        assert variable in str(refusal.value)


def test_the_secret_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    key = settings.secret_key()
    assert len(key) >= 32
    assert settings.secret_key() == key
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret-key"]
    assert (tmp_path / "data" / "secret-key").stat().st_mode & 0o777 == 0o600
    assert Settings(data_dir=tmp_path / "other").secret_key() != key


def test_processes_that_start_together_share_one_secret_key(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: settings.secret_key(), range(32)))) == 1


def test_a_damaged_secret_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text("short\n")
    with pytest.raises(BadSettings, match="too short"):
        Settings(data_dir=tmp_path).secret_key()


def test_a_data_dir_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadSettings, match="BONDBOOK_DATA_DIR"):
        Settings(data_dir=tmp_path / "file" / "below").make_data_dir()


def test_only_the_settings_read_the_environment() -> None:
    readers = [
        str(path)
        for path in Path("app").rglob("*.py")
        if any(word in path.read_text(encoding="utf-8") for word in ("os.environ", "getenv", "import environ"))
    ]
    assert readers == [str(Path("app") / "config.py")]
