"""Zips that wait for a second look: kept in the data directory for an hour, a few of them, each under a name that nobody guesses."""

from __future__ import annotations

import re
import secrets
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

from app.errors import BondbookError

SECONDS = 3600
MOST = 4
PIECE = 1024 * 1024  # bytes read at once
TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")


class TooLarge(BondbookError):
    """More came along than is taken."""


class Uploads:
    """The kept zips of a data directory."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / "uploads"

    def keep(self, stream: IO[bytes], largest: int) -> str:
        """Keep what a stream gives; its token. Older ones go. Raises TooLarge."""
        self._tidy(MOST - 1)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        token = secrets.token_urlsafe(24)
        size = 0
        with (self.folder / token).open("xb") as file:
            while piece := stream.read(PIECE):
                size += len(piece)
                if size > largest:
                    self.drop(token)
                    raise TooLarge(f"The zip has more than {largest >> 20} MB. Import it at the terminal: bondbook notes import FILE.")
                file.write(piece)
        return token

    def open(self, token: str) -> IO[bytes] | None:
        """The zip of a token, None if it is gone."""
        if not TOKEN.fullmatch(token):
            return None
        try:
            return (self.folder / token).open("rb")
        except FileNotFoundError:
            return None

    def drop(self, token: str) -> None:
        """Forget one."""
        if TOKEN.fullmatch(token):
            (self.folder / token).unlink(missing_ok=True)

    def _tidy(self, most: int) -> None:
        """Forget those that waited too long, and the oldest of too many."""
        with suppress(FileNotFoundError):
            there = sorted(((path.stat().st_mtime, path) for path in self.folder.iterdir()), reverse=True)
            for number, (moment, path) in enumerate(there):
                if number >= most or moment < time.time() - SECONDS:
                    path.unlink(missing_ok=True)
