"""Turns cases into a batch of the lab, runs it, and returns what the lab saw."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from app.bonding.options import OPTIONS, write_value
from app.formats import ini
from tests.lab import packages
from tests.lab.cases import BY_HAND, PULLED, Case

SUITES = {"debian-12": "bookworm", "debian-13": "trixie", "debian-sid": "sid"}
MANAGED = ("keyfile", "nmcli")
"""Stacks for which the lab starts NetworkManager; for nmcli with nothing but its own default profiles."""

VARIABLE = "BONDBOOK_LAB"
KERNEL_VARIABLE = "BONDBOOK_LAB_KERNEL"
"""Names the suite whose kernel is booted under the tools of all suites, where not each suite's own."""

LOOKED_AT = ("cat", "grep", "ifquery", "ip", "networkctl", "nmcli")
"""Commands of the verify steps that exist in the lab's guest at that moment (there is no journal, and ping comes later)."""


class LabMissing(RuntimeError):
    """The lab cannot be run: what is not there, and what to do."""


INTERFACES = "source /etc/network/interfaces.d/*\n\nauto lo\niface lo inet loopback\n"
STANZAS = ("ifupdown", "ifupdown2", "ifupdown-ng")
"""Stacks that read /etc/network/interfaces."""

NO_HOTPLUG = {
    "etc/udev/rules.d/80-ifupdown.rules": {"text": "# ifupdown's rule is not there where another tool takes its place\n", "mode": "0644"}
}
"""The guest has ifupdown beside the other two, and its rule would start theirs at every event."""


def program() -> Path:
    """The lab's program. Raises LabMissing with the way to name it."""
    told = os.environ.get(VARIABLE, "")
    if not told:
        raise LabMissing(f"{VARIABLE} is not set. Set it to the path of the program `lab`, which boots kernels and runs the real tools.")
    if not os.access(told, os.X_OK):
        raise LabMissing(f"{VARIABLE} names {told}, which is not a program that can be run.")
    return Path(told)


def kernel() -> str:
    """The suite whose kernel is to be booted, empty for each suite's own."""
    return os.environ.get(KERNEL_VARIABLE, "")


def run(cases: Iterable[Case], release: str, jobs: int = 2, booted: str = "") -> dict[str, dict[str, Any]]:
    """Run all cases in as few boots as there are jobs; the results by the id of the case."""
    return run_batch([to_lab(each) for each in cases], release, jobs, booted)


def run_batch(batch: list[dict[str, Any]], release: str, jobs: int = 2, booted: str = "") -> dict[str, dict[str, Any]]:
    """Run the entries of a batch on the kernel of the suite `booted`; the results by their names."""
    words = [str(program()), "batch", "-", "--suite", SUITES[release], "--json", "--jobs", str(jobs)]
    booted = booted or kernel()
    words += ["--kernel", booted] if booted else []
    done = subprocess.run(words, input=json.dumps(batch), text=True, stdout=subprocess.PIPE, check=False)
    return {result["name"]: result for result in json.loads(done.stdout)}


def to_lab(case: Case) -> dict[str, Any]:
    """One entry of a batch file: the files where they belong, what is run, and what the kernel should have."""
    return _packed(case, _entry(case))


def _packed(case: Case, entry: dict[str, Any]) -> dict[str, Any]:
    """The entry with the package that its lines need and the lab's guest has not."""
    if case.stack in ("ifupdown", "ifupdown2") and case.bond.bridge:
        entry["files"] = packages.beside(entry["files"], "bridge-utils")
    return entry


def _entry(case: Case) -> dict[str, Any]:
    files = {snippet.path.lstrip("/"): {"text": snippet.text, "mode": snippet.permissions} for snippet in case.rendering.snippets}
    files["verify.sh"] = {"text": _verify(case), "mode": "0755"}
    if case.stack in STANZAS:  # what every installation of Debian has, and the lab's bare root has not
        files.setdefault("etc/network/interfaces", {"text": INTERFACES, "mode": "0644"})
    if case.stack in STANZAS[1:]:
        files |= NO_HOTPLUG
    entry: dict[str, Any] = {
        "name": case.id,
        "stack": "NetworkManager" if case.stack in MANAGED else case.stack,
        "files": files,
        "members": list(case.bond.members),
        "expect": _expected(case),
        "settle_s": 30,
        "timeout": 150,
    }
    lost = {loss.field for loss in case.rendering.losses}
    if case.name in PULLED and not {"miimon", "arp_interval"} & lost:  # without a monitor nobody sees the cable
        entry["pull"] = PULLED[case.name]
    if case.stack in BY_HAND:
        entry["stack"] = BY_HAND[case.stack]
    if case.stack in (*BY_HAND, "nmcli", "netctl"):
        entry["apply"] = "set -e\n" + "\n".join(_in_the_lab(step.run) for step in case.rendering.phase("apply"))
    return entry


PROFILES = "/etc/NetworkManager/system-connections"
FOLDERS = {
    "modprobe": "/etc/modprobe.d",
    "netplan": "/etc/netplan",
    "networkd": "/etc/systemd/network",
    "keyfile": PROFILES,
    **dict.fromkeys(STANZAS, "/etc/network/interfaces.d"),
    "netctl": "/etc/netctl",
}
OLD = "[connection]\nid=old\ntype=ethernet\ninterface-name={}\n\n[ipv4]\nmethod=manual\naddress1=192.0.2.99/24\n"
"""A profile that a member had before, with an address of its own: it must give way, and come back."""
IN_THE_LAB = {
    "netplan apply": "netplan generate; networkctl reload",
    "modprobe -r bonding": "true",
    **{f"netctl {verb} ": f"/usr/lib/netctl/network {verb} " for verb in ("start", "stop")},
    **{f"netctl {verb}": "true" for verb in ("list", "reenable", "disable")},
}
"""What stands for a command: `netplan apply` and netctl without the systemctl that the guest does not have; and the module stays,
because the switch is a bond of the same kernel."""


