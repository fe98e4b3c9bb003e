"""Export and import over HTTP: a zip out, a zip in after a look at it, and nothing for those who may not write."""

from __future__ import annotations

import gc
import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from app.config import Settings
from app.library import database
from app.library.transfer import uploads
from app.web.answers import SHELF
from app.web.knowledge import transfer

BROWSER = {"Accept": "text/html"}
CURL = {"User-Agent": "curl/8.5", "Accept": "*/*"}


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    """An application with an empty library."""
    settings = Settings(data_dir=tmp_path / "data")
    database.upgrade(settings)
    return create_app(settings)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    SHELF.clear()
    return app.test_client()


def packed(**files: str) -> bytes:
    """A zip of Markdown files."""
    made = BytesIO()
    with ZipFile(made, "w") as zipped:
        for name, text in files.items():
            zipped.writestr(f"{name}.md", text)
    return made.getvalue()


def send(client: FlaskClient, data: bytes, headers: dict[str, str] = BROWSER, **more: str) -> TestResponse:
    """Send a zip with the form."""
    fields = {"zip": (BytesIO(data), "notes.zip"), **more}
    return client.post("/notes/import", data=fields, headers=headers, content_type="multipart/form-data")


def token(html: str) -> str:
    found = re.search(r'name="upload" value="([^"]+)"', html)
    assert found
    return found[1]


def test_a_zip_is_looked_at_before_it_is_imported(client: FlaskClient) -> None:
    seen = send(client, packed(one="# One\n\nword\n", two="see [[One]]\n", bad="---\n: [\n---\n"))
    assert seen.status_code == 200
    assert "What would happen" in seen.text
    assert "2 new, 0 changed, 0 the same" in seen.text
    assert "bad.md" in seen.text
    assert client.get("/notes/one", headers=BROWSER).status_code == 404
    done = client.post("/notes/import", data={"upload": token(seen.text), "do": "import"}, headers=BROWSER)
    assert "Imported" in done.text
    assert 'href="/notes/one">one.md</a>' in done.text
    assert 'href="/notes/one"' in client.get("/notes/two", headers=BROWSER).text
    assert client.get("/search?q=word", headers=CURL).text.count("one") >= 1
    again = client.post("/notes/import", data={"upload": token(seen.text), "do": "import"}, headers=BROWSER)
    assert (again.status_code, "not kept any more" in again.text) == (400, True)


def test_the_rule_can_be_changed_before_it_is_imported(client: FlaskClient) -> None:
    client.post("/notes/", data={"title": "One!", "text": "mine"}, headers=BROWSER)
    seen = send(client, packed(one="---\ntitle: Third\n---\ntheirs\n"))
    assert "1 new" in seen.text
    seen = client.post("/notes/import", data={"upload": token(seen.text), "do": "look", "rule": "replace"}, headers=BROWSER)
    assert "1 changed" in seen.text
    assert 'value="replace" checked' in seen.text


def test_what_goes_out_comes_in_again(client: FlaskClient, tmp_path: Path) -> None:
    send(client, packed(one="[[Two]]\n", two="text\n"), do="import")
    answer = client.get("/notes/export")
    assert (answer.status_code, answer.content_type) == (200, "application/zip")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="bondbook-notes.zip"'
    assert {"one.md", "two.md"} <= set(ZipFile(BytesIO(answer.data)).namelist())
    assert client.get("/notes/export").data == answer.data
    assert "2 the same" in send(client, answer.data).text


def test_a_terminal_gets_lines(client: FlaskClient) -> None:
    done = send(client, packed(one="text\n"), CURL, do="import")
    assert done.text.startswith("Notes: 1 made, 0 changed")
    bad = send(client, b"nothing", CURL)
    assert (bad.status_code, bad.text) == (400, "error: This is no zip file, or a damaged one.\n")


def test_a_bad_zip_is_told_on_the_page(client: FlaskClient) -> None:
    bad = send(client, b"<script>")
    assert bad.status_code == 400
    assert "This is no zip file" in bad.text
    assert 'name="zip"' in bad.text
    assert client.post("/notes/import", data={}, headers=BROWSER).status_code == 400
    assert send(client, packed(), rule="all").status_code == 400
    assert client.post("/notes/import", data={"upload": "../bondbook.sqlite", "do": "import"}, headers=BROWSER).status_code == 400


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # the client leaves the halves of its uploads to the collector
def test_larger_than_a_note_but_not_without_end(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "".join(chr(0x4E00 + number * 7919 % 20000) for number in range(400_000))
    assert "1 new" in send(client, packed(one=text)).text
    monkeypatch.setattr(transfer, "LARGEST", 1000)
    monkeypatch.setattr(transfer, "ROOM", 1000)
    large = send(client, bytes(5000), CURL)
    assert large.status_code == 413
    assert "at the terminal" in large.text
    gc.collect()


def test_few_zips_are_kept_and_not_for_long(client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Path(app.config["DATA_DIR"]) / "uploads"
    for number in range(6):
        send(client, packed(one=str(number)))
    assert len(list(kept.iterdir())) == uploads.MOST
    monkeypatch.setattr(uploads, "SECONDS", -1)
    send(client, packed(one="last"))
    assert len(list(kept.iterdir())) == 1


def test_who_may_not_write_may_take_away_what_everybody_reads(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", host="0.0.0.0")  # noqa: S104
    database.upgrade(settings)
    own = create_app(Settings(data_dir=tmp_path / "data")).test_client()
    send(own, packed(one="text\n", gone="secret\n"), do="import")
    own.post("/notes/gone/delete")
    assert b"secret" in b"".join(ZipFile(BytesIO(own.get("/notes/export").data)).read(name) for name in members(own))
    other = create_app(settings).test_client()
    for answer in (other.get("/notes/import", headers=BROWSER), send(other, packed(two="x"))):
        assert answer.status_code == 403
        assert "read-only" in answer.text
    assert members(other) == [".bondbook/history/notes/one/0001.md", "one.md", ".bondbook/manifest.json"]
    page = other.get("/notes/", headers=BROWSER).text
    assert 'href="/notes/export"' in page
    assert 'href="/notes/import"' not in page
    assert 'href="/notes/import"' in own.get("/notes/", headers=BROWSER).text


def members(client: FlaskClient) -> list[str]:
    return ZipFile(BytesIO(client.get("/notes/export").data)).namelist()


def test_who_exports_takes_one_thread_of_the_server(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.knowledge.transfer.WAIT", 0.01)
    with transfer.slot:
        assert client.get("/notes/export").status_code == 503
    with client.get("/notes/export") as answer:
        assert answer.status_code == 200
