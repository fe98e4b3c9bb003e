"""The release on the generator's page: the list, the line about the chosen one, its notes, and the stacks that work there."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

from app import stacks
from app.actions.generate import usable
from app.distros.releases import RELEASES, Release
from app.web import form

BOND = "mode=active-backup&miimon=100&member=eth0&member=eth1"
EVERY = pytest.mark.parametrize("release", RELEASES.values(), ids=RELEASES)


def page(client: FlaskClient, query: str) -> str:
    return html.unescape(client.get(f"/generate?{query}", headers={"Accept": "text/html"}).text)


@EVERY
def test_the_page_tells_what_matters_of_the_release(client: FlaskClient, release: Release) -> None:
    text = page(client, f"release={release.id}&{BOND}")
    assert f'<p class="hint" id="hint-f-release">{form.about(release)}</p>' in text
    assert 'aria-describedby="hint-f-release say-f-release"' in text
    for note in release.notes:
        assert f'<p class="hint">{note}</p>' in text
    select = re.search(r'<select id="f-stack".*?</select>', text, re.DOTALL)
    assert select
    offered = re.findall(r'<option value="([^"]*)"', select[0])
    assert offered == ["", *usable(release)]
    assert select[0].count("lasts until reboot") == sum(stacks.get(id).until_reboot for id in offered if id)
    if release.default_stack not in stacks.IDS:
        assert f"The default stack of {release.name} is {release.default_stack}, which Bondbook does not write yet." in text


@pytest.mark.parametrize(
    ("id", "line"),
    [
        ("rocky-8", "Linux 4.18 with newer driver features ported back. By default it uses ifcfg. Supported until 2029-05-31."),
        (
            "rhel-6",
            "Linux 2.6.32 with newer driver features ported back. By default it uses ifcfg. "
            "Supported until 2020-11-30, extended until 2024-06-30.",
        ),
        ("raspios-11", "Linux 6.1. Installations use dhcpcd, which makes no bonds. Support ends with Debian 11."),
        ("arch", "Linux 6.18 to 7.2. Installations use what their owner chose. Rolling release."),
        ("openwrt-25.12", "Linux 6.12. By default it uses openwrt. No end of support announced."),
    ],
)
def test_the_line_in_words(id: str, line: str) -> None:
    assert form.about(RELEASES[id]) == line


def test_the_list_has_kernel_default_and_end_of_each() -> None:
    texts = {choice.value: choice.text for _, found in form.releases() for choice in found}
    assert texts.keys() == RELEASES.keys()
    assert texts["debian-13"] == "Debian 13 (trixie) – Linux 6.12, ifupdown, ends 2028-08"
    assert texts["centos-5"] == "CentOS Linux 5 – Linux 2.6.18, ifcfg-legacy, ends 2017-03"
    assert texts["arch"] == "Arch Linux – Linux 6.18, networkd, rolling release"
    assert texts["photon-5.0"] == "VMware Photon OS 5.0 – Linux 6.1, networkd, no end of support announced"
    for release in RELEASES.values():
        assert ("written yet" in texts[release.id]) == (release.default_stack not in stacks.IDS)


def test_without_a_release_the_page_tells_of_the_one_it_takes(client: FlaskClient) -> None:
    assert form.about(RELEASES["ubuntu-26.04"]) in page(client, f"{BOND}&stack=netplan")


def test_an_unknown_release_has_no_line(client: FlaskClient) -> None:
    text = page(client, f"release=telepathy&{BOND}")
    assert "hint-f-release" not in text and 'aria-describedby="say-f-release"' in text
