"""When a short link ends: the choices of the form, and what a form chose."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from app.bonding.problems import problem
from app.errors import BadInput
from app.library import models

NEVER = "never"
CHOICES = {NEVER: "never", "1d": "after one day", "7d": "after one week", "30d": "after 30 days"}
"""The values of `expires` and how the form says them; a day in ISO form is taken too, there or in `until`."""

FURTHEST = timedelta(days=3653)


def read(form: Mapping[str, str]) -> datetime | None:
    """The moment after which the link leads nowhere, None for never. A day in `until` counts before `expires`. Raises BadInput."""
    field = "until" if form.get("until", "").strip() else "expires"
    text = form.get(field, "").strip() or NEVER
    if text == NEVER:
        return None
    moment = models.now()
    if text in CHOICES:
        return moment + timedelta(days=int(text.removesuffix("d")))
    end = _end_of(text)
    if end is None:
        raise _bad(field, text, "is no end of a link.", f"Give {', '.join(CHOICES)}, or a day such as {moment.date().isoformat()}.")
    if end <= moment:
        raise _bad(field, text, "is in the past.", f"Give {moment.date().isoformat()} or a later day, in UTC.")
    if end > moment + FURTHEST:
        raise _bad(field, text, "is more than ten years away.", f"Give a nearer day, or {NEVER}.")
    return end


def _end_of(text: str) -> datetime | None:
    """The last second of a day in UTC, None for a text that is no day."""
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        return None
    return datetime.combine(day, time(23, 59, 59), UTC) if day else None


def _bad(field: str, value: str, message: str, mend: str) -> BadInput:
    return BadInput([problem(field, value, message, mend)])
