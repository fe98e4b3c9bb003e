"""Markdown to what a page shows: sanitised HTML, the words for the search, and the links in it.

Rendering happens when a note is saved, not when it is read.
"""

from __future__ import annotations

import re
import threading
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape, unescape
from urllib.parse import quote_plus

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

from app.library.slugs import slug_of
from app.patience import TooLong, within

BondBlock = Callable[[str], str]
"""Renders the text of a ```bond block as HTML that is safe as it stands."""

Known = Callable[[str, str], tuple[str, str]]
"""The address and the title of a link's target by its kind and name; both empty where nothing is there yet."""

EXTENSIONS = (
    "tables", "footnotes", "admonition", "def_list", "attr_list", "abbr", "sane_lists",
    "pymdownx.superfences", "pymdownx.tasklist", "pymdownx.magiclink", "pymdownx.tilde", "pymdownx.highlight",
)  # fmt: skip

TAGS = nh3.ALLOWED_TAGS | {"input", "section", "details", "summary", "ins", "mark"}
ATTRIBUTES = {
    **nh3.ALLOWED_ATTRIBUTES,
    "*": {"class", "id", "title"},
    "input": {"checked"},
    "a": {"href", "hreflang"},
    "th": {"align", "scope"},
    "td": {"align"},
    "ol": {"start"},
    "abbr": {"title"},
}
SCHEMES = {"http", "https", "mailto", "ftp"}
FORCED = {"input": {"type": "checkbox", "disabled": "", "aria-label": "Task"}}
PATIENCE = 5.0
"""Seconds of processor time for one text; 500 KB of an honest one take some two."""

ANCHORS = "n-"
"""Before every id of a note, so that none is one of the page around it."""


@dataclass(frozen=True)
class Wiki:
    """A wiki link: `kind` is note, entry, option, mode or guide; `target` a slug or a name."""

    kind: str
    target: str


@dataclass(frozen=True)
class Heading:
    """A heading with its anchor, for the contents."""

    level: int
    anchor: str
    text: str


@dataclass
class Page:
    """A rendered text."""

    html: str
    plain: str
    links: tuple[Wiki, ...] = ()


@dataclass
class _Work:
    known: Known
    bond: BondBlock
    links: list[Wiki] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)
    calm: threading.Lock = field(default_factory=threading.Lock)


def render(text: str, known: Known, bond: BondBlock) -> Page:
    """Render a text. Raises nothing for any text: Markdown has no errors."""
    work = _Work(known, bond)
    fences = [{"name": "bond", "class": "bond", "format": _fence(work)}]
    parser = Markdown(
        extensions=[*EXTENSIONS, "toc", _WikiLinks(work)],
        extension_configs={
            "pymdownx.superfences": {"custom_fences": fences},
            "pymdownx.highlight": {"css_class": "highlight", "guess_lang": False},
            "pymdownx.tasklist": {"clickable_checkbox": False},
            "footnotes": {"BACKLINK_TITLE": "Back to the text, footnote {}"},
            "toc": {"permalink": "#", "permalink_title": "Link to this place", "slugify": lambda value, _separator: slug_of(value)},
        },
        output_format="html",
    )
    clean = nh3.clean(
        _converted(parser, text, work), tags=TAGS, attributes=ATTRIBUTES, attribute_filter=_attribute, set_tag_attribute_values=FORCED,
        url_schemes=SCHEMES, link_rel="noopener noreferrer nofollow",
    )  # fmt: skip
    return Page(
        html=_fill(furnished(clean), work.blocks),
        plain=_plain(clean),
        links=tuple(dict.fromkeys(work.links)),
    )


def _converted(parser: Markdown, text: str, work: _Work) -> str:
    """What Markdown makes of a text; of one that is nested without end, or made to be slow, the text as it is."""
    sound = text.encode("utf-8", "replace").decode("utf-8")
    try:
        with within(PATIENCE) as work.calm:
            return parser.convert(sound)
    except (RecursionError, TooLong):
        work.links.clear()
        return f"<pre><code>{escape(sound)}</code></pre>"


def headings(html: str) -> tuple[Heading, ...]:
    """The headings of a rendered text. What is matched was written by this module."""
    found = re.findall(r'<h([1-6]) id="([^"]+)">(.*?)<a class="headerlink"', html, re.DOTALL)
    return tuple(Heading(int(level), anchor, _plain(text)) for level, anchor, text in found)


def _attribute(_tag: str, name: str, value: str) -> str:
    """Ids get the prefix of notes, and links within the page follow."""
    if name == "id":
        return ANCHORS + value
    return f"#{ANCHORS}{value[1:]}" if name == "href" and value.startswith("#") and len(value) > 1 else value


COPY = '<button type="button" class="copy">Copy<span class="unseen"> this block</span></button>'


