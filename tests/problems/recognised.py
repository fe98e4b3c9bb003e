"""What all entries say about a text."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from app.config import ROOT
from app.diagnosis.signatures import Signs
from app.library import entries, files
from app.library.models import Note

ENTRIES = ROOT / "notes" / "troubleshooting"


@cache
def facts(slug: str) -> dict[str, object]:
    """The facts of an entry of ours."""
    return files.read((ENTRIES / f"{slug}.md").read_text(encoding="utf-8"), "entry", slug).draft.facts


@cache
def signs() -> Signs:
    """The signatures of all entries of ours."""
    slugs = sorted(path.stem for path in ENTRIES.glob("*.md"))
    return entries.signs(cast("list[Note]", [SimpleNamespace(slug=slug, facts=facts(slug)) for slug in slugs]))


@cache
def found(text: str) -> dict[str, bool]:
    """The entries that recognise the text, and whether it is only possible."""
    return {hit.key: hit.weak for hit in signs().find(text)}


def proved(text: str) -> set[str]:
    """The entries that the text proves."""
    return {slug for slug, weak in found(text).items() if not weak}


@cache
def text(path: Path) -> str:
    """A captured text, without the line on top that says where it comes from."""
    return path.read_text(encoding="utf-8").partition("\n")[2]
