"""bondbook compare: two configurations as a diff."""

from __future__ import annotations

import json
import sys

import click

from app.bonding import wire
from app.cli.status import WRONG_USE
from app.cli.words import variable, vlan_words, wire_options
from app.errors import BadInput

HELP = """Compare two configurations: words, files, steps, findings, as a diff.

\b
bondbook compare --release rhel-8 --mode 802.3ad --member eth0 --member eth1 \\
    --with release=rhel-9

The words give the first configuration. --with WORD=VALUE changes a word in the second and may be repeated; --with LINK takes
a whole link of a configuration as the second. Nothing is read from the network.

Exit status: 0 compared, 2 a value can't be used."""


@wire_options
@click.command("compare", context_settings={"ignore_unknown_options": True}, help=HELP)
@click.option("--release", help="Release of the distribution, such as debian-12 (the newest that uses the stack).")
@click.option("--stack", help="Configuration system, such as netplan (the release's default).")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Form of the output.")
@click.option("--with", "second", multiple=True, metavar="WORD=VALUE|LINK", help="What is different in the second, or its link.")
@click.argument("rest", nargs=-1, type=click.UNPROCESSED)
def command(
    form: str, second: tuple[str, ...], rest: tuple[str, ...], release: str | None, stack: str | None, **words: tuple[str, ...]
) -> None:
    """Compare two configurations; HELP is what its user reads."""
    from app.actions import compare as action
    from app.actions import compare_text
    from app.actions.result_json import problems_to_json
    from app.actions.result_text import problems_to_text

    pairs = [(word, value) for word, value in (("release", release), ("stack", stack)) if value]
    pairs += [(word, value) for word in wire.WORDS for value in words[variable(word)]]
    try:
        found = action.compare(action.read([*pairs, *vlan_words(rest), *map(action.said, second)]))
    except BadInput as error:
        if form == "json":
            click.echo(json.dumps(problems_to_json(error.problems), indent=2))
        else:
            click.echo(problems_to_text(error.problems), err=True, nl=False)
        sys.exit(WRONG_USE)
    if form == "json":
        click.echo(json.dumps(compare_text.to_json(found), indent=2, ensure_ascii=False))
    else:
        click.echo(compare_text.to_text(found), nl=False)
