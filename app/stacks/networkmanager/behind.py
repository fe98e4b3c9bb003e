"""What NetworkManager loses on a release, for stacks that hand their bond over to it: by option, or by option and value."""

from __future__ import annotations

from app.bonding.options import OPTIONS
from app.distros.releases import Release
from app.stacks.networkmanager import SPELLING, TOOL, older


def lost(release: Release | None) -> dict[str, str]:
    """The reasons, out of the table that NetworkManager's own stacks are written by."""
    found: dict[str, str] = {}
    for key in SPELLING:
        for name, since in {key.option: key.since, **{f"{key.option}={value}": since for value, since in key.values_since.items()}}.items():
            if release and older(release, since):
                has = ".".join(map(str, release.tool(TOOL) or ()))
                found[name] = f"{TOOL}, which does the work, knows {name} since {since}; {release.name} has {has}."
        for choice in OPTIONS[key.option].choices if key.only else ():
            if choice.name not in (key.only or ()):
                found[f"{key.option}={choice.name}"] = (
                    f"{TOOL}, which does the work, knows {key.option} only as {', '.join(key.only or ())}."
                )
    return found
