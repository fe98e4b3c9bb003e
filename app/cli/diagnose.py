"""bondbook diagnose: what is wrong with a machine, from logs and the output of tools."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from app.cli.status import ERROR_FOUND, WRONG_USE
from app.errors import BadInput, BondbookError

if TYPE_CHECKING:
    from app.actions.diagnose import Knowledge
    from app.distros.releases import Release

HELP = """Say what is wrong with the bonds of a machine.

\b
dmesg | bondbook diagnose -
bondbook diagnose /proc/net/bonding/bond0
bondbook diagnose messages-*.gz bond-report.txt
bondbook diagnose --gather

FILE holds a kernel log, /proc/net/bonding, what ip, ethtool or grep on sysfs printed, or all of that in any order; it may be
packed (gz, bz2, xz, tar, zip), a folder, or - for standard input. --gather prints the command that collects all of it.
Known problems are those of the library in BONDBOOK_DATA_DIR or BONDBOOK_DATABASE_URL, or else the shipped ones.

Exit status: 0 nothing of weight was found, 1 something was, 2 wrong use."""


@click.command("diagnose", help=HELP)
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option("--gather", is_flag=True, help="Print the command that collects everything on a machine.")
@click.option("--release", metavar="ID", help="Release of the machine, such as debian-12, where its text does not tell it.")
@click.option("--mask", is_flag=True, help="Replace passwords, keys, public addresses and the ends of hardware addresses.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Form of the output.")
def command(files: tuple[str, ...], gather: bool, release: str | None, mask: bool, form: str) -> None:
    """Diagnose files; HELP is what its user reads."""
    from app.actions import diagnose as action
    from app.actions import diagnose_text, masking, streams

    if gather:
        click.echo(diagnose_text.GATHER)
        return
    if not files:
        raise click.UsageError("Nothing to read: name files, or - for standard input.")
    try:
        told = _release(release) if release else None
        found = action.diagnose(streams.of_paths(files), _knowledge(), masking.Mask().of_bytes if mask else None, told)
    except BadInput as error:
        from app.actions import result_json, result_text  # only now: they load the generator

        if form == "json":
            click.echo(json.dumps(result_json.problems_to_json(error.problems), indent=2))
        else:
            click.echo(result_text.problems_to_text(error.problems), err=True, nl=False)
        sys.exit(WRONG_USE)
    except BondbookError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(WRONG_USE)
    if form == "json":
        click.echo(json.dumps(diagnose_text.to_json(found), indent=2, ensure_ascii=False))
    else:
        click.echo(diagnose_text.to_text(found), nl=False)
    sys.exit(ERROR_FOUND if found.serious else 0)


def _release(id: str) -> Release:
    from app.distros.releases import named

    return named(id)


def _knowledge() -> Knowledge:
    """The problems of the library where there is one, else those that came with the program."""
    from app.config import ROOT, Settings

    settings = Settings.read()
    if settings.database_url or (settings.data_dir / "bondbook.sqlite").exists():
        from app.library import opening, problems  # only now: they take time to load

        with opening.as_it_is(settings) as engine:
            return problems.of_library(engine)
    from app.actions import known

    return known.shipped(ROOT / "notes")
