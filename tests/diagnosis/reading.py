"""What the tests of the diagnosis share: a text, read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from app.actions import diagnose, streams
from app.actions.diagnose import Diagnosis, Knowledge
from app.diagnosis.machine import Machine
from app.diagnosis.symptom import Finding

PROC = Path(__file__).parent.parent / "bonding" / "proc"
NOTHING = Knowledge(())


def diagnosed(text: str, knowledge: Knowledge = NOTHING) -> Diagnosis:
    """The diagnosis of a pasted text, by the state alone unless told."""
    return diagnose.diagnose(streams.of_text(text), knowledge)


def machine(text: str) -> Machine:
    """The machine that a text shows."""
    return diagnosed(text).machine


def proc(name: str, bond: str = "bond0") -> str:
    """What a real kernel printed, with the command above it."""
    return f"# cat /proc/net/bonding/{bond}\n" + (PROC / f"{name}.txt").read_text("utf-8")


def ids(findings: Iterable[Finding]) -> list[str]:
    """The ids of findings."""
    return [each.id for each in findings]
