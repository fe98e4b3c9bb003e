"""Short links over HTTP: what they open, how they end, what they give away (nothing), the list, and who may do what."""

from __future__ import annotations

import re
import tarfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from app.bonding.wire import WORDS
from app.library import models
from app.library import shares as library
from app.library.database import db
from app.library.models import Share
from app.web import shares
from tests.web.test_knowledge import PNG, write

BROWSER = {"Accept": "text/html"}
CURL = {"User-Agent": "curl/8.5", "Accept": "*/*"}
JSON = {"Accept": "application/json"}
STATE = {"release": "centos-5", "mode": "balance-alb", "miimon": "100", "member": "eth0,eth1", "address": "192.168.11.200/24"}
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


class Clock:
    """A clock that a test moves."""

    moment = NOW


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(models, "now", lambda: clock.moment)
    return clock


@pytest.fixture
def for_others(app: Flask) -> Iterator[None]:
    """The server listens on more than this machine, so nobody may write."""
    was = app.config["LISTENS_ON"]
    app.config["LISTENS_ON"] = "0.0.0.0"  # noqa: S104
    yield
    app.config["LISTENS_ON"] = was


def share(client: FlaskClient, **fields: str) -> str:
    """Make a link; its path."""
    answer = client.post("/s/", data=fields, headers=JSON)
    assert answer.status_code == 201, answer.text
    return f"/s/{answer.get_json()['token']}"


def share_note(client: FlaskClient, title: str, text: str = "words", **fields: str) -> str:
    return share(client, note=write(client, title, text).removeprefix("/notes/"), **fields)


def row(app: Flask, path: str) -> Share:
    with app.app_context():
        return next(each for each in library.listing(db.engine, limit=10_000) if each.token == path.removeprefix("/s/"))


def bare(answer: TestResponse) -> tuple[int, str, list[tuple[str, str]]]:
    """All that a client sees of an answer, but for the time of day."""
    return answer.status_code, answer.text, sorted((name, value) for name, value in answer.headers if name != "Date")


# ---------------------------------------------------------------- a configuration


def test_a_configuration_opens_as_page_text_json_script_and_archive(client: FlaskClient) -> None:
    path = share(client, **STATE)
    page = client.get(path, headers=BROWSER)
    assert page.status_code == 302
    asked = page.location.partition("?")[2]
    assert page.location.startswith("/generate?release=centos-5&stack=ifcfg-legacy&name=bond0&mode=balance-alb")
    for suffix in (".txt", ".json", ".sh", ".tar.gz", ".zip", ".md"):
        answer, same = client.get(path + suffix), client.get(f"/generate{suffix}?{asked}")
        assert (answer.status_code, answer.data) == (200, same.data), suffix
        assert answer.content_type == same.content_type
        assert answer.headers.get("Content-Disposition") == same.headers.get("Content-Disposition")
    with tarfile.open(fileobj=BytesIO(client.get(f"{path}.tar.gz").data)) as archive:
        assert "ifcfg-bond0" in str(archive.getnames())


@pytest.mark.parametrize("headers", [CURL, {"Accept": "text/plain"}])
def test_a_terminal_gets_the_text_without_a_redirect(client: FlaskClient, headers: dict[str, str]) -> None:
    path = share(client, **STATE)
    answer = client.get(path, headers=headers)
    assert (answer.status_code, answer.content_type) == (200, "text/plain; charset=utf-8")
    assert answer.text == client.get(f"{path}.txt").text
    assert answer.text.startswith("# bond0: balance-alb for CentOS Linux 5")
    assert answer.headers["Vary"].startswith("Accept, User-Agent")


def test_the_script_is_the_body(client: FlaskClient) -> None:
    answer = client.get(f"{share(client, **STATE)}.sh", headers=CURL)
    assert answer.status_code == 200
    assert answer.text.startswith("#!/bin/sh\n")


