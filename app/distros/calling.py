"""How a system calls itself: /etc/os-release, and the name of its kernel."""

from __future__ import annotations

import re

from app.distros.releases import RELEASES, Release

SYSTEMS = {
    "centos-stream": "centos",
    "alma": "almalinux",
    "oracle": "ol",
    "amazon": "amzn",
    "leap": "opensuse-leap",
    "tumbleweed": "opensuse-tumbleweed",
    "proxmox": "debian",
    "raspios": "raspbian",
    "fcos": "fedora",
}
"""The ID in /etc/os-release where it is not the beginning of the release's own id."""

OTHER_NUMBERS = ("proxmox",)
"""Releases whose VERSION_ID is that of the system they are built on."""

ON_DEBIAN = {"11": "proxmox-7", "12": "proxmox-8", "13": "proxmox-9"}
"""Proxmox VE by the number of the Debian that it stands on: only its kernel, `-pve`, tells them apart."""

IN_KERNEL = ((re.compile(r"\.el(\d{1,2})(?![0-9])"), "rhel-{}"), (re.compile(r"\.fc(\d{2})(?![0-9])"), "fedora-{}"))
"""What the name of a kernel tells: the number in it, and the release."""


def own_names(release: Release) -> tuple[str, str]:
    """The ID in its /etc/os-release, and its VERSION_ID; empty where it has none."""
    name, _, number = release.id.rpartition("-")
    if not re.match(r"\d", number):
        name, number = release.id, ""
    return SYSTEMS.get(name, name), "" if name in OTHER_NUMBERS else number


def by_os_release(id: str, number: str, kernel: str = "") -> Release | None:
    """The release of an ID and a VERSION_ID, also where the file says a minor number more; None for one that is not known."""
    if id == "debian" and kernel.endswith("-pve") and number in ON_DEBIAN:
        return RELEASES.get(ON_DEBIAN[number])
    for wanted in dict.fromkeys((number, number.partition(".")[0])):
        for release in RELEASES.values():
            if own_names(release) == (id, wanted) and not release.id.startswith(OTHER_NUMBERS):
                return release
    return None


def by_kernel(name: str) -> Release | None:
    """The release whose vendor names its kernels so, `5.14.0-427.el9.x86_64`; None where the name tells nothing."""
    found = (RELEASES.get(release.format(match[1])) for pattern, release in IN_KERNEL if (match := pattern.search(name)))
    return next((each for each in found if each), None)
