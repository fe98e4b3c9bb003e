"""Butane: the stack inside by release, lines of texts within a text, and permissions."""

from __future__ import annotations

import base64
import gzip
import json

import pytest

from app import stacks
from app.actions import check as checking
from app.actions import convert
from app.actions.explain import key_phrase
from app.actions.sources import Source
from app.distros.releases import RELEASES, Release
from app.rules import check
from app.stacks.contract import Parsing, meaning
from tests.stacks.goldens import bond as neutral
from tests.stacks.goldens import names
from tests.stacks.test_contract import all_text, bond

BUTANE = stacks.get("butane")
FCOS, FLATCAR = RELEASES["fcos"], RELEASES["flatcar"]
PROFILE = "[connection]\nid=bond0\ntype=bond\ninterface-name=bond0\n\n[bond]\nmode=active-backup\nmiimon=fast\n"


def parse(text: str) -> Parsing:
    return BUTANE.parse({"/root/x.bu": text})


def ignition(source: str, mode: object = 384, path: str = "/etc/NetworkManager/system-connections/b.nmconnection") -> str:
    return json.dumps(
        {"ignition": {"version": "3.4.0"}, "storage": {"files": [{"path": path, "mode": mode, "contents": {"source": source}}]}}
    )


@pytest.mark.parametrize(("release", "inside"), [(FCOS, "keyfile"), (FLATCAR, "networkd"), (None, "keyfile")])
@pytest.mark.parametrize("name", ["full-8023ad", "full-active-backup", "vlans", "many-addresses"])
def test_what_is_lost_is_what_the_stack_inside_loses(release: Release | None, inside: str, name: str) -> None:
    own, other = BUTANE.render(neutral(name), release), stacks.get(inside).render(neutral(name), release)
    assert [(each.field, each.wanted) for each in own.losses] == [(each.field, each.wanted) for each in other.losses]
    assert meaning(own.back.bonds[0]) == meaning(other.back.bonds[0])


def test_the_files_inside_are_those_of_the_stack_line_by_line() -> None:
    for name in names():
        text = all_text(BUTANE.render(neutral(name), FLATCAR))
        for snippet in stacks.get("networkd").render(neutral(name), FLATCAR).snippets:
            assert f"  - path: {snippet.path}\n    mode: {snippet.permissions}\n" in text
            assert "".join(f"        {line.text}\n" if line.text else "\n" for line in snippet.lines) in text


def test_words_of_the_reference_are_those_of_the_stack_inside() -> None:
    assert key_phrase(BUTANE, "miimon", FCOS) == "miimon"
    assert key_phrase(BUTANE, "miimon", FLATCAR).startswith("MIIMonitorSec")


def test_a_fault_within_a_text_is_told_with_its_line_in_the_whole_file() -> None:
    indented = "".join(f"        {line}\n" for line in PROFILE.splitlines())
    path = "/etc/NetworkManager/system-connections/bond0.nmconnection"
    text = (
        f"variant: fcos\nversion: 1.5.0\nstorage:\n  files:\n  - path: {path}\n    mode: 0600\n    contents:\n      inline: |\n{indented}"
    )
    (refused,) = parse(text).refused
    assert (refused.path, refused.line, refused.text) == ("/root/x.bu", 16, "miimon=fast")
    assert text.splitlines()[15].strip() == "miimon=fast"


@pytest.mark.parametrize(
    ("mode", "found"),
    [
        ("0600", set()),
        ("0o600", set()),
        ("384", set()),
        ("600", {"butane-mode"}),
        ("0644", {"permissions"}),
        ("420", {"permissions"}),
        ("rw", {"butane-mode"}),
        ("", {"permissions"}),
    ],
)
def test_permissions_are_read_as_butane_reads_them(mode: str, found: set[str]) -> None:
    line = f"    mode: {mode}\n" if mode else ""
    head = "storage:\n  files:\n  - path: /etc/NetworkManager/system-connections/b.nmconnection\n"
    parsing = parse(f"{head}{line}    contents:\n      inline: |\n        [connection]\n        type=bond\n        interface-name=bond0\n")
    assert {each.id for each in parsing.flaws} == found


def test_texts_in_data_urls_are_read_whatever_way_they_are_packed() -> None:
    text = PROFILE.replace("fast", "100").encode()
    packed = "data:;base64," + base64.b64encode(gzip.compress(text)).decode()
    for source in ("data:," + text.decode().replace("\n", "%0A"), "data:;base64," + base64.b64encode(text).decode(), packed):
        assert [each.option("miimon") for each in parse(ignition(source)).bonds] == [100]


@pytest.mark.parametrize("source", ["https://example.org/x", "data:;base64,@@@", "data:", "data:,%ff%fe", "data:;base64,H4sIAAAA"])
def test_what_is_no_text_is_left_alone(source: str) -> None:
    parsing = parse(ignition(source))
    assert parsing.bonds == ()
    assert f"source={source}" in {each.text for each in parsing.unread}


def test_a_packed_bomb_is_not_unpacked_whole() -> None:
    bomb = base64.b64encode(gzip.compress(b"[connection]\n" + b"#" * 50_000_000)).decode()
    assert parse(ignition(f"data:;base64,{bomb}")).bonds == ()


def test_a_pasted_configuration_is_recognised_by_itself() -> None:
    for release in (FCOS, FLATCAR):
        text = all_text(BUTANE.render(neutral("vlans"), release))
        reading = convert.read([Source("", text)]).reading
        assert (reading.stack.id, len(reading.parsing.bonds)) == ("butane", 1)


def test_the_variant_tells_the_release_that_check_judges_for() -> None:
    for release in (FCOS, FLATCAR):
        found = checking.check([Source("/root/x.bu", all_text(BUTANE.render(neutral("vlans"), release)))])
        assert [each.target.release.id for each in found.judged] == [release.id]


@pytest.mark.parametrize(("release", "right", "slip"), [(FCOS, "miimon=100", "miimom=100"), (FLATCAR, "MIIMonitorSec=", "MIIMonitrSec=")])
def test_a_slip_within_a_text_is_told_as_in_the_file_itself(release: Release, right: str, slip: str) -> None:
    text = all_text(BUTANE.render(neutral("mode-active-backup"), release)).replace(right, slip)
    line = next(number for number, each in enumerate(text.splitlines(), 1) if slip in each)
    found = checking.check([Source("/root/x.bu", text)])
    assert ("unknown-key", line) in [(each.id, each.line) for each in found.findings]


def test_the_traps_of_the_stack_inside_hold_too() -> None:
    found = {release.id: {each.id for each in check(bond("mode=active-backup miimon=100"), release, BUTANE)} for release in (FCOS, FLATCAR)}
    assert "networkd-makes-a-mac" in found["flatcar"]
    assert "networkd-makes-a-mac" not in found["fcos"]
    assert all("butane-first-boot-only" in each for each in found.values())


def test_a_good_bond_is_said_without_loss_error_or_warning() -> None:
    good = bond("mode=802.3ad miimon=100 lacp_rate=fast xmit_hash_policy=layer3+4 mac=02:00:00:00:00:05 address=192.0.2.10/24")
    for release in (FCOS, FLATCAR):
        assert BUTANE.render(good, release).losses == ()
        assert [each for each in check(good, release, BUTANE) if each.level in ("error", "warning")] == []
