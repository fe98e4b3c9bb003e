"""The seven modes: what each does, what it asks of the switch, which monitors it permits."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.bonding.facts import read_table


@dataclass(frozen=True, kw_only=True)
class Mode:
    """One mode of the driver. `switch` is none, static or lacp; `miimon` in ms."""

    name: str
    number: int
    proc: str
    plain: str
    switch: str
    switch_asks: str
    two_switches: bool
    monitors: tuple[str, ...]
    miimon: int
    spreads: bool
    active_member: bool
    does: str
    active_does: str
    needs_speed: bool
    transmit: str
    receive: str
    failover: str
    mac: str
    carrier: str
    driver: str
    one_flow: bool
    uses: tuple[str, ...]
    traps: tuple[str, ...]
    source: str


def _mode(name: str, /, **columns: object) -> Mode:
    lists = {key: tuple(value) for key, value in columns.items() if isinstance(value, list)}
    return Mode(name=name, **{**columns, **lists})  # type: ignore[arg-type]


MODES: dict[str, Mode] = read_table(Path(__file__).parent / "facts" / "modes.toml", _mode)
BY_NUMBER: dict[str, Mode] = {str(mode.number): mode for mode in MODES.values()}
