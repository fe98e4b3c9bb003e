"""Markdown: what people expect of it works, and nothing that a stranger writes becomes more than text."""

from __future__ import annotations

import re
from html import escape

import pytest

from app.library import markdown
from app.library.markdown import Heading, Page, Wiki

PAGES = {
    ("note", "there"): "/notes/there",
    ("option", "miimon"): "/reference/options/miimon",
    ("mode", "802.3ad"): "/reference/modes/802.3ad",
}


def render(text: str) -> Page:
    return markdown.render(
        text,
        lambda kind, name: (PAGES.get((kind, name), ""), "A title" if (kind, name) in PAGES else ""),
        lambda block: f"<em>{escape(block)}</em>",
    )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("|a|b|\n|-|-|\n|1|2|", "<td>2</td>"),
        ("|a|b|\n|-|-|\n|1|2|", '<div class="wide" tabindex="0"><table>'),
        ("x[^1]\n\n[^1]: foot", 'href="#n-fn:1"'),
        ("x[^1]\n\n[^1]: foot", 'id="n-fn:1"'),
        ("!!! warning\n    hot", '<div class="admonition warning">'),
        ("term\n:   what it is", "<dd>what it is</dd>"),
        ("## Two words", '<h2 id="n-two-words">'),
        ("[down](#two-words)", 'href="#n-two-words"'),
        ("see https://example.com/a", '<a href="https://example.com/a"'),
        ("~~gone~~", "<del>gone</del>"),
        ("*[MII]: media independent\n\nMII", '<abbr title="media independent">'),
        ("```yaml\na: 1\n```", '<span class="nt">a</span>'),
        ("```ini\n[Match]\nName=eth0\n```", '<span class="k">[Match]</span>'),
        ("```console\n# ip link\n```", '<span class="gp"># </span>'),
        ("```nonsense\n<b>\n```", "&lt;b&gt;"),
        ("    indented", '<div class="highlight code">'),
        ("```\ncode\n```", '<button type="button" class="copy">'),
        ("![p](/files/0/p.png)", '<img alt="p" src="/files/0/p.png"'),
    ],
)
def test_what_people_expect(text: str, html: str) -> None:
    assert html in render(text).html


def test_a_task_is_a_box_that_says_so_and_cannot_be_clicked() -> None:
    box = re.search(r"<input ([^>]*)>", render("- [x] done").html)
    assert box and set(box[1].split()) == {'checked=""', 'disabled=""', 'type="checkbox"', 'aria-label="Task"'}


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:x)",
    "<iframe src='//evil.example'></iframe>",
    "<style>body{display:none}</style>",
    "<p style='position:fixed'>x</p>",
    "<form action='//evil.example'><input name=password type=password><button>Sign in</button></form>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href='//evil.example/'>",
    "<object data='x'></object><embed src='x'>",
    "# x {: onclick=alert(1) style=color:red }",
    "[[x|<script>alert(1)</script>]]",
    '[[x" onmouseover="alert(1)]]',
    "```bond\n<script>alert(1)</script>\n```",
    '```"onclick=alert(1)\nx\n```',
    "<details open ontoggle=alert(1)>x</details>",
    "<!--><script>alert(1)</script>-->",
    "\x02wzxhzdk:0\x03 <b onclick=x>",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_attacks_come_to_nothing(text: str) -> None:
    tags = re.findall(r"<[a-z][^>]*>", render(text).html, re.IGNORECASE)
    for tag in tags:
        assert not re.match(r"<(?:script|style|iframe|form|svg|math|meta|base|object|embed|link)\b", tag, re.IGNORECASE), tag
        outside = re.sub(r'"[^"]*"', '""', tag)
        assert not re.search(r"\s(?:on\w+|style|action|formaction|srcdoc)\s*=", outside, re.IGNORECASE), tag
        assert not re.search(r"(?:javascript|data|vbscript):", tag, re.IGNORECASE), tag
        assert not tag.startswith("<input") or 'type="checkbox"' in tag, tag


def test_no_id_of_a_note_is_one_of_the_page() -> None:
    html = render('# Live\n\n<p id="main">x</p>\n\n<span id="theme">y</span>').html
    assert re.findall(r'id="([^"]+)"', html) == ["n-live", "n-main", "n-theme"]


