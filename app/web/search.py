"""Finding: the page of results, plain text for terminals, JSON for programs and for the palette.

Answers are kept as long as no note changes: while somebody types, the same beginnings are asked for again and again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request
from markupsafe import Markup, escape
from werkzeug.wrappers import Response as Answer

from app.library import notes
from app.library.database import db
from app.library.search import looking, shown
from app.library.search.engine import PAGE
from app.library.search.looking import Results
from app.library.search.snippets import MARKED, bare
from app.library.search.words import LONGEST, is_log
from app.web import answers, query
from app.web.answers import SHELF, VARY, Body

search = Blueprint("search", __name__)

MOST_PAGES = 500


@search.route("/search", methods=["GET", "POST"])
@search.route("/search.json", methods=["GET", "POST"], endpoint="json")
def look() -> Answer:
    """Results for `q`: words and filters, or a pasted log. A long log comes as a form (POST) or as the body itself."""
    text, page, limit = _asked()
    if request.method == "POST" and not (is_log(text) or answers.wants_json() or answers.wants_text()):
        return redirect(link(" ".join(text.split())), 303)  # what was typed has an address that can be kept
    form = "json" if answers.wants_json() else "text" if answers.wants_text() else "page"
    key = ("search", form, text, page, limit, notes.version(), *answers.site_key())
    return answers.send(SHELF.get(key, lambda: _made(form, looking.look(db.engine, text, page, limit))), vary=VARY)


def _made(form: str, results: Results) -> Body:
    """The results as what was asked for."""
    if form == "json":
        return answers.json_body(shown.to_json(results))
    if form == "text":
        return answers.body(shown.to_text(results, request.host_url.rstrip("/")), answers.TEXT)
    html = render_template(
        "search.html", results=results, q=results.text, titles=shown.TITLES, address=shown.address, marked=marked,
        facets=list(facets(results)), filters=list(filters(results)), turn=lambda number: link(results.text, number),
    )  # fmt: skip
    return answers.body(html)


def _asked() -> tuple[str, int, int]:
    """What to look for, which page of the results, and how many at most."""
    raw = request.get_data() if request.mimetype == "application/x-www-form-urlencoded" else b""
    values = request.values
    text = values.get("q", "")
    if request.method == "POST" and request.mimetype not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        text = _body(request.get_data())
    elif request.method == "POST" and "q" not in values:  # curl -F q=@log sends a file, curl --data-binary @log calls any body a form
        sent = request.files.get("q")
        text = _body(sent.stream.read(4 * LONGEST) if sent else raw)
        if sent:
            sent.close()
    page = min(max(values.get("page", 1, type=int), 1), MOST_PAGES)
    return text.replace("\r\n", "\n"), page, min(max(values.get("limit", PAGE, type=int), 1), PAGE)


def _body(sent: bytes) -> str:
    """A log that came as bytes, as much of it as is looked at."""
    return sent[: 4 * LONGEST].decode("utf-8", "replace")


def marked(snippet: str) -> Markup:
    """A snippet as HTML, the words that were found marked."""
    safe = str(escape(" ".join(snippet.split())))
    return Markup(bare(MARKED.sub(r"<mark>\1</mark>", safe)))  # noqa: S704 - escaped above


# ---------------------------------------------------------------- filters and facets


@dataclass(frozen=True)
class Choice:
    """A link that changes the search: what it says, where it leads, and how many results there are."""

    text: str
    address: str
    number: int = 0


def link(text: str, page: int = 1) -> str:
    """The address of a search."""
    return query.link("/search", [("q", text), *([("page", str(page))] if page > 1 else [])])


def filters(results: Results) -> Iterator[Choice]:
    """The filters in force; each link takes one out."""
    if results.asked.log:
        return
    words = results.text.split()
    for name, values in results.asked.filters.items():
        for value in values:
            yield Choice(f"{name}:{value}", link(" ".join(word for word in words if word != f"{name}:{value}")))


def facets(results: Results) -> Iterator[Choice]:
    """The kinds among the results; each link keeps one."""
    if results.asked.log or "kind" in results.asked.filters:
        return
    for kind, title in shown.TITLES.items():
        if number := results.answer.kinds.get(kind):
            yield Choice(title, link(f"{results.text.strip()} kind:{kind}".strip()), number)
