"""bondbook notes: the library as a folder of Markdown files, in and out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from app.cli.status import ERROR_FOUND, told

if TYPE_CHECKING:
    from app.config import Settings
    from app.library.transfer.arrived import Source
    from app.library.transfer.folder import Written
    from app.library.transfer.incoming import Outcome

IMPORT = """Import notes and entries from a folder or a zip.

\b
bondbook notes import notes-of-the-old-wiki/
bondbook notes import --dry-run vault.zip

Takes what `bondbook notes export` wrote, an Obsidian vault, a flatnotes folder, or any folder of Markdown files. What is the
same is left alone, a newer text becomes the next save of its note, and another note of the same address comes beside: no word
that is in the library is lost. An import that was broken off is simply done again.

The library is that of BONDBOOK_DATA_DIR or BONDBOOK_DATABASE_URL; it is made if there is none.

Exit status: 0 fine, 1 some files were skipped, 2 wrong use."""

EXPORT = """Export all notes and entries as a folder of Markdown files.

History, trash and attachments go along, so that an import gives the same library again. Exporting into the same folder again
brings it up to date; a file that somebody changed there is left as it is, and nothing is taken away that no export wrote.

Exit status: 0 fine, 1 some files were left as they are, 2 wrong use."""


@click.group("notes")
def command() -> None:
    """Import and export notes as Markdown files."""


@command.command("import", help=IMPORT)
@click.argument("path", metavar="DIR", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--from", "program", type=click.Choice(["bondbook", "obsidian", "flatnotes"]), help="Whose folder it is; else it is recognised."
)
@click.option("--dry-run", is_flag=True, help="Tell what would happen; change nothing.")
@click.option("--keep", "rule", flag_value="keep", help="Change no note that is there.")
@click.option("--replace", "rule", flag_value="replace", help="Let the folder's text become the next save wherever it differs.")
@click.option("--strict", is_flag=True, help="Import nothing if a file cannot be read.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Form of the output.")
def import_(path: Path, program: str | None, dry_run: bool, rule: str | None, strict: bool, form: str) -> None:
    """Import; IMPORT is what its user reads."""
    with told(OSError):
        outcome = _import(path, program or "", rule=rule or "newer", dry=dry_run, strict=strict)
    if form == "json":
        click.echo(json.dumps({"dry_run": dry_run, **outcome.to_json()}, indent=2, ensure_ascii=False))
    else:
        for line in outcome.text(dry=dry_run):
            click.echo(line)
    sys.exit(ERROR_FOUND if outcome.of("skipped") else 0)


@command.command("export", help=EXPORT)
@click.argument("path", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Write into a folder of other things, and over files that were changed.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Form of the output.")
def export(path: Path, force: bool, form: str) -> None:
    """Export; EXPORT is what its user reads."""
    with told(OSError):
        written = _export(path, force=force)
    if form == "json":
        left = [{"path": place, "why": why} for place, why in written.left]
        numbers = {"new": written.new, "changed": written.changed, "same": written.same, "removed": written.removed}
        click.echo(json.dumps({**numbers, "left": left}, indent=2, ensure_ascii=False))
    else:
        click.echo(f"{path}: {written.new} files new, {written.changed} changed, {written.same} the same, {written.removed} taken away")
        for place, why in written.left:
            click.echo(f"left: {place} {why}")
    sys.exit(ERROR_FOUND if written.left else 0)


# ---------------------------------------------------------------- helpers


def _import(path: Path, program: str, *, rule: str, dry: bool, strict: bool) -> Outcome:
    from app import create_app
    from app.config import Settings
    from app.library.database import db
    from app.library.transfer import incoming, reading
    from app.web.knowledge.desk import desk

    settings = Settings.read()
    with ExitStack() as stack:
        source = stack.enter_context(_source(path))
        arrivals = reading.read(source, program)
        if strict and arrivals.skipped:
            return incoming.refused(arrivals)
        app = create_app(stack.enter_context(_library(settings, dry=dry)))
        with app.app_context():
            try:
                with _bar("Importing", 0 if dry else incoming.steps(arrivals)) as progress:
                    return incoming.bring(desk(), source, arrivals, rule=rule, dry=dry, progress=progress)
            finally:
                db.engine.dispose()


@contextmanager
def _library(settings: Settings, *, dry: bool) -> Iterator[Settings]:
    """The library to import into, made or brought up to date. A dry run leaves it alone, and has an empty one where there is none."""
    from app.library import database, opening

    path = database.sqlite_path(settings)
    with TemporaryDirectory() as empty:
        if not dry:
            database.upgrade(settings)
        elif path is None or path.exists():
            with opening.as_it_is(settings):
                pass
        else:
            settings = replace(settings, data_dir=Path(empty), database_url="")
            database.upgrade(settings)
        yield settings


def _export(path: Path, *, force: bool) -> Written:
    from app.config import Settings
    from app.library import opening
    from app.library.transfer import folder, outgoing

    with opening.as_it_is(Settings.read()) as engine, outgoing.reading(engine) as session:
        work = outgoing.Outgoing(session)
        with _bar("Exporting", work.total()) as progress:
            return folder.write(path, work, force=force, progress=lambda: progress(1))


@contextmanager
def _source(path: Path) -> Iterator[Source]:
    """The folder, or the zip."""
    from app.library.transfer.folder import Folder
    from app.library.transfer.packed import Packed

    if path.is_dir():
        yield Folder(path)
    else:
        with path.open("rb") as file:
            yield Packed(file)


@contextmanager
def _bar(label: str, length: int) -> Iterator[Callable[[int], None]]:
    """A progress bar, where somebody looks at the terminal."""
    with click.progressbar(length=max(1, length), label=label, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        yield bar.update
