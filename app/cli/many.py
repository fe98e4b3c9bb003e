"""`bondbook generate --hosts`: many hosts of one template, as a list, as JSON, or as one archive."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TextIO

import click

from app.actions import archive
from app.actions.generate import Request
from app.actions.hosts import packed, table, told
from app.actions.hosts.many import make
from app.bonding.problems import problem
from app.cli.saving import save
from app.cli.status import ERROR_FOUND, WRONG_USE
from app.errors import BadInput

ARCHIVES = {"tar": ("hosts.tar.gz", archive.to_tar), "zip": ("hosts.zip", archive.to_zip)}


def write(template: Request, hosts: TextIO, form: str, output: Path | None, *, force: bool) -> int:
    """Make all hosts and write them; the exit status. Raises BadInput for a template or a table that is no good."""
    if template.problems:
        raise BadInput(template.problems)
    if form not in ("text", "json", *ARCHIVES):
        raise BadInput([problem("format", form, "is for one host.", "With --hosts take text, json, tar or zip.")])
    try:
        found = make(template.pairs, table.read(hosts.read(table.LONGEST + 1)))
    except UnicodeDecodeError:
        raise BadInput([problem("hosts", hosts.name, "is not UTF-8 text.", "Save the table as text or CSV.")]) from None
    if form in ARCHIVES:
        if found.problems:
            raise BadInput(list(found.problems))
        if found.errors and not force:
            click.echo(told.to_text(found), err=True, nl=False)
            click.echo("Nothing was written; --force writes it all the same.", err=True)
            return ERROR_FOUND
        name, pack = ARCHIVES[form]
        save(pack(packed.entries(found)), form, name, output, force=force, binary=True)
    else:
        text = told.to_text(found) if form == "text" else json.dumps(told.to_json(found), indent=2, ensure_ascii=False) + "\n"
        save(text.encode(), form, "hosts.txt", output, force=force, binary=False)
    if found.problems:
        return WRONG_USE
    return ERROR_FOUND if found.errors else 0
