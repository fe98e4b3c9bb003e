"""bondbook check: what is wrong with the configuration of a bond, as a compiler tells it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.status import ERROR_FOUND, WRONG_USE
from app.errors import BadInput

if TYPE_CHECKING:
    from app.actions.check_fix import Fixed

HELP = """Tell what is wrong with the configuration of a bond: file, line, what happens, and the mend.

\b
bondbook check /etc/netplan/*.yaml
bondbook check --release rhel-9 etc.tar.gz
bondbook check --format sarif etc/ > bondbook.sarif
bondbook check --fix 60-bond0.yaml | patch -p1

FILE is a file, a folder that mirrors the root, an archive (tar, zip) of /etc, or - for standard input. The stack that wrote
them is found out; --from says it. Give all files of the bond, those of its members too.

--fix adds the fixed version as a diff; with -o DIR its files are written there instead, as they lie on disk. What was given
is never changed.

Exit status: 0 fine, 1 a finding says error; 2 wrong use, or nothing of a bond in the files."""


@click.command("check", help=HELP)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--from", "stack", default="auto", show_default=True, help="The stack that wrote the files.")
@click.option("--release", default="", help="Release to judge for (the newest that uses the stack).")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "sarif"]), default="text", show_default=True, help="Form of the output."
)
@click.option("--hints", is_flag=True, help="Show in text what is good to know, too.")
@click.option("--fix", is_flag=True, help="Add the fixed version as a diff.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="With --fix: a folder for the fixed files.")
def command(files: tuple[str, ...], stack: str, release: str, form: str, hints: bool, fix: bool, output: Path | None) -> None:
    """Check files; HELP is what its user reads."""
    from app.actions import check as action
    from app.actions import check_fix, check_text, result_json, result_text, sarif, sources

    given = sys.stdin.buffer.read(sources.LARGEST + 1) if "-" in files else b""
    try:
        if output and not fix:
            raise click.UsageError("-o goes with --fix.")
        found = sources.opened(files, given)
        checked = action.check(found, "" if stack == "auto" else stack, release)
    except BadInput as error:
        if form == "text":
            click.echo(result_text.problems_to_text(error.problems), err=True, nl=False)
        else:
            click.echo(json.dumps(result_json.problems_to_json(error.problems), indent=2))
        sys.exit(WRONG_USE)
    fixed = check_fix.fix(checked)
    if form == "sarif":
        click.echo(json.dumps(sarif.to_sarif(checked, _here()), indent=2, ensure_ascii=False))
    elif form == "json":
        click.echo(json.dumps(check_text.to_json(checked, fixed), indent=2, ensure_ascii=False))
    else:
        click.echo(check_text.to_text(checked, fixed, diff=fix and output is None, hints=hints), nl=False)
    if output:
        _written(output, fixed)
    sys.exit(ERROR_FOUND if checked.count("error") else 0)


def _here() -> str:
    """The address at which this machine's Bondbook is served."""
    from app.config import Settings

    settings = Settings.read()
    return f"http://{settings.host}:{settings.port}"


def _written(folder: Path, fixed: list[Fixed]) -> None:
    """The fixed files below a folder, with their permissions; a file that is there already is never written over."""
    files = [(folder / path.lstrip("/"), text, each.permissions) for each in fixed for path, text in each.files.items()]
    for there, _, _ in files:
        if there.exists() or ".." in there.relative_to(folder).parts:
            raise click.UsageError(f"{there} is there already, or outside of the folder. Give -o an empty folder.")
    for there, text, permissions in files:
        there.parent.mkdir(parents=True, exist_ok=True)
        there.touch(mode=0o600)
        there.write_text(text, encoding="utf-8")
        there.chmod(int(permissions, 8))
        click.echo(f"# written: {there}", err=True)
