"""The editor's sheet: every field as it was typed, from a note or a form, and the draft that it makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from werkzeug.datastructures import MultiDict

from app.bonding.problems import Problem
from app.errors import BadInput
from app.library import entries, notes
from app.library.entries import APPLIES, SECTIONS
from app.library.models import Note
from app.library.notes import Author, Draft
from app.library.slugs import slug_of

ROLES = {"proves": "proves it", "weak": "makes it possible", "absent": "must not be there"}
SPARE = 2  # empty rows at the end of a list of rows
INTRO = "Introduction"
HINTS = {
    INTRO: "One or two sentences: what it is.", "Symptoms": "What is seen, in the words of logs and people.", "Cause": "Why it happens.",
    "Checks": "Commands in ```console blocks, and what to look for.", "Fix": "Steps; a ```bond block where a configuration is the fix.",
}  # fmt: skip


@dataclass(frozen=True)
class Sign:
    """A row of signatures as the form has it."""

    value: str = ""
    pattern: bool = False
    role: str = "proves"

    def row(self) -> dict[str, Any]:
        """The row as the facts have it."""
        made: dict[str, Any] = {"pattern" if self.pattern else "text": self.value}
        return made | ({} if self.role == "proves" else {self.role: True})


@dataclass
class Sheet:
    """What stands in the editor. `body` is the text of a note; that of an entry stands in its `sections`."""

    kind: str
    title: str = ""
    slug: str = ""
    tags: str = ""
    pinned: bool = False
    text: str = ""
    author: str = ""
    message: str = ""
    base: int = 0
    sections: dict[str, str] = field(default_factory=dict)
    severity: str = "misconfig"
    match: str = "any"
    signs: list[Sign] = field(default_factory=list)
    samples: list[str] = field(default_factory=list)
    applies: dict[str, str] = field(default_factory=dict)
    references: str = ""
    log: str = ""
    rows: int = SPARE

    @classmethod
    def of_draft(cls, kind: str, draft: Draft, base: int = 0) -> Sheet:
        """The sheet of what a note says."""
        sheet = cls(kind, draft.title, draft.slug, ", ".join(draft.tags), draft.pinned, draft.body, base=base)
        if kind == "entry":
            facts = entries.clean({}) | draft.facts
            sheet.sections = entries.sections(draft.body)
            sheet.severity, sheet.match = facts["severity"], facts["match"]
            sheet.signs = [_sign(row) for row in facts["signatures"]]
            sheet.samples = list(facts["samples"])
            sheet.applies = {name: ", ".join(words) for name, words in facts["applies"].items()}
            sheet.references = "\n".join(facts["references"])
        return sheet

    @classmethod
    def of_note(cls, note: Note) -> Sheet:
        """The sheet of a note as it stands."""
        return cls.of_draft(note.kind, Draft(note.title, note.body, tuple(note.tags), note.facts, note.pinned, note.slug), note.number)

    @classmethod
    def of_form(cls, kind: str, form: MultiDict[str, str]) -> Sheet:
        """The sheet as a form sent it."""
        sheet = cls(kind)
        for each in fields(cls):
            if each.type == "str" and each.name != "kind" and each.name in form:
                setattr(sheet, each.name, _line_ends(form[each.name]))
        sheet.pinned = "pinned" in form
        sheet.base, sheet.rows = _number(form.get("base", "")), min(SPARE + _number(form.get("rows", "")), entries.MOST_SIGNATURES)
        if kind == "entry":
            sheet.sections = {name: _line_ends(form.get(f"section.{name}", "")) for name in ("", *SECTIONS)}
            values = [_line_ends(each).strip("\n") for each in form.getlist("sign.value")]
            rows = zip(values, form.getlist("sign.as"), form.getlist("sign.role"), strict=False)
            sheet.signs = [Sign(value, as_ == "pattern", role) for value, as_, role in rows if value.strip()]
            sheet.samples = [text for each in form.getlist("sample") if (text := _line_ends(each).strip("\n")).strip()]
            sheet.applies = {name: form.get(f"applies.{name}", "") for name in APPLIES}
        return sheet

    @property
    def body(self) -> str:
        """The text as a note keeps it."""
        return entries.joined(self.sections) if self.kind == "entry" else self.text

    @property
    def facts(self) -> dict[str, Any]:
        """The facts of an entry, unchecked."""
        if self.kind != "entry":
            return {}
        applies = {name: words for name, text in self.applies.items() if (words := _split(text))}
        return {
            "severity": self.severity, "match": self.match, "signatures": [each.row() for each in self.signs], "samples": self.samples,
            "applies": applies, "references": self.references.split(),
        }  # fmt: skip

    @property
    def by(self) -> Author:
        """Who saves, and why."""
        return Author(self.author.strip(), self.message)

    def draft(self, before: Note | None = None) -> Draft:
        """What is to be saved. An address that was made of the title follows the title. Raises BadInput with every problem."""
        problems: list[Problem] = []
        slug = self.slug.strip()
        if before is not None and slug in ("", before.slug):
            slug = slug_of(self.title) if slug_of(before.title) == before.slug and self.title.strip() else before.slug
        draft, facts = Draft(self.title, self.body, tuple(_split(self.tags)), {}, self.pinned, slug), self.facts
        try:
            draft = notes.tidy(draft)
        except BadInput as error:
            problems += error.problems
        try:
            facts = entries.clean(facts) if self.kind == "entry" else {}
        except BadInput as error:
            problems += error.problems
        if problems:
            raise BadInput(problems)
        return Draft(draft.title, draft.body, draft.tags, facts, draft.pinned, draft.slug)


def _sign(row: Mapping[str, Any]) -> Sign:
    role = "absent" if row.get("absent") else "weak" if row.get("weak") else "proves"
    return Sign(row.get("pattern") or row.get("text") or "", bool(row.get("pattern")), role)


def _split(text: str) -> list[str]:
    return [word.strip() for word in text.replace("\n", ",").split(",") if word.strip()]


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
