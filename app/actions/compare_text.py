"""A comparison as text for a terminal, and as JSON."""

from __future__ import annotations

from typing import Any

from app.actions.compare import Comparison, FileChange
from app.actions.differences import Difference
from app.actions.generate import Result
from app.actions.links import link
from app.bonding.findings import Finding
from app.stacks.contract import Loss

NOWHERE = "/dev/null"


def to_text(found: Comparison) -> str:
    """A head that says what is compared, then words, files as unified diffs, steps, findings."""
    out = ["# Comparison", f"# first  (-): {_title(found.left)}", f"# second (+): {_title(found.right)}"]
    out += [f"# {found.note}"] if found.note else []
    if found.same:
        return "\n".join([*out, "", "# Both are the same."]) + "\n"
    out += ["", "# Asked for"]
    for word in found.words:
        out += [f"-{word.word}={value}" for value in word.left]
        out += [f"+{word.word}={value}" for value in word.right]
    if found.system:
        out += ["", "# The system", *_system(found)]
    if not found.same_switch:
        out += ["", "# The switch", f"-{found.left.bond.facts.switch_asks}", f"+{found.right.bond.facts.switch_asks}"]
    out += ["", f"# Files: {_counts(found)}"]
    for file in found.files:
        out += _file(file)
    for phase in found.phases:
        if not phase.text.same:
            out += ["", f"# {phase.title}", *phase.text.unified(f"first/{phase.phase}", f"second/{phase.phase}")]
    findings = [*(f"-{_finding(each)}" for each in found.gone), *(f"+{_finding(each)}" for each in found.new)]
    losses = [*(f"-{_loss(each)}" for each in found.lost_no_more), *(f"+{_loss(each)}" for each in found.newly_lost)]
    out += ["", f"# Findings ({found.kept} on both sides)", *findings] if findings else []
    out += ["", "# Not written", *losses] if losses else []
    return "\n".join(out) + "\n"


def to_json(found: Comparison) -> dict[str, Any]:
    """The comparison for programs."""
    return {
        "same": found.same,
        "note": found.note,
        "left": _side(found.left),
        "right": _side(found.right),
        "bond": [{"word": each.word, "left": list(each.left), "right": list(each.right)} for each in found.words],
        "system": [{"what": each.word, "left": list(each.left), "right": list(each.right)} for each in found.system],
        "switch": {
            "same": found.same_switch,
            "left": found.left.bond.facts.switch_asks,
            "right": found.right.bond.facts.switch_asks,
        },
        "files": [
            {
                "change": file.kind,
                "role": file.role,
                "left": file.left and {"path": file.left.path, "mode": file.left.permissions, "adds": file.left.adds},
                "right": file.right and {"path": file.right.path, "mode": file.right.permissions, "adds": file.right.adds},
                "lines": _lines(file.text),
            }
            for file in found.files
        ],
        "steps": {phase.phase: {"same": phase.text.same, "lines": _lines(phase.text)} for phase in found.phases},
        "findings": {"gone": [_plain(each) for each in found.gone], "new": [_plain(each) for each in found.new], "kept": found.kept},
        "losses": {"gone": [vars(each) for each in found.lost_no_more], "new": [vars(each) for each in found.newly_lost]},
    }


def _system(found: Comparison) -> list[str]:
    """Kernel and tool with their versions, and the options that only one side can set."""
    lines: list[str] = []
    for each in found.system:
        for sign, values in (("-", each.only_left), ("+", each.only_right)):
            lines += [f"{sign}{each.word}: {', '.join(values)}"] if values else []
    return lines


def _title(result: Result) -> str:
    return f"{result.bond.name}: {result.bond.mode} for {result.target.release.name}, {result.target.stack.title}"


def _counts(found: Comparison) -> str:
    names = (("changed", "changed"), ("added", "added"), ("removed", "removed"), ("same", "the same"))
    return ", ".join(f"{len(found.of_kind(kind))} {word}" for kind, word in names if found.of_kind(kind))


def _file(file: FileChange) -> list[str]:
    if file.kind == "same":
        return []
    frames = [f"{'-+'[number]}{each.path} (mode {each.permissions})" for number, each in enumerate((file.left, file.right)) if each]
    moved = file.left and file.right and file.left.permissions != file.right.permissions
    text = file.text.unified(file.left.path if file.left else NOWHERE, file.right.path if file.right else NOWHERE)
    return ["", *(frames if moved or not text else []), *text]


def _finding(finding: Finding) -> str:
    return f"{finding.level.upper()} {finding.field}: {finding.message} {finding.mend}".rstrip()


def _loss(loss: Loss) -> str:
    return f"{loss.field}={loss.wanted}: {loss.why}"


def _side(result: Result) -> dict[str, str]:
    return {"release": result.target.release.id, "stack": result.target.stack.id, "link": link("/generate", result.link)}


def _lines(text: Difference) -> list[dict[str, Any]]:
    """Lines in order: sign, numbers on both sides, text; `words` marks what changed within a line."""
    lines: list[dict[str, Any]] = []
    for row in text.rows:
        if row.same and row.left and row.right:
            lines.append({"sign": " ", "left": row.left.number, "right": row.right.number, "text": row.left.text, "words": []})
            continue
        for sign, side in (("-", row.left), ("+", row.right)):
            if side:
                words = [piece.text for piece in side.pieces if piece.changed]
                numbers = (side.number, None) if sign == "-" else (None, side.number)
                lines.append({"sign": sign, "left": numbers[0], "right": numbers[1], "text": side.text, "words": words})
    return lines


def _plain(finding: Finding) -> dict[str, str]:
    return {name: getattr(finding, name) for name in ("level", "field", "message", "mend", "link", "id")}