def to_rollback(case: Case) -> dict[str, Any]:
    """The same entry, but the bond is rolled back with our own steps, and then made once more."""
    entry = _entry(case)
    entry["name"] = f"{case.stack}/rollback"
    folder = FOLDERS.get(case.stack)
    keep = [step.run for step in case.rendering.phase("apply") if step.run.startswith("mkdir ")]
    lines = ["set -x"]
    if case.stack in MANAGED:
        entry["files"][f"{PROFILES}/old.nmconnection".lstrip("/")] = {"text": OLD.format(case.bond.members[0]), "mode": "0600"}
    if folder:  # the old configuration that is kept is an empty folder here, or that one profile
        ours = [snippet.path for snippet in case.rendering.snippets if not snippet.adds]
        lines += [f"rm -rf /root/before-{case.bond.name}"]
        for snippet in (each for each in case.rendering.snippets if each.adds):  # the shared file as it was before
            lines += [f"cp {snippet.path} /root/added", f"printf 'auto lo\\niface lo inet loopback\\n' > {snippet.path}"]
        lines += [f"cp -a {folder} /root/new", shlex.join(["rm", "-f", *ours]), *keep, f"cp -a /root/new/. {folder}"]
        lines += [f"cp /root/added {each.path}" for each in case.rendering.snippets if each.adds]
    for step in case.rendering.phase("rollback"):
        lines += [_in_the_lab(step.run), 'echo "=== rolled back, exit $?"']
    lines += ["sleep 3", "echo '=== left'", "ls /sys/class/net", "ls -d /sys/class/net/*/master 2>/dev/null"]
    lines += [f"ls {folder}"] if folder else []
    lines += ["nmcli -g NAME,DEVICE connection show --active"] if case.stack in MANAGED else []
    lines += ["echo '=== again'"]
    if folder:
        lines += [f"cp -a /root/new/. {folder}"]
        lines += [f"cp /root/added {each.path}" for each in case.rendering.snippets if each.adds]
    again = {"netplan": _in_the_lab("netplan apply"), "networkd": "networkctl reload"}
    lines += [again.get(case.stack) or _in_the_lab(case.rendering.phase("apply")[-1].run), "sleep 6"]
    entry["files"]["verify.sh"]["text"] += "\n".join(lines) + "\n"
    return _packed(case, entry)


def _in_the_lab(run: str) -> str:
    for command, other in IN_THE_LAB.items():
        run = run.replace(command, other)
    return run


def _expected(case: Case) -> dict[str, str]:
    """The lab's own comparison, for a reader of its output; `judge` compares the rest."""
    bond, lost = case.bond, {(loss.field, loss.wanted) for loss in case.rendering.losses}
    expected = {f"{bond.name}.mode": bond.mode, f"{bond.name}.slaves": " ".join(bond.members)}
    for name, value in bond.options:
        option = OPTIONS[name]
        if option.sysfs and option.scope == "bond" and (name, write_value(value)) not in lost:
            choice = option.choice(value)
            text = " ".join(map(str, value)) if isinstance(value, tuple) else str(value)
            expected[f"{bond.name}.{name}"] = str(choice.number) if choice else text
    for name, addressing in case.named.layer3:
        expected |= {f"{name}.addr": address for address in addressing.addresses[:1]}
    return expected


def _of_units(case: Case) -> list[str]:
    """What our units would run: the guest has no systemd that could start them."""
    units = [ini.read(snippet.text) for snippet in case.rendering.snippets if snippet.path.endswith(".service")]
    return [item.text for nodes in units for node in nodes for item in node.items if item.name == "ExecStart"]


def _verify(case: Case) -> str:
    """A script that waits for the bond, then runs our own verify steps and prints what the lab does not collect."""
    bond = case.bond
    first = bond.members[0]
    lines = [
        "n=0",
        f"until grep -qw {shlex.quote(bond.members[-1])} /sys/class/net/{bond.name}/bonding/slaves 2>/dev/null"
        f" && grep -qw {shlex.quote(first)} /sys/class/net/{bond.name}/bonding/slaves"
        f' && [ "$(cat /sys/class/net/{case.named.interfaces[-1]}/carrier 2>/dev/null)" = 1 ]; do',
        "  n=$((n+1)); [ $n -gt 60 ] && break; sleep 0.5",
        "done",
        "sleep 4" if bond.mode == "802.3ad" else "sleep 2",
    ]
    lines += [f"{each} || {{ sleep 3; {each}; }}" for each in _of_units(case)]
    if case.stack in MANAGED:  # an address of IPv6 is checked for duplicates first
        lines += [
            "n=0",
            "while nmcli -g STATE connection show --active | grep -q activating && [ $n -lt 20 ]; do n=$((n+1)); sleep 0.5; done",
        ]
    for number, step in enumerate(case.rendering.phase("verify")):
        if shlex.split(step.run)[0] in LOOKED_AT:
            lines += [f"echo '=== verify {number}'", f"( {step.run} ) 2>&1", 'echo "=== exit $?"']
    lines += ["echo '=== state'", "cd /proc/sys/net/ipv6/conf && grep -H . */accept_ra */disable_ipv6"]
    lines += [
        "grep -sH . /sys/class/net/*/bridge/stp_state",
        "grep -sHE '^(DNS|DOMAINS|ADMIN_STATE|OPER_STATE)=' /run/systemd/netif/links/*",
    ]
    lines += ["grep -sH . /sys/class/net/*/ifindex", "true"]
    return "#!/bin/sh\n" + "\n".join(lines) + "\n"
