"""What mends a machine for good: the lines of its own system's files that hold the options that a finding wants set."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import ClassVar

from app import stacks
from app.actions.generate import Target, canonical, usable
from app.actions.links import link
from app.bonding import wire
from app.bonding.acceptance import NONE_OF_IT
from app.bonding.modes import MODES
from app.bonding.options import OPTIONS
from app.bonding.wire import Pair
from app.diagnosis.machine import Bond, Machine
from app.diagnosis.symptom import Finding
from app.distros.releases import Release

ON_BOND = ("mtu",)
"""What can be set beside the options."""
OFF = {str(each) for each in NONE_OF_IT}
"""Values that switch nothing on, so that what an option excludes may stay."""


@dataclass(frozen=True)
class Lasting:
    """The lines for one finding, as path and text; `pairs` are the bond as it was read: its members and options.

    Addresses, VLANs and a bridge stand in none of what is pasted, so what `pairs` make is not yet to be put in place.
    """

    missing: ClassVar[str] = "Its addresses, VLANs and bridge are not in it: add them before you use it, or the machine is cut off."

    release: Release
    stack: str
    lines: tuple[tuple[str, str], ...]
    pairs: tuple[Pair, ...]

    @property
    def command(self) -> str:
        """The command that writes it."""
        return shlex.join(["bondbook", "generate", *(word for name, value in self.pairs for word in (f"--{name}", value))])

    @property
    def link(self) -> str:
        """The address of the page that shows it."""
        return link("/generate", self.pairs)

    @property
    def where(self) -> str:
        """The release and the stack in words."""
        return f"{self.release.name}, {stacks.get(self.stack).title}"


def lasting(finding: Finding, machine: Machine, release: Release) -> Lasting | None:
    """The lines; None where nothing is to be set, or where the bond as it was read is none that could be written."""
    bond = machine.bonds.get(finding.bond)
    built = usable(release)
    if bond is None or not finding.sets or not bond.mode or not built:
        return None
    reading = wire.read(_pairs(bond, dict(finding.sets)))
    if reading.bond is None:
        return None
    target = Target(release, stacks.get(built[0]))
    words = {word for word, _ in finding.sets}
    lines = [
        (snippet.path, line.text.strip())
        for snippet in target.stack.render(reading.bond, release).snippets
        for line in snippet.lines
        if words & set(line.about.split())
    ]
    return Lasting(release, target.stack.id, tuple(lines), tuple(canonical(reading.bond, target))) if lines else None


def _pairs(bond: Bond, wanted: dict[str, str]) -> list[Pair]:
    """The bond as it was read, less what the kernel does by itself, with all that is wanted: that was not so, whatever the kernel does."""
    mode = wanted.get("mode", bond.mode)
    said = {name: bond.facts.text(name) for name in OPTIONS if name in bond.facts and not OPTIONS[name].runtime}
    for word in (each for each, value in wanted.items() if each in OPTIONS and value not in OFF):
        for other in [each for each in said if each not in wanted and (word in OPTIONS[each].excludes or each in OPTIONS[word].excludes)]:
            del said[other]
    options = {**said, **{word: value for word, value in wanted.items() if word in OPTIONS}}
    pairs = [("name", bond.name), ("mode", mode), *(("member", name) for name in bond.members)]
    pairs += [(word, wanted[word]) for word in ON_BOND if word in wanted]
    for name, value in options.items():
        single = wire.read([("mode", mode), (name, value)])
        if single.bond and mode in MODES and (name in wanted or single.bond.option(name) != OPTIONS[name].default_in(mode)):
            pairs.append((name, value))
    return pairs
