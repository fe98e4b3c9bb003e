"""Pages, errors, headers, health, rules, short links."""

from __future__ import annotations

import gzip
import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.errors import BondbookError
from app.library import schema
from app.rules import RULES

STORY = "release=centos-5&mode=balance-alb&miimon=100&member=eth0&member=eth1&address=192.168.11.200/24"
BROWSER = {"Accept": "text/html"}
PACKED = {**BROWSER, "Accept-Encoding": "gzip, br"}
REFERENCE = [
    "/reference/",
    "/reference/fields",
    "/reference/options/miimon",
    "/reference/options/xmit_hash_policy",
    "/reference/modes/802.3ad",
]
PAGES = [
    "/",
    "/about",
    "/generate",
    "/generate/which-mode",
    f"/generate?{STORY}",
    f"/generate?{STORY}&explain=1",
    "/reference/rules/",
    *REFERENCE,
    "/nowhere",
]


@pytest.mark.parametrize("path", [*PAGES, "/healthz", "/generate.txt", "/static/style.css", "/s/nothing"])
def test_headers_on_every_response(client: FlaskClient, path: str) -> None:
    headers = client.get(path, headers=BROWSER, buffered=True).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"]
    assert headers["Permissions-Policy"]
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("path", PAGES)
def test_nothing_inline_and_nothing_foreign(client: FlaskClient, path: str) -> None:
    html = client.get(path, headers=BROWSER).text
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", html)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", html))
    assert not re.search(r'(?:src|action)="(?:https?:)?//', html)
    assert not re.search(r'<link[^>]*href="(?:https?:)?//', html)


def test_links_inside_lead_somewhere(client: FlaskClient) -> None:
    seen = set()
    for path in PAGES:
        for link in re.findall(r'(?:href|src)="(/[^"#]*)"', client.get(path, headers=BROWSER).text):
            seen.add(unescape(link))
    assert len(seen) > 20
    for link in sorted(seen):
        assert client.get(link, headers=BROWSER, buffered=True).status_code == 200, link


def test_first_visit_is_small(client: FlaskClient) -> None:
    page = client.get("/generate", headers=BROWSER)
    packed = len(client.get("/generate", headers=PACKED).data)
    parts = set(re.findall(r'(?:href|src)="(/static/[^"]*)"', page.text))
    assert 1 + len(parts) <= 6
    total = packed
    for part in parts:
        answer = client.get(part, buffered=True, headers=PACKED)
        total += len(answer.data)
        assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert total <= 60_000


def test_bodies_are_packed_for_those_who_take_it(client: FlaskClient) -> None:
    for path in (f"/generate?{STORY}", f"/generate.txt?{STORY}", "/static/style.css"):
        plain, packed = client.get(path, headers=BROWSER, buffered=True), client.get(path, headers=PACKED, buffered=True)
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in plain.headers
        assert "Accept-Encoding" in packed.headers["Vary"]
        assert "Accept-Encoding" in plain.headers["Vary"]
        assert gzip.decompress(packed.data) == plain.data
    again = client.get(
        f"/generate?{STORY}", headers={**PACKED, "If-None-Match": client.get(f"/generate?{STORY}", headers=PACKED).headers["ETag"]}
    )
    assert again.status_code == 304
    assert "Content-Encoding" not in client.get("/healthz", headers=PACKED).headers


def test_errors_in_the_form_that_is_read(client: FlaskClient) -> None:
    assert "There is no such page" in client.get("/nowhere", headers=BROWSER).text
    assert client.get("/nowhere", headers={"User-Agent": "curl/8"}).text.startswith("error: ")
    assert client.get("/nowhere.json").get_json()["errors"][0]["message"]
    refused = client.post("/generate", headers=BROWSER)
    assert refused.status_code == 405
    assert "GET" in refused.headers["Allow"]


