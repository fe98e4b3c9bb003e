"""Fields of the generator's form: what was given, fit to be shown again, and how a field is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.bonding.wire import Pair
from app.web.query import fit_to_show
from app.web.says import Say


@dataclass(frozen=True)
class Choice:
    """One entry of a select or a radio list."""

    value: str
    text: str
    note: str = ""


@dataclass(frozen=True)
class Field:
    """One field: `choices` make it a select; `label` None shows the wire name itself."""

    word: str
    label: str
    value: str = ""
    hint: str = ""
    placeholder: str = ""
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    says: tuple[Say, ...] = ()
    why: str = ""
    code: bool = False
    link: str = ""
    number: bool = False
    extra: int = 0

    @property
    def id(self) -> str:
        """Its id on the page; repeated inputs of one word count up."""
        return f"f-{self.word}" + (f"-{self.extra}" if self.extra else "")

    @property
    def wrong(self) -> bool:
        """Whether something about it is an error."""
        return any(say.level == "error" for say in self.says)

    @property
    def strange(self) -> bool:
        """Whether its value is none of the choices: it is shown all the same."""
        return bool(self.choices) and self.value not in {choice.value for choice in self.choices}


class Given:
    """The pairs of a request by word, made fit to be shown again."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self._values: dict[str, list[str]] = {}
        for word, value in pairs:
            if value.strip():
                self._values.setdefault(word, []).append(value)

    def all(self, word: str) -> list[str]:
        """Every value of a word."""
        return [fit_to_show(value.strip()) for value in self._values.get(word, [])]

    def one(self, word: str) -> str:
        """The first value of a word that stands once."""
        return next(iter(self.all(word)), "")

    def joined(self, word: str) -> str:
        """The values of a word that may be repeated, in one line."""
        return ", ".join(self.all(word))

    def has(self, word: str) -> bool:
        """Whether a value was given."""
        return word in self._values

    def words(self) -> Iterable[str]:
        """Every word that was given a value."""
        return self._values
