"""The walls before everything that writes: rights, names, origins, tokens."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app import create_app
from app.config import Settings
from app.library.database import connect, db, upgrade
from app.web.answers import SHELF
from tests.accounts.conftest import BROWSER, CURL, PASSWORD, set_password, sign_in, token

FREE = {
    "access.sign_in",  # asks for the password itself
    "access.sign_out",  # ends the session that came along, after its token
    "generate.from_json", "convert.converted", "diagnose.diagnosed", "check.checked", "hosts.made",  # keep nothing
    "search.look", "search.json",  # keep nothing
}  # fmt: skip
"""Every address that takes something else than GET and does not ask `may_write`, with the reason."""

VALUES = {"slug": "first", "number": 1, "digest": "0" * 20, "name": "x", "token": "A" * 12, "kind": "note", "id": "x", "version": "1"}


def writes(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    """Every route that takes an unsafe method, with an address of it and the method."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}):
            values = {name: VALUES[name] for name in rule.arguments - set(rule.defaults or {})}
            yield rule, adapter.build(rule.endpoint, {**(rule.defaults or {}), **values}, method=method), method


def everything(settings: Settings) -> list[str]:
    """All that the database holds, as text."""
    engine = connect(settings)
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        lines = [line for line in raw.iterdump() if "sqlite_stat" not in line]
    engine.dispose()
    return lines


def test_there_are_routes_that_write(app: Flask) -> None:
    assert len({rule.endpoint for rule, _, _ in writes(app)} - FREE) >= 18
    assert {rule.endpoint for rule, _, _ in writes(app)} >= FREE


@pytest.mark.parametrize("way", ["listens on more", "signed out", "through a proxy", "by another name", "without the token"])
def test_every_route_that_writes_asks_whether_it_may(app: Flask, settings: Settings, way: str) -> None:
    client, headers, base = app.test_client(), dict(BROWSER), "http://localhost"
    client.post("/notes/", data={"title": "First", "text": "first words"}, headers=BROWSER)
    if way == "listens on more":
        app.config["LISTENS_ON"] = "192.0.2.5"
    elif way == "through a proxy":
        headers["X-Forwarded-For"] = "203.0.113.9"
    elif way == "by another name":
        app.config["KNOWN_AS"] = ("bond.example",)
        base, headers["Origin"] = "http://bond.example", "http://bond.example"
    else:
        set_password(app, PASSWORD)
        if way == "without the token":
            sign_in(client)
    before = everything(settings)
    for rule, path, method in writes(app):
        if rule.endpoint in FREE:
            continue
        data = {"title": "Written", "text": "strange words", "base": "1", "mode": "1", "member": "a,b", "release": "debian-12"}
        answer = client.open(path, method=method, base_url=base, data={**data, "csrf": "x" * 88, "password": "wrong"}, headers=headers)
        assert answer.status_code in (403, 429), f"{method} {path} answered {answer.status_code}"
        file = client.open(path, method=method, base_url=base, data={"file": (io.BytesIO(b"log"), "x.log")}, headers=headers)
        assert file.status_code == 403, f"{method} {path} took a file"
    assert everything(settings) == before


# ---------------------------------------------------------------- it says so


@pytest.mark.parametrize("path", ["/notes/", "/troubleshooting/", "/notes/first", "/notes/trash", "/notes/wanted", "/notes/first/history"])
def test_a_page_that_offers_writing_says_why_it_cannot_be_done(app: Flask, client: FlaskClient, path: str) -> None:
    client.post("/notes/", data={"title": "First", "text": "[[Second]]"}, headers=BROWSER)
    assert "read-only" not in client.get(path, headers=BROWSER).text
    app.config["LISTENS_ON"] = "192.0.2.5"
    page = client.get(path, headers=BROWSER).text
    said = "This Bondbook listens on 192.0.2.5 and has no password: it is read-only. Set a password with <code>bondbook password</code> on"
    assert said in page
    assert "/edit" not in page and "<form class" not in page.partition("<main")[2]
    set_password(app, PASSWORD)
    assert f'<a href="/sign-in?next={path}">Sign in</a> to write.' in client.get(path, headers=BROWSER).text


