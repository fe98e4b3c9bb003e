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


def _register_trap(trap: Trap, users: list[Stack]) -> None:
    def find(case: Case) -> Findings:
        if case.stack in users or (case.stack and case.stack.within(case.release) in users):
            yield from trap(case.bond, case.release)

    register(trap.__name__, find, trap)


_users: dict[Trap, list[Stack]] = {}  # stacks of one tool share traps
for _stack in stacks.every():
    for _trap in _stack.traps:
        _users.setdefault(_trap, []).append(_stack)
for _trap, _stacks in _users.items():
    _register_trap(_trap, _stacks)
