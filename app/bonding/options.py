"""The table of the driver's options, and what the table says of one value.

Options carry the kernel's own names. Values have three spellings: the *value* inside the model
(int, str, tuple), the *wire text* of it (one line, lists joined by commas), and whatever a
stack writes; this module knows the first two.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from app.bonding.facts import read_table
from app.bonding.kernel import Has, Kernel, Presence
from app.bonding.modes import MODES
from app.bonding.names import Misspelled, clean_interface, clean_ip, clean_mac, ip
from app.bonding.problems import did_you_mean, nearest

MemberValues = tuple[tuple[str, int], ...]
Value = int | str | tuple[str, ...] | MemberValues

FACTS = Path(__file__).parent / "facts" / "options.toml"


@dataclass(frozen=True)
class Choice:
    """One value of an enumeration: its name, the driver's number, and the kernels that know it."""

    name: str
    number: int
    since: str
    until: str = ""
    meaning: str = ""


@dataclass(frozen=True, kw_only=True)
class Option:
    """One row of facts/options.toml; the head of that file explains the columns."""

    name: str
    kind: str
    scope: str
    summary: str
    default: Value
    module: str
    sysfs: bool
    since: str
    source: str
    unit: str = ""
    min: int = 0
    max: int = 0
    max_entries: int = 0
    choices: tuple[Choice, ...] = ()
    accepted: frozenset[str] = frozenset(MODES)
    effective: frozenset[str] = frozenset(MODES)
    effective_when: dict[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    idle_without: str = ""
    twin: str = ""
    down: bool = False
    empty: bool = False
    runtime: bool = False
    netlink: str = ""
    netlink_since: str = ""
    example: str = ""
    mode_since: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def default_in(self, mode: str) -> Value:
        """What the kernel uses in that mode when nobody gives a value."""
        return MODES[mode].miimon if self.name == "miimon" and mode in MODES else self.default

    def choice(self, value: Value) -> Choice | None:
        """The row of an enumeration's value; None for other kinds."""
        return next((choice for choice in self.choices if choice.name == value), None)

    def presence(self, kernel: Kernel, value: Value | None = None, mode: str = "") -> Has:
        """Whether the kernel knows the option, this value of it, and takes it in this mode."""
        questions = [(self.since, self.name, "")]
        if value is not None and (choice := self.choice(value)):
            # a value that came with the option shares the option's backport
            own = self.name if choice.since == self.since else f"{self.name}={choice.name}"
            questions.append((choice.since, own, choice.until))
        if mode in self.mode_since:
            questions.append((self.mode_since[mode], f"{self.name}@{mode}", ""))
        answers = [kernel.has(since, feature, until) for since, feature, until in questions]
        for presence in (Presence.NO, Presence.PARTLY):
            for answer in answers:
                if answer.presence is presence:
                    return answer
        return answers[0]

    def allowed(self) -> str:
        """The permitted values as a phrase: "0 to 255 announcements", "slow, fast"."""
        if self.choices:
            return ", ".join(f"{choice.name} ({choice.number})" for choice in self.choices)
        return {
            "int": f"a whole number from {self.min} to {self.max}" + (f" ({self.unit})" if self.unit else ""),
            "member_int": f"member:number, the number from {self.min} to {self.max}",
            "ipv4_list": f"up to {self.max_entries} IPv4 addresses, separated by commas",
            "ipv6_list": f"up to {self.max_entries} IPv6 addresses, separated by commas",
            "ifname": "the name of an interface",
            "mac": "an address of six bytes such as 02:00:00:00:00:01",
        }[self.kind]

    def read(self, text: str) -> Value:
        """The value behind a wire text. Raises ValueError with what is wrong and the mend."""
        return READERS[self.kind](self, text)


def write_value(value: Value) -> str:
    """The wire text of a value: lists joined by commas, member values as `eth0:5`."""
    if isinstance(value, tuple):
        return ",".join(item if isinstance(item, str) else f"{item[0]}:{item[1]}" for item in value)
    return str(value)


def _read_enum(option: Option, text: str) -> Value:
    for choice in option.choices:
        if text in (choice.name, str(choice.number)):
            return choice.name
    names = [choice.name for choice in option.choices]
    message = f"the kernel has no such value. Take one of {option.allowed()}. {did_you_mean(text, names)}".rstrip()
    raise Misspelled(message, nearest(text, names))


def _number(option: Option, text: str) -> int:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 10):
        unit = f", counted in {option.unit}, without the unit" if option.unit else ""
        raise ValueError(f"is not a whole number. Give {option.allowed()}{unit}.")
    number = int(text)
    if not option.min <= number <= option.max:
        raise ValueError(f"is out of range. Give {option.allowed()}.")
    return number


def _read_int(option: Option, text: str) -> Value:
    return _number(option, text)


def _read_member_int(option: Option, text: str) -> Value:
    values: dict[str, int] = {}
    for entry in text.split(","):
        member, colon, number = entry.strip().rpartition(":")
        if not colon:
            raise ValueError(f"names no member. Write {option.name}=eth0:{entry.strip() if entry.strip().isdecimal() else 1}.")
        values[clean_interface(member)] = _number(option, number)
    return tuple(values.items())


def _read_address_list(option: Option, text: str) -> Value:
    family = 4 if option.kind == "ipv4_list" else 6
    addresses = [clean_ip(entry.strip()) for entry in text.split(",")]
    if strange := next((each for each in addresses if ip(each).version != family), None):
        raise ValueError(f"holds {strange}, which is not an IPv{family} address. Give {option.allowed()}.")
    return tuple(addresses)


def _read_ifname(option: Option, text: str) -> Value:
    return clean_interface(text)


def _read_mac(option: Option, text: str) -> Value:
    return clean_mac(text)


def stands_out(name: str) -> bool:
    """Whether the name of an option can be nothing else in a sentence."""
    return "_" in name or name.endswith(("imon", "delay"))


READERS = {
    "enum": _read_enum,
    "int": _read_int,
    "member_int": _read_member_int,
    "ipv4_list": _read_address_list,
    "ipv6_list": _read_address_list,
    "ifname": _read_ifname,
    "mac": _read_mac,
}


def _option(name: str, /, **columns: object) -> Option:
    rows = columns.pop("values", [])
    choices = tuple(Choice(**row) for row in rows)  # type: ignore[attr-defined]
    if isinstance(columns["default"], list):
        columns["default"] = tuple(columns["default"])
    for key in ("notes", "needs", "excludes"):
        columns[key] = tuple(columns.get(key, ()))  # type: ignore[arg-type]
    accepted = frozenset(columns.pop("accepted", MODES))  # type: ignore[call-overload]
    effective = frozenset(columns.pop("effective", accepted))  # type: ignore[call-overload]
    return Option(name=name, choices=choices, accepted=accepted, effective=effective, **columns)  # type: ignore[arg-type]


FACT_ROWS: dict[str, Option] = read_table(FACTS, _option)
"""Every row, parameters of the module included."""

OPTIONS: dict[str, Option] = {name: option for name, option in FACT_ROWS.items() if option.scope != "module"}
"""The options of a bond and of its members, in the order in which stacks write them."""
