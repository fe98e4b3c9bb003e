"""The script of a configuration, run by real tools on a real kernel: what cuts the connection must come back by itself.

One boot for each stack. The machine has two ports on a switch of its own, `port0` with the old
address; the switch is a network namespace that asks for an answer of that address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from app.actions import generate as action
from app.actions.script import to_script

STACKS = ("netplan", "networkd", "ifupdown", "iproute2")

BOND = "mode=active-backup miimon=100 member=port0 member=port1"
GOOD = f"{BOND} address=192.0.2.10/24 gateway=192.0.2.1"
SCRIPTS = {
    "good": GOOD,
    "wrong-vlan": f"{BOND} vlan.100.address=192.0.2.10/24 vlan.100.gateway=192.0.2.1",
    "wrong-gateway": f"{BOND} address=192.0.2.10/24 gateway=192.0.2.77",
    "wrong-address": f"{BOND} address=198.51.100.10/24 gateway=198.51.100.1",
    "wrong-members": "mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24 gateway=192.0.2.1",
}
BROKEN = tuple(name for name in SCRIPTS if name != "good")

OLD = {
    "netplan": {
        "etc/netplan/50-old.yaml": (
            "network:\n  version: 2\n  renderer: networkd\n  ethernets:\n    port0:\n      addresses: [192.0.2.10/24]\n"
            "      routes: [{to: default, via: 192.0.2.1}]\n",
            "0600",
        ),
        # what `netplan apply` does, without the systemctl that the guest does not have
        "usr/local/sbin/netplan": (
            '#!/bin/sh\n[ "$1" = apply ] || exec /usr/sbin/netplan "$@"\n/usr/sbin/netplan generate && networkctl reload\n',
            "0755",
        ),
    },
    "networkd": {
        "etc/systemd/network/50-old.network": (
            "[Match]\nName=port0\n\n[Network]\nAddress=192.0.2.10/24\nGateway=192.0.2.1\n",
            "0644",
        ),
        "usr/local/sbin/systemctl": ("#!/bin/sh\n# is-active: networkd does run in the guest\nexit 0\n", "0755"),
    },
    "ifupdown": {
        "etc/network/interfaces": (
            "source /etc/network/interfaces.d/*\n\nauto lo\niface lo inet loopback\n\n"
            "auto port0\niface port0 inet static\n    address 192.0.2.10/24\n    gateway 192.0.2.1\n",
            "0644",
        ),
    },
    "iproute2": {},
}
"""The files of the old configuration by stack."""

BEGIN = {
    "netplan": "netplan apply",
    "networkd": "networkctl reload",
    "ifupdown": "ifup lo port0",
    "iproute2": "ip link set port0 up; ip address add 192.0.2.10/24 dev port0; ip route add default via 192.0.2.1",
}

FRAME = """\
ip netns add far
ip -n far link add br0 type bridge
for n in 0 1; do
  ip link add port$n type veth peer name far$n netns far
  ip -n far link set far$n master br0 up
done
ip -n far link set br0 up
ip -n far address add 192.0.2.1/24 dev br0
answers() {
  for try in 1 2 3 4 5 6 7 8 9 10; do ip netns exec far ping -q -c 1 -W 1 192.0.2.10 >/dev/null && echo yes && return; sleep 1; done
  echo no
}
sums() { find /etc/netplan /etc/network /etc/systemd/network /usr/local/sbin /root -type f 2>/dev/null | sort | xargs sha256sum; }
etc() { find /etc/netplan /etc/network /etc/systemd/network /usr/local/sbin -type f 2>/dev/null | sort | xargs stat -c '%n %a' | sha256sum
        find /etc/netplan /etc/network /etc/systemd/network /usr/local/sbin -type f 2>/dev/null | sort | xargs sha256sum | sha256sum; }
