"""The guides: each has its page, its text for a terminal and its place in the search, and leads only to what is there."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from app.errors import BadFacts
from app.guides import Guide, _read, guides

TERMINAL = {"User-Agent": "curl/8"}


@pytest.fixture(params=list(guides().values()), ids=lambda guide: guide.slug)
def guide(request: pytest.FixtureRequest) -> Guide:
    found: Guide = request.param
    return found


def test_all_are_listed_in_their_order(client: FlaskClient) -> None:
    html = client.get("/reference/guides/").text
    assert re.findall(r'<dt><a href="/reference/guides/([^"]+)"', html) == list(guides())
    text = client.get("/reference/guides/", headers=TERMINAL).text
    assert text.startswith("/reference/guides/module-parameters-and-sysfs\tModule parameters, sysfs and netlink\n")


def test_each_has_a_page_with_its_headings_as_contents(client: FlaskClient, guide: Guide) -> None:
    html = client.get(guide.link).text
    assert f"<h1>{guide.title}" in html
    contents = html[html.index('<nav class="contents"') :]
    for anchor in re.findall(r'<h2 id="([^"]+)"', html):
        assert f'href="#{anchor}"' in contents


def test_each_leads_only_to_what_is_there(client: FlaskClient, guide: Guide) -> None:
    """The tests start with an empty library, where only entries are still to be written."""
    html = client.get(guide.link).text
    assert "There is no" not in html
    for link in set(re.findall(r'href="(/reference/[^"#]+|/generate/which-mode)', html)):
        assert client.get(link).status_code == 200, link


def test_no_block_in_a_guide_is_wrong(client: FlaskClient, guide: Guide) -> None:
    html = client.get(guide.link).text
    assert html.count('class="bond-block') >= guide.body.count("```bond")
    assert "cannot be shown" not in html


def test_a_terminal_gets_the_markdown(client: FlaskClient, guide: Guide) -> None:
    answer = client.get(guide.link, headers=TERMINAL)
    assert answer.content_type.startswith("text/plain")
    assert answer.text.startswith(f"# {guide.title}\n")


def test_an_unknown_name_is_told_what_it_may_mean(client: FlaskClient) -> None:
    answer = client.get("/reference/guides/vlan")
    assert answer.status_code == 404
    assert "Did you mean vlans?" in answer.text


def test_a_file_out_of_shape_stops_the_start(tmp_path: object) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "10-slip.md"
    path.write_text("No title.\n", encoding="utf-8")
    with pytest.raises(BadFacts, match=r"10-slip\.md"):
        _read(path)
