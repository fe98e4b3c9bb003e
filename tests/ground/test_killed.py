"""A server that is killed in the middle of many saves: what it had acknowledged is there, and the library is sound."""

from __future__ import annotations

import http.client
import os
import signal
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest

from app.config import ROOT, Settings
from app.library import database
from app.library.starter import FOLDERS
from tests.ground.serving import SECONDS, free_port, get, serving, wait_until_free

EDITED = 25
"""Notes that are there already; several threads save each of them."""

SAVES = 200
MOMENTS = (2, 40, 100)
"""After how many acknowledged saves of a round the server is killed."""


class Round:
    """One server's life: saves in many threads at once, and what it acknowledged before it died."""

    def __init__(self, port: int, number: int, process: subprocess.Popen[str], moment: int) -> None:
        self.port, self.number, self.process, self.moment = port, number, process, moment
        self.kept: list[tuple[str, int, str]] = []  # slug, number of the save, text
        self._lock = threading.Lock()

    def run(self) -> None:
        """Save until the server is dead."""
        jobs = [lambda n=n: self.create(n) for n in range(SAVES // 2)] + [lambda n=n: self.edit(n) for n in range(SAVES // 2)]
        mixed = [job for pair in zip(jobs[: SAVES // 2], jobs[SAVES // 2 :], strict=True) for job in pair]
        with ThreadPoolExecutor(SAVES) as pool:
            list(pool.map(lambda job: job(), mixed))
        self.process.wait(timeout=SECONDS)
        wait_until_free(self.port)

    def create(self, n: int) -> None:
        """A new note."""
        text = f"created{self.number}x{n}"
        found = self.ask("POST", "/notes/", title=f"Made {self.number} {n}", text=text)
        if found:
            self.acknowledged(found[1].removeprefix("/notes/"), 1, text)

    def edit(self, n: int) -> None:
        """The next save of a note that others save at the same moment: whoever is too late starts over from the other's save."""
        slug = f"edited-{n % EDITED}"
        found = self.ask("GET", f"/notes/{slug}/edit")
        while found and (base := int(found[2].partition('name="base" value="')[2].partition('"')[0])):
            text = f"edited{self.number}x{n}x{base}"
            found = self.ask("POST", f"/notes/{slug}", title=slug, slug=slug, text=text, base=base)
            if found and found[0] == 303:
                self.acknowledged(slug, base + 1, text)
                return

    def ask(self, method: str, path: str, **fields: object) -> tuple[int, str, str] | None:
        """Status, address and text of an answer; None where none came whole."""
        headers = {"Accept": "text/html", "Content-Type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            connection.request(method, path, urlencode(fields), headers)
            answer = connection.getresponse()
            assert answer.status in {200, 303, 409}, f"{method} {path}: {answer.status} {answer.read().decode()}"
            return answer.status, answer.headers.get("Location", ""), answer.read().decode()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def acknowledged(self, slug: str, number: int, text: str) -> None:
        """Note it down; at the moment of the round, kill the server and its worker."""
        with self._lock:
            self.kept.append((slug, number, text))
            if len(self.kept) == self.moment:
                os.killpg(self.process.pid, signal.SIGKILL)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data directory whose library believes that it has had all starter content: loading it would take long."""
    database.upgrade(Settings(data_dir=tmp_path))
    with closing(sqlite3.connect(tmp_path / "bondbook.sqlite")) as there, there:
        for kind, below in FOLDERS.items():
            for path in (ROOT / "notes" / below).glob("*.md"):
                there.execute("INSERT INTO starters VALUES (?, ?)", (kind, path.stem))
    return tmp_path


def test_no_acknowledged_save_is_lost(data: Path) -> None:
    kept: list[tuple[str, int, str]] = []
    for number, moment in enumerate(MOMENTS):
        port = free_port()
        with serving(data, port) as process:  # from the second round on, over what a killed one left
            assert get(process, port) == 200
            round_ = Round(port, number, process, moment)
            if number == 0:
                for n in range(EDITED):
                    assert round_.ask("POST", "/notes/", title=f"edited {n}", text="first")
            round_.run()
        kept += round_.kept
        with closing(sqlite3.connect(data / "bondbook.sqlite")) as there:
            assert list(faults(there, kept)) == []
    assert len(kept) >= sum(MOMENTS)
    assert {text[:6] for _, _, text in kept} == {"create", "edited"}


def faults(there: sqlite3.Connection, kept: list[tuple[str, int, str]]) -> Iterator[object]:
    """Whatever is not as it must be."""
    yield from (row for row in there.execute("PRAGMA integrity_check") if row != ("ok",))
    yield from there.execute("PRAGMA foreign_key_check")
    rows = there.execute("SELECT n.slug, r.number, r.body FROM revisions r JOIN notes n ON n.id = r.note_id")
    saves = {(slug, number): text for slug, number, text in rows}
    yield from (f"{save} was acknowledged and is lost" for save in kept if saves.get(save[:2]) != save[2])
    yield from there.execute(
        "SELECT n.slug, n.number, count(r.number), max(r.number) FROM notes n LEFT JOIN revisions r ON r.note_id = n.id "
        "GROUP BY n.id HAVING count(r.number) <> n.number OR max(r.number) <> n.number"
    )
    yield from there.execute(
        "SELECT n.slug FROM notes n JOIN revisions r ON r.note_id = n.id AND r.number = n.number WHERE r.body <> n.body"
    )
    yield from there.execute(
        "SELECT n.slug FROM notes n LEFT JOIN documents d ON d.kind = n.kind AND d.key = n.slug "
        "WHERE d.id IS NULL OR trim(d.body) <> n.body"
    )
    yield from there.execute("SELECT key FROM documents WHERE kind = 'note' AND key NOT IN (SELECT slug FROM notes)")
    there.execute("INSERT INTO documents_fts(documents_fts, rank) VALUES ('integrity-check', 1)")  # raises if index and documents differ
    there.rollback()
