"""The tree of a document: what both readers build, and what pages, search and comparison are made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Span:
    """A piece of a sentence. `style` is empty, code, em, strong, or link with its `href`."""

    text: str
    style: str = ""
    href: str = ""


@dataclass
class Paragraph:
    """Running text; where its lines end says nothing."""

    spans: list[Span]

    @property
    def text(self) -> str:
        """The words, one blank between them."""
        return " ".join("".join(span.text for span in self.spans).split())


@dataclass
class Code:
    """Lines that stay as they are: commands, files, drawings."""

    text: str


@dataclass
class Items:
    """A list; with a `start` it is numbered from there on, in the `kind` of HTML: 1, a, A, i or I."""

    items: list[list[Block]]
    start: int | None = None
    kind: str = "1"


@dataclass
class Entry:
    """A term with what is said of it: an option, a value, a mode.

    `names` are the words that the term stands for. `option` is set for options of the driver, which have a
    heading; `anchors` are the places of the names on the page.
    """

    term: str
    names: list[str]
    blocks: list[Block]
    option: bool = False
    anchors: list[str] = field(default_factory=list)


@dataclass
class Table:
    """Rows of cells; the first `heads` rows are headings."""

    rows: list[list[list[Block]]]
    heads: int = 0


@dataclass
class Quote:
    """Indented text, or with a title a note."""

    blocks: list[Block]
    title: str = ""


@dataclass
class Aside:
    """What the document keeps out of sight: a comment, its own table of contents."""

    title: str
    text: str


@dataclass
class Section:
    """A heading and all below it; the root is a section of level 0 with the title of the document."""

    title: str
    level: int
    blocks: list[Block] = field(default_factory=list)
    anchor: str = ""


Block = Paragraph | Code | Items | Entry | Table | Quote | Aside | Section


@dataclass(frozen=True)
class Part:
    """A section without those below it, or an option, as plain text: what is searched, listed and compared.

    `texts` are its paragraphs, one each; `also` are further anchors in it, those of values.
    """

    anchor: str
    title: str
    level: int
    option: bool
    texts: tuple[str, ...]
    also: tuple[str, ...] = ()


def parts(section: Section) -> Iterator[Part]:
    """The parts of a document, or of a section of it, in their order."""
    own = [block for block in section.blocks if not _apart(block)]
    yield Part(section.anchor, section.title, section.level, False, tuple(_texts(own)), tuple(_anchors(own)))
    for block in section.blocks:
        if isinstance(block, Section):
            yield from parts(block)
        elif isinstance(block, Entry) and block.option:
            also = (*block.anchors[1:], *_anchors(block.blocks))
            yield Part(block.anchors[0], ", ".join(block.names), section.level + 1, True, tuple(_texts(block.blocks)), also)


def _apart(block: Block) -> bool:
    return isinstance(block, Section) or (isinstance(block, Entry) and block.option)


def _anchors(blocks: list[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Entry):
            yield from block.anchors
        for inner in inside(block):
            yield from _anchors(inner)


def inside(block: Block) -> Iterator[list[Block]]:
    """The lists of blocks that a block holds."""
    match block:
        case Items(items):
            yield from items
        case Table(rows):
            yield from (cell for row in rows for cell in row)
        case Entry(blocks=blocks) | Quote(blocks) | Section(blocks=blocks):
            yield blocks
        case _:
            return


def _texts(blocks: list[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph():
                yield block.text
            case Code(text):
                yield text
            case Entry(term, blocks=inner):
                yield " ".join(term.split())
                yield from _texts(inner)
            case Table(rows):
                yield from (" | ".join(" ".join(_texts(cell)) for cell in row) for row in rows)
            case Quote(inner, title):
                yield from [title] * bool(title)
                yield from _texts(inner)
            case Items(items, start, kind):
                for number, item in enumerate(items, start or 0):
                    texts = list(_texts(item))
                    yield from [f"{_label(number, kind)} {texts[0]}", *texts[1:]] if texts and start is not None else texts
            case _:  # asides say again what stands elsewhere; sections are parts of their own
                continue


def _label(number: int, kind: str) -> str:
    """The number in front of an item of a list."""
    return f"({chr(ord(kind) + number - 1)})" if kind in ("a", "A") and number <= 26 else f"{number}."
