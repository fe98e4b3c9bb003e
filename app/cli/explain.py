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
bondbook explain --kernel 3.10 arp_validate
bondbook explain --release rhel-8 802.3ad

Exit status: 0 found, 2 nothing of that name."""


@click.command("explain", help=HELP)
@click.argument("word")
@click.option("--release", default="", help="Only what this release has, with what its vendor ported back.")
@click.option("--kernel", default="", help="Only what this kernel has, such as 6.12.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Form of the output.")
def command(word: str, release: str, kernel: str, form: str) -> None:
    """Explain a word; HELP is what its user reads."""
    from app.actions import lookup, reference_forms, reference_view

    view, problems = reference_view.read([("release", release), ("kernel", kernel)])
    if problems:
        click.echo("\n".join(f"error: {each}" for each in problems), err=True)
        sys.exit(WRONG_USE)
    found = lookup.find(word)
    if not found:
        bad = problem("word", word, "is nothing that Bondbook can explain.", lookup.near(word))
        click.echo(f"error: {bad}", err=True)
        sys.exit(WRONG_USE)
    if form == "json":
        click.echo(
            json.dumps({"word": word, "found": [reference_forms.found_json(each, view) for each in found]}, indent=2, ensure_ascii=False)
        )
    else:
        click.echo("\n".join(reference_forms.found_text(each, view) for each in found).rstrip("\n"))
