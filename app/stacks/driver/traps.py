"""What goes wrong with the driver's files and parameters alike, on kernels of some age."""

from __future__ import annotations

from app.bonding.findings import Findings, hint
from app.bonding.mending import to_name
from app.bonding.model import Bond
from app.stacks.driver.script import Ways


def second_bond0(bond: Bond, ways: Ways) -> Findings:
    """The bond that the module makes by itself, beside ours."""
    if ways.own_bond and bond.name != "bond0":
        mend = "Call the bond bond0, or leave the other one down."
        yield hint("name", "The module makes an empty bond0 as well.", mend, to_name(bond, "bond0"))


def needs_old_tools(bond: Bond, ways: Ways) -> Findings:
    """The tools that the script needs beside `ip`."""
    if ways.vconfig and bond.vlans:
        yield hint("vlan", "The script needs vconfig.", "Install the package vconfig (or vlan) before.")
    if ways.brctl and bond.bridge:
        yield hint("bridge", "The script needs brctl.", "Install the package bridge-utils before.")
