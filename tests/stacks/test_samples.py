"""Files as people and tools leave them, each with the bond that it means, and what of it nobody understood."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app import stacks
from app.bonding import wire
from tests.stacks.goldens import HERE, stored

SAMPLES = sorted(HERE.glob("*/samples/*"))


@pytest.mark.parametrize("folder", SAMPLES, ids=lambda folder: f"{folder.parent.parent.name}/{folder.name}")
def test_sample_is_read_as_it_is_meant(folder: Path) -> None:
    files = {f"/{path}": text for path, text in stored(folder).items() if path != "EXPECTED.json"}
    expected = json.loads((folder / "EXPECTED.json").read_text())
    parsing = stacks.get(folder.parent.parent.name).parse(files)
    bonds = []
    for each in expected["bonds"]:
        reading = wire.read(wire.from_json(each))
        assert reading.bond, [str(problem) for problem in reading.problems]
        bonds.append(reading.bond)
    assert list(parsing.bonds) == bonds
    assert sorted(remark.text for remark in parsing.unread) == sorted(expected["unread"])
    assert sorted(remark.text for remark in parsing.refused) == sorted(expected["refused"])
    assert all(remark.line and remark.path in files for remark in (*parsing.unread, *parsing.refused))


@pytest.mark.parametrize("id", stacks.IDS)
def test_every_stack_has_a_sample(id: str) -> None:
    assert [folder for folder in SAMPLES if folder.parent.parent.name == id]
