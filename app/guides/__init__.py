"""The guides: longer texts of the reference, one Markdown file each in this folder.

A file is called `NN-slug.md`; NN gives its place in the list. It begins with `# Title` and one paragraph that
says what the guide is for. What follows is Markdown as in notes: `[[option:miimon]]`, `[[mode:802.3ad]]`,
`[[guide:other]]`, `[[entry:slug]]`, and ```bond blocks. A line `{status:bond}` stands for the table of the lines of
/proc/net/bonding in that part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.bonding.options import OPTIONS
from app.diagnosis.status import LINES
from app.errors import BadFacts

FOLDER = Path(__file__).parent
SHAPE = re.compile(r"# (?P<title>[^\n]+)\n\n(?P<summary>[^\n#]+(?:\n[^\n]+)*)\n\n(?P<body>.+)\Z", re.DOTALL)


@dataclass(frozen=True)
class Guide:
    """One guide. `summary` is one paragraph of plain text, `body` Markdown with headings of level 2 and below."""

    slug: str
    title: str
    summary: str
    body: str

    @property
    def link(self) -> str:
        """Its address."""
        return f"/reference/guides/{self.slug}"

    @property
    def text(self) -> str:
        """The whole guide as Markdown, for a terminal."""
        return f"# {self.title}\n\n{self.summary}\n\n{self.body}"


@cache
def guides() -> dict[str, Guide]:
    """All guides by slug, in the order of their numbers. Raises BadFacts for a file that is not in shape."""
    return {guide.slug: guide for guide in map(_read, sorted(FOLDER.glob("*.md")))}


def _read(path: Path) -> Guide:
    number, _, slug = path.stem.partition("-")
    match = SHAPE.match(path.read_text(encoding="utf-8"))
    if not match or not slug or not number.isdecimal():
        raise BadFacts(f"{path.name}: a guide is NN-slug.md with # Title, a paragraph and the text")
    body = re.sub(r"^\{status:(\w+)\}$", lambda found: _status(found[1]), match["body"], flags=re.MULTILINE)
    return Guide(slug, match["title"], " ".join(match["summary"].split()), body)


NAMES = re.compile(rf"\b(?:{'|'.join(sorted(OPTIONS, key=len, reverse=True))})\b(?!=)")


def _status(where: str) -> str:
    """The lines of one part of the file as a table."""
    rows = ["| line | says | look for |", "|---|---|---|"]
    for line in LINES.values():
        if line.where == where:
            there = "; ".join(filter(None, (line.shown and f"shown: {line.shown}", line.since and f"since Linux {line.since}")))
            says = NAMES.sub(r"[[option:\g<0>]]", line.means)
            rows.append(f"| `{line.label}` | {says}{f' ({there})' if there else ''} | {line.look} |")
    return "\n".join(rows)
