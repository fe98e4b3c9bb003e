"""The troubleshooting entries that come with Bondbook: complete, recognised by their own signs, and right where they generate."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from app.actions.generate import generate, read
from app.bonding.modes import BY_NUMBER, MODES
from app.bonding.options import OPTIONS
from app.config import ROOT
from app.diagnosis.signatures import Signs
from app.library import entries, files, markdown
from app.library.files import NoteFile
from app.library.models import Note

FOLDER = ROOT / "notes" / "troubleshooting"
PATHS = sorted(FOLDER.glob("*.md"))
SLUGS = {path.stem for path in PATHS}
LONGEST_LINE = 140
every_entry = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


@cache
def entry(path: Path) -> NoteFile:
    return files.read(path.read_text(encoding="utf-8"), "entry", path.stem)


@cache
def signs() -> Signs:
    notes = [SimpleNamespace(slug=path.stem, facts=entry(path).draft.facts) for path in PATHS]
    return entries.signs(cast("list[Note]", notes))


def proved(text: str) -> set[str]:
    """The problems that a text shows for sure."""
    return {hit.key for hit in signs().find(text) if not hit.weak}


@cache
def rendered(path: Path) -> tuple[tuple[markdown.Wiki, ...], tuple[str, ...]]:
    """The links of an entry and the sources of its bond blocks."""
    blocks: list[str] = []

    def keep(source: str) -> str:
        blocks.append(source)
        return ""

    page = markdown.render(entry(path).draft.body, lambda _kind, name: ("/", name), keep)
    return page.links, tuple(blocks)


def there(link: markdown.Wiki) -> bool:
    if link.kind == "option":
        return link.target in OPTIONS
    if link.kind == "mode":
        return link.target in MODES or link.target in BY_NUMBER
    return link.target in SLUGS if link.kind == "entry" else (ROOT / "notes" / f"{link.target}.md").exists()


def prose(text: str) -> list[str]:
    """The lines that are read as text: neither front matter nor code nor rows of a table."""
    lines, code = [], False
    for line in text.partition("\n---\n")[2].splitlines():
        fence = line.lstrip().startswith("```")
        code ^= fence
        if not (code or fence or line.lstrip().startswith("|")):
            lines.append(line)
    return lines


# ---------------------------------------------------------------- one entry at a time


@every_entry
def test_entry_is_complete(path: Path) -> None:
    file = entry(path)
    assert file.draft.slug == path.stem
    assert not file.unknown, f"what nobody knows in the front matter: {sorted(file.unknown)}"
    parts = entries.sections(file.draft.body)
    assert all(parts[name].strip() for name in ("", *entries.SECTIONS)), "an opening and four sections"
    assert file.draft.tags
    for name in ("signatures", "samples", "references"):
        assert file.draft.facts[name], name


@every_entry
def test_entry_has_only_its_sections(path: Path) -> None:
    headings = [line.removeprefix("## ") for line in prose(path.read_text(encoding="utf-8")) if line.startswith("#")]
    assert headings == list(entries.SECTIONS)


@every_entry
def test_samples_are_recognised_among_all_entries(path: Path) -> None:
    for sample in entry(path).draft.facts["samples"]:
        assert path.stem in {hit.key for hit in signs().find(sample)}, sample


@every_entry
def test_links_lead_somewhere(path: Path) -> None:
    assert [link for link in rendered(path)[0] if not there(link)] == []


@every_entry
def test_bond_blocks_generate_without_errors(path: Path) -> None:
    for source in rendered(path)[1]:
        pairs = [(name.strip(), value.strip()) for name, _, value in (line.partition("=") for line in source.split("\n") if line.strip())]
        request = read(pairs)
        assert not request.problems, [str(each) for each in request.problems]
        assert generate(request).errors == ()


@every_entry
def test_lines_are_short(path: Path) -> None:
    assert [line for line in prose(path.read_text(encoding="utf-8")) if len(line) > LONGEST_LINE] == []


# ---------------------------------------------------------------- all of them against whole texts

XEN = """\
May  4 11:17:40 bigfoot kernel: ADDRCONF(NETDEV_UP): bond0: link is not ready
May  4 11:17:40 bigfoot kernel: bonding: bond0: Adding slave eth0.
May  4 11:17:40 bigfoot kernel: bonding: bond0: enslaving eth0 as an active interface with a down link.
May  4 11:17:40 bigfoot kernel: bonding: bond0: link status definitely up for interface eth0.
May  4 11:17:40 bigfoot kernel: ADDRCONF(NETDEV_CHANGE): bond0: link becomes ready
May  4 11:17:40 bigfoot kernel: bonding: bond0: Adding slave eth1.
May  4 11:17:40 bigfoot kernel: bonding: bond0: enslaving eth1 as an active interface with a down link.
{released}
May  4 11:17:45 bigfoot kernel: bonding: bond0: Warning: the permanent HWaddr of eth0 - 00:11:43:D8:AF:63 - is still in use by bond0. \
Set the HWaddr of eth0 to a different address to avoid conflicts.
May  4 11:17:45 bigfoot kernel: bonding: bond0: releasing active interface eth0
May  4 11:17:47 bigfoot kernel: bonding: bond0: Adding slave eth0.
May  4 11:17:48 bigfoot kernel: bonding: bond0: Warning: failed to get speed and duplex from eth0, assumed to be 100Mb/sec and Full.
May  4 11:17:48 bigfoot kernel: bonding: bond0: enslaving eth0 as an active interface with an up link.
"""

LACP_HEAD = """\
Ethernet Channel Bonding Driver: v6.12.101

