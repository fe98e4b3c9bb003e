"""The bonding driver without a tool between: its files under /sys, the parameters of its module, and scripts that use them."""

from __future__ import annotations

from app.bonding.options import OPTIONS

MASTERS = "/sys/class/net/bonding_masters"
MODULE_FILE = "/etc/modprobe.conf"
MODULE_FOLDER = "/etc/modprobe.d/"

NETLINK_ONLY = {
    name: f"The driver has no file for {name} under /sys. "
    + (
        f"Set it behind the line that adds the member: ip link set dev MEMBER type bond_slave {name} VALUE."
        if option.scope == "member"
        else f"Set it while the bond is down and empty: ip link set dev BOND type bond {name} VALUE."
    )
    for name, option in OPTIONS.items()
    if not option.sysfs
}
"""Options that only netlink can set, and the command of iproute2 that does it."""


def bond_file(bond: str, option: str) -> str:
    """The path of an option's file."""
    return f"/sys/class/net/{bond}/bonding/{option}"


def is_module_file(path: str) -> bool:
    """Whether a path is one that modprobe reads."""
    return path == MODULE_FILE or path.startswith(MODULE_FOLDER)