def test_the_generator_says_it_too(app: Flask, client: FlaskClient) -> None:
    path = "/generate?mode=1&member=a,b&release=debian-12"
    assert "Make a short link" in client.get(path, headers=BROWSER).text
    app.config["LISTENS_ON"] = "192.0.2.5"
    page = client.get(path, headers=BROWSER).text
    assert "it is read-only" in page
    assert "Make a short link" not in page and "Keep in a note" not in page
    set_password(app, PASSWORD)
    assert 'href="/sign-in?next=/generate%3F' in client.get(path, headers=BROWSER).text


def test_the_refusal_says_it_in_every_form(app: Flask, client: FlaskClient) -> None:
    app.config["LISTENS_ON"] = "192.0.2.5"
    assert "<code>bondbook password</code>" in client.get("/notes/new", headers=BROWSER).text
    told = client.post("/notes/", data={"title": "x"}, headers=CURL)
    assert told.status_code == 403 and "has no password: it is read-only" in told.text and told.text.startswith("error: ")
    as_json = client.post("/s/", data={"mode": "1", "member": "a,b"}, headers={"Accept": "application/json"})
    assert as_json.status_code == 403 and "read-only" in as_json.get_json()["errors"][0]["mend"]


def test_without_a_database_the_generator_is_still_there(settings: Settings) -> None:
    SHELF.clear()
    app = create_app(settings)  # nobody has made its tables
    page = app.test_client().get("/generate?mode=1&member=a,b&release=debian-12", headers=BROWSER)
    assert page.status_code == 200
    assert "The database does not answer" in page.text
    refused = app.test_client().post("/s/", data={"mode": "1", "member": "a,b"}, headers=BROWSER)
    assert refused.status_code == 403
    with app.app_context():
        db.engine.dispose()


# ---------------------------------------------------------------- other sites


def post(client: FlaskClient, headers: dict[str, str], base: str = "http://localhost", **data: str) -> int:
    return client.post("/notes/", data={"title": "x", "text": "y", **data}, headers=headers, base_url=base).status_code


OLD = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:60.0) Gecko/20100101 Firefox/60.0"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Origin": "http://localhost"}, 303),  # a browser on plain http
        ({**OLD, "Referer": "http://localhost/notes/new"}, 303),
        ({}, 303),  # curl
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"}, 403),  # a sibling name, or another port
        ({"Origin": "http://localhost:8001"}, 403),
        ({"Origin": "http://sub.localhost"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Origin": "http://[::"}, 403),
        ({**OLD}, 403),  # an old browser whose page hides where it is
        ({**OLD, "Referer": "https://evil.example/http://localhost/"}, 403),
        ({**OLD, "Referer": "http://localhost@evil.example/"}, 403),
    ],
)
def test_where_a_form_was_sent_from_without_a_session(client: FlaskClient, headers: dict[str, str], status: int) -> None:
    assert post(client, headers) == status


def test_a_name_that_was_pointed_here_reads_nothing_and_writes_nothing(client: FlaskClient) -> None:
    evil = {"Sec-Fetch-Site": "same-origin", "Origin": "http://evil.example:8000", "Accept": "text/html"}
    assert post(client, evil, "http://evil.example:8000") == 421
    for path in ("/notes/", "/", "/search.json?q=bond", "/static/style.css", "/sign-in", "/healthz"):
        refused = client.get(path, headers=evil, base_url="http://evil.example:8000")
        assert refused.status_code == 421
        assert "evil.example" in refused.text


