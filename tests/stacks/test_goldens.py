"""What each stack makes of each neutral bond, compared line by line with what lies here on disk."""

from __future__ import annotations

import pytest

from app import stacks
from app.bonding import wire
from app.distros.releases import RELEASES
from tests.stacks import goldens
from tests.stacks.goldens import Case


@pytest.mark.parametrize("case", goldens.cases(), ids=lambda case: f"{case.stack}/{case.folder}")
def test_rendering_is_as_it_lies_on_disk(case: Case, update_goldens: bool) -> None:
    made = goldens.tree(case.render())
    if update_goldens:
        goldens.store(case.path, made)
    assert made == goldens.stored(case.path)


def test_no_golden_is_left_without_its_bond() -> None:
    known = {case.path for case in goldens.cases()}
    kept = {path.parent for path in goldens.HERE.glob("*/*/LOSSES")}
    assert kept == known


@pytest.mark.parametrize("name", goldens.names())
def test_neutral_bonds_survive_the_wire(name: str) -> None:
    bond = goldens.bond(name)
    assert wire.read(wire.write(bond)).bond == bond


def test_files_that_hold_secrets_or_commands_have_their_permissions() -> None:
    story = goldens.bond("story")
    wanted = {"netplan": "0600", "keyfile": "0600", "networkd": "0644", "ifcfg-legacy": "0644"}
    wanted |= dict.fromkeys(("iproute2", "nmcli", "sysfs"), "0755")
    for stack, permissions in wanted.items():
        assert {snippet.permissions for snippet in stacks.get(stack).render(story).snippets} == {permissions}


def test_lines_for_shared_files_are_marked_as_added() -> None:
    rendering = stacks.get("ifcfg-legacy").render(goldens.bond("routes"), RELEASES["centos-5"])
    assert {snippet.path for snippet in rendering.snippets if snippet.adds} == {"/etc/modprobe.conf", "/etc/sysconfig/network"}
