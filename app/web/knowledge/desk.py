"""The desk of this application: what the library must be told to render notes, because it knows neither stacks nor pages."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

from flask import render_template

from app.actions import generate as action
from app.bonding.modes import BY_NUMBER, MODES
from app.bonding.options import FACT_ROWS
from app.bonding.wire import Pair
from app.config import ROOT
from app.guides import guides
from app.library.notes import Desk
from app.web import query, result
from app.web.says import of_problem, of_result


@lru_cache(maxsize=1)
def desk() -> Desk:
    """The desk. Rendering needs an application's context."""
    return Desk(in_reference, bond_block, program_mark())


def in_reference(kind: str, name: str) -> tuple[str, str]:
    """The address and the title of a mode, an option or a guide; both empty for one that is not there."""
    if kind == "guide":
        guide = guides().get(name)
        return (guide.link, guide.title) if guide else ("", "")
    if kind == "mode":
        name = BY_NUMBER[name].name if name in BY_NUMBER else name
        return (f"/reference/modes/{name}", name) if name in MODES else ("", "")
    return (f"/reference/options/{name}", name) if name in FACT_ROWS else ("", "")


def bond_block(text: str) -> str:
    """A ```bond block: what the generator makes of it now, or what is wrong with it."""
    read = action.read(_pairs(text))
    if read.problems:
        return render_template("parts/bond_block.html", problems=[of_problem(each) for each in read.problems], shown=None)
    made = action.generate(read)
    shown = result.show(read, made, tuple(of_result(made)), "")
    return render_template("parts/bond_block.html", problems=(), shown=shown)


def _pairs(text: str) -> list[Pair]:
    """The pairs of a block: `name=value` a line; a line that begins with # says nothing; a whole link works too."""
    pairs: list[Pair] = []
    for raw in text.splitlines():
        line = raw.strip()
        if "?" in line and "=" in line.partition("?")[2]:
            pairs += query.parse(line.partition("?")[2].encode())
        elif line and not line.startswith("#"):
            name, _, value = line.partition("=")
            pairs.append((name.strip(), value.strip()))
    return pairs


def program_mark() -> str:
    """A mark of this program: notes rendered by another one are rendered anew when they are read."""
    mark = blake2b(digest_size=8)
    for folder, pattern in (("app", "*.py"), ("app", "*.toml"), ("app", "*.md"), ("templates/parts", "*.html")):
        for path in sorted((ROOT / folder).rglob(pattern)):
            mark.update(path.read_bytes())
    return mark.hexdigest()
