"""Folders of other programs come in so that their links, pictures and tags work here."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.config import Settings
from app.library import notes
from app.library.attachments import read as read_file
from app.library.models import Note
from app.library.transfer.folder import Folder
from app.library.transfer.reading import recognised
from tests.library.transfer.content import bring, content, library

HERE = Path(__file__).parent
VAULT, FLAT = HERE / "vault", HERE / "flat"
PICTURE = read_file("Pasted image 1.png", (VAULT / "assets" / "Pasted image 1.png").read_bytes()).address
LOG = read_file("kern.log", (VAULT / "assets" / "kern.log").read_bytes()).address
SHOT = read_file("My shot.png", (FLAT / "attachments" / "My shot.png").read_bytes()).address


@pytest.fixture(autouse=True)
def here(tmp_path: Path) -> Iterator[None]:
    """An empty library."""
    with library(Settings(data_dir=tmp_path / "data")):
        yield


def read(slug: str) -> Note:
    note = notes.find("note", slug)
    assert note is not None
    return note


def test_an_obsidian_vault(tmp_path: Path) -> None:
    outcome = bring(VAULT)
    assert outcome.dialect == "obsidian"
    assert {line.path: line.address for line in outcome.of("made")} == {
        "Bond of host a.md": "/notes/bond-of-host-a",
        "README.md": "/notes/readme",
        "Work/LACP.md": "/notes/lacp",
        "Work/README.md": "/notes/work-readme",
        "Work/Switch side/Ports.md": "/notes/ports",
    }
    assert [line.path for line in outcome.of("skipped")] == ["assets/manual.pdf"]
    assert (outcome.files, outcome.unused) == (2, 1)
    note = read("bond-of-host-a")
    assert (note.title, note.tags) == ("Bond of host a", ["bonding", "inbox-to-read", "hosts"])
    assert note.created_at == datetime(2024, 5, 1, 10, tzinfo=UTC)
    assert read("host-a").id == note.id
    assert read("ports").tags == ["work", "switch-side"]
    assert note.body == EXPECTED
    assert read("work-readme").body == "work, see [[note:bond-of-host-a|Host A]] and [[LACP]]\n"
    assert read("ports").body == "deep [[LACP|up]]\n"
    before = content()
    assert {line.verb for line in bring(VAULT).lines} == {"same", "skipped"}
    assert content() == before


EXPECTED = f"""\
\\#hosts #2024 and #802.3ad

See [[LACP]], [[lacp|the protocol]], [[LACP#Short timeout|LACP > Short timeout]], [[LACP|block]] and [Log](#log).
Both [[README]] and [[note:work-readme|README]], [[LACP#short timeout|a link]], [[Not written]], [[Not written either]].
<!--nobody sees this--> A <mark>marked word</mark> and a `[[code]] #notag %%code%%`.

![Pasted image 1.png]({PICTURE}) ![Pasted image 1.png]({PICTURE}) `manual.pdf` [[LACP]]
![shot]({PICTURE}) [kern.log]({LOG}) [[missing.png]]

| a | b |
|---|---|
| [[LACP\\|x]] | y |

## Log

!!! warning "Careful, "root""
    Text with [[LACP]].

    !!! tip "Tip"
        Nested.

    ```sh
    # not a #tag
    ```

> **Said**
>
> words

```md
> [!note]
> [[LACP]] #code
```

```yaml
status: running
```
"""


def test_the_links_of_a_vault_lead_somewhere() -> None:
    bring(VAULT)
    html = read("bond-of-host-a").html
    for part in (
        'href="/notes/lacp"', 'href="/notes/readme"', 'href="/notes/work-readme"', f'src="{PICTURE}"', f'href="{LOG}"',
        'class="admonition warning"', 'class="admonition tip"', "<mark>marked word</mark>", 'href="#n-log"',
    ):  # fmt: skip
        assert part in html, part
    assert "nobody sees this" not in html
    assert {target for _, target, _ in notes.wanted()} == {"not-written", "not-written-either", "missing.png"}


def test_a_flatnotes_folder() -> None:
    outcome = bring(FLAT)
    assert outcome.dialect == "flatnotes"
    note = read("lacp-friends")
    assert (note.title, note.tags) == ("LACP & friends", ["lacp", "switch"])
    assert note.body == (
        f"\\#lacp #switch\n\n# A heading\n\n![shot]({SHOT}) and ![shot]({SHOT}), see [[Ports of a switch]].\n\n"
        "`#code` #3 x#no ==as it is==\n"
    )
    assert [each.slug for each in notes.backlinks(read("ports-of-a-switch"))] == ["lacp-friends"]
    assert {line.verb for line in bring(FLAT).lines} == {"same"}


def test_a_changed_file_of_a_vault_is_the_next_save(tmp_path: Path) -> None:
    shutil.copytree(VAULT, tmp_path / "vault")
    bring(tmp_path / "vault")
    for path in ("README.md", "Work/README.md"):
        (tmp_path / "vault" / path).write_text("changed " + path)
    changed = {line.path: line.address for line in bring(tmp_path / "vault").of("changed")}
    assert changed == {"README.md": "/notes/readme", "Work/README.md": "/notes/work-readme"}
    assert [each.body for each in notes.history(read("readme"))] == ["changed README.md\n", "top\n"]


@pytest.mark.parametrize(
    ("names", "program"),
    [
        ([".bondbook/manifest.json", ".obsidian/app.json", "a.md"], "bondbook"),
        ([".obsidian/app.json", "a.md"], "obsidian"),
        ([".flatnotes/x", "a.md"], "flatnotes"),
        (["a.md", "attachments/x.png"], "flatnotes"),
        (["a.md", "b/c.md"], "obsidian"),
        (["a.md", "troubleshooting/c.md"], "bondbook"),
        (["a.md"], "bondbook"),
        ([], "bondbook"),
    ],
)
def test_whose_folder_it_is(tmp_path: Path, names: list[str], program: str) -> None:
    (tmp_path / "in").mkdir()
    for name in names:
        (tmp_path / "in" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "in" / name).write_text("x")
    assert recognised(Folder(tmp_path / "in")) == program
