"""A note as a file: Markdown with YAML front matter, and back, without loss.

---
title: No partner answers
tags: [lacp]
severity: degraded
---
## Symptoms
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import yaml

from app.bonding.problems import problem
from app.errors import BadInput
from app.library import entries
from app.library.notes import Draft, in_utc

FENCE = "---"
KNOWN = ("title", "slug", "tags", "pinned", "author", "created", "updated")
LONGEST_HEAD = 64 * 1024  # characters


@dataclass(frozen=True)
class NoteFile:
    """What a file says: the kind, the draft, and what a database adds (author, moments)."""

    kind: str
    draft: Draft
    author: str = ""
    created: datetime | None = None
    updated: datetime | None = None
    unknown: Mapping[str, Any] = field(default_factory=dict, hash=False)


class _Dumper(yaml.SafeDumper):
    """Block style, long texts as they are."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    if re.search("[\x85\u2028\u2029\ufeff]", text):  # YAML ends a line there in every style but this one
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
    plain = "\n" in text and not re.search(r"[^\S\n]\n|[\x00-\x08\x0b-\x1f\x7f-\x9f]|^\s", text)
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if plain else None)


_Dumper.add_representer(str, _text)


def write(kind: str, draft: Draft, *, author: str = "", created: datetime | None = None, updated: datetime | None = None) -> str:
    """The text of the file."""
    head: dict[str, Any] = {"title": draft.title, "slug": draft.slug}
    if draft.tags:
        head["tags"] = list(draft.tags)
    if draft.pinned:
        head["pinned"] = True
    if author:
        head["author"] = author
    head |= {name: moment.isoformat() for name, moment in (("created", created), ("updated", updated)) if moment}
    if kind == "entry":
        head |= {name: draft.facts[name] for name in entries.FACTS if draft.facts.get(name)}
    text = yaml.dump(head, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)
    return f"{FENCE}\n{text}{FENCE}\n\n{draft.body.strip(chr(10))}\n"


def read(text: str, kind: str, slug: str) -> NoteFile:
    """Read a file. `slug` is its name, for a file that says neither slug nor title. Raises BadInput.

    Files of other programs are read as they are: a first heading stands in for a missing title, `tag` and
    `date` for tags and created, and what nobody knows is handed back in `unknown`.
    """
    head, body = _parts(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    facts = {name: head.pop(name) for name in entries.FACTS if name in head} if kind == "entry" else {}
    tags = head.pop("tags", head.pop("tag", None)) or []
    tags = re.split(r"[,\s]+", tags) if isinstance(tags, str) else tags
    if not isinstance(tags, list):
        raise BadInput([problem("tags", str(tags)[:60], "are not a list.", "Write tags: [one, two].")])
    title = str(head.pop("title", "") or "") or _heading(body) or slug
    draft = Draft(
        title=title,
        body=body,
        tags=tuple(str(tag).lstrip("#") for tag in tags if tag not in (None, "")),
        facts=entries.clean(facts) if kind == "entry" else {},
        pinned=head.pop("pinned", False) is True,
        slug=str(head.pop("slug", "") or slug),
    )
    return NoteFile(
        kind,
        draft,
        author=str(head.pop("author", "") or ""),
        created=_moment("created", head.pop("created", head.pop("date", None))),
        updated=_moment("updated", head.pop("updated", head.pop("modified", None))),
        unknown=head,
    )


def _parts(text: str) -> tuple[dict[str, Any], str]:
    """The front matter and the rest."""
    match = re.match(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", text, re.DOTALL | re.MULTILINE)
    if not match:
        return {}, text.strip("\n") + "\n"
    if len(match[1]) > LONGEST_HEAD:
        raise BadInput([problem("front matter", "", f"is longer than {LONGEST_HEAD} characters.", "Shorten it.")])
    try:
        head = yaml.safe_load(match[1])
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())[:200]
        raise BadInput([problem("front matter", "", f"is not YAML ({reason}).", "Mend it, or take it out.")]) from None
    if not isinstance(head, dict | None):
        raise BadInput([problem("front matter", str(head)[:60], "is not a table of names and values.", "Write title: …")])
    return {str(name): value for name, value in (head or {}).items()}, text[match.end() :].strip("\n") + "\n"


def _heading(body: str) -> str:
    match = re.match(r"\s*# (.+)", body)
    return match[1].strip() if match else ""


def _moment(name: str, value: object) -> datetime | None:
    if value is None:
        return None
    try:
        if isinstance(value, datetime):
            moment = value
        elif isinstance(value, date):
            moment = datetime(value.year, value.month, value.day)  # noqa: DTZ001
        else:
            moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise BadInput([problem(name, str(value)[:60], "is not a date.", "Write it as 2026-01-31 or 2026-01-31T12:00:00+00:00.")]) from None
    return in_utc(moment)
