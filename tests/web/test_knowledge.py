"""Notes and entries over HTTP: what is read, what is written, and what happens when two write at once. No script anywhere."""

from __future__ import annotations

import gc
import re
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from app import create_app
from app.accounts import may_write
from app.config import Settings
from app.library import database
from app.web.answers import SHELF

BROWSER = {"Accept": "text/html"}
CURL = {"User-Agent": "curl/8.5", "Accept": "*/*"}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
XEN = "eth0: Warning: the permanent HWaddr of eth0 - 00:11:43:D8:AF:63 - is still in use by bond0"


def write(client: FlaskClient, title: str, text: str = "", **more: object) -> str:
    """Write a note; its address."""
    answer = client.post("/notes/", data={"title": title, "text": text, **more}, headers=BROWSER)
    assert answer.status_code == 303, answer.text
    return answer.location


def form(client: FlaskClient, address: str) -> MultiDict[str, str]:
    """Every field of the editor as a browser would send it."""
    return fields(client.get(address, headers=BROWSER).text)


def fields(html: str) -> MultiDict[str, str]:
    """The fields of the editor on a page, in their order."""
    inside = html[html.index('<form id="editor"') :].partition("</form>")[0]
    found: MultiDict[str, str] = MultiDict()
    pattern = r'<input ([^>]*)>|<textarea [^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>|<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>'
    for tag, area, text, select, options in re.findall(pattern, inside, re.DOTALL):
        if area:
            found.add(area, unescape(text))
        elif select:
            values = re.findall(r'<option value="([^"]*)"( selected)?', options)
            found.add(select, next((value for value, chosen in values if chosen), values[0][0]))
        elif 'type="file"' not in tag and ('type="checkbox"' not in tag or " checked" in tag):
            name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
            assert name
            found.add(name[1], unescape(value[1]) if value else "")
    return found


def changed(given: MultiDict[str, str], **new: str) -> MultiDict[str, str]:
    """The same fields with some changed."""
    made = given.copy()
    for name, value in new.items():
        made[name] = value
    return made


def post(client: FlaskClient, address: str, data: MultiDict[str, str], headers: dict[str, str] = BROWSER) -> TestResponse:
    """Send a form."""
    return client.post(address, data=data, headers=headers)


# ---------------------------------------------------------------- reading


def test_a_note_is_a_page_a_text_and_a_file(client: FlaskClient) -> None:
    at = write(client, "Reading one", "## A heading\n\nwords\n", tags="lacp, Two Words")
    page = client.get(at, headers=BROWSER)
    assert (page.status_code, page.content_type) == (200, "text/html; charset=utf-8")
    assert '<h2 id="n-a-heading">' in page.text
    assert 'href="/notes/?tag=two-words"' in page.text
    for path, headers, kind in (
        (at, CURL, "text/plain; charset=utf-8"),
        (f"{at}.txt", BROWSER, "text/plain; charset=utf-8"),
        (f"{at}.md", BROWSER, "text/markdown; charset=utf-8"),
        (f"{at}.md", CURL, "text/markdown; charset=utf-8"),
    ):
        answer = client.get(path, headers=headers)
        assert answer.content_type == kind
        assert answer.text.startswith("---\ntitle: Reading one\nslug: reading-one\ntags:\n- lacp\n- two-words\n")
        assert answer.text.endswith("## A heading\n\nwords\n")


def test_a_note_called_like_a_file_is_found(client: FlaskClient) -> None:
    at = write(client, "resolv.conf.txt", "text")
    assert at == "/notes/resolv.conf.txt"
    assert "<h1>resolv.conf.txt</h1>" in client.get(at, headers=BROWSER).text
    assert client.get(f"{at}.md", headers=BROWSER).text.startswith("---\ntitle: resolv.conf.txt\n")


@pytest.mark.parametrize("prefix", ["/notes/", "/troubleshooting/"])
def test_what_is_not_there_says_so(client: FlaskClient, prefix: str) -> None:
    for path in ("none-such", "none-such.md", "none-such/edit", "none-such/history", "none-such/history/1", "..%2f..%2fetc"):
        assert client.get(prefix + path, headers=BROWSER).status_code == 404
    assert client.get(f"{prefix}none-such", headers=CURL).text.startswith("error: ")


