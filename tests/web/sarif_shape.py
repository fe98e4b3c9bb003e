"""What SARIF 2.1.0 asks of a log, as far as ours goes: the properties that must be there, their types and values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

LEVELS = ("none", "note", "warning", "error")


def faults(log: dict[str, Any]) -> list[str]:
    """What of a log is against the standard; empty for a valid one."""
    return list(_faults(log))


def _faults(log: dict[str, Any]) -> Iterator[str]:
    if log.get("version") != "2.1.0":
        yield "version must be 2.1.0"
    if not isinstance(log.get("runs"), list):
        yield "runs must be a list"
    for run in log.get("runs", []):
        driver = run["tool"]["driver"]
        if not driver.get("name"):
            yield "tool.driver.name is required"
        rules = driver.get("rules", [])
        if len({rule["id"] for rule in rules}) != len(rules):
            yield "ids of rules must differ"
        yield from (f"helpUri {rule['helpUri']} is no address" for rule in rules if not urlsplit(rule["helpUri"]).scheme)
        yield from (
            f"{rule['id']} has no text" for rule in rules for key in ("shortDescription", "fullDescription") if not rule[key]["text"]
        )
        for result in run["results"]:
            yield from _of_result(result, rules)


def _of_result(result: dict[str, Any], rules: list[dict[str, Any]]) -> Iterator[str]:
    if not result["message"].get("text"):
        yield "message.text is required"
    if result.get("level", "warning") not in LEVELS:
        yield f"{result['level']} is no level"
    index = result.get("ruleIndex", -1)
    if not -1 <= index < len(rules) or (index >= 0 and rules[index]["id"] != result["ruleId"]):
        yield f"ruleIndex {index} is not {result['ruleId']}"
    for place in result.get("locations", []):
        physical = place["physicalLocation"]
        uri = physical["artifactLocation"]["uri"]
        if " " in uri or "\\" in uri or uri.startswith("/"):
            yield f"{uri} is no reference"
        if physical.get("region", {"startLine": 1})["startLine"] < 1:
            yield "lines count from 1"
