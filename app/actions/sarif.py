"""What check found as SARIF 2.1.0, the form that pipelines and code hosts take findings of tools in."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from app.actions.check import Checked, Found
from app.rules import RULES
from app.rules.texts import TEXTS

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"error": "error", "warning": "warning", "hint": "note"}


def to_sarif(checked: Checked, pages: str) -> dict[str, Any]:
    """One run of the tool; `pages` is the address of a Bondbook whose pages explain the rules."""
    ids = sorted({each.id for each in checked.findings})
    driver = {"name": "Bondbook", "informationUri": pages, "rules": [_rule(id, pages) for id in ids]}
    results = [_result(checked, each, ids.index(each.id)) for each in checked.findings]
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}


def _rule(id: str, pages: str) -> dict[str, Any]:
    told = RULES.get(id) or TEXTS[id]
    title = told.title if told.title.endswith(".") else f"{told.title}."
    address = f"{pages.rstrip('/')}/reference/rules/{id}"
    full = {"text": " ".join([title, *told.text])}
    return {"id": id, "shortDescription": {"text": title}, "fullDescription": full, "helpUri": address, "help": full}


def _result(checked: Checked, found: Found, index: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": found.id,
        "ruleIndex": index,
        "level": LEVELS[found.level],
        "message": {"text": f"{found.message} {found.mend}".strip()},
    }
    path, line = checked.place(found)
    if path:
        place: dict[str, Any] = {"artifactLocation": {"uri": _uri(path)}}
        if line:
            place["region"] = {"startLine": line}
        result["locations"] = [{"physicalLocation": place}]
    return result


def _uri(path: str) -> str:
    """A path as a reference: relative ones stay relative to where the command runs."""
    quoted = quote(path.removeprefix("./"))
    return f"file://{quoted}" if path.startswith("/") else quoted
