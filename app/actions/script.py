"""The script that sets a bond up by itself: one POSIX shell script that keeps, writes, applies, verifies and rolls back.

It has two parts. The declarations are made here: texts in quoted here-documents, words quoted by
shlex, commands from the steps of the rendering. The frame, `script_frame.sh`, is the same for
every bond, and nothing is put into it.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from app.actions.generate import Result, untold
from app.bonding.model import Addressing, Bond
from app.distros.calling import own_names
from app.distros.releases import Release
from app.formats.commands import command
from app.formats.node import one_line
from app.stacks.contract import Snippet, Step
from app.stacks.steps import RESTORE, folder

BEFOREHAND = ("keep", "look", "check", "others", "stanzas", "hand")
"""Roles of steps that leave the running system alone: they are taken before the watcher starts."""

GRACE = 20
"""Seconds in which the system's own manager may bring the old addresses back before they are set by hand."""

NO_MANAGER = {
    "brctl", "cat", "chmod", "echo", "ifconfig", "ifenslave", "insmod",
    "ip", "modprobe", "printf", "restorecon", "rm", "rmmod", "route", "sh", "sysctl", "test", "vconfig", "/bin/cp",
}  # fmt: skip
"""Programs that bring nothing back: where a stack calls no other, only the kernel knows the previous state."""

FILE_TAKEN = {"stanzas": "then the members' stanzas in them become comments", "others": "then they are set aside whole"}


def to_script(result: Result) -> str:
    """The whole script."""
    return "\n".join([*_declarations(result), ""]) + _frame()


def file_name(bond: Bond) -> str:
    """What the script is called where it is saved."""
    return f"{bond.name}.sh"


@cache
def _frame() -> str:
    return Path(__file__).with_name("script_frame.sh").read_text(encoding="utf-8")


# ---------------------------------------------------------------- the declarations


def _declarations(result: Result) -> Iterator[str]:
    bond, release, stack = result.bond, result.target.release, result.target.stack
    apply = result.rendering.phase("apply")
    title = f"{release.name}, {stack.title}"
    others = next((step.role for step in apply if step.role in FILE_TAKEN), "")
    managed = not NO_MANAGER.issuperset(_programs(result))
    kept = any(step.role == "keep" for step in apply)
    systems, number = _system(release)
    yield "#!/bin/sh"
    yield one_line(f"# {bond.name}: {bond.mode} for {title}")
    yield "# Written by Bondbook. Run it as root; sh FILE --dry-run says what it would do, sh FILE --help all the rest."
    yield ""
    for name, value in {
        "BOND": bond.name,
        "MODE": bond.mode,
        "MEMBERS": " ".join(bond.members),
        "INTERFACES": " ".join(bond.interfaces),
        "TITLE": title,
        "RELEASE": release.name,
        "SYSTEMS": systems,
        "VERSION": number,
        "KEPT": folder(bond),
        "ERRORS": str(len(result.errors)),
        "FILES": str(len(result.rendering.snippets)),
        "OTHERS": others,
        "TAKES": FILE_TAKEN.get(others, ""),
        "FILES_TELL": "yes" if managed and kept else "no",
        "GRACE": str(GRACE if managed else 0),
        "VERIFIED": _verified(result),
    }.items():
        yield f"{name}={shlex.quote(one_line(value))}"
    yield from _function("findings", _document(_findings(result)))
    yield from _function("needs", [f"need {word}" for word in _programs(result)])
    yield from _files(result.rendering.snippets)
    yield from _apply(apply)
    yield from _undo(result)
    yield from _function("all_is_well", [" &&\n    ".join(_checks(result))])
    yield from _function("plan", _document(_plan(result)))


def _function(name: str, lines: Iterable[str]) -> Iterator[str]:
    body = [line if _is_document(line) else f"    {line}" for line in lines]
    yield from ("", f"{name}() {{", *(body or ["    :"]), "}")


def _is_document(line: str) -> bool:
    return line.startswith("cat <<")


