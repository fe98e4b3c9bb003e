"""A pasted log against the entries: which of them it shows, how surely, and by which lines.

Signatures decide. An excerpt of a few lines cannot hold every sign of an entry that wants all of them,
so there the lines of its samples count as well; they make an entry possible, and prove nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.diagnosis.signatures import Hit, Signature
from app.library import entries
from app.library.models import Note
from app.library.search.words import log_words

EXCERPT = 5  # lines
MOST_LINES = 5
SHORTEST_LINE = 2  # words that a line must have to tell anything


@dataclass(frozen=True)
class Recognised:
    """An entry that a log shows: `certain` or only possible; `lines` are the evidence, numbered from 1."""

    key: str
    title: str
    severity: str
    certain: bool
    lines: tuple[tuple[int, str], ...]


class Recogniser:
    """The entries, ready to be recognised."""

    def __init__(self, notes: Iterable[Note]) -> None:
        self._entries = {note.slug: note for note in notes}
        self._signs = entries.signs(self._entries.values())
        self._absent = {slug: _absent(note) for slug, note in self._entries.items()}
        self._samples: dict[tuple[str, ...], list[str]] = {}
        for slug, note in self._entries.items():
            lines = {log_words(line) for sample in note.facts["samples"] for line in sample.splitlines()}
            for words in lines:
                if len(words) >= SHORTEST_LINE:
                    self._samples.setdefault(words, []).append(slug)

    def find(self, text: str) -> tuple[Recognised, ...]:
        """The entries that a text shows.

        First those that a signature proves and, in an excerpt, those whose sample has the very line;
        of these the ones that explain more lines, then the more severe. What is only weakly shown comes last.
        """
        hits = {hit.key: hit for hit in self._signs.find(text)}
        same = self._same_lines(text)
        found = [self._recognised(slug, hits.get(slug), same.get(slug, {})) for slug in self._entries if slug in hits or slug in same]
        return tuple(
            sorted(found, key=lambda each: (not (each.certain or each.key in same), -len(each.lines), _severity(each), not each.certain))
        )

    def _same_lines(self, text: str) -> dict[str, dict[int, str]]:
        """In an excerpt: the lines that stand in samples too, whatever their times and names, by entry."""
        numbered = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
        found: dict[str, dict[int, str]] = {}
        if len(numbered) > EXCERPT:
            return found
        for number, line in numbered:
            for slug in self._samples.get(log_words(line), ()):
                if not any(sign.compiled().search(text) for sign in self._absent[slug]):
                    found.setdefault(slug, {})[number] = line
        return found

    def _recognised(self, slug: str, hit: Hit | None, same: dict[int, str]) -> Recognised:
        note = self._entries[slug]
        lines = tuple(sorted({**same, **dict(hit.lines if hit else ())}.items())[:MOST_LINES])
        return Recognised(slug, note.title, str(note.facts["severity"]), hit is not None and not hit.weak, lines)


def _absent(note: Note) -> list[Signature]:
    """The signatures of a note whose text must not be there."""
    return [Signature.read(row) for row in note.facts["signatures"] if row.get("absent")]


def _severity(each: Recognised) -> int:
    return list(entries.SEVERITIES).index(each.severity)
