"""bondbook convert: the files of any stack, made for any other."""

from __future__ import annotations

import json
import sys

import click

from app.cli.status import ERROR_FOUND, WRONG_USE
from app.errors import BadInput

HELP = """Convert the configuration of a bond from any stack to any other.

\b
bondbook convert --to netplan /etc/network/interfaces
bondbook convert --to keyfile --release rhel-9 etc.tar.gz
cat ifcfg-* | bondbook convert --to model -

FILE is a file, a folder that mirrors the root, an archive (tar, zip) of /etc, or - for standard input. The stack that wrote
them is found out; --from says it. --to model prints the bonds themselves as JSON.

Exit status: 0 fine, 1 something of the files was not understood, is lost, or a finding says error; 2 wrong use, or no bond in them."""


@click.command("convert", help=HELP)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--to", "to", required=True, help="The stack to write, such as netplan; or model.")
@click.option("--from", "stack", default="auto", show_default=True, help="The stack that wrote the files.")
@click.option("--release", help="Release to write for (the newest that uses the stack).")
@click.option("--indirect", is_flag=True, help="Also set what the stack has no key for, in its indirect way.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Form of the output.")
def command(files: tuple[str, ...], to: str, stack: str, release: str | None, indirect: bool, form: str) -> None:
    """Convert files; HELP is what its user reads."""
    from app.actions import convert as action
    from app.actions import convert_text, result_json, result_text, sources

    words = [("stack", to), ("release", release or ""), ("indirect", "yes" if indirect else "")]
    given = sys.stdin.buffer.read(sources.LARGEST + 1) if "-" in files else b""
    try:
        found = sources.opened(files, given)
        asked = "" if stack == "auto" else stack
        conversion = action.read(found, asked) if to == "model" else action.convert(found, action.target(words), asked)
    except BadInput as error:
        if form == "json" or to == "model":
            click.echo(json.dumps(result_json.problems_to_json(error.problems), indent=2))
        else:
            click.echo(result_text.problems_to_text(error.problems), err=True, nl=False)
        sys.exit(WRONG_USE)
    if to == "model":
        click.echo(json.dumps(convert_text.to_model(conversion), indent=2, ensure_ascii=False))
    elif form == "json":
        click.echo(json.dumps(convert_text.to_json(conversion), indent=2, ensure_ascii=False))
    else:
        click.echo(convert_text.to_text(conversion).rstrip("\n"))
    sys.exit(ERROR_FOUND if conversion.doubtful else 0)
