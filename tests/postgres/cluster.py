"""A PostgreSQL of the tests' own: a fresh cluster in a temporary directory, reachable by its socket only."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USERS = ("postgres", "nobody")
"""Who may run the server where the tests run as root, which it refuses."""

OPTIONS = ("listen_addresses=", "fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=40")
MISSING = "The server of PostgreSQL is missing. Install it (on Debian: apt-get install postgresql) and run this again."


class NoServer(Exception):
    """There is no server program, or it does not start; the text says what to do."""


def programs() -> Path:
    """The directory of the server's programs, the newest one. Raises NoServer."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    found = debian[-1] if debian else shutil.which("initdb")
    if not found:
        raise NoServer(MISSING)
    return Path(found).parent


@contextmanager
def cluster() -> Iterator[str]:
    """Start a server, end it and forget its data afterwards. Yields the address, with {} where the name of a database goes."""
    tools = programs()
    folder = Path(tempfile.mkdtemp(prefix="bondbook-postgres-"))
    user = _user()
    if user:
        shutil.chown(folder, user)
    try:
        _run(
            user,
            folder,
            tools / "initdb",
            "--no-sync",
            "--auth=trust",
            "--username=bondbook",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            folder / "data",
        )
        options = " ".join(f"-c {option}" for option in (*OPTIONS, f"unix_socket_directories={folder}"))
        _run(user, folder, tools / "pg_ctl", "--silent", "-w", "-D", folder / "data", "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgresql+psycopg://bondbook@/{{}}?host={folder}"
        finally:
            _run(user, folder, tools / "pg_ctl", "--silent", "-w", "-m", "immediate", "-D", folder / "data", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _user() -> str | None:
    """Another user than root, or None where that is not needed."""
    if os.geteuid() != 0:
        return None
    names = {each.pw_name for each in pwd.getpwall()}
    return next(user for user in USERS if user in names)


def _run(user: str | None, folder: Path, *words: object) -> None:
    """Run a program as that user. Raises NoServer with what it and the server's log said."""
    who = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}
    with (folder / "said").open("w+", encoding="utf-8") as said:  # a pipe would stay open in the server
        done = subprocess.run([str(word) for word in words], cwd=folder, stdout=said, stderr=said, check=False, **who)  # type: ignore[call-overload]
        if done.returncode:
            log = folder / "log"
            said.seek(0)
            raise NoServer(f"{words[0]} failed:\n{said.read()}{log.read_text(encoding='utf-8') if log.exists() else ''}")
