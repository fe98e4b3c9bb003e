"""/generate/hosts: the form, what becomes of each host, archives; text and JSON for terminals; `bondbook generate --hosts`."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from app.cli import main

QUERY = "release=debian-12&mode=802.3ad&miimon=100&member=eth0&member=eth1&address=192.0.2.10/24"
TABLE = "web1 192.0.2.11/24 ens1 ens2\nweb2 192.0.2.12/24\n"
BROWSER = {"Accept": "text/html"}
TERMINAL = {"User-Agent": "curl/8"}
FLAGS = [
    "generate", "--release", "debian-12", "--mode", "802.3ad", "--miimon", "100", "--member", "eth0", "--member", "eth1",
    "--address", "192.0.2.10/24",
]  # fmt: skip


def test_the_result_leads_to_the_form_and_the_form_keeps_the_template(client: FlaskClient) -> None:
    page = client.get(f"/generate?{QUERY}", headers=BROWSER).text
    assert "/generate/hosts?release=debian-12" in page
    form = client.get(f"/generate/hosts?{QUERY}", headers=BROWSER).text
    assert "The template is" in form
    assert 'action="/generate/hosts?release=debian-12' in form


def test_each_host_is_shown_and_the_table_stays(client: FlaskClient) -> None:
    page = client.post(f"/generate/hosts?{QUERY}", data={"hosts": TABLE, "do": "show"}, headers=BROWSER)
    assert page.status_code == 200
    assert "2 hosts" in page.text
    assert "address=192.0.2.12/24" in page.text
    assert TABLE in page.text


@pytest.mark.parametrize("form", ["tar.gz", "zip"])
def test_the_archive(client: FlaskClient, form: str) -> None:
    answer = client.post(f"/generate/hosts?{QUERY}", data={"hosts": TABLE, "do": form}, headers=BROWSER)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="hosts.{form}"'
    if form == "tar.gz":
        with tarfile.open(fileobj=io.BytesIO(answer.data)) as archive:
            assert "web2/bond0.sh" in archive.getnames()


def test_what_is_wrong_is_told_and_nothing_is_lost(client: FlaskClient) -> None:
    wrong = "web1 192.0.2.11/24\n<script> 192.0.2.12/24\n"
    for do in ("show", "zip"):
        page = client.post(f"/generate/hosts?{QUERY}", data={"hosts": wrong, "do": do}, headers=BROWSER)
        assert page.status_code == 400
        assert "line 2, host" in page.text
        assert "&lt;script&gt; 192.0.2.12/24" in page.text
        assert "<script> 192" not in page.text
    for nothing in (client.get("/generate/hosts", headers=BROWSER), client.post("/generate/hosts", data={"hosts": TABLE}, headers=BROWSER)):
        assert nothing.status_code == 400
        assert "Make a bond in the generator first" in nothing.text
        assert '<a href="/generate">Open the generator</a>' in nothing.text
        assert "Back to the template" not in nothing.text
    bad = client.get("/generate/hosts?release=debian-12&mode=nonsense", headers=BROWSER)
    assert bad.status_code == 400
    assert '<a href="/generate?release=debian-12&amp;mode=nonsense">Back to the template</a>' in bad.text
    bad = client.post("/generate/hosts?mode=802.3ad&member=eth0&release=nosuch", data={"hosts": TABLE}, headers=TERMINAL)
    assert bad.status_code == 400
    assert "is not a release that Bondbook knows" in bad.text


def test_curl_sends_a_table(client: FlaskClient) -> None:
    answer = client.post(f"/generate/hosts?{QUERY}", data=TABLE, content_type="text/csv", headers=TERMINAL)
    assert answer.text.splitlines()[2].split()[:2] == ["web2", "bond0"]
    packed = client.post(f"/generate/hosts?{QUERY}&do=zip", data=TABLE, content_type="text/csv", headers=TERMINAL)
    assert packed.data[:2] == b"PK"


def test_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "hosts.csv").write_text(TABLE)
    run = CliRunner().invoke(main, [*FLAGS, "--hosts", str(tmp_path / "hosts.csv")])
    assert run.exit_code == 0
    assert "web1" in run.output
    out = tmp_path / "hosts.tar.gz"
    again = [*FLAGS, "--hosts", str(tmp_path / "hosts.csv"), "--format", "tar", "-o", str(out)]
    assert CliRunner().invoke(main, again).exit_code == 0
    with tarfile.open(out) as archive:
        assert "host_vars/web1.yaml" in archive.getnames()
    wrong = CliRunner().invoke(main, [*FLAGS, "--hosts", "-"], input="web1 192.0.2.11/24\nweb2 192.0.2.11/24\n")
    assert wrong.exit_code == 2
    assert "is that of web1" in wrong.output
    script = CliRunner().invoke(main, [*FLAGS, "--hosts", "-", "--format", "sh"], input=TABLE)
    assert script.exit_code == 2
    assert "is for one host" in script.output
