"""Whatever stands in an address: one clear message, the right status, never a traceback, nothing of it in a file."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from app.web import shares

GOOD = "release=ubuntu-24.04&mode=802.3ad&miimon=100&member=eno1&member=eno2&address=192.0.2.77/24"
BROWSER = {"Accept": "text/html"}

BAD = [
    ("member", "eth0; reboot"),
    ("member", "eth0\nUSERCTL=yes"),
    ("member", "../../etc/passwd"),
    ("member", "$(id)"),
    ("member", "eth0\x00"),
    ("member", "eth\u202e0"),
    ("member", "<script>alert(1)</script>"),
    ("address", "192.0.2.1/24 up"),
    ("address", "192.0.2.1/24\nGATEWAY=192.0.2.9"),
    ("name", "b" * 10_000),
    ("mode", "lacpp"),
    ("description", "one\ntwo"),
    ("description", "a\u2028b"),
    ("mac", "02:00:00:00:00:0g"),
    ("mtu", "9000 "*3000),
    ("miimon", "100ms"),
    ("vlan", "5000"),
    ("vlan.10.address", "x"),
    ("vlan.99999999999.address", "192.0.2.1/24"),
    ("route", "10.0.0.0/8 via $(id)"),
    ("release", "windows-11"),
    ("stack", "../netplan"),
    ("strange", "1"),
    ("\x00", "1"),
    ("a" * 5000, "1"),
]  # fmt: skip


@pytest.mark.parametrize(("word", "value"), BAD, ids=[f"{word[:12]!r}={value[:16]!r}" for word, value in BAD])
def test_bad_values(client: FlaskClient, word: str, value: str) -> None:
    kept = "&".join(pair for pair in GOOD.split("&") if not pair.startswith(f"{word}="))
    query = f"{kept}&{quote(word)}={quote(value)}"
    for path in ("/generate.txt", "/generate.json"):
        answer = client.get(f"{path}?{query}")
        assert answer.status_code == 400
        assert "Traceback" not in answer.text
        assert len(answer.text) < 4000
    assert client.get(f"/generate.json?{query}").get_json().keys() == {"errors"}
    page = client.get(f"/generate?{query}", headers=BROWSER)
    assert page.status_code == 200
    assert "No configuration yet" in page.text
    assert 'class="say error"' in page.text
    assert "<script>alert" not in page.text
    assert 'id="file-1"' not in page.text
    assert not set(page.text) & set("\x00\u202e\u2028\x1b")
    if word != "address":
        assert "192.0.2.77/24" in page.text  # everything else is kept
    if word == "member":
        assert "eno" not in page.text.partition('id="result"')[2]


@pytest.mark.parametrize(
    "raw", ["member=%", "member=%zz", "member=%ff%fe", "%ff=1", "description=%c3%28", "member=%00", "%", "&&&===", "member=%ed%a0%80"]
)
def test_broken_encoding(client: FlaskClient, raw: str) -> None:
    for path in ("/generate.txt", "/generate.json"):
        answer = client.get(f"{path}?mode=802.3ad&{raw}")
        assert answer.status_code in (200, 400)
        assert "\ufffd" not in answer.text
        if raw not in ("%", "&&&==="):
            assert answer.status_code == 400
    assert client.get(f"/generate?{GOOD}&{raw}", headers=BROWSER).status_code == 200


def test_thousands_of_parameters(client: FlaskClient) -> None:
    query = "&".join(f"member=eth{number}" for number in range(5000))
    assert client.get(f"/generate.txt?mode=1&{query}").status_code == 400
    page = client.get(f"/generate?mode=1&{query}", headers=BROWSER)
    assert page.status_code == 200
    assert "more than the 400" in page.text


def test_many_vlans_are_shown_in_time(client: FlaskClient) -> None:
    query = "&".join(f"vlan={number}" for number in range(1, 4000))
    page = client.get(f"/generate?mode=1&{query}", headers=BROWSER)
    assert page.status_code == 200
    assert len(page.data) < 2_000_000


def test_many_vlans_are_removed_at_once(client: FlaskClient) -> None:
    given = "".join(f"&vlan.{number}.mtu=1500&without={number}" for number in range(1, 4000))
    answer = client.get(f"/generate?mode=1&vlan=7,8,5000{given}&vlan.5000.mtu=1500", headers=BROWSER)
    assert answer.location == "/generate?mode=1&vlan=5000&vlan.5000.mtu=1500"


def test_of_many_short_links_none_is_looked_up(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(shares, "known", asked.append)
    answer = client.get("/generate/compare?mode=1" + "&with=/s/abcdefghijkl" * 100, headers=BROWSER)
    assert "is given more than once" in answer.text
    assert asked == []


def test_too_long_an_address(client: FlaskClient) -> None:
    query = "description=" + "x" * 300_000
    for path in ("/generate", "/generate.txt", "/generate.json"):
        assert client.get(f"{path}?{query}", headers=BROWSER).status_code == 414


def test_too_large_a_body(client: FlaskClient) -> None:
    answer = client.post("/generate.json", data=b" " * 3_000_000, content_type="application/json")
    assert answer.status_code == 413
    assert answer.get_json()["errors"][0]["field"] == "request"
    assert client.post("/s/", data={"description": "x" * 3_000_000}, headers=BROWSER).status_code == 413


def test_a_word_given_twice_keeps_the_rest(client: FlaskClient) -> None:
    page = client.get(f"/generate?{GOOD}&mode=1", headers=BROWSER)
    assert page.status_code == 200
    assert "given more than once" in page.text
    assert "192.0.2.77/24" in page.text
