"""Mends have their price: a long link gets fewer of them, not a longer wait."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from app import stacks
from app.actions import generate as action
from app.actions import mends
from app.bonding.changes import change
from app.bonding.findings import Finding
from app.bonding.problems import problem
from app.bonding.wire import Pair
from app.stacks.contract import Loss, Rendering, Stack

MANY = 300
LONG: list[Pair] = [("mode", "1"), *((f"vlan.{number}.mtu", "70") for number in range(1, 200))]


def test_problems_of_a_long_link_are_not_all_judged_anew() -> None:
    judged: list[int] = []

    def judge(pairs: list[Pair]) -> tuple[list[object], tuple[Finding, ...]]:
        judged.append(len(pairs))
        return [], ()

    many = [problem("mtu", number, "is bad.", fix=change({"mtu": "1500"})) for number in range(MANY)]
    assert mends.of_problems(LONG, many, judge)  # type: ignore[arg-type]
    assert sum(judged) < 2 * mends.WORK


def test_losses_of_a_long_link_are_not_all_rendered_anew() -> None:
    tried: list[int] = []

    def loses(pairs: list[Pair], loss: Loss) -> bool:
        tried.append(len(pairs))
        return False

    many = [Loss(f"vlan.{number}.mtu", "70", "no key") for number in range(1, MANY)]
    assert mends.of_losses(LONG, many, [stacks.get("netplan")], loses)
    assert sum(tried) < 2 * mends.WORK


@pytest.mark.parametrize("stack", ["iproute2", "keyfile"])
def test_an_ordinary_link_gets_all_its_mends(stack: str) -> None:
    pairs = [
        ("stack", stack),
        ("mode", "1"),
        ("member", "eth0"),
        ("vlan.9.dns", "192.0.2.1"),
        ("dns", "192.0.2.1"),
        ("search", "example.org"),
    ]
    result = action.generate(action.read(pairs))
    assert _fields(result.mends) >= {each.field for each in result.rendering.losses if not each.why.startswith(mends.REFUSED)}


def test_another_stack_is_rendered_once_for_all_losses(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = [("stack", "iproute2"), ("mode", "1"), ("member", "eth0"), *((f"vlan.{number}.dns", "192.0.2.9") for number in range(1, 9))]
    rendered: list[str] = []
    netplan = type(stacks.get("netplan"))
    plain = netplan.render

    def render(self: Stack, *args: Any, **more: Any) -> Rendering:
        rendered.append(self.id)
        return plain(self, *args, **more)

    monkeypatch.setattr(netplan, "render", render)
    result = action.generate(action.read(pairs))
    assert len(result.rendering.losses) == 8
    others = [stack for stack in rendered if stack != "iproute2"]
    assert len(others) == len(set(others))


@pytest.mark.parametrize("release", ["proxmox-7", "proxmox-8", "proxmox-9"])
def test_no_mend_takes_the_place_of_what_the_system_lives_by(release: str) -> None:
    pairs = [("release", release), ("mode", "1"), ("miimon", "100"), ("member", "eth0"), ("dns", "192.0.2.1")]
    result = action.generate(action.read(pairs))
    (loss,) = result.rendering.losses
    assert loss.field == "dns"
    links = [each.link for each in result.mends[loss]]
    assert links
    assert not [link for link in links if "stack=ifupdown&" in link]


def _fields(found: Iterable[Finding | Loss]) -> set[str]:
    return {each.field for each in found}
