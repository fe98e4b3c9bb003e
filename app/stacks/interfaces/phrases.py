"""What the lines of interfaces(5) say that more than one of its tools takes."""

from __future__ import annotations

PHRASES = {
    "grep -rnE": "Lists the stanzas of the members in all files, each with its file and line.",
    "iface * inet manual": "The interface comes up without an IPv4 address of its own.",
    "iface * inet static": "The lines below give the interface its addresses.",
    "iface * inet6 static": "The lines below give the interface an IPv6 address.",
    "bond-slaves none": "A bond without members.",
    "address": "An address of the interface.",
    "gateway": "The default route of its family.",
    "dns-nameservers": "Name servers, for the package resolvconf or a stand-in for it.",
    "dns-search": "Search domains, for the package resolvconf or a stand-in for it.",
    "mtu": "The MTU of the interface.",
    "hwaddress": "The hardware address that the interface gets.",
    "vlan-raw-device": "The interface that the VLAN stands on.",
    "vlan-id": "The id of the VLAN.",
    "bridge-ports": "Makes a bridge with this port.",
    "bridge-stp": "Without the spanning tree protocol a bridge forwards at once; with one port there is no loop to look for.",
    "bridge-fd": "The bridge does not wait before it forwards.",
    "pre-up": "Runs when the interface is made and still down.",
    "pre-up ip link add": "Makes the bond before it gets its members, for what it takes only without them.",
    "pre-up sysctl": "Whether addresses and routes come from router advertisements; a kernel without IPv6 is no fault.",
    "up sysctl": "Whether addresses and routes come from router advertisements; a kernel without IPv6 is no fault.",
    "up ip route add": "Adds a static route when the interface comes up.",
    "up ip -6 route add": "Adds a static IPv6 route when the interface comes up.",
    "ifdown": "Takes the interfaces down.",
    "grep -H": "Prints the values of the options as the kernel has them, each with its file.",
}
