"""Every line explained: as comments, as JSON, inline on the page without a script."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from app.actions.comments import MARK

STORY = "release=centos-5&mode=balance-alb&miimon=100&member=eth0&member=eth1&address=192.168.11.200/24"
NETWORKD = "release=debian-13&stack=networkd&mode=802.3ad&miimon=100&lacp_rate=fast&member=eth0&member=eth1&vlan.10.address=192.0.2.9/24"
BROWSER = {"Accept": "text/html"}


@pytest.mark.parametrize("query", [STORY, NETWORKD])
def test_the_text_form_has_comments_between(client: FlaskClient, query: str) -> None:
    plain = client.get(f"/generate.txt?{query}").text
    told = client.get(f"/generate.txt?{query}&explain=1").text
    assert "".join(line for line in told.splitlines(keepends=True) if not line.startswith(MARK)) == plain
    assert f"{MARK}miimon: Polling period" in told
    assert client.get(f"/generate?{query}&explain=1", headers={"User-Agent": "curl/8"}).text == told
    assert client.get(f"/generate.txt?{query}&explain=0").text == plain


def test_json_has_the_lines(client: FlaskClient) -> None:
    plain = client.get(f"/generate.json?{NETWORKD}").get_json()
    told = client.get(f"/generate.json?{NETWORKD}&explain=1").get_json()
    line = next(line for file in told["files"] for line in file["lines"] if line["text"] == "LACPTransmitRate=fast")
    assert line["about"] == "lacp_rate"
    assert line["links"] == ["/reference/options/lacp_rate"]
    assert "Key: LACPTransmitRate" in line["explanation"]
    for file in told["files"]:
        del file["lines"]
    assert told == plain
    sent = client.post("/generate.json?explain=1", json={"mode": "active-backup", "members": ["eth0", "eth1"]}).get_json()
    assert all(file["lines"] for file in sent["files"])


def test_the_page_tells_it_without_a_script(client: FlaskClient) -> None:
    page = client.get(f"/generate?{NETWORKD}", headers=BROWSER).text
    match = re.search(r'id="explained" href="([^"]*)"', page)
    assert match
    told = client.get(unescape(match[1]), headers=BROWSER).text
    files = client.get(f"/generate.json?{NETWORKD}").get_json()["files"]
    for number, file in enumerate(files, 1):
        block = told.partition(f'id="x-file-{number}"')[2].partition("</dl>")[0]
        shown = [unescape(re.sub(r"<[^>]*>", "", each)) for each in re.findall(r"<dt>(.*?)</dt>", block)]
        assert shown == [line for line in file["text"].splitlines() if line.strip()]
        assert block.count("<dd>") == len(shown)
        copied = re.search(rf'<pre id="file-{number}" hidden>(.*?)</pre>', told, re.DOTALL)
        assert copied
        assert unescape(re.sub(r"<[^>]*>", "", copied[1])) == file["text"]
    assert 'name="explain" value="1"' in told  # a change of the form keeps the view
    assert 'name="explain"' not in page
    assert "explain=1" not in told.partition('rel="canonical"')[0].rpartition("<a ")[2]


def test_what_cannot_be_used_is_said_as_ever(client: FlaskClient) -> None:
    assert client.get("/generate.txt?mode=7&explain=1").status_code == 400
    assert client.get("/generate?mode=7&explain=1", headers=BROWSER).status_code == 200
    assert client.get("/generate?explain=1", headers=BROWSER).text.count("Start with the members") == 1


def test_hostile_text_stays_text(client: FlaskClient) -> None:
    query = f"{STORY}&description=<script>alert(1)</script>&explain=1"
    assert "<script>alert" not in client.get(f"/generate?{query}", headers=BROWSER).text
    told = client.get(f"/generate.txt?{query}").text
    assert "\n# bond0: <script>alert(1)</script>\n" in told


def test_options_of_the_form_lead_to_their_pages(client: FlaskClient) -> None:
    page = client.get("/generate?release=debian-13&mode=active-backup&member=eth0", headers=BROWSER).text
    assert '<a href="/reference/options/miimon">More<span class="unseen"> about miimon</span></a>' in page
    assert '<a href="/reference/options/lacp_rate"><code>lacp_rate</code></a>' in page  # not available here
