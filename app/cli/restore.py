"""bondbook restore: a backup in place of the library."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli.status import told

HELP = """Put a backup in place of the library. The server has to be stopped.

\b
bondbook restore /srv/backups/bondbook.db

FILE is checked first and stays as it is; one that an older Bondbook made is brought up to date. What is replaced is kept in the
folder "backups" of the data directory. Killed in the middle, the library is the old one or the new one.

Exit status: 0 restored, 2 nothing was changed."""


@click.command("restore", help=HELP)
@click.argument("file", type=click.Path(path_type=Path))
def command(file: Path) -> None:
    """Restore a backup; HELP is what its user reads."""
    from app.config import Settings
    from app.library import backup

    with told():
        done = backup.restore(Settings.read(), file)
    if done.came_with != done.contents.schema:
        click.echo(f"Brought up to date from schema {done.came_with} to {done.contents.schema}.")
    click.echo(f"Restored: {done.contents}")
    if done.password:
        click.echo("The backup has a password, which counts from now on. Set another one with bondbook password if you do not know it.")
    if done.before:
        click.echo(f"The state of before is in {done.before}")
