"""What somebody typed into the search box, taken apart: filters, words, or a pasted log."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from app.bonding.problems import Problem, did_you_mean, problem
from app.diagnosis.signatures import NAMES

KINDS = ("note", "entry", "mode", "option", "release", "rule", "target", "guide", "field", "table", "kernel", "symptom")
"""What can be found. The place of a kind is a part of the ids in the index: a new one comes last."""

FILTERS = ("kind", "tag", "mode", "release")
MOST_WORDS = 40
MOST_FILTERS = 20  # values of all filters together
LONGEST = 500_000  # characters of a pasted text
LONGEST_TYPED = 2_000  # characters of what is no log: a page repeats it, and each filter makes a link of it
LONGEST_WORD = 64  # characters; the work of a search grows with the pieces of a word

STAMP = re.compile(
    r"^\s*(?:"
    r"(?:<\d+>)?\[\s*\d+\.\d+\]"  # dmesg
    r"|(?:\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*)(?:\s+\S+)?"  # ISO time, host
    r"|(?:[A-Z][a-z]{2}\s+\d{1,2}\s+\d\d:\d\d:\d\d(?:\.\d+)?)(?:\s+\S+)?"  # syslog time, host
    r"|\[[A-Z][a-z]{2} [A-Z][a-z]{2}\s+\d+ \d\d:\d\d:\d\d \d{4}\]"  # dmesg -T
    r")\s*(?:kernel:\s*(?:\[\s*\d+\.\d+\]\s*)?)?"
)
PROGRAM = re.compile(r"^(?:[\w./-]+(?:\[\d+\])?:\s+)?")
NUMBERS = re.compile(r"\b(?:0x[0-9a-f]+|\d+(?:[.,]\d+)*)\b", re.IGNORECASE)
ABOUT = re.compile(r"bond|slave|aggregat|lacp|802\.3ad|\bmii\b|\barp\b", re.IGNORECASE)
STOP = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "has", "have", "in",
    "is", "it", "its", "of", "on", "or", "that", "the", "this", "to", "was", "were", "will", "with",
})  # fmt: skip
"""Words that stand in every text: they say nothing about what is looked for."""


@dataclass(frozen=True)
class Asked:
    """A search: `words` in their order; `log` is the text itself where it looks like a pasted log or status file."""

    words: tuple[str, ...]
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    log: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not self.words and not self.filters and not self.log


def read(text: str) -> Asked:
    """Take a search apart. Never raises: what makes no sense becomes a problem beside what does."""
    problems: list[Problem] = []
    if len(text) > LONGEST:
        problems.append(problem("text", "", f"Only the first {LONGEST} characters were read.", "Paste the part that is about the bond."))
    text = text[:LONGEST].replace("\x00", " ").encode("utf-8", "replace").decode()
    if is_log(text):
        return Asked(log_words(telling(text)), log=text, problems=tuple(problems))
    if len(text) > LONGEST_TYPED:
        problems.append(problem("text", "", f"Only the first {LONGEST_TYPED} characters were read.", "Look for fewer words."))
    filters: dict[str, list[str]] = {}
    left = []
    number = 0
    for word in dict.fromkeys(text[:LONGEST_TYPED].split()):
        name, colon, value = word.partition(":")
        if colon and name in FILTERS and value:
            number += 1
            if number > MOST_FILTERS:
                continue
            filters.setdefault(name, []).append(value)
            if name == "kind" and value not in KINDS:
                problems.append(problem("kind", value, f"is none of {', '.join(KINDS)}.", did_you_mean(value, KINDS)))
        else:
            left.append(word)
    return Asked(_words(" ".join(left)), {name: tuple(values) for name, values in filters.items()}, problems=tuple(problems))


def is_log(text: str) -> bool:
    """Whether a text was pasted from a log or a status file rather than typed."""
    return "\n" in text.strip() or bool(STAMP.match(text)) or bool(re.search(r"\bbond\w*: |\bkernel: |MII Status: ", text))


def without_names(text: str) -> str:
    """The text less what differs from host to host: times, hosts, programs, addresses, interfaces, numbers."""
    lines = (PROGRAM.sub("", STAMP.sub("", line)) for line in text.splitlines())
    return "\n".join(NUMBERS.sub(" ", NAMES.sub(" ", line)) for line in lines)


def telling(text: str) -> str:
    """The lines of a log that are about bonding; all of them where none says so."""
    return "\n".join(line for line in text.splitlines() if ABOUT.search(line)) or text


def log_words(text: str) -> tuple[str, ...]:
    """The words of a log that say the same on every host."""
    return _words(without_names(text))


def parts(word: str) -> list[str]:
    """The pieces of letters and digits that an index makes of a word: arp_ip_target has three."""
    return re.findall(r"[^\W_]+", word)


def _words(text: str) -> tuple[str, ...]:
    """The words that a search can use, each once; stop words only if there are no others."""
    found = list(dict.fromkeys(match.lower()[:LONGEST_WORD].rstrip("._+/-") for match in re.findall(r"[^\W_]+(?:[._+/-][^\W_]+)*", text)))
    kept = [word for word in found if word not in STOP]
    return tuple((kept or found)[:MOST_WORDS])
