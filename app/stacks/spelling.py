"""How a stack spells the kernel's options: one table, used for writing, reading and reference."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from app.bonding.kernel import version
from app.bonding.options import OPTIONS


class Codec:
    """Wire text of a value to the stack's text and back; this one changes nothing."""

    def write(self, text: str) -> str:
        """The stack's text of a wire text."""
        return text

    def read(self, text: str) -> str:
        """The wire text of a stack's text. Raises ValueError with the reason if it has none."""
        return text


MILLISECONDS = {
    Fraction(1, 1000): ("us", "usec"),
    Fraction(1): ("ms", "msec"),
    Fraction(1000): ("", "s", "sec", "second", "seconds"),
    Fraction(60_000): ("m", "min", "minute", "minutes"),
}
UNITS = {unit: length for length, units in MILLISECONDS.items() for unit in units}
"""Systemd's units of time, in milliseconds; a bare number counts seconds."""


class Millis(Codec):
    """Times as systemd writes them: always with a unit, because a bare number counts seconds."""

    def write(self, text: str) -> str:
        """Milliseconds with their unit."""
        return f"{text}ms"

    def read(self, text: str) -> str:
        """Milliseconds of a time span; a bare number counts seconds."""
        total = Fraction(0)
        parts = re.findall(r"([0-9.]+)\s*([a-z]*)", text) if len(text) <= 60 else []
        if not parts or "".join(map("".join, parts)) != "".join(text.split()):
            raise ValueError(f"{text[:60]!r} is not a time span")
        for number, unit in parts:
            if unit not in UNITS:
                raise ValueError(f"{unit!r} is not a unit of time")
            try:
                total += Fraction(Decimal(number)) * UNITS[unit]
            except InvalidOperation:
                raise ValueError(f"{number!r} is not a number") from None
        return str(int(total))


class Words(Codec):
    """Other words for the values; the first spelling of a value is the one written."""

    def __init__(self, words: Mapping[str, tuple[str, ...]]) -> None:
        self.words = words
        self.back = {spelled: value for value, spellings in words.items() for spelled in spellings}

    def write(self, text: str) -> str:
        """The first spelling of the value."""
        return self.words[text][0] if text in self.words else text

    def read(self, text: str) -> str:
        """The value behind any of its spellings."""
        if text.lower() not in self.back:
            raise ValueError(f"{text!r} is none of {', '.join(self.back)}")
        return self.back[text.lower()]


class Numbers(Codec):
    """The driver's numbers for the values of an enumeration; names are read too."""

    def __init__(self, option: str) -> None:
        self.numbers = {choice.name: str(choice.number) for choice in OPTIONS[option].choices}

    def write(self, text: str) -> str:
        """The driver's number."""
        return self.numbers.get(text, text)


class Names(Codec):
    """The names of an enumeration, for tools that take no numbers."""

    def __init__(self, option: str) -> None:
        self.names = [choice.name for choice in OPTIONS[option].choices]

    def read(self, text: str) -> str:
        """The name itself; anything else is refused."""
        if text not in self.names:
            raise ValueError(f"{text!r} is none of {', '.join(self.names)}; numbers are not taken here")
        return text


class Separated(Codec):
    """A list joined by something other than a comma."""

    def __init__(self, separator: str) -> None:
        self.separator = separator

    def write(self, text: str) -> str:
        """The list with the other separator."""
        return text.replace(",", self.separator)

    def read(self, text: str) -> str:
        """The list with commas."""
        return ",".join(text.replace(self.separator, " ").replace(",", " ").split())


class Positive(Codec):
    """A number that the tool writes only when it is not zero."""

    def read(self, text: str) -> str:
        """The number, unless it is zero."""
        if text.strip() in ("0", ""):
            raise ValueError("the tool leaves a zero out")
        return text


PLAIN = Codec()
YES_NO = {"on": ("yes", "true", "1", "on", "y", "t"), "off": ("no", "false", "0", "off", "n", "f")}


@dataclass(frozen=True)
class Key:
    """One option in one stack.

    `since` is the first version of the stack's tool that has it, `values_since` the same for
    single values, `was` its earlier names (name, until version); `only` the values it can say;
    `needs` is another option without which the tool refuses or drops this one, `modes` those in which it takes
    a value, by value ("" for all values); `elsewhere` that it stands in another file than the bond's.
    """

    name: str
    codec: Codec = PLAIN
    option: str = ""
    since: str = ""
    values_since: Mapping[str, str] = field(default_factory=dict, hash=False)
    was: tuple[tuple[str, str], ...] = ()
    also: tuple[str, ...] = ()
    only: tuple[str, ...] | None = None
    needs: str = ""
    modes: Mapping[str, frozenset[str]] = field(default_factory=dict, hash=False)
    elsewhere: str = ""

    def name_at(self, tool: tuple[int, ...]) -> str:
        """Its name in that version of the tool."""
        return next((name for name, until in self.was if tool < version(until)), self.name)

    @property
    def names(self) -> tuple[str, ...]:
        """All names under which it is read."""
        return (self.name, *(name for name, _ in self.was), *self.also)


class Spelling:
    """The table of a stack: kernel option to key."""

    def __init__(self, **keys: str | Key) -> None:
        self.keys: dict[str, Key] = {}
        for option, key in keys.items():
            if option != "mode" and option not in OPTIONS:
                raise ValueError(f"{option} is no option of the kernel")
            self.keys[option] = replace(key, option=option) if isinstance(key, Key) else Key(key, option=option)
        self._by_name: dict[str, Key] = {}
        for key in self.keys.values():
            for name in key.names:
                self._by_name.setdefault(name, key)

    def get(self, option: str) -> Key | None:
        """The key of an option, None where the stack has none."""
        return self.keys.get(option)

    def by_name(self, name: str) -> Key | None:
        """The key behind a word of the stack."""
        return self._by_name.get(name)

    def __iter__(self) -> Iterator[Key]:
        return iter(self.keys.values())
