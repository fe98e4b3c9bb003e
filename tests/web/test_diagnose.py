"""/diagnose: paste or upload, findings first with their lines marked, the state drawn; text and JSON for terminals; nothing is kept."""

from __future__ import annotations

import gzip
import io
import json
import re
from collections.abc import Iterator
from html import unescape

import pytest
from flask.testing import FlaskClient

from app import create_app
from app.actions import known
from app.actions.diagnose_text import GATHER
from app.config import ROOT, Settings
from app.library import database, problems, starter
from app.web import diagnose as door
from app.web.knowledge.desk import desk
from tests.diagnosis.reading import proc
from tests.diagnosis.switches import host, shown
from tests.diagnosis.test_lasting import UNWATCHED
from tests.problems.cases import FOLDER

STORY = (FOLDER / "story.log").read_text("utf-8")
XEN = "xen-network-script-takes-member"
TERMINAL = {"User-Agent": "curl/8"}
JSON = {"Accept": "application/json"}
FLAPS = "".join(
    f"May  4 11:{n:02d}:{second} web7 kernel: bond0: (slave eth1): link status definitely {state}\n"
    for n in range(12)
    for second, state in (("10", "down, disabling slave"), ("40", "up, 1000 Mbps full duplex"))
)


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A Bondbook with the entries that come with it."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("stocked"))
    database.upgrade(settings)
    app = create_app(settings)
    with app.app_context():
        starter.load(desk(), ROOT / "notes")
    yield app.test_client()
    with app.app_context():
        database.db.engine.dispose()


def test_the_entries_of_a_new_library_are_those_that_came_with_the_program(stocked: FlaskClient) -> None:
    with stocked.application.app_context():
        assert problems.of_library(database.db.engine).known == known.shipped(ROOT / "notes").known


def post(client: FlaskClient, text: str, **words: str) -> str:
    answer = client.post("/diagnose", data={"text": text, **words})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.text


def test_the_story_is_xen_first_with_its_lines_marked_and_its_entry_linked(stocked: FlaskClient) -> None:
    html = post(stocked, STORY)
    first = html[html.index('id="found-1"') : html.index('id="found-2"')]
    assert "network script takes eth0 out of the bond" in first
    assert f'href="/troubleshooting/{XEN}"' in first
    numbers = re.findall(r'<a href="#L(\d+)">', first)
    assert len(numbers) == 3
    assert all(f'<mark id="L{number}">' in html for number in numbers)


def test_the_empty_page_says_what_it_takes_and_what_to_gather(client: FlaskClient) -> None:
    html = client.get("/diagnose").text
    assert 'aria-current="page">Diagnose' in html
    assert GATHER.replace("&", "&amp;").replace(">", "&gt;").replace('"', "&#34;") in html
    assert "nothing that you paste is kept" in html


def test_a_healthy_bond_is_said_to_be_one(stocked: FlaskClient) -> None:
    html = post(stocked, proc("802.3ad-healthy"))
    assert "Nothing wrong was found." in html
    assert 'id="found-1"' not in html


def test_a_switch_alone_is_no_healthy_bond(client: FlaskClient) -> None:
    page = client.post("/diagnose", data={"text": shown("cisco-ios")}).text
    assert "There is no bond in it to judge." in page
    assert "Nothing wrong" not in page
    assert "say fine" not in page


def test_the_state_is_drawn_and_listed(client: FlaskClient) -> None:
    html = post(client, proc("802.3ad-two-switches"))
    assert "<desc" in html
    assert "eth1 outside, other end 06:e7:bd:77:2e:95" in html
    assert '<th scope="row"><code>eth1</code></th><td>up</td>' in html


def test_links_over_time_are_drawn_where_the_log_has_times(client: FlaskClient) -> None:
    html = post(client, FLAPS)
    assert "From May  4 11:00:10 to May  4 11:11:40. eth1 of bond0: down 12 times." in html
    assert "Links over time" not in post(client, re.sub(r"^.*kernel: ", "", FLAPS, flags=re.MULTILINE))


def test_nothing_in_the_page_is_styled_or_scripted_inline(client: FlaskClient) -> None:
    html = post(client, FLAPS + proc("802.3ad-two-switches"))
    assert " style=" not in html
    assert not re.search(r"<script(?![^>]* src=)", html)


@pytest.mark.parametrize(
    "bad", ["<script>alert(1)</script> bond0: (slave eth0): link status definitely down, disabling slave", "</textarea><b>"]
)
def test_what_was_pasted_is_only_text(client: FlaskClient, bad: str) -> None:
    html = post(client, bad + "\n" + FLAPS)
    assert "<script>alert" not in html
    assert "</textarea><b>" not in html


def test_a_long_paste_is_shown_around_its_evidence_only(client: FlaskClient) -> None:
    html = post(client, "nothing\n" * 5000 + proc("802.3ad-no-partner") + "nothing\n" * 5000)
    shown = html[html.index('<pre class="input"') :].partition("</pre>")[0]
    assert shown.count("\n") < 60
    assert "Partner Mac Address: 00:00:00:00:00:00</mark>" in shown


def test_uploads_are_read_and_named(client: FlaskClient) -> None:
    log = gzip.compress(proc("802.3ad-no-partner").encode())
    files = [(io.BytesIO(log), "one.gz"), (io.BytesIO(FLAPS.encode()), "two.log")]
    html = client.post("/diagnose", data={"file": files}).text
    assert '<span class="long">one.gz</span>' in html
    assert '<span class="long">two.log</span>' in html


