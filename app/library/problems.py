"""The troubleshooting entries as known problems for a diagnosis: those of the library, or the shipped ones where there is none."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.actions.diagnose import Knowledge, Known
from app.diagnosis.signatures import Signature
from app.library import entries, files
from app.library.models import Counter, Note

ITEM = re.compile(r"\s*(?:[-*]|\d+\.) |\|")
WIKI = re.compile(r"\[\[(?:\w+:)?([^\]|]+)(?:\|([^\]]+))?\]\]")


def known(slug: str, title: str, facts: Mapping[str, Any], body: str) -> Known:
    """An entry as plain data."""
    parts = entries.sections(body)
    signatures = tuple(Signature.read(row) for row in facts.get("signatures", ()))
    cause, checks, fix = (plain(parts[name]) for name in ("Cause", "Checks", "Fix"))
    return Known(slug, title, str(facts.get("severity", "misconfig")), str(facts.get("match", "any")), signatures, cause, checks, fix)


def plain(text: str) -> str:
    """Markdown without the links of the library (their words stay) and without bond blocks; a paragraph in one line."""
    text = re.sub(r"^```bond\n.*?^```\n?", "", text, flags=re.MULTILINE | re.DOTALL)
    text = WIKI.sub(lambda match: match[2] or match[1], text).strip()
    lines: list[str] = []
    code = False
    for line in text.split("\n"):
        fence = line.lstrip().startswith("```")
        goes_on = lines and lines[-1].strip() and line.strip() and not (code or fence or ITEM.match(line)) and not lines[-1].endswith("```")
        if goes_on:
            lines[-1] += " " + line.strip()
        else:
            lines.append(line)
        code ^= fence
    return "\n".join(lines)


def shipped(folder: Path) -> Knowledge:
    """The entries of a folder of notes. Raises BadInput for one that cannot be read."""
    found = []
    for path in sorted((folder / "troubleshooting").glob("*.md")):
        draft = files.read(path.read_text(encoding="utf-8"), "entry", path.stem).draft
        found.append(known(path.stem, draft.title, draft.facts, draft.body))
    return Knowledge(found)


_kept: tuple[tuple[str, int], Knowledge] | None = None
_lock = threading.Lock()


def of_library(engine: Engine) -> Knowledge:
    """The entries of a library, the user's own included; compiled once for each state of the notes."""
    global _kept  # noqa: PLW0603 - one of them, for all threads
    with Session(engine) as session:
        version = session.execute(select(Counter.value).where(Counter.name == "notes")).scalar_one()
        key = (str(engine.url), version)
        with _lock:
            if _kept is None or _kept[0] != key:
                _kept = (key, Knowledge(_of_notes(session.scalars(_entries()))))
            return _kept[1]


def _entries() -> Any:
    return select(Note).where(Note.kind == "entry", Note.deleted_at.is_(None)).order_by(Note.slug)


def _of_notes(notes: Iterable[Note]) -> Iterable[Known]:
    return (known(note.slug, note.title, note.facts, note.body) for note in notes)
