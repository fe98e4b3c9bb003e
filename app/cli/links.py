"""bondbook links: the short links, and taking one back, for whoever is logged in on the server."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from app.cli.status import WRONG_USE, told

MOST = 100_000  # links in one output
HELP = """List the short links, the newest first, or take some back.

\b
bondbook links
bondbook links --open --format json
bondbook links revoke http://127.0.0.1:8000/s/x7Qp2LmV9sKd4RtZa

A line has the token, whether it is open, when it was made, when it was last opened, and what it leads to; times are in
UTC. The library is that of BONDBOOK_DATA_DIR or BONDBOOK_DATABASE_URL."""


@click.group("links", help=HELP, invoke_without_command=True)
@click.option("--open", "only_open", is_flag=True, help="Only those that lead somewhere.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Form of the output.")
@click.pass_context
def command(context: click.Context, only_open: bool, form: str) -> None:
    """List the links, unless a command follows."""
    if context.invoked_subcommand is None:
        rows = _rows(only_open)
        if form == "json":
            click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        else:
            click.echo("".join(_line(row) for row in rows), nl=False)


A_DASH_IS_NO_OPTION = {"ignore_unknown_options": True, "help_option_names": ["--help"]}
"""Old tokens may begin with a dash."""


@command.command("revoke", context_settings=A_DASH_IS_NO_OPTION)
@click.argument("links", nargs=-1, required=True, metavar="LINK...")
def revoke(links: tuple[str, ...]) -> None:
    """Take links back for good: whole addresses or tokens. Exit status: 0 all were taken back, 2 one could not be."""
    from app.config import Settings
    from app.library import opening, shares

    missed = 0
    with told(), opening.as_it_is(Settings.read()) as engine:
        for link in links:
            token = link.strip().rstrip("/").rpartition("/")[2]
            if shares.revoke(engine, token):
                click.echo(f"Taken back: {token}")
            else:
                click.echo(f"error: LINK “{link}” is no short link of this library, or was taken back before.", err=True)
                missed += 1
    if missed:
        sys.exit(WRONG_USE)


def _rows(only_open: bool) -> list[dict[str, Any]]:
    from app.config import Settings
    from app.library import opening, shares

    with told(), opening.as_it_is(Settings.read()) as engine:
        return [shares.to_json(each) for each in shares.listing(engine, only_open=only_open, limit=MOST)]


def _line(row: dict[str, Any]) -> str:
    state = f"until {row['expires']}" if row["state"] == "open" and row["expires"] else row["state"]
    last = row["last_opened"] or "never"
    by = f" by {row['author']}" if row["author"] else ""
    return f"{row['token']}  {state}  made {row['made']}{by}  opened {last}  {row['kind']}  {row['title']}\n"
