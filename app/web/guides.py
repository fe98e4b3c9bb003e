"""The guides of the reference: their list, and a page each; Markdown for a terminal."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template

from app.bonding.problems import did_you_mean
from app.guides import Guide
from app.guides import guides as every
from app.library import markdown, notes
from app.web import answers
from app.web.answers import SHELF, TEXT, VARY
from app.web.knowledge.desk import desk

guides = Blueprint("guides", __name__, url_prefix="/reference/guides")


@guides.get("/")
def overview() -> Response:
    """All guides, in the order in which they are best read."""
    if answers.wants_text():
        lines = [f"{each.link}\t{each.title}\n" for each in every().values()]
        return answers.send(answers.body("".join(lines), TEXT), vary=VARY)
    html = SHELF.get(("guides",), lambda: answers.body(render_template("guides.html", guides=every().values())))
    return answers.send(html, vary=VARY)


@guides.get("/<slug>")
def page(slug: str) -> Response:
    """One guide. It links to entries, so it is made anew when one of them may have changed."""
    guide = every().get(slug)
    if guide is None:
        near = did_you_mean(slug, list(every()))
        abort(404, " ".join(filter(None, ("There is no guide of that name.", near, "All are listed at /reference/guides/."))))
    if answers.wants_text():
        return answers.send(answers.body(guide.text, TEXT), vary=VARY)
    return answers.send(SHELF.get(("guide", slug, notes.version()), lambda: answers.body(_page(guide))), vary=VARY)


def _page(guide: Guide) -> str:
    html = desk().preview(guide.body).html
    around = list(every().values())
    at = around.index(guide)
    return render_template(
        "guide.html", guide=guide, html=html, headings=markdown.headings(html), before=around[at - 1] if at else None,
        after=around[at + 1] if at + 1 < len(around) else None,
    )  # fmt: skip
