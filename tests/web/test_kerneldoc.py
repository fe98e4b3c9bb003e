"""The pages of the kernel's documents: list, upload, reading, comparison, and what other pages say of them."""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from app.config import Settings
from app.kerneldoc.document import LARGEST
from app.library import database, kernel_documents
from app.web.answers import SHELF

TEXTS = Path(__file__).parents[1] / "kerneldoc" / "texts"
OLD, NEW = ((TEXTS / name).read_bytes() for name in ("old.txt", "new.rst"))
BROWSER = {"Accept": "text/html"}
CURL = {"User-Agent": "curl/8.5.0", "Accept": "*/*"}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """An application without documents."""
    SHELF.clear()
    settings = Settings(data_dir=tmp_path / "data")
    database.upgrade(settings)
    app = create_app(settings)
    with app.app_context():
        yield app
        database.db.engine.dispose()


@pytest.fixture
def filled(app: Flask, client: FlaskClient) -> FlaskClient:
    """A client of an application with a new and an old document."""
    kernel_documents.add(database.db.engine, "6.12", NEW, "/usr/share/doc/a-file")
    kernel_documents.add(database.db.engine, "3.10", OLD, "an upload")
    return client


def upload(client: FlaskClient, data: bytes, version: str = "6.12", name: str = "bonding.rst") -> TestResponse:
    return client.post("/reference/kernel/", data={"file": (io.BytesIO(data), name), "kernel": version}, headers=BROWSER)


def test_an_empty_list_says_how_to_fill_it(client: FlaskClient) -> None:
    page = client.get("/reference/kernel/", headers=BROWSER).text
    assert "None is here yet" in page
    assert "bondbook reference add --auto" in page
    assert 'enctype="multipart/form-data"' in page


def test_the_start_page_says_in_one_line_how_to_add_it_and_later_where_it_is(client: FlaskClient) -> None:
    assert (
        "The kernel's own document is not here yet: run <code>bondbook reference add --auto</code>" in client.get("/", headers=BROWSER).text
    )
    assert upload(client, NEW).status_code == 303
    page = client.get("/", headers=BROWSER).text
    assert "not here yet" not in page
    assert '<a href="/reference/kernel/6.12/">Linux 6.12</a>' in page


def test_an_upload_leads_to_the_document(client: FlaskClient) -> None:
    answer = upload(client, NEW, "v6.12")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/reference/kernel/6.12/")
    page = client.get("/reference/kernel/6.12/", headers=BROWSER)
    assert page.status_code == 200
    assert "<code>bonding.rst</code>, Linux 6.12" in page.text
    assert "from bonding.rst" in page.text


@pytest.mark.parametrize(
    ("data", "version", "message"),
    [
        (NEW, "", "is not given, and the file does not tell its version"),
        (NEW, "<b>", "“&lt;b&gt;” is not the version of a kernel"),
        (b"\x00bonding", "6.12", "“bonding.rst” is no text"),
        (b"<html>bonding", "6.12", "is a page of HTML"),
        (gzip.compress(b"bonding" + b"\n" * LARGEST), "6.12", "is larger than 512 KB"),
    ],
    ids=["no version", "bad version", "binary", "html", "large"],
)
def test_what_cannot_be_added_is_said_beside_the_form(client: FlaskClient, data: bytes, version: str, message: str) -> None:
    answer = upload(client, data, version)
    assert answer.status_code == 400
    assert message in answer.text
    assert "aria-invalid" in answer.text


def test_a_form_without_a_file(client: FlaskClient) -> None:
    answer = client.post("/reference/kernel/", data={"kernel": "6.12"}, headers=BROWSER)
    assert (answer.status_code, "No file came along" in answer.text) == (400, True)


def test_who_may_not_write_may_not_add_or_remove(app: Flask, filled: FlaskClient) -> None:
    app.config["LISTENS_ON"] = "0.0.0.0"  # noqa: S104 - only said here
    assert upload(filled, NEW).status_code == 403
    assert filled.post("/reference/kernel/6.12/remove").status_code == 403
    page = filled.get("/reference/kernel/", headers=BROWSER).text
    assert 'method="post" enctype' not in page
    assert "listens on 0.0.0.0 and has no password" in page
    assert "/remove" not in filled.get("/reference/kernel/6.12/", headers=BROWSER).text


def test_a_document_has_contents_that_lead_into_it(filled: FlaskClient) -> None:
    page = filled.get("/reference/kernel/6.12/", headers=BROWSER).text
    contents = page[page.index('<nav class="contents"') : page.index("</nav>", page.index('<nav class="contents"'))]
    assert '<a href="#miimon">miimon</a>' in contents
    assert '<a href="#s-setting-it-up">2. Setting It Up</a>' in contents
    assert 'href="/reference/kernel/compare?from=3.10&amp;to=6.12"' in page


