"""The command line: the same words as the links, the same results as the pages.

Exit status: 0 fine, 1 a finding of level error, 2 wrong use (bad values included).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.bonding import wire
from app.bonding.fields import FIELDS
from app.bonding.options import OPTIONS
from app.bonding.problems import did_you_mean, problem
from app.bonding.wire import Pair
from app.errors import BadInput, BondbookError

if TYPE_CHECKING:
    from app.actions.generate import Result

ERROR_FOUND, WRONG_USE = 1, 2

GENERATE_HELP = """Generate configuration for a bond: files, commands, and what to know before.

\b
bondbook generate --release centos-5 --mode balance-alb --miimon 100 \\
    --member eth0 --member eth1 --address 192.168.11.200/24

VLANs: --vlan.100.address 198.51.100.10/24, and so on for name, ipv4, ipv6, gateway, dns, search, route, mtu.

Exit status: 0 fine, 1 a finding says error, 2 a value can't be used."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="bondbook", prog_name="bondbook")
def main() -> None:
    """Bondbook: Linux network bonding, generated and explained."""


def _wire_options(command: click.Command) -> click.Command:
    """One flag for each wire word, with underscores and with dashes."""
    for word in reversed(wire.WORDS):
        option = OPTIONS.get(word)
        about, values = (option.summary, option.allowed()) if option else (FIELDS[word].summary, FIELDS[word].values)
        text = f"{about} {values[:1].upper()}{values[1:]}."
        flags = dict.fromkeys([f"--{word.replace('_', '-')}", f"--{word}"])
        command.params.insert(2, click.Option([*flags, _variable(word)], multiple=True, metavar="VALUE", help=text))
    return command


def _variable(word: str) -> str:
    return "wire_" + word.replace(".", "__")


@_wire_options
@main.command(context_settings={"ignore_unknown_options": True}, help=GENERATE_HELP)
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
@click.option("--explain", is_flag=True, help='Comments above the lines say what each is for (JSON: "lines" of each file).')
@click.option("--force", is_flag=True, help="With -o: write although a finding says error, and over files that differ.")
@click.argument("rest", nargs=-1, type=click.UNPROCESSED)
def generate(
    form: str,
    output: Path | None,
    explain: bool,
    force: bool,
    rest: tuple[str, ...],
    **words: Any,
) -> None:
    """Generate configuration for a bond; GENERATE_HELP is what its user reads."""
    from app.actions import generate as action
    from app.actions import result_json, result_text

    pairs = [(word, words[word]) for word in action.TARGET_WORDS if words[word]]
    pairs += [(word, value) for word in wire.WORDS for value in words[_variable(word)]]
    asked = action.Request([])
    try:
        asked = action.read([*pairs, *_vlan_words(rest)])
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


def _vlan_words(rest: tuple[str, ...]) -> Iterator[Pair]:
    """`--vlan.100.address VALUE` and `--vlan.100.address=VALUE`; nothing else may be left over."""
    words = list(rest)
    while words:
        flag = words.pop(0)
        name, equals, value = flag.removeprefix("--").partition("=")
        if not flag.startswith("--vlan."):
            known = [f"--{word.replace('_', '-')}" for word in wire.WORDS]
            raise BadInput([problem(flag.lstrip("-") or "request", flag, "is not an option of generate.", did_you_mean(flag, known))])
        if not equals:
            if not words:
                raise BadInput([problem(name, flag, "needs a value.", f"Write {flag} VALUE.")])
            value = words.pop(0)
        yield name, value


def _carry(result: Result, name: str, output: Path | None, force: bool) -> None:
    """Write a form that is one file, to `output` or to standard output."""
    from app.actions.carry import FORMS, file_name

    form = FORMS[name]
    content = form.make(result, "")
    if output is None:
        if form.binary and _is_terminal():
            mend = f"Write it to a file: -o {file_name(result, form)}"
            raise BadInput([problem("format", name, "is not for a terminal.", mend)])
        click.echo(content, nl=False)
        return
    if output.is_dir():
        raise BadInput([problem("output", output, "is a directory.", f"Name the file: -o {output / file_name(result, form)}")])
    if output.exists() and not force and output.read_bytes() != content:
        raise BadInput([problem("output", output, "is there already and differs.", "Take another name, or --force.")])
    try:
        output.write_bytes(content)
        if name == "sh":
            output.chmod(0o755)
    except OSError as error:
        raise _unwritable(error, output) from None


def _is_terminal() -> bool:
    return sys.stdout.isatty()


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
        raise _unwritable(error, output) from None


