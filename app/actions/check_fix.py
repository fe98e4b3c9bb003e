"""The fixed version of a configuration: the mends of what was found, written into the files that were given.

Lines are changed where they stand, so that comments and other interfaces stay. How is a guess (check_edit); so each
mend is read back, and kept only where the files then say exactly the bond that was meant, and nothing new is wrong.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from app.actions import generate as generating
from app.actions import mends
from app.actions.check import Checked, Found, Judged, said_otherwise
from app.actions.check_edit import Editor, Slip
from app.actions.links import link
from app.bonding import wire
from app.bonding.changes import Change
from app.bonding.model import Bond
from app.bonding.wire import Pair
from app.stacks.contract import Parsing, meaning

LINES = ("unknown-key", "wrong-section", "time-without-unit", "line-refused")
"""Findings about a line that is to say what it was meant to say."""

ROUNDS = 12
"""Mends one after another: each may bring up what the next one mends."""


@dataclass(frozen=True)
class Fixed:
    """The fixed files of a stack, by path, with the difference; `mends` say what was changed."""

    files: dict[str, str] = field(hash=False)
    diff: tuple[str, ...]
    mends: tuple[str, ...]
    permissions: str
    link: str = ""


def fix(checked: Checked) -> list[Fixed]:
    """A fixed version of the files of each stack for which mends are known."""
    return [made for judged in checked.judged if (made := _Fixing(judged, checked.findings).fixed())]


class _Fixing:
    """The files of one stack while they are mended; `parsing` is what they say by now."""

    def __init__(self, judged: Judged, findings: tuple[Found, ...]) -> None:
        self.judged, self.findings = judged, findings
        self.stack, self.release = judged.target.stack, judged.target.release
        self.files = dict(judged.reading.files)
        self.parsing: Parsing = judged.reading.parsing
        self.mends: list[str] = []

    def fixed(self) -> Fixed | None:
        """All mends that hold; None where there is none."""
        for bond in self.parsing.bonds:
            for found in self.findings:
                if found.bond == bond.name and found.fix and found.id in LINES:
                    self.try_change(bond.name, found.fix, found)
            self.mend(bond.name)
        if not self.mends:
            return None
        changed = {path: text for path, text in self.files.items() if text != self.judged.reading.files[path]}
        snippets = self.stack.render(self.parsing.bonds[0], self.release).snippets
        permissions = min((snippet.permissions for snippet in snippets), default="0644")
        address = link("/generate", generating.canonical(self.parsing.bonds[0], self.judged.target))
        return Fixed(changed, tuple(self.diff(changed)), tuple(self.mends), permissions, address)

    def mend(self, name: str) -> None:
        """The first mend of each error and warning that has one, as long as the files can say it."""
        failed: set[Change] = set()
        for _ in range(ROUNDS):
            pairs = self.pairs(self.bond(name))
            request = generating.read(pairs)
            if request.problems or request.bond is None or request.target is None:
                return
            found = [each for each in generating.generate(request).findings if each.level != "hint"]
            findings = tuple(each for each in found if not said_otherwise(each, self.stack))
            offers = mends.of_findings(pairs, findings, generating.judge)
            changes = [each.change for offered in offers.values() for each in offered]
            tried = [each for each in changes if not _leaves(each) and each not in failed]
            if not tried:
                return
            smallest = min(tried, key=lambda each: len(each.words))
            if not self.try_change(name, smallest):
                failed.add(smallest)

    def try_change(self, name: str, change: Change, found: Found | None = None) -> bool:
        """Write a change into the files, if that says what is meant."""
        bond = self.bond(name)
        meant = generating.read(change.apply(self.pairs(bond))).bond
        if meant is None or (meant == bond and found is None):
            return False
        editor = Editor(self.stack, self.release, self.files, [each for each in self.parsing.said if each.bond == name])
        files = editor.edited(bond, meant, Slip(found.path, found.line, found.id, _new_name(found)) if found else None)
        if files == self.files:
            return False
        back = self.stack.parse(files)
        if not self.holds(back, name, meant):
            return False
        self.files, self.parsing = files, back
        self.mends.append(f"{meant.name}: {change.say()}")
        return True

    def holds(self, back: Parsing, name: str, meant: Bond) -> bool:
        """Whether the files say the bond that is meant, the others as before, and nothing more is wrong."""
        now = next((each for each in back.bonds if each.name == meant.name), None)
        others = [each for each in back.bonds if each.name != meant.name]
        before = [each for each in self.parsing.bonds if each.name != name]
        worse = any(len(getattr(back, kind)) > len(getattr(self.parsing, kind)) for kind in ("refused", "unread", "flaws"))
        same = now is not None and now.members == meant.members and sorted(meaning(now)) == sorted(meaning(meant))
        return same and others == before and not worse

    def bond(self, name: str) -> Bond:
        """The bond as the files say it by now."""
        return next(each for each in self.parsing.bonds if each.name == name)

    def pairs(self, bond: Bond) -> list[Pair]:
        """Its pairs, with the target."""
        return [*replace(self.judged.target, indirect=False).pairs, *wire.write(bond)]

    def diff(self, files: dict[str, str]) -> Iterator[str]:
        """The usual unified diff of all files that changed."""
        reading = self.judged.reading
        for path, text in files.items():
            name = (reading.names.get(path) or path).lstrip("/")
            old, new = reading.files[path].splitlines(), text.splitlines()
            yield from difflib.unified_diff(old, new, f"a/{name}", f"b/{name}", lineterm="")


def _leaves(change: Change) -> bool:
    """Whether a change goes to another system, or renames, instead of mending the lines."""
    return any(word in (*generating.TARGET_WORDS, "name") for word, _ in change.words)


def _new_name(found: Found) -> str:
    """The key that was meant, as the mend says it; empty where the key is right."""
    return found.mend.removeprefix("Did you mean ").rstrip("?") if found.id == "unknown-key" else ""
