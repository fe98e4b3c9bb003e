"""Where systems keep the document, and which kernel it is of."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from app.errors import BadInput
from app.kerneldoc import finding


def put(root: Path, path: str, data: bytes = b"bonding") -> Path:
    made = root / path
    made.parent.mkdir(parents=True, exist_ok=True)
    made.write_bytes(data)
    return made


@pytest.mark.parametrize(
    ("path", "version"),
    [
        ("usr/share/doc/linux-doc-6.12/Documentation/networking/bonding.rst.gz", "6.12"),
        ("usr/share/doc/linux-doc-2.6.32/Documentation/networking/bonding.txt.gz", "2.6.32"),
        ("usr/share/doc/linux-doc-6.1/html/_sources/networking/bonding.rst.txt", "6.1"),
        ("usr/share/doc/kernel-doc-4.18.0/Documentation/networking/bonding.txt", "4.18.0"),
        ("usr/share/doc/kernel-doc-3.10.0-1160.el7/Documentation/networking/bonding.txt", "3.10.0-1160.el7"),
        ("usr/src/linux-5.14.21-150500/Documentation/networking/bonding.rst", "5.14.21-150500"),
        ("usr/src/kernels/2.6.18-92.el5/Documentation/networking/bonding.txt", "2.6.18-92.el5"),
        ("lib/modules/6.9.1/build/Documentation/networking/bonding.rst", "6.9.1"),
    ],
)
def test_well_known_places(tmp_path: Path, path: str, version: str) -> None:
    made = put(tmp_path, path)
    assert [(each.path, each.version) for each in finding.found(tmp_path)] == [(made, version)]


def test_the_makefile_of_a_tree_tells_its_version(tmp_path: Path) -> None:
    put(tmp_path, "usr/src/linux/Makefile", b"# a comment\nVERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 0\nEXTRAVERSION = -rc1\n")
    made = put(tmp_path, "usr/src/linux/Documentation/networking/bonding.rst")
    assert finding.version_of(made) == "6.12"
    put(tmp_path, "usr/src/linux/Makefile", b"VERSION = 2\nPATCHLEVEL = 6\nSUBLEVEL = 18\n")
    assert finding.version_of(made) == "2.6.18"


def test_the_changelog_of_a_package_without_a_number_tells_it(tmp_path: Path) -> None:
    put(tmp_path, "usr/share/doc/linux-doc/networking/bonding.rst.gz")
    put(tmp_path, "usr/share/doc/linux-doc/changelog.Debian.gz", gzip.compress(b"linux (6.8.0-31.31) noble; urgency=medium\n"))
    assert [each.version for each in finding.found(tmp_path)] == ["6.8"]


def test_one_file_for_each_version_the_newest_first_and_none_without_a_version(tmp_path: Path) -> None:
    for path in ("linux-doc-6.1", "linux-doc-6.12", "linux-doc-5.10", "linux-doc"):
        put(tmp_path, f"usr/share/doc/{path}/Documentation/networking/bonding.rst.gz")
    put(tmp_path, "usr/share/doc/linux-doc-6.1/html/_sources/networking/bonding.rst.txt")
    put(tmp_path, "usr/src/linux-6.1/Documentation/networking/bonding.rst")
    assert [(each.version, each.path.parts[-4]) for each in finding.found(tmp_path)] == [
        ("6.12", "linux-doc-6.12"), ("6.1", "linux-doc-6.1"), ("5.10", "linux-doc-5.10"),
    ]  # fmt: skip


@pytest.mark.parametrize(("given", "version"), [("6.12", "6.12"), (" v5.8 ", "5.8"), ("4.18.0-553.el8_10", "4.18.0-553.el8_10")])
def test_versions_that_can_be_given(given: str, version: str) -> None:
    assert finding.checked(given) == version


@pytest.mark.parametrize("given", ["", "6", "six", "6.12/../..", "6.12;id", "6.12\n6.13", "6.12 6.13", "6.12-" + "x" * 40, "²6.12", "<b>"])
def test_others_are_refused(given: str) -> None:
    with pytest.raises(BadInput, match=r"kernel.*Write it like 6\.12"):
        finding.checked(given)
