"""What is taken along: /generate.sh, .tar.gz, .zip and .md, and the part of the page that offers them."""

from __future__ import annotations

import io
import re
import tarfile
import zipfile
from html import unescape

import pytest
from flask.testing import FlaskClient

STORY = "release=centos-5&mode=balance-alb&miimon=100&member=eth0&member=eth1&address=192.168.11.200/24"
BROWSER = {"Accept": "text/html"}
FORMS = {
    "sh": ("text/x-shellscript; charset=utf-8", 'attachment; filename="bond0.sh"'),
    "tar.gz": ("application/gzip", 'attachment; filename="bond0-centos-5-ifcfg-legacy.tar.gz"'),
    "zip": ("application/zip", 'attachment; filename="bond0-centos-5-ifcfg-legacy.zip"'),
    "md": ("text/markdown; charset=utf-8", 'inline; filename="bond0-centos-5-ifcfg-legacy.md"'),
}


@pytest.mark.parametrize("suffix", FORMS)
def test_each_form_has_its_headers(client: FlaskClient, suffix: str) -> None:
    answer = client.get(f"/generate.{suffix}?{STORY}")
    assert answer.status_code == 200
    assert (answer.headers["Content-Type"], answer.headers["Content-Disposition"]) == FORMS[suffix]
    assert answer.data == client.get(f"/generate.{suffix}?{STORY}").data
    again = client.get(f"/generate.{suffix}?{STORY}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("suffix", FORMS)
@pytest.mark.parametrize("query", ["mode=x", "release=centos-5&mode=6&member=eth0;id", ""])
def test_bad_input_gets_the_message_that_the_text_gets(client: FlaskClient, suffix: str, query: str) -> None:
    answer = client.get(f"/generate.{suffix}?{query}")
    told = client.get(f"/generate.txt?{query}")
    assert answer.status_code == told.status_code == 400
    assert answer.headers["Content-Type"] == told.headers["Content-Type"]
    assert "Content-Disposition" not in answer.headers
    assert answer.text == told.text.partition("# For example")[0]


def test_the_same_script_is_everywhere(client: FlaskClient) -> None:
    script = client.get(f"/generate.sh?{STORY}").data
    assert script.startswith(b"#!/bin/sh\n# bond0: balance-alb for CentOS Linux 5")
    with zipfile.ZipFile(io.BytesIO(client.get(f"/generate.zip?{STORY}").data)) as archive:
        assert archive.read("bond0.sh") == script
    with tarfile.open(fileobj=io.BytesIO(client.get(f"/generate.tar.gz?{STORY}").data)) as packed:
        member = packed.extractfile("bond0.sh")
        assert member is not None
        assert member.read() == script


def test_the_ticket_knows_its_link(client: FlaskClient) -> None:
    link = re.search(r"Open it again: <http://localhost(.*)>", client.get(f"/generate.md?{STORY}").text)
    assert link
    assert client.get(link[1], headers=BROWSER).status_code == 200


def test_only_get(client: FlaskClient) -> None:
    assert client.post(f"/generate.sh?{STORY}").status_code == 405
    assert client.get(f"/generate.exe?{STORY}").status_code == 404
    assert client.get("/generate.sh?member=" + "a" * 300_000).status_code == 414


def test_the_page_offers_them(client: FlaskClient) -> None:
    page = client.get(f"/generate?{STORY}", headers=BROWSER).text
    part = page[page.index('<h3 id="take">') : page.index('<h3 id="compare">')]
    links = [unescape(link) for link in re.findall(r'href="(/generate[^"]*)"', part)]
    assert [re.match(r"/generate(\.[a-z.]+)?\?", link)[1] for link in links] == [".sh", ".tar.gz", ".zip", None, ".txt", ".json", ".md"]  # type: ignore[index]
    for link in links:
        assert client.get(link, headers=BROWSER).status_code == 200
    assert "puts the previous state back by itself" in part
    assert "curl -fo bond0.sh &#39;http://localhost/generate.sh?release=centos-5" in part
    assert "sh bond0.sh --dry-run" in part
    assert 'class="copy" data-from="/generate.md?' in part
    assert "Make a short link" in part
