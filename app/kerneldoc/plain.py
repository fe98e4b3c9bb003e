"""Reading bonding.txt, the form up to Linux 5.7: plain text whose shape is all that tells what is what.

Headings are underlined. A paragraph begins with a tab and goes on at the margin. An option stands alone on its
line, with all that is said of it indented below. Nothing marks commands and files: app.kerneldoc.lines guesses,
and a wrong guess changes the looks, never the words.
"""

from __future__ import annotations

import re

from app.kerneldoc import lines as look
from app.kerneldoc.lines import TAB, dedent, indent, table
from app.kerneldoc.terms import names_of
from app.kerneldoc.tree import Aside, Block, Code, Entry, Items, Paragraph, Quote, Section, Span, Table

UNDERLINE = re.compile(r"([=-])\1{3,}")
QUESTION = re.compile(r"\d+\.\s+\S.*\?")
"""Questions that are asked frequently; only their numbers tell that they are headings."""

CONTENTS = "table of contents"
MARK = re.compile(r"\s*(?:[-*]|(\d+)[.)])\s+(?!or -$)(?=\S)")
LEAD = re.compile(r"([\w.+-]+:)\s+\S")
LINK = re.compile(r"https?://[^\s<>\"]*[\w/#]")

Chunk = list[str]


def read(text: str) -> Section:
    """The tree of a document; its anchors are still to be set."""
    rows = [line.expandtabs(TAB).rstrip() for line in text.replace("\f", "\n").splitlines()]
    root = Section("", 0)
    open_sections, start = [root], 0
    for at in range(len(rows) + 1):
        level = _level(rows, at) if at < len(rows) else 1
        if not level:
            continue
        _fill(open_sections[-1], rows[start:at])
        if at < len(rows):
            while open_sections[-1].level >= level:
                open_sections.pop()
            section = Section(rows[at].strip(), level)
            open_sections[-1].blocks.append(section)
            open_sections.append(section)
            start = at + 1 + _underlined(rows, at)
    return root


def _level(rows: list[str], at: int) -> int:
    """The level of the heading in this row; 0 for a row that is none."""
    row = rows[at]
    if not row or row[0] == " " or UNDERLINE.fullmatch(row):
        return 0
    if _underlined(rows, at):
        return 1 if rows[at + 1].startswith("=") else 2
    return 2 if QUESTION.fullmatch(row) and not "".join(rows[at + 1 : at + 2]) else 0


def _underlined(rows: list[str], at: int) -> bool:
    return at + 1 < len(rows) and bool(UNDERLINE.fullmatch(rows[at + 1]))


def _fill(section: Section, rows: list[str]) -> None:
    """Read what stands below a heading; above the first one, a line alone is the title."""
    chunks = _chunks(rows)
    if section.title.lower() == CONTENTS:
        section.blocks = [Aside("The document's own table of contents", "\n".join(rows).strip("\n"))] if chunks else []
        return
    if section.level == 0 and chunks and len(chunks[0]) == 1 and chunks[0][0].startswith(" "):
        section.title = chunks.pop(0)[0].strip()
    section.blocks = _blocks(chunks, nested=False)


def _chunks(rows: list[str]) -> list[Chunk]:
    """What blank lines part."""
    chunks: list[Chunk] = [[]]
    for row in rows:
        if row:
            chunks[-1].append(row)
        elif chunks[-1]:
            chunks.append([])
    return [chunk for chunk in chunks if chunk]


def _blocks(chunks: list[Chunk], *, nested: bool) -> list[Block]:
    """The blocks of some chunks. Within an option (`nested`) a paragraph has no tab of its own."""
    made: list[Block] = []
    at = 0
    while at < len(chunks):
        chunk = chunks[at]
        end = at + 1
        while end < len(chunks) and all(row.startswith(" ") for row in chunks[end]):
            end += 1
        entry = _entry(chunk, chunks[at + 1 : end], nested=nested)
        if entry:
            made.append(entry)
            at = end
            continue
        for block in _chunk(chunk, made[-1] if made else None, nested=nested):
            _put(made, block)
        at += 1
    return [Code(dedent_text(block.text)) if isinstance(block, Code) else block for block in made]


