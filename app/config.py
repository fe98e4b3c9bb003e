"""The settings, and the only place that reads the environment."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from app.errors import BadSettings

ROOT = Path(__file__).resolve().parent.parent
"""The checkout: `templates/`, `static/` and `migrations/` lie here beside `app/`."""

SHORTEST_SECRET = 16
DATABASES = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Settings:
    """Where Bondbook listens and where it keeps what people wrote."""

    data_dir: Path = Path("data")
    database_url: str = ""
    given_secret: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    names: tuple[str, ...] = ()

    @classmethod
    def read(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """The settings of the environment; an empty variable counts as not set. Raises BadSettings."""
        given = {name: text.strip() for name, text in (os.environ if environ is None else environ).items() if name.startswith("BONDBOOK_")}
        data_dir = _data_dir(given.get("BONDBOOK_DATA_DIR") or "data")
        return cls(
            data_dir=data_dir,
            database_url=_database_url(given.get("BONDBOOK_DATABASE_URL", "")),
            given_secret=_secret(given.get("BONDBOOK_SECRET_KEY", "")),
            host=_host(given.get("BONDBOOK_HOST") or "127.0.0.1"),
            port=_port(given.get("BONDBOOK_PORT") or "8000"),
            names=_names(given.get("BONDBOOK_NAMES", "")),
        )

    @property
    def database(self) -> str:
        """The address of the database: the one given, or a SQLite file in the data directory."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'bondbook.sqlite'}"

    def make_data_dir(self) -> Path:
        """The data directory, made if it is missing. Raises BadSettings if nothing can be written there."""
        probe = self.data_dir / f".probe-{secrets.token_hex(4)}"
        try:
            self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise _bad(
                "BONDBOOK_DATA_DIR",
                str(self.data_dir),
                f"cannot be written ({error.strerror or error})",
                "Give a directory that the user who runs Bondbook owns",
            ) from error
        return self.data_dir

    def secret_key(self) -> str:
        """The key that signs cookies: the one given, or one made once and kept in the data directory."""
        return self.given_secret or _kept_secret(self.make_data_dir() / "secret-key")


def _bad(variable: str, value: str, why: str, mend: str) -> BadSettings:
    return BadSettings(f"{variable}={value} {why}. {mend}.")


def _data_dir(text: str) -> Path:
    path = Path(text).expanduser()
    if path.exists() and not path.is_dir():
        raise _bad("BONDBOOK_DATA_DIR", text, "is not a directory", "Give the path of a directory; it is made if it is missing")
    return path


def _database_url(text: str) -> str:
    if not text:
        return ""
    variable = "BONDBOOK_DATABASE_URL"
    mend = "Write sqlite:////var/lib/bondbook/bondbook.sqlite or postgresql+psycopg://user:password@host/name"
    try:
        parts = urlsplit(text)
        shown = text.replace(f":{parts.password}@", ":***@") if parts.password else text
    except ValueError as error:
        raise _bad(variable, "(unreadable)", f"is not an address ({error})", mend) from error
    if parts.scheme.partition("+")[0] not in DATABASES:
        raise _bad(variable, shown, "does not begin with the name of a database that Bondbook can use", mend)
    if parts.scheme.startswith("sqlite") and (parts.netloc or parts.path in {"", "/", "/:memory:"}):
        raise _bad(variable, shown, "names no file", mend)
    return text


def _secret(text: str) -> str:
    if text and len(text) < SHORTEST_SECRET:
        hidden = f"(hidden, {len(text)} characters)"
        mend = "Take the output of: python3 -c 'import secrets; print(secrets.token_hex(32))', or leave it unset"
        raise _bad("BONDBOOK_SECRET_KEY", hidden, f"is shorter than {SHORTEST_SECRET} characters", mend)
    return text


def _host(text: str) -> str:
    bare = text.removeprefix("[").removesuffix("]")
    if not bare or not all(char.isalnum() or char in ".-:_%" for char in bare):
        raise _bad("BONDBOOK_HOST", text, "is not an address", "Give 127.0.0.1, ::1, or 0.0.0.0 for every address of this machine")
    return bare


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= 65535):
        raise _bad("BONDBOOK_PORT", text, "is not a port", "Give a number from 1 to 65535")
    return int(text)


def _names(text: str) -> tuple[str, ...]:
    """The names in a list, as they stand in the Host of a request: small letters, no port, no dot at the end."""
    names = tuple(name.lower().removesuffix(".") for name in text.replace(",", " ").split())
    for name in names:
        if not all(part and all(char.isalnum() or char in "-_" for char in part) for part in name.split(".")):
            mend = "Give the names without http:// and port, with commas between: bond.example.com,bond"
            raise _bad("BONDBOOK_NAMES", text, f"has {name!r} in it, which is no name of a host", mend)
    return names


def _kept_secret(path: Path) -> str:
    """The key in a file; of processes that start together, the first one's key holds for all."""
    try:
        if not path.exists():
            fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32))
            try:
                os.link(fresh, path)  # unlike a rename, this leaves a key that is there alone
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(
            f"The secret key in {path} cannot be read or made: {error}. Mend its permissions or set BONDBOOK_SECRET_KEY."
        ) from error
    if len(key) < SHORTEST_SECRET:
        raise BadSettings(f"The secret key in {path} is too short. Delete the file: a new key is made, and everyone signs in again.")
    return key
