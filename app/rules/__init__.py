"""What goes wrong with a bond: rules by subject. Importing this room registers all of them."""

from __future__ import annotations

import importlib
import pkgutil

from app import stacks
from app.bonding.findings import Findings
from app.rules.rule import RULES, Case, check, register
from app.stacks.contract import Stack, Trap

__all__ = ["RULES", "Case", "check"]

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")


def _register_trap(stack: Stack, trap: Trap) -> None:
    def find(case: Case) -> Findings:
        if case.stack is stack:
            yield from trap(case.bond, case.release)

    register(trap.__name__, find, trap)


for _stack in stacks.every():
    for _trap in _stack.traps:
        _register_trap(_stack, _trap)
