"""Many hosts as text for a terminal, and as JSON."""

from __future__ import annotations

from typing import Any

from app.actions import result_json
from app.actions.columns import aligned
from app.actions.hosts.many import Host, Many


def to_text(many: Many) -> str:
    """A line a host, then what is wrong."""
    rows = [("host", "bond", "members", "addresses", "findings"), *(_row(each, many) for each in many.hosts)]
    out = [*aligned(rows)] if many.hosts else []
    out += [f"error: {each}" for each in many.problems]
    for host in many.hosts:
        weighty = [each for each in host.result.findings if each.level != "hint"]
        out += [f"{host.name}: {each.level}: {each.field}: {each.message} {each.mend}".rstrip() for each in weighty]
    return "\n".join(out) + "\n"


def _row(host: Host, many: Many) -> tuple[str, ...]:
    bond = host.result.bond
    return host.name, bond.name, " ".join(bond.members), " ".join(host.addresses), counted(host, many)


def counted(host: Host, many: Many) -> str:
    """The findings of a host in a word or two; it is not fine where its line is wrong."""
    counts = [(level, sum(each.level == level for each in host.result.findings)) for level in ("error", "warning")]
    said = [f"{count} {level}{'s' if count > 1 else ''}" for level, count in counts if count]
    lost = len(host.result.rendering.losses)
    return ", ".join([*said, *([f"{lost} not written"] if lost else [])]) or ("its line is wrong" if many.wrong(host) else "fine")


def to_json(many: Many) -> dict[str, Any]:
    """The whole configuration of each host, and what is wrong."""
    return {
        "hosts": [{"host": each.name, "line": each.line, **result_json.to_json(each.result)} for each in many.hosts],
        "problems": [{"field": each.field, "value": each.value, "message": each.message, "mend": each.mend} for each in many.problems],
    }
