"""The command line: the same words as the links, the same results as the pages.

Exit status: 0 fine, 1 a finding of level error, 2 wrong use (bad values included).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.bonding import wire
from app.bonding.options import OPTIONS
from app.bonding.problems import did_you_mean, problem
from app.bonding.wire import Pair
from app.errors import BadInput, BondbookError

if TYPE_CHECKING:
    from app.actions.generate import Result

ERROR_FOUND, WRONG_USE = 1, 2

HELP = {
    "name": "Name of the bond (bond0).",
    "mode": "Mode, by name or number.",
    "member": "A member interface; repeat it for each.",
    "address": "An address with prefix length, IPv4 or IPv6; repeatable.",
    "ipv4": "none, static or dhcp (told by the addresses if left out).",
    "ipv6": "none, static, auto or dhcp (told by the addresses if left out).",
    "gateway": "A default gateway; once a family.",
    "dns": "A name server; repeatable.",
    "search": "A search domain; repeatable.",
    "route": '"10.0.0.0/8 via 192.0.2.1 [metric 100]"; repeatable.',
    "mtu": "MTU in bytes.",
    "mac": "Hardware address of the bond.",
    "description": "One line of text, kept as a comment.",
    "vlan": "Id of a VLAN on the bond; details as --vlan.ID.address and so on.",
    "bridge": "Name of a bridge on top.",
    "bridge.over": "What the bridge stands on: the bond (default) or a VLAN interface.",
}


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
        text = HELP[word] if option is None else f"{option.summary} {option.allowed()[:1].upper()}{option.allowed()[1:]}."
        flags = dict.fromkeys([f"--{word.replace('_', '-')}", f"--{word}"])
        command.params.insert(2, click.Option([*flags, _variable(word)], multiple=True, metavar="VALUE", help=text))
    return command


def _variable(word: str) -> str:
    return "wire_" + word.replace(".", "__")


@_wire_options
@main.command(context_settings={"ignore_unknown_options": True}, help=GENERATE_HELP)
@click.option("--release", help="Release of the distribution, such as debian-12 (the newest that uses the stack).")
@click.option("--stack", help="Configuration system, such as netplan (the release's default).")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Form of the output.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the files below this directory instead of printing them.",
)
@click.option("--force", is_flag=True, help="With -o: write although a finding says error, and over files that differ.")
@click.argument("rest", nargs=-1, type=click.UNPROCESSED)
def generate(
    form: str, output: Path | None, force: bool, rest: tuple[str, ...], release: str | None, stack: str | None, **words: tuple[str, ...]
) -> None:
    """Generate configuration for a bond; GENERATE_HELP is what its user reads."""
    from app.actions import generate as action

    pairs = [(word, value) for word, value in (("release", release), ("stack", stack)) if value]
    pairs += [(word, value) for word in wire.WORDS for value in words[_variable(word)]]
    try:
        result = action.generate(action.read([*pairs, *_vlan_words(rest)]))
        if output is not None and result.errors and not force:
            click.echo("".join(f"error: {each.field}: {each.message} {each.mend}\n" for each in result.errors), err=True, nl=False)
            click.echo("Nothing was written; --force writes it all the same.", err=True)
            sys.exit(ERROR_FOUND)
        if output is not None:
            _write(result, output, force)
    except BadInput as error:
        if form == "json":
            click.echo(json.dumps(action.problems_to_json(error.problems), indent=2))
        else:
            click.echo(action.problems_to_text(error.problems), err=True, nl=False)
        sys.exit(WRONG_USE)
    if form == "json":
        click.echo(json.dumps(action.to_json(result), indent=2, ensure_ascii=False))
    else:
        click.echo(action.to_text(result, files=output is None).rstrip("\n"))
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


def _write(result: Result, output: Path, force: bool) -> None:
    """Write the files below `output`; a file that is there and differs stops it before anything is written."""
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
        raise BadInput(
            [problem("output", error.filename or output, f"can't be written: {error.strerror}.", "Take another directory.")]
        ) from None


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