def test_a_name_of_the_settings_is_read_and_needs_a_password_to_write(settings: Settings) -> None:
    upgrade(settings)
    app = create_app(replace(settings, names=("bond.example",)))
    client, base = app.test_client(), "http://bond.example"
    mine = {**BROWSER, "Origin": base}
    assert "only the machine that it runs on may write" in client.get("/notes/", headers=mine, base_url=base).text
    assert post(client, mine, base) == 403
    set_password(app, PASSWORD)
    assert client.post("/sign-in", data={"password": PASSWORD}, headers=mine, base_url=base).status_code == 303
    page = client.get("/notes/new", headers=mine, base_url=base).text
    assert post(client, mine, base, csrf=page.partition('name="csrf" value="')[2].partition('"')[0]) == 303
    with app.app_context():
        db.engine.dispose()


# ---------------------------------------------------------------- the token


def test_a_session_alone_writes_nothing(writer: FlaskClient) -> None:
    mine = token(writer)
    for bad in ("", "x", mine[:-4], mine + "AAAA", mine[::-1], "A" * 88, "ü" * 88, mine.replace("=", ""), "x" * 100_000):
        assert post(writer, BROWSER, csrf=bad) == 403, bad[:40]
    assert post(writer, BROWSER, csrf=mine) == 303
    assert post(writer, {}, csrf=mine) == 303  # a program that has the page and the cookie
    assert post(writer, {**OLD, "Referer": "http://localhost/notes/new"}, csrf=mine) == 303
    assert post(writer, {}) == 403


def test_the_token_of_another_session_is_none(guarded: Flask, writer: FlaskClient) -> None:
    other = guarded.test_client()
    sign_in(other)
    assert post(writer, BROWSER, csrf=token(other)) == 403


def test_the_right_token_does_not_let_another_site_in(writer: FlaskClient) -> None:
    assert post(writer, {"Sec-Fetch-Site": "cross-site"}, csrf=token(writer)) == 403
    assert post(writer, {"Sec-Fetch-Site": "same-site"}, csrf=token(writer)) == 403


def test_nobody_else_signs_one_out(writer: FlaskClient) -> None:
    assert writer.post("/sign-out", headers=BROWSER).status_code == 403
    assert writer.post("/sign-out", data={"csrf": token(writer)}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert post(writer, BROWSER, csrf=token(writer)) == 303
    assert writer.get("/sign-out", headers=BROWSER).status_code == 405


def add_document(client: FlaskClient, **data: str) -> TestResponse:
    """Upload a document of the kernel."""
    file = (io.BytesIO(b"Linux Ethernet Bonding Driver HOWTO\n"), "bonding.txt")
    return client.post("/reference/kernel/", data={"kernel": "6.12", "file": file, **data}, headers=BROWSER)


def test_every_form_that_writes_has_the_token(writer: FlaskClient) -> None:
    made = writer.post("/notes/", data={"title": "Gone", "csrf": token(writer)}, headers=BROWSER).location
    writer.post(f"{made}/delete", data={"csrf": token(writer)}, headers=BROWSER)
    data = {"title": "First", "text": "second words", "base": "1", "csrf": token(writer)}
    writer.post("/notes/first", data=data, headers=BROWSER)
    pages = ["/notes/new", "/troubleshooting/new", "/notes/first/edit", "/notes/first/history/1", "/notes/trash", "/sign-in"]
    assert add_document(writer, csrf=token(writer)).location == "/reference/kernel/6.12/"
    pages += ["/generate?mode=1&member=a,b&release=debian-12", "/reference/kernel/", "/reference/kernel/6.12/"]
    for path in pages:
        html = writer.get(path, headers=BROWSER).text.partition("<main")[2]
        forms = [form for form in html.split("<form ")[1:] if 'method="post"' in form.partition(">")[0]]
        assert forms, path
        for form in forms:
            assert ('name="csrf"' in form.partition("</form>")[0]) != ('action="/search"' in form.partition(">")[0]), (path, form[:80])
