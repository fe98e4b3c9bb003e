"""The result as Markdown, to be pasted into a ticket: nothing in a value can end a block, a cell or a word."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.actions import switch_forms
from app.actions.generate import Result, untold
from app.formats.node import one_line

PHASES = (("apply", "Apply"), ("verify", "Verify"), ("rollback", "Roll back"))
LANGUAGES = {".yaml": "yaml", ".netdev": "ini", ".network": "ini", ".nmconnection": "ini", ".sh": "sh"}


def to_markdown(result: Result, link: str = "") -> str:
    """The whole ticket; `link` is where it can be opened again."""
    return "\n".join(_lines(result, link)) + "\n"


def _lines(result: Result, link: str) -> Iterator[str]:
    bond, target = result.bond, result.target
    yield f"# {plain(bond.name)}: {plain(bond.mode)} for {plain(target.release.name)}, {plain(target.stack.title)}"
    yield ""
    if link:
        yield f"Open it again: <{link}>"
        yield ""
    yield "| what | value |"
    yield "|---|---|"
    for word, value in [pair for pair in result.link if pair[0] != "indirect"]:
        yield f"| {cell(word)} | {cell(value)} |"
    said = [f"**{each.level}** {code(each.field)}: {prose(f'{each.message} {each.mend}')}" for each in result.findings]
    said += [f"**not written** {code(f'{loss.field}={loss.wanted}')}: {prose(loss.why)}" for loss in untold(result)]
    if said:
        yield from ("", "## To know before", "", *(f"- {each}" for each in said))
    yield from ("", f"**The switch.** {prose(bond.facts.switch_asks)}", "", "## Files")
    for snippet in result.rendering.snippets:
        what = "add these lines, keep the rest" if snippet.adds else f"mode {snippet.permissions}"
        language = next((name for end, name in LANGUAGES.items() if snippet.path.endswith(end)), "")
        yield from ("", f"{code(snippet.path)} ({what})", "", *block(snippet.text, language))
    for phase, title in PHASES:
        if steps := result.rendering.phase(phase):
            yield from ("", f"## {title}")
        for number, step in enumerate(steps, 1):
            drops = " **The connection drops.**" if step.drops else ""
            yield from ("", f"{number}. {prose(step.why)}{drops}", "", *_indented(block(step.run, "sh")))
            if step.see:
                yield from ("", "   You should see:", "", *_indented(block(step.see)))
    if side := result.switch:
        yield from ("", f"## The switch: {plain(switch_forms.heading(side))}", "", *block("\n".join(switch_forms.to_lines(side))))


def plain(text: str) -> str:
    """Text in which nothing is markup."""
    return re.sub(r"([\\`*_\[\]<>#|~&!$@])", r"\\\1", one_line(text.strip()))


def prose(text: str) -> str:
    """A sentence of ours, in which words between backticks are code and nothing else is markup."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return plain(text)
    return "".join(code(part) if number % 2 else _keeping_spaces(part) for number, part in enumerate(parts)).strip()


def code(text: str) -> str:
    """A word of code, in a fence longer than any run of backticks in it."""
    fence = "`" * (_longest_run(text) + 1)
    space = " " if text[:1] in ("`", " ", "") or text[-1:] in ("`", " ") else ""
    return f"{fence}{space}{one_line(text)}{space}{fence}"


def cell(text: str) -> str:
    """A cell of a table: a bar ends one even inside code."""
    return plain(text) if "|" in text or "\\" in text or "`" in text else code(text)


def block(text: str, language: str = "") -> list[str]:
    """A fenced block, its fence longer than any run of backticks in it."""
    fence = "`" * max(3, _longest_run(text) + 1)
    return [f"{fence}{language}", *text.rstrip("\n").split("\n"), fence]


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)


def _keeping_spaces(text: str) -> str:
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :] if text.strip() else ""
    return f"{before}{plain(text)}{after}"


def _indented(lines: list[str]) -> list[str]:
    """Lines that belong to the entry of a numbered list."""
    return [f"   {line}".rstrip() for line in lines]
