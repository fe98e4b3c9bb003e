"""Accounts and sign-ins in the database: setting a password, opening and closing sessions.

A session is a random word in a cookie. The table knows its digest, keyed with the secret of this installation, so that
neither a copy of the database nor a restored one on another machine lets anybody in. It lies on the server, not in the
cookie, because signing out and a new password have to end it for whoever holds a copy of the cookie, too.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import CursorResult, Engine, bindparam, delete, func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.accounts import passwords
from app.errors import BondbookError
from app.library.models import Account, SignIn, now

OWNER = "owner"
"""The name of the one account that there is today."""

LASTS = timedelta(days=30)
MOST = 50  # sessions of an account: the oldest ends when another begins
WORD_BYTES = 32
LONGEST_WORD = 64


FIND = (
    select(Account.id, Account.name, Account.stamp)
    .join(SignIn, (SignIn.account_id == Account.id) & (SignIn.stamp == Account.stamp))
    .where(SignIn.digest == bindparam("digest"), SignIn.expires_at > bindparam("moment"))
)  # made once: every page of somebody who is signed in asks it


@dataclass(frozen=True)
class Person:
    """An account, as the rest of the program sees it."""

    id: int
    name: str
    stamp: str
    """Says which of its passwords the account had when this was read."""


def has_password(engine: Engine) -> bool:
    """Whether anybody has a password. Raises BondbookError where the database cannot tell."""
    try:
        connection = engine.raw_connection()  # nearly every page asks: it must cost next to nothing
        try:
            cursor = connection.cursor()
            cursor.execute("SELECT 1 FROM accounts LIMIT 1")
            return bool(cursor.fetchall())
        finally:
            connection.close()
    except (SQLAlchemyError, engine.dialect.loaded_dbapi.Error) as error:
        raise BondbookError("The database does not answer, or has no schema yet.") from error


def set_password(engine: Engine, text: str, name: str = OWNER) -> int:
    """Set the password of an account; the number of sessions that this ended. Raises BadInput."""
    kept = passwords.new(text)
    with Session(engine) as session, session.begin():
        account = session.scalar(select(Account).where(Account.name == name))
        if account is None:
            session.add(Account(name=name, password=kept, stamp=_stamp()))
            return 0
        account.password, account.stamp, account.changed_at = kept, _stamp(), now()
        return _ended(session, account.id)


def remove_password(engine: Engine, name: str = OWNER) -> bool:
    """Take an account away, and its sessions with it; False where there was none."""
    with Session(engine) as session, session.begin():
        account = session.scalar(select(Account).where(Account.name == name))
        if account is None:
            return False
        _ended(session, account.id)
        session.delete(account)
        return True


def recognise(engine: Engine, text: str, name: str = OWNER) -> Person | None:
    """The account with that name and password. Costs the work of one hash, whatever comes of it."""
    with Session(engine) as session:
        account = session.scalar(select(Account).where(Account.name == name))
    if not passwords.fits(account.password if account else None, text) or account is None:
        return None
    if passwords.outdated(account.password):
        _renew(engine, account, text)
    return Person(account.id, account.name, account.stamp)


def open_session(engine: Engine, person: Person, secret: str) -> str:
    """Begin a session: the word for its cookie.

    It has the stamp of the password that was looked at: if the password changes in this moment, the session is over at once.
    """
    word = secrets.token_urlsafe(WORD_BYTES)
    with Session(engine) as session, session.begin():
        session.execute(delete(SignIn).where(SignIn.expires_at <= now()))
        mine = select(SignIn.digest).where(SignIn.account_id == person.id).order_by(SignIn.created_at.desc(), SignIn.digest)
        old = session.scalars(mine.offset(MOST - 1)).all()
        session.execute(delete(SignIn).where(SignIn.digest.in_(old)))
        digest = _digest(word, secret)
        session.add(SignIn(digest=digest, account_id=person.id, stamp=person.stamp, expires_at=now() + LASTS))
    return word


def find_session(engine: Engine, word: str, secret: str) -> Person | None:
    """Whose session it is; None for one that is over, or never was."""
    if not word or len(word) > LONGEST_WORD:
        return None
    with engine.connect() as connection:
        row = connection.execute(FIND, {"digest": _digest(word, secret), "moment": now()}).first()
    return Person(row.id, row.name, row.stamp) if row else None


def close_session(engine: Engine, word: str, secret: str) -> None:
    """End a session."""
    with Session(engine) as session, session.begin():
        session.execute(delete(SignIn).where(SignIn.digest == _digest(word, secret)))


def sessions(engine: Engine) -> int:
    """How many sessions there are."""
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(SignIn).where(SignIn.expires_at > now())) or 0


def _ended(session: Session, account: int) -> int:
    done = session.execute(delete(SignIn).where(SignIn.account_id == account))
    return done.rowcount if isinstance(done, CursorResult) else 0


def _renew(engine: Engine, account: Account, text: str) -> None:
    """Hash with today's costs, unless somebody set another password meanwhile; its sessions go on."""
    fresh = passwords.HASHER.hash(passwords.tidy(text))
    try:
        with Session(engine) as session, session.begin():
            session.execute(update(Account).where(Account.id == account.id, Account.password == account.password).values(password=fresh))
    except SQLAlchemyError:
        return  # a busy database: another sign-in will do it


def _stamp() -> str:
    return secrets.token_urlsafe(12)


def _digest(word: str, secret: str) -> str:
    return hmac.digest(secret.encode(), b"session:" + word.encode("utf-8", "replace"), "sha256").hex()