gone_back() { n=0; until sh /root/good.sh --status | grep -q 'rolled back' || [ $n -gt 60 ]; do n=$((n+1)); sleep 1; done; }
told() { # what is asked of the machine after each run
  echo "=== $1: exit $2"
  echo "=== $1: answers $(answers)"
  [ -e /sys/class/net/bond0 ] && echo "=== $1: bond yes" || echo "=== $1: bond no"
  echo "=== $1: port0 $(ip -o -4 address show dev port0 | awk '{ print $4 }')"
  echo "=== $1: gateway $(ip route show default | head -n 1 | cut -d ' ' -f 1-5)"
  [ "$(etc)" = "$before" ] && echo "=== $1: files before" || echo "=== $1: files new"
  echo "=== $1: $(sh /root/good.sh --status)"
}
"""

STORY = """\
sleep 3
before=$(etc)
told start 0
was=$(sums)
sh /root/good.sh --dry-run --take-over; code=$?
[ "$was" = "$(sums)" ] || code=changed
told dry-run $code
sh /root/good.sh --yes --take-over --within 60 --timeout 90; told good $?
sh /root/good.sh --yes --take-over; told again $?
sh /root/good.sh --confirm; told confirmed $?
sh /root/good.sh --rollback; told rolled-back $?
sh /root/good.sh --yes --take-over --within 60 --timeout 5; begun=$?
gone_back; told unconfirmed $begun
"""

HANGUP = """\
setsid sh /root/wrong-vlan.sh --yes --take-over --within 8 &
until sh /root/wrong-vlan.sh --status | grep -q applying; do sleep 0.1; done
kill -HUP -$! || echo "it had ended already"
gone_back
grep -q 'Not verified' /root/before-bond0/.bondbook/log; told hung-up $?
"""


@dataclass(frozen=True)
class Seen:
    """What the machine said after one run."""

    exit: str = ""
    answers: str = ""
    bond: str = ""
    port0: str = ""
    gateway: str = ""
    files: str = ""
    bond0: str = ""


AS_BEFORE = {"answers": "yes", "bond": "no", "port0": "192.0.2.10/24", "gateway": "default via 192.0.2.1 dev port0", "files": "before"}


def script(name: str, stack: str, release: str) -> str:
    """One of the scripts for a target."""
    pairs = [(word.partition("=")[0], word.partition("=")[2]) for word in SCRIPTS[name].split()]
    return to_script(action.generate(action.read([("release", release), ("stack", stack), *pairs])))


def to_lab(stack: str, release: str) -> dict[str, Any]:
    """The entry of a batch that tells the whole story of one stack."""
    files = {path: {"text": text, "mode": mode} for path, (text, mode) in OLD[stack].items()}
    files |= {f"root/{name}.sh": {"text": script(name, stack, release), "mode": "0700"} for name in SCRIPTS}
    begin = BEGIN[stack]
    if stack == "netplan" and release == "debian-12":  # no bond of an earlier case may be in the way
        begin = f"rm -f /run/systemd/network/*; {begin}"
    broken = "".join(f"sh /root/{name}.sh --yes --take-over --within 8; told {name} $?\n" for name in BROKEN)
    return {
        "name": f"{stack}/script",
        "stack": "networkd" if stack == "netplan" else stack,
        "files": files,
        "apply": f"{FRAME}{begin}\n{STORY}{HANGUP}{broken}",
        "ping": False,
        "settle_s": 1,
        "timeout": 900,
    }


def read(result: dict[str, Any]) -> dict[str, Seen]:
    """What was told, by the name of the run."""
    printed = next((step["out"] for step in result["steps"] if "=== start: exit" in step["out"]), "")
    told: dict[str, dict[str, str]] = {}
    for run, word, text in re.findall(r"^=== ([\w-]+): (\w+):? ?(.*)$", printed, re.MULTILINE):
        told.setdefault(run, {})[word] = text.partition(". ")[0]
    return {run: Seen(**words) for run, words in told.items()}
