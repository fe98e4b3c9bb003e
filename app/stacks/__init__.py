"""The stacks: one module each; the id is the module's name with dashes.

A module in this folder that has a `stack` is a stack; nothing else needs to be told of it.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from app.stacks.contract import Stack

_HELPERS = {"contract", "ip_commands", "ip_words", "lexicon", "outcome", "phrases", "places", "reading", "spelling", "steps"}
IDS: tuple[str, ...] = tuple(
    module.name.replace("_", "-") for module in pkgutil.iter_modules(__path__) if not module.ispkg and module.name not in _HELPERS
)


@cache
def get(id: str) -> Stack:
    """The stack of that id. Raises KeyError for one that is not built."""
    if id not in IDS:
        raise KeyError(id)
    stack: Stack = importlib.import_module(f"app.stacks.{id.replace('-', '_')}").stack
    stack.id = id
    return stack


def every() -> list[Stack]:
    """All stacks that are built."""
    return [get(id) for id in IDS]
