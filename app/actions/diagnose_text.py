"""A diagnosis as text for a terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from app.actions.diagnose import Diagnosis
from app.bonding.problems import is_visible
from app.diagnosis.machine import Bond, Interface, Line, Machine
from app.diagnosis.shows.groups import Group
from app.diagnosis.symptom import POSSIBLE, Finding, listed
from app.diagnosis.symptoms.switch import cabling

if TYPE_CHECKING:
    from app.actions.lasting import Lasting

GATHER = (
    '(set +e; set -x; uname -a; cat /etc/os-release; for f in /proc/net/bonding/*; do cat "$f"; done; '
    "grep -H . /sys/class/net/*/bonding/* /sys/class/net/*/bonding_slave/*; ip -d -s link; ip -br address; ip route; "
    'for i in $(cat /sys/class/net/*/bonding/slaves); do ethtool "$i"; ethtool -i "$i"; ethtool -S "$i"; done; '
    "dmesg) 2>&1 | tee bond-report.txt"
)
"""POSIX shell: gathers all that Bondbook can read, as root, without a password or a key in it; each command stands above its output."""

KINDS = {
    "proc": "/proc/net/bonding",
    "ip": "ip link",
    "sysfs": "sysfs",
    "ethtool": "ethtool",
    "log": "lines of a log about a bond",
    "switch": "tables of a switch",
}
MOST_WIDTH = 200


def to_text(found: Diagnosis, site: str = "") -> str:
    """What was found, then what was understood; `site` stands before the addresses of entries."""
    out: list[str] = []
    weighty = [each for each in found.findings if each.confidence != POSSIBLE]
    possible = [each for each in found.findings if each.confidence == POSSIBLE]
    if not found.serious:
        out += [found.headline + (" What may be worth a look stands below." if found.findings else ""), ""]
    for number, each in enumerate(weighty, 1):
        out += [
            f"{number}. {each.title} [{each.confidence}, {each.severity}]",
            *_told(each, found.several, site, found.lasting.get(each)),
            "",
        ]
    if possible:
        out.append("Possible, not proved:")
        for each in possible:
            out += [f"- {each.title}", *(f"    {_place(line, found.several)}" for line in each.evidence[:3]), *_entry(each, site)]
        out.append("")
    out += [f"Understood: {understood(found)}", *(f"Note: {note}" for note in found.notes)]
    out += [f"  {bond.name}: {_bond(bond, found.machine)}" for bond in list(found.machine.shown)[:20]]
    if not found.serious:
        out += ["", "To find more, gather everything on the machine as root, and diagnose the report:", f"  {GATHER}"]
    return "\n".join(out) + "\n"


def to_json(found: Diagnosis) -> dict[str, Any]:
    """Findings and bonds as plain data."""
    return {
        "findings": [
            {
                "id": each.id,
                "title": each.title,
                "confidence": each.confidence,
                "severity": each.severity,
                "evidence": [
                    {"line": line.number, "text": line.text, **({"file": line.source} if found.several else {})} for line in each.evidence
                ],
                "cause": each.cause,
                "checks": list(each.checks),
                "fix": "\n".join(each.fixes),
                "entry": each.entry or None,
                "lasting": _lasting_json(found.lasting.get(each)),
            }
            for each in found.findings
        ],
        "bonds": [_bond_json(bond) for bond in found.machine.shown],
        "groups": [_group_json(group) for group in found.machine.groups.values()],
        "understood": dict(found.machine.kinds),
        "lines": found.lines,
        "release": found.release.id if found.release else None,
        "notes": list(found.notes),
        "gather": GATHER,
    }


def _lasting_json(forever: Lasting | None) -> dict[str, Any] | None:
    if forever is None:
        return None
    lines = [{"path": path, "text": text} for path, text in forever.lines]
    return {"release": forever.release.id, "stack": forever.stack, "lines": lines, "link": forever.link, "missing": forever.missing}


def understood(found: Diagnosis) -> str:
    """What was recognised, in words."""
    kinds = [f"{found.machine.kinds[kind]} × {title}" for kind, title in KINDS.items() if kind in found.machine.kinds]
    return f"{listed(kinds) or 'nothing about a bond'}, in {found.lines} {'line' if found.lines == 1 else 'lines'}."


def _told(each: Finding, several: bool, site: str, forever: Lasting | None) -> Iterator[str]:
    yield from (f"    {_place(line, several)}" for line in each.evidence)
    if len(each.evidence) < each.lines:
        yield f"    … and {each.lines - len(each.evidence)} more lines"
    for title, texts in (("Why", (each.cause,)), ("Make sure", each.checks), ("Fix", each.fixes)):
        for text in texts:
            first, *rest = text.strip().split("\n") if text else [""]
            if first:
                yield f"  {title}: {first}"
                yield from (f"    {line}".rstrip() for line in rest)
    if forever:
        yield f"  For good on {forever.where}:"
        yield from (f"    {path}: {text}" for path, text in forever.lines)
        yield f"    {each.bond} as it was read: {f'{site}{forever.link}' if site else forever.command}"
        yield f"    {forever.missing}"
    yield from _entry(each, site)


def _entry(each: Finding, site: str) -> Iterator[str]:
    if each.entry:
        yield f"  More: {site}/troubleshooting/{each.entry}"


def _place(line: Line, several: bool) -> str:
    name = f"{line.source}:" if several and line.source else "line "
    text = "".join(char if is_visible(char) else " " for char in line.text[:MOST_WIDTH])
    return f"{name}{line.number}: {text.strip()}"


# ---------------------------------------------------------------- the state


def _bond(bond: Bond, machine: Machine) -> str:
    ports = {name: f"on {port} in {group.title}" for name, (group, port) in cabling(bond, machine).items()}
    members = listed(" ".join(filter(None, (each.name, state(each), ports.get(each.name, "")))) for each in bond.members.values())
    return ", ".join(part for part in (bond.mode, bond.facts.text("mii_status"), members and f"members {members}") if part) or "no details"


def state(member: Interface) -> str:
    """Up or down in a word; empty if nobody said."""
    return {True: "up", False: member.facts.text("mii_status").lower() or "down", None: ""}[member.up]


def _group_json(group: Group) -> dict[str, Any]:
    ports = [
        {"name": each.name, "state": each.state or None, "hears": each.system or None, "port_number": each.number, "key": each.key}
        for each in group.ports.values()
    ]
    vlans = sorted(group.vlans) if group.vlans is not None else None
    return {"switch": group.switch or None, "name": group.name, "protocol": group.protocol or None, "ports": ports, "vlans": vlans}


def _bond_json(bond: Bond) -> dict[str, Any]:
    hidden = ("proc", "name", "driver")
    return {
        "name": bond.name,
        "mode": bond.mode or None,
        **{name: fact.value for name, fact in sorted(bond.facts.items()) if name not in (*hidden, "mode")},
        "members": [
            {"name": each.name, **{name: fact.value for name, fact in sorted(each.facts.items()) if name not in hidden}}
            for each in bond.members.values()
        ],
    }
