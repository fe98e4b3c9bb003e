"""bondbook search: the library at the terminal."""

from __future__ import annotations

import json
import sys

import click

from app.cli.status import ERROR_FOUND, WRONG_USE, told

KINDS = ("entry", "note", "mode", "option", "field", "rule", "release", "target", "guide", "table", "symptom", "kernel")
HELP = """Search notes, troubleshooting entries, the reference with its guides, the kernel's documents, rules and releases.

\b
bondbook search lacp partner
bondbook search kind:option arp
dmesg | bondbook search -

A pasted log (or - for standard input) is compared with the entries first; times, hosts, addresses and names of
interfaces do not matter. The library is that of BONDBOOK_DATA_DIR or BONDBOOK_DATABASE_URL.

Exit status: 0 found, 1 nothing was found, 2 wrong use, or no library."""


@click.command("search", help=HELP)
@click.argument("words", nargs=-1)
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help=f"Only {', '.join(KINDS)}; repeatable.")
@click.option("--page", type=click.IntRange(1), default=1, show_default=True, help="Which page of the results.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Form of the output.")
def command(words: tuple[str, ...], kinds: tuple[str, ...], page: int, form: str) -> None:
    """Search the library; HELP is what its user reads."""
    from app.config import Settings
    from app.library import opening
    from app.library.search import looking, shown

    if not words and not kinds:
        raise click.UsageError("Nothing to look for: give words, a --kind, or - for a log on standard input.")
    if "-" in words and (len(words) > 1 or kinds):
        raise click.UsageError("- takes all of standard input: give no words and no --kind beside it.")
    text = sys.stdin.buffer.read().decode("utf-8", "replace") if words == ("-",) else " ".join(words)
    with told(), opening.as_it_is(Settings.read()) as engine:
        results = looking.look(engine, " ".join([text, *(f"kind:{kind}" for kind in kinds)]), page)
    if form == "json":
        click.echo(json.dumps(shown.to_json(results), indent=2, ensure_ascii=False))
    else:
        click.echo(shown.to_text(results), nl=False)
    if results.asked.problems:
        sys.exit(WRONG_USE)
    sys.exit(0 if results.recognised or results.answer.found else ERROR_FOUND)