Bonding Mode: IEEE 802.3ad Dynamic link aggregation
Transmit Hash Policy: layer3+4 (1)
MII Status: up
MII Polling Interval (ms): 100
Up Delay (ms): 0
Down Delay (ms): 0
Peer Notification Delay (ms): 0

802.3ad info
LACP active: on
LACP rate: fast
Min links: 0
Aggregator selection policy (ad_select): stable
System priority: 65535
System MAC address: 00:11:43:d8:af:63
Active Aggregator Info:
	Aggregator ID: 1
	Number of ports: {ports}
	Actor Key: 15
	Partner Key: 15
	Partner Mac Address: {partner}
"""

LACP_MEMBER = """
Slave Interface: {name}
MII Status: up
Speed: {speed} Mbps
Duplex: full
Link Failure Count: 0
Permanent HW addr: 00:11:43:d8:af:63
Slave queue ID: 0
Aggregator ID: {group}
Actor Churn State: {churn}
Partner Churn State: {churn}
Actor Churned Count: 0
Partner Churned Count: 0
details actor lacp pdu:
    system priority: 65535
    system mac address: 00:11:43:d8:af:63
    port key: 15
    port priority: 255
    port number: 1
    port state: 63
details partner lacp pdu:
    system priority: 32768
    system mac address: {partner}
    oper key: 15
    port priority: 32768
    port number: 1
    port state: {state}
"""


def lacp(*members: dict[str, object], partner: str = "00:1c:73:0a:bc:01", ports: int = 2) -> str:
    """What `/proc/net/bonding/bond0` says about a bond; each member names what differs from a healthy one."""
    usual: dict[str, object] = {"name": "eth0", "speed": 10000, "group": 1, "churn": "none", "partner": partner, "state": 63}
    return LACP_HEAD.format(ports=ports, partner=partner) + "".join(LACP_MEMBER.format(**(usual | each)) for each in members)


def test_xen_is_found_in_the_whole_log_and_has_the_most_lines_to_show() -> None:
    hits = signs().find(XEN.format(released="May  4 11:17:45 bigfoot kernel: bonding: bond0: Removing slave eth0"))
    longest = max(hits, key=lambda hit: len(hit.lines))
    assert (longest.key, longest.weak, [number for number, _ in longest.lines]) == ("xen-network-script-takes-member", False, [8, 9, 12])
    assert {"perm-hwaddr-still-in-use", "failed-link-speed-duplex"} < {hit.key for hit in hits}


def test_a_restart_of_the_network_is_not_taken_for_xen() -> None:
    released = "\n".join(f"May  4 11:17:45 bigfoot kernel: bonding: bond0: Removing slave {name}" for name in ("eth0", "eth1"))
    assert "xen-network-script-takes-member" not in proved(XEN.format(released=released))


@pytest.mark.parametrize(
    "text",
    [
        lacp({"name": "eth0"}, {"name": "eth1"}),
        lacp({"name": "eth0"}, {"name": "eth1"}) + "\n" + lacp({"speed": 1000}, {"speed": 1000}, partner="00:1c:73:0a:bc:02"),
        "Bonding Mode: fault-tolerance (active-backup)\nPrimary Slave: None\nCurrently Active Slave: eth0\nMII Status: up\n"
        "MII Polling Interval (ms): 100\nUp Delay (ms): 0\n\nSlave Interface: eth0\nMII Status: up\nSpeed: 1000 Mbps\nDuplex: full\n",
        "bond0: (slave eth0): Enslaving as a backup interface with an up link\nbond0: active interface up!\n",
        "an ordinary letter about nothing",
    ],
    ids=["one bond with LACP", "two healthy bonds of different speed", "active-backup", "log of a start", "something else"],
)
def test_a_healthy_bond_shows_no_problem(text: str) -> None:
    assert proved(text) == set()


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        (lacp({"name": "eth0"}, {"name": "eth1", "partner": "00:1c:73:0a:bc:02", "group": 2}), "lacp-two-switches-no-mlag"),
        (lacp({"name": "eth0"}, {"name": "eth1", "partner": "00:1c:73:0b:bc:01", "group": 2}), "lacp-two-switches-no-mlag"),
        (lacp({"name": "eth0"}, {"name": "eth1", "speed": 1000, "group": 2}), "lacp-mixed-speed-members"),
        (lacp({"name": "eth0", "speed": 25000}, {"name": "eth1", "speed": 10000, "group": 2}), "lacp-mixed-speed-members"),
        (lacp({"name": "eth0"}, {"name": "eth1", "churn": "churned", "group": 2}), "lacp-member-not-aggregated"),
        (
            lacp({}, {"name": "eth1", "partner": "00:00:00:00:00:00", "state": 0, "churn": "churned", "group": 2}, ports=1),
            "lacp-member-not-aggregated",
        ),
        (lacp({"name": "eth0", "churn": "churned", "state": 0}, partner="00:00:00:00:00:00", ports=1), "lacp-no-partner"),
        (lacp({"name": "eth0"}, {"name": "eth1", "state": 135}), "lacp-rate-timeouts-flapping"),
    ],
)
def test_lacp_troubles_are_told_apart(text: str, slug: str) -> None:
    assert proved(text) == {slug}
