"""The wire words as flags: one table for every command that takes a configuration."""

from __future__ import annotations

from collections.abc import Iterator

import click

from app.bonding import wire
from app.bonding.fields import FIELDS
from app.bonding.options import OPTIONS
from app.bonding.problems import did_you_mean, problem
from app.bonding.wire import Pair
from app.errors import BadInput
from app.switches import cabling


def wire_options(command: click.Command) -> click.Command:
    """One flag for each wire word, with underscores and with dashes."""
    for word in reversed(wire.WORDS):
        option = OPTIONS.get(word)
        about, values = (option.summary, option.allowed()) if option else (FIELDS[word].summary, FIELDS[word].values)
        text = f"{about} {values[:1].upper()}{values[1:]}."
        flags = dict.fromkeys([f"--{word.replace('_', '-')}", f"--{word}"])
        command.params.insert(2, click.Option([*flags, variable(word)], multiple=True, metavar="VALUE", help=text))
    return command


def switch_options(command: click.Command) -> click.Command:
    """One flag for each word about the switch, with dots and with dashes."""
    for word in reversed(cabling.WORDS):
        text = f"{FIELDS[word].summary} {FIELDS[word].values[:1].upper()}{FIELDS[word].values[1:]}."
        flags = dict.fromkeys([f"--{word.replace('.', '-')}", f"--{word}"])
        command.params.insert(2, click.Option([*flags, variable(word)], multiple=True, metavar="VALUE", help=text))
    return command


def variable(word: str) -> str:
    """The Python name of the values of a word."""
    return "wire_" + word.replace(".", "__")


def vlan_words(rest: tuple[str, ...]) -> Iterator[Pair]:
    """`--vlan.100.address VALUE` and `--vlan.100.address=VALUE`; nothing else may be left over."""
    words = list(rest)
    while words:
        flag = words.pop(0)
        name, equals, value = flag.removeprefix("--").partition("=")
        if not flag.startswith("--vlan."):
            known = [f"--{word.replace('_', '-')}" for word in (*wire.WORDS, *cabling.WORDS)]
            raise BadInput([problem(flag.lstrip("-") or "request", flag, "is not an option.", did_you_mean(flag, known))])
        if not equals:
            if not words:
                raise BadInput([problem(name, flag, "needs a value.", f"Write {flag} VALUE.")])
            value = words.pop(0)
        yield name, value
