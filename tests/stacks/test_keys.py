"""The spelling of each stack against the tool's own names, which were noted from outside."""

from __future__ import annotations

import pytest

from app import stacks
from app.bonding.options import OPTIONS
from tests.stacks.goldens import HERE


def keys(stack: str) -> dict[str, str]:
    """The names in a KEYS file, and why those are not written that are not."""
    lines = [line for line in (HERE / stack / "KEYS").read_text().splitlines() if not line.startswith("#")]
    return {name: why.strip() for name, _, why in (line.partition(":") for line in lines)}


@pytest.mark.parametrize("id", stacks.IDS)
def test_the_head_names_the_source(id: str) -> None:
    head = [line for line in (HERE / id / "KEYS").read_text().splitlines() if line.startswith("#")]
    assert any(line.startswith("# Source: ") for line in head)


@pytest.mark.parametrize("id", stacks.IDS)
def test_every_key_that_is_written_or_read_is_the_tools_own(id: str) -> None:
    spelled = {name for key in stacks.get(id).spelling for name in key.names}
    assert spelled - keys(id).keys() == set()


@pytest.mark.parametrize("id", stacks.IDS)
def test_every_key_of_the_tool_is_written_or_deliberately_not(id: str) -> None:
    spelled = {name for key in stacks.get(id).spelling for name in key.names} | {"mode", "Mode"}
    not_written = {name for name, why in keys(id).items() if why}
    assert keys(id).keys() - not_written - spelled == set()
    assert spelled & not_written == set()


@pytest.mark.parametrize("id", stacks.IDS)
def test_every_option_has_a_key_or_a_reason(id: str) -> None:
    stack = stacks.get(id)
    assert [name for name in OPTIONS if stack.spelling.get(name) is None and not stack.why_not(name, "1")] == []
