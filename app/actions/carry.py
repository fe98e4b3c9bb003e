"""The forms in which a result is carried away: one row each for the command line, the links and the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.actions.archive import entries, to_tar, to_zip
from app.actions.generate import Result
from app.actions.script import to_script
from app.actions.ticket import to_markdown
from app.bonding.problems import problem
from app.errors import BadInput


@dataclass(frozen=True)
class Form:
    """A form: its name on the command line, the end of its address and file name, its type, and what makes it.

    `make` gets the result and the address where it can be opened again, which may be empty.
    `saved` says that a browser should keep it as a file rather than show it.
    """

    name: str
    suffix: str
    type: str
    title: str
    make: Callable[[Result, str], bytes]
    saved: bool = True
    binary: bool = False


def _script(result: Result, _link: str) -> bytes:
    stack = result.target.stack
    if stack.elsewhere:
        raise BadInput([problem("stack", stack.id, f"has no script: {stack.elsewhere}", "Take the archive, or the text with the steps.")])
    return to_script(result).encode()


def _tar(result: Result, _link: str) -> bytes:
    return to_tar(entries(result))


def _zip(result: Result, _link: str) -> bytes:
    return to_zip(entries(result))


def _markdown(result: Result, link: str) -> bytes:
    return to_markdown(result, link).encode()


FORMS = {
    form.name: form
    for form in (
        Form("sh", ".sh", "text/x-shellscript; charset=utf-8", "Script", _script),
        Form("tar", ".tar.gz", "application/gzip", "All files as tar.gz", _tar, binary=True),
        Form("zip", ".zip", "application/zip", "All files as zip", _zip, binary=True),
        Form("md", ".md", "text/markdown; charset=utf-8", "Markdown for a ticket", _markdown, saved=False),
    )
}


def forms(result: Result) -> list[Form]:
    """The forms that there are of a result: no script where the files act elsewhere than on the running machine."""
    return [form for form in FORMS.values() if form.name != "sh" or not result.target.stack.elsewhere]


def file_name(result: Result, form: Form) -> str:
    """A file name of letters, digits, dots, dashes and underscores, which interface names and ids consist of."""
    if form.name == "sh":
        return f"{result.bond.name}.sh"
    return f"{result.bond.name}-{result.target.release.id}-{result.target.stack.id}{form.suffix}"
