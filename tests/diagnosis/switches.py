"""What switches show (shows/*.txt), and a host that goes with it."""

from __future__ import annotations

from pathlib import Path

SHOWS = Path(__file__).parent / "shows"
VENDORS = sorted(path.stem for path in SHOWS.glob("*.txt"))
MAC = "52:54:00:00:00:01"
LACP = "IEEE 802.3ad Dynamic link aggregation"

ONE_GROUP = """sw1#show etherchannel summary
Group  Port-channel  Protocol    Ports
------+-------------+-----------+-----------------------------------------------
1      Po1(SU)         {0}      Gi1/0/1(P)    Gi1/0/2(P)
"""


TWO_KEYS = """sw1#show lacp 1 neighbor
Channel group 1 neighbors

Port      Flags   Priority  Dev ID          Age    key    Key    Number  State
Gi1/0/1   SA      255       5254.0000.0001   5s    0x0    0xF    0x1     0x3D
Gi1/0/2   SA      255       5254.0000.0001   5s    0x0    0x9    0x2     0x3D
"""


def shown(vendor: str) -> str:
    """What a switch of that vendor shows."""
    return (SHOWS / f"{vendor}.txt").read_text("utf-8")


def host(mode: str = LACP, *, mac: str = MAC, members: int = 2, vlan: int = 0) -> str:
    """What a host shows: a bond with members that LACP numbers from 1 on, and perhaps a VLAN on it."""
    lines = ["# cat /proc/net/bonding/bond0", "Ethernet Channel Bonding Driver: v6.1.76", "", f"Bonding Mode: {mode}", "MII Status: up"]
    lines += ["MII Polling Interval (ms): 100", "Up Delay (ms): 0", "Down Delay (ms): 0"]
    for number in range(1, members + 1):
        lines += ["", f"Slave Interface: eth{number - 1}", "MII Status: up", "Link Failure Count: 0"]
        lines += [f"Permanent HW addr: 52:54:00:00:00:0{number}"]
        if "802.3ad" in mode:
            lines += ["details actor lacp pdu:", "    system priority: 65535", f"    system mac address: {mac}", "    port key: 15"]
            lines += ["    port priority: 255", f"    port number: {number}", "    port state: 61"]
    if vlan:
        lines += ["# ip -d link", f"9: bond0.{vlan}@bond0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP"]
        lines += [f"    link/ether {mac} brd ff:ff:ff:ff:ff:ff", f"    vlan protocol 802.1Q id {vlan} <REORDER_HDR>"]
    return "\n".join(lines) + "\n"
