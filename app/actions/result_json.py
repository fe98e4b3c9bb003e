"""A result as JSON, and what stands in the way of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.actions import switch_forms
from app.actions.explain import of_file
from app.actions.generate import Result
from app.actions.mends import Mend
from app.bonding import wire
from app.bonding.findings import Finding
from app.bonding.problems import Problem
from app.stacks.contract import Step


def to_json(result: Result, *, explain: bool = False) -> dict[str, Any]:
    """The JSON of a result; `explain` adds the lines of each file with what they say."""
    return {
        "release": result.target.release.id,
        "stack": result.target.stack.id,
        "indirect": result.target.indirect,
        "bond": wire.to_json(result.bond),
        "files": [
            {"path": each.path, "mode": each.permissions, "text": each.text, "adds": each.adds}
            | ({"lines": [line.to_json() for line in of_file(result, each)]} if explain else {})
            for each in result.rendering.snippets
        ],
        "apply": [_step(step) for step in result.rendering.phase("apply")],
        "verify": [_step(step) for step in result.rendering.phase("verify")],
        "rollback": [_step(step) for step in result.rendering.phase("rollback")],
        "switch": switch_forms.to_json(result),
        "findings": [{**_finding(finding), **_mends(result.mends.get(finding, ()))} for finding in result.findings],
        "losses": [
            {"field": loss.field, "wanted": loss.wanted, "why": loss.why, "indirect": loss.indirect, **_mends(result.mends.get(loss, ()))}
            for loss in result.rendering.losses
        ],
        "proof": None,
    }


def problems_to_json(problems: Iterable[Problem], mended: Mapping[Problem, Mend] | None = None) -> dict[str, Any]:
    """The JSON of a request that cannot be answered; `mended` holds the mends of the problems that have one."""
    rows = [(each, (mended or {}).get(each)) for each in problems]
    return {
        "errors": [
            {"field": each.field, "value": each.value, "message": each.message, "mend": each.mend, **_mends((mend,) if mend else ())}
            for each, mend in rows
        ]
    }


def _mends(found: tuple[Mend, ...]) -> dict[str, Any]:
    """The first mend as `fix`, the others as `alternatives`."""
    fixes = [
        {"change": mend.change.say(), "words": {name: list(each) for name, each in mend.change.words}, "link": mend.link} for mend in found
    ]
    return {"fix": fixes[0] if fixes else None, "alternatives": fixes[1:]}


def _step(step: Step) -> dict[str, Any]:
    instead = [{"see": each.see, "means": each.means, "do": each.do} for each in step.otherwise]
    return {"run": step.run, "why": step.why, "see": step.see, "drops": step.drops, "otherwise": instead}


def _finding(finding: Finding) -> dict[str, str]:
    names = ("level", "field", "message", "mend", "link", "id")
    return {name: getattr(finding, name) for name in names}
