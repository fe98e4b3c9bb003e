"""What check found, as a compiler prints it, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.actions.check import Checked, Found, Judged
from app.actions.check_fix import Fixed

WORDS = {"error": ("error", "errors"), "warning": ("warning", "warnings"), "hint": ("hint", "hints")}


def to_text(checked: Checked, fixed: Sequence[Fixed] = (), *, diff: bool = False, hints: bool = False) -> str:
    """A line for each finding, then what was judged for which target, and how much there is."""
    out = [line(checked, each) for each in checked.findings if hints or each.level != "hint"]
    out += [f"# {about(each)}: {each.reading.stack.title}, judged for {release(each)}" for each in checked.judged]
    out += [f"# not read: {name}" for name in checked.idle]
    hidden = " (--hints shows them)" if checked.count("hint") and not hints else ""
    out.append(f"# {counted(checked)}{hidden}")
    for fix in fixed:
        if not diff:
            out.append(f"# --fix shows a diff: {'; '.join(fix.mends)}")
        else:
            out += ["", *(f"# {each}" for each in fix.mends), *fix.diff]
    return "\n".join(out) + "\n"


def line(checked: Checked, found: Found) -> str:
    """One finding in one line."""
    path, number = checked.place(found)
    place = f"{path or 'text'}:{number}: " if number else f"{path}: " if path else ""
    return f"{place}{found.level}: {f'{found.message} {found.mend}'.strip()} [{found.id}]"


def about(judged: Judged) -> str:
    """The bonds by name."""
    return ", ".join(bond.name for bond in judged.reading.parsing.bonds) or "no bond"


def release(judged: Judged) -> str:
    """The release of a target, and whether somebody chose it."""
    name = judged.target.release.name
    return f"{name} (assumed, --release says another)" if judged.assumed else name


def counted(checked: Checked) -> str:
    """How many findings there are of each level."""
    parts = []
    for level, (one, many) in WORDS.items():
        number = checked.count(level)
        parts.append(f"{number or 'no'} {one if number == 1 else many}")
    return ", ".join(parts)


def to_json(checked: Checked, fixed: Sequence[Fixed] = ()) -> dict[str, Any]:
    """Everything, for programs."""
    return {
        "findings": [finding(checked, each) for each in checked.findings],
        "checked": [
            {
                "stack": each.reading.stack.id,
                "release": each.target.release.id,
                "assumed": each.assumed,
                "bonds": [bond.name for bond in each.reading.parsing.bonds],
                "files": list(each.reading.files),
            }
            for each in checked.judged
        ],
        "counts": {level: checked.count(level) for level in WORDS},
        "idle": list(checked.idle),
        "fixes": [{"mends": list(each.mends), "diff": "\n".join(each.diff), "files": each.files} for each in fixed],
    }


def finding(checked: Checked, found: Found) -> dict[str, Any]:
    """One finding: its file and line as they were sent, and in the file itself."""
    path, at = checked.place(found)
    return {
        "path": path,
        "line": at,
        "file": found.path,
        "level": found.level,
        "id": found.id,
        "message": found.message,
        "mend": found.mend,
        "text": found.text,
        "bond": found.bond,
        "field": found.field,
        "link": found.link,
    }