def _entry(chunk: Chunk, below: list[Chunk], *, nested: bool) -> Entry | None:
    """A term with all that is indented below it, if this chunk begins with one."""
    first, rest = chunk[0], chunk[1:]
    if first.startswith(" "):
        return None
    if all(row.startswith(" ") for row in rest) and (rest or below):
        lead = LEAD.match(first)
        if lead and rest and not nested:
            begin = first[lead.end(1) :].strip()
            margin = min(map(indent, rest))
            return Entry(lead[1], names_of([lead[1]]), _inside([[" " * margin + begin, *rest], *below]))
        if names_of([first]) and rest and (nested or first.endswith(":")):
            return Entry(first, names_of([first]), _inside([rest, *below]))
    names = names_of(chunk)
    return Entry("\n".join(chunk), names, _inside(below)) if names and below and (nested or not first.endswith(":")) else None


def _inside(chunks: list[Chunk]) -> list[Block]:
    margin = min(indent(row) for chunk in chunks for row in chunk)
    return _blocks([[row[margin:] for row in chunk] for chunk in chunks], nested=True)


def _put(made: list[Block], block: Block) -> None:
    """Add a block; one that goes on where the last one ended becomes part of it."""
    last = made[-1] if made else None
    match last, block:
        case Code(), Code():
            last.text += f"\n\n{block.text}"
        case Table(), Table():
            last.rows += block.rows
        case Items(), Items() if (last.start is None) == (block.start is None):
            if block.start is not None and block.start != (last.start or 0) + len(last.items):
                made.append(block)
            else:
                last.items += block.items
        case _:
            made.append(block)


def _chunk(chunk: Chunk, before: Block | None, *, nested: bool) -> list[Block]:
    """The blocks of one chunk: commands, drawings, tables, lists, or sentences. What stands `before` it gives hints."""
    if look.is_drawing(chunk):
        return [Code("\n".join(chunk))]
    runs = look.runs(chunk)
    if len(runs) > 1 or runs[0][0]:
        made: list[Block] = []
        for is_command, rows in runs:
            made += [Code("\n".join(rows))] if is_command else _chunk(rows, None, nested=nested)
        return made
    rows_of_table = table(dedent(chunk), least=1 if isinstance(before, Table) else 2)
    if rows_of_table:
        return [Table([[[_paragraph(cell)] for cell in row] for row in rows_of_table])]
    mark = next((number for number, row in enumerate(chunk) if MARK.match(row)), None)
    if mark is not None and (mark or MARK.match(chunk[0])):
        head = _chunk(chunk[:mark], before, nested=nested) if mark else []
        return [*head, _items(chunk[mark:])]
    after_colon = isinstance(before, Paragraph) and before.text.endswith(":")
    if look.is_code(dedent(chunk), after_colon=after_colon):
        return [Code("\n".join(chunk))]
    sentence = _paragraph(" ".join(row.strip() for row in chunk))
    return [Quote([sentence])] if nested and min(map(indent, chunk)) > 0 else [sentence]


def _items(rows: list[str]) -> Items:
    """A list: a row with a mark begins an item."""
    first = MARK.match(rows[0])
    number = first[1] if first else None
    items: list[str] = []
    for row in rows:
        mark = MARK.match(row)
        if mark and (mark[1] is None) == (number is None):
            items.append(row[mark.end() :])
        else:
            items[-1] += f" {row.strip()}"
    return Items([[_paragraph(item)] for item in items], int(number) if number else None)


def _paragraph(text: str) -> Paragraph:
    """Running text; addresses of pages are links."""
    spans, at = [], 0
    for match in LINK.finditer(text):
        spans += [Span(text[at : match.start()]), Span(match[0], "link", match[0])]
        at = match.end()
    return Paragraph([span for span in [*spans, Span(text[at:])] if span.text])


def dedent_text(text: str) -> str:
    """Lines without the margin that all of them have."""
    return "\n".join(dedent(text.split("\n")))
