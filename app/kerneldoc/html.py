"""A tree as HTML: made of escaped words and known tags only, and sanitised all the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape

import nh3

from app.bonding.options import stands_out
from app.kerneldoc.tree import Aside, Block, Code, Entry, Items, Paragraph, Quote, Section, Span, Table, inside

Ours = Callable[[str], str]
"""The address of our own page of an option or a mode by its name; empty where there is none."""

TAGS = {
    "a", "aside", "blockquote", "code", "dd", "details", "div", "dl", "dt", "em", "h2", "h3", "h4", "h5", "h6", "li", "ol", "p", "pre",
    "section", "span", "strong", "summary", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"*": {"class", "id"}, "a": {"href", "rel", "title"}, "ol": {"start", "type"}, "th": {"scope"}}
SCHEMES = {"http", "https", "mailto"}
DEEPEST = 6  # headings


def render(root: Section, ours: Ours) -> str:
    """The HTML of a document, without its title."""
    made = "".join(_Page(root, ours).blocks(root.blocks, 2))
    return nh3.clean(made, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)


class _Page:
    def __init__(self, root: Section, ours: Ours) -> None:
        self.ours = ours
        self.here = ""
        known = sorted(filter(stands_out, _options(root.blocks)), key=len, reverse=True)
        self.known = re.compile(rf"(?<![\w/.+-])(?:{'|'.join(map(re.escape, known))})(?![\w/=-])") if known else None

    def blocks(self, blocks: list[Block], level: int) -> Iterator[str]:
        """Blocks one after another; terms that follow each other are one list."""
        listing = False
        for block in blocks:
            entry = isinstance(block, Entry) and not block.option
            if entry != listing:
                yield "<dl>" if entry else "</dl>"
                listing = entry
            yield from self.block(block, level)
        yield "</dl>" * listing

    def block(self, block: Block, level: int) -> Iterator[str]:
        match block:
            case Paragraph(spans):
                yield f"<p>{self.sentence(spans)}</p>"
            case Code(text):
                yield f'<div class="highlight"><pre><code>{escape(text)}</code></pre></div>'
            case Items(items, start, kind):
                yield "<ul>" if start is None else f'<ol start="{start}" type="{kind}">'
                for item in items:
                    yield f"<li>{''.join(self.blocks(item, level))}</li>"
                yield "</ul>" if start is None else "</ol>"
            case Table():
                yield from self.table(block, level)
            case Quote(inner, title):
                yield f'<div class="note"><p><strong>{escape(title)}</strong></p>' if title else "<blockquote>"
                yield from self.blocks(inner, level)
                yield "</div>" if title else "</blockquote>"
            case Aside(title, text):
                yield f'<details class="own"><summary>{escape(title)}</summary><pre>{escape(text)}</pre></details>'
            case Entry(option=True):
                yield from self.option(block, level)
            case Entry():
                yield from self.entry(block, level)
            case Section():
                tag = f"h{_heading(level)}"
                yield f'<section><{tag} id="{escape(block.anchor)}">{escape(block.title)}{_link(block.anchor)}</{tag}>'
                yield from self.blocks(block.blocks, level + 1)
                yield "</section>"

    def option(self, entry: Entry, level: int) -> Iterator[str]:
        """An option: a heading with the places of all its names, and the way to our own pages."""
        self.here = entry.names[0]
        places = "".join(f'<span id="{escape(anchor)}"></span>' for anchor in entry.anchors[1:])
        names = ", ".join(f"<code>{escape(name)}</code>" for name in entry.names)
        tag = f"h{_heading(level)}"
        yield f'<section class="option"><{tag} id="{escape(entry.anchors[0])}">{places}{names}{_link(entry.anchors[0])}</{tag}>'
        links = [f'<a href="{escape(address)}">{escape(name)} in Bondbook</a>' for name in entry.names if (address := self.ours(name))]
        yield f'<p class="ours">{" ".join(links)}</p>' if links else ""
        yield from self.blocks(entry.blocks, level + 1)
        yield "</section>"
        self.here = ""

    def entry(self, entry: Entry, level: int) -> Iterator[str]:
        """A value or another term, with what is said of it; a mode leads to our page of it."""
        place = f' id="{escape(entry.anchors[0])}"' if entry.anchors else ""
        address = self.ours(entry.names[0]) if self.here == "mode" and entry.names else ""
        link = f' <span class="ours"><a href="{escape(address)}">{escape(entry.names[0])} in Bondbook</a></span>' if address else ""
        yield f"<dt{place}><code>{escape(' '.join(entry.term.split()))}</code>{link}</dt><dd>"
        yield from self.blocks(entry.blocks, level)
        yield "</dd>"

    def table(self, table: Table, level: int) -> Iterator[str]:
        yield "<table>"
        for number, row in enumerate(table.rows):
            yield "<thead>" if number == 0 and table.heads else "<tbody>" if number == table.heads else ""
            tag = 'th scope="col"' if number < table.heads else "td"
            cells = (f"<{tag}>{''.join(self.blocks(cell, level))}</{tag[:2]}>" for cell in row)
            yield f"<tr>{''.join(cells)}</tr>"
            yield "</thead>" if number + 1 == table.heads else ""
        yield "</tbody></table>" if len(table.rows) > table.heads else "</table>"

    def sentence(self, spans: list[Span]) -> str:
        return "".join(map(self.span, spans))

    def span(self, span: Span) -> str:
        """A piece of a sentence; names of options lead to their place in the document."""
        text = escape(span.text)
        if span.style == "link":
            return f'<a href="{escape(span.href)}" rel="noopener noreferrer nofollow">{text}</a>'
        if self.known:
            text = self.known.sub(lambda match: match[0] if match[0] == self.here else f'<a href="#{match[0]}">{match[0]}</a>', text)
        return f"<{span.style}>{text}</{span.style}>" if span.style else text


def _options(blocks: list[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Entry) and block.option:
            yield from (name for name, anchor in zip(block.names, block.anchors, strict=True) if name == anchor)
        elif isinstance(block, Section):
            for inner in inside(block):
                yield from _options(inner)


def _heading(level: int) -> int:
    return min(level, DEEPEST)


def _link(anchor: str) -> str:
    return f'<a class="headerlink" href="#{escape(anchor)}" title="Link to this place">#</a>'
