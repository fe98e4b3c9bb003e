"""How to set what cloud-init has no key for: a command of the user data that runs at every start, once the network is up."""

from __future__ import annotations

from app.bonding.options import OPTIONS
from app.stacks.ip_words import SPELLING


def recipe(option: str) -> str:
    """The lines of the user data that set an option."""
    key = SPELLING.get(option)
    word = key.name if key else option
    of_member = OPTIONS[option].kind == "member_int"
    value = "MEMBER" if option == "active_slave" else "VALUE"
    one = ["ip", "link", "set", "dev", *(("MEMBER", "type", "bond_slave") if of_member else ("BOND", "type", "bond")), word, value]
    commands = [one]
    after = ""
    if OPTIONS[option].down:
        commands = [["ip", "link", "set", "dev", "BOND", "down"], *commands, ["ip", "link", "set", "dev", "BOND", "up"]]
        after = " It changes only while the bond is down, which takes the routes away: end with the command that applies the network anew."
    lines = ", ".join(f"[{', '.join(each)}]" for each in commands)
    return f"Put `bootcmd: [{lines}]` into the user data: it runs at every start, after the network is up.{after}"


def gap(option: str, why: str = "cloud-init has no key for it.") -> str:
    """A reason with its recipe."""
    return f"{why} {recipe(option)}"
