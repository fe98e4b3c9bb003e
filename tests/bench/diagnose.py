"""The speed of a diagnosis: a kernel log of 100 MB against `grep -F` with the literals of the same signatures; convert against start-up."""

from __future__ import annotations

import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from app.actions import known
from app.config import ROOT

SIZE = 100_000_000
EVERY = 2000
"""One line in so many is about a bond."""

ROUNDS = 3
GOAL = 3.0
NOISE = (
    'audit: type=1400 audit({0}.123:45): apparmor="STATUS" operation="profile_load" pid={1}',
    "usb 1-{1}: new high-speed USB device number {1} using xhci_hcd",
    "EXT4-fs (sda{1}): mounted filesystem with ordered data mode",
    "IPv6: ADDRCONF(NETDEV_CHANGE): veth{1}: link becomes ready",
    "e1000e 0000:00:1f.6 eno1: NIC Link is Up 1000 Mbps Full Duplex, Flow Control: None",
    "docker0: port 1(veth{1}) entered forwarding state",
    "[UFW BLOCK] IN=eth0 OUT= MAC=00:11:22:33:44:55 SRC=192.0.2.1 DST=192.0.2.2 LEN=40 PROTO=TCP SPT={1} DPT=22",
    "nfs: server files not responding, still trying",
)
BOND = (
    "bond0: (slave eth1): link status definitely down, disabling slave",
    "bond0: (slave eth1): link status definitely up, 10000 Mbps full duplex",
)


def measure(_seconds: float) -> None:
    """Print the table."""
    bondbook = [sys.executable, "-m", "app.cli"]
    with tempfile.TemporaryDirectory() as folder:
        log, literals = Path(folder) / "kernel.log", Path(folder) / "literals"
        log.write_text("".join(lines()), encoding="utf-8")
        literals.write_text("\n".join(sorted(found())) + "\n", encoding="utf-8")
        small = Path(folder) / "small.log"
        small.write_text(BOND[0] + "\n", encoding="utf-8")
        netplan = Path(folder) / "netplan.yaml"
        netplan.write_text("network:\n  bonds:\n    bond0:\n      interfaces: [eth0, eth1]\n      parameters: {mode: active-backup}\n")
        commands = {
            "grep -F -f literals": ["grep", "-F", "-f", str(literals), str(log)],
            "bondbook diagnose": [*bondbook, "diagnose", str(log)],
            "bondbook diagnose, one line": [*bondbook, "diagnose", str(small)],
            "bondbook --version": [*bondbook, "--version"],
            "bondbook convert, one file": [*bondbook, "convert", "--to", "networkd", str(netplan)],
        }
        times = {name: statistics.median(seconds(command, folder) for _ in range(ROUNDS)) for name, command in commands.items()}
    base = times["grep -F -f literals"]
    print(f"{'diagnosis of 100 MB':<30}{'seconds':>9}{'of grep':>9}   goal")
    for name, each in times.items():
        goal = f"{GOAL} {'met' if each <= GOAL * base else 'MISSED'}" if name == "bondbook diagnose" else ""
        print(f"{name:<30}{each:>9.2f}{each / base:>9.2f}   {goal}".rstrip())
    print(f"medians of {ROUNDS} runs; the file is in memory\n")


def lines() -> Iterator[str]:
    """A log as a busy host writes it, the same each time."""
    chance = random.Random(1)  # noqa: S311 - no secret
    size = number = 0
    while size < SIZE:
        said = chance.choice(NOISE).format(number, chance.randrange(10_000)) if number % EVERY else BOND[number // EVERY % 2]
        line = (
            f"Nov {1 + number // 86400 % 28:2d} {number // 3600 % 24:02d}:{number // 60 % 60:02d}:{number % 60:02d} web7 kernel: {said}\n"
        )
        size += len(line)
        number += 1
        yield line


def found() -> set[str]:
    """The longest literal of each signature of ours."""
    signatures = [each for entry in known.shipped(ROOT / "notes").known.values() for each in entry.signatures]
    pieces = (max(re.split(r"\\[a-zA-Z]|[\[\](){}.*+?|^$\\]", each.text or each.pattern), key=len) for each in signatures)
    return {piece for piece in pieces if len(piece) > 3}


def seconds(command: list[str], folder: str) -> float:
    """How long a command takes; what it prints goes into a file."""
    with (Path(folder) / "out").open("wb") as out:
        begin = time.perf_counter()
        done = subprocess.run(
            command, cwd=ROOT, stdout=out, check=False, env={"PATH": "/usr/bin:/bin", "BONDBOOK_DATA_DIR": f"{folder}/none"}
        )
        if done.returncode > 1:
            raise SystemExit(f"{' '.join(command[:5])} failed")
        return time.perf_counter() - begin
