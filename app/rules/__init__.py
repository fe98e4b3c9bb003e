"""What goes wrong with a bond: rules by subject. Importing this room registers those for all stacks.

`RULES` is all of them by id, the traps of every stack included. It loads all stacks, so only those who list rules ask for it.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from app import stacks
from app.rules.rule import GENERAL, Case, Rule, check, of_trap

__all__ = ["RULES", "Case", "check"]

RULES: dict[str, Rule]
"""Made when it is asked for, by `__getattr__`."""

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")


@cache
def _all() -> dict[str, Rule]:
    found = dict(GENERAL)
    for stack in stacks.every():
        for trap in stack.traps:
            each = of_trap(trap)
            if found.setdefault(each.id, each) is not each:
                raise ValueError(f"two rules are named {each.id}")
    return found


def __getattr__(name: str) -> dict[str, Rule]:
    if name == "RULES":
        return _all()
    raise AttributeError(name)