def test_a_finished_page_is_kept_until_something_is_written(client: FlaskClient) -> None:
    at = write(client, "Kept", "[[Kept away]]")
    first = client.get(at, headers=BROWSER)
    assert client.get(at, headers={**BROWSER, "If-None-Match": first.headers["ETag"]}).status_code == 304
    assert "/notes/new?title=Kept+away" in first.text
    write(client, "Kept away", "[[Kept]]")
    after = client.get(at, headers=BROWSER)
    assert 'href="/notes/kept-away"' in after.text
    assert "Linked from" in after.text


def test_lists(client: FlaskClient) -> None:
    write(client, "Listed later", tags="only-here")
    write(client, "Listed first", tags="only-here", pinned="1")
    page = client.get("/notes/?tag=only-here", headers=BROWSER).text
    assert page.index("Listed first") < page.index("Listed later")
    assert client.get("/notes/?tag=only-here", headers=CURL).text.splitlines() == [
        "/notes/listed-first\tListed first",
        "/notes/listed-later\tListed later",
    ]
    for start in ("-5", "x", "999999999999999999999"):
        assert client.get(f"/notes/?start={start}", headers=BROWSER).status_code == 200
    write(client, "Wants", "[[Wanted by a test]]")
    assert "Wanted by a test" in client.get("/notes/wanted", headers=BROWSER).text
    journal = client.get("/notes/journal", headers=BROWSER).text
    assert re.search(r"<h2>\d{4}-\d\d-\d\d</h2>", journal) and "Listed first" in journal


def test_a_bond_block_is_what_the_generator_says_now(client: FlaskClient) -> None:
    pairs = "release=centos-5\nmode=balance-alb\nmiimon=100\nmember=eth0\nmember=eth1\naddress=192.168.11.200/24"
    page = client.get(write(client, "Bond block", f"```bond\n{pairs}\n```"), headers=BROWSER).text
    assert "alias bond0 bonding" in re.sub(r"<[^>]+>", "", page)
    link = re.search(r'<a href="(/generate\?[^"]*)">Open in the generator', page)
    assert link and client.get(unescape(link[1]), headers=BROWSER).status_code == 200
    wrong = client.get(write(client, "Bad block", "```bond\nmember=$(id)\n<script>=x\n```"), headers=BROWSER).text
    assert "This bond block cannot be shown" in wrong
    assert "<script>=" not in wrong


# ---------------------------------------------------------------- writing


def test_write_edit_and_rename(client: FlaskClient) -> None:
    at = write(client, "First name", "one", author="Ann", message="begun")
    assert at == "/notes/first-name"
    data = changed(form(client, f"{at}/edit"), title="Second name", text="two", author="Ben")
    saved = post(client, at, data)
    assert (saved.status_code, saved.location) == (303, "/notes/second-name")
    old = client.get(at, headers=BROWSER)
    assert (old.status_code, old.location) == (301, "/notes/second-name")
    assert client.get(at, headers=CURL).text.endswith("two\n")
    kept = post(client, saved.location, changed(form(client, f"{saved.location}/edit"), slug="own-address"))
    assert kept.location == "/notes/own-address"
    again = post(client, kept.location, changed(form(client, f"{kept.location}/edit"), title="Third name"))
    assert again.location == "/notes/own-address"  # an address that was chosen stays
    past = client.get(f"{again.location}/history", headers=BROWSER).text
    assert all(word in past for word in ("Ann", "begun", "Ben"))


def test_saving_without_a_change_changes_no_text(client: FlaskClient) -> None:
    text = "\n\n  indented & <b>&amp;</b>\n\n```\n</textarea>\n```\n\ttab “quotes” 'x'\n"
    at = write(client, "Unchanged", text)
    before = client.get(f"{at}.md").text
    post(client, at, form(client, f"{at}/edit"))
    after = client.get(f"{at}.md").text
    assert re.sub("updated: .*", "", after) == re.sub("updated: .*", "", before)


def test_what_is_wrong_stands_beside_its_field_and_all_is_kept(client: FlaskClient) -> None:
    answer = client.post("/notes/", data={"title": " ", "text": "my words", "tags": "a, b"}, headers=BROWSER)
    assert answer.status_code == 400
    assert re.search(r'id="e-title"[^>]* aria-invalid="true" aria-describedby="p-title"', answer.text)
    assert 'id="p-title"' in answer.text
    assert (fields(answer.text)["text"], fields(answer.text)["tags"]) == ("my words", "a, b")
    told = client.post("/notes/", data={"text": "x"}, headers=CURL)
    assert (told.status_code, told.text) == (400, "error: title: is missing. Give the note a title.\n")