def test_a_fault_shows_no_traceback(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr("app.actions.generate.generate", fail)
    for path, words in (("/generate", "A fault of Bondbook"), ("/generate.json", '"errors"'), ("/generate.txt", "error: ")):
        answer = client.get(f"{path}?{STORY}", headers=BROWSER if path == "/generate" else {"User-Agent": "curl/8"})
        assert answer.status_code == 500
        assert words in answer.text
        assert "secret" not in answer.text
        assert "Content-Security-Policy" in answer.headers


def test_health(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok"}

    def dead(_: object) -> None:
        raise BondbookError("gone")

    monkeypatch.setattr(schema, "check", dead)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.get_json()["status"]) == (503, "error")


def test_every_rule_has_its_page(client: FlaskClient) -> None:
    listed = client.get("/reference/rules/", headers=BROWSER).text
    for rule in RULES.values():
        assert f'"/reference/rules/{rule.id}"' in listed
        page = client.get(f"/reference/rules/{rule.id}", headers=BROWSER)
        assert page.status_code == 200
        assert page.text.count('class="wire"') == len(rule.bad) + len(rule.good)
    assert client.get("/reference/rules/none-such", headers=BROWSER).status_code == 404


def test_short_links(client: FlaskClient) -> None:
    pairs = [tuple(pair.split("=")) for pair in STORY.split("&")]
    made = client.post("/s/", data={"member": ["eth0", "eth1"], **{k: v for k, v in pairs if k != "member"}}, headers=BROWSER)
    assert made.status_code == 303
    page = client.get(made.location, headers=BROWSER)
    found = re.search(r'<a href="http://localhost(/s/[\w-]+)">', page.text)
    assert found
    followed = client.get(found[1])
    assert followed.status_code == 302
    assert followed.location.startswith("/generate?release=centos-5&stack=ifcfg-legacy&name=bond0&mode=balance-alb&member=eth0&member=eth1")
    assert followed.location == made.location.partition("&shared=")[0]
    as_json = client.post(
        "/s/", data={"member": ["eth0", "eth1"], "mode": "1", "release": "centos-5"}, headers={"Accept": "application/json"}
    )
    assert as_json.status_code == 201
    assert client.get(as_json.get_json()["link"]).status_code == 302


def test_no_short_link_of_what_cannot_be_used(client: FlaskClient) -> None:
    refused = client.post("/s/", data={"member": "eth0; reboot", "mode": "1"}, headers={"Accept": "application/json"})
    assert refused.status_code == 400
    told = client.post("/s/", data={"member": "eth0; reboot", "mode": "1"}, headers=BROWSER, follow_redirects=True)
    assert "is not an interface name" in told.text
    for token in ("nothing-here", "x", "a" * 500, "%00", "..%2f"):
        assert client.get(f"/s/{token}", headers=BROWSER).status_code == 404


def test_a_short_link_is_shown_only_where_it_leads(client: FlaskClient) -> None:
    token = client.post("/s/", data={"mode": "1", "member": "a,b"}, headers={"Accept": "application/json"}).get_json()["token"]
    assert f"/s/{token}" not in client.get(f"/generate?{STORY}&shared={token}", headers=BROWSER).text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost"}, 201),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}, 201),
        ({}, 201),
    ],
)
def test_posts_of_other_sites_are_refused(client: FlaskClient, headers: dict[str, str], status: int) -> None:
    answer = client.post("/s/", data={"mode": "1", "member": "a,b"}, headers={"Accept": "application/json", **headers})
    assert answer.status_code == status


@pytest.mark.parametrize("path", ["/convert", "/check", "/diagnose"])
def test_a_terminal_that_asks_for_a_form_is_told_how_to_send_something(client: FlaskClient, path: str) -> None:
    told = client.get(path, headers={"User-Agent": "curl/8"})
    assert told.mimetype == "text/plain"
    assert f"'http://localhost{path}" in told.text
    assert "User-Agent" in told.headers["Vary"]
    page = client.get(path, headers={"Accept": "text/html"})
    assert page.mimetype == "text/html"
    assert "User-Agent" in page.headers["Vary"]
