"""The switches: one module a vendor system; the id is the module's name with dashes.

A module in this folder that has a `switch` is a vendor system; nothing else needs to be told of it.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from app.switches.contract import Switch

_HELPERS = {"cabling", "contract", "lines", "render"}
IDS: tuple[str, ...] = tuple(module.name.replace("_", "-") for module in pkgutil.iter_modules(__path__) if module.name not in _HELPERS)


@cache
def get(id: str) -> Switch:
    """The vendor system of that id. Raises KeyError for one that is not built."""
    if id not in IDS:
        raise KeyError(id)
    switch: Switch = importlib.import_module(f"app.switches.{id.replace('-', '_')}").switch
    switch.id = id
    return switch


def every() -> list[Switch]:
    """All vendor systems that are built."""
    return [get(id) for id in IDS]
