"""The picture: nothing overlaps, nothing runs out of its box, and the words say what is drawn."""

from __future__ import annotations

import re
import tomllib
from itertools import combinations
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings

from app.bonding import wire
from app.bonding.model import Bond
from app.bonding.modes import MODES
from app.web.picture import draw
from app.web.sketch import Box, Sketch
from tests.strategies import FAST, bonds

LONG = "enp129s0f1np1ab"
ADDRESS = "2001:db8:1234:5678:9abc:def0:1234:5678/128"
HTML = {"Accept": "text/html"}
GOLDEN = Path(__file__).parent / "picture_words.toml"


def bond(text: str) -> Bond:
    """A bond from its wire pairs, blanks between."""
    reading = wire.read([(name, value) for name, _, value in (word.partition("=") for word in text.split())])
    assert reading.bond, [str(problem) for problem in reading.problems]
    return reading.bond


def texts(sketch: Sketch) -> list[str]:
    return [text.text for box in (*sketch.frames, *sketch.boxes) for text in box.texts]


def of_kind(sketch: Sketch, kind: str) -> list[Box]:
    return [box for box in (*sketch.frames, *sketch.boxes) if box.kind.split()[0] == kind]


def apart(one: Box, other: Box) -> bool:
    return one.right <= other.x or other.right <= one.x or one.bottom <= other.y or other.bottom <= one.y


def within(inner: Box, outer: Box) -> bool:
    return outer.x <= inner.x and inner.right <= outer.right and outer.y <= inner.y and inner.bottom <= outer.bottom


def check_layout(sketch: Sketch) -> None:
    """Everything that makes a drawing legible."""
    whole = Box("", 0, 0, sketch.width, sketch.height)
    assert all(within(box, whole) for box in (*sketch.frames, *sketch.boxes))
    assert [pair for pair in combinations(sketch.boxes, 2) if not apart(*pair)] == []
    rooms = [frame for frame in sketch.frames if frame.kind != "group"]
    assert [pair for pair in combinations(rooms, 2) if not apart(*pair)] == []
    for box in sketch.boxes:
        assert box.kind == "peer" or any(within(box, room) for room in rooms), box
        assert all(apart(box, room) or within(box, room) for room in sketch.frames), box
    for box in (*sketch.frames, *sketch.boxes):
        for text in box.texts:
            assert box.x < text.left and text.right < box.right, text
            assert box.y < text.y - text.style.size * 0.8 and text.y + text.style.size * 0.2 < box.bottom, text
            own = Box("", text.left, text.y - text.style.size * 0.8, text.right - text.left, text.style.size)
            assert all(other is box or within(box, other) or apart(own, other) for other in sketch.boxes), text
        for one, other in combinations(box.texts, 2):
            assert abs(one.y - other.y) >= 11 or one.right < other.left or other.right < one.left, (one, other)
    cables = [line for line in sketch.lines if line.kind.startswith("cable")]
    for line in cables:
        assert line.y1 == line.y2
        assert any(line.x1 == member.right and member.y < line.y1 < member.bottom for member in of_kind(sketch, "member"))
        assert any(line.x2 == port.x and port.middle == line.y2 for port in of_kind(sketch, "port"))
    assert len({line.y1 for line in cables}) == len(cables) == len(of_kind(sketch, "port"))


@settings(FAST, max_examples=30)
@given(bonds())
def test_any_bond_is_drawn_legibly(given: Bond) -> None:
    check_layout(draw(given))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("count", [0, 1, 2, 3, 8, 9, 16])
def test_any_number_of_members(mode: str, count: int) -> None:
    members = " ".join(f"member={LONG[:-2]}{number:02}" for number in range(count))
    vlans = " ".join(
        f"vlan.{number}.name=v{number}-abcdefghi vlan.{number}.address={ADDRESS.replace('5678/', f'{number:04}/')}"
        for number in range(4000, 4020)
    )
    sketch = draw(bond(f"name={LONG} mode={mode} {members} {vlans} address={ADDRESS} gateway={ADDRESS.partition('/')[0]} bridge=br0"))
    check_layout(sketch)
    assert len(of_kind(sketch, "member")) == max(1, min(count, 8))
    assert len([line for line in sketch.lines if line.kind.startswith("cable")]) == min(count, 8)
    assert ("no members yet" in texts(sketch)) == (count == 0)
    assert ("… and 9 more" in texts(sketch)) == (count == 16)
    assert "… and 16 more VLANs" in texts(sketch)


def cables(sketch: Sketch) -> list[str]:
    return [line.kind for line in sketch.lines if line.kind.startswith("cable")]


