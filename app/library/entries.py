"""Troubleshooting entries: the facts beside the text, checked, and the signatures of all of them at work.

The text of an entry has four headings: Symptoms, Cause, Checks, Fix. Its facts are

    severity    outage, degraded, misconfig or benign
    match       any (one signature is enough) or all
    signatures  rows of text or pattern, with absent and weak (app.diagnosis.signatures)
    samples     texts that the signatures recognise: examples for readers, and tests
    applies     modes, releases, kernels, drivers, hypervisors: lists of words; empty means any
    references  addresses of pages
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from app.bonding.modes import MODES
from app.bonding.problems import Problem, did_you_mean, problem
from app.diagnosis.signatures import MATCHES, BadSignature, Signature, Signs
from app.distros.releases import RELEASES
from app.errors import BadInput
from app.library.models import Note

SECTIONS = ("Symptoms", "Cause", "Checks", "Fix")
SEVERITIES = {
    "outage": "the connection is gone",
    "degraded": "it works, with less than it should",
    "misconfig": "something is set wrongly",
    "benign": "nothing is wrong",
}
APPLIES = ("modes", "releases", "kernels", "drivers", "hypervisors")
FACTS = ("severity", "match", "signatures", "samples", "applies", "references")
MOST_SIGNATURES = 40


def clean(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of an entry, tidy and complete. Raises BadInput with every problem."""
    problems: list[Problem] = []
    problems += [problem(name, name, "is not a field of an entry.", did_you_mean(name, FACTS)) for name in facts if name not in FACTS]
    severity = str(facts.get("severity") or "misconfig")
    if severity not in SEVERITIES:
        problems.append(problem("severity", severity, f"is none of {', '.join(SEVERITIES)}.", did_you_mean(severity, SEVERITIES)))
    match = str(facts.get("match") or "any")
    if match not in MATCHES:
        problems.append(problem("match", match, "is neither any nor all.", "Choose one of them."))
    signatures = _signatures(facts.get("signatures") or [], problems)
    if any(each.absent for each in signatures) and (match != "all" or all(each.absent for each in signatures)):
        mend = "Set match to all and add a signature that must be there."
        problems.append(problem("signatures", "absent", "says nothing on its own.", mend))
    samples = [str(each) for each in _list(facts.get("samples"))]
    if not problems and signatures:
        signs = Signs([("", match, tuple(signatures))])
        strange = [(number, sample) for number, sample in enumerate(samples, 1) if not signs.find(sample)]
        mend = "Mend one or the other."
        problems += [problem(f"samples.{number}", each, "is not recognised by the signatures.", mend) for number, each in strange]
    made = {
        "severity": severity,
        "match": match,
        "signatures": [each.row() for each in signatures],
        "samples": samples,
        "applies": _applies(facts.get("applies") or {}, problems),
        "references": _references(facts.get("references"), problems),
    }
    if problems:
        raise BadInput(problems)
    return made


def _signatures(rows: object, problems: list[Problem]) -> list[Signature]:
    made: list[Signature] = []
    for number, row in enumerate(_list(rows)[:MOST_SIGNATURES], 1):
        try:
            made.append(Signature.read(row if isinstance(row, Mapping) else {"text": str(row)}))
        except BadSignature as error:
            message, _, mend = str(error).partition(". ")
            problems.append(problem(f"signatures.{number}", _shown(row), f"cannot be used: {message}.", mend))
    if len(_list(rows)) > MOST_SIGNATURES:
        problems.append(problem("signatures", f"{len(_list(rows))} of them", "are too many.", f"Keep the best {MOST_SIGNATURES}."))
    return made


def _applies(given: object, problems: list[Problem]) -> dict[str, list[str]]:
    if not isinstance(given, Mapping):
        problems.append(problem("applies", _shown(given), "is not a table.", f"Give lists of {', '.join(APPLIES)}."))
        return {}
    known: dict[str, Collection[str]] = {"modes": MODES, "releases": RELEASES}
    made: dict[str, list[str]] = {}
    for name, words in given.items():
        if name not in APPLIES:
            problems.append(problem(f"applies.{name}", name, "is not a word of applies.", did_you_mean(name, APPLIES)))
            continue
        made[name] = [str(word).strip() for word in _list(words) if str(word).strip()]
        strange = [word for word in made[name] if name in known and word not in known[name]]
        problems += [
            problem(f"applies.{name}", word, f"is none of the {name} of Bondbook.", did_you_mean(word, known[name])) for word in strange
        ]
    return {name: made[name] for name in APPLIES if made.get(name)}


def _references(given: object, problems: list[Problem]) -> list[str]:
    made = [str(each).strip() for each in _list(given) if str(each).strip()]
    strange = [each for each in made if not each.startswith(("https://", "http://")) or any(char.isspace() for char in each)]
    mend = "Begin it with https:// and leave blanks out."
    problems += [problem("references", each, "is not the address of a page.", mend) for each in strange]
    return made


def _list(given: object) -> list[Any]:
    return [] if given is None else list(given) if isinstance(given, list | tuple) else [given]


def _shown(row: object) -> str:
    return str(row.get("pattern") or row.get("text") or "") if isinstance(row, Mapping) else str(row)


# ---------------------------------------------------------------- the text and its sections


def sections(body: str) -> dict[str, str]:
    """The text below each heading of an entry; what stands before the first heading, or below others, is under ""."""
    found: dict[str, list[str]] = {name: [] for name in ("", *SECTIONS)}
    here, lines = "", body.split("\n")
    code = _code(lines)
    for number, line in enumerate(lines):
        heading = line.removeprefix("## ").strip() if line.startswith("## ") and number not in code else None
        if heading is not None:
            here = heading if heading in SECTIONS else ""
        if heading is None or here == "":
            found[here].append(line)
    return {name: "\n".join(lines).strip("\n") for name, lines in found.items()}


def _code(lines: Sequence[str]) -> set[int]:
    """The numbers of the lines that stand in fenced code. A fence that nothing closes is none."""
    inside: set[int] = set()
    begun, fence = 0, ""
    last = {}
    marks = [(number, match[1], match[2]) for number, line in enumerate(lines) if (match := re.match(r" {0,3}(`{3,}|~{3,})(.*)", line))]
    for number, mark, rest in marks:
        if not rest.strip():
            last[mark[0]] = number  # where the last mark stands that could close one
    for number, mark, rest in marks:
        if not fence and last.get(mark[0], 0) > number:
            begun, fence = number, mark
        elif fence and mark.startswith(fence) and not rest.strip():
            inside.update(range(begun, number + 1))
            fence = ""
    return inside


def joined(texts: Mapping[str, str]) -> str:
    """A body of its sections, in their order; empty ones are left out."""
    parts = [f"## {name}\n\n{texts[name].strip()}" for name in SECTIONS if texts.get(name, "").strip()]
    return "\n\n".join([*([texts[""].strip()] if texts.get("", "").strip() else []), *parts]) + "\n"


def signs(notes: Iterable[Note]) -> Signs:
    """The signatures of entries, ready to look for; keys are slugs."""
    return Signs((note.slug, note.facts["match"], tuple(Signature.read(row) for row in note.facts["signatures"])) for note in notes)
