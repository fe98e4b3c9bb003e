"""/check: files in, findings out, as a page, text, JSON or SARIF; nothing is kept."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient

from app.rules.texts import TEXTS
from app.web.uploads import LARGEST
from tests.web.sarif_shape import faults

NETPLAN = """network:
  ethernets: {eth0: {}, eth1: {}}
  bonds:
    bond0:
      interfaces: [eth0, eth1]
      parameters:
        mode: active-backup
        mii-monitor-interval: 100
        lacp-rate: fast
"""
TERMINAL = {"User-Agent": "curl/8"}


def post(client: FlaskClient, text: str = NETPLAN, **words: str) -> tuple[int, str]:
    answer = client.post("/check", data={"text": text, **words})
    return answer.status_code, answer.text


def test_the_empty_page_has_the_form_and_stands_in_the_navigation(client: FlaskClient) -> None:
    html = client.get("/check").text
    assert '<textarea id="text"' in html
    assert '<a href="/check" aria-current="page">Check</a>' in html


def test_a_finding_names_line_text_and_page(client: FlaskClient) -> None:
    status, html = post(client)
    assert status == 200
    assert "1 error, no warnings" in html
    assert '<b>Error:</b> line 9, <code class="long">lacp-rate: fast</code>: The kernel refuses lacp_rate' in html
    assert '<a href="/reference/rules/option-not-in-mode">' in html
    assert "because no release is chosen" in html


def test_the_fixed_version_is_shown_as_a_difference(client: FlaskClient) -> None:
    _, html = post(client)
    assert "<del>-        lacp-rate: fast</del>" in html
    assert 'href="/generate?release=' in html


def test_the_release_counts_and_stays_chosen(client: FlaskClient) -> None:
    _, html = post(client, release="ubuntu-22.04")
    assert '<option value="ubuntu-22.04" selected>' in html
    assert "judged for Ubuntu 22.04" in html


def test_a_terminal_gets_what_the_command_prints(client: FlaskClient) -> None:
    answer = client.post("/check?fix=1", data=NETPLAN, content_type="text/plain", headers=TERMINAL)
    assert answer.content_type.startswith("text/plain")
    assert answer.text.startswith("text:9: error: The kernel refuses lacp_rate")
    assert "\n-        lacp-rate: fast\n" in answer.text


def test_json_and_sarif(client: FlaskClient) -> None:
    answer = client.post("/check", data={"text": NETPLAN}, headers={"Accept": "application/json"})
    assert answer.get_json()["counts"]["error"] == 1
    for asked in (
        client.post("/check?format=sarif", data={"text": NETPLAN}),
        client.post("/check", data={"text": NETPLAN, "format": "sarif"}),
    ):
        assert asked.content_type == "application/sarif+json"
        log = asked.get_json(force=True)
        assert faults(log) == []
        assert log["runs"][0]["tool"]["driver"]["rules"][0]["helpUri"].startswith("http://localhost/reference/rules/")


def test_an_upload_keeps_its_name(client: FlaskClient) -> None:
    data: dict[str, object] = {"file": (io.BytesIO(NETPLAN.encode()), "60-bond0.yaml")}
    answer = client.post("/check", data=data, headers=TERMINAL, content_type="multipart/form-data")
    assert answer.text.startswith("60-bond0.yaml:9: error:")


@pytest.mark.parametrize(
    ("text", "words", "message"),
    [
        ("", {}, "is empty"),
        ("hello", {}, "holds no bond"),
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


def test_what_stands_in_a_file_is_shown_as_text(client: FlaskClient) -> None:
    _, html = post(client, NETPLAN.replace("lacp-rate: fast", 'lacp-rate: "<b>x</b>"'))
    assert "&lt;b&gt;x&lt;/b&gt;" in html
    assert "<b>x</b>" not in html


def test_an_answer_is_kept_nowhere_and_bounded(client: FlaskClient) -> None:
    assert client.post("/check", data={"text": NETPLAN}).headers["Cache-Control"] == "no-store"
    assert client.post("/check", data=b"x" * (LARGEST + 1), content_type="text/plain").status_code == 413


@pytest.mark.parametrize("id", TEXTS)
def test_what_only_the_text_shows_has_its_page(client: FlaskClient, id: str) -> None:
    assert client.get(f"/reference/rules/{id}").status_code == 200
    assert f"/reference/rules/{id}" in client.get("/reference/rules/").text
