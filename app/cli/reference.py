"""bondbook reference: the kernel's own bonding documents beside ours."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.cli.status import WRONG_USE, told
from app.errors import BondbookError

if TYPE_CHECKING:
    from app.library.models import KernelDocument

ADD = """Add the kernel's own document: bonding.rst, or bonding.txt of older kernels.

\b
bondbook reference add --auto                        what this machine has
bondbook reference add --kernel 6.12                 of a version, downloaded from git.kernel.org if it is not here
bondbook reference add bonding.txt.gz --kernel 3.10  a file, packed or not
bondbook reference add /usr/src/linux                the source of a kernel

A version that is there already is replaced. --auto looks where linux-doc (Debian, Ubuntu) and kernel-doc (Red Hat) put it, and in
the sources of kernels; the server does the same at each start.

Exit status: 0 added, or nothing to do, 2 wrong use, or nothing could be added."""


@click.group("reference")
def command() -> None:
    """Add, list and remove the kernel's own documents."""


@command.command("add", help=ADD)
@click.argument("file", required=False, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--kernel", "version", default="", metavar="VERSION", help="The version of the kernel, such as 6.12 or 2.6.32.")
@click.option("--auto", is_flag=True, help="Add what this machine has and the library has not.")
def add(file: Path | None, version: str, auto: bool) -> None:
    """Add documents; ADD is what its user reads."""
    if auto and (file or version):
        raise click.UsageError("--auto finds file and version by itself: leave them out.")
    if not (auto or file or version):
        raise click.UsageError("Give a FILE, --kernel VERSION, or --auto.")
    from app.kerneldoc.document import LARGEST
    from app.library import kernel_documents, kernel_sources

    with _library() as engine:
        if auto:
            results = list(kernel_sources.add_found(engine))
            for each in results:
                click.echo(f"error: {each}" if isinstance(each, BondbookError) else _added(each), err=isinstance(each, BondbookError))
            if not results:
                click.echo("Nothing to add: this machine has no kernel document that is not here already.")
            elif all(isinstance(each, BondbookError) for each in results):
                sys.exit(WRONG_USE)
        elif file and str(file) == "-":
            click.echo(_added(kernel_documents.add(engine, version, sys.stdin.buffer.read(LARGEST + 1), "standard input")))
        elif file:
            click.echo(_added(kernel_sources.add_file(engine, file, version)))
        else:
            click.echo(_added(kernel_sources.add_kernel(engine, version)))


@command.command("list")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Form of the output.")
def list_all(form: str) -> None:
    """List the documents, the newest kernel first."""
    from app.library import kernel_documents

    with _library() as engine:
        rows = kernel_documents.listing(engine)
    if form == "json":
        click.echo(json.dumps([{**vars(row), "file": row.file, "address": f"/reference/kernel/{row.version}/"} for row in rows], indent=2))
    elif rows:
        click.echo("\n".join(f"{row.version}  {row.file}  added {row.added} from {row.source}" for row in rows))
    else:
        click.echo("No document yet. Add one with: bondbook reference add --auto, or --kernel VERSION.")


@command.command("remove")
@click.argument("version")
def remove(version: str) -> None:
    """Remove the document of a version. One that this machine has comes back when the server starts."""
    from app.bonding.problems import problem
    from app.errors import BadInput
    from app.library import kernel_documents

    with _library() as engine:
        if not kernel_documents.remove(engine, version):
            known = ", ".join(row.version for row in kernel_documents.listing(engine)) or "none"
            raise BadInput([problem("version", version, "has no document here.", f"There are: {known}.")])
    click.echo(f"Linux {version}: removed")


@contextmanager
def _library() -> Iterator[Any]:
    """The database, brought up to date; an error is one line and ends the command."""
    from app.config import Settings
    from app.library import opening

    with told(), opening.up_to_date(Settings.read()) as engine:
        yield engine


def _added(found: KernelDocument) -> str:
    """What is said of a document that was added."""
    options = sum(part["option"] for part in found.parts)
    what = f"bonding.{found.form} with {options} options"
    return f"Linux {found.version}: {what} added from {found.source}\n    /reference/kernel/{found.version}/"