def furnished(clean: str) -> str:
    """Blocks of code with a button that copies them; what may be wider than a phone scrolls in itself, with the keyboard too."""
    html = re.sub(r"<pre\b", '<pre tabindex="0"', clean)
    html = re.sub(
        r'<div class="highlight">(<pre tabindex="0">.*?</pre>)</div>', rf'<div class="highlight code">\1{COPY}</div>', html, flags=re.DOTALL
    )
    return html.replace("<table", '<div class="wide" tabindex="0"><table').replace("</table>", "</table></div>")


# ---------------------------------------------------------------- blocks of bonds

MARK = "bond-block-here-"


def _fence(work: _Work) -> Callable[..., str]:
    """The formatter of ```bond blocks: a mark that survives the sanitiser, filled in behind it."""

    def format_block(source: str, *_: object, **__: object) -> str:
        work.blocks.append(work.bond(source))
        return f'<p class="{MARK}{len(work.blocks) - 1}"></p>'

    return format_block


def _fill(clean: str, blocks: list[str]) -> str:
    """Put the blocks in; a mark that somebody wrote by hand has no block and disappears."""
    used: set[int] = set()

    def block(match: re.Match[str]) -> str:
        number = int(match[1])
        if number >= len(blocks) or number in used:
            return ""
        used.add(number)
        return blocks[number]

    return re.sub(rf'<p class="{MARK}(\d{{1,4}})"></p>', block, clean)


# ---------------------------------------------------------------- wiki links

NEW = {"note": "/notes/new", "entry": "/troubleshooting/new"}
"""Where what is not there yet is written."""


WIKI = r"(?<!\\)\[\[([^\[\]\n|]{1,120}?)(?:\\?\|([^\[\]\n]{1,200}))?\]\]"
"""Within a table the bar has a backslash before it."""


class _WikiLinks(Extension):
    def __init__(self, work: _Work) -> None:
        super().__init__()
        self.work = work

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.inlinePatterns.register(_WikiLink(WIKI, self.work), "wiki", 185)  # before backslashes are read


class _WikiLink(InlineProcessor):
    """`[[title]]`, `[[title|shown text]]`, `[[entry:slug]]` (its title), `[[option:miimon]]`, `[[mode:802.3ad]]`, `[[guide:vlans]]`.

    `[[title#heading]]` and `[[#heading]]` lead to a place in a note.
    """

    def __init__(self, pattern: str, work: _Work) -> None:
        super().__init__(pattern)
        self.work = work

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[ET.Element, int, int]:  # type: ignore[override]  # noqa: N802
        del data
        page, _, place = m[1].strip().partition("#")
        anchor = "" if place.startswith("^") or not place else f"#{slug_of(place.rpartition('#')[2])}"
        if anchor and not page:  # a place of this page; its prefix comes with the cleaning
            element = ET.Element("a", {"class": "wiki note", "href": anchor})
            element.text = m[2] or place
            return element, m.start(0), m.end(0)
        wiki, shown = read_link(m[1])
        self.work.links.append(wiki)
        with self.work.calm:  # it may ask the database
            address, title = self.work.known(wiki.kind, wiki.target)
        element = ET.Element("a" if address or wiki.kind in NEW else "span")
        element.set("class", f"wiki {wiki.kind}" if address else "wiki wanted")
        if address:
            element.set("href", address + (anchor.replace("#", f"#{ANCHORS}") if wiki.kind in NEW else ""))
        elif wiki.kind in NEW:
            element.set("href", f"{NEW[wiki.kind]}?title={quote_plus(shown.partition('#')[0] if anchor else shown)}")
            element.set("title", "Not written yet")
        else:
            element.set("title", f"There is no {wiki.kind} of that name")
        by_slug = m[1].lstrip().startswith(("entry:", "note:", "guide:"))
        element.text = m[2] or (by_slug and title) or shown
        return element, m.start(0), m.end(0)


def read_link(text: str) -> tuple[Wiki, str]:
    """What a wiki link leads to, and the text that stands for it."""
    kind, colon, rest = text.strip().partition(":")
    if colon and kind in ("option", "mode", "guide"):
        return Wiki(kind, rest.strip()), rest.strip()
    if colon and kind in ("entry", "note"):
        return Wiki(kind, slug_of(rest.partition("#")[0])), rest.strip()
    return Wiki("note", slug_of(text.partition("#")[0])), text.strip()


INLINE = re.compile(r"</?(?:a|abbr|b|code|del|em|i|ins|mark|span|strong)\b[^>]*>")
"""Tags within a sentence: they part no words."""


def _plain(html: str) -> str:
    """The words of a page, a blank between them, for the search."""
    text = re.sub(r'<a class="headerlink".*?</a>|<a class="footnote-backref".*?</a>', "", html)
    text = re.sub(INLINE, "", text)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", text)).split())
