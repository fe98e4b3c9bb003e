"""Writes another bond into files, line by line, where they say the present one. Whoever uses it reads the result back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.bonding import wire
from app.bonding.model import Bond
from app.distros.releases import Release
from app.stacks.contract import Said, Stack

VALUE = r"[^\s,;}\"']+"
"""A value in a line that says several things."""


@dataclass(frozen=True)
class Slip:
    """A line that was to say what is meant: its place, the id of what is wrong with it, and the right name where the name is wrong."""

    path: str
    number: int
    id: str
    name: str = ""


class Editor:
    """Changes lines of the files so that they say another bond; `said` tells where they say the present one."""

    def __init__(self, stack: Stack, release: Release, files: Mapping[str, str], said: Sequence[Said]) -> None:
        self.stack, self.release = stack, release
        self.lines = {path: text.split("\n") for path, text in files.items()}
        self.said = [each for each in said if each.line]
        self.names = {key.option: key.names for key in stack.within(release).spelling}
        self.dropped: set[tuple[str, int]] = set()
        self.added: dict[tuple[str, int], list[str]] = {}

    def edited(self, bond: Bond, meant: Bond, slip: Slip | None) -> dict[str, str]:
        """The files after the change; `slip` is a line that is to say it."""
        before, after = _by_word(bond), _by_word(meant)
        written = self._written(meant)
        if slip and slip.name:
            line = self.lines[slip.path][slip.number - 1]
            self.lines[slip.path][slip.number - 1] = re.sub(r"[\w-]+", lambda _: slip.name, line, count=1)
        elif slip and slip.id == "wrong-section":
            self.dropped.add((slip.path, slip.number))
        for word in dict.fromkeys([*before, *after]):
            if before.get(word) != after.get(word):
                self._word(word, after.get(word, []), written.get(word, []), slip)
        return {path: self._text(path) for path in self.lines}

    def _word(self, word: str, values: list[str], new: list[str], slip: Slip | None) -> None:
        """One word: its lines are taken out, changed, or a new one is written."""
        own = [each for each in self.said if each.word == word]
        if slip and new and slip.id != "wrong-section":
            for each in own:
                if (each.path, each.line) != (slip.path, slip.number):
                    self._take_out(each)
            if not slip.name and len(new) == 1:
                line = self.lines[slip.path][slip.number - 1]
                self.lines[slip.path][slip.number - 1] = _indent(line) + new[0].strip()
        elif not own and new:
            self._insert(new)
        elif not values or (set(values) < {each.value for each in own} and len({each.line for each in own}) > 1):
            for each in own:
                if each.value not in values:
                    self._take_out(each)
        elif own and new:
            for each in own[:-1]:
                self._take_out(each)
            self._put(own[-1], new)

    def _alone(self, each: Said) -> bool:
        """Whether a line says one word only."""
        return each.word not in ("member", "name") and all(
            other.word == each.word for other in self.said if (other.path, other.line) == (each.path, each.line)
        )

    def _take_out(self, each: Said) -> None:
        """A line, or the part of a line that says the word."""
        if self._alone(each):
            self.dropped.add((each.path, each.line))
            return
        line = self.lines[each.path][each.line - 1]
        for name in self.names.get(each.word, ()):
            line = re.sub(rf"(?<![\w-]){re.escape(name)}\s*[:=]\s*\"?{VALUE},?\s?", "", line)
        self.lines[each.path][each.line - 1] = line

    def _put(self, each: Said, new: list[str]) -> None:
        """Another value into the line of a word."""
        line = self.lines[each.path][each.line - 1]
        if self._alone(each) and len(new) == 1:
            self.lines[each.path][each.line - 1] = _indent(line) + new[0].strip()
            return
        _, _, value = _parts(new[0])
        for name in self.names.get(each.word, (each.word,)):
            line = re.sub(rf"((?<![\w-]){re.escape(name)}\s*[:=]\s*){VALUE}", lambda match: match[1] + value, line)
        self.lines[each.path][each.line - 1] = line

    def _insert(self, new: list[str]) -> None:
        """A new line below that of the mode; a new pair where one line says all."""
        place = next((each for each in self.said if each.word == "mode"), None)
        if place is None:
            return
        line = self.lines[place.path][place.line - 1]
        if self._alone(place):
            self.added.setdefault((place.path, place.line), []).extend(_indent(line) + each.strip() for each in new)
            return
        key, between, value = _parts(new[0])
        pair = f" {key}={value}" if "BONDING_OPTS" in line else f", {key}{between}{value}"
        self.lines[place.path][place.line - 1] = re.sub(rf"(mode\s*[:=]\s*{VALUE})", lambda match: match[1] + pair, line, count=1)

    def _written(self, bond: Bond) -> dict[str, list[str]]:
        """The lines that the stack writes for each word; BONDING_OPTS is one line for all of them."""
        found: dict[str, list[str]] = {}
        for snippet in self.stack.render(bond, self.release).snippets:
            for line in snippet.lines:
                if line.text.startswith("[") or line.text.endswith(":"):
                    continue
                for word in line.about.split():
                    pair = re.search(rf"(?<![\w-]){re.escape(word)}={VALUE}", line.text) if "BONDING_OPTS" in line.text else None
                    found.setdefault(word, []).append(pair[0] if pair else line.text)
        return found

    def _text(self, path: str) -> str:
        """The file after all of it."""
        out: list[str] = []
        for number, line in enumerate(self.lines[path], 1):
            out += [] if (path, number) in self.dropped else [line]
            out += self.added.get((path, number), [])
        return "\n".join(out)


def _by_word(bond: Bond) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for word, value in wire.write(bond):
        told.setdefault(word, []).append(value)
    return told


def _parts(line: str) -> tuple[str, str, str]:
    """Key, what stands between, and value of a line."""
    match = re.match(r"\s*([\w.-]+)(\s*[:= ]\s*)(.*)", line)
    return (match[1], match[2], match[3]) if match else (line, "", "")


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
