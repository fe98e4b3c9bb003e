"""Reading reStructuredText, the form since Linux 5.8: docutils parses, its tree becomes ours.

What docutils cannot make sense of stays as it is written. It opens no file and passes no HTML on.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

from docutils import nodes
from docutils.core import publish_doctree

from app.kerneldoc.lines import is_formula
from app.kerneldoc.terms import names_of
from app.kerneldoc.tree import Aside, Block, Code, Entry, Items, Paragraph, Quote, Section, Span, Table

ERROR = 3
SETTINGS = {
    "_disable_config": True,
    "docinfo_xform": False,
    "doctitle_xform": True,
    "file_insertion_enabled": False,
    "halt_level": 5,
    "input_encoding": "unicode",
    "raw_enabled": False,
    "report_level": 2,
    "smart_quotes": False,
    "syntax_highlight": "none",
}
STYLES = {"literal": "code", "emphasis": "em", "strong": "strong", "title_reference": "em", "math": "code"}
NUMBERS = {"loweralpha": "a", "upperalpha": "A", "lowerroman": "i", "upperroman": "I"}
DROPPED = (nodes.Invisible, nodes.meta, nodes.decoration, nodes.colspec)
AS_WRITTEN = (nodes.literal_block, nodes.doctest_block, nodes.math_block, nodes.line_block)
TITLED = {"note", "warning", "tip", "hint", "caution", "attention", "danger", "error", "important"}


def read(text: str) -> Section:
    """The tree of a document; its anchors are still to be set."""
    found = publish_doctree(text, settings_overrides={**SETTINGS, "warning_stream": io.StringIO()})
    title = found.next_node(nodes.title, descend=True, siblings=False)
    root = Section(title.astext() if title is not None and title.parent is found else "", 0)
    root.blocks = _blocks(found, 0)
    return root


def _blocks(parent: nodes.Element, level: int) -> list[Block]:
    """The blocks of a node; a term and the indented text below it are one."""
    made: list[Block] = []
    for child in parent.children:
        for block in _block(child, level):
            term = _term(made[-1]) if made else ""
            names = names_of(term.splitlines()) if term else []
            if names and isinstance(block, Quote) and not block.title:
                made[-1] = Entry(term, names, block.blocks)
            else:
                made.append(block)
    return made


def _term(block: Block) -> str:
    """The lines of a paragraph that may be a term: it has nothing but words."""
    return block.spans[0].text if isinstance(block, Paragraph) and len(block.spans) == 1 and not block.spans[0].style else ""


def _block(node: nodes.Node, level: int) -> Iterator[Block]:
    """What one node is to us. A node of a kind that is not known gives its children, or else its text."""
    if isinstance(node, nodes.comment):
        yield Aside("A comment in the document", node.astext())
    elif isinstance(node, nodes.system_message):
        yield from _unread(node)
    elif isinstance(node, (nodes.title, *DROPPED)):
        return
    elif isinstance(node, nodes.section):
        yield _section(node, level + 1)
    elif isinstance(node, AS_WRITTEN) or (isinstance(node, nodes.paragraph) and is_formula(node.astext().splitlines())):
        yield Code(node.astext())
    elif isinstance(node, (nodes.paragraph, nodes.rubric, nodes.attribution, nodes.caption, nodes.subtitle)):
        yield Paragraph(list(_spans(node)))
    elif isinstance(node, nodes.Element) and node.tagname in KINDS:
        yield from KINDS[node.tagname](node, level)
    elif isinstance(node, nodes.Element) and node.tagname in TITLED:
        yield Quote(_blocks(node, level), node.tagname.capitalize())
    elif isinstance(node, nodes.Element) and isinstance(node, (nodes.Body, nodes.Structural)) and node.children:
        yield from _blocks(node, level)
    elif isinstance(node, nodes.image):
        yield Paragraph([Span(str(node.get("alt") or node.get("uri", "")))])
    elif node.astext().strip():
        yield Paragraph([Span(node.astext())])


def _section(node: nodes.Element, level: int) -> Section:
    return Section(node.children[0].astext(), level, _blocks(node, level))


def _quote(node: nodes.Element, level: int) -> Iterator[Block]:
    yield Quote(_blocks(node, level))


def _topic(node: nodes.Element, level: int) -> Iterator[Block]:
    if "contents" not in node.get("classes", ()):  # the page has a list of contents already
        title = node.children[0].astext() if isinstance(node.children[0], nodes.title) else "Note"
        yield Quote(_blocks(node, level), title)


def _list(node: nodes.Element, level: int) -> Iterator[Block]:
    numbered = isinstance(node, nodes.enumerated_list)
    items = [_blocks(item, level) for item in node.children if isinstance(item, nodes.Element)]
    yield Items(items, int(node.get("start", 1)) if numbered else None, NUMBERS.get(node.get("enumtype", ""), "1"))


def _definitions(node: nodes.Element, level: int) -> Iterator[Block]:
    """Definitions, fields, options of commands, footnotes: a term in front, the rest is said of it."""
    for item in node.children if node.tagname.endswith("_list") else [node]:
        if isinstance(item, nodes.Element) and len(item.children) > 1:
            term = " : ".join(child.astext() for child in item.children[:-1] if isinstance(child, nodes.Element))
            body = item.children[-1]
            inner = (
                _blocks(body, level) if isinstance(body, (nodes.definition, nodes.field_body, nodes.description)) else _rest(item, level)
            )
            yield Entry(term, names_of(term.splitlines()), inner)
        else:
            yield from _block(item, level)


def _rest(item: nodes.Element, level: int) -> list[Block]:
    return [block for child in item.children[1:] for block in _block(child, level)]


def _table(node: nodes.Element, level: int) -> Iterator[Block]:
    if isinstance(node.children[0], nodes.title):
        yield Paragraph(list(_spans(node.children[0])))
    heads = sum(len(head.children) for head in node.findall(nodes.thead))
    yield Table([[_blocks(entry, level) for entry in row.findall(nodes.entry)] for row in node.findall(nodes.row)], heads)


KINDS: dict[str, Callable[[Any, int], Iterator[Block]]] = {
    "block_quote": _quote,
    "topic": _topic,
    "sidebar": _topic,
    "admonition": _topic,
    "bullet_list": _list,
    "enumerated_list": _list,
    "definition_list": _definitions,
    "field_list": _definitions,
    "option_list": _definitions,
    "footnote": _definitions,
    "citation": _definitions,
    "table": _table,
}


def _unread(message: nodes.system_message) -> Iterator[Block]:
    """The text that docutils had to leave out: an unknown directive, a broken table."""
    if message["level"] >= ERROR or "disabled" in message.astext():
        for child in message.findall(nodes.literal_block):
            yield Code(child.astext())


def _spans(node: nodes.Element) -> Iterator[Span]:
    for child in node.children:
        if isinstance(child, nodes.Text):
            yield Span(child.astext())
        elif isinstance(child, nodes.reference) and child.get("refuri"):
            yield Span(child.astext(), "link", str(child["refuri"]))
        elif isinstance(child, nodes.Element) and not isinstance(child, nodes.target):
            style = STYLES.get(child.tagname, "")
            if isinstance(child, nodes.emphasis) and not child.astext()[:1].isalnum():  # no emphasis: two paths with a * in them
                yield Span(child.rawsource or child.astext())
                continue
            yield from [Span(child.astext(), style)] if style or not child.children else _spans(child)
