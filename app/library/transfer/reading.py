"""A folder that comes in: which program keeps it, and what it holds."""

from __future__ import annotations

from app.library.transfer import own, vault
from app.library.transfer.arrived import Arrivals, Source
from app.library.transfer.layout import ENTRIES, HIDDEN

PROGRAMS = {"bondbook": "Bondbook", "obsidian": "an Obsidian vault", "flatnotes": "a flatnotes folder"}


def read(source: Source, program: str = "") -> Arrivals:
    """What the folder holds, as that program would have it; without one, it is recognised. Raises BadManifest."""
    program = program or recognised(source)
    return own.read(source) if program == "bondbook" else vault.read(source, program)


def recognised(source: Source) -> str:
    """The program that keeps the folder: by what it hides there, or else by how the folder is laid out."""
    if HIDDEN in source.marks:
        return "bondbook"
    for program in ("obsidian", "flatnotes"):
        if f".{program}" in source.marks:
            return program
    below = {name.partition("/")[0] for name in source.names if "/" in name and name.lower().endswith(".md")}
    if below - {ENTRIES}:
        return "obsidian"  # a tree of Markdown files, whoever keeps it
    return "flatnotes" if "attachments" in source.marks and not below else "bondbook"