def test_a_slash_behind_a_link_does_no_harm(client: FlaskClient) -> None:
    path = share(client, **STATE)
    assert client.get(f"{path}/", headers=BROWSER).location == client.get(path, headers=BROWSER).location


def test_the_same_configuration_has_one_link_until_it_ends_or_is_taken_back(client: FlaskClient) -> None:
    state = {**STATE, "mtu": "1400"}
    plain = share(client, **state)
    assert share(client, **state) == plain
    assert share(client, **state, expires="never", author="me") == plain
    first, second = share(client, **state, expires="1d"), share(client, **state, expires="1d")
    assert len({plain, first, second}) == 3
    assert client.post(f"{plain}/revoke").status_code == 303
    again = share(client, **state)
    assert again not in (plain, first, second)
    assert share(client, **state) == again


def test_tokens_cannot_be_guessed_and_survive_chat_programs(client: FlaskClient) -> None:
    tokens = [share(client, **STATE, expires="1d").removeprefix("/s/") for _ in range(20)]
    assert len(set(tokens)) == 20
    assert all(re.fullmatch(r"[A-Za-z0-9]{17}", token) for token in tokens)
    assert len(library.SIGNS) ** library.LENGTH > 2**96


# ---------------------------------------------------------------- what is answered to whoever makes one


def test_the_answers_to_a_maker(client: FlaskClient, clock: Clock) -> None:
    made = client.post("/s/", data={**STATE, "expires": "7d"}, headers=JSON)
    assert made.get_json() == {
        "link": f"http://localhost{made.headers['Location']}", "token": made.headers["Location"].removeprefix("/s/"),
        "expires": "2026-12-05T12:00:00Z",
    }  # fmt: skip
    assert client.post("/s/", data=STATE, headers=JSON).get_json()["expires"] is None
    text = client.post("/s/", data=STATE, headers=CURL)
    assert (text.status_code, text.text) == (201, f"http://localhost{text.headers['Location']}\n")
    form = client.post("/s/", data={**STATE, "until": "2026-12-24"}, headers=BROWSER)
    page = client.get(form.location, headers=BROWSER).text
    assert re.search(r'<a href="http://localhost/s/\w{17}">http://localhost/s/\w{17}</a> until 2026-12-24 23:59 UTC', page)


def test_no_field_of_the_form_is_a_word_of_a_bond() -> None:
    assert not shares.OWN & {*WORDS, "release", "stack", "indirect"}


@pytest.mark.parametrize(
    ("fields", "end"),
    [
        ({"expires": "never"}, None),
        ({"expires": "", "until": ""}, None),
        ({"expires": "1d"}, NOW + timedelta(days=1)),
        ({"expires": "30d"}, NOW + timedelta(days=30)),
        ({"until": "2026-11-28"}, datetime(2026, 11, 28, 23, 59, 59, tzinfo=UTC)),
        ({"expires": "2027-01-31"}, datetime(2027, 1, 31, 23, 59, 59, tzinfo=UTC)),
        ({"expires": "never", "until": "2027-01-31"}, datetime(2027, 1, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_the_ends_that_can_be_chosen(app: Flask, client: FlaskClient, clock: Clock, fields: dict[str, str], end: datetime | None) -> None:
    assert row(app, share(client, **STATE, **fields)).expires_at == end


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"expires": "2d"}, "is no end of a link"),
        ({"expires": "-1d"}, "is no end of a link"),
        ({"until": "2026-02-30"}, "is no end of a link"),
        ({"until": "20261224"}, "is no end of a link"),
        ({"until": "2026-12-24\nX: y"}, "is no end of a link"),
        ({"until": "\uff12\uff10\uff12\uff16-12-24"}, "is no end of a link"),
        ({"until": "2026-11-27"}, "is in the past"),
        ({"until": "9999-12-31"}, "is more than ten years away"),
    ],
)
def test_other_ends_are_refused(client: FlaskClient, clock: Clock, fields: dict[str, str], why: str) -> None:
    answer = client.post("/s/", data={**STATE, **fields}, headers=JSON)
    assert answer.status_code == 400
    [error] = answer.get_json()["errors"]
    assert error["field"] in fields and why in error["message"] and error["mend"]
    for headers in (BROWSER, CURL):
        told = client.post("/s/", data={**STATE, **fields}, headers=headers)
        assert told.status_code == 400 and why in told.text


