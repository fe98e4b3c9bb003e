"""Exit status of every command (0 is fine), and how one ends that cannot do its work."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from app.errors import BondbookError

ERROR_FOUND = 1
"""A finding of level error, or nothing found."""

WRONG_USE = 2
"""Wrong use, bad values included."""


@contextmanager
def told(*also: type[Exception]) -> Iterator[None]:
    """Say what stops the work, one line for each problem, and end the command; errors of `also` are said in their own words."""
    stopped: tuple[type[Exception], ...] = (BondbookError, *also)
    try:
        yield
    except stopped as error:
        for line in str(error).splitlines():
            click.echo(f"error: {line}", err=True)
        sys.exit(WRONG_USE)
