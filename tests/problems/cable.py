"""Cards whose speed can be chosen: `cable.py CARD:SPEED:DUPLEX...` makes taps CARD and pCARD and carries frames between them.

Runs in the lab's guest, for as long as the cards are wanted; veth pairs there are 10 Gbit/s always.
"""

import fcntl
import os
import select
import struct
import subprocess
import sys

TUNSETIFF, TAP, NO_INFO = 0x400454CA, 0x0002, 0x1000


def tap(name: str) -> int:
    """A tap of that name, up to now without a link at its other side."""
    handle = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(handle, TUNSETIFF, struct.pack("16sH22x", name.encode(), TAP | NO_INFO))
    return handle


def main() -> None:
    """Make the cards, then copy what one end sends to the other."""
    ends: dict[int, int] = {}
    for each in sys.argv[1:]:
        card, speed, duplex = each.split(":")
        near, far = tap(card), tap("p" + card)
        ends[near], ends[far] = far, near
        for name in (card, "p" + card):
            subprocess.run(["ethtool", "-s", name, "speed", speed, "duplex", duplex], check=True)
        subprocess.run(["ip", "link", "set", "p" + card, "up"], check=True)
    while True:
        for handle in select.select(list(ends), [], [])[0]:
            try:
                os.write(ends[handle], os.read(handle, 65536))
            except OSError:  # an end that is down takes nothing
                continue


if __name__ == "__main__":
    main()
