"""Where the files of a stack lie, and how a text without a name is told to be one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True)
class Place:
    """One kind of file.

    `globs` are patterns of its paths. `begins` is a pattern for a line that only such a file has; a text without
    a name that has one gets the path `path`, where `{}` stands for what `named` finds in it. Where a text may hold
    several such files one after another, each begins with such a line (`many`), or where a key comes that was
    there already (`once`, a pattern for the key of a line). `lines`: single lines of such a file stand between those
    of others. `marks` is a pattern for lines that speak for this stack where several read the same files alike.
    """

    globs: tuple[str, ...]
    begins: str
    path: str
    named: str = ""
    many: bool = False
    once: str = ""
    lines: bool = False
    marks: str = ""

    def marked(self, text: str) -> int:
        """How many lines of a text speak for this stack."""
        return len(re.findall(f"^(?:{self.marks})", text, re.MULTILINE)) if self.marks else 0

    def holds(self, path: str) -> bool:
        """Whether a file of that path belongs here."""
        return any(fnmatchcase(path, glob) for glob in self.globs)

    def fits(self, text: str) -> bool:
        """Whether a text without a name may be such a file."""
        return re.search(f"^{self.begins}", text, re.MULTILINE) is not None


def files(places: Iterable[Place], text: str) -> list[tuple[str, str, int]]:
    """The files in a text without a name, as (path, text, number of lines before it); none where no place fits."""
    fitting = [place for place in places if place.fits(text)]
    if not fitting:
        return []
    lines = text.splitlines(keepends=True)
    found = []
    for place in fitting:
        if place.lines and len(fitting) > 1:
            own = [bool(re.match(place.begins, line)) for line in lines]
            found.append((place.path, "".join(line if mine else "\n" for line, mine in zip(lines, own, strict=True)), 0))
            lines = ["\n" if mine else line for line, mine in zip(lines, own, strict=True)]
    fitting = [place for place in fitting if not (place.lines and len(fitting) > 1)]
    starts = dict(_starts(fitting, lines)) or {0: fitting[0]}
    first = min(starts)
    starts = {0 if start == first else start: place for start, place in starts.items()}
    for start, end in zip(sorted(starts), [*sorted(starts)[1:], len(lines)], strict=True):
        place, part = starts[start], "".join(lines[start:end])
        named = re.search(place.named, part, re.MULTILINE) if place.named else None
        name = re.sub(r"[^\w.-]", "_", named[1]) if named else f"pasted-{start + 1}"
        found.append((place.path.format(name), part, start))
    return found


def _starts(places: list[Place], lines: list[str]) -> Iterator[tuple[int, Place]]:
    """The lines at which a file begins, each moved up over the comments that stand above it."""
    seen: set[str] = set()
    for number, line in enumerate(lines):
        for place in places:
            key = re.match(place.once, line) if place.once else None
            if place.many and re.match(place.begins, line):
                yield _above(lines, number), place
            elif key:
                if not seen:
                    yield _above(lines, number), place
                elif key[0] in seen:
                    yield _above(lines, _after_blank(lines, number)), place
                    seen.clear()
                seen.add(key[0])


def _above(lines: list[str], number: int) -> int:
    while number and lines[number - 1].lstrip().startswith("#"):
        number -= 1
    return number


def _after_blank(lines: list[str], number: int) -> int:
    """The line behind the last blank one above, as long as it is near: the file began there."""
    return next((at for at in range(number, max(number - 12, 0), -1) if not lines[at - 1].strip()), number)