def test_two_who_save_at_once_both_keep_their_words(client: FlaskClient) -> None:
    at = write(client, "Both", "one\ntwo words\nthree\n")
    mine, theirs = form(client, f"{at}/edit"), form(client, f"{at}/edit")
    assert post(client, at, changed(theirs, text="one\ntwo other words\nthree\n", title="Both of them", author="Ben")).status_code == 303
    answer = post(client, at, changed(mine, text="one\ntwo words\nthree mine\n", message="mine"))
    assert answer.status_code == 409
    assert "two <mark>other </mark>words" in answer.text
    assert "by Ben" in answer.text
    merge = fields(answer.text)
    assert (merge["text"], merge["message"], merge["slug"]) == ("one\ntwo words\nthree mine\n", "mine", "both-of-them")
    target = re.search(r'<form id="editor"[^>]* action="([^"]+)"', answer.text)
    assert target
    saved = post(client, target[1], changed(merge, text="one\ntwo other words\nthree mine\n", title="Both of them"))
    assert (saved.status_code, saved.location) == (303, "/notes/both-of-them")
    texts = [client.get(f"{saved.location}/history/{number}", headers=CURL).text for number in (1, 2, 3)]
    assert [text.partition("one\n")[2] for text in texts] == [
        "two words\nthree\n", "two other words\nthree\n", "two other words\nthree mine\n",
    ]  # fmt: skip
    assert post(client, at, mine, CURL).status_code == 409


@pytest.mark.parametrize("base", ["", "0", "99", "-1", "x", "1" * 30])
def test_a_form_that_does_not_say_what_it_started_from_writes_nothing(client: FlaskClient, base: str) -> None:
    at = write(client, f"Base {base[:3]}", "first")
    answer = client.post(at, data={"title": "x", "text": "second", "base": base}, headers=BROWSER)
    assert answer.status_code == 400
    assert "second" in answer.text
    assert client.get(at, headers=CURL).text.endswith("first\n")


def test_looking_again_writes_nothing(client: FlaskClient) -> None:
    at = write(client, "Looked at", "first")
    data = changed(form(client, f"{at}/edit"), text="**second**", do="preview")
    seen = post(client, f"{at}/edit", data)
    assert "<strong>second</strong>" in seen.text
    assert fields(seen.text)["text"] == "**second**"
    assert client.get(at, headers=CURL).text.endswith("first\n")
    pane = client.post("/notes/preview", data={"text": "*x* <script>alert(1)</script>"}, headers=BROWSER)
    assert pane.text.strip() == "<p><em>x</em> </p>"


def test_the_trash(client: FlaskClient) -> None:
    at = write(client, "Thrown away", "words")
    assert client.post(f"{at}/delete", headers=BROWSER).location == "/notes/trash"
    gone = client.get(at, headers=BROWSER)
    assert gone.status_code == 410
    assert "/notes/trash" in gone.text
    assert f'action="{at}/bring-back"' in client.get("/notes/trash", headers=BROWSER).text
    assert client.post(f"{at}/bring-back", headers=BROWSER).location == at
    assert client.get(at, headers=BROWSER).status_code == 200


@pytest.mark.parametrize("where", ["", "/edit"])
def test_what_is_written_to_a_note_that_was_thrown_away_meanwhile_can_become_a_new_one(client: FlaskClient, where: str) -> None:
    at = write(client, f"Thrown away meanwhile {where}", "words")
    mine = changed(form(client, f"{at}/edit"), text="many words of mine")
    client.post(f"{at}/delete", headers=BROWSER)
    answer = post(client, at + where, mine)
    assert answer.status_code == 409
    assert "was moved to the trash while you were writing" in answer.text
    saved = post(client, "/notes/", fields(answer.text))
    assert saved.status_code == 303
    assert "many words of mine" in client.get(saved.location, headers=CURL).text
    assert client.post(at, data=mine, headers=CURL).status_code == 410
    assert client.post(at.replace("thrown", "flown"), data=mine, headers=BROWSER).status_code == 409


