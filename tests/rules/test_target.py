"""What is said of a release beyond its support."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.bonding import wire
from app.distros.releases import RELEASES
from app.rules.rule import check


@pytest.mark.parametrize(
    ("extended", "told"),
    [
        (date(2001, 1, 1), "; long-term or paid support ended 2001-01-01."),
        (date(9999, 1, 1), "; long-term or paid support ends 9999-01-01."),
        (None, "since 2000-01-01."),
    ],
)
def test_what_is_over_is_not_said_to_come(extended: date | None, told: str) -> None:
    release = replace(RELEASES["debian-11"], eol=date(2000, 1, 1), extended_eol=extended)
    bond = wire.read([("mode", "1"), ("miimon", "100"), ("member", "eth0"), ("member", "eth1")]).bond
    assert bond
    said = [each.message for each in check(bond, release) if each.id == "release-out-of-support"]
    assert len(said) == 1
    assert said[0].endswith(told)
