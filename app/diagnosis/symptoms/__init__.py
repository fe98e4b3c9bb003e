"""Every symptom, and all of them at once over what was read. One module a subject."""

from __future__ import annotations

from app.diagnosis.machine import Machine
from app.diagnosis.symptom import SYMPTOMS, Finding
from app.diagnosis.symptoms import balance, lacp, links, members, monitoring, switch

__all__ = ["SYMPTOMS", "balance", "find", "lacp", "links", "members", "monitoring", "switch"]


def find(machine: Machine) -> list[Finding]:
    """What is wrong, bond by bond."""
    return [finding for bond in machine.shown for each in SYMPTOMS.values() for finding in each.find(bond, machine)]
