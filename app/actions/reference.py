"""reference: the page of an option and of a mode, from the tables; pages, text and JSON are made of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from app import stacks
from app.actions import explain
from app.actions.lookup import Found
from app.bonding import wire, wording
from app.bonding.fields import FIELDS
from app.bonding.kernel import Presence
from app.bonding.modes import MODES, Mode
from app.bonding.options import FACT_ROWS, Option, write_value
from app.bonding.wire import Pair
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
    """One value of an option: name, number, kernel, meaning, and the pairs that show it at work."""

    name: str
    number: int
    since: str
    meaning: str
    is_default: bool
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
    rules: tuple[Rule, ...]
    example: tuple[Pair, ...]


@dataclass(frozen=True)
class ModePage:
    """Everything the tables know of one mode; `options` are those that work in some modes only, with what to know of them here."""

    mode: Mode
    facts: Rows
    uses: tuple[str, ...]
    traps: tuple[str, ...]
    options: tuple[tuple[Option, str], ...]
    rules: tuple[Rule, ...]
    example: tuple[Pair, ...]


# ---------------------------------------------------------------- options


@lru_cache(maxsize=64)
def option_page(name: str) -> OptionPage:
    """The page of an option or of a parameter of the module. Raises KeyError for one that is not there."""
    option = FACT_ROWS[name]
    is_module = option.scope == "module"
    facts = [
        (
            "Belongs to",
            {"bond": "the bond", "member": "each member", "module": "the module, and so to every bond made afterwards"}[option.scope],
        ),
        ("Values", wording.values(option)),
        ("Unit", option.unit),
        ("Default", wording.default(option)),
        ("Kernel", wording.since(option.since)),
        ("Can be changed", wording.change(option)),
        *wording.ways(option),
        ("Source", option.source),
    ]
    return OptionPage(
        option,
        tuple((label, text) for label, text in facts if text),
        tuple(_value(option, choice.name) for choice in option.choices),
        () if is_module else tuple(_in_mode(option, mode) for mode in MODES),
        tuple(wording.together(option)),
        tuple(map(wording.sentence, option.notes)),
        () if is_module else tuple(_in_stack(option, stack) for stack in stacks.every()),
        tuple(sorted((RULES[id] for id in _rules_of().get(name, ())), key=lambda rule: rule.id)),
        () if is_module else tuple(example(option, option.example)),
    )


def _value(option: Option, name: str) -> Value:
    choice = option.choice(name)
    assert choice is not None
    until = f", gone since Linux {choice.until}" if choice.until else ""
    since = wording.since(choice.since) + until
    return Value(name, choice.number, since, choice.meaning, name == option.default, () if choice.until else tuple(example(option, name)))


def _in_mode(option: Option, mode: str) -> InMode:
    says = wording.in_mode(option, mode)
    return InMode(mode, "" if mode not in option.accepted else wording.default(option, mode), says)


def _in_stack(option: Option, stack: Stack) -> InStack:
    key = stack.spelling.get(option.name)
    text = key.only[0] if key and key.only and option.example not in key.only else option.example
    if option.kind == "member_int":
        text = text.partition(",")[0].rpartition(":")[2]
    why = stack.why_not(option.name, text)
    sample = key.codec.write(text) if key and not why else ""
    name, _, needs = explain.key_phrase(stack, option.name).partition(" (") if not why else ("", "", "")
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


@lru_cache(maxsize=16)
def mode_page(name: str) -> ModePage:
    """The page of a mode. Raises KeyError for one that is not there."""
    mode = MODES[name]
    facts = (
        ("Number", str(mode.number)),
        ("In /proc/net/bonding", mode.proc),
        ("The switch", mode.switch_asks),
        ("Sending", wording.sentence(mode.transmit)),
        ("Receiving", wording.sentence(mode.receive)),
        ("One connection", "can use all links together" if mode.one_flow else "never gets more than one link"),
        ("Hardware addresses", wording.sentence(mode.mac)),
        ("Is up while", mode.carrier),
        ("The cards must", mode.driver),
        ("Link monitors", wording.listed(mode.monitors)),
        ("Source", mode.source),
    )
    options = tuple((option, wording.in_mode(option, name)) for option in wording.of_mode(name))
    pattern = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
    rules = [rule for rule in RULES.values() if any(map(pattern.search, (rule.title, *rule.text)))]
    return ModePage(
        mode,
        facts,
        tuple(map(wording.sentence, mode.uses)),
        tuple(map(wording.sentence, mode.traps)),
        options,
        tuple(sorted(rules, key=lambda rule: rule.id)),
        (("mode", name), *MEMBERS, ("miimon", "100")),
    )


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
    bond = wire.read(pair for pair in pairs if pair[0] not in ("release", "stack")).bond
    stack = stacks.get(given["stack"]) if given.get("stack") in stacks.IDS else None
    if bond:
        yield from (each.field for each in check(bond, RELEASES.get(given.get("release", "")), stack) if each.id == rule.id)


# ---------------------------------------------------------------- as text and as JSON


def found_text(found: Found) -> str:
    """What a word turned out to be, for a terminal."""
    head = f"{found.via}\n\n" if found.via else ""
    if found.kind == "option":
        return head + option_text(option_page(found.name))
    if found.kind == "mode":
        return head + mode_text(mode_page(found.name))
    return head + field_text(found.name) if found.kind == "field" else f"{found.via}\n"


def found_json(found: Found) -> dict[str, Any]:
    """The same for programs."""
    via = {"via": found.via} if found.via else {}
    if found.kind == "option":
        return option_json(option_page(found.name)) | via
    if found.kind == "mode":
        return mode_json(mode_page(found.name)) | via
    known = explain.word(found.name)
    return {"kind": found.kind, "name": found.name, "link": found.link} | (known.to_json() if known else {}) | via


def field_text(name: str) -> str:
    """A plain word for a terminal."""
    known = explain.word(name)
    assert known is not None
    notes = FIELDS[known.link.partition("#")[2]].notes
    more = ["", "Good to know", *(f"  {note}" for note in notes)] if notes else []
    return "\n".join([name, "", known.does, "", *_aligned(known.facts), *more]) + "\n"


def option_text(page: OptionPage) -> str:
    """The page of an option for a terminal."""
    out = [page.option.name, "", page.option.summary, "", *_aligned(page.facts)]
    if page.values:
        out += ["", "Values"]
        rows = [(f"  {each.name} ({each.number})", f"{each.since}{f'; {each.meaning}' if each.meaning else ''}") for each in page.values]
        out += _aligned(rows)
    if page.modes:
        out += ["", "Modes", *_aligned((f"  {each.mode}", ", ".join(filter(None, (each.default, each.says)))) for each in page.modes)]
    out += ["", "With others", *(f"  {each}" for each in page.together)] if page.together else []
    if page.stacks:
        out += ["", "In the stacks", *_aligned((f"  {each.stack}", _spelled(each)) for each in page.stacks)]
    out += ["", "Good to know", *(f"  {note}" for note in page.notes)] if page.notes else []
    return "\n".join([*out, *_rules(page.rules)]) + "\n"


def _spelled(each: InStack) -> str:
    needs = f" ({each.needs})" if each.needs else ""
    return f"{each.key}{needs}, for example {each.sample}" if each.key else each.why_not


def mode_text(page: ModePage) -> str:
    """The page of a mode for a terminal."""
    out = [page.mode.name, "", page.mode.plain, "", *_aligned(page.facts)]
    out += ["", "Good for", *(f"  {each}" for each in page.uses), "", "Traps", *(f"  {each}" for each in page.traps)]
    if page.options:
        rows = ((f"  {option.name}", option.summary + (f" Here {says}." if says else "")) for option, says in page.options)
        out += ["", "Options of its own", *_aligned(rows)]
    return "\n".join([*out, *_rules(page.rules)]) + "\n"


def _aligned(rows: Iterable[tuple[str, str]]) -> list[str]:
    found = list(rows)
    width = max(len(label) for label, _ in found)
    return [f"{label:<{width}}  {text}" for label, text in found]


def _rules(rules: tuple[Rule, ...]) -> list[str]:
    return ["", "Rules", *_aligned((f"  {rule.id}", rule.title) for rule in rules)] if rules else []


def option_json(page: OptionPage) -> dict[str, Any]:
    """The page of an option for programs."""
    option = page.option
    return {
        "kind": "option",
        "name": option.name,
        "link": explain.option_link(option.name),
        "summary": option.summary,
        "unit": option.unit,
        "default": write_value(option.default),
        "since": option.since,
        "facts": dict(page.facts),
        "values": [{key: text for key, text in asdict(each).items() if key != "example"} for each in page.values],
        "modes": [asdict(each) for each in page.modes],
        "together": list(page.together),
        "stacks": [asdict(each) for each in page.stacks],
        "notes": list(page.notes),
        "rules": [rule.id for rule in page.rules],
    }


def mode_json(page: ModePage) -> dict[str, Any]:
    """The page of a mode for programs."""
    mode = page.mode
    return {
        "kind": "mode",
        "name": mode.name,
        "link": explain.mode_link(mode.name),
        "summary": mode.plain,
        "facts": dict(page.facts),
        "uses": list(page.uses),
        "traps": list(page.traps),
        "options": [option.name for option, _ in page.options],
        "rules": [rule.id for rule in page.rules],
    }