# ---------------------------------------------------------------- a note, an entry


def test_a_note_is_a_page_to_read_and_a_text(client: FlaskClient) -> None:
    path = share_note(client, "Shared to read", "## First\n\nsome *words*", author="Ann")
    page = client.get(path, headers=BROWSER)
    assert page.status_code == 200
    assert "<h1>Shared to read</h1>" in page.text and "<em>words</em>" in page.text
    assert "Ann shared this note with you, to read. You see it as it is now" in unescape(page.text)
    for address, headers, kind in (
        (path, CURL, "text/plain; charset=utf-8"),
        (f"{path}.txt", BROWSER, "text/plain; charset=utf-8"),
        (f"{path}.md", BROWSER, "text/markdown; charset=utf-8"),
    ):
        answer = client.get(address, headers=headers)
        assert answer.content_type == kind
        assert answer.text.startswith("---\ntitle: Shared to read\n") and answer.text.endswith("some *words*\n")


def test_an_entry_is_shown_with_what_it_is_recognised_by(client: FlaskClient) -> None:
    fields = {"title": "Shared entry", "section.": "What it is.", "section.Fix": "Do this.", "severity": "outage"}
    signs = {"sign.value": "still in use by", "sign.as": "text", "sign.role": "proves", "match": "any"}
    at = client.post("/troubleshooting/", data={**fields, **signs}, headers=BROWSER).location
    page = client.get(share(client, entry=at.removeprefix("/troubleshooting/")), headers=BROWSER).text
    assert '<span class="badge outage">outage</span>' in page
    assert "<code>still in use by</code>" in page and "Do this." in page


def test_the_page_offers_nothing_to_change_and_no_way_into_the_library(client: FlaskClient) -> None:
    write(client, "Backlink", "[[Alone]]")
    path = share_note(client, "Alone", "[[Not there yet]] and [[option:miimon]]", tags="secret-tag")
    page = client.get(path, headers=BROWSER).text
    assert "Backlink" not in page
    assert "<form" not in page
    assert '<span class="wiki wanted" title="Not written yet">Not there yet</span>' in page
    links = set(re.findall(r'href="(/[^"#]*)"', page)) - set(re.findall(r'href="(/static/[^"]*)"', page))
    assert links == {"/", f"{path}.txt", f"{path}.md", "/reference/options/miimon"}


def test_a_note_is_shown_as_it_is_now_whatever_it_is_called(client: FlaskClient) -> None:
    at = write(client, "Before", "old words")
    path = share(client, note="before")
    client.post(at, data={"title": "After", "text": "new words", "base": "1"}, headers=BROWSER)
    page = client.get(path, headers=BROWSER).text
    assert "<h1>After</h1>" in page and "new words" in page and "old words" not in page
    assert share(client, note="before") == path  # a former address shares the same note


def test_the_same_note_has_one_link_without_an_end(client: FlaskClient) -> None:
    path = share_note(client, "One link")
    assert share(client, note="one-link") == path
    assert share(client, note="one-link", expires="1d") != path


def test_the_trash_closes_a_link_and_bringing_back_opens_it(client: FlaskClient) -> None:
    path = share_note(client, "Into the trash")
    nowhere = bare(client.get("/s/nothing-is-here", headers=BROWSER))
    client.post("/notes/into-the-trash/delete")
    assert bare(client.get(path, headers=BROWSER)) == nowhere
    assert client.post("/s/", data={"note": "into-the-trash"}, headers=JSON).status_code == 404
    assert "in the trash" in client.get("/s/", headers=BROWSER).text
    client.post("/notes/into-the-trash/bring-back")
    assert client.get(path, headers=BROWSER).status_code == 200