def test_it_can_be_removed(filled: FlaskClient) -> None:
    assert filled.get("/reference/kernel/6.12/", headers=BROWSER).status_code == 200
    assert filled.post("/reference/kernel/6.12/remove").status_code == 303
    assert filled.get("/reference/kernel/6.12/", headers=BROWSER).status_code == 404
    assert filled.post("/reference/kernel/6.12/remove").status_code == 404


@pytest.mark.parametrize("path", ["/reference/kernel/9.9/", "/reference/kernel/9.9.txt", "/reference/kernel/x%3Cb%3E/"])
def test_a_kernel_whose_document_is_not_here(filled: FlaskClient, path: str) -> None:
    answer = filled.get(path, headers=BROWSER)
    assert answer.status_code == 404
    assert "how to add one" in answer.text


def test_terminals_get_the_text_as_it_came(filled: FlaskClient) -> None:
    assert filled.get("/reference/kernel/3.10/", headers=CURL).data == OLD
    assert filled.get("/reference/kernel/3.10.txt", headers=BROWSER).data == OLD
    assert filled.get("/reference/kernel/", headers=CURL).text.splitlines() == [
        "/reference/kernel/6.12/  bonding.rst, Linux 6.12", "/reference/kernel/3.10/  bonding.txt, Linux 3.10",
    ]  # fmt: skip


def test_an_old_text_and_a_new_one_are_compared_by_section(filled: FlaskClient) -> None:
    page = filled.get("/reference/kernel/compare?from=3.10&to=6.12", headers=BROWSER).text
    assert re.search(r'lacp_rate</a> <span class="badge">Gone', page)
    assert re.search(r'lacp_active</a> <span class="badge">New', page)
    assert 'href="/reference/kernel/3.10/#miimon"' in page
    assert '<del><span class="unseen">Gone: </span>lacp_rate</del>' in page
    assert '<ins><span class="unseen">New: </span>lacp_active</ins>' in page


def test_without_a_choice_the_two_newest_are_compared(filled: FlaskClient) -> None:
    assert "From Linux 3.10 to Linux 6.12" in filled.get("/reference/kernel/compare", headers=BROWSER).text


def test_a_comparison_for_terminals(filled: FlaskClient) -> None:
    said = filled.get("/reference/kernel/compare?from=3.10&to=6.12", headers=CURL).text
    assert "== Changed: miimon\n" in said
    assert "[-lacp_rate-] {+lacp_active+}" in said
    assert filled.get("/reference/kernel/compare?from=6.12&to=6.12", headers=CURL).text == "No difference.\n"


def test_a_comparison_with_what_is_not_here(filled: FlaskClient) -> None:
    assert "no document of Linux 9.9" in filled.get("/reference/kernel/compare?from=9.9&to=6.12", headers=BROWSER).text
    assert filled.get("/reference/kernel/compare?from=9.9&to=6.12", headers=CURL).status_code == 404


def test_options_and_modes_lead_to_their_paragraphs_as_soon_as_there_are_any(client: FlaskClient) -> None:
    for path in ("/reference/options/miimon", "/reference/modes/802.3ad"):
        assert "In the kernel's own document" not in client.get(path, headers=BROWSER).text
    upload(client, NEW)
    assert '<a href="/reference/kernel/6.12/#miimon">Linux 6.12</a>' in client.get("/reference/options/miimon", headers=BROWSER).text
    assert '<a href="/reference/kernel/6.12/#mode-802.3ad">Linux 6.12</a>' in client.get("/reference/modes/802.3ad", headers=BROWSER).text


def test_every_link_of_a_document_leads_somewhere(filled: FlaskClient) -> None:
    for version in ("6.12", "3.10"):
        page = filled.get(f"/reference/kernel/{version}/", headers=BROWSER).text
        places = set(re.findall(r' id="([^"]+)"', page))
        links = {link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+)"', page)}
        assert {link[1:] for link in links if link.startswith("#")} <= places
        inside = [link for link in links if link.startswith("/")]
        assert [link for link in inside if filled.get(link, headers=BROWSER, buffered=True).status_code != 200] == []


def test_the_search_shows_them(filled: FlaskClient) -> None:
    page = filled.get("/search?q=kind:kernel+miimon", headers=BROWSER).text
    assert 'href="/reference/kernel/6.12/#miimon"' in page
    assert "miimon – bonding.rst, Linux 6.12" in page
    found = filled.get("/search.json?q=kind:kernel+miimon").get_json()["found"]
    assert {each["address"] for each in found} >= {"/reference/kernel/6.12/#miimon", "/reference/kernel/3.10/#miimon"}


def test_facts_can_be_read_where_the_database_does_not_answer(tmp_path: Path) -> None:
    SHELF.clear()
    client = create_app(Settings(data_dir=tmp_path / "bare")).test_client()
    for path in ("/", "/reference/options/miimon", "/reference/modes/802.3ad"):
        assert client.get(path, headers=BROWSER).status_code == 200
