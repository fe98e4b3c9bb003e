"""Signing in and out over HTTP: what the cookie is, how long it lets one write, and what every attack on it gets."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import limits, passwords
from app.web.answers import SHELF
from tests.accounts.conftest import BROWSER, CURL, PASSWORD, set_password, sign_in, token, token_on

ELSEWHERE = {"REMOTE_ADDR": "192.0.2.77"}


def may_write(client: FlaskClient) -> bool:
    """Whether the list of notes offers writing, and a new note is saved."""
    offered = "Write a note" in client.get("/notes/", headers=BROWSER).text
    field = re.search(r'name="csrf" value="([^"]+)"', client.get("/notes/new", headers=BROWSER).text)
    data = {"title": "Probe", "text": "x", "csrf": field[1] if field else ""}
    saved = client.post("/notes/", data=data, headers=BROWSER).status_code == 303
    assert offered == saved
    return saved


def cookie(client: FlaskClient) -> str:
    found = client.get_cookie("bondbook")
    return found.value if found else ""


# ---------------------------------------------------------------- in and out


def test_with_a_password_it_is_asked_for_on_this_machine_too(app: Flask) -> None:
    client = app.test_client()
    assert may_write(client)
    set_password(app, PASSWORD)
    assert not may_write(client)


def test_in_write_out(guarded: Flask, client: FlaskClient) -> None:
    page = client.get("/sign-in", headers=BROWSER)
    assert '<input type="password"' in page.text
    assert "Set-Cookie" not in page.headers
    done = sign_in(client)
    assert (done.status_code, done.location) == (303, "/notes/")
    assert may_write(client)
    inside = client.get("/sign-in", headers=BROWSER).text
    assert "You are signed in" in inside
    out = client.post("/sign-out", data={"csrf": token_on(inside)}, headers=BROWSER)
    assert (out.status_code, out.location) == (303, "/sign-in")
    assert cookie(client) == ""
    assert not may_write(client)


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(guarded: Flask, client: FlaskClient) -> None:
    given = sign_in(client).headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"} <= set(given.split("; "))
    assert "Secure" not in given and "Domain" not in given
    proxied = client.post("/sign-in", data={"password": PASSWORD}, headers={**BROWSER, "X-Forwarded-Proto": "https"})
    assert "Secure" in proxied.headers["Set-Cookie"].split("; ")
    assert proxied.headers["Cache-Control"] == "no-store"


def test_a_wrong_password_says_no_more_than_that(guarded: Flask, client: FlaskClient) -> None:
    answer = sign_in(client, "wrong horse battery", next="/notes/first")
    assert answer.status_code == 403
    assert "That is not the password." in answer.text
    assert "wrong horse battery" not in answer.text
    assert 'name="next" value="/notes/first"' in answer.text
    assert "Set-Cookie" not in answer.headers
    told = client.post("/sign-in", data={"password": "x"}, headers=CURL)
    assert (told.status_code, told.text) == (403, "error: That is not the password.\n")


def test_without_a_password_there_is_nothing_to_sign_in_to(app: Flask, client: FlaskClient) -> None:
    assert "No password is set" in client.get("/sign-in", headers=BROWSER).text
    for text in ("", "x", PASSWORD):
        answer = sign_in(client, text)
        assert answer.status_code == 403
        assert "Set-Cookie" not in answer.headers


# ---------------------------------------------------------------- where it leads


@pytest.mark.parametrize("path", ["/notes/first/edit", "/generate?mode=1&member=a%2Cb", "/search?q=a+b"])
def test_on_to_where_one_came_from(guarded: Flask, client: FlaskClient, path: str) -> None:
    assert sign_in(client, next=path).location == path


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/", "//evil.example/", "/\\evil.example/", "\\\\evil.example", "/\t/evil.example", "/\n/evil.example",
        "javascript:alert(1)", "evil.example", "", " /notes/", "/ /evil.example", "///evil.example", "/sign-out", "/sign-in?next=/sign-in",
        "/notes/\r\nSet-Cookie: x=y", "http:evil.example", "/\x00/evil.example",
    ],
)  # fmt: skip
def test_and_to_no_other_place(guarded: Flask, client: FlaskClient, path: str) -> None:
    done = sign_in(client, next=path)
    assert done.location == "/notes/"
    assert done.headers.getlist("Set-Cookie")[0].startswith("bondbook=")
    page = client.get("/sign-in", query_string={"next": path}, headers=BROWSER).text
    assert "evil.example" not in page and "javascript:" not in page


def test_who_wants_to_write_is_led_to_the_form_and_back(guarded: Flask, client: FlaskClient) -> None:
    led = client.get("/notes/new?title=a+b%26c", headers=BROWSER)
    assert led.status_code == 303
    page = client.get(led.location, headers=BROWSER).text
    back = re.search(r'name="next" value="([^"]+)"', page)
    assert back
    done = sign_in(client, next=unescape(back[1]))
    assert done.location == "/notes/new?title=a+b%26c"
    assert 'value="a b&amp;c"' in client.get(done.location, headers=BROWSER).text
    assert client.get("/notes/new", headers=CURL).status_code == 200  # the same browser, now signed in


# ---------------------------------------------------------------- attacks on the session


def test_a_session_begins_under_a_new_word(guarded: Flask, client: FlaskClient) -> None:
    client.set_cookie("bondbook", "a-word-that-an-attacker-chose-for-his-victim")
    sign_in(client)
    first = cookie(client)
    assert first != "a-word-that-an-attacker-chose-for-his-victim"
    sign_in(client)
    assert cookie(client) != first
    stolen = guarded.test_client()
    stolen.set_cookie("bondbook", first)
    assert not may_write(stolen)  # signing in again ended the session before


def test_a_copy_of_the_cookie_ends_with_signing_out(guarded: Flask, writer: FlaskClient) -> None:
    thief = guarded.test_client()
    thief.set_cookie("bondbook", cookie(writer))
    assert may_write(thief)
    writer.post("/sign-out", data={"csrf": token(writer)}, headers=BROWSER)
    assert not may_write(thief)


def test_a_new_password_ends_it_everywhere_at_once(guarded: Flask, writer: FlaskClient) -> None:
    assert may_write(writer)
    set_password(guarded, "another long password")
    assert not may_write(writer)
    assert sign_in(writer).status_code == 403
    assert sign_in(writer, "another long password").status_code == 303
    assert may_write(writer)


def test_a_changed_cookie_is_nobodys(guarded: Flask, writer: FlaskClient) -> None:
    word = cookie(writer)
    for changed in (word[:-1], word + "A", word[::-1], word.swapcase(), "", "owner", "x" * 3000, word + "\x00"):
        client = guarded.test_client()
        client.set_cookie("bondbook", changed)
        assert not may_write(client), changed[:50]


def test_another_secret_key_ends_every_session(guarded: Flask, writer: FlaskClient) -> None:
    guarded.config["SECRET_KEY"] = "another secret of 16 and more"
    assert not may_write(writer)


# ---------------------------------------------------------------- guessing


def test_guessing_has_to_wait_and_the_right_one_too(guarded: Flask) -> None:
    guesser = guarded.test_client()
    for _ in range(limits.FREE):
        assert guesser.post("/sign-in", data={"password": "x"}, headers=BROWSER, environ_base=ELSEWHERE).status_code == 403
    refused = guesser.post("/sign-in", data={"password": PASSWORD}, headers=BROWSER, environ_base=ELSEWHERE)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    assert "Too many tries. Wait 1 second, then try again." in refused.text
    assert "Set-Cookie" not in refused.headers
    assert sign_in(guarded.test_client()).status_code == 303  # from another address


def test_many_guessers_do_not_lock_the_machine_itself_out(guarded: Flask) -> None:
    guesser = guarded.test_client()
    answers = [
        guesser.post("/sign-in", data={"password": "x"}, headers=BROWSER, environ_base={"REMOTE_ADDR": f"192.0.2.{number}"}).status_code
        for number in range(limits.BUDGET + 2)
    ]
    assert answers == [403] * limits.BUDGET + [429] * 2
    assert sign_in(guarded.test_client()).status_code == 303


def test_one_hash_at_a_time(guarded: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("a second hash was begun")

    with passwords.slot:
        monkeypatch.setattr(passwords, "fits", fail)
        refused = sign_in(client)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    monkeypatch.undo()
    assert sign_in(client).status_code == 303


def test_a_try_that_fails_in_the_middle_frees_the_slot(guarded: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the database is gone")

    monkeypatch.setattr("app.accounts.store.recognise", fail)
    assert sign_in(client).status_code == 500
    monkeypatch.undo()
    assert sign_in(client).status_code == 303


@pytest.mark.parametrize("length", [257, 100_000, 400_000, 2_000_000])
def test_a_giant_password_costs_no_more_than_another(guarded: Flask, client: FlaskClient, length: int) -> None:
    assert sign_in(client, "x1y2z3" * (length // 6 + 1)).status_code in (403, 413)


def test_spellings_of_the_same_letters(app: Flask, client: FlaskClient) -> None:
    set_password(app, "Gr\u00fc\u00dfe \u00fcberall")
    assert sign_in(client, "Gru\u0308\u00dfe u\u0308berall").status_code == 303


# ---------------------------------------------------------------- kept pages


def test_no_page_of_somebody_who_is_signed_in_reaches_a_stranger(guarded: Flask, writer: FlaskClient) -> None:
    stranger = guarded.test_client()
    for path in ("/notes/", "/notes/first", "/notes/trash", "/notes/first/history", "/generate?mode=1&member=a,b&release=debian-12"):
        SHELF.clear()
        orders = ((writer, stranger, writer), (stranger, writer, stranger))
        for order in orders:
            pages = {id(each): each.get(path, headers=BROWSER) for each in order}
            mine, theirs = pages[id(writer)], pages[id(stranger)]
            assert mine.text != theirs.text, path
            assert 'name="csrf"' not in theirs.text
            assert "Cookie" in mine.headers["Vary"] and "Cookie" in theirs.headers["Vary"]
            assert mine.headers["Cache-Control"] == "private, no-cache"
            assert mine.headers["ETag"] != theirs.headers["ETag"]


def test_a_kept_page_has_the_token_of_who_reads_it(guarded: Flask, writer: FlaskClient) -> None:
    other = guarded.test_client()
    sign_in(other)
    path = "/generate?mode=1&member=a,b&release=debian-12"
    pages = [each.get(path, headers=BROWSER) for each in (writer, other, writer)]
    tokens = [token_on(page.text) for page in pages]
    assert len(set(tokens)) == 3  # each under another mask
    assert pages[0].headers["ETag"] == pages[2].headers["ETag"] != pages[1].headers["ETag"]
    assert writer.get(path, headers={**BROWSER, "If-None-Match": pages[0].headers["ETag"]}).status_code == 304
    assert other.get(path, headers={**BROWSER, "If-None-Match": pages[0].headers["ETag"]}).status_code == 200
    pairs = {"mode": "1", "member": "a,b", "release": "debian-12"}
    assert writer.post("/s/", data={**pairs, "csrf": tokens[0]}, headers=BROWSER).status_code == 303
    assert writer.post("/s/", data={**pairs, "csrf": tokens[1]}, headers=BROWSER).status_code == 403


def test_a_token_never_gets_into_a_short_link_or_a_note(writer: FlaskClient) -> None:
    mine = token(writer)
    pairs = {"mode": "1", "member": "a,b", "release": "debian-12", "csrf": mine}
    assert "csrf" not in writer.post("/s/", data=pairs, headers=BROWSER).location
    editor = writer.post("/notes/new", data={**pairs, "keep": "note"}, headers=BROWSER).text
    assert editor.count("csrf") == 1  # the field of the form itself
