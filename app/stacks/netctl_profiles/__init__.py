"""The profiles of netctl: what stands in them, written and read."""

from __future__ import annotations

FOLDER = "/etc/netctl"
LATE = ("active_slave", "queue_id", "prio", "actor_port_prio")
"""Options that are set when the members have joined."""


def profile_name(interface: str) -> str:
    """The name of a profile; some endings have a meaning of their own there."""
    return f"{interface}_" if interface.endswith((".action", ".conf", ".service")) else interface