def test_the_files_of_a_note_come_along_and_no_others(client: FlaskClient) -> None:
    def attach(data: bytes, name: str) -> str:
        address: str = client.post("/files/", data={"file": (BytesIO(data), name)}).get_json()["address"]
        return address

    shown, other = attach(PNG + b"1", "shown.png"), attach(PNG + b"2", "other.png")
    quoted = f'`src="{shown}"`'
    path = share_note(client, "With files", f"![a picture]({shown})\n\n[and a link]({shown})\n\n{quoted}")
    page = client.get(path, headers=BROWSER).text
    assert f'src="{path}{shown}"' in page and f'href="{path}{shown}"' in page
    assert f'<code>src="{shown}"</code>' in page  # words that look like an attribute stay as they were written
    answer = client.get(path + shown)
    assert (answer.status_code, answer.data) == (200, PNG + b"1")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    nowhere = bare(client.get("/s/nothing-is-here", headers=BROWSER))
    for wrong in (path + other, f"{path}.md{shown}", f"{path}/files/", f"{path}/files/../..{shown}", f"{path}/history"):
        assert bare(client.get(wrong, headers=BROWSER)) == nowhere, wrong
    client.post("/notes/with-files", data={"title": "With files", "text": "no more", "base": "1"}, headers=BROWSER)
    assert bare(client.get(path + shown, headers=BROWSER)) == nowhere  # what was taken out of the note is out of the link


def test_markup_in_titles_and_names_stays_words(client: FlaskClient) -> None:
    evil = '"><script>alert(1)</script>'
    path = share_note(client, f"Marked {evil}", f"# {evil}\n\n[[{evil[2:]}]]", author=evil, tags=evil)
    for address in (path, "/s/", f"/s/?made={path.removeprefix('/s/')}", f"/s/?made={evil}"):
        page = client.get(address, headers=BROWSER).text
        assert "<script>alert" not in page and not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page)
    long = share_note(client, "Long name", author=" A\r\nSet-Cookie: x=1\x00\u202e " + "b" * 200)
    assert f"ASet-Cookie: x=1 {'b' * 63} shared this note" in client.get(long, headers=BROWSER).text


# ---------------------------------------------------------------- how links end


def test_wrong_expired_and_revoked_answer_the_same(client: FlaskClient, clock: Clock) -> None:
    expired, note = share(client, **STATE, expires="1d"), share_note(client, "Will expire", until="2026-11-28")
    revoked = share_note(client, "Will be revoked")
    client.post(f"{revoked}/revoke")
    clock.moment += timedelta(days=1)
    ended = (expired, note, revoked)
    wrong = ("/s/x", "/s/" + "A" * 17, "/s/" + "A" * 500, "/s/%00", "/s/..%2f..%2fetc", "/s/ü%20", "/s/-_-_-_-_-_-_", "/s/' OR 1=1 --")
    for headers in (BROWSER, CURL, JSON):
        for suffix in ("", ".txt", ".json", ".sh", ".md", "/files/00000000000000000000/x.png"):
            answers = {path: bare(client.get(path + suffix, headers=headers)) for path in (*ended, *wrong)}
            assert {answer[0] for answer in answers.values()} == {404}
            assert len({str(answer) for answer in answers.values()}) == 1, (headers, suffix)
    open_one = share(client, **STATE)
    assert client.get(f"{open_one}.exe", headers=BROWSER).status_code == 404


