"""What NetworkManager shows of a bond that is up."""

from __future__ import annotations

from collections.abc import Iterator

from app.bonding.model import Bond
from app.stacks.contract import Step
from app.stacks.networkmanager.profiles import Profile
from app.stacks.steps import look, ping, verify


def verified(bond: Bond, made: list[Profile]) -> Iterator[Step]:
    """The driver's view, the profile that each interface has, and the way through."""
    yield from look(bond)
    yield verify(
        ("nmcli", "-g", "NAME,DEVICE,STATE", "connection", "show", "--active"),
        why="Each interface has its profile; another name before a member means that an older profile took it.",
        see="\n".join(f"{profile.id}:{profile.interface}:activated" for profile in made),
    )
    yield from ping(bond)
