"""Signatures: how a known problem is recognised in a pasted text.

Patterns run on RE2, in time that grows with the text and nothing else; all of them are looked for in one pass.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import re2

LONGEST = 1000  # characters of one signature
MEMORY = 64 * 1024 * 1024  # bytes that one set of patterns may use
MATCHES = ("any", "all")

NAMES = re.compile(
    r"\b(?:[0-9a-f]{2}(?::[0-9a-f]{2}){5,19}"  # hardware addresses
    r"|\d{1,3}(?:\.\d{1,3}){3}"
    r"|(?:bond|eth|em|team|br|vlan|dummy|wlan|ib|slave|port)\d+(?:\.\d+)?(?:n?p\d+\w*)?"
    r"|en(?:o|s|p|x)[0-9a-f]\w*)\b",
    re.IGNORECASE,
)
"""What differs from host to host in a line that says the same: addresses, and names of interfaces."""


class BadSignature(ValueError):
    """A signature that cannot be used; the text says why and what to do."""


@dataclass(frozen=True)
class Signature:
    """One sign: a literal `text`, in which names of interfaces and addresses stand for any, or an RE2 `pattern`.

    `absent`: it is a sign that the text does not hold this; it counts only beside others, with match = all.
    `weak`: the problem is possible, not proved.
    """

    text: str = ""
    pattern: str = ""
    absent: bool = False
    weak: bool = False

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Signature:
        """A signature from its row. Raises BadSignature."""
        if unknown := set(data) - {"text", "pattern", "absent", "weak"}:
            raise BadSignature(f"“{min(unknown)}” is not a word of a signature. Take text, pattern, absent, weak.")
        made = cls(str(data.get("text", "")), str(data.get("pattern", "")), bool(data.get("absent")), bool(data.get("weak")))
        made.compiled()
        return made

    def row(self) -> dict[str, Any]:
        """The row that `read` takes, without what is not said."""
        return {name: value for name, value in vars(self).items() if value}

    @property
    def expression(self) -> str:
        """The RE2 pattern that is looked for."""
        return self.pattern or generalised(self.text)

    def compiled(self) -> Any:
        """The compiled pattern. Raises BadSignature for one that RE2 does not take, or that matches everything."""
        if bool(self.text.strip()) == bool(self.pattern.strip()):
            raise BadSignature("A signature is either a text or a pattern. Give one of them.")
        if len(self.text + self.pattern) > LONGEST:
            raise BadSignature(f"It has more than {LONGEST} characters. Keep what is the same on every host.")
        try:
            compiled = _compiled(self.expression)
        except re2.error as error:
            reason = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error.args[0])
            mend = "Patterns are RE2's: no look-ahead, no look-behind, no back-references."
            raise BadSignature(f"“{self.pattern}” is not a pattern ({reason}). {mend}") from error
        if compiled.search(""):
            raise BadSignature(f"“{self.text or self.pattern}” matches even an empty text. Make it say something.")
        return compiled


def generalised(text: str) -> str:
    """A literal text as a pattern: any name and address where it has one, any blank where it has some."""
    pieces, end = [], 0
    for match in NAMES.finditer(text):
        pieces += [re2.escape(text[end : match.start()]), r"[^\s,()]+"]
        end = match.end()
    pieces.append(re2.escape(text[end:]))
    return "(?i)" + re.sub(r"(?:\\? |\\?\t)+", r"[ \\t]+", "".join(pieces))


def _options() -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = MEMORY
    return options


@lru_cache(maxsize=4096)
def _compiled(expression: str) -> Any:
    return re2.compile(f"(?m){expression}", _options())


# ---------------------------------------------------------------- looking for many at once


@dataclass(frozen=True)
class Hit:
    """A problem that was recognised: its key, whether only weakly, and the lines (number from 1, text) that show it."""

    key: str
    weak: bool
    lines: tuple[tuple[int, str], ...]


class Signs:
    """The signatures of many problems, compiled into one set."""

    def __init__(self, problems: Iterable[tuple[str, str, tuple[Signature, ...]]]) -> None:
        """`problems` are triples of key, match ("any" or "all") and signatures. Raises BadSignature."""
        self.problems = [(key, match, signatures) for key, match, signatures in problems if signatures]
        self._set = re2.Set.SearchSet(_options())
        self.numbers: dict[Signature, int] = {}
        for _, _, signatures in self.problems:
            for signature in signatures:
                if signature not in self.numbers:
                    signature.compiled()
                    self.numbers[signature] = self._set.Add(f"(?m){signature.expression}")
        if self.numbers:
            self._set.Compile()

    def find(self, text: str) -> list[Hit]:
        """The problems that a text shows, in the order they were given."""
        there = self.matching(text)
        seen = {signature for signature, number in self.numbers.items() if number in there}
        return [Hit(key, weak, evidence(text, shown)) for key, weak, shown in self.judge(seen)]

    def matching(self, text: str | bytes) -> frozenset[int]:
        """The numbers of the signatures that a text shows."""
        return frozenset((self._set.Match(text) if self.numbers else None) or ())  # None where nothing matches

    def judge(self, seen: Container[Signature]) -> Iterator[tuple[str, bool, list[Signature]]]:
        """The problems of which enough signatures were seen: the key, whether all that was seen is weak, and those that were."""
        for key, match, signatures in self.problems:
            shown = [each for each in signatures if not each.absent and each in seen]
            wrong = any(each.absent and each in seen for each in signatures)
            needed = [each for each in signatures if not each.absent]
            if shown and not wrong and (match == "any" or len(shown) == len(needed)):
                yield key, all(each.weak for each in shown), shown


MOST_LINES = 5


def evidence(text: str, signatures: Iterable[Signature]) -> tuple[tuple[int, str], ...]:
    """The first line that each signature matches, by number from 1; the last five of them where there are more."""
    lines: dict[int, str] = {}
    for signature in signatures:
        if match := signature.compiled().search(text):
            start = text.rfind("\n", 0, match.start()) + 1
            end = text.find("\n", match.start())
            lines[text.count("\n", 0, match.start()) + 1] = text[start : end if end >= 0 else len(text)]
    return tuple(sorted(lines.items())[:MOST_LINES])


OVERLAP = 16 * 1024
"""Bytes of the part before that are looked at again: a sign may reach over several lines."""


class Watch:
    """The same for a text that comes in parts, each of whole lines: what was seen in any of them counts."""

    def __init__(self, signs: Signs) -> None:
        self.signs = signs
        self._by_number = {number: signature for signature, number in signs.numbers.items()}
        self._seen: dict[Signature, tuple[int, str, str]] = {}
        self._tail = b""

    def feed(self, part: bytes, first: int, source: str = "") -> None:
        """Look at a part that begins with the line of that number."""
        if not self._by_number:
            return
        text = self._tail + part
        first -= self._tail.count(b"\n")
        for number in self.signs.matching(text):
            signature = self._by_number[number]
            if signature not in self._seen and (match := signature.compiled().search(text)):
                start = text.rfind(b"\n", 0, match.start()) + 1
                end = text.find(b"\n", match.start())
                line = text[start : end if end >= 0 else len(text)].decode("utf-8", "replace")
                self._seen[signature] = (first + text.count(b"\n", 0, match.start()), line, source)
        cut = part.find(b"\n", max(0, len(part) - OVERLAP)) + 1
        self._tail = part[cut:] if len(part) > OVERLAP and cut else part[-OVERLAP:] if len(part) > OVERLAP else part

    def next_source(self) -> None:
        """Another file begins."""
        self._tail = b""

    def hits(self) -> list[tuple[str, bool, list[tuple[int, str, str]]]]:
        """The problems that were shown: key, whether only weakly, and the lines (number, text, file)."""
        return [(key, weak, [self._seen[each] for each in seen]) for key, weak, seen in self.signs.judge(self._seen.keys())]
