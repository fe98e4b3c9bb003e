"""bondbook explain: what a word means."""

from __future__ import annotations

import json
import sys

import click

from app.bonding.problems import problem
from app.cli.status import WRONG_USE

HELP = """Explain an option, a mode, a field, or a word of a stack's files.

\b
bondbook explain miimon
bondbook explain 802.3ad
bondbook explain MIIMonitorSec

Exit status: 0 found, 2 nothing of that name."""


@click.command("explain", help=HELP)
@click.argument("word")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Form of the output.")
def command(word: str, form: str) -> None:
    """Explain a word; HELP is what its user reads."""
    from app.actions import lookup, reference_forms

    found = lookup.find(word)
    if not found:
        bad = problem("word", word, "is nothing that Bondbook can explain.", lookup.near(word))
        click.echo(f"error: {bad}", err=True)
        sys.exit(WRONG_USE)
    if form == "json":
        click.echo(json.dumps({"word": word, "found": [reference_forms.found_json(each) for each in found]}, indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(reference_forms.found_text(each) for each in found).rstrip("\n"))