def test_one_cable_of_active_backup_works_and_the_others_stand_by() -> None:
    sketch = draw(bond("mode=active-backup miimon=100 primary=eth1 member=eth0 member=eth1 member=eth2"))
    assert cables(sketch) == ["cable standby", "cable active", "cable standby"]
    assert [text for text in texts(sketch) if text.startswith(("primary", "stands"))] == ["stands by", "primary, active", "stands by"]
    assert len(of_kind(sketch, "switch")) == 2


@pytest.mark.parametrize(
    ("pairs", "active"),
    [("", "eth0"), ("primary=eth2", "eth2"), ("active_slave=eth1", "eth1"), ("prio=eth1:5,eth2:9", "eth2"), ("prio=eth0:-5", "eth1")],
)
def test_the_member_that_works_first(pairs: str, active: str) -> None:
    sketch = draw(bond(f"mode=active-backup member=eth0 member=eth1 member=eth2 {pairs}"))
    assert [box.texts[0].text for box in sketch.boxes if box.kind == "member active"] == [active]


def test_a_primary_is_never_left_out() -> None:
    members = " ".join(f"member=eth{number}" for number in range(16))
    sketch = draw(bond(f"mode=active-backup primary=eth15 {members}"))
    assert "eth15" in texts(sketch) and "primary, active" in texts(sketch)
    assert "… and 9 more" in texts(sketch)


@pytest.mark.parametrize(
    ("mode", "switches", "group"),
    [(mode.name, 1 + mode.two_switches, {"static": "static LAG", "lacp": "LACP"}.get(mode.switch)) for mode in MODES.values()],
)
def test_the_switch_side_is_what_the_mode_asks_for(mode: str, switches: int, group: str | None) -> None:
    sketch = draw(bond(f"mode={mode} member=eth0 member=eth1"))
    assert len(of_kind(sketch, "switch")) == switches
    frames = of_kind(sketch, "group")
    assert [frame.texts[0].text for frame in frames] == ([group] if group else [])
    assert all(within(port, frame) for frame in frames for port in of_kind(sketch, "port"))


def test_the_bridge_stands_right_above_its_port() -> None:
    sketch = draw(
        bond("mode=802.3ad member=eth0 member=eth1 vlan.10.ipv4=none vlan.20.address=192.0.2.1/24 bridge=br0 bridge.over=bond0.10")
    )
    order = [box.texts[0].text for box in sketch.boxes if box.kind.split()[0] in ("vlan", "bridge", "bond")]
    assert order == ["bond0.20", "br0", "bond0.10", "bond0"]


def test_targets_of_the_arp_monitor_are_drawn_with_the_gateway() -> None:
    monitored = "mode=active-backup member=eth0 member=eth1 arp_interval=200 arp_ip_target=192.0.2.1,192.0.2.2"
    (peer,) = of_kind(draw(bond(f"{monitored} address=192.0.2.10/24 gateway=192.0.2.1")), "peer")
    assert [text.text for text in peer.texts] == ["192.0.2.1", "gateway, ARP target", "192.0.2.2", "ARP target"]
    assert "ARP every 200 ms" in texts(draw(bond(monitored)))
    assert of_kind(draw(bond("mode=active-backup member=eth0")), "peer") == []


@pytest.mark.parametrize(("name", "entry"), tomllib.loads(GOLDEN.read_text()).items())
def test_the_words(name: str, entry: dict[str, str]) -> None:
    sketch = draw(bond(entry["bond"]))
    assert sketch.title == entry["title"]
    assert sketch.words == entry["words"]


# ---------------------------------------------------------------- on the page


def test_the_picture_on_the_page_has_words_and_nothing_inline(client: FlaskClient) -> None:
    html = client.get("/generate?mode=active-backup&member=eth0&member=eth1&miimon=100", headers=HTML).text
    (svg,) = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    assert 'role="img" aria-labelledby="picture-title picture-words"' in svg
    assert '<title id="picture-title">bond0, active-backup, over eth0 and eth1</title>' in svg
    assert '<desc id="picture-words">A host with bond0' in svg
    assert "style=" not in svg and "fill=" not in svg
    assert html.count("The switch.</b>") == 1


def test_while_members_are_missing_there_is_a_picture_and_for_what_cannot_be_read_there_is_none(client: FlaskClient) -> None:
    assert "no members yet" in client.get("/generate", headers=HTML).text
    assert "<svg" not in client.get("/generate?member=$(id)&member=eth1", headers=HTML).text


def test_what_the_kernel_refuses_is_not_drawn(client: FlaskClient) -> None:
    html = client.get(
        "/generate?mode=802.3ad&member=eth0&member=eth1&primary=eth1&arp_interval=100&arp_ip_target=192.0.2.1", headers=HTML
    ).text
    (svg,) = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    assert "primary" not in svg and "ARP" not in svg and "link checked every 100 ms" in svg
