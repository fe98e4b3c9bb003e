"""Steps that every stack needs: keep the old files, look at the result, put the old files back."""

from __future__ import annotations

from collections.abc import Iterator

from app.bonding.model import Bond
from app.formats.commands import command
from app.stacks.contract import Step

Words = tuple[str, ...]


def apply(*commands: Words, why: str, drops: bool = False) -> Step:
    """A step that changes the running system."""
    return Step("apply", _lines(commands), why, drops=drops)


def verify(*commands: Words, why: str, see: str) -> Step:
    """A step that only looks."""
    return Step("verify", _lines(commands), why, see=see)


def rollback(*commands: Words, why: str, drops: bool = False) -> Step:
    """A step that goes back to what was before."""
    return Step("rollback", _lines(commands), why, drops=drops)


def _lines(commands: tuple[Words, ...]) -> str:
    return "\n".join(command(*words) for words in commands)


def folder(bond: Bond) -> str:
    """Where the old files are kept while the change is tried."""
    return f"/root/before-{bond.name}"


def keep(bond: Bond, *paths: str) -> Step:
    """Copy the present configuration aside, before any file is written."""
    return apply(
        ("mkdir", "-p", folder(bond)),
        ("cp", "-a", *paths, folder(bond) + "/"),
        why="Keep the present configuration, then put the files above in place.",
    )


def look(bond: Bond) -> Iterator[Step]:
    """What the kernel itself says of the bond."""
    monitor = "" if not bond.effective("miimon") else f"\nMII Polling Interval (ms): {bond.effective('miimon')}"
    members = "".join(f"\n\nSlave Interface: {member}\nMII Status: up" for member in bond.members)
    yield verify(
        ("cat", f"/proc/net/bonding/{bond.name}"),
        why="The driver's own view: mode, monitor, and every member.",
        see=f"Bonding Mode: {bond.facts.proc}\nMII Status: up{monitor}{members}",
    )
    if bond.mode == "802.3ad":
        yield verify(
            ("grep", "-E", "Number of ports|Partner Mac|port state", f"/proc/net/bonding/{bond.name}"),
            why="Whether the switch answers (as root: others see less).",
            see=f"Number of ports: {len(bond.members)}\nPartner Mac Address: the switch's, not 00:00:00:00:00:00",
        )


def configured(bond: Bond) -> Iterator[Step]:
    """What networkd says of the interface that carries the bond's addresses."""
    addressed = (bond.addressing.ipv4, bond.addressing.ipv6) != ("none", "none")
    state = "routable (configured)" if addressed else "(configured)"
    yield verify(("networkctl", "status", "--no-pager", bond.carrier_of(bond.name)), why="networkd is satisfied.", see=f"State: {state}")


def ping(bond: Bond) -> Iterator[Step]:
    """Reach the gateway, if there is one."""
    for gateway in bond.addressing.gateways[:1]:
        words = ("ping", "-6") if ":" in gateway else ("ping",)
        yield verify((*words, "-c", "3", gateway), why="Traffic passes.", see="3 packets transmitted, 3 received, 0% packet loss")
