"""cloud-init: what is left out on a release is what its renderer was seen to lose there, and the two spellings of version 1."""

from __future__ import annotations

import shlex
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from app import stacks
from app.bonding import wire
from app.bonding.model import Bond
from app.distros.releases import RELEASES, Release
from app.stacks.cloudinit import behind
from app.stacks.contract import Rendering

HERE = Path(__file__).parent / "cloudinit"
PROBES: dict[str, str] = tomllib.loads((HERE / "probes.toml").read_text())
WARNED = {"plain", "ipv6 alone", "vlan without address"}
"""Probes that ask for nothing: NetworkManager gets nothing said, and adds something. A warning tells."""

ONE_PACKAGE = {("sysconfig", "20.4", "dhcp4 and address"), ("sysconfig", "22.4", "dhcp4 and address")}
"""What only the upstream of these versions does: it takes ifcfg files away from NetworkManager, which no release here has."""


@dataclass(frozen=True)
class Row:
    """One row of measured.toml."""

    layout: int
    renderer: str
    version: str
    broken: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def stack(self) -> str:
        """The stack that writes the version."""
        return f"cloud-init-v{self.layout}"

    @property
    def release(self) -> Release | None:
        """A release that uses the renderer, with that version of cloud-init, and a kernel that knows all options."""
        found = next(
            (each for each in RELEASES.values() if "cloud-init-v1" in each.stacks and behind.renderer(each) == self.renderer), None
        )
        if found is None:
            return None
        tools = {"cloud-init": self.version, "netplan": "1.1"}
        return replace(found, tools=tools, kernel=RELEASES["debian-13"].kernel)


ROWS = [
    Row(row["layout"], row["renderer"], row["version"], tuple(row["broken"]), tuple(row["lost"]))
    for row in tomllib.loads((HERE / "measured.toml").read_text())["measured"]
]
USED = [row for row in ROWS if row.release]
OLDEST = {"network-manager": "24.3"}
"""Versions from which a renderer is used by a release; what older ones lost is kept, but is nobody's."""


@cache
def probe(name: str) -> Bond:
    """The bond of a probe."""
    text = PROBES[name]
    pairs = [("name", "bond0"), ("member", "eth0"), ("member", "eth1"), *([] if text.startswith("- ") else [("address", "192.0.2.10/24")])]
    bond = wire.read(
        [*pairs, *((word, value) for word, _, value in (each.partition("=") for each in shlex.split(text.removeprefix("- "))))]
    ).bond
    assert bond
    return bond


def render(row: Row, name: str) -> Rendering:
    return stacks.get(row.stack).render(probe(name), row.release)


def own(row: Row, name: str) -> bool:
    """Whether the stack or the kernel cannot say the probe anyway, whatever the renderer does."""
    option, _, value = name.partition("=")
    stack = stacks.get(row.stack)
    key = stack.spelling.get(option)
    return option in stack.gaps or name == "ad_select=actor_port_prio" or bool(key and key.only and value and value not in key.only)


@pytest.mark.parametrize(
    "row", [row for row in USED if row.version >= OLDEST.get(row.renderer, "")], ids=lambda row: f"{row.stack}-{row.renderer}-{row.version}"
)
def test_what_a_renderer_was_seen_to_lose_is_told_and_what_it_keeps_is_written(row: Row) -> None:
    seen = (
        {*row.broken, *row.lost}
        - WARNED
        - {name for renderer, version, name in ONE_PACKAGE if (renderer, version) == (row.renderer, row.version)}
    )
    told = {name for name in PROBES if not own(row, name) and render(row, name).losses}
    assert told == seen


def test_networkds_files_held_no_bonds_before_26() -> None:
    assert {(row.layout, row.version) for row in ROWS if row.broken == ("*",)} == {(1, "22.4"), (1, "25.1"), (2, "22.4"), (2, "25.1")}
