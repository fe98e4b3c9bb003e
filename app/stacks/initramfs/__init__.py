"""The network of the initramfs as dracut sets it up: which back end does it on a release, and what the words do."""

from __future__ import annotations

from app.bonding.kernel import version
from app.distros.releases import Release

DRACUT = "dracut"
NM_SINCE = "50"
"""Before this version network-legacy, a set of shell scripts, is the back end unless the image was built with another one."""
BRACKETS = "1.52.1"
"""The NetworkManager since which a value may hold several entries, or a colon within brackets."""


def legacy(release: Release | None) -> bool:
    """Whether the shell scripts set up the network there."""
    known = release.tool(DRACUT) if release else None
    return known is not None and known < version(NM_SINCE)


PHRASES = {
    "bond=": "Makes the bond: its name, the members, the options, the MTU, with colons between.",
    "vlan=": "Makes a VLAN interface on top of the one that is named last; its number is the end of its name.",
    "bridge=": "Makes a bridge, without STP, over the interface that is named last.",
    "ip=": "An address, and where it is from: address, peer, gateway, netmask, host name, interface, and none for a fixed one; or "
    "interface and dhcp, dhcp6 or auto6.",
    "bootdev=": "The interface that leads. The shell scripts want it where ip= stands more than once; the oldest stop without it.",
    "nameserver=": "A name server, for all interfaces.",
    "rd.route=": "A route: network, gateway, interface.",
    "rd.neednet=1": "Starts the network in the initramfs even where the root file system does not need it.",
    "add_dracutmodules+=": "The initramfs gets what it needs for a network, also where the root file system is on a disk.",
    "install_items+=": "The initramfs gets this file.",
    "cat /proc/cmdline": "Shows what this kernel was started with.",
    "/usr/libexec/nm-initrd-generator": "Prints the profiles that NetworkManager makes of these words.",
    "cp -a": "Keeps a copy of the initramfs beside it.",
    "dracut -f": "Builds the initramfs of the running kernel anew.",
    "rpm-ostree initramfs-etc": "Has the initramfs hold a copy of this file, or no longer.",
    "systemctl reboot": "Starts the machine anew.",
    "reboot": "Starts the machine anew.",
}
"""By how a line begins (see app.stacks.phrases)."""
