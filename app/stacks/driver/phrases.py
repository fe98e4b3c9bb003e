"""What the lines of scripts do that use the files of the driver, and the commands around them."""

from __future__ import annotations

from app.stacks.ip_commands import PHRASES as IP

PHRASES = {
    **IP,
    "#!/bin/sh": "The file is a script for the plain shell.",
    "set -e": "The script stops at the first line that fails.",
    "trap": "When the script ends, and a line of it failed, it says so.",
    "test ! -e": "Stops where an interface of this name is there already.",
    "modprobe bonding": "Loads the driver.",
    "modprobe bonding max_bonds=0": IP["modprobe bonding"],
    "echo": "Writes a value into a file of the driver; it fails where the driver refuses it.",
    "echo +* > /sys/class/net/bonding_masters": "Makes the bond; it fails where there is one of this name already.",
    "printf * -* > /sys/class/net/bonding_masters": "Takes the bond away; its members are free again.",
    "echo * > */bonding/mode": "Sets the mode, before all else: the other options depend on it.",
    "echo +* > */bonding/slaves": "The member joins the bond.",
    "grep -q -w * /sys/class/net/bonding_masters": "Makes the bond where the module did not make one of this name when it was loaded.",
    "ip link set dev * down": "Takes the interface down: a card before it joins, a bridge before it is deleted.",
    "ip link set dev * mtu": "The MTU of the interface.",
    "ip link set dev * address": "The hardware address that the interface gets.",
    "ip link set dev * name": "Gives the VLAN interface its name.",
    "vconfig add": "Makes the VLAN interface on top of the bond.",
    "vconfig rem": "Takes the VLAN interface away.",
    "brctl addbr": "Makes the bridge.",
    "brctl addif": "The interface joins the bridge.",
    "brctl delbr": "Takes the bridge away.",
    "sh -n": "The shell reads the script and runs nothing of it.",
    "/usr/local/sbin": "Runs the script.",
    "/usr/sbin": "Runs the script.",
    "grep -H .": "Shows what the driver has in these files.",
}
"""By how a line begins (see app.stacks.phrases)."""
