"""Results that are one file: written to standard output or to a file that is not there yet."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from app.bonding.problems import problem
from app.errors import BadInput


def save(content: bytes, form: str, name: str, output: Path | None, *, force: bool, binary: bool) -> None:
    """Write a form of a result; `name` is what its file would be called. Raises BadInput where that cannot be."""
    if output is None:
        if binary and _is_terminal():
            raise BadInput([problem("format", form, "is not for a terminal.", f"Write it to a file: -o {name}")])
        click.echo(content, nl=False)
        return
    if output.is_dir():
        raise BadInput([problem("output", output, "is a directory.", f"Name the file: -o {output / name}")])
    if output.exists() and not force and output.read_bytes() != content:
        raise BadInput([problem("output", output, "is there already and differs.", "Take another name, or --force.")])
    try:
        output.write_bytes(content)
        if form == "sh":
            output.chmod(0o755)
    except OSError as error:
        raise unwritable(error, output) from None


def unwritable(error: OSError, output: Path) -> BadInput:
    """What is said of a file or directory that cannot be written."""
    return BadInput([problem("output", error.filename or output, f"can't be written: {error.strerror}.", "Take another place.")])


def _is_terminal() -> bool:
    return sys.stdout.isatty()
