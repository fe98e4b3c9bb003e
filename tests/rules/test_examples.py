"""Every rule is found in its Bad examples and in none of its Good ones."""

from __future__ import annotations

import pytest

from app.actions.generate import generate, read
from app.bonding.findings import LEVELS
from app.rules import RULES

BAD = [(rule.id, pairs) for rule in RULES.values() for pairs in rule.bad]
GOOD = [(rule.id, pairs) for rule in RULES.values() for pairs in rule.good]


def found(pairs: tuple[tuple[str, str], ...], id: str) -> set[str]:
    request = read(pairs)
    assert not request.problems, [str(problem) for problem in request.problems]
    return {finding.id for finding in generate(request).findings}


@pytest.mark.parametrize(("id", "pairs"), BAD)
def test_bad_example_is_found(id: str, pairs: tuple[tuple[str, str], ...]) -> None:
    assert id in found(pairs, id)


@pytest.mark.parametrize(("id", "pairs"), GOOD)
def test_good_example_is_not_found(id: str, pairs: tuple[tuple[str, str], ...]) -> None:
    assert id not in found(pairs, id)


@pytest.mark.parametrize("id", RULES)
def test_rule_explains_itself(id: str) -> None:
    rule = RULES[id]
    assert rule.title and rule.bad
    assert id == id.lower() and "_" not in id


@pytest.mark.parametrize(("id", "pairs"), BAD)
def test_findings_say_what_and_where(id: str, pairs: tuple[tuple[str, str], ...]) -> None:
    for finding in generate(read(pairs)).findings:
        assert finding.level in LEVELS
        assert finding.field and finding.message.endswith((".", ")")), finding
        assert finding.mend or finding.level == "hint"
