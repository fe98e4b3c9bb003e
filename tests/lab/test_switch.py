"""A Linux box as the switch: our lines make the other end of a bond, which a real partner joins, in a bridge that filters VLANs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app import switches
from app.actions.generate import generate, read
from tests.lab import batch

pytestmark = pytest.mark.lab

STACKS = {"linux-networkd": "networkd", "linux-iproute2": "iproute2"}
BOND = "miimon=100 member=a0 member=a1 mtu=9000 ipv4=dhcp vlan=10,20 switch.port=eth0,eth1 switch.lag=5 switch.native=30"
MODES = {
    "802.3ad": "lacp_rate=fast xmit_hash_policy=layer3+4 min_links=1",
    "balance-xor": "xmit_hash_policy=layer2+3",
}
EXPECT = {
    "802.3ad": {"lacp_rate": "fast", "xmit_hash_policy": "layer3+4", "ad_num_ports": "2"},
    "balance-xor": {"xmit_hash_policy": "layer2+3"},
}
LOOK = "sleep 12\nbridge vlan show dev bond5\n"
"""networkd puts the bond into the bridge a while after the bond itself is complete."""


@pytest.fixture(scope="module", params=["debian-12", "debian-13"])
def seen(request: pytest.FixtureRequest) -> Iterator[dict[str, dict[str, Any]]]:
    """What the lab saw of both vendors in both modes; all share a boot."""
    try:
        yield batch.run_batch([case(id, mode) for id in STACKS for mode in MODES], request.param)
    except batch.LabMissing as missing:
        pytest.fail(str(missing), pytrace=False)


def case(id: str, mode: str) -> dict[str, Any]:
    """The entry of a batch: the lines as files or as a script, and what the kernel should have."""
    words = [(name, value) for name, _, value in (word.partition("=") for word in f"{BOND} {MODES[mode]}".split())]
    side = generate(read([("mode", mode), ("switch", id), *words])).switch
    assert side is not None
    parts = side.sides[0].parts
    files = {part.path.lstrip("/"): part.text for part in parts if part.path} or {"apply.sh": "".join(part.text for part in parts)}
    expect = {"mode": mode, "miimon": "100", "mtu": "9000", **EXPECT[mode]}
    return {
        "name": f"{id}/{mode}",
        "stack": STACKS[id],
        "files": {**files, "verify.sh": LOOK},
        "expect": {f"bond5.{name}": value for name, value in expect.items()},
        "ping": False,
    }


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("id", STACKS)
def test_the_far_end_comes_up_with_its_vlans(seen: dict[str, dict[str, Any]], id: str, mode: str) -> None:
    result = seen[f"{id}/{mode}"]
    assert (result["ok"], result["problems"]) == (True, [])
    told = " ".join("\n".join(str(step) for step in result["steps"]).replace("\\n", " ").split())
    assert "bond5 10 20 30 PVID Egress Untagged" in told


def test_both_linux_vendors_are_tried() -> None:
    assert set(STACKS) == {id for id in switches.IDS if id.startswith("linux-")}
