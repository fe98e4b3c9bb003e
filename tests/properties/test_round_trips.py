"""What goes out comes back: through the wire, through JSON, and through every stack."""

from __future__ import annotations

import json
import shlex

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import stacks
from app.bonding import wire
from app.bonding.model import Bond
from app.distros.releases import RELEASES, Release
from app.stacks.contract import Rendering, Stack, meaning
from tests import strategies
from tests.stacks.goldens import release_for
from tests.stand_ins import stands_in
from tests.strategies import FAST


@FAST
@given(strategies.bonds())
def test_the_wire_reader_reads_what_the_wire_writer_wrote(bond: Bond) -> None:
    for explicit in (False, True):
        reading = wire.read(wire.write(bond, explicit=explicit))
        assert reading.problems == []
        assert reading.bond == bond


@FAST
@given(strategies.bonds())
def test_equal_bonds_give_equal_links(bond: Bond) -> None:
    assert wire.write(bond) == wire.write(wire.read(wire.write(bond, explicit=True)).bond or bond)


@FAST
@given(strategies.bonds())
def test_the_json_of_a_bond_is_the_bond(bond: Bond) -> None:
    data = json.loads(json.dumps(wire.to_json(bond)))
    reading = wire.read(wire.from_json(data))
    assert reading.problems == []
    assert reading.bond == bond


@pytest.mark.parametrize("id", stacks.IDS)
@FAST
@given(bond=strategies.bonds())
def test_a_rendering_is_the_bond_less_its_losses(id: str, bond: Bond) -> None:
    """On the fitting release, whatever the names: what was asked is written or a loss, and nothing else is written."""
    stack = stacks.get(id)
    _check(stack, bond, stack.render(bond, release_for(id)))


@pytest.mark.parametrize("id", stacks.IDS)
@FAST
@given(bond=strategies.calm_bonds())
def test_a_rendering_without_a_release_is_the_bond_less_its_losses(id: str, bond: Bond) -> None:
    """On a target that is not known, with names that give no trouble: nothing but what has a reason is lost."""
    stack = stacks.get(id)
    rendering = stack.render(bond)
    _check(stack, bond, rendering)
    silent = [loss for loss in rendering.losses if loss.why == f"{stack.title} did not keep it."]
    assert silent == []


@pytest.mark.parametrize("id", [id for id in stacks.IDS if stacks.get(id).indirect])
@FAST
@given(bond=strategies.calm_bonds(), data=st.data())
def test_the_indirect_way_loses_less_and_changes_nothing_else(id: str, bond: Bond, data: st.DataObject) -> None:
    stack = stacks.get(id)
    release = data.draw(st.sampled_from([each for each in RELEASES.values() if id in each.stacks]))
    plain, more = (stack.render(bond, release, indirect=indirect) for indirect in (False, True))
    _check(stack, bond, more)
    offered = {(loss.field, loss.wanted) for loss in plain.losses if loss.indirect}
    lost = {(loss.field, loss.wanted) for loss in more.losses}
    assert lost <= {(loss.field, loss.wanted) for loss in plain.losses}
    assert lost & offered == set()
    texts = {snippet.path: iter(snippet.text.splitlines()) for snippet in more.snippets}
    for snippet in plain.snippets if id not in OTHER_FORM else ():
        assert all(line in texts[snippet.path] for line in snippet.text.splitlines()), "each line is still there, in the same order"


OTHER_FORM = {"nixos"}
"""Stacks whose indirect way is the other of two forms, and not more lines."""


def _check(stack: Stack, bond: Bond, rendering: Rendering) -> None:
    paths = [snippet.path for snippet in rendering.snippets]
    assert len(paths) == len(set(paths))
    back = stack.parse({snippet.path: snippet.text for snippet in rendering.snippets})
    assert (back.unread, back.refused) == ((), ())
    assert len(back.bonds) == bool(rendering.snippets)
    assert back.bonds or {bond.name}.issuperset(bond.members)  # some systems can't make one without members: all of it is a loss
    got = back.bonds[0] if back.bonds else Bond("", bond.mode)
    lost = [("num_grat_arp" if loss.field == "num_unsol_na" else loss.field, loss.wanted) for loss in rendering.losses]
    assert all(loss.why.strip() for loss in rendering.losses)
    asked, came = meaning(bond), meaning(got)
    own = [(word, value) for _, word, value in back.implied]
    assert [pair for pair in came if pair not in asked and not stands_in(pair, lost, own)] == []
    assert sorted(pair for pair in asked if pair not in came) == sorted(lost)


@pytest.mark.parametrize("id", stacks.IDS)
@FAST
@given(bond=strategies.bonds())
def test_every_command_of_the_steps_is_words_that_a_shell_reads(id: str, bond: Bond) -> None:
    rendering = stacks.get(id).render(bond, release_for(id))
    assert {step.phase for step in rendering.steps} == {"apply", "verify", "rollback"}
    for step in rendering.steps:
        assert step.why
        assert all(shlex.split(line) for line in step.run.splitlines())


@pytest.mark.parametrize(
    "release", [release for release in RELEASES.values() if set(release.stacks) & set(stacks.IDS)], ids=lambda each: each.id
)
@settings(FAST, max_examples=4)
@given(bond=strategies.calm_bonds())
def test_every_release_gets_a_rendering_that_reads_back(release: Release, bond: Bond) -> None:
    for stack in [stacks.get(each) for each in release.stacks if each in stacks.IDS]:
        _check(stack, bond, stack.render(bond, release))