def test_each_of_them_costs_one_look_into_the_database(app: Flask, client: FlaskClient, clock: Clock) -> None:
    expired, revoked = share(client, **STATE, expires="1d"), share_note(client, "Revoked for its price")
    client.post(f"{revoked}/revoke")
    clock.moment += timedelta(days=2)
    seen: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        for path in (expired, revoked, "/s/AAAAAAAAAAAAAAAAA", "/s/x", "/s/%00"):
            client.get(path, headers=CURL)
            assert len(seen) == 1 and "WHERE shares.token = ?" in seen.pop(), path
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_a_link_works_to_its_last_second(client: FlaskClient, clock: Clock) -> None:
    path = share(client, **STATE, expires="1d")
    clock.moment += timedelta(days=1) - timedelta(seconds=1)
    assert client.get(path, headers=CURL).status_code == 200
    clock.moment += timedelta(seconds=1)
    assert client.get(path, headers=CURL).status_code == 404


def test_a_link_that_was_taken_back_stays_so(client: FlaskClient) -> None:
    path = share(client, **STATE, expires="7d")
    assert client.post(f"{path}/revoke", headers=CURL).text == "Taken back.\n"
    assert client.post(f"{path}/revoke", headers=CURL).status_code == 404
    assert client.post("/s/nothing-is-here/revoke", headers=CURL).status_code == 404
    assert client.get(path, headers=BROWSER).status_code == 404


def test_what_has_ended_is_forgotten_after_ninety_days(app: Flask, client: FlaskClient, clock: Clock) -> None:
    clock.moment -= timedelta(days=3650)
    expired, kept = share(client, **STATE, expires="1d").removeprefix("/s/"), share(client, **STATE, expires="30d").removeprefix("/s/")
    clock.moment += timedelta(days=100)
    share(client, **{**STATE, "mtu": "1300"})
    with app.app_context():
        tokens = {each.token for each in library.listing(db.engine, limit=10_000)}
    assert expired not in tokens and kept in tokens


def test_the_generator_shows_only_a_link_that_works(client: FlaskClient) -> None:
    state = {**STATE, "mtu": "1234"}
    page = client.post("/s/", data=state, headers=BROWSER).location
    token = page.rpartition("shared=")[2]
    assert f"http://localhost/s/{token}" in client.get(page, headers=BROWSER).text
    client.post(f"/s/{token}/revoke")
    assert f"/s/{token}" not in client.get(page, headers=BROWSER).text
    assert "never made here" in client.get(f"/generate/compare?mode=1&member=a,b&with=/s/{token}", headers=BROWSER).text


# ---------------------------------------------------------------- nothing leaks


def test_addresses_below_s_are_neither_kept_nor_passed_on_nor_indexed(client: FlaskClient) -> None:
    state, note = share(client, **STATE), share_note(client, "Close")
    for path in (state, f"{state}.sh", note, f"{note}.md", "/s/wrong", f"{note}/files/x"):
        for headers in (BROWSER, CURL):
            answer = client.get(path, headers=headers)
            assert answer.headers.getlist("Cache-Control") == ["no-store"]
            assert answer.headers.getlist("Referrer-Policy") == ["no-referrer"]
            assert answer.headers["X-Robots-Tag"].startswith("noindex, nofollow")
    assert client.get("/", headers=BROWSER).headers.getlist("Referrer-Policy") == ["same-origin"]
    assert '<meta name="robots" content="noindex">' in client.get(note, headers=BROWSER).text


def test_a_link_leads_nowhere_else(client: FlaskClient) -> None:
    evil = {"mode": "1", "member": "a,b", "description": "https://evil.example/ //evil.example \\evil"}
    path = share(client, **evil)
    location = client.get(path, headers=BROWSER).location
    assert location.startswith("/generate?") and "\n" not in location
    assert client.get(path + "//evil.example", headers=BROWSER).status_code == 404
    assert client.get("/s//evil.example", headers=BROWSER).status_code in (308, 404)
    for value in ("x\r\nSet-Cookie: a=b", "x\nLocation: //evil"):
        refused = client.post("/s/", data={**evil, "description": value}, headers=JSON)
        assert refused.status_code == 400