def test_a_link_by_address_shows_the_title() -> None:
    assert ">A title</a>" in render("[[note:there]]").html
    assert ">mine</a>" in render("[[note:there|mine]]").html
    assert ">There</a>" in render("[[There]]").html


def test_wiki_links_lead_where_something_is() -> None:
    page = render("[[There]] [[there|shown]] [[Not yet & so]] [[entry:Other]] [[option:miimon]] [[mode:802.3ad]] [[option:none]]")
    assert 'class="wiki note" href="/notes/there"' in page.html
    assert ">shown</a>" in page.html
    assert 'class="wiki wanted" href="/notes/new?title=Not+yet+%26+so" title="Not written yet"' in page.html
    assert 'href="/troubleshooting/new?title=Other"' in page.html
    assert 'href="/reference/options/miimon"' in page.html
    assert '<span class="wiki wanted" title="There is no option of that name">none</span>' in page.html
    assert page.links == (
        Wiki("note", "there"), Wiki("note", "not-yet-so"), Wiki("entry", "other"), Wiki("option", "miimon"), Wiki("mode", "802.3ad"),
        Wiki("option", "none"),
    )  # fmt: skip


def test_wiki_links_lead_to_a_heading() -> None:
    page = render("[[There#Ports of it|ports]] [[note:there#Fix]] [[#Here too]] [[There#^block]] [[C#]] [[Not yet#Ports]]")
    assert re.findall(r'href="([^"]+)"', page.html) == [
        "/notes/there#n-ports-of-it", "/notes/there#n-fix", "#n-here-too", "/notes/there", "/notes/new?title=C%23",
        "/notes/new?title=Not+yet",
    ]  # fmt: skip
    assert [each.target for each in page.links] == ["there", "c", "not-yet"]


@pytest.mark.parametrize("text", ["`[[code]]`", "```\n[[code]]\n```", "[[]]", "[[a\nb]]", r"\[[x]]", "[[" + "a" * 200 + "]]"])
def test_what_is_no_wiki_link(text: str) -> None:
    assert render(text).links == ()


def test_bond_blocks_are_rendered_where_they_stand() -> None:
    page = render("one\n\n```bond\nmode=1\n```\n\ntwo\n\n```bond\nmode=4\n```")
    assert re.findall(r"one|<em>mode=1</em>|two|<em>mode=4</em>", page.html) == ["one", "<em>mode=1</em>", "two", "<em>mode=4</em>"]
    assert markdown.MARK not in page.html


def test_a_mark_by_hand_shows_nothing() -> None:
    assert "<em>" not in render(f'<p class="{markdown.MARK}0"></p>').html
    assert render(f'<p class="{markdown.MARK}0"></p>\n\n```bond\nx\n```').html.count("<em>") == 1


def test_headings_are_the_contents() -> None:
    page = render("# One\n\n## Two *words*\n\n## Two words\n\n### `code` & more")
    assert markdown.headings(page.html) == (
        Heading(1, "n-one", "One"), Heading(2, "n-two-words", "Two words"), Heading(2, "n-two-words_1", "Two words"),
        Heading(3, "n-code-more", "code & more"),
    )  # fmt: skip


def test_the_words_for_the_search() -> None:
    assert render("# A *b*\n\nc & `d`[^1]\n\n[^1]: e").plain == "A b c & d 1 e"


@pytest.mark.parametrize(
    "text", ["", "\n", "[" * 3000, "*" * 3000, "> " * 3000 + "x", "<" * 2000, "[[" * 1000, "`" * 999, "- " * 2000, "\ud800"]
)
def test_any_text_is_rendered(text: str) -> None:
    assert isinstance(render(text).html, str)


def test_a_wiki_link_in_a_table_has_a_backslash_before_its_bar() -> None:
    page = markdown.render("| a |\n|---|\n| [[One\\|shown]] \\[[Two]] |\n", lambda _kind, target: (f"/notes/{target}", ""), str)
    assert '<a class="wiki note" href="/notes/one" rel="noopener noreferrer nofollow">shown</a> [[Two]]' in page.html
