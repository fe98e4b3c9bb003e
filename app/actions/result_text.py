"""A result as text for a terminal, and what stands in the way of one."""

from __future__ import annotations

from collections.abc import Iterable

from app.actions import comments, switch_forms
from app.actions.generate import Result, untold
from app.actions.mends import Mend
from app.bonding.problems import Problem


def to_text(result: Result, *, files: bool = True, explain: bool = False) -> str:
    """The result as a page for a terminal: everything that is not to be copied is a comment.

    Without `files` only their paths are named; `explain` puts comments above the lines.
    """
    bond, target = result.bond, result.target
    out = [f"# {bond.name}: {bond.mode} for {target.release.name}, {target.stack.title}"]
    for finding in result.findings:
        out.append(f"# {finding.level.upper()} {finding.field}: {finding.message} {finding.mend}".rstrip())
        out += _mend_line(result.mends.get(finding, ()), "Try" if finding.level == "hint" else "Mend")
    for loss in untold(result):
        out.append(f"# LOST {loss.field}={loss.wanted}: {loss.why}")
        out += _mend_line(result.mends.get(loss, ()))
    for snippet in result.rendering.snippets:
        what = "add these lines, keep the rest" if snippet.adds else f"mode {snippet.permissions}"
        out += ["", f"# ==> {snippet.path} ({what})"]
        if files:
            out += comments.file(result, snippet) if explain else [snippet.text.rstrip("\n")]
    for phase, title in (("apply", "Apply"), ("verify", "Verify"), ("rollback", "Roll back")):
        out += ["", f"# {title}"]
        for number, step in enumerate(result.rendering.phase(phase), 1):
            out.append(f"# {number}. {step.why}" + (" THE CONNECTION DROPS." if step.drops else ""))
            out += comments.step(result, step) if explain else []
            out.append(step.run)
            out += [f"#    {line}".rstrip() for line in step.see.splitlines()]
    if result.switch:
        out += ["", "# The switch", *switch_forms.to_lines(result.switch)]
    out += _otherwise(result)
    return "\n".join(out) + "\n"


def _otherwise(result: Result) -> list[str]:
    """What Verify may show instead, at the end: nobody in a hurry should have to pass it on the way to the rollback."""
    out = []
    for number, step in enumerate(result.rendering.phase("verify"), 1):
        for each in step.otherwise:
            out += ["#", f"# {number}. shows instead:", *(f"#    {line}" for line in each.see.splitlines())]
            out += [f"#  {each.means}", f"#  Do: {each.do}"]
    return ["", "# If Verify shows something else", *out] if out else []


def _mend_line(found: tuple[Mend, ...], way: str = "Mend") -> list[str]:
    return [f"#   {way}: {'; or '.join(mend.change.say() for mend in found)}"] if found else []


def problems_to_text(problems: Iterable[Problem]) -> str:
    """One line a problem."""
    return "".join(f"error: {each}\n" for each in problems)
