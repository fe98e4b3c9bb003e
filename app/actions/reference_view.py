"""view: what the reference is read for: every kernel, one kernel, or a release with what its vendor ported back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.actions.links import link as join
from app.bonding.kernel import ANY_KERNEL, Has, Kernel, Presence, version
from app.bonding.options import Option, Value
from app.bonding.problems import Problem, did_you_mean, problem
from app.bonding.wire import Pair
from app.distros.releases import RELEASES, Release

WORDS = ("release", "kernel")
KERNEL = re.compile(r"v?(\d{1,4}(?:\.\d{1,4}){1,3})(?:[-+._~A-Za-z0-9]{0,80})")
VENDOR = re.compile(r"[-.](?:el|fc|amzn|azl)\d|[-.]\d+-\w+|pve|x86_64|aarch64")
"""Endings of a distribution's kernel, of which the number alone does not tell what the vendor ported back."""
MAY_HAVE_MORE = "A distribution's kernel may have more than its number says. Choose the release to count what its vendor ported back."


@dataclass(frozen=True)
class View:
    """Who reads: `kernel` judges what is there, `name` is what it is called (empty: every kernel).

    `pairs` go into each link; `note` is a warning for the reader.
    """

    kernel: Kernel = ANY_KERNEL
    name: str = ""
    pairs: tuple[Pair, ...] = ()
    release: Release | None = None
    note: str = ""

    def link(self, address: str, *more: Pair) -> str:
        """An address of the reference, read for the same kernel."""
        path, mark, anchor = address.partition("#")
        return join(path, [*self.pairs, *more]) + mark + anchor if self.pairs or more else address

    def has(self, option: Option, value: Value | None = None, mode: str = "") -> Has:
        """Whether an option, a value of it, or its use in a mode is there; a parameter of the module counts as an option."""
        return option.presence(self.kernel, value, mode)

    def lacks(self, option: Option, value: Value | None = None, mode: str = "") -> bool:
        """Whether it is certain that it is not there."""
        return self.has(option, value, mode).presence is Presence.NO

    def says(self, option: Option, value: Value | None = None, mode: str = "") -> str:
        """What is to be said of it here: nothing where it is there, else where it is."""
        found = self.has(option, value, mode)
        if not self.name or found.presence is Presence.YES:
            return ""
        return found.where if found.presence is Presence.PARTLY else f"not in {self.name}: {found.where}"


EVERY = View()
"""The reference for nobody in particular: everything, with the kernel that brought it."""


def read(pairs: Iterable[Pair]) -> tuple[View, list[Problem]]:
    """The view that a request asks for, and what is wrong with the request. Other words than `WORDS` are somebody else's."""
    given = {name: text.strip() for name, text in pairs if name in WORDS and text.strip()}
    problems: list[Problem] = []
    release = given.get("release", "")
    text = given.get("kernel", "")
    if release and release not in RELEASES:
        problems.append(problem("release", release, "is no release that Bondbook knows.", did_you_mean(release, RELEASES)))
    if text and not KERNEL.fullmatch(text):
        problems.append(problem("kernel", text, "is no version of a kernel.", "Give it as `uname -r` prints it, such as 6.12 or 3.10."))
    if problems:
        return EVERY, problems
    if release:
        return of_release(RELEASES[release]), []
    return (of_kernel(text), []) if text else (EVERY, [])


def of_release(release: Release) -> View:
    """What a release has."""
    return View(release.kernel, release.name, (("release", release.id),), release)


def of_kernel(text: str) -> View:
    """What a kernel of kernel.org has. Raises ValueError for a text that is no version."""
    match = KERNEL.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no version of a kernel")
    plain = ".".join(map(str, version(match[1])))
    return View(Kernel(plain), f"Linux {plain}", (("kernel", plain),), note=MAY_HAVE_MORE if VENDOR.search(text, match.end(1)) else "")
