"""bondbook password, and what the server says of writing when it starts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.accounts import manage, store
from app.cli import main
from app.config import Settings
from app.errors import BadSettings
from app.library.database import connect
from tests.accounts.conftest import PASSWORD


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data directory that the command will use."""
    monkeypatch.setenv("BONDBOOK_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("BONDBOOK_DATABASE_URL", raising=False)
    return tmp_path / "data"


def run(*words: str, given: str | bytes = "") -> Result:
    return CliRunner().invoke(main, ["password", *words], input=given)


def opens(data: Path, text: str) -> bool:
    engine = connect(Settings(data_dir=data))
    try:
        return store.recognise(engine, text) is not None
    finally:
        engine.dispose()


def test_it_asks_twice_and_shows_nothing(data: Path) -> None:
    done = run(given=f"{PASSWORD}\n{PASSWORD}\n")
    assert done.exit_code == 0, done.output
    assert PASSWORD not in done.output
    assert f"The password is set in {data / 'bondbook.sqlite'}." in done.output
    assert opens(data, PASSWORD)


def test_other_users_of_the_machine_do_not_see_the_hash(data: Path) -> None:
    data.mkdir(mode=0o755)
    run("--stdin", given=PASSWORD)
    assert (data / "bondbook.sqlite").stat().st_mode & 0o007 == 0


def test_two_that_differ_are_asked_again(data: Path) -> None:
    done = run(given=f"{PASSWORD}\n{PASSWORD}x\n{PASSWORD}\n{PASSWORD}\n")
    assert done.exit_code == 0
    assert "do not match" in done.output


@pytest.mark.parametrize("given", [f"{PASSWORD}\n", f"{PASSWORD}\r\n", PASSWORD])
def test_from_standard_input(data: Path, given: str) -> None:
    assert run("--stdin", given=given).exit_code == 0
    assert opens(data, PASSWORD)


@pytest.mark.parametrize("given", ["", "\n", "short\n", f"{PASSWORD}\nand another line\n", b"\xff" * 20, "a" * 300, b"a" * 100_000])
def test_a_bad_one_is_one_message_and_touches_nothing(data: Path, given: str | bytes) -> None:
    done = run("--stdin", given=given)
    assert done.exit_code == 2
    assert done.output.startswith("error: password: ") and done.output.count("\n") == 1
    assert not data.exists()


def test_changing_and_removing(data: Path) -> None:
    run("--stdin", given=PASSWORD)
    engine = connect(Settings(data_dir=data))
    person = store.recognise(engine, PASSWORD)
    assert person
    store.open_session(engine, person, "secret")
    engine.dispose()
    done = run("--stdin", given="another long password")
    assert "1 sign-in was ended." in done.output
    assert not opens(data, PASSWORD) and opens(data, "another long password")
    assert "The password is gone from" in run("--remove").output
    assert not opens(data, "another long password")
    again = run("--remove")
    assert (again.exit_code, again.output) == (0, f"There was no password in {data / 'bondbook.sqlite'}.\n")


def test_wrong_use(data: Path) -> None:
    assert run("--stdin", "--remove").exit_code == 2
    given = run("my password on the command line")
    assert given.exit_code == 2
    assert not data.exists()


def test_what_the_server_says_at_its_start(settings: Settings) -> None:
    with manage._opened(settings) as engine:
        for host in ("127.0.0.1", "::1", "localhost"):
            assert manage.at_start(replace(settings, host=host), engine) == ""
        said = manage.at_start(replace(settings, host="192.0.2.5"), engine)
        assert said == "It listens on 192.0.2.5 and has no password: it is read-only. Set one with: bondbook password"
        store.set_password(engine, PASSWORD)
        for host in ("127.0.0.1", "192.0.2.5"):
            assert "writing asks for the password" in manage.at_start(replace(settings, host=host), engine)


# ---------------------------------------------------------------- the names in the settings


def test_names_of_the_settings() -> None:
    settings = Settings.read({"BONDBOOK_NAMES": " Bond.Example., bond,other-1.example "})
    assert settings.names == ("bond.example", "bond", "other-1.example")
    assert Settings.read({"BONDBOOK_NAMES": " "}).names == ()


@pytest.mark.parametrize("text", ["http://bond.example", "bond.example:8000", "bond..example", "*", ".", "a b/c"])
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(BadSettings, match="BONDBOOK_NAMES="):
        Settings.read({"BONDBOOK_NAMES": text})
