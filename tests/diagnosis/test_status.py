"""/proc/net/bonding as real kernels write it: every line is known, and read into its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bonding.modes import MODES
from app.diagnosis import status

PROC = Path(__file__).parent.parent / "bonding" / "proc"
FILES = sorted(PROC.glob("*.txt"))

OLD = """\
Ethernet Channel Bonding Driver: v3.2.4 (January 28, 2008)

Bonding Mode: IEEE 802.3ad Dynamic link aggregation
Transmit Hash Policy: layer2 (0)
MII Status: up
MII Polling Interval (ms): 100
Up Delay (ms): 0
Down Delay (ms): 0

802.3ad info
LACP rate: slow
Active Aggregator Info:
\tAggregator ID: 1
\tNumber of ports: 2
\tActor Key: 9
\tPartner Key: 1
\tPartner Mac Address: 00:00:00:00:00:00

Slave Interface: eth0
MII Status: up
Link Failure Count: 0
Permanent HW addr: 00:11:43:d8:af:63
Aggregator ID: 1

Slave Interface: eth1
MII Status: down
Link Failure Count: 3
Permanent HW addr: 00:11:43:d8:af:64
Aggregator ID: 2
"""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_line_of_a_real_kernel_is_known(path: Path) -> None:
    for found in status.read(path.read_text(encoding="utf-8")):
        assert [line for _, line in found.unread if not line.startswith(("PING", "---", "5 packets"))] == []


def test_the_kernels_together_show_every_row_of_the_table() -> None:
    seen = {
        f"{where.partition(':')[0]}.{key}" for path in FILES for found in status.read(path.read_text("utf-8")) for where, key in found.lines
    }
    assert seen == set(status.LINES)


def test_a_healthy_group() -> None:
    (found,) = status.read((PROC / "802.3ad-healthy.txt").read_text("utf-8"))
    assert found.values["mode"] == MODES["802.3ad"].proc
    assert found.aggregator["ports"] == str(len(found.members))
    assert {member.actor["state"] for member in found.members} == {"63"}
    assert {member.partner["system_mac"] for member in found.members} == {found.aggregator["partner_mac"]}


def test_what_stands_twice_goes_to_the_right_place() -> None:
    (found,) = status.read(OLD)
    assert found.values["mii_status"] == "up"
    assert [member.values["mii_status"] for member in found.members] == ["up", "down"]
    assert found.aggregator["id"] == "1"
    assert [member.values["aggregator"] for member in found.members] == ["1", "2"]
    assert found.lines["member:eth1", "failures"] == 27
    assert found.unread == []


def test_several_files_one_after_another() -> None:
    assert [found.values["driver"].split()[0] for found in status.read(f"# cat bond*\n{OLD}{OLD}")] == ["v3.2.4", "v3.2.4"]


def test_a_line_that_nobody_knows_is_kept_with_its_number() -> None:
    (found,) = status.read(OLD.replace("Up Delay (ms): 0", "Sideways Delay (ms): 0"))
    assert found.unread == [(7, "Sideways Delay (ms): 0")]


def test_carriage_returns_and_pasted_indents_do_not_matter() -> None:
    pasted = "".join(f"    {line}\r\n" for line in OLD.splitlines())
    assert status.read(pasted)[0].members == status.read(OLD)[0].members


@given(st.lists(st.sampled_from([*OLD.splitlines(), "", "details actor lacp pdu:", "port state: 63", "\x00", "::", "a: b: c"])))
def test_no_order_of_lines_raises(lines: list[str]) -> None:
    status.read("\n".join(lines))
