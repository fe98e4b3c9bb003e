"""bondbook generate: the blocks of a configuration, printed, written below a directory, or as one file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from app.bonding import wire
from app.bonding.problems import problem
from app.cli.saving import save, unwritable
from app.cli.status import ERROR_FOUND, WRONG_USE
from app.cli.words import switch_options, variable, vlan_words, wire_options
from app.errors import BadInput
from app.switches import cabling

if TYPE_CHECKING:
    from app.actions.generate import Result

HELP = """Generate configuration for a bond: files, commands, and what to know before.

\b
bondbook generate --release centos-5 --mode balance-alb --miimon 100 \\
    --member eth0 --member eth1 --address 192.168.11.200/24

VLANs: --vlan.100.address 198.51.100.10/24, and so on for name, ipv4, ipv6, gateway, dns, search, route, mtu.

The switch: --switch arista-eos --switch.port Ethernet1 --switch.port Ethernet2 --switch.lag 10

Exit status: 0 fine, 1 a finding says error, 2 a value can't be used."""


@switch_options
@wire_options
@click.command("generate", context_settings={"ignore_unknown_options": True}, help=HELP)
@click.option("--release", help="Release of the distribution, such as debian-12 (the newest that uses the stack).")
@click.option("--stack", help="Configuration system, such as netplan (the release's default).")
@click.option(
    "--indirect",
    is_flag=False,
    flag_value="yes",
    metavar="[yes|no]",
    help="Also set what the stack has no key for, in its indirect way (a udev rule, lines of a hook).",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sh", "tar", "zip", "md"]),
    default="text",
    show_default=True,
    help="Form of the output: text or json; sh, a script that sets it up and rolls back by itself; tar or zip, all of it; "
    "md, Markdown for a ticket.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="With text and json: write the files below this directory. With the other forms: write to this file.",
)
@click.option(
    "--hosts",
    "hosts_file",
    type=click.File("r", encoding="utf-8"),
    help="A table of hosts (name, address, members a line, or CSV with a head), - for standard input: the bond is the template, and all of "
    "them become one archive (tar, zip), text or json.",
)
@click.option("--explain", is_flag=True, help='Comments above the lines say what each is for (JSON: "lines" of each file).')
@click.option("--force", is_flag=True, help="With -o: write although a finding says error, and over files that differ.")
@click.argument("rest", nargs=-1, type=click.UNPROCESSED)
def command(
    form: str,
    output: Path | None,
    hosts_file: TextIO | None,
    explain: bool,
    force: bool,
    rest: tuple[str, ...],
    **words: Any,
) -> None:
    """Generate configuration for a bond; HELP is what its user reads."""
    from app.actions import generate as action
    from app.actions import result_json, result_text

    pairs = [(word, words[word]) for word in action.TARGET_WORDS if words[word]]
    pairs += [(word, value) for word in (*wire.WORDS, *cabling.WORDS) for value in words[variable(word)]]
    asked = action.Request([])
    try:
        asked = action.read([*pairs, *vlan_words(rest)])
        if hosts_file is not None:
            from app.cli import many

            sys.exit(many.write(asked, hosts_file, form, output, force=force))
        result = action.generate(asked)
        if output is not None and result.errors and not force:
            click.echo("".join(f"error: {each.field}: {each.message} {each.mend}\n" for each in result.errors), err=True, nl=False)
            click.echo("Nothing was written; --force writes it all the same.", err=True)
            sys.exit(ERROR_FOUND)
        if form not in ("text", "json"):
            _carry(result, form, output, force)
        elif output is not None:
            _write(result, output, force)
    except BadInput as error:
        if form == "json":
            click.echo(json.dumps(result_json.problems_to_json(error.problems, asked.mends), indent=2))
        else:
            click.echo(result_text.problems_to_text(error.problems), err=True, nl=False)
        sys.exit(WRONG_USE)
    if form == "json":
        click.echo(json.dumps(result_json.to_json(result, explain=explain), indent=2, ensure_ascii=False))
    elif form == "text":
        click.echo(result_text.to_text(result, files=output is None, explain=explain).rstrip("\n"))
    sys.exit(ERROR_FOUND if result.errors else 0)


def _carry(result: Result, name: str, output: Path | None, force: bool) -> None:
    """Write a form that is one file, to `output` or to standard output."""
    from app.actions.carry import FORMS, file_name

    form = FORMS[name]
    save(form.make(result, ""), name, file_name(result, form), output, force=force, binary=form.binary)


def _write(result: Result, output: Path, force: bool) -> None:
    """Write the files below `output`; a file that is there and differs stops it before anything is written."""
    if output.exists() and not output.is_dir():
        raise BadInput([problem("output", output, "is a file, and the files are written below a directory.", "Name a directory.")])
    paths = {output / each.path.lstrip("/"): each for each in result.rendering.snippets}
    for path, snippet in paths.items():
        if path.exists() and snippet.adds and path.read_bytes() != snippet.text.encode():
            raise BadInput([problem("output", path, "is there already, and these lines are only to be added to it.", "Add them by hand.")])
        if path.exists() and not force and path.read_bytes() != snippet.text.encode():
            raise BadInput([problem("output", path, "is there already and differs.", "Take an empty directory, or --force.")])
    try:
        for path, snippet in paths.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=int(snippet.permissions, 8))
            path.write_bytes(snippet.text.encode())
            path.chmod(int(snippet.permissions, 8))
    except OSError as error:
        raise unwritable(error, output) from None
