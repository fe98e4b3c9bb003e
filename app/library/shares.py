"""Short links: pairs kept under a token, the same token for the same pairs."""

from __future__ import annotations

import re
import secrets
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.bonding.problems import problem
from app.errors import BadInput
from app.library.database import db
from app.library.models import Share

LONGEST_QUERY = 65536
TOKEN_BYTES = 9  # 12 characters: short to read out, far too many to try
TOKEN = re.compile(r"[A-Za-z0-9_-]{10,32}")


def save(pairs: list[tuple[str, str]]) -> str:
    """The token of these pairs, a new one if they were never saved. Raises BadInput for pairs that are too long.

    The caller hands over pairs in their fixed order, so that equal states are equal here.
    """
    query = urlencode(pairs)
    if len(query) > LONGEST_QUERY:
        raise BadInput([problem("request", f"{query[:40]}…", f"is longer than {LONGEST_QUERY} characters.", "Shorten it.")])
    digest = sha256(query.encode()).hexdigest()
    while True:
        with Session(db.engine) as session:
            token = session.scalar(select(Share.token).where(Share.digest == digest))
            if token:
                return token
            token = secrets.token_urlsafe(TOKEN_BYTES)
            session.add(Share(token=token, query=query, digest=digest))
            try:
                session.commit()
            except IntegrityError:
                continue  # someone saved the same pairs meanwhile: the next round finds them
            return token


def load(token: str) -> list[tuple[str, str]] | None:
    """The pairs of a token, or None for one that was never given out."""
    if not TOKEN.fullmatch(token):
        return None
    with Session(db.engine) as session:
        query = session.scalar(select(Share.query).where(Share.token == token))
    return None if query is None else parse_qsl(query, keep_blank_values=True)
