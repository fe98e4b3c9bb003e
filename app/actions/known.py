"""The troubleshooting entries that came with Bondbook, read from their files as known problems: no library and no database is needed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from app.actions.diagnose import Knowledge, Known
from app.diagnosis.signatures import Signature
from app.errors import BadFacts

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
WIKI = re.compile(r"\[\[(?:\w+:)?([^\]|]+)(?:\|([^\]]+))?\]\]")
ITEM = re.compile(r"\s*(?:[-*]|\d+\.) |\|")
BLOCK = re.compile(r"^```bond\n.*?^```\n?", re.MULTILINE | re.DOTALL)


def shipped(folder: Path) -> Knowledge:
    """The entries of a folder of notes. Raises BadFacts for one that cannot be read."""
    found = []
    for path in sorted((folder / "troubleshooting").glob("*.md")):
        try:
            _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
            facts = yaml.load(head, Loader=LOADER)  # noqa: S506 - both are safe
            found.append(known(path.stem, str(facts["title"]), facts, parts(body)))
        except (ValueError, KeyError, TypeError, yaml.YAMLError) as error:
            raise BadFacts(f"{path}: {error}") from error
    return Knowledge(found)


def known(slug: str, title: str, facts: Mapping[str, Any], texts: Mapping[str, str]) -> Known:
    """An entry as plain data: its slug, title and facts, and the texts below its headings."""
    signatures = tuple(Signature.read(row) for row in facts.get("signatures") or ())
    cause, checks, fix = (plain(texts.get(name, "")) for name in ("Cause", "Checks", "Fix"))
    return Known(slug, title, str(facts.get("severity") or "misconfig"), str(facts.get("match") or "any"), signatures, cause, checks, fix)


def parts(body: str) -> dict[str, str]:
    """The text below each heading of an entry of ours, which has no heading in its code."""
    _, *rest = re.split(r"^## (.+)\n", body, flags=re.MULTILINE)
    return dict(zip(rest[::2], rest[1::2], strict=True))


def plain(text: str) -> str:
    """Markdown without the links of the library (their words stay) and without bond blocks; a paragraph in one line."""
    lines: list[str] = []
    code = False
    for line in WIKI.sub(lambda match: match[2] or match[1], BLOCK.sub("", text)).strip().split("\n"):
        fence = line.lstrip().startswith("```")
        alone = code or fence or ITEM.match(line) or not line.strip()
        if lines and lines[-1].strip() and not alone and not lines[-1].endswith("```"):
            lines[-1] += " " + line.strip()
        else:
            lines.append(line)
        code ^= fence
    return "\n".join(lines)