def test_history_difference_and_restoring(client: FlaskClient) -> None:
    at = write(client, "Restored", "one\n\nthe old word here\n", tags="x")
    post(client, at, changed(form(client, f"{at}/edit"), text="one\n\nthe new word here\n", tags="y"))
    unified = client.get(f"{at}/history", headers=BROWSER).text
    assert '<span class="went">- the <mark>old</mark> word here' in unified
    assert '<span class="came">+ the <mark>new</mark> word here' in unified
    side = client.get(f"{at}/history?old=1&new=2&view=side", headers=BROWSER).text
    assert re.search(r'class="old">the <mark>old</mark> word here</td><td[^>]*>\d+</td><td class="new">the <mark>new</mark> word', side)
    for query in ("?old=x&new=y", "?old=9&new=9", "?old=2&new=1", "?old=2&new=2"):
        assert client.get(f"{at}/history{query}", headers=BROWSER).status_code == 200
    first = client.get(f"{at}/history/1", headers=BROWSER).text
    base = re.search(r'name="base" value="(\d+)"', first)
    assert base
    assert client.post(f"{at}/history/1/restore", data={"base": base[1]}, headers=BROWSER).location == at
    assert "the old word" in client.get(at, headers=CURL).text
    assert "Restored save 1" in client.get(f"{at}/history", headers=BROWSER).text
    late = client.post(f"{at}/history/1/restore", data={"base": base[1]}, headers=BROWSER)
    assert late.status_code == 409
    assert client.post(f"{at}/history/77/restore", data={"base": "3"}, headers=BROWSER).status_code == 404


