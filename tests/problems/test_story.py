"""The log of the host that Bondbook grew from, with the texts that come with Bondbook: Xen first, and without Xen the plain reasons."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app import create_app
from app.config import ROOT, Settings
from app.library import database, starter
from app.library.search import looking
from app.web.knowledge.desk import desk
from tests.problems.cases import FOLDER
from tests.problems.recognised import proved

XEN, ADDRESS, SPEED = "xen-network-script-takes-member", "perm-hwaddr-still-in-use", "failed-link-speed-duplex"
LOG = (FOLDER / "story.log").read_text(encoding="utf-8")
RELEASED = next(line for line in LOG.splitlines() if "Removing slave eth0" in line)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A library with what comes with Bondbook, its context open."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("story"))
    database.upgrade(settings)
    with create_app(settings).app_context():
        starter.load(desk(), ROOT / "notes")
        yield
        database.db.engine.dispose()


def entries(text: str) -> list[str]:
    """The entries that the search box finds for a text, the best first."""
    results = looking.look(database.db.engine, text)
    return [each.key for each in results.recognised] + [each.key for each in results.answer.found if each.kind == "entry"]


@pytest.mark.usefixtures("library")
def test_the_whole_log_finds_xen_first_and_is_sure_of_it() -> None:
    xen, *others = looking.look(database.db.engine, LOG).recognised
    assert (xen.key, xen.certain, xen.severity) == (XEN, True, "outage")
    assert [number for number, _ in xen.lines] == [8, 9, 12]
    assert {ADDRESS, SPEED} <= {each.key for each in others if each.certain}


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("line", LOG.splitlines())
def test_each_line_alone_finds_xen_first(line: str) -> None:
    assert entries(line)[:1] == [XEN]


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    "words",
    [
        "(network-script 'network-bridge netdev=bond0')",
        "xend-config.sxp",
        "xen network-bridge takes eth0 out of the bond",
        "physical interfaces not staying enslaved",
    ],
)
def test_the_words_of_the_cure_find_xen_first(words: str) -> None:
    assert entries(words)[:1] == [XEN]


@pytest.mark.parametrize(
    "text",
    [
        LOG.replace("eth0", "eth2"),
        LOG.replace(RELEASED + "\n", ""),
        LOG.replace(RELEASED, f"{RELEASED}\n{RELEASED.replace('eth0', 'eth1')}"),
    ],
    ids=["another card than the one that Xen takes", "nothing took the card away", "all cards were taken, as in a restart"],
)
def test_without_the_signs_of_xen_the_log_leads_to_the_address_and_the_speed(text: str) -> None:
    assert proved(text) == {ADDRESS, SPEED}
