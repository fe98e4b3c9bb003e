"""A note as a file: Markdown with YAML front matter, and back, without loss.

---
title: No partner answers
tags: [lacp]
severity: degraded
---
## Symptoms

A file has one line end behind its text, whatever the text has; `exact` files keep every byte of it.
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
from app.library.models import in_utc
from app.library.notes import Draft

FENCE = "---"
LONGEST_HEAD = 64 * 1024  # characters
UNSOUND = re.compile(r"[\x00\ud800-\udfff]")
"""What no database keeps: a zero byte, half a character."""


@dataclass(frozen=True)
class NoteFile:
    """What a file says: the kind, the draft, and what a database adds. `former` are slugs that the note had before."""

    kind: str
    draft: Draft
    author: str = ""
    message: str = ""
    created: datetime | None = None
    updated: datetime | None = None
    deleted: datetime | None = None
    former: tuple[str, ...] = ()
    unknown: Mapping[str, Any] = field(default_factory=dict, hash=False)


class _Dumper(yaml.SafeDumper):
    """Block style, long texts as they are, nothing by reference."""

    def ignore_aliases(self, data: Any) -> bool:
        del data
        return True


class _Loader(yaml.SafeLoader):
    """Nothing by reference: a few lines of references can stand for gigabytes."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("it refers to another place with *; write it out")
        return super().compose_node(parent, index)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    if re.search("[\x85\u2028\u2029\ufeff]", text):  # YAML ends a line there in every style but this one
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
    plain = "\n" in text and not re.search(r"[^\S\n]\n|[\x00-\x08\x0b-\x1f\x7f-\x9f]|^\s", text)
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if plain else None)


_Dumper.add_representer(str, _text)


def write(kind: str, draft: Draft, *, author: str = "", created: datetime | None = None, updated: datetime | None = None) -> str:
    """The text of the file of a draft."""
    return text_of(NoteFile(kind, draft, author, created=created, updated=updated))


def text_of(file: NoteFile, *, exact: bool = False) -> str:
    """The text of a file."""
    draft = file.draft
    head: dict[str, Any] = {"title": draft.title, "slug": draft.slug}
    if file.former:
        head["former"] = list(file.former)
    if draft.tags:
        head["tags"] = list(draft.tags)
    if draft.pinned:
        head["pinned"] = True
    head |= {name: text for name, text in (("author", file.author), ("message", file.message)) if text}
    moments = (("created", file.created), ("updated", file.updated), ("deleted", file.deleted))
    head |= {name: moment.isoformat() for name, moment in moments if moment}
    if file.kind == "entry":
        head |= {name: draft.facts[name] for name in entries.FACTS if draft.facts.get(name)}
    text = yaml.dump(head, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)
    return f"{FENCE}\n{text}{FENCE}\n{draft.body}" if exact else f"{FENCE}\n{text}{FENCE}\n\n{draft.body.strip(chr(10))}\n"


def read(text: str, kind: str, slug: str, *, exact: bool = False, named: bool = False) -> NoteFile:
    """Read a file. `slug` is its name, for a file that says neither slug nor title. Raises BadInput.

    `named` tells that the name of a file is its title, as many programs have it.

    Files of other programs are read as they are: a first heading stands in for a missing title, `tag` and
    `date` for tags and created, and what nobody knows is handed back in `unknown`.
    """
    head, body = _parts(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    if not exact:
        body = body.strip("\n") + "\n"
    facts = {name: head.pop(name) for name in entries.FACTS if name in head} if kind == "entry" else {}
    tags = head.pop("tags", head.pop("tag", None)) or []
    tags = re.split(r"[,\s]+", tags) if isinstance(tags, str) else tags
    if not isinstance(tags, list):
        raise BadInput([problem("tags", str(tags)[:60], "are not a list.", "Write tags: [one, two].")])
    title = str(head.pop("title", "") or "") or (not named and _heading(body)) or slug
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
        message=str(head.pop("message", "") or ""),
        created=_moment("created", head, "date"),
        updated=_moment("updated", head, "modified"),
        deleted=_moment("deleted", head),
        former=tuple(str(each) for each in _list(head.pop("former", None))),
        unknown=head,
    )


def _parts(text: str) -> tuple[dict[str, Any], str]:
    """The front matter and the rest."""
    match = re.match(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", text, re.DOTALL | re.MULTILINE)
    if not match:
        return {}, text
    if len(match[1]) > LONGEST_HEAD:
        raise BadInput([problem("front matter", "", f"is longer than {LONGEST_HEAD} characters.", "Shorten it.")])
    try:
        head = yaml.load(match[1], Loader=_Loader)  # noqa: S506 - a SafeLoader that takes even less
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())[:200]
        raise BadInput([problem("front matter", "", f"is not YAML ({reason}).", "Mend it, or take it out.")]) from None
    if not isinstance(head, dict | None):
        raise BadInput([problem("front matter", str(head)[:60], "is not a table of names and values.", "Write title: …")])
    if not _sound(head):
        raise BadInput([problem("front matter", "", "holds a zero byte or half a character.", "Take it out: text has none.")])
    return {str(name): value for name, value in (head or {}).items()}, text[match.end() :]


def _sound(value: object) -> bool:
    if isinstance(value, dict):
        return all(_sound(name) and _sound(each) for name, each in value.items())
    if isinstance(value, list | tuple | set):
        return all(_sound(each) for each in value)
    return not (isinstance(value, str) and UNSOUND.search(value))


def _list(value: object) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _heading(body: str) -> str:
    match = re.match(r"\s*# (.+)", body)
    return match[1].strip() if match else ""


def _moment(name: str, head: dict[str, Any], other: str = "") -> datetime | None:
    """Take a moment out of the front matter, by its name or the one that other programs use."""
    value = head.pop(name, head.pop(other, None))
    if value in (None, ""):
        return None
    try:
        if isinstance(value, datetime):
            moment = value
        elif isinstance(value, date):
            moment = datetime(value.year, value.month, value.day)  # noqa: DTZ001
        else:
            moment = datetime.fromisoformat(str(value))
        return in_utc(moment)
    except (ValueError, OverflowError):
        raise BadInput([problem(name, str(value)[:60], "is not a date.", "Write it as 2026-01-31 or 2026-01-31T12:00:00+00:00.")]) from None
