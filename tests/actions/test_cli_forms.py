"""The forms on the command line: sh, tar, zip and md, to standard output or into a file."""

from __future__ import annotations

import io
import shlex
import tarfile
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import main

WORDS = shlex.split("generate --release centos-5 --mode balance-alb --miimon 100 --member eth0 --member eth1 --address 192.168.11.200/24")


def run(*words: str) -> Result:
    return CliRunner().invoke(main, [*WORDS, *words])


def test_the_script() -> None:
    done = run("--format", "sh")
    assert done.exit_code == 0
    assert done.output.startswith("#!/bin/sh\n# bond0: balance-alb for CentOS Linux 5")


def test_archives_go_to_standard_output() -> None:
    with tarfile.open(fileobj=io.BytesIO(run("--format", "tar").stdout_bytes)) as archive:
        assert "bond0.sh" in archive.getnames()
    with zipfile.ZipFile(io.BytesIO(run("--format", "zip").stdout_bytes)) as packed:
        assert "bond0.sh" in packed.namelist()


def test_an_archive_is_not_for_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.cli.saving._is_terminal", lambda: True)
    done = run("--format", "tar")
    assert done.exit_code == 2
    assert done.output == "error: format “tar”: is not for a terminal. Write it to a file: -o bond0-centos-5-ifcfg-legacy.tar.gz\n"
    assert run("--format", "md").exit_code == 0


def test_a_form_into_a_file(tmp_path: Path) -> None:
    path = tmp_path / "set-up.sh"
    assert run("--format", "sh", "-o", str(path)).exit_code == 0
    assert path.read_bytes().startswith(b"#!/bin/sh")
    assert path.stat().st_mode & 0o777 == 0o755
    path.write_text("mine", encoding="utf-8")
    done = run("--format", "sh", "-o", str(path))
    assert (done.exit_code, path.read_text(encoding="utf-8")) == (2, "mine")
    assert "is there already and differs" in done.output
    assert run("--format", "sh", "--force", "-o", str(path)).exit_code == 0


def test_where_a_form_cannot_go(tmp_path: Path) -> None:
    assert f"Name the file: -o {tmp_path}/bond0.sh" in run("--format", "sh", "-o", str(tmp_path)).output
    assert "can't be written" in run("--format", "md", "-o", str(tmp_path / "no/where.md")).output
    path = tmp_path / "file"
    path.touch()
    assert "Name a directory." in run("-o", str(path)).output


def test_bad_values_are_told_as_always() -> None:
    done = run("--mtu", "x", "--format", "zip")
    assert done.exit_code == 2
    assert done.output.startswith("error: mtu “x”: ")