# ---------------------------------------------------------------- last opened


def test_last_opened_is_written_at_most_once_a_minute(app: Flask, client: FlaskClient, clock: Clock) -> None:
    path = share(client, **STATE, expires="7d")
    assert row(app, path).last_opened_at is None
    client.head(path, headers=BROWSER)
    assert row(app, path).last_opened_at is None
    for seconds, seen in ((0, 0), (59, 0), (61, 61), (100, 61)):
        clock.moment = NOW + timedelta(seconds=seconds)
        client.get(path, headers=BROWSER)
        assert row(app, path).last_opened_at == NOW + timedelta(seconds=seen)
    clock.moment = NOW - timedelta(days=1)  # somebody set the clock right
    client.get(f"{path}.sh")
    assert row(app, path).last_opened_at == clock.moment


def test_a_read_only_database_stops_no_reader(app: Flask, client: FlaskClient) -> None:
    paths = [share(client, **STATE, expires="7d"), share_note(client, "Read where nothing is written")]
    with app.app_context():
        pool = db.engine.pool

    def switch(on: bool) -> Callable[..., None]:
        return lambda connection, *_: connection.execute(f"PRAGMA query_only={on}")

    taken, given_back = switch(on=True), switch(on=False)
    event.listen(pool, "checkout", taken)
    event.listen(pool, "checkin", given_back)
    try:
        assert [client.get(path, headers=CURL).status_code for path in paths] == [200, 200]
    finally:
        event.remove(pool, "checkout", taken)
        event.remove(pool, "checkin", given_back)
    assert [row(app, path).last_opened_at for path in paths] == [None, None]
    client.get(paths[0], headers=CURL)
    assert row(app, paths[0]).last_opened_at is not None


def test_a_locked_database_stops_no_reader(app: Flask, client: FlaskClient) -> None:
    path = share_note(client, "Read while locked")
    assert client.get("/notes/read-while-locked", headers=BROWSER).status_code == 200
    with app.app_context(), db.engine.connect() as other:
        other.exec_driver_sql("BEGIN IMMEDIATE")
        assert client.get(path, headers=BROWSER).status_code == 200
        other.rollback()
        assert row(app, path).last_opened_at is None
    with app.app_context(), db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 10000
    assert client.get(path, headers=BROWSER).status_code == 200
    assert row(app, path).last_opened_at is not None


# ---------------------------------------------------------------- the list


def test_the_list_says_what_each_link_is(client: FlaskClient, clock: Clock) -> None:
    note = share_note(client, "In the list", author="Ann", expires="7d")
    state = share(client, **STATE, expires="1d")
    client.get(state, headers=BROWSER)
    page = client.get("/s/", headers=BROWSER)
    assert page.headers["Cache-Control"] == "no-store"
    assert "Content-Encoding" not in client.get("/s/", headers={**BROWSER, "Accept-Encoding": "gzip"}).headers
    items = {path: next(item for item in re.findall(r"<li>.*?</li>", page.text, re.DOTALL) if path in item) for path in (note, state)}
    assert '<a href="/notes/in-the-list">In the list</a> <span class="badge">note</span>' in items[note]
    assert "made 2026-11-28 12:00 by Ann · expires 2026-12-05 12:00 · never opened" in items[note]
    assert "bond0: balance-alb for centos-5, ifcfg-legacy" in items[state]
    assert "expires 2026-11-29 12:00 · last opened 2026-11-28 12:00" in items[state]
    assert f'action="{note}/revoke"' in items[note]
    clock.moment += timedelta(days=2)
    client.post(f"{note}/revoke")
    every, opened = client.get("/s/", headers=BROWSER).text, client.get("/s/?only=open", headers=BROWSER).text
    assert "<b>taken back</b>" in every and "<b>expired</b>" in every
    assert note in every and state in every
    assert note not in opened and state not in opened
    lines = client.get("/s/", headers=CURL).text.splitlines()
    assert f"http://localhost{note}\trevoked\t2026-12-05T12:00:00Z\tnever opened\tnote\tIn the list" in lines
    [told] = [each for each in client.get("/s/", headers=JSON).get_json()["links"] if each["link"].endswith(state)]
    assert (told["state"], told["kind"], told["last_opened"]) == ("expired", "state", "2026-11-28T12:00:00Z")


