"""The words of a document before and after: what is compared to see that nothing of a text is lost."""

from __future__ import annotations

import re
from html.parser import HTMLParser

WORD = re.compile(r"\w+")
WITHIN = {"a", "code", "em", "strong", "span"}
"""Tags within a sentence: they part no words."""

ADDED = {"copy", "headerlink", "ours"}
"""Classes of what Bondbook adds to the document."""


def given(text: str) -> list[str]:
    """The words of a text, in order; of its markup only what is shown too."""
    bare = re.sub(r"^(\s*)\.\. (note|warning|tip|hint)::", r"\1\2", text, flags=re.MULTILINE)
    return [word.lower() for word in WORD.findall(re.sub(r"(?<!\w)_+|_+(?!\w)", " ", bare))]


def shown(html: str) -> list[str]:
    """The words of a page, in order, the numbers of lists among them, without what Bondbook adds."""
    reader = _Reader()
    reader.feed(html)
    return [word.lower() for word in WORD.findall(re.sub(r"(?<!\w)_+|_+(?!\w)", " ", "".join(reader.pieces)))]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.hidden: list[str] = []
        self.numbers: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if self.hidden or tag == "summary" or ADDED & set((found.get("class") or "").split()):
            self.hidden.append(tag)
        elif tag not in WITHIN:
            self.pieces.append(" ")
        if tag in ("ol", "ul"):
            self.numbers.append((int(found.get("start") or 1) if tag == "ol" else 0, found.get("type") or "1"))
        if tag == "li" and self.numbers[-1][0]:
            number, kind = self.numbers[-1]
            self.pieces.append(f"{chr(ord(kind) + number - 1) if kind in 'aA' else number} ")
            self.numbers[-1] = (number + 1, kind)

    def handle_endtag(self, tag: str) -> None:
        if self.hidden:
            self.hidden.pop()
        elif tag not in WITHIN:
            self.pieces.append(" ")
        if tag in ("ol", "ul"):
            self.numbers.pop()

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.pieces.append(data)
