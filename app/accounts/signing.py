"""Signing in: the limits, the slot, the password, the session, in this order. A refusal is a value; it never says what was wrong."""

from __future__ import annotations

import math
from dataclasses import dataclass

from flask import Request, current_app

from app.accounts import admit, names, passwords, store
from app.accounts.limits import Limits
from app.library.database import db

LIMITS = Limits()
BUSY = 1  # seconds


@dataclass(frozen=True)
class Refused:
    """Why nobody was signed in: a wrong password, or `wait` seconds to wait before the next try."""

    wait: int = 0

    def __str__(self) -> str:
        if self.wait:
            return f"Too many tries. Wait {self.wait} {'second' if self.wait == 1 else 'seconds'}, then try again."
        return "That is not the password."


def sign_in(request: Request, text: str) -> str | Refused:
    """Try a password: the word for the cookie of a new session, or a refusal. One hash at a time is worked out in this process."""
    if not passwords.slot.acquire(blocking=False):
        return Refused(BUSY)
    try:
        caller = names.caller(request)
        local = names.is_local(request, str(current_app.config.get("LISTENS_ON", "")))
        if wait := LIMITS.ask(caller, trusted=local):
            return Refused(math.ceil(wait))
        found = store.recognise(db.engine, text)
        if found is None:
            return Refused()
        LIMITS.passed(caller)
    finally:
        passwords.slot.release()
    return admit(request, found)
