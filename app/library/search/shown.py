"""Results as plain text for terminals and as JSON; where each kind of thing has its page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from app.bonding.problems import is_visible
from app.library.search.looking import Results
from app.library.search.snippets import MARKED, bare

PAGES = {
    "entry": "/troubleshooting/",
    "note": "/notes/",
    "mode": "/reference/modes/",
    "option": "/reference/options/",
    "rule": "/reference/rules/",
    "release": "/generate?release=",
    "guide": "/reference/guides/",
    "target": "/generate?stack=",
    "field": "/reference/fields#",
    "table": "/reference/",
    "symptom": "/reference/symptoms#",
    "kernel": "/reference/kernel/",
}
TITLES = {
    "entry": "Troubleshooting", "note": "Notes", "mode": "Modes", "option": "Options", "guide": "Guides", "rule": "Rules",
    "release": "Releases", "target": "Ways to configure", "field": "Fields", "table": "Tables",
    "symptom": "Symptoms", "kernel": "The kernel's document",
}  # fmt: skip
"""The kinds in the order in which they are listed, and what a list of them is called."""


def address(kind: str, key: str) -> str:
    """The page of a thing."""
    return f"{PAGES[kind]}{quote(key, safe='/#')}"


def pieces(snippet: str) -> Iterator[tuple[str, bool]]:
    """A snippet on one line, in pieces: text, and whether it is a word that was found."""
    end = 0
    flat = " ".join(snippet.split())
    for match in MARKED.finditer(flat):
        if before := bare(flat[end : match.start()]):
            yield before, False
        yield match[1], True
        end = match.end()
    if after := bare(flat[end:]):
        yield after, False


def plain(text: str) -> str:
    """A snippet or a line without marks, and without anything that would act on a terminal."""
    return "".join(char if is_visible(char) else " " for char in bare(text))


def to_text(results: Results, base: str = "") -> str:
    """Results for a terminal; `base` is the address of the server, to stand before those of the pages."""
    lines = [f"{each}" for each in results.asked.problems]
    for each in results.recognised:
        how = "recognised" if each.certain else "possible"
        lines += [f"{each.title}  [{how}, {each.severity}]", f"    {base}{address('entry', each.key)}"]
        lines += [f"    line {number}: {plain(line)}" for number, line in each.lines]
    if results.recognised and results.answer.found:
        lines.append("More in the library:")
    lines += [f"Searched for “{near}” instead of “{word}”." for word, near in results.answer.corrected.items()]
    for found in results.answer.found:
        lines += [f"{plain(found.title)}  [{found.kind}]", f"    {base}{address(found.kind, found.key)}"]
        lines += [f"    {plain(' '.join(each.split()))}" for each in found.snippets]
    if not results.asked.log and results.answer.total:
        many = f"{results.answer.total} {'result' if results.answer.total == 1 else 'results'}"
        kinds = ", ".join(f"{kind} {results.answer.kinds[kind]}" for kind in TITLES if kind in results.answer.kinds)
        lines.append(f"{many}, page {results.page} of {results.pages}. {kinds}")
    if not results.recognised and not results.answer.found:
        lines.append("Nothing was found." if not results.asked.empty else "Nothing to look for: give words, a filter, or a log.")
    return "".join(f"{line}\n" for line in lines)


def to_json(results: Results) -> dict[str, Any]:
    """Results as JSON. `marked` are the places of the words that were found, as pairs of start and end."""
    return {
        "words": list(results.asked.words),
        "filters": {name: list(values) for name, values in results.asked.filters.items()},
        "log": bool(results.asked.log),
        "problems": [vars(each) for each in results.asked.problems],
        "corrected": results.answer.corrected,
        "total": results.answer.total,
        "page": results.page,
        "pages": results.pages,
        "kinds": {kind: results.answer.kinds[kind] for kind in TITLES if kind in results.answer.kinds},
        "recognised": [
            {
                "key": each.key, "title": each.title, "address": address("entry", each.key), "severity": each.severity,
                "certain": each.certain, "lines": [{"line": number, "text": line} for number, line in each.lines],
            }
            for each in results.recognised
        ],
        "found": [
            {
                "kind": each.kind, "key": each.key, "title": each.title, "address": address(each.kind, each.key), "tags": list(each.tags),
                "snippets": [_snippet(snippet) for snippet in each.snippets],
            }
            for each in results.answer.found
        ],
    }  # fmt: skip


def _snippet(snippet: str) -> dict[str, Any]:
    text, marked = "", []
    for piece, found in pieces(snippet):
        if found:
            marked.append([len(text), len(text) + len(piece)])
        text += piece
    return {"text": text, "marked": marked}
