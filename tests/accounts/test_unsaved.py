"""A session that ends while somebody writes: no word is lost, and one step saves."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import limits
from tests.accounts.conftest import BROWSER, CURL, PASSWORD, set_password, sign_in, token, token_on

WORDS = "words of an hour\n\nand </textarea> more"


def draft(**more: str) -> dict[str, str]:
    return {"title": "First", "text": WORDS, "tags": "a, b", "base": "1", "message": "why", **more}


def kept(html: str) -> bool:
    """Whether all that was written stands in the editor."""
    return all(
        each in html
        for each in ("words of an hour\n\nand &lt;/textarea&gt; more</textarea>", 'value="a, b"', 'name="base" value="1"', 'value="why"')
    )


@pytest.mark.parametrize("path", ["/notes/first", "/notes/", "/notes/first/edit", "/notes/new", "/notes/gone-meanwhile"])
def test_the_editor_comes_back_with_every_word(guarded: Flask, client: FlaskClient, path: str) -> None:
    answer = client.post(path, data=draft(), headers=BROWSER)
    assert answer.status_code == 403
    assert kept(answer.text)
    assert "Not saved yet." in answer.text
    assert 'type="password"' in answer.text and "Sign in and save" in answer.text
    assert client.get("/notes/first", headers=CURL).text.endswith("first words\n")


def test_the_password_beside_the_text_signs_in_and_saves_at_once(guarded: Flask, client: FlaskClient) -> None:
    saved = client.post("/notes/first", data=draft(password=PASSWORD), headers=BROWSER)
    assert (saved.status_code, saved.location) == (303, "/notes/first")
    assert client.get("/notes/first", headers=CURL).text.endswith("more\n")
    again = client.post("/notes/first", data=draft(base="2", csrf=token(client)), headers=BROWSER)
    assert again.status_code == 303  # and stays signed in


def test_a_wrong_one_keeps_the_words_and_counts_as_a_try(guarded: Flask, client: FlaskClient) -> None:
    for _ in range(limits.FREE):
        answer = client.post("/notes/first", data=draft(password="no such password"), headers=BROWSER)
        assert answer.status_code == 403 and kept(answer.text)
        assert "That is not the password." in answer.text
        assert "no such password" not in answer.text
    late = client.post("/notes/first", data=draft(password=PASSWORD), headers=BROWSER)
    assert kept(late.text) and "Too many tries" in late.text


def test_the_password_never_gets_into_the_note(guarded: Flask, client: FlaskClient) -> None:
    client.post("/notes/first", data=draft(password=PASSWORD), headers=BROWSER)
    for path in ("/notes/first.md", "/notes/first", "/notes/first/history", "/notes/first/edit"):
        assert PASSWORD not in client.get(path, headers=BROWSER).text


def test_looking_again_never_tries_the_password(guarded: Flask, client: FlaskClient) -> None:
    for path in ("/notes/preview", "/notes/first/edit", "/notes/new"):
        assert client.post(path, data=draft(password=PASSWORD), headers=BROWSER).status_code == 403
    assert client.get_cookie("bondbook") is None


def test_signing_in_in_another_tab_and_saving_again(guarded: Flask, writer: FlaskClient) -> None:
    old = token(writer)
    set_password(guarded, "another long password")
    first = writer.post("/notes/first", data=draft(csrf=old), headers=BROWSER)
    assert first.status_code == 403 and kept(first.text)
    assert sign_in(writer, "another long password").status_code == 303
    stale = writer.post("/notes/first", data=draft(csrf=old), headers=BROWSER)
    assert stale.status_code == 403 and kept(stale.text)
    assert 'type="password"' not in stale.text and "Save once more" in stale.text
    assert writer.post("/notes/first", data=draft(csrf=token_on(stale.text)), headers=BROWSER).status_code == 303


def test_where_the_password_was_taken_away_the_words_come_back_too(app: Flask, client: FlaskClient) -> None:
    app.config["LISTENS_ON"] = "192.0.2.5"
    answer = client.post("/notes/", data=draft(), headers=BROWSER)
    assert answer.status_code == 403 and kept(answer.text)
    assert "has no password: it is read-only" in answer.text
    assert 'type="password"' not in answer.text


def test_a_bond_from_the_generator_is_kept_too(guarded: Flask, client: FlaskClient) -> None:
    answer = client.post("/notes/new", data={"keep": "note", "release": "debian-12", "mode": "802.3ad", "csrf": "x"}, headers=BROWSER)
    assert answer.status_code == 403
    assert "```bond\nrelease=debian-12\nmode=802.3ad\n```" in answer.text


def test_strangers_get_no_work_done(guarded: Flask, client: FlaskClient) -> None:
    answer = client.post("/notes/new", data=draft(text="**strong** words", do="preview"), headers=BROWSER)
    assert "<strong>" not in answer.text
    files = {**draft(password="wrong"), "files": (BytesIO(b"log"), "kern.log")}
    assert client.post("/notes/first", data=files, headers=BROWSER).status_code == 403
    assert not re.search(r"/files/[0-9a-f]{20}", client.get("/notes/first", headers=BROWSER).text)


def test_who_saves_stands_in_the_history(writer: FlaskClient) -> None:
    writer.post("/notes/first", data=draft(csrf=token(writer)), headers=BROWSER)
    writer.post("/notes/first", data=draft(base="2", author="Ann", text="three", csrf=token(writer)), headers=BROWSER)
    past = writer.get("/notes/first/history", headers=BROWSER).text
    assert "<td>owner</td>" in past and "<td>Ann</td>" in past
    writer.post("/notes/first/history/1/restore", data={"base": "3", "csrf": token(writer)}, headers=BROWSER)
    assert writer.get("/notes/first/history", headers=BROWSER).text.count("<td>owner</td>") == 2


def test_a_terminal_gives_the_password_with_the_form_of_a_short_link(guarded: Flask, client: FlaskClient) -> None:
    state = {"mode": "1", "member": "a,b", "release": "debian-12"}
    wrong = client.post("/s/", data={**state, "password": "not the password"}, headers=CURL)
    assert (wrong.status_code, "That is not the password." in wrong.text) == (403, True)
    made = client.post("/s/", data={**state, "password": PASSWORD}, headers=CURL)
    assert made.status_code == 201 and PASSWORD not in made.text
    token_of = made.text.strip().rpartition("/")[2]
    assert PASSWORD not in client.get(f"/s/{token_of}.json", headers=CURL).text
    gone = guarded.test_client().post(f"/s/{token_of}/revoke", data={"password": PASSWORD}, headers=CURL)
    assert gone.text == "Taken back.\n"