def test_a_configuration_is_kept_in_a_note(client: FlaskClient) -> None:
    query = "release=ubuntu-24.04&mode=active-backup&miimon=100&member=eno1&member=eno2&address=192.0.2.9/24"
    page = client.get(f"/generate?{query}", headers=BROWSER).text
    part = page[page.index('<form class="keep"') :].partition("</form>")[0]
    pairs = [(name, unescape(value)) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', part)]
    editor = client.post("/notes/new", data=MultiDict(pairs), headers=BROWSER)
    given = fields(editor.text)
    assert given["title"] == "bond0: active-backup for ubuntu-24.04"
    assert "```bond\nrelease=ubuntu-24.04\n" in given["text"]
    made = client.get(post(client, "/notes/", given).location, headers=BROWSER).text
    assert "Open in the generator" in made
    assert "cannot be shown" not in made


# ---------------------------------------------------------------- entries


ENTRY: list[tuple[str, str]] = [
    ("title", "Takes the wrong card"), ("tags", "xen"), ("severity", "outage"), ("match", "all"),
    ("section.", "What it is."), ("section.Symptoms", "Seen."), ("section.Cause", "Why."),
    ("section.Checks", "```console\n## look\n# ip link\n```"), ("section.Fix", "Do it."),
    ("sign.value", "the permanent HWaddr of eth1 - 00:00:00:00:00:01 - is still in use by bond1"),
    ("sign.as", "text"), ("sign.role", "proves"), ("sign.value", r"failed to get speed and duplex from \S+"),
    ("sign.as", "pattern"), ("sign.role", "absent"),
    ("sign.value", ""), ("sign.as", "text"), ("sign.role", "proves"),
    ("sample", XEN), ("sample", ""),
    ("applies.modes", "802.3ad, active-backup"), ("applies.releases", "centos-5"), ("applies.kernels", ">= 2.6.18, < 3"),
    ("references", "https://example.com/a\nhttps://example.com/b"),
]  # fmt: skip


def with_title(title: str, **new: str) -> MultiDict[str, str]:
    return changed(MultiDict(ENTRY), title=title, **new)


def test_an_entry_is_written_by_its_form_and_comes_back_the_same(client: FlaskClient) -> None:
    saved = post(client, "/troubleshooting/", MultiDict(ENTRY))
    assert (saved.status_code, saved.location) == (303, "/troubleshooting/takes-the-wrong-card")
    page = client.get(saved.location, headers=BROWSER).text
    assert "the connection is gone" in page
    assert "must not be there" in page
    assert "All of these together" in page
    before = client.get(f"{saved.location}.md").text
    assert "severity: outage\nmatch: all\nsignatures:\n" in before
    again = form(client, f"{saved.location}/edit")
    assert again.getlist("section.Checks") == ["```console\n## look\n# ip link\n```"]
    assert post(client, saved.location, again).status_code == 303
    after = client.get(f"{saved.location}.md").text
    assert re.sub("updated: .*", "", after) == re.sub("updated: .*", "", before)
    assert "/troubleshooting/takes-the-wrong-card\t" in client.get("/troubleshooting/?tag=xen", headers=CURL).text


def test_every_problem_of_an_entry_stands_beside_its_field(client: FlaskClient) -> None:
    data = with_title("")
    data.setlist("sign.value", ["fine text", "(", ""])
    data["match"], data["severity"], data["applies.modes"], data["references"] = "any", "bad", "lacp", "javascript:alert(1)"
    answer = post(client, "/troubleshooting/", data)
    assert answer.status_code == 400
    for field in ("title", "severity", "signatures.2", "applies.modes", "references"):
        assert f'id="p-{field}"' in answer.text, field
    assert re.search(r'id="e-sign-2"[^>]*aria-invalid="true"', answer.text)
    assert not re.search(r'id="e-sign-1"[^>]*aria-invalid', answer.text)
    assert fields(answer.text).getlist("sign.value")[:2] == ["fine text", "("]
    assert fields(answer.text)["section.Fix"] == "Do it."
    wrong = with_title("Sample")
    wrong.setlist("sample", [XEN, "something else"])
    assert 'id="p-samples.2"' in post(client, "/troubleshooting/", wrong).text


def test_more_rows_without_a_script(client: FlaskClient) -> None:
    data = with_title("More", do="more")
    before = len(fields(client.get("/troubleshooting/new", headers=BROWSER).text).getlist("sign.value"))
    once = post(client, "/troubleshooting/new", data)
    assert len(fields(once.text).getlist("sign.value")) == 2 + before + 4
    twice = post(client, "/troubleshooting/new", changed(fields(once.text), do="more"))
    assert len(fields(twice.text).getlist("sign.value")) == 2 + before + 8


def test_signatures_are_tried_on_a_log(client: FlaskClient) -> None:
    log = f"one\nkernel: bonding: {XEN}\nother\nkernel: {XEN}\n"
    tried = post(client, "/troubleshooting/new", with_title("Try", log=log, do="try")).text
    result = tried[tried.index('id="tried"') :]
    assert "Recognised." in result
    assert "matches 2 lines" in result
    assert re.findall(r"line (\d+)</span>", result) == ["2", "4"]
    spoilt = post(client, "/troubleshooting/new", with_title("Try", log=log + "failed to get speed and duplex from eth0", do="try")).text
    assert "Not recognised." in spoilt
    broken = with_title("Try", log=log, do="try")
    broken.setlist("sign.value", ["(?<=x)y", "(", ""])
    broken.setlist("sign.as", ["pattern", "pattern", "text"])
    assert post(client, "/troubleshooting/new", broken).text.count("is not a pattern") == 2


@pytest.mark.parametrize("pattern", ["(a+)+$", "(x|x)*y", "(.*)*z", "a{1,1000}{1,1000}"])
def test_no_pattern_hangs_the_server(client: FlaskClient, pattern: str) -> None:
    data = with_title("Slow", log="a" * 50_000 + "!\n" + "x" * 50_000, do="try")
    data.setlist("sign.value", [pattern, "", ""])
    data.setlist("sign.as", ["pattern", "text", "text"])
    assert post(client, "/troubleshooting/new", data).status_code == 200


# ---------------------------------------------------------------- files


def attach(client: FlaskClient, name: str, data: bytes) -> TestResponse:
    return client.post("/files/", data={"file": (BytesIO(data), name)}, headers={"Accept": "application/json"})


def test_an_attached_picture_is_served_so_that_nothing_in_it_acts(client: FlaskClient) -> None:
    made = attach(client, "My Shot.png", PNG)
    assert made.status_code == 201
    at = made.get_json()["address"]
    assert made.get_json()["markdown"] == f"![my-shot.png]({at})"
    answer = client.get(at)
    assert (answer.status_code, answer.data) == (200, PNG)
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == "inline; filename=my-shot.png"
    assert "sandbox" in " ".join(answer.headers.getlist("Content-Security-Policy"))
    assert client.get(at.replace("my-shot.png", "other.html")).status_code == 404
    assert client.get("/files/0/x.png").status_code == 404
    assert client.get("/files/" + "_" * 20 + "/my-shot.png").status_code == 404


@pytest.mark.parametrize(
    ("name", "data"), [("x.html", b"<script>alert(1)</script>"), ("x.svg", b"<svg onload='alert(1)'/>"), ("x.js", b"alert(1)")]
)
def test_what_could_act_is_served_as_text(client: FlaskClient, name: str, data: bytes) -> None:
    at = attach(client, name, data).get_json()["address"]
    assert at.endswith(".txt")
    assert client.get(at).headers["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # the client leaves the halves of its uploads to the collector
def test_files_that_are_refused(client: FlaskClient) -> None:
    refused = attach(client, "tool.exe", b"MZ\x90\x00")
    assert refused.status_code == 400
    assert "neither a picture nor a text" in refused.get_json()["errors"][0]["message"]
    assert attach(client, "big.log", b"x" * (5 * 1024 * 1024 + 1)).status_code == 400
    assert attach(client, "big.log", b"x" * (6 * 1024 * 1024)).status_code == 413
    assert "A file may have 5 MB." in attach(client, "big.log", b"x" * (6 * 1024 * 1024)).get_json()["errors"][0]["mend"]
    assert client.post("/files/", headers=BROWSER).status_code == 400
    gc.collect()


def test_a_file_comes_along_with_the_form(client: FlaskClient) -> None:
    answer = client.post(
        "/notes/", data={"title": "With a log", "text": "words", "files": [(BytesIO(b"bond0: up\n"), "kern.log")]}, headers=BROWSER
    )
    page = client.get(answer.location, headers=BROWSER).text
    link = re.search(r'href="(/files/[0-9a-f]{20}/kern\.log)"', page)
    assert link and client.get(link[1]).data == b"bond0: up\n"
    bad = client.post("/notes/", data={"title": "Bad file", "text": "words", "files": [(BytesIO(b"\x00"), "x")]}, headers=BROWSER)
    assert bad.status_code == 400
    assert 'id="p-files"' in bad.text and fields(bad.text)["text"] == "words"


def test_a_long_note_can_be_saved(client: FlaskClient) -> None:
    at = write(client, "Long", "ü" * 500_000)
    assert client.get(at, headers=BROWSER).status_code == 200
    assert client.post("/notes/", data={"title": "Too long", "text": "x" * 600_000}, headers=BROWSER).status_code == 400


# ---------------------------------------------------------------- who may write

WRITES = [
    "/notes/", "/notes/guarded", "/notes/guarded/delete", "/notes/guarded/bring-back", "/notes/guarded/history/1/restore", "/files/",
    "/troubleshooting/", "/notes/new", "/notes/preview",
]  # fmt: skip


@pytest.mark.parametrize("path", WRITES)
def test_no_other_site_can_write(client: FlaskClient, path: str) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert client.post(path, data={"title": "x", "base": "1"}, headers=headers).status_code == 403


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::"])  # noqa: S104
def test_a_server_for_others_is_read_only(app: Flask, client: FlaskClient, host: str) -> None:
    write(client, f"Guarded {host}", "words")
    was = app.config["LISTENS_ON"]
    app.config["LISTENS_ON"] = host
    try:
        SHELF.clear()
        for path in WRITES:
            assert client.post(path, data={"title": "x", "base": "1"}, headers=BROWSER).status_code == 403, path
        for path in ("/notes/new", f"/notes/guarded-{host.replace('::', 'page')}/edit"):
            assert client.get(path, headers=BROWSER).status_code in (403, 404)
        assert "Write a note" not in client.get("/notes/", headers=BROWSER).text
    finally:
        app.config["LISTENS_ON"] = was


@pytest.mark.parametrize(
    ("host", "may"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("127.0.0.53", True), ("example.com", False), ("0.0.0.0", False)],  # noqa: S104
)
def test_the_address_decides_who_may_write(tmp_path: Path, host: str, may: bool) -> None:
    settings = Settings(data_dir=tmp_path, host=host)
    database.upgrade(settings)
    with create_app(settings).test_request_context("/notes/", environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        assert may_write(request) is may
        database.db.engine.dispose()


# ---------------------------------------------------------------- the pages themselves

PAGES = ["/notes/", "/notes/new", "/notes/journal", "/notes/wanted", "/notes/trash", "/troubleshooting/", "/troubleshooting/new"]


@pytest.mark.parametrize("path", PAGES)
def test_pages_have_nothing_inline_and_lead_somewhere(client: FlaskClient, path: str) -> None:
    html = client.get(path, headers=BROWSER).text
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", html)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    for link in set(re.findall(r'href="(/(?:notes|troubleshooting)/(?:new|journal|wanted|trash)?)"', html)):
        assert client.get(link, headers=BROWSER).status_code == 200


def test_strangers_words_stay_words(client: FlaskClient) -> None:
    evil = '"><script>alert(1)</script>'
    for path in (f"/notes/?tag={evil}", f"/notes/new?title={evil}&body={evil}&tags={evil}", f"/notes/{evil}"):
        assert "<script>alert" not in client.get(path, headers=BROWSER).text
    at = write(client, f"Evil {evil}", evil, tags=evil, author=evil, message=evil)
    for path in (at, f"{at}/edit", f"{at}/history", f"{at}/history/1", "/notes/", "/notes/journal"):
        assert "<script>alert" not in client.get(path, headers=BROWSER).text, path
