"""The fixed version of a configuration: the mends of what was found, written into the files that were given.

Lines are changed where they stand, so that comments and other interfaces stay. That is a guess at first: the result is
read again, and only offered where it says exactly the bond that was meant, and nothing new is wrong. Where it is not,
the files of the bond are written anew from it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.actions import generate as generating
from app.actions import mends
from app.actions.check import Checked, Found, Judged
from app.bonding import wire
from app.bonding.changes import Change
from app.bonding.model import Bond
from app.bonding.wire import Pair
from app.stacks.contract import Rendering, Said, meaning

ROUNDS = 12
"""Mends one after another: each may bring up what the next one mends."""


@dataclass(frozen=True)
class Fixed:
    """The fixed files of a bond, by path, with the difference; `mended` counts the findings that are gone."""

    bond: str
    files: dict[str, str] = field(hash=False)
    diff: tuple[str, ...]
    mended: int
    permissions: str
    notes: tuple[str, ...] = ()


def fix(checked: Checked) -> list[Fixed]:
    """A fixed version of each bond for which mends are known."""
    found = []
    for judged in checked.judged:
        for bond in judged.reading.parsing.bonds:
            own = [each for each in checked.findings if each.bond in (bond.name, "") and each.level != "hint"]
            if made := _fixed(judged, bond, own):
                found.append(made)
    return found


# ---------------------------------------------------------------- which bond is meant


def _fixed(judged: Judged, bond: Bond, own: list[Found]) -> Fixed | None:
    before = generating.canonical(bond, judged.target)
    said = [each.fix for each in own if each.fix and each.id in ("unknown-key", "time-without-unit", "line-refused") and each.bond]
    pairs = _mended(_applied(before, said))
    request = generating.read(pairs)
    if request.bond is None or request.problems or request.bond == bond:
        return None
    meant = request.bond
    wrong = {(each.path, each.line): _new_name(each) for each in own if each.line and each.id == "unknown-key" and each.fix}
    gone = {(each.path, each.line) for each in own if each.line and each.id == "line-refused" and each.fix}
    files = _edited(judged, bond, meant, wrong, gone)
    notes: tuple[str, ...] = ()
    rendering = judged.target.stack.render(meant, judged.target.release)
    permissions = min((snippet.permissions for snippet in rendering.snippets), default="0644")
    if files is None:
        files = {snippet.path: snippet.text for snippet in rendering.snippets}
        notes = (
            "Written anew from the bond: comments and lines about other things are not in it.",
            *(f"{each.field}={each.wanted} is not in it: {each.why}" for each in rendering.losses),
        )
    mended = sum(bool(each.fix) for each in own if each.bond == bond.name)
    return Fixed(bond.name, files, tuple(_diff(judged, files)), mended, permissions, notes)


def _applied(pairs: list[Pair], changes: Iterable[Change]) -> list[Pair]:
    for change in changes:
        after = change.apply(pairs)
        if not generating.read(after).problems:
            pairs = after
    return pairs


def _mended(pairs: list[Pair]) -> list[Pair]:
    """The pairs after the first mend of each error and warning that has one."""
    for _ in range(ROUNDS):
        request = generating.read(pairs)
        if request.problems or request.bond is None or request.target is None:
            return pairs
        findings = tuple(each for each in generating.generate(request).findings if each.level != "hint")
        offers = mends.of_findings(pairs, findings, generating.judge)
        first = next((offered[0].change for offered in offers.values() if not _leaves(offered[0].change)), None)
        if first is None:
            return pairs
        pairs = first.apply(pairs)
    return pairs


def _leaves(change: Change) -> bool:
    """Whether a change goes to another system instead of mending the files."""
    return any(word in generating.TARGET_WORDS for word, _ in change.words)


# ---------------------------------------------------------------- the files


Edits = dict[str, dict[int, list[str]]]
"""The lines that stand in place of a line, by path and number."""


def _edited(
    judged: Judged, bond: Bond, meant: Bond, wrong: dict[tuple[str, int], str], gone: set[tuple[str, int]]
) -> dict[str, str] | None:
    """The files with the lines changed; None where that does not say what is meant."""
    reading = judged.reading
    editor = _Editor(judged, bond, meant)
    for (path, number), name in wrong.items():
        editor.rename(path, number, name)
    editor.change(gone)
    files = {path: editor.text(path) for path in reading.files}
    back = reading.stack.parse(files)
    now = next((each for each in back.bonds if each.name == meant.name), None)
    if now is None or sorted(meaning(now)) != sorted(meaning(meant)):
        return None
    others = [each for each in back.bonds if each.name != meant.name]
    if others != [each for each in reading.parsing.bonds if each.name != bond.name]:
        return None
    if len(back.refused) > len(reading.parsing.refused) or len(back.unread) > len(reading.parsing.unread):
        return None
    return {path: text for path, text in files.items() if text != reading.files[path]}


class _Editor:
    """Changes lines of the files so that they say another bond."""

    def __init__(self, judged: Judged, bond: Bond, meant: Bond) -> None:
        self.stack = judged.reading.stack
        self.bond, self.meant = bond, meant
        self.lines = {path: text.split("\n") for path, text in judged.reading.files.items()}
        self.dropped: set[tuple[str, int]] = set()
        self.added: dict[tuple[str, int], list[str]] = {}
        self.said = [each for each in judged.reading.parsing.said if each.bond == bond.name and each.line]
        self.old = self.stack.render(bond, judged.target.release)
        self.new = self.stack.render(meant, judged.target.release)
        self.names = {key.option: key.names for key in self.stack.spelling}

    def rename(self, path: str, number: int, name: str) -> None:
        """Another name for the key of a line."""
        line = self.lines[path][number - 1]
        self.lines[path][number - 1] = re.sub(r"[\w-]+", lambda _: name, line, count=1)

    def change(self, gone: set[tuple[str, int]]) -> None:
        """Every word whose value is another one in the bond that is meant."""
        before, after = meaning_by_word(self.bond), meaning_by_word(self.meant)
        for word in dict.fromkeys([*before, *after]):
            if before.get(word) != after.get(word):
                self.word(word, after.get(word, []), gone)

    def word(self, word: str, values: list[str], gone: set[tuple[str, int]]) -> None:
        """One word: its lines are taken out, changed, or a new one stands below the mode."""
        own = [each for each in self.said if each.word == word]
        new = _written(self.new, word)
        if any((path, number) for path, number in self._renamed(word)):
            return
        if not own:
            self.insert(word, new, gone)
        elif not values:
            for each in own:
                self.take_out(each)
        else:
            for each in own[:-1]:
                self.take_out(each)
            self.put(own[-1], new)

    def _renamed(self, word: str) -> list[tuple[str, int]]:
        """Lines that say the word by now, because their key was renamed."""
        known = {(each.path, each.line) for each in self.said}
        names = self.names.get(word, ())
        return [
            (path, number)
            for path, lines in self.lines.items()
            for number, line in enumerate(lines, 1)
            if (path, number) not in known and any(re.match(rf"\s*{re.escape(name)}\s*[:= ]", line) for name in names)
        ]

    def alone(self, each: Said) -> bool:
        """Whether a line says nothing else."""
        return all(other.word == each.word for other in self.said if (other.path, other.line) == (each.path, each.line))

    def take_out(self, each: Said) -> None:
        """A line, or the part of a line that says the word."""
        if self.alone(each) and each.word not in ("member", "name"):
            self.dropped.add((each.path, each.line))
        else:
            line = self.lines[each.path][each.line - 1]
            for name in self.names.get(each.word, ()):
                line = re.sub(rf"(?<![\w-]){re.escape(name)}\s*[:=]\s*\"?[^\s,;}}\"']+,?\s?", "", line)
            self.lines[each.path][each.line - 1] = line

    def put(self, each: Said, new: list[str]) -> None:
        """Another value into the line of a word."""
        line = self.lines[each.path][each.line - 1]
        if self.alone(each) and len(new) == 1 and each.word not in ("member", "name"):
            self.lines[each.path][each.line - 1] = re.match(r"\s*", line)[0] + new[0].strip()  # type: ignore[index]
            return
        _, _, value = _parts(new[0]) if new else ("", "", "")
        for name in self.names.get(each.word, (each.word,)):
            line = re.sub(rf"((?<![\w-]){re.escape(name)}\s*[:=]\s*)[^\s,;}}\"']+", lambda match: match[1] + value, line)
        self.lines[each.path][each.line - 1] = line

    def insert(self, word: str, new: list[str], gone: set[tuple[str, int]]) -> None:
        """A new line below that of the mode, or in place of the refused one; a new pair where one line says all."""
        place = next((each for each in self.said if each.word == "mode"), None)
        there = next(
            (
                each
                for each in gone
                if any(name.lower() in self.lines[each[0]][each[1] - 1].lower() for name in self.names.get(word, (word,)))
            ),
            None,
        )
        if there and len(new) == 1:
            line = self.lines[there[0]][there[1] - 1]
            self.lines[there[0]][there[1] - 1] = re.match(r"\s*", line)[0] + new[0].strip()  # type: ignore[index]
        elif place and new:
            line = self.lines[place.path][place.line - 1]
            if self.alone(place):
                indent = re.match(r"\s*", line)[0]  # type: ignore[index]
                self.added.setdefault((place.path, place.line), []).extend(indent + each.strip() for each in new)
            else:
                key, between, value = _parts(new[0])
                pair = f"{key}={value}" if "BONDING_OPTS" in line else f"{key}{between}{value}"
                joint = " " if "BONDING_OPTS" in line else ", "
                pattern = r"(mode\s*[:=]\s*[^\s,}\"']+)"
                self.lines[place.path][place.line - 1] = re.sub(pattern, lambda match: match[1] + joint + pair, line, count=1)

    def text(self, path: str) -> str:
        """The file after all of it."""
        out: list[str] = []
        for number, line in enumerate(self.lines[path], 1):
            if (path, number) not in self.dropped:
                out.append(line)
            out += self.added.get((path, number), [])
        return "\n".join(out)


def meaning_by_word(bond: Bond) -> dict[str, list[str]]:
    """What a bond says of each word."""
    told: dict[str, list[str]] = {}
    for word, value in wire.write(bond):
        told.setdefault(word, []).append(value)
    return told


def _written(rendering: Rendering, word: str) -> list[str]:
    """The lines that a stack writes for a word."""
    return [line.text for snippet in rendering.snippets for line in snippet.lines if word in line.about.split()]


def _parts(line: str) -> tuple[str, str, str]:
    match = re.match(r"\s*([\w.-]+)(\s*[:= ]\s*)(.*)", line)
    return (match[1], match[2], match[3]) if match else (line, "", "")


def _new_name(found: Found) -> str:
    """The key that was meant, as the mend says it."""
    return found.mend.removeprefix("Did you mean ").rstrip("?")


def _diff(judged: Judged, files: dict[str, str]) -> Iterable[str]:
    for path, text in files.items():
        old = judged.reading.files.get(path, "")
        name = judged.reading.names.get(path) or path
        name = name.lstrip("/")
        yield from difflib.unified_diff(old.splitlines(), text.splitlines(), f"a/{name}" if old else "/dev/null", f"b/{name}", lineterm="")