def _document(text: str) -> list[str]:
    """A here-document in one entry: quoted, so that nothing in it is expanded, with an end that no line of it is."""
    lines = text.splitlines()
    end = "END_OF_TEXT"
    while end in lines:
        end += "_"
    return ["\n".join([f"cat <<'{end}'", *map(one_line, lines), end])] if lines else []


def _findings(result: Result) -> str:
    said = [f"{each.level}: {each.field}: {each.message} {each.mend}".rstrip() for each in result.findings if each.level != "hint"]
    return "\n".join(said + [f"not written: {loss.field}={loss.wanted}: {loss.why}" for loss in untold(result)])


def _files(snippets: tuple[Snippet, ...]) -> Iterator[str]:
    about = [
        f"{number}) path={shlex.quote(each.path)} permissions={shlex.quote(each.permissions)} kind={_kind(each)} ;;"
        for number, each in enumerate(snippets, 1)
    ]
    yield from _function("about", ["# the file number $1", "case $1 in", *about, "esac"])
    texts = [part for number, each in enumerate(snippets, 1) for part in (f"{number})", *_document(each.text), ";;")]
    yield from _function("text", ["# of the file number $1", "case $1 in", *texts, "esac"])


def _kind(snippet: Snippet) -> str:
    """How a file is written: whole, or added to what is there, line by line or as one piece."""
    if not snippet.adds:
        return "whole"
    is_stanza = any(line.text[:1] in ("", " ", "\t") or line.text.startswith("iface ") for line in snippet.lines)
    is_long = any(line.text.count('"') % 2 for line in snippet.lines if not line.text.startswith("#"))  # a value over several lines
    return "block" if is_stanza or is_long else "lines"


# ---------------------------------------------------------------- the steps


def _apply(steps: tuple[Step, ...]) -> Iterator[str]:
    first = next((number for number, step in enumerate(steps) if step.role not in BEFOREHAND), len(steps))
    keeping = [step for step in steps if step.role == "keep"]
    yield from _function("keep_files", [" &&\n    ".join(step.run for step in keeping) or 'mkdir "$KEPT"'])
    again = [" ".join([command(*shlex.split(line)[:-1]), '"$META/undone/"']) for step in keeping for line in step.commands]
    yield from _function("keep_again", again)
    yield from _function("others", [_listing(step) for step in steps if step.role in FILE_TAKEN])
    yield from _function("by_hand", [_demand(step) for step in steps if step.role == "hand"])
    yield from _function("prepare", [_taken(step) for step in steps[:first] if step.role in ("look", "check")])
    yield from _function("apply_steps", [_taken(step) for step in steps[first:] if step.role in ("", "look", "check")])


def _listing(step: Step) -> str:
    return f"{step.run} 2>/dev/null" + " | sed 's/:.*//'" * (step.role == "stanzas")


def _demand(step: Step) -> str:
    done = f"{step.unless} >/dev/null 2>&1 || " if step.unless else ""
    return f"{done}refuse {shlex.quote(one_line(f'To be done first, by hand: {step.run}. {step.why}'))}"


def _taken(step: Step) -> str:
    """One step: what it is for, and its commands; a failure ends the function."""
    run = step.run
    if step.commands and not step.drops:
        run = " &&\n    ".join(step.commands)
    whole = f"{{\n{run}\n    }}" if "\n" in run or "&&" in run else run
    lines = [f"say {shlex.quote(one_line(step.why))}", f"{whole} || {':' if step.role == 'look' else 'return 1'}"]
    if step.unless:
        lines = [f"if ! {step.unless} >/dev/null 2>&1; then", *(f"    {line}" for line in lines), "fi"]
    return "\n    ".join(lines)


def _undo(result: Result) -> Iterator[str]:
    """The rollback's commands in their order; our own record of the files is put back behind the last that restores files."""
    lines: list[str] = []
    last = 0
    for step in result.rendering.phase("rollback"):
        for line in step.commands:
            lines += [f"say {shlex.quote(f'+ {line}')}", f'{line} || say "  ended with $?"']
            if line.startswith((f"{command(*RESTORE)} ", "rm ")):
                last = len(lines)
        if not step.commands:
            lines.append(f"{{\n{step.run}\n    }} || :")
    if not any(line.startswith("ip link delete ") for line in lines):
        lines.insert(last or len(lines), "sweep")
    lines.insert(last or len(lines), "put_back")
    yield from _function("undo_steps", lines)


