"""Short links: a token that leads to a generator state, a note or an entry, until it expires or is taken back.

The token is kept as it is, not as a hash: the list shows a link again to whoever needs it once more. Who gets hold of a
backup reads the notes and states in it anyway, so a hash would hide nothing, and a link can be taken back.
"""

from __future__ import annotations

import logging
import re
import secrets
import string
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import ColumnElement, Connection, Engine, Select, and_, delete, or_, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session, contains_eager, defer

from app.bonding.problems import problem
from app.errors import BadInput
from app.library import models
from app.library.database import db
from app.library.models import Note, Share

LONGEST_QUERY = 65536
SIGNS = string.ascii_letters + string.digits
"""What tokens are made of. A dash or an underscore at the end of a link is lost where chat programs guess where it ends."""
LENGTH = 17  # characters: 101 bits
TOKEN = re.compile(r"[A-Za-z0-9_-]{10,32}")
A_MOMENT = timedelta(minutes=1)
"""A link that is opened again within this time is not written down again."""
FORGOTTEN_AFTER = timedelta(days=90)
"""So long after its end a link leaves the list. It answers as before: like one that never was."""

log = logging.getLogger(__name__)


# ---------------------------------------------------------------- making


def save(pairs: list[tuple[str, str]], expires: datetime | None = None, author: str = "") -> Share:
    """A link to a generator state. Raises BadInput for pairs that are too long.

    The caller hands over pairs in their fixed order, so that equal states are equal here.
    """
    query = urlencode(pairs)
    if len(query) > LONGEST_QUERY:
        raise BadInput([problem("request", f"{query[:40]}…", f"is longer than {LONGEST_QUERY} characters.", "Shorten it.")])
    return _keep(query, None, query, expires, author)


def save_note(note: Note, expires: datetime | None = None, author: str = "") -> Share:
    """A link to a note or an entry, as it is whenever the link is opened."""
    return _keep("", note.id, f"note {note.id}", expires, author)


def _keep(query: str, note_id: int | None, thing: str, expires: datetime | None, author: str) -> Share:
    """The open link without an end if there is one and no end is asked for, a new one otherwise. No query has a blank in it."""
    moment, digest = models.now(), None if expires else sha256(thing.encode()).hexdigest()
    while True:
        with Session(db.engine, expire_on_commit=False) as session:
            if digest and (there := session.scalar(select(Share).where(Share.digest == digest))):
                return there
            made = Share(token=_token(), query=query, note_id=note_id, digest=digest, author=author, created_at=moment, expires_at=expires)
            session.add(made)
            try:
                session.flush()
            except IntegrityError:
                continue  # someone saved the same meanwhile: the next round finds it
            long_ago = moment - FORGOTTEN_AFTER
            session.execute(delete(Share).where(or_(Share.expires_at < long_ago, Share.revoked_at < long_ago)))
            session.commit()
            return made


def _token() -> str:
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


# ---------------------------------------------------------------- opening


def find(token: str) -> Share | None:
    """The open link of a token, with its note.

    None for one that was never given out, has expired, was taken back, or leads to a note in the trash: each of them
    costs the same one look into the index, also what cannot be a token.
    """
    wanted = token if TOKEN.fullmatch(token) else ""
    with Session(db.engine) as session:
        return session.scalar(_with_notes().where(Share.token == wanted, _is_open(models.now())))


def load(token: str) -> list[tuple[str, str]] | None:
    """The pairs of an open link to a generator state."""
    share = find(token)
    return pairs(share) if share and share.note_id is None else None


def pairs(share: Share) -> list[tuple[str, str]]:
    """The pairs of a link to a generator state."""
    return parse_qsl(share.query, keep_blank_values=True)


def opened(share: Share) -> None:
    """Write down that a link was opened, at most once a minute. Where that is not possible at once it is left out."""
    moment = models.now()
    if share.last_opened_at and abs(moment - share.last_opened_at) < A_MOMENT:
        return
    try:
        with _in_no_time() as connection:
            connection.execute(update(Share).where(Share.token == share.token).values(last_opened_at=moment))
    except SQLAlchemyError as error:
        log.info("that a short link was opened could not be written down: %s", str(error).splitlines()[0])


@contextmanager
def _in_no_time() -> Iterator[Connection]:
    """A transaction that fails rather than wait for another one: nobody who reads has to wait for it."""
    with db.engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            connection.exec_driver_sql("SET LOCAL lock_timeout = '50ms'")
            yield connection
            connection.commit()
            return
        patience = int(connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one())
        connection.exec_driver_sql("PRAGMA busy_timeout=0")
        try:
            yield connection
            connection.commit()
        finally:
            connection.rollback()
            connection.exec_driver_sql(f"PRAGMA busy_timeout={patience}")


# ---------------------------------------------------------------- the list


def listing(engine: Engine, *, only_open: bool = False, limit: int = 100, start: int = 0) -> Sequence[Share]:
    """Links with their notes (without their texts), the newest first."""
    query = _with_notes().options(contains_eager(Share.note).options(defer(Note.body), defer(Note.html)))
    if only_open:
        query = query.where(_is_open(models.now()))
    with Session(engine) as session:
        return session.scalars(query.order_by(Share.created_at.desc(), Share.token).offset(start).limit(limit)).all()


def revoke(engine: Engine, token: str) -> bool:
    """Take a link back for good; False if there is none that could be."""
    if not TOKEN.fullmatch(token):
        return False
    change = update(Share).where(Share.token == token, Share.revoked_at.is_(None)).values(revoked_at=models.now(), digest=None)
    with engine.begin() as connection:
        return connection.execute(change).rowcount > 0


def kind(share: Share) -> str:
    """What a link leads to: state, note or entry."""
    return share.note.kind if share.note else "state"


def title(share: Share) -> str:
    """What a link leads to, in a few words."""
    if share.note:
        return share.note.title
    given = dict(reversed(pairs(share)))
    target = ", ".join(filter(None, (given.get("release"), given.get("stack"))))
    return f"{given.get('name', 'bond0')}: {given.get('mode', 'balance-rr')}" + (f" for {target}" if target else "")


def state(share: Share) -> str:
    """open, revoked, expired, or trash for one whose note lies there."""
    if share.revoked_at:
        return "revoked"
    if share.expires_at and share.expires_at <= models.now():
        return "expired"
    return "trash" if share.note and share.note.deleted_at else "open"


def to_json(share: Share) -> dict[str, str | None]:
    """What the list says of a link, for programs; moments in UTC."""
    return {
        "token": share.token, "kind": kind(share), "title": title(share), "state": state(share), "author": share.author,
        "made": iso(share.created_at), "expires": iso(share.expires_at), "revoked": iso(share.revoked_at),
        "last_opened": iso(share.last_opened_at),
    }  # fmt: skip


def iso(moment: datetime | None) -> str | None:
    """A moment in ISO form, in UTC."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def _with_notes() -> Select[Share]:
    return select(Share).outerjoin(Share.note).options(contains_eager(Share.note))


def _is_open(moment: datetime) -> ColumnElement[bool]:
    """Whether a link opens something; a link to a state has no note, and so none in the trash."""
    lasts = or_(Share.expires_at.is_(None), Share.expires_at > moment)
    return and_(Share.revoked_at.is_(None), lasts, Note.deleted_at.is_(None))
