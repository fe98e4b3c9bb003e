"""The directions of imports: a room imports itself and the rooms before it, nothing else."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config import ROOT

ROOMS = (
    ("errors", "patience"),
    ("config",),
    ("bonding",),
    ("distros",),
    ("formats",),
    ("stacks",),
    ("switches",),
    ("rules",),
    ("diagnosis",),
    ("simulate",),
    ("actions",),
    ("guides",),
    ("kerneldoc",),
    ("library",),
    ("accounts",),
    ("web", "api"),
    ("",),  # app/__init__.py makes the application
    ("server",),  # and this runs it
    ("cli",),
)
RANK = {room: rank for rank, rooms in enumerate(ROOMS) for room in rooms}
FILES = sorted((ROOT / "app").rglob("*.py"))

KEPT_OUT = {
    "bonding": {"flask", "sqlalchemy", "alembic", "jinja2", "werkzeug", "click"},
    "distros": {"flask", "sqlalchemy"},
    "formats": {"flask", "sqlalchemy"},
    "stacks": {"flask", "sqlalchemy"},
    "switches": {"flask", "sqlalchemy"},
    "rules": {"flask", "sqlalchemy"},
    "diagnosis": {"flask", "sqlalchemy"},
    "simulate": {"flask", "sqlalchemy"},
    "guides": {"flask", "sqlalchemy"},
    "actions": {"flask", "sqlalchemy"},
    "kerneldoc": {"flask", "sqlalchemy", "click"},
    "cli": {"flask", "sqlalchemy"},
}


def room_of(path: Path) -> str:
    """The room that a file stands in; the empty name for app/__init__.py."""
    first = path.relative_to(ROOT / "app").parts[0]
    return first.removesuffix(".py").replace("__init__", "")


def imports(path: Path, *, for_types: bool) -> Iterator[str]:
    """The dotted names that a file imports, the late ones within functions too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {id(node) for branch in ast.walk(tree) if not for_types and is_for_types(branch) for node in ast.walk(branch)}
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relative to itself"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_for_types(node: ast.AST) -> bool:
    """Whether a branch is read by the type checker only."""
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def target(name: str) -> str | None:
    """The room of an imported name, None for one outside of Bondbook."""
    parts = name.split(".")
    if parts[0] != "app":
        return None
    return parts[1] if len(parts) > 1 and parts[1] in RANK else ""


def test_every_room_has_its_place() -> None:
    assert {room_of(path) for path in FILES} <= set(RANK)


def test_contributing_lists_the_rooms_in_this_order() -> None:
    told = re.findall(r"`app/(\w+)(?:/|\.py)`", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("| room | holds |")[1])
    there = {room_of(path) for path in FILES}
    rooms = [room or "__init__" for rooms in ROOMS for room in rooms if room in there]
    assert told[: len(rooms)] == rooms


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_one_way(path: Path) -> None:
    room = room_of(path)
    for name in imports(path, for_types=room != "errors"):
        other = target(name)
        assert other is None or other == room or RANK[other] < RANK[room], (
            f"{path.relative_to(ROOT)} imports {name}: {other} stands above {room}"
        )


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_core_knows_neither_the_web_nor_a_database(path: Path) -> None:
    room = room_of(path)
    for name in imports(path, for_types=True):
        assert name.partition(".")[0] not in KEPT_OUT.get(room, set()), f"{path.relative_to(ROOT)} imports {name}"
        assert not (room == "library" and target(name) == "stacks"), f"{path.relative_to(ROOT)} imports {name}"


def test_importing_the_package_loads_nothing_else() -> None:
    code = "import sys; import app, app.actions.generate; print({'flask', 'sqlalchemy', 'alembic', 'granian'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "set()"
