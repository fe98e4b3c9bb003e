"""bondbook reference at the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from app.kerneldoc import fetching, finding
from app.kerneldoc.finding import Place
from tests.kerneldoc.test_fetching import RST, serving

TEXTS = Path(__file__).parents[1] / "kerneldoc" / "texts"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data directory, on a machine without documents and without a network."""
    monkeypatch.setenv("BONDBOOK_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr(finding, "found", lambda *_: [])
    monkeypatch.setattr(fetching.fetch, "__defaults__", ("http://127.0.0.1:9/nobody",))
    return tmp_path


def reference(*words: str, given: bytes = b"") -> Result:
    return CliRunner().invoke(main, ["reference", *words], input=given)


def test_a_file_is_added_listed_and_removed() -> None:
    added = reference("add", str(TEXTS / "old.txt"), "--kernel", "2.6.32")
    assert added.output == f"Linux 2.6.32: bonding.txt with 5 options added from {TEXTS / 'old.txt'}\n    /reference/kernel/2.6.32/\n"
    (row,) = json.loads(reference("list", "--format", "json").output)
    assert (row["version"], row["file"], row["address"]) == ("2.6.32", "bonding.txt", "/reference/kernel/2.6.32/")
    assert reference("list").output.startswith("2.6.32  bonding.txt  added ")
    assert reference("remove", "2.6.32").output == "Linux 2.6.32: removed\n"
    assert reference("list").output == "No document yet. Add one with: bondbook reference add --auto, or --kernel VERSION.\n"


def test_standard_input_is_a_file_too() -> None:
    assert "Linux 6.12: bonding.rst" in reference("add", "-", "--kernel", "6.12", given=(TEXTS / "new.rst").read_bytes()).output


def test_a_version_comes_from_this_machine_if_it_has_it_and_else_from_the_git(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "found", lambda *_: [Place(TEXTS / "new.rst", "6.12")])
    assert f"added from {TEXTS / 'new.rst'}" in reference("add", "--kernel", "6.12").output
    with serving({f"{RST}v6.13": (200, {}, (TEXTS / "new.rst").read_bytes())}) as (base, _):
        monkeypatch.setattr(fetching.fetch, "__defaults__", (base,))
        assert f"added from {base}/Documentation/networking/bonding.rst?h=v6.13" in reference("add", "--kernel", "6.13").output


def test_auto_adds_what_is_there_and_not_here(monkeypatch: pytest.MonkeyPatch) -> None:
    assert reference("add", "--auto").output == "Nothing to add: this machine has no kernel document that is not here already.\n"
    monkeypatch.setattr(finding, "found", lambda *_: [Place(TEXTS / "new.rst", "6.12"), Place(TEXTS / "none", "6.1")])
    done = reference("add", "--auto")
    assert "Linux 6.12: bonding.rst" in done.output
    assert "error: file" in done.output
    assert done.exit_code == 0
    assert reference("add", "--auto").exit_code == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("add",), "Give a FILE, --kernel VERSION, or --auto."),
        (("add", "--auto", "--kernel", "6.12"), "--auto finds file and version by itself"),
        (("add", str(TEXTS / "old.txt")), "error: kernel: is not given, and the file does not tell its version."),
        (("add", "/nowhere/bonding.rst", "--kernel", "6.12"), "error: file “/nowhere/bonding.rst”: cannot be read"),
        (("add", "--kernel", "6.12"), "cannot be downloaded"),
        (("add", "--kernel", "six"), "error: kernel “six”: is not the version of a kernel."),
        (("remove", "6.12"), "error: version “6.12”: has no document here. There are: none."),
    ],
)
def test_wrong_use_is_one_clear_message(words: tuple[str, ...], message: str) -> None:
    done = reference(*words)
    assert done.exit_code == 2
    assert message in done.output
    assert "Traceback" not in done.output
