"""bondbook password: set, change or remove the password that writing asks for."""

from __future__ import annotations

import sys

import click

from app.cli.status import told

HELP = """Set the password that writing asks for, or change it. It is asked twice and not shown.

\b
bondbook password
bondbook password --stdin < file
bondbook password --remove

Without a password only the machine that Bondbook runs on may write, and a Bondbook that listens on another address
is read-only. With one, everybody reads, and whoever gives the password at /sign-in writes. A running server takes the
change up at once; a new password ends every sign-in. The library is that of BONDBOOK_DATA_DIR or
BONDBOOK_DATABASE_URL.

Exit status: 0 done, 2 wrong use, or a password that is no good."""


@click.command("password", help=HELP)
@click.option("--stdin", "from_stdin", is_flag=True, help="Read it from standard input: one line.")
@click.option("--remove", is_flag=True, help="Take the password away; every sign-in ends.")
def command(from_stdin: bool, remove: bool) -> None:
    """Set or remove the password; HELP is what its user reads."""
    if from_stdin and remove:
        raise click.UsageError("--remove needs no password: leave --stdin out.")
    from app.accounts import manage
    from app.config import Settings

    with told():
        settings = Settings.read()
        if remove:
            click.echo(manage.remove(settings))
            return
        text = _from_stdin() if from_stdin else click.prompt("New password", hide_input=True, confirmation_prompt="The same again")
        click.echo(manage.change(settings, text))


def _from_stdin() -> str:
    """All of it without the last line end; bytes that are no text become half characters, which are refused."""
    given = sys.stdin.buffer.read(64 * 1024).decode("utf-8", "surrogateescape")
    return given.removesuffix("\n").removesuffix("\r")
