"""Callouts of Obsidian (`> [!warning] Title`) as admonitions (`!!! warning "Title"`), one within another too."""

from __future__ import annotations

import re

BEGIN = re.compile(r" {0,3}> ?\[!([^\]\n]+)\][+-]?[ \t]*(.*)")
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
KINDS = {
    "warning": "warning", "caution": "caution", "attention": "warning", "danger": "danger", "error": "danger", "failure": "danger",
    "fail": "danger", "missing": "danger", "bug": "danger", "tip": "tip", "hint": "tip", "important": "tip", "success": "tip",
    "check": "tip", "done": "tip",
}  # fmt: skip
"""Their kinds and ours; any other is a note."""

QUOTES = ("quote", "cite")
DEEPEST = 20


def admonitions(text: str) -> str:
    """The text with admonitions in place of callouts; those in code blocks are code."""
    return "\n".join(_lines(text.split("\n"), 0))


def _lines(lines: list[str], depth: int) -> list[str]:
    made: list[str] = []
    fence, at = "", 0
    while at < len(lines):
        line = lines[at]
        mark = FENCE.match(line)
        if mark and (not fence or (mark[1].startswith(fence) and not line.strip().strip(fence[0]))):
            fence = "" if fence else mark[1]
        begin = BEGIN.match(line) if not fence and depth < DEEPEST else None
        if begin is None:
            made.append(line)
            at += 1
            continue
        end = next((later for later in range(at + 1, len(lines)) if not lines[later].lstrip().startswith(">")), len(lines))
        inner = _lines([_unquoted(each) for each in lines[at + 1 : end]], depth + 1)
        made += ["", *_block(begin[1], begin[2], inner), ""] if made and made[-1].strip() else [*_block(begin[1], begin[2], inner), ""]
        at = end + 1 if end < len(lines) and not lines[end].strip() else end
    return made


def _block(kind: str, title: str, inner: list[str]) -> list[str]:
    word = kind.partition("|")[0].strip()
    title = title.strip() or word.capitalize()
    if word.lower() in QUOTES:
        return [f"> **{title}**", ">", *(f"> {line}".rstrip() for line in inner)]
    return [f'!!! {KINDS.get(word.lower(), "note")} "{title}"', *(f"    {line}".rstrip() for line in inner)]


def _unquoted(line: str) -> str:
    return line.lstrip().removeprefix(">").removeprefix(" ")
