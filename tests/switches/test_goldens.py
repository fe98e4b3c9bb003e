"""Each vendor renders each neutral case as it was read against the manual. `--update-goldens` writes them anew: read the difference."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import switches
from app.actions.generate import Result, generate
from tests.switches.cases import CASES, request

HERE = Path(__file__).parent


def shown(made: Result) -> str:
    """The lines for each switch, and what could not be written."""
    side = made.switch
    assert side is not None
    out = []
    for each in side.sides:
        out.append(f"==> {each.title}")
        for part in each.parts:
            out += [f"--> {part.path or part.title}"] if part.path or part.title else []
            out += [part.text.rstrip("\n")]
    out += [f"LACKS {feature}" for feature in side.switch.lacks(side.ports)]
    return "\n".join(out) + "\n"


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("id", switches.IDS)
def test_lines_are_those_that_were_read(id: str, case: str, update_goldens: bool) -> None:
    text = shown(generate(request(switches.get(id), case)))
    path = HERE / id / f"{case}.txt"
    if update_goldens:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_no_golden_is_left_over() -> None:
    assert {path.relative_to(HERE).as_posix() for path in HERE.glob("*/*.txt")} == {
        f"{id}/{case}.txt" for id in switches.IDS for case in CASES
    }
