"""The kernel's own documents as Debian ships them: fetched for this run, read, compared with what is known, and thrown away."""

from __future__ import annotations

import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.bonding.modes import MODES
from app.bonding.options import FACT_ROWS
from app.config import Settings
from app.errors import BondbookError
from app.kerneldoc import document
from app.kerneldoc.comparing import compare
from app.kerneldoc.finding import order
from app.library import database, kernel_documents, kernel_sources
from app.library.models import KernelDocument
from tests.kerneldoc import words

pytestmark = pytest.mark.documents

BROWSER = {"Accept": "text/html"}
MOST = 3  # packages; each has some 40 MB
ELSEWHERE = {"queue_id", "tx_queues"}
"""Options that the document speaks of in a section of their own, not in its list of options."""

HERE = ("-o", "APT::Sandbox::User=root")


def run(*command: str, cwd: str | Path = "/") -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(f"{' '.join(command[:3])} failed: {done.stderr.strip()[-300:]}. This test needs Debian's apt and its package mirror.")
    return done.stdout


def packages() -> list[str]:
    """The packages with documentation of single kernels that apt knows, the newest first."""
    found = re.findall(r"^linux-doc-[\d.]+$", run("apt-cache", "pkgnames", "linux-doc-"), re.MULTILINE)
    return sorted(found, key=order, reverse=True)[:MOST]


@pytest.fixture(scope="module")
def root() -> Iterator[Path]:
    """A root with the documents where the packages put them; it is gone afterwards, and so are the packages."""
    if os.geteuid() == 0:  # an old list names files that the mirror has no more; whether it worked is seen below
        subprocess.run(["apt-get", "update", "-qq"], capture_output=True, check=False)
    names = packages()
    if not names:
        pytest.fail("apt knows no package linux-doc-*. Run apt-get update as root on a Debian first.")
    with TemporaryDirectory() as folder:
        run("apt-get", *HERE, "download", "-qq", *names, cwd=folder)
        made = Path(folder, "root")
        for package in sorted(Path(folder).glob("*.deb")):
            unpacked = Path(folder, "all")
            run("dpkg-deb", "-x", str(package), str(unpacked))
            for path in unpacked.rglob("networking/bonding.*"):
                kept = made / path.relative_to(unpacked)
                kept.parent.mkdir(parents=True, exist_ok=True)
                path.rename(kept)
            run("rm", "-rf", str(unpacked), str(package))
        yield made


@pytest.fixture(scope="module")
def app(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application that found the documents by itself."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    database.upgrade(settings)
    app = create_app(settings)
    with app.app_context():
        added = list(kernel_sources.add_found(database.db.engine, root))
        assert [str(each) for each in added if isinstance(each, BondbookError)] == []
        yield app
        database.db.engine.dispose()


@pytest.fixture(scope="module")
def client(app: Flask) -> FlaskClient:
    """A reader."""
    return app.test_client()


def versions() -> list[str]:
    return [row.version for row in kernel_documents.listing(database.db.engine)]


def found(version: str) -> KernelDocument:
    made = kernel_documents.find(database.db.engine, version)
    assert made
    return made


@pytest.mark.usefixtures("app")
def test_each_package_brings_its_document() -> None:
    assert versions() == [name.removeprefix("linux-doc-") for name in packages()]


@pytest.mark.usefixtures("app")
def test_no_word_is_lost_and_none_is_added() -> None:
    for version in versions():
        made = found(version)
        shown = Counter([*words.WORD.findall(made.title.lower()), *words.shown(made.html)])
        given = Counter(words.given(made.text))
        assert (version, given - shown, shown - given) == (version, Counter(), Counter())
        assert sum(given.values()) > 10_000


@pytest.mark.usefixtures("app")
def test_every_option_and_mode_of_ours_has_its_place() -> None:
    for version in versions():
        parts = kernel_documents.parts_of(found(version))
        anchors = {anchor for part in parts if part.option for anchor in (part.anchor, *part.also)}
        ours = {name for name, option in FACT_ROWS.items() if order(option.since) <= order(version)} - ELSEWHERE
        assert (version, ours - anchors) == (version, set())
        assert {f"mode-{name}" for name in MODES} <= anchors


@pytest.mark.usefixtures("app")
def test_every_option_of_the_document_is_one_of_ours() -> None:
    for version in versions():
        options = {part.anchor for part in kernel_documents.parts_of(found(version)) if part.option}
        assert (version, options - FACT_ROWS.keys()) == (version, {"mode"})


def test_every_link_leads_somewhere(client: FlaskClient) -> None:
    checked: dict[str, int] = {}
    for version in versions():
        page = client.get(f"/reference/kernel/{version}/", headers=BROWSER).text
        places = set(re.findall(r' id="([^"]+)"', page))
        links = {link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+)"', page)}
        assert {link[1:] for link in links if link.startswith("#")} <= places
        for link in links:
            if link.startswith("/") and link not in checked:
                checked[link] = client.get(link, headers=BROWSER, buffered=True).status_code
        for name in (*FACT_ROWS, *MODES):
            link = f"/reference/{'modes' if name in MODES else 'options'}/{name}"
            back = re.findall(rf'/reference/kernel/{re.escape(version)}/#([^"]+)"', client.get(link, headers=BROWSER).text)
            assert set(back) <= places, link
    assert [link for link, status in checked.items() if status != 200] == []


def test_the_search_finds_every_option(client: FlaskClient) -> None:
    newest = versions()[0]
    for part in kernel_documents.parts_of(found(newest)):
        if part.option:
            answer = client.get(f"/search.json?q=kind:kernel+{part.anchor}").get_json()
            assert f"/reference/kernel/{newest}/#{part.anchor}" in [each["address"] for each in answer["found"]], part.anchor


@pytest.mark.usefixtures("app")
def test_kernels_next_to_each_other_differ_in_few_places() -> None:
    for new, old in pairwise(versions()):
        first, second = (kernel_documents.parts_of(found(version)) for version in (old, new))
        assert compare(first, first) == []
        assert 0 < len(compare(first, second)) < len(second) // 2


@pytest.mark.usefixtures("app")
def test_the_page_comes_out_the_same_every_time() -> None:
    for version in versions():
        assert document.show(found(version).text).parts == tuple(kernel_documents.parts_of(found(version)))
