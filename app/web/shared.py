"""What a short link opens: a configuration as page, text, script or archive; a note or an entry as page or Markdown.

Wrong, expired and revoked links answer the same. Nothing below /s/ is kept by anybody on the way, names its address
to the pages that it links to, or is indexed.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from flask import Blueprint, Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from app.library import attachments, entries, markdown
from app.library import shares as library
from app.library.models import Note, Share
from app.web import answers, generate, query, take
from app.web.knowledge import files
from app.web.knowledge.desk import desk
from app.web.knowledge.reading import SOURCES, source

shared = Blueprint("shared", __name__)

NOWHERE = "This short link leads nowhere: it may be mistyped or cut off, it may have expired, or somebody took it back."


@shared.get("/s/<path:rest>")
def follow(rest: str) -> Answer:
    """What the link leads to: /s/<token>, /s/<token>.<form>, and the files of a note below /s/<token>/files/."""
    name, _, inside = rest.partition("/")
    token, dot, suffix = name.partition(".")
    share = library.find(token)
    answer = _answer(share, dot + suffix, inside) if share else None
    if share is None or answer is None:
        abort(404, NOWHERE)
    if request.method == "GET" and not inside:
        library.opened(share)
    return answer


@shared.after_request
def keep_close(response: Response) -> Response:
    """The address is the key: it is neither kept nor passed on, whatever the answer."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _answer(share: Share, suffix: str, inside: str) -> Answer | None:
    """The answer, None for a form that there is not."""
    if share.note is None:
        return None if inside else _state(share, suffix)
    if inside:
        return None if suffix else _file(share.note, inside)
    return _note(share, share.note, suffix)


def _state(share: Share, suffix: str) -> Answer | None:
    """A configuration: the same answers as the generator's own addresses give."""
    pairs = library.pairs(share)
    asked = query.link("", pairs).removeprefix("?").encode()
    if suffix == ".txt" or (not suffix and answers.wants_text()):
        return answers.send(generate.to_text(asked), vary="" if suffix else answers.VARY)
    if not suffix:
        answer = redirect(query.link("/generate", pairs), 302)
        answer.headers["Vary"] = answers.VARY
        return answer
    if suffix == ".json":
        return answers.send(generate.to_json(asked))
    ending = suffix.removeprefix(".")
    return take.carry(ending, asked) if ending in take.SUFFIXES else None


# ---------------------------------------------------------------- notes and entries


def _note(share: Share, note: Note, suffix: str) -> Answer | None:
    """A note as it is now: a page without anything to change it, or its Markdown."""
    if suffix in SOURCES or (not suffix and answers.wants_text()):
        return source(note, SOURCES.get(suffix, answers.TEXT))
    if suffix:
        return None
    note = desk().fresh(note)
    html = render_template(
        "shared.html", share=share, note=note, kind=note.kind, html=carried(note.html, f"/s/{share.token}"),
        headings=markdown.headings(note.html), severities=entries.SEVERITIES,
    )  # fmt: skip
    return answers.send(answers.body(html), vary=answers.VARY)


def _file(note: Note, inside: str) -> Answer | None:
    """A file that the note shows now; no other."""
    for short, written in attachments.LINK.findall(note.body):
        name = unquote(written)  # the path of a request has no escapes, that in a text may
        if inside == f"files/{short}/{name}" and (file := attachments.find(short, name)):
            return files.send(file)
    return None


TAG = re.compile(r'<(/?)(a|img)\b(?:[^">]|"[^"]*")*>')
FILE = re.compile(rf'\b(href|src)="({attachments.LINK.pattern})"')


def carried(html: str, base: str) -> str:
    """The text of a note for those who have only its link: its files come along, and nothing invites to write.

    The sanitiser wrote every tag, so each attribute has its quotes and no text has a bare angle.
    """
    wanted = False  # within a link to a note that is not written yet

    def tag(match: re.Match[str]) -> str:
        nonlocal wanted
        closing, name = match[1], match[2]
        if name == "a" and closing:
            was, wanted = wanted, False
            return "</span>" if was else match[0]
        if name == "a" and 'class="wiki wanted"' in match[0]:
            wanted = True
            return '<span class="wiki wanted" title="Not written yet">'
        return FILE.sub(rf'\1="{base}\2"', match[0])

    return TAG.sub(tag, html)
