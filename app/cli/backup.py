"""bondbook backup: a copy of the library in one file."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli.status import told

HELP = """Copy the library into FILE: notes, entries, history, attachments, short links. The server may go on.

\b
bondbook backup /srv/backups/bondbook.db
bondbook backup --force /srv/backups/bondbook.db

The copy is checked before it gets its name, and only its owner can read it. It is a SQLite database in one file. The secret
key of the data directory is not in it: with another key everybody signs in again, and nothing else changes.

Exit status: 0 made, 2 not made."""


@click.command("backup", help=HELP)
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--force", is_flag=True, help="Replace a file that is there already.")
def command(file: Path, *, force: bool) -> None:
    """Make a backup; HELP is what its user reads."""
    from app.config import Settings
    from app.library import backup

    with told():
        contents = backup.make(Settings.read(), file, replace=force)
    click.echo(f"{file}: {contents}")
