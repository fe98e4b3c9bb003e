"""Broken bonds of four stacks: each is rejected at the right line, the clean ones are not; what was mended is no longer rejected for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.actions import check, sources
from app.actions.check import Checked
from app.actions.check_fix import fix
from app.actions.sources import Source
from app.rules import RULES
from app.rules.texts import TEXTS

HERE = Path(__file__).parent
CASES = sorted(HERE.glob("corpus/*/*"))
NAMES = [f"{case.parent.name}/{case.name}" for case in CASES]
EXPECTED = dict(line.split(": ", 1) for line in (HERE / "EXPECTED").read_text().splitlines() if line and line[0] != "#")
STACKS = {case.parent.name for case in CASES}
CLEAN = "clean-"


def checked(case: Path) -> Checked:
    return check.check(sources.opened([str(case)]))


def told(found: Checked) -> str:
    errors = [each for each in found.findings if each.level == "error"]
    return ", ".join(f"{each.path.rpartition('/')[2]}:{each.line} {each.id}" for each in errors) or "nothing"


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_the_errors_are_those_that_were_put_in_and_stand_at_their_lines(case: Path) -> None:
    assert told(checked(case)) == EXPECTED[f"{case.parent.name}/{case.name}"]


def test_each_broken_bond_is_rejected_and_no_clean_one() -> None:
    assert set(EXPECTED) == set(NAMES)
    assert all((EXPECTED[name] == "nothing") == (CLEAN in name) for name in NAMES)


def test_there_are_many_kinds_of_mistakes_in_each_stack() -> None:
    for stack in STACKS:
        assert sum(name.startswith(f"{stack}/") and CLEAN not in name for name in NAMES) >= 14


def test_a_clean_bond_gives_no_warning_either() -> None:
    for case in CASES:
        if case.name.startswith(CLEAN):
            assert checked(case).count("warning") == 0, case


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_a_fixed_version_has_fewer_errors_and_warnings_and_no_new_one(case: Path) -> None:
    before = checked(case)
    for fixed in fix(before):
        files = {**{path: text for each in before.judged for path, text in each.reading.files.items()}, **fixed.files}
        after = check.check([Source(path, text) for path, text in files.items()])
        assert after.count("error") <= before.count("error")
        assert after.count("error") + after.count("warning") < before.count("error") + before.count("warning")
        assert {each.id for each in after.findings if each.level == "error"} <= {each.id for each in before.findings}


def test_every_finding_has_a_page() -> None:
    ids = {each.id for case in CASES for each in checked(case).findings}
    assert ids <= RULES.keys() | TEXTS.keys()
    assert not RULES.keys() & TEXTS.keys()