def test_masking_comes_before_everything(client: FlaskClient) -> None:
    html = post(client, STORY + "psk=hunter2\n", mask="yes")
    assert "hunter2" not in html
    assert "D8:AF:63" not in html
    upload = {"file": [(io.BytesIO(STORY.encode()), "s.log")], "mask": "yes"}
    assert "D8:AF:63" not in client.post("/diagnose", data=upload).text


def test_it_goes_into_a_note_by_one_form_and_is_kept_nowhere_else(stocked: FlaskClient) -> None:
    before = stocked.get("/notes/").text
    html = post(stocked, STORY)
    assert stocked.get("/notes/").text == before
    form = html[html.index('action="/notes/new"') :].partition("</form>")[0]
    text = re.search(r'<textarea name="text" hidden>(.*?)</textarea>', form, re.DOTALL)
    assert text is not None
    assert f"[[entry:{XEN}]]" in text[1]
    assert "Removing slave eth0" in text[1]
    editor = stocked.post("/notes/new", data={"title": "t", "tags": "diagnosis", "text": unescape(text[1])}).text
    assert "Removing slave eth0" in editor
    assert 'value="diagnosis"' in editor


@pytest.mark.parametrize("masked", [True, False])
def test_it_is_shared_by_one_click(stocked: FlaskClient, masked: bool) -> None:
    html = post(stocked, STORY)
    form = html[html.index('action="/notes/new"') :].partition("</form>")[0]
    assert '<button formaction="/diagnose/share">' in form
    assert 'name="mask" value="yes" checked' in form
    text = re.search(r'<textarea name="text" hidden>(.*?)</textarea>', form, re.DOTALL)
    assert text is not None
    data = {"title": "Members leave", "text": unescape(text[1]), **({"mask": "yes"} if masked else {})}
    made = stocked.post("/diagnose/share", data=data, headers=TERMINAL)
    assert made.status_code == 201
    shared = stocked.get(made.text.strip().removeprefix("http://localhost"), headers={"Accept": "text/html"}).text
    assert "Members leave" in shared
    assert "Removing slave eth0" in shared
    assert ("D8:AF:63" not in shared) == masked
    assert "expires" not in stocked.get("/s/", headers=TERMINAL).text and "no end" not in stocked.get("/s/", headers=TERMINAL).text
    page = stocked.post("/diagnose/share", data=data)
    assert page.status_code == 303
    assert "Members leave" in stocked.get(page.headers["Location"]).text


def test_the_release_of_the_machine_gives_the_line_for_good(client: FlaskClient) -> None:
    text = UNWATCHED
    html = client.post("/diagnose", data={"text": text, "release": "ubuntu-24.04"}, headers={"Accept": "text/html"}).text
    assert "mii-monitor-interval: 100" in html
    assert '<option value="ubuntu-24.04" selected>' in html
    assert "addresses, VLANs and bridge are not in it" in html
    assert "bond-miimon 100" in client.post("/diagnose?release=debian-12", data={"text": text}, headers=TERMINAL).text
    assert client.post("/diagnose", data={"text": text}, headers=JSON).get_json()["findings"][0]["lasting"] is None
    told = client.post("/diagnose?release=debian-12", data={"text": text}, headers=JSON).get_json()
    assert told["release"] == "debian-12"
    assert told["findings"][0]["lasting"]["lines"] == [{"path": "/etc/network/interfaces.d/bond0", "text": "bond-miimon 100"}]
    wrong = client.post("/diagnose", data={"text": text, "release": "debian12"}, headers=TERMINAL)
    assert wrong.status_code == 400
    assert "Did you mean debian-12?" in wrong.text


def test_the_ports_of_the_switch_and_where_they_lead(client: FlaskClient) -> None:
    html = client.post("/diagnose", data={"text": host() + shown("arista-eos")}, headers={"Accept": "text/html"}).text
    assert "Po1 of tor1" in html
    assert "<td>suspended</td><td>eth1 in bond0</td>" in html


def test_a_diagnosis_that_cannot_be_kept_says_why(client: FlaskClient) -> None:
    too_long = client.post("/diagnose/share", data={"title": "t", "text": "x" * 600_000}, headers=TERMINAL)
    assert too_long.status_code == 400
    assert "Keep it within 524288" in too_long.text


def test_text_and_json_for_terminals(stocked: FlaskClient) -> None:
    for body in (
        {"data": {"text": STORY}},
        {"data": STORY, "content_type": "text/plain"},
        {"data": STORY, "content_type": "application/x-www-form-urlencoded"},
    ):
        text = stocked.post("/diagnose", headers=TERMINAL, **body)
        assert text.mimetype == "text/plain"
        assert text.text.startswith("1. Xen's network script takes eth0 out of the bond [certain, outage]")
        assert f"http://localhost/troubleshooting/{XEN}" in text.text
        data = json.loads(stocked.post("/diagnose", headers=JSON, **body).text)
        assert data["findings"][0]["entry"] == XEN


@pytest.mark.parametrize("text", ["", "   \n", "\x00" * 20])
def test_what_cannot_be_read_is_one_clear_message(client: FlaskClient, text: str) -> None:
    for headers in ({}, TERMINAL, JSON):
        answer = client.post("/diagnose", data={"text": text}, headers=headers)
        assert answer.status_code == 400
        assert "is empty" in answer.text or "zero bytes" in answer.text


def test_too_large_is_said(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "LARGEST_PASTE", 1000)
    answer = client.post("/diagnose", data={"text": "x" * 2000, "file": [(io.BytesIO(b"x"), "x")]})
    assert answer.status_code == 400
    assert "At a terminal there is no limit" in answer.text


def test_a_pasted_log_in_the_search_leads_here(client: FlaskClient) -> None:
    html = client.post("/search", data={"q": FLAPS}).text
    assert '<form method="post" action="/diagnose"' in html
