"""Short links: POST /s/ makes one of a configuration, a note or an entry; GET /s/ lists them; a POST takes one back.

All of it is for those who may write. Whoever may not shares the permanent link of a configuration, which needs no row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, abort, redirect, render_template, request
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as Answer

from app.accounts import may_write, person
from app.accounts.tokens import FIELD
from app.actions import generate as action
from app.actions.result_json import problems_to_json
from app.bonding.problems import Problem, is_visible
from app.bonding.wire import Pair
from app.errors import BadInput
from app.library import notes
from app.library import shares as library
from app.library.database import db
from app.library.models import Note, Share
from app.library.notes import KINDS
from app.web import access, answers, expiry, query
from app.web.pace import Pace

shares = Blueprint("shares", __name__)

OWN = frozenset({"shared", "expires", "until", "author", "password", FIELD, *KINDS})
"""Fields of the form that are no pairs of a configuration; `note` and `entry` give the slug of one."""

A_MINUTE = 60  # seconds
PACE = Pace(60, A_MINUTE)
"""Links a minute."""

A_PAGE = 100  # links of the list
TOO_MANY = f"More than {PACE.most} short links were asked for within a minute. Wait a minute; a permanent link needs no waiting."


# ---------------------------------------------------------------- making


@shares.post("/s/")
def make() -> Answer:
    """Make a link of the canonical pairs of the form, or of the note or entry that it names."""
    if not may_write(request) and not access.with_password():
        return access.refuse()
    kind = next((kind for kind in KINDS if kind in request.form), "")
    note = _note(kind, request.form[kind]) if kind else None
    try:
        expires = expiry.read(request.form)
    except BadInput as error:
        return _refused(error.problems)
    who = person(request)
    author = _name(request.form.get("author", "")) or (who.name if who else "")
    if note is not None:
        guard()
        return share_note(note, expires, author)
    asked = action.read([(name, value) for name, value in request.form.items(multi=True) if name not in OWN])
    if asked.problems and (answers.wants_json() or answers.wants_text()):
        return _refused(asked.problems)
    if asked.problems:
        return redirect(query.link("/generate", asked.pairs), 303)  # the form tells what is wrong
    guard()
    made = library.save(asked.link, expires, author)
    return _made(made, query.link("/generate", [*asked.link, ("shared", made.token)]))


def share_note(note: Note, expires: datetime | None, author: str = "") -> Answer:
    """Make a link to a note, and answer with it. Ask `guard` before."""
    return _made(library.save_note(note, expires, author), "")


def _note(kind: str, slug: str) -> Note:
    note = notes.find(kind, slug)
    if note is None or note.deleted_at is not None:
        abort(404, f"There is no such {kind} to share.")
    return note


def guard() -> None:
    """Stop those who make links without end."""
    if not PACE.allows():
        raise TooManyRequests(TOO_MANY, retry_after=A_MINUTE)


def _made(share: Share, page: str) -> Answer:
    """The new link as JSON or text, or on the page that shows it: for a note that is the list."""
    link = address(share.token)
    if answers.wants_json():
        body = answers.json_body({"link": link, "token": share.token, "expires": library.iso(share.expires_at)}, 201)
    elif answers.wants_text():
        body = answers.body(f"{link}\n", answers.TEXT, 201)
    else:
        return redirect(page or query.link("/s/", [("made", share.token)]), 303)
    made = answers.send(body, cache="no-store")
    made.headers["Location"] = f"/s/{share.token}"
    return made


def _refused(problems: Sequence[Problem]) -> Response:
    if not answers.wants_json():
        abort(400, " ".join(str(each) for each in problems))
    return answers.send(answers.json_body(problems_to_json(problems), 400), cache="no-store")


def _name(text: str) -> str:
    return " ".join("".join(char for char in text if is_visible(char)).split())[:80]


# ---------------------------------------------------------------- the list


@shares.get("/s/")
def overview() -> Answer:
    """All links, or those that are open; the one just made on top."""
    if not may_write(request):
        return access.refuse()
    only_open = request.args.get("only") == "open"
    start = query.start()
    rows = library.listing(db.engine, only_open=only_open, limit=A_PAGE + 1, start=start)
    if answers.wants_json():
        data = [{"link": address(each.token), **library.to_json(each)} for each in rows[:A_PAGE]]
        return answers.send(answers.json_body({"links": data}), cache="no-store")
    if answers.wants_text():
        lines = "".join(map(_line, rows[:A_PAGE]))
        return answers.send(answers.body(lines or "There is no short link yet.\n", answers.TEXT), cache="no-store")
    html = render_template(
        "shares.html", shares=rows[:A_PAGE], only_open=only_open, start=start, more=start + A_PAGE if len(rows) > A_PAGE else 0,
        made=library.find(request.args.get("made", "")), address=address, leads_to=leads_to, library=library,
    )  # fmt: skip
    # not packed: here tokens stand beside words that others chose, and a packed length would tell something of both
    return Response(html, 200, [("Content-Type", answers.HTML), ("Cache-Control", "no-store")])


def _line(share: Share) -> str:
    """A link for a terminal: what it is, until when, last opened when, and what it leads to."""
    until, opened = library.iso(share.expires_at) or "no end", library.iso(share.last_opened_at) or "never opened"
    words = (address(share.token), library.state(share), until, opened, library.kind(share), library.title(share))
    return "\t".join(words) + "\n"


@shares.post("/s/<token>/revoke")
def revoke(token: str) -> Answer:
    """Take a link back for good."""
    if not may_write(request) and not access.with_password():
        return access.refuse()
    if not library.revoke(db.engine, token):
        abort(404, "There is no such short link, or it was taken back before.")
    if answers.wants_text():
        return answers.send(answers.body("Taken back.\n", answers.TEXT), cache="no-store")
    return redirect("/s/?only=open" if request.form.get("only") == "open" else "/s/", 303)


# ---------------------------------------------------------------- for other pages


def known(token: str) -> list[Pair] | None:
    """The pairs behind the open link of a token, None for any other."""
    return library.load(token)


@dataclass(frozen=True)
class Short:
    """A short link as a page shows it: its address, and when it ends."""

    link: str
    expires: datetime | None


def leading_to(token: str, pairs: list[Pair]) -> Short | None:
    """The link of a token, if it is open and leads to these pairs."""
    share = library.find(token)
    if share is None or share.note is not None or library.pairs(share) != pairs:
        return None
    return Short(address(token), share.expires_at)


def address(token: str) -> str:
    """The whole address of a short link."""
    return f"{request.host_url}s/{token}"


def leads_to(share: Share) -> str:
    """The page that a link leads to, for those who need no link."""
    return f"{KINDS[share.note.kind]}{share.note.slug}" if share.note else query.link("/generate", library.pairs(share))
