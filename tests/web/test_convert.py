"""/convert: files of any stack in, blocks of any other out; what was not used is shown, and nothing is kept."""

from __future__ import annotations

import io
import re
import shlex

import pytest
from flask.testing import FlaskClient

from app.config import ROOT
from app.web.convert import LARGEST
from app.web.moves import MOVES, Move
from app.web.uploads import slot

NETPLAN = "network:\n  bonds:\n    bond0:\n      interfaces: [eth0, eth1]\n      parameters: {mode: active-backup}\n"
KEYFILE = "[connection]\nid=bond0\ntype=bond\ninterface-name=bond0\nzone=work\n[bond]\nmode=active-backup\nmiimmon=50\n"
TERMINAL = {"User-Agent": "curl/8"}


def post(client: FlaskClient, text: str = NETPLAN, **words: str) -> tuple[int, str]:
    answer = client.post("/convert", data={"text": text, **words})
    return answer.status_code, answer.text


def test_a_paste_becomes_blocks_with_a_way_into_the_generator(client: FlaskClient) -> None:
    status, html = post(client, stack="networkd", release="debian-13")
    assert status == 200
    assert "Read as netplan" in html
    assert "/etc/systemd/network/10-bond0.netdev" in html
    assert re.search(r'href="/generate\?release=debian-13&amp;stack=networkd&amp;name=bond0', html)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # told within a callback, and told again
def test_files_that_take_too_long_are_stopped_with_a_message(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.uploads.PATIENCE", 0.1)
    many = "".join(f"auto bond{number}\niface bond{number} inet manual\n  bond-slaves eth{number}\n" for number in range(3000))
    status, html = post(client, many, stack="networkd")
    assert status == 400
    assert "takes more than 0 seconds" in html
    monkeypatch.setattr("app.web.uploads.PATIENCE", 5.0)
    assert post(client, stack="networkd")[0] == 200, "the slot is free again"


def test_who_converts_takes_one_thread_of_the_server(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.uploads.WAIT", 0.01)
    with slot:
        assert post(client, stack="networkd")[0] == 503
    assert post(client, stack="networkd")[0] == 200


def test_yaml_that_would_end_the_server_is_refused(client: FlaskClient) -> None:
    status, _ = post(client, "network:\n  bonds: " + "[" * 200_000, stack="networkd")
    assert status == 400


def test_the_paste_stays_in_the_form(client: FlaskClient) -> None:
    _, html = post(client, stack="networkd")
    assert NETPLAN.splitlines()[3] in html[html.index("<textarea") :]
    assert '<option value="networkd" selected>' in html


def test_what_is_implied_refused_or_not_understood_is_shown(client: FlaskClient) -> None:
    _, html = post(client, KEYFILE, stack="netplan")
    assert "<code>miimon=100</code> by itself" in html
    assert "Refused: 1 line" in html
    assert "<code>miimmon=50</code>" in html
    assert "Not understood: 1 line" in html
    assert "<code>zone=work</code>" in html


def test_an_upload(client: FlaskClient) -> None:
    data: dict[str, object] = {"file": (io.BytesIO(NETPLAN.encode()), "60-bond0.yaml"), "to": "networkd"}
    answer = client.post("/convert", data=data, headers=TERMINAL, content_type="multipart/form-data")
    assert answer.text.startswith("# Read as netplan (certain): bond0; 5 lines used\n")


def test_the_body_of_a_plain_request(client: FlaskClient) -> None:
    answer = client.post("/convert?to=model", data=NETPLAN, content_type="text/plain")
    assert answer.get_json()["bonds"][0]["members"] == ["eth0", "eth1"]


def test_json(client: FlaskClient) -> None:
    answer = client.post("/convert", data={"text": NETPLAN, "to": "networkd"}, headers={"Accept": "application/json"})
    assert answer.get_json()["stack"] == "netplan"
    assert answer.get_json()["results"][0]["stack"] == "networkd"


@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES)
def test_a_move_has_a_guided_page_with_the_form_set(client: FlaskClient, move: Move) -> None:
    assert f'href="/convert/{move.id}"' in client.get("/convert").text
    html = client.get(f"/convert/{move.id}").text
    for value in (move.source, move.release, move.stack):
        assert f'<option value="{value}" selected>' in html
    for heading in ("What changes", "In this order", "What to check afterwards"):
        assert heading in html
    assert html.index("tar -czf") < html.index("--dry-run") < html.index("--confirm")
    assert f'href="/notes/{move.note}"' in html
    assert (ROOT / "notes" / f"{move.note}.md").is_file()


def test_a_move_that_is_none_says_where_they_are(client: FlaskClient) -> None:
    assert client.get("/convert/nowhere").status_code == 404


@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES)
def test_the_commands_of_a_move_are_words_that_a_shell_reads(move: Move) -> None:
    for step in (*move.steps, *move.after):
        assert all(shlex.split(line) for line in step.run.splitlines())


@pytest.mark.parametrize(
    ("text", "words", "message"),
    [
        ("", {}, "is empty"),
        ("hello", {}, "holds no bond"),
        (NETPLAN, {"stack": "netplann"}, "Did you mean netplan?"),
        (NETPLAN, {"release": "debian-99"}, "is not a release"),
        ("\x00", {}, "is no text"),
        ("<script>alert(1)</script>", {}, "&lt;script&gt;"),
    ],
)
def test_rubbish_is_one_message_and_the_text_is_still_there(client: FlaskClient, text: str, words: dict[str, str], message: str) -> None:
    status, html = post(client, text, **words)
    assert status == 400
    assert message in html
    assert "<script>alert" not in html


def test_an_answer_is_kept_nowhere(client: FlaskClient) -> None:
    assert client.post("/convert", data={"text": NETPLAN}).headers["Cache-Control"] == "no-store"


def test_more_than_the_bound_is_refused(client: FlaskClient) -> None:
    assert client.post("/convert", data=b"x" * (LARGEST + 1), content_type="text/plain").status_code == 413