def test_a_note_that_was_shared_without_script_shows_its_link_on_the_list(client: FlaskClient) -> None:
    write(client, "No script", "words")
    page = client.get("/notes/no-script", headers=BROWSER).text
    assert '<input type="hidden" name="note" value="no-script">' in page
    made = client.post("/s/", data={"note": "no-script", "expires": "7d"}, headers=BROWSER)
    assert made.status_code == 303
    shown = client.get(made.location, headers=BROWSER).text
    link = re.search(r'<pre id="made"[^>]*><code>(http://localhost/s/\w+)</code>', shown)
    assert link and client.get(link[1], headers=BROWSER).status_code == 200


def test_going_back_from_a_revocation_keeps_the_filter(client: FlaskClient) -> None:
    path = share(client, **STATE, expires="7d")
    assert client.post(f"{path}/revoke", data={"only": "open"}).location == "/s/?only=open"


def test_a_long_list_has_pages(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        for number in range(shares.A_PAGE + 1):
            library.save([("mode", "active-backup"), ("mtu", str(1500 + number))])
    first = client.get("/s/", headers=BROWSER).text
    assert f'href="/s/?start={shares.A_PAGE}"' in first
    assert first.count("<li>") == shares.A_PAGE
    assert 'href="/s/?only=open&amp;start=0"' in client.get(f"/s/?only=open&start={shares.A_PAGE}", headers=BROWSER).text
    for start in ("-5", "x", "9" * 30):
        assert client.get(f"/s/?start={start}", headers=BROWSER).status_code == 200


# ---------------------------------------------------------------- who may


def test_where_nobody_may_write_no_link_is_made_and_all_open(app: Flask, client: FlaskClient) -> None:
    path = share(client, **STATE, mtu="1450", expires="1d")
    app.config["LISTENS_ON"] = "0.0.0.0"  # noqa: S104
    try:
        assert client.get(path, headers=CURL).status_code == 200
        assert client.get("/s/", headers=BROWSER).status_code == 403
        for wrong in (path, "/s/nothing-is-here"):
            assert client.post(f"{wrong}/revoke", headers=BROWSER).status_code == 403
        for data in (STATE, {"note": "choosing-a-mode"}, {"note": "nothing"}):
            assert client.post("/s/", data=data, headers=JSON).status_code == 403
    finally:
        app.config["LISTENS_ON"] = "127.0.0.1"


def test_reading_a_shared_note_needs_no_right_to_write(app: Flask, client: FlaskClient) -> None:
    path = share_note(client, "Shared with strangers")
    app.config["LISTENS_ON"] = "0.0.0.0"  # noqa: S104
    try:
        assert client.get(path, headers=BROWSER).status_code == 200
        assert 'action="/s/"' not in client.get("/notes/shared-with-strangers", headers=BROWSER).text
    finally:
        app.config["LISTENS_ON"] = "127.0.0.1"


def test_not_more_than_so_many_a_minute(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(shares.PACE.most):
        assert shares.PACE.allows()
    refused = client.post("/s/", data=STATE, headers=JSON)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    assert "Wait a minute" in refused.get_json()["errors"][0]["mend"]
    assert client.post("/s/", data={"mode": "junk"}, headers=JSON).status_code == 400
    later = shares.PACE._done[-1] + 61
    monkeypatch.setattr("app.web.pace.time.monotonic", lambda: later)
    assert client.post("/s/", data=STATE, headers=JSON).status_code == 201
