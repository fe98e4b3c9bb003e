"""reference: the page of an option and of a mode, from the tables; pages, text and JSON (reference_forms) are made of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from app import stacks
from app.actions import explain
from app.actions.generate import TARGET_WORDS
from app.actions.reference_view import EVERY, View
from app.bonding import wire, wording
from app.bonding.answers import Answer, heard, near
from app.bonding.kernel import Presence
from app.bonding.model import Bond
from app.bonding.modes import MODES, Mode
from app.bonding.options import FACT_ROWS, OPTIONS, Option
from app.bonding.wire import Pair
from app.diagnosis import samples
from app.distros.releases import RELEASES, newest_with
from app.rules import RULES, check
from app.rules.rule import Rule
from app.stacks.contract import Stack

Rows = tuple[tuple[str, str], ...]
MEMBERS: list[Pair] = [("member", "eth0"), ("member", "eth1")]
TRIED_FIRST = ("active-backup", "802.3ad", "balance-tlb", "balance-rr")
"""The modes in which an option is shown at work: the first that it works in."""

STACKS_FIRST = ("netplan", "networkd", "iproute2")
"""The stacks that show it: the first that can say it on its newest release."""


@dataclass(frozen=True)
class Value:
    """One value of an option: name, number, kernel, meaning, what is to be said of it `here`, and the pairs that show it at work."""

    name: str
    number: int
    since: str
    meaning: str
    is_default: bool
    here: str
    example: tuple[Pair, ...]


@dataclass(frozen=True)
class InMode:
    """An option in one mode: its default there, and what comes of it (empty where it simply works)."""

    mode: str
    default: str
    says: str


@dataclass(frozen=True)
class InStack:
    """An option in one stack: its key, what to know of the key, and a value as it is written there; or why there is none."""

    stack: str
    title: str
    key: str
    needs: str
    sample: str
    why_not: str


@dataclass(frozen=True)
class OptionPage:
    """Everything the tables know of one option."""

    option: Option
    facts: Rows
    values: tuple[Value, ...]
    modes: tuple[InMode, ...]
    together: tuple[str, ...]
    notes: tuple[str, ...]
    stacks: tuple[InStack, ...]
    answers: tuple[Answer, ...]
    asked: str
    """The kernel that gave the answers."""
    rules: tuple[Rule, ...]
    example: tuple[Pair, ...]
    here: str
    """What is to be said of it in the view: nothing where it is there."""


@dataclass(frozen=True)
class ModePage:
    """Everything the tables know of one mode.

    `options` are those that work in some modes only, with what to know of them here; `common` work in every mode; `idle` are taken
    without effect, `refused` are not taken.
    """

    mode: Mode
    facts: Rows
    uses: tuple[str, ...]
    traps: tuple[str, ...]
    options: tuple[tuple[Option, str], ...]
    common: tuple[Option, ...]
    idle: tuple[str, ...]
    refused: tuple[str, ...]
    sample: tuple[samples.Told, ...]
    rules: tuple[Rule, ...]
    example: tuple[Pair, ...]


# ---------------------------------------------------------------- options


@lru_cache(maxsize=64)
def option_page(name: str, view: View = EVERY) -> OptionPage:
    """The page of an option or of a parameter of the module, read for a kernel. Raises KeyError for one that is not there."""
    option = FACT_ROWS[name]
    is_module = option.scope == "module"
    facts = [
        (
            "Belongs to",
            {"bond": "the bond", "member": "each member", "module": "the module, and so to every bond made afterwards"}[option.scope],
        ),
        ("Values", _values(option, view)),
        ("Unit", option.unit),
        ("Default", wording.default(option)),
        ("Kernel", wording.since(option.since)),
        ("Here", wording.on(option, view.kernel, view.name) if view.name else ""),
        ("Can be changed", wording.change(option)),
        *wording.ways(option),
        ("Word of ip", _word_of_ip(option)),
        ("Source", option.source),
    ]
    return OptionPage(
        option,
        tuple((label, text) for label, text in facts if text),
        tuple(_value(option, choice.name, view) for choice in option.choices),
        () if is_module else tuple(_in_mode(option, mode, view) for mode in MODES),
        tuple(wording.together(option)),
        tuple(map(wording.sentence, option.notes)),
        () if is_module else tuple(in_stack(option, stack, view) for stack in stacks.every()),
        heard(name, view.kernel.oldest),
        near(view.kernel.oldest),
        tuple(sorted((RULES[id] for id in _rules_of().get(name, ())), key=lambda rule: rule.id)),
        () if is_module else tuple(example(option, option.example)),
        view.says(option),
    )


def _values(option: Option, view: View) -> str:
    """What may be given: of an option that is there, only the values that are there too."""
    if not option.choices or view.lacks(option):
        return option.allowed()
    return ", ".join(f"{choice.name} ({choice.number})" for choice in option.choices if not view.lacks(option, choice.name))


def _word_of_ip(option: Option) -> str:
    """What the command `ip` calls it."""
    key = stacks.get("iproute2").spelling.get(option.name)
    if key is None:
        return ""
    of = "of `ip link add|set BOND type bond`" if option.scope == "bond" else "of `ip link set MEMBER type bond_slave`"
    return f"`{key.name}` {of}"


def _value(option: Option, name: str, view: View) -> Value:
    choice = option.choice(name)
    assert choice is not None
    until = f", gone since Linux {choice.until}" if choice.until else ""
    since = wording.since(choice.since) + until
    shown = () if choice.until else tuple(example(option, name))
    return Value(name, choice.number, since, choice.meaning, name == option.default, view.says(option, name), shown)


def _in_mode(option: Option, mode: str, view: View) -> InMode:
    says = wording.in_mode(option, mode)
    if mode in option.mode_since and view.name:
        says = view.says(option, mode=mode) or says
    absent = mode not in option.accepted or view.lacks(option, mode=mode)
    return InMode(mode, "" if absent else wording.default(option, mode), says)


def in_stack(option: Option, stack: Stack, view: View = EVERY) -> InStack:
    """An option in one stack; on a release that has the stack, as its version of the tool can say it."""
    release = view.release if view.release and stack.id in view.release.stacks else None
    key = stack.within(release).spelling.get(option.name)
    text = key.only[0] if key and key.only and option.example not in key.only else option.example
    if option.kind == "member_int":
        text = text.partition(",")[0].rpartition(":")[2]
    why = stack.why_not(option.name, text, release)
    sample = key.codec.write(text) if key and not why else ""
    name, _, needs = explain.key_phrase(stack, option.name, release).partition(" (") if not why else ("", "", "")
    return InStack(stack.id, stack.title, name, needs.removesuffix(")"), sample, why)


def example(option: Option, text: str) -> Iterator[Pair]:
    """The pairs of a small bond that shows an option with a value at work, for a target that can say it."""
    mode = next((mode for mode in (*TRIED_FIRST, *MODES) if mode in option.effective), "active-backup")
    with_it = {option.name: text}
    _complete(option, with_it)
    if "arp_interval" in with_it:
        if not with_it.keys() & {"arp_ip_target", "ns_ip6_target"}:
            with_it["arp_ip_target"] = FACT_ROWS["arp_ip_target"].example
    elif option.name != "miimon":
        with_it = {"miimon": FACT_ROWS["miimon"].example, **with_it}
    yield from _target(option, text, mode)
    yield from (("mode", mode), *MEMBERS, *with_it.items(), ("address", "192.0.2.10/24"))
    if "ns_ip6_target" in with_it:
        yield ("address", "2001:db8::10/64")


def _complete(option: Option, with_it: dict[str, str]) -> None:
    """Add what an option does nothing without."""
    monitor = "arp_interval" if option.name in ("arp_ip_target", "ns_ip6_target") else ""
    for need in filter(None, (*option.needs, option.idle_without, monitor)):
        if need not in with_it:
            with_it[need] = FACT_ROWS[need].example
            _complete(FACT_ROWS[need], with_it)


def _target(option: Option, text: str, mode: str) -> Iterator[Pair]:
    """A release and a stack that can say it; nothing where there is none."""
    value = option.read(text)
    every = [stacks.get(id) for id in (*STACKS_FIRST, *stacks.IDS) if id in stacks.IDS]
    for wanted in (Presence.YES, Presence.PARTLY):
        for stack in every:
            for release in filter(
                None, (newest_with(stack.id), *(each for each in RELEASES.values() if stack.id in each.stacks and each.rolling))
            ):
                if not stack.why_not(option.name, text, release) and option.presence(release.kernel, value, mode).presence is wanted:
                    yield from (("release", release.id), ("stack", stack.id))
                    return


# ---------------------------------------------------------------- modes


@lru_cache(maxsize=32)
def mode_page(name: str, view: View = EVERY) -> ModePage:
    """The page of a mode, read for a kernel: what that does not have is left out. Raises KeyError for one that is not there."""
    mode = MODES[name]
    there = [option for option in OPTIONS.values() if not view.lacks(option)]
    facts = (
        ("Number", str(mode.number)),
        ("In /proc/net/bonding", mode.proc),
        ("The switch", mode.switch_asks),
        ("Sending", wording.sentence(mode.transmit)),
        ("Receiving", wording.sentence(mode.receive)),
        ("When a link is lost", mode.failover),
        ("One connection", "can use all links together" if mode.one_flow else "never gets more than one link"),
        ("Hardware addresses", wording.sentence(mode.mac)),
        ("Is up while", mode.carrier),
        ("The cards must", mode.driver),
        ("Link monitors", _monitors(mode)),
        ("Source", mode.source),
    )
    own = [option for option in wording.of_mode(name) if option in there]
    options = tuple((option, ", ".join(filter(None, (wording.in_mode(option, name), view.says(option))))) for option in own)
    pattern = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
    rules = [rule for rule in RULES.values() if any(map(pattern.search, (rule.title, *rule.text)))]
    return ModePage(
        mode,
        facts,
        tuple(map(wording.sentence, mode.uses)),
        tuple(map(wording.sentence, mode.traps)),
        options,
        tuple(option for option in there if len(option.effective) == len(MODES)),
        tuple(option.name for option in there if name in option.accepted and name not in option.effective),
        tuple(option.name for option in there if name not in option.accepted),
        tuple(samples.told(name)),
        tuple(sorted(rules, key=lambda rule: rule.id)),
        _of_mode(name),
    )


def _of_mode(name: str) -> tuple[Pair, ...]:
    """The pairs of a plain bond in a mode."""
    return (("mode", name), *MEMBERS, ("miimon", "100"))


def example_bond(name: str) -> Bond:
    """That bond."""
    bond = wire.read(_of_mode(name)).bond
    assert bond is not None
    return bond


def _monitors(mode: Mode) -> str:
    """Which link monitors may run, and what runs by itself."""
    if mode.miimon:
        return f"miimon only, which the kernel sets to {mode.miimon} ms by itself; arp_interval is refused"
    return f"{' or '.join(mode.monitors)}, one of them; none runs by itself"


# ---------------------------------------------------------------- which rule speaks of what


@lru_cache(maxsize=1)
def _rules_of() -> dict[str, set[str]]:
    """The ids of the rules by option: those whose text names it, and those that speak up on it in their own bad examples."""
    found: dict[str, set[str]] = {}
    for rule in RULES.values():
        for word in set(re.findall(r"[a-z0-9_]+", " ".join((rule.title, *rule.text)).lower())) & FACT_ROWS.keys():
            found.setdefault(word, set()).add(rule.id)
        for pairs in rule.bad:
            for field in _fields_of(rule, pairs):
                found.setdefault(field, set()).add(rule.id)
    return found


def _fields_of(rule: Rule, pairs: Iterable[Pair]) -> Iterator[str]:
    given = dict(pairs)
    bond = wire.read(pair for pair in pairs if pair[0] not in TARGET_WORDS).bond
    stack = stacks.get(given["stack"]) if given.get("stack") in stacks.IDS else None
    if bond:
        yield from (each.field for each in check(bond, RELEASES.get(given.get("release", "")), stack) if each.id == rule.id)
