"""Every stack in every mode with every option and every value: written so that it reads back, or a loss with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from app import stacks
from app.bonding.model import Bond, ordered
from app.bonding.modes import MODES
from app.bonding.options import OPTIONS, Option, Value, write_value
from app.distros.releases import RELEASES, Release
from app.stacks.contract import Stack, meaning
from tests.stacks.goldens import release_for, targets
from tests.stand_ins import stands_in

MEMBERS = ("eth0", "eth1")
TYPICAL: dict[str, list[Value]] = {
    "ifname": ["eth0", "eth1", "eth9"],
    "mac": ["02:00:00:00:00:0a"],
    "ipv4_list": [("192.0.2.1",), ("192.0.2.1", "192.0.2.2"), tuple(f"192.0.2.{n}" for n in range(1, 18))],
    "ipv6_list": [("2001:db8::1",), ("2001:db8::1", "2001:db8::2")],
}


def values(option: Option) -> list[Value]:
    """Every choice of an enumeration; the ends, the default and the neighbourhood of other kinds."""
    if option.choices:
        return [choice.name for choice in option.choices]
    if option.kind in TYPICAL:
        return TYPICAL[option.kind]
    numbers = sorted({option.min, option.min + 1, option.max, max(option.min, min(7, option.max))})
    if option.kind == "member_int":
        alone: list[Value] = [(("eth0", number),) for number in numbers]
        return [*alone, (("eth0", numbers[0]), ("eth1", numbers[1])), (("eth9", numbers[1]),)]
    return [*numbers, option.default]


MINDS = {
    name
    for name, option in OPTIONS.items()
    if option.needs or option.excludes or option.idle_without or any(name in (*each.needs, *each.excludes) for each in OPTIONS.values())
}
"""The options that mind what they stand beside; the others are tried beside the first company alone."""

BESIDE: tuple[dict[str, Value], ...] = ({}, {"miimon": 100}, {"arp_interval": 200, "arp_ip_target": ("192.0.2.1",)})
"""What an option stands beside: nothing, the link monitor, the ARP monitor."""


def bonds(mode: str, beside: Iterable[dict[str, Value]] = BESIDE) -> Iterator[tuple[Bond, str]]:
    """Bonds that ask for one option alone, and where it minds, beside the link monitor and beside the ARP monitor."""
    beside = list(beside)
    for name, option in OPTIONS.items():
        for value in values(option):
            for others in beside if name in MINDS else beside[:1]:
                yield Bond("bond0", mode, MEMBERS, ordered({**others, name: value})), name


def check(stack: Stack, bond: Bond, name: str, release: Release, *, indirect: bool = False) -> None:
    rendering = stack.render(bond, release, indirect=indirect)
    parsing = rendering.back
    assert (parsing.unread, parsing.refused) == ((), ())
    (got,) = parsing.bonds
    asked, came = meaning(bond), meaning(got)
    lost = {("num_grat_arp" if loss.field == "num_unsol_na" else loss.field, loss.wanted) for loss in rendering.losses}
    assert {pair for pair in asked if pair not in came} == lost, f"{bond} on {release.id}"
    # in place of a loss may stand what the tool does by itself, as DHCP where no word says that there is none; never another value
    fields, own = {field for field, _ in lost} - OPTIONS.keys(), [(word, value) for _, word, value in parsing.implied]
    extra = [pair for pair in came if pair not in asked and pair[0] not in fields and not stands_in(pair, lost, own)]
    assert extra == [], f"{bond} on {release.id}"
    assert all(loss.why for loss in rendering.losses)
    assert not any(loss.why.endswith("did not keep it.") for loss in rendering.losses), rendering.losses
    refusals = stack.refusals(bond, release)
    for refused in refusals:
        assert got.option(refused.field) is None or refused.field in {word for word, _ in own}
        texts = "".join(snippet.text for snippet in rendering.snippets)
        key = stack.spelling.get(refused.field)
        if key and len(key.name) > 8 and not any(other.name == key.name and got.option(other.option) for other in stack.spelling):
            assert f"{key.name}=" not in texts and f"{key.name} " not in texts and f"{key.name}:" not in texts
    if not refusals and not stack.why_not_for(bond, name, write_value(bond.option(name) or ""), release):
        assert (name, write_value(bond.option(name) or "")) not in lost


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("id", stacks.IDS)
def test_every_option_is_written_or_a_loss(id: str, mode: str) -> None:
    stack = stacks.get(id)
    for bond, name in bonds(mode):
        check(stack, bond, name, release_for(id))


@pytest.mark.parametrize("mode", ["active-backup", "802.3ad", "balance-tlb"])
@pytest.mark.parametrize("id", [id for id in stacks.IDS if stacks.get(id).indirect])
def test_every_option_is_written_or_a_loss_in_the_indirect_way(id: str, mode: str) -> None:
    stack = stacks.get(id)
    for bond, name in bonds(mode, BESIDE[1:]):
        check(stack, bond, name, release_for(id), indirect=True)


@pytest.mark.parametrize("mode", ["active-backup", "802.3ad", "balance-alb"])
@pytest.mark.parametrize("id", [id for id in stacks.IDS if targets(id).older])
def test_every_option_is_written_or_a_loss_on_an_old_release(id: str, mode: str) -> None:
    stack = stacks.get(id)
    for bond, name in bonds(mode, BESIDE[1:]):
        check(stack, bond, name, RELEASES[targets(id).older])