def _unwritable(error: OSError, output: Path) -> BadInput:
    return BadInput([problem("output", error.filename or output, f"can't be written: {error.strerror}.", "Take another place.")])


EXPLAIN_HELP = """Explain an option, a mode, a field, or a word of a stack's files.

\b
bondbook explain miimon
bondbook explain 802.3ad
bondbook explain MIIMonitorSec

Exit status: 0 found, 2 nothing of that name."""


@main.command(help=EXPLAIN_HELP)
@click.argument("word")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Form of the output.")
def explain(word: str, form: str) -> None:
    """Explain a word; EXPLAIN_HELP is what its user reads."""
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


COMPARE_HELP = """Compare two configurations: words, files, steps, findings, as a diff.

\b
bondbook compare --release rhel-8 --mode 802.3ad --member eth0 --member eth1 \\
    --with release=rhel-9

The words give the first configuration. --with WORD=VALUE changes a word in the second and may be repeated; --with LINK takes
a whole link of a configuration as the second. Nothing is read from the network.

Exit status: 0 compared, 2 a value can't be used."""


@_wire_options
@main.command(context_settings={"ignore_unknown_options": True}, help=COMPARE_HELP)
@click.option("--release", help="Release of the distribution, such as debian-12 (the newest that uses the stack).")
@click.option("--stack", help="Configuration system, such as netplan (the release's default).")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Form of the output.")
@click.option("--with", "second", multiple=True, metavar="WORD=VALUE|LINK", help="What is different in the second, or its link.")
@click.argument("rest", nargs=-1, type=click.UNPROCESSED)
def compare(
    form: str, second: tuple[str, ...], rest: tuple[str, ...], release: str | None, stack: str | None, **words: tuple[str, ...]
) -> None:
    """Compare two configurations; COMPARE_HELP is what its user reads."""
    from app.actions import compare as action
    from app.actions import compare_text
    from app.actions.result_json import problems_to_json
    from app.actions.result_text import problems_to_text

    pairs = [(word, value) for word, value in (("release", release), ("stack", stack)) if value]
    pairs += [(word, value) for word in wire.WORDS for value in words[_variable(word)]]
    try:
        found = action.compare(action.read([*pairs, *_vlan_words(rest), *map(action.said, second)]))
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


@main.command()
@click.option("--host", help="Address to listen on (BONDBOOK_HOST, 127.0.0.1).")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on (BONDBOOK_PORT, 8000).")
def serve(host: str | None, port: int | None) -> None:
    """Serve the pages: migrate the database, then listen."""
    from app.config import Settings
    from app.server import serve as run

    try:
        settings = Settings.read()
        run(replace(settings, host=host or settings.host, port=port or settings.port))
    except BondbookError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(WRONG_USE)


SEARCH_HELP = """Search notes, troubleshooting entries, modes, options, rules and releases.

\b
bondbook search lacp partner
bondbook search kind:option arp
dmesg | bondbook search -

A pasted log (or - for standard input) is compared with the entries first; times, hosts, addresses and names of
interfaces do not matter. The library is that of BONDBOOK_DATA_DIR or BONDBOOK_DATABASE_URL.

Exit status: 0 found, 1 nothing was found, 2 wrong use, or no library."""


@main.command(help=SEARCH_HELP)
@click.argument("words", nargs=-1)
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only entry, note, mode, option, rule, release or target; repeatable.")
@click.option("--page", type=click.IntRange(1), default=1, show_default=True, help="Which page of the results.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Form of the output.")
def search(words: tuple[str, ...], kinds: tuple[str, ...], page: int, form: str) -> None:
    """Search the library; SEARCH_HELP is what its user reads."""
    from app.config import Settings
    from app.library.search import looking, shown

    if not words and not kinds:
        raise click.UsageError("Nothing to look for: give words, a --kind, or - for a log on standard input.")
    if "-" in words and (len(words) > 1 or kinds):
        raise click.UsageError("- takes all of standard input: give no words and no --kind beside it.")
    text = sys.stdin.buffer.read().decode("utf-8", "replace") if words == ("-",) else " ".join(words)
    try:
        with looking.opened(Settings.read()) as engine:
            results = looking.look(engine, " ".join([text, *(f"kind:{kind}" for kind in kinds)]), page)
    except BondbookError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(WRONG_USE)
    if form == "json":
        click.echo(json.dumps(shown.to_json(results), indent=2, ensure_ascii=False))
    else:
        click.echo(shown.to_text(results), nl=False)
    if results.asked.problems:
        sys.exit(WRONG_USE)
    sys.exit(0 if results.recognised or results.answer.found else ERROR_FOUND)


if __name__ == "__main__":
    main()
