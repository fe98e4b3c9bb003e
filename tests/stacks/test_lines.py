"""Every line of every file and step says what it is about, for every stack and every neutral bond."""

from __future__ import annotations

from functools import cache

import pytest

from app import stacks
from app.actions import explain
from app.bonding.options import OPTIONS
from app.stacks.contract import Rendering
from app.stacks.phrases import COMMANDS, belongs, phrase
from tests.stacks import goldens

MEND = "give the node an `about`, or its beginning a phrase in the stack's `frame`"


@cache
def renderings(stack: str) -> tuple[tuple[goldens.Case, Rendering], ...]:
    """Every golden of a stack, rendered."""
    return tuple((case, case.render()) for case in goldens.cases() if case.stack == stack)


@pytest.mark.parametrize("stack", stacks.IDS)
def test_every_line_of_a_file_names_the_words_it_came_from(stack: str) -> None:
    silent = {
        (snippet.path.rpartition("/")[2], line.text)
        for _, rendering in renderings(stack)
        for snippet in rendering.snippets
        for line in snippet.lines
        if line.text.strip() and not (line.about and all(explain.word(word) for word in line.about.split()))
    }
    assert silent == set(), MEND


@pytest.mark.parametrize("stack", stacks.IDS)
def test_every_command_of_a_step_is_explained(stack: str) -> None:
    frame = {**COMMANDS, **stacks.get(stack).phrases}
    silent = {
        line
        for _, rendering in renderings(stack)
        for step in rendering.steps
        for line in step.run.splitlines()
        if line.strip() and not phrase(frame, line)
    }
    assert silent == set(), MEND


@pytest.mark.parametrize("stack", stacks.IDS)
def test_every_option_that_was_written_is_named_by_a_line(stack: str) -> None:
    for case, rendering in renderings(stack):
        if not rendering.back.bonds:  # a bond that the system cannot make at all: all of it is a loss
            assert rendering.losses
            continue
        said = {word for snippet in rendering.snippets for line in snippet.lines for word in line.about.split()}
        lost = {loss.field for loss in rendering.losses}
        asked = {name for name, _ in goldens.bond(case.bond).options} - lost
        missing = {name for name in asked if name not in said and OPTIONS[name].twin not in said}
        assert missing == set(), case.folder


@pytest.mark.parametrize("stack", stacks.IDS)
def test_lines_of_a_vlan_are_about_the_vlan(stack: str) -> None:
    [(_, rendering)] = [(case, rendering) for case, rendering in renderings(stack) if case.folder == "vlans"]
    text = {line.text: line.about for snippet in rendering.snippets for line in snippet.lines}
    gateway = [about for line, about in text.items() if "198.51.100.1" in line.replace("198.51.100.10", "")]
    assert gateway
    assert all("vlan.100.gateway" in about.split() and "gateway" not in about.split() for about in gateway)


@pytest.mark.parametrize("stack", stacks.IDS)
def test_frames_have_no_phrase_that_another_beginning_hides(stack: str) -> None:
    frame = stacks.get(stack).phrases
    assert {begin: phrase(frame, begin.replace("*", "x")) for begin in frame} == dict(frame)


def test_the_longest_beginning_counts_and_ends_with_a_word() -> None:
    frame = {"Kind": "a kind", "Kind=bond": "a bond", "ip link set * up": "up", "[Match]": "match"}
    assert phrase(frame, "Kind=bond") == "a bond"
    assert phrase(frame, "  Kind=bonding") == "a kind"
    assert phrase(frame, "KindOf=x") == ""
    assert phrase(frame, "ip link set eth0 up") == "up"
    assert phrase(frame, "ip link set dev eth0 up") == ""
    assert phrase(frame, "[Match]") == "match"


def test_a_bridge_over_a_vlan_has_the_addresses_of_the_vlan() -> None:
    from app.formats.node import Node

    bond = goldens.bond("bridge-over-vlan")
    assert bond.bridge
    nodes = belongs(bond, bond.bridge.name, [Node("a", about="address"), Node("b", about="name"), Node("c", about="mtu")])
    assert [node.about for node in nodes] == ["vlan.100.address", "bridge", "mtu"]
    assert [node.about for node in belongs(bond, "eth0", [Node("b", about="name")])] == ["member"]