def _programs(result: Result) -> list[str]:
    """The programs that the steps call, less the script's own files and what a person runs."""
    steps = [step for step in result.rendering.steps if step.phase in ("apply", "rollback") and step.role in ("", "check")]
    own = {snippet.path for snippet in result.rendering.snippets}
    words = [shlex.split(line)[0] for step in steps for line in step.commands]
    return list(dict.fromkeys(word for word in words if word not in own and word != "restorecon"))


# ---------------------------------------------------------------- what is verified


def _lost(result: Result) -> set[tuple[str, str]]:
    return {(loss.field, loss.wanted) for loss in result.rendering.losses}


def _checks(result: Result) -> list[str]:
    """The conditions of a healthy bond, less what the files could not say."""
    bond, lost = result.bond, _lost(result)
    checks = [] if ("mode", bond.mode) in lost else [command("mode_is", bond.mode)]
    checks += [command("joined", member) for member in bond.members if ("member", member) not in lost]
    if bond.members:
        checks.append(command("carrier", bond.name))
    for prefix, device, addressing in _layer3(bond):
        checks += _addressed(prefix, device, addressing, lost)
    for prefix, device, addressing in _layer3(bond):
        for gateway in addressing.gateways:
            if (f"{prefix}gateway", gateway) not in lost and not _renamed(prefix, lost):
                checks.append(command("answers", device, gateway))
    return checks or [":"]


def _layer3(bond: Bond) -> Iterator[tuple[str, str, Addressing]]:
    """Prefix of the wire names, interface that carries the addresses, and the addressing."""
    prefixes = ["", *(f"vlan.{vlan.id}." for vlan in bond.vlans)]
    for prefix, (device, addressing) in zip(prefixes, bond.layer3, strict=True):
        yield prefix, device, addressing


def _addressed(prefix: str, device: str, addressing: Addressing, lost: set[tuple[str, str]]) -> Iterator[str]:
    """Where the stack gave the interface another name, the address may be on any."""
    renamed = _renamed(prefix, lost)
    for address in addressing.addresses:
        if (f"{prefix}address", address) not in lost and "::ffff:" not in address:  # which the kernel writes otherwise
            yield command("addressed_somewhere", address) if renamed else command("addressed", device, address)
    if addressing.ipv4 == "dhcp" and (f"{prefix}ipv4", "dhcp") not in lost and not renamed:
        yield command("leased", device)


def _renamed(prefix: str, lost: set[tuple[str, str]]) -> bool:
    return any(field in (f"{prefix}name", "bridge", "bridge.over") for field, _ in lost)


def _verified(result: Result) -> str:
    words = {shlex.split(each)[0] for each in _checks(result)}
    names = {"mode_is": "mode", "joined": "members", "carrier": "carrier", "addressed": "addresses", "leased": "DHCP", "answers": "gateway"}
    return ", ".join(name for word, name in names.items() if word in words) or "nothing to verify"


# ---------------------------------------------------------------- what is told


def _plan(result: Result) -> str:
    lines = []
    for phase, title in (("apply", "Then these steps:"), ("rollback", "When verifying fails or nobody confirms:")):
        lines += ["", title]
        steps = [step for step in result.rendering.phase(phase) if step.role != "hand"]
        for number, step in enumerate(steps, 1):
            drops = " THE CONNECTION DROPS." if step.drops else ""
            lines += [f"{number}. {step.why}{drops}", *(f"   {line}" for line in step.run.splitlines())]
    return "\n".join([*lines, "", f"Verified: {_verified(result)}."])


def _system(release: Release) -> tuple[str, str]:
    """The names by which /etc/os-release may call the system, and its VERSION_ID; empty where it has none."""
    name, number = own_names(release)
    names = [name, *([release.family] if release.family in ("rhel", "debian", "suse") else [])]
    return " ".join(dict.fromkeys(names)), number
