"""Steps that every stack needs: keep the old files, look at the result, put the old files back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.bonding import verify as facts
from app.bonding.model import Bond
from app.bonding.names import ip
from app.formats.commands import command, line
from app.formats.node import Node
from app.stacks.contract import Step

Words = tuple[str, ...]
Command = Words | Node
"""The words of a command, or a write into a file of the kernel (app.formats.commands.put)."""


def apply(*commands: Command, why: str, drops: bool = False, role: str = "", unless: Words = ()) -> Step:
    """A step that changes the running system; `role` and `unless` as in Step."""
    return Step(
        "apply",
        _script(commands, whole=drops),
        why,
        drops=drops,
        role=role,
        commands=_lines(commands),
        unless=command(*unless) if unless else "",
    )


def verify(*commands: Command, why: str, see: str) -> Step:
    """A step that only looks."""
    return Step("verify", _script(commands), why, see=see, commands=_lines(commands))


def rollback(*commands: Command, why: str, drops: bool = False) -> Step:
    """A step that goes back to what was before."""
    return Step("rollback", _script(commands, whole=drops), why, drops=drops, commands=_lines(commands))


def _script(commands: tuple[Command, ...], *, whole: bool = False) -> str:
    """The commands, one a line; `whole` ones are read to the end by the shell before the first runs.

    A pasted line that takes the connection away would keep the lines behind it from arriving.
    """
    lines = _lines(commands)
    return "\n".join(["(", *(f"  {each}" for each in lines), ")"] if whole and len(lines) > 1 else lines)


def _lines(commands: tuple[Command, ...]) -> tuple[str, ...]:
    return tuple(line(each) if isinstance(each, Node) else command(*each) for each in commands)


RESTORE: Words = ("/bin/cp", "-af")
"""Copy back over what is there; by its path, because root's shell often has an alias of cp that asks."""


def any_of(names: tuple[str, ...]) -> str:
    """A pattern of grep -E for these interfaces."""
    return "|".join(name.replace(".", "[.]") for name in names)


def folder(bond: Bond) -> str:
    """Where the old files are kept while the change is tried."""
    return f"/root/before-{bond.name}"


def keep(bond: Bond, *paths: str) -> Step:
    """Copy the present configuration aside, before any file is written.

    mkdir fails where the folder is there already, so that a second try can't put the changed
    files over the old ones.
    """
    copy = ("cp", "-a", *paths, folder(bond) + "/")
    run = f"{command('mkdir', folder(bond))} && {command(*copy)}"
    why = f"Keep the present configuration in {folder(bond)}, then put the files above in place."
    return Step("apply", run, why, role="keep", commands=_lines((copy,)))


def look(bond: Bond, root: Words = ()) -> Iterator[Step]:
    """What the kernel itself says of the bond, and what it may say instead; `root` is what makes root of somebody else."""
    path = f"/proc/net/bonding/{bond.name}"
    whole = verify((*root, "cat", path), why="The driver's own view: mode, monitor, and every member.", see=facts.healthy(bond))
    yield replace(whole, otherwise=facts.otherwise(bond, "look"))
    if bond.mode == "802.3ad":
        lines = verify(
            (*root, "grep", "-E", PARTNER_LINES, path),
            why="Whether the switch answers (as root: others see less).",
            see=facts.partner(bond),
        )
        yield replace(lines, otherwise=facts.otherwise(bond, "partner"))


PARTNER_LINES = "Number of ports|Partner Mac|Slave Interface|Aggregator ID|system mac|oper key"


GIVEN = {
    ("ipv4", "dhcp"): "inet <the address that the DHCP server gave>",
    ("ipv6", "dhcp"): "inet6 <the address that the DHCPv6 server gave>",
    ("ipv6", "auto"): "inet6 <the address that it made from the router's prefix>",
}
"""What is seen of addresses that nobody knows before, by where they come from."""


def configured(bond: Bond) -> Iterator[Step]:
    """What networkd says of the interface that carries the bond's addresses."""
    addressed = (bond.addressing.ipv4, bond.addressing.ipv6) != ("none", "none")
    state = "routable (configured)" if addressed else "degraded (configured)"
    yield verify(("networkctl", "status", "--no-pager", bond.carrier_of(bond.name)), why="networkd is satisfied.", see=f"State: {state}")


def addresses(bond: Bond, *, dhcp: bool = True) -> Iterator[Step]:
    """Look for the addresses; `dhcp` tells whether the stack asks for some."""
    for name, addressing in bond.layer3:
        expected = [f"inet{'6' if ':' in address else ''} {address}" for address in addressing.addresses]
        given = [
            GIVEN[way] for way in (("ipv4", addressing.ipv4), ("ipv6", addressing.ipv6)) if way in GIVEN and (dhcp or way[1] != "dhcp")
        ]
        if expected or given:
            see = "\n".join(expected + given)
            yield verify(("ip", "address", "show", "dev", name), why=f"The addresses of {name}.", see=see)


def ping(bond: Bond, six: Words = ("ping", "-6"), *, dhcp: bool = True) -> Iterator[Step]:
    """Look for the addresses, and reach the gateways; `six` is the command for IPv6, `dhcp` whether the stack asks for addresses."""
    yield from addresses(bond, dhcp=dhcp)
    for name, addressing in bond.layer3:
        for gateway in addressing.gateways[:1]:
            words = six if ":" in gateway else ("ping",)
            target = f"{gateway}%{name}" if ip(gateway).is_link_local and ":" in gateway else gateway
            yield passes(bond, gateway, *words, "-c", "3", target)


def passes(bond: Bond, gateway: str, *command: str) -> Step:
    """A step that reaches a gateway, and what may be seen instead."""
    step = verify(command, why="Traffic passes.", see=facts.answers(bond))
    return step if ":" in gateway else replace(step, otherwise=facts.otherwise(bond, "ping"))
