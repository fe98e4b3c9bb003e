"""The examples of the README: each command is run, and shows the lines that the README shows."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from app import create_app
from app.cli import main
from app.config import ROOT, Settings

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```console\n((?:.*\n)*?)```$", README, flags=re.MULTILINE)
EXAMPLES = [example for block in BLOCKS for example in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", block, flags=re.MULTILINE)]
"""Commands with what they show."""


def run(command: str, data: Path) -> str:
    """What a command of the README prints."""
    program, *words = shlex.split(command)
    if program == "bondbook":
        return CliRunner(env={"BONDBOOK_DATA_DIR": str(data)}).invoke(main, words).output
    assert program == "curl"
    parts = urlsplit(words[-1])
    client = create_app(Settings(data_dir=data)).test_client()
    return client.get(f"{parts.path}?{parts.query}", headers={"User-Agent": "curl/8.5.0", "Accept": "*/*"}).text


def test_there_are_examples() -> None:
    assert {command.split()[0] for command, _ in EXAMPLES} == {"bondbook", "curl"}


@pytest.mark.parametrize(("command", "shown"), EXAMPLES, ids=[command.split(" --")[0][:30] for command, _ in EXAMPLES])
def test_an_example_shows_what_the_command_prints(command: str, shown: str, tmp_path: Path) -> None:
    """The parts between the dots stand in the output as they are, in their order."""
    said = run(command, tmp_path)
    for part in filter(None, (part.strip("\n") for part in shown.split("…\n"))):
        before, found, said = said.partition(part)
        assert found, f"{part!r} is not in what is left of the output:\n{before}"


def test_every_variable_that_is_read_stands_in_the_readme() -> None:
    read = set(re.findall(r'"(BONDBOOK_[A-Z_]+)"', (ROOT / "app" / "config.py").read_text(encoding="utf-8")))
    assert read == set(re.findall(r"`(BONDBOOK_[A-Z_]+)`", README))


def test_every_file_that_a_page_links_to_exists() -> None:
    for page in ("README.md", "CONTRIBUTING.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
            assert ":" in link or (ROOT / link).exists(), f"{page}: {link}"
