"""Rules on a bond with many VLANs: what is said grows with the VLANs, not with the pairs of them."""

from __future__ import annotations

from app.actions import generate as action


def test_an_address_that_overlaps_many_is_told_once() -> None:
    vlans = [(f"vlan.{number}.address", f"10.0.0.{number}/8") for number in range(1, 41)]
    request = action.read([("mode", "active-backup"), ("miimon", "100"), ("member", "eth0"), ("member", "eth1"), *vlans])
    told = [each for each in action.generate(request).findings if "overlaps" in each.message]
    assert [each.field for each in told] == [f"vlan.{number}.address" for number in range(2, 41)]
