"""Who may do what: where a request stands, and the one question of everything that writes, `may_write`.

Without a password this machine itself may write, and nobody else. Once there is one, it is asked for everywhere, on
this machine too. There is one account today; further ones come into this room, and nobody else has to change.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from flask import Request, current_app

from app.accounts import names, store, tokens
from app.accounts.store import Person
from app.errors import BondbookError
from app.library.database import db

COOKIE = "bondbook"
KEPT = "bondbook.access"  # in the environment of a request
SAFE = ("GET", "HEAD", "OPTIONS")


class Standing(Enum):
    """Where a request stands. Pages differ by it, so it is part of the key of every kept page that offers writing."""

    OPEN = "open"
    """No password is set, and this machine itself asks."""

    SIGNED_IN = "signed in"

    SIGNED_OUT = "signed out"
    """There is a password, and this request has not given it."""

    READ_ONLY = "read-only"
    """No password is set, and the server listens on more than this machine."""

    FROM_ELSEWHERE = "from elsewhere"
    """No password is set, and the server listens on this machine only, but something passes others' requests on to it."""

    UNKNOWN = "unknown"
    """The database does not answer. What needs none can be read all the same."""


def may_write(request: Request) -> bool:
    """Whether this request may change anything. Set the limits of the request's size before you ask.

    A form of somebody who is signed in has to bring the token of the session along: a cookie comes with every request
    of a browser, whoever made it send one.
    """
    stands = standing(request)
    if stands is Standing.SIGNED_IN and request.method not in SAFE:
        return has_token(request)
    return stands in (Standing.OPEN, Standing.SIGNED_IN)


def standing(request: Request) -> Standing:
    """Where this request stands; found out once for each."""
    return _access(request).standing


def person(request: Request) -> Person | None:
    """Who is signed in."""
    return _access(request).person


def has_token(request: Request) -> bool:
    """Whether a form brought the token of its session, or has just given the password itself."""
    return _access(request).now or tokens.is_right(request.form.get(tokens.FIELD, ""), token(request))


def token(request: Request) -> bytes:
    """The bare token of this request's session."""
    return tokens.token(_access(request).word, secret())


def admit(request: Request, found: Person) -> str:
    """Begin a session in the middle of a request, which stands as signed in from here on; the word for the cookie.

    The word is always new: what a browser brought along before can't become a session, and if it was one, it ends.
    """
    if before := request.cookies.get(COOKIE, ""):
        store.close_session(db.engine, before, secret())
    word = store.open_session(db.engine, found, secret())
    request.environ[KEPT] = _Access(Standing.SIGNED_IN, found, word, now=True)
    return word


def secret() -> str:
    """The secret of this installation."""
    return str(current_app.config["SECRET_KEY"])


@dataclass(frozen=True)
class _Access:
    """What was found out of a request. `word` is that of its session; `now`: this very request gave the password."""

    standing: Standing
    person: Person | None = None
    word: str = ""
    now: bool = False


def _access(request: Request) -> _Access:
    found = request.environ.get(KEPT)
    if not isinstance(found, _Access):
        found = request.environ[KEPT] = _find(request)
    return found


def _find(request: Request) -> _Access:
    try:
        asks = store.has_password(db.engine)
    except BondbookError:
        return _Access(Standing.UNKNOWN)
    if not asks:
        listens_on = str(current_app.config.get("LISTENS_ON", ""))
        if names.is_local(request, listens_on):
            return _Access(Standing.OPEN)
        return _Access(Standing.FROM_ELSEWHERE if names.is_loopback(listens_on) else Standing.READ_ONLY)
    word = request.cookies.get(COOKIE, "")
    found = store.find_session(db.engine, word, secret()) if word else None
    return _Access(Standing.SIGNED_IN, found, word) if found else _Access(Standing.SIGNED_OUT)
