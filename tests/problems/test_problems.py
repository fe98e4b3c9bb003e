"""The words of real kernels and tools: each problem is recognised by its entry, and a healthy bond by none."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.problems.cases import CASES, FOLDER, PROBLEMS, RELEASES, Case
from tests.problems.recognised import ENTRIES, found, proved, text

NOT_HERE: dict[str, str] = tomllib.loads((FOLDER / "not_here.toml").read_text(encoding="utf-8"))
"""Why an entry is not made in the lab."""

SLUGS = {path.stem for path in ENTRIES.glob("*.md")}
TEXTS = [(case, path) for case in CASES.values() for path in case.texts]
every_text = pytest.mark.parametrize(("case", "path"), TEXTS, ids=[f"{case.name}-{path.stem}" for case, path in TEXTS])


def test_each_entry_is_made_in_the_lab_or_says_why_not() -> None:
    made = {case.name for case in PROBLEMS}
    assert made | set(NOT_HERE) == SLUGS
    assert not made & set(NOT_HERE)
    assert all(NOT_HERE.values())


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_each_release_of_a_case_has_its_text(case: Case) -> None:
    assert {path.stem for path in case.texts} == set(case.releases) <= set(RELEASES)


@every_text
def test_a_text_is_recognised_by_the_entries_it_shows_and_by_no_other(case: Case, path: Path) -> None:
    if case.healthy:
        assert proved(text(path)) == set()
        assert set(found(text(path))) <= case.possible
    else:
        assert found(text(path)).get(case.name) is case.weak
        assert proved(text(path)) - {case.name} <= case.also


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_other_entries_are_named_only_where_they_show(case: Case) -> None:
    shown = set().union(*(found(text(path)) if case.healthy else proved(text(path)) for path in case.texts))
    assert (case.possible if case.healthy else case.also) <= shown
    assert case.also <= SLUGS - {case.name}


@every_text
def test_a_text_says_which_kernel_spoke(case: Case, path: Path) -> None:
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    assert first.startswith(f"# {path.stem}: Linux ")
    assert "iproute2 " in first
