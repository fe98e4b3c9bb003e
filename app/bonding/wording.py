"""The facts of an option as phrases: default, values, kernel, modes, when it can be changed.

Every door that explains an option takes its words from here: pages, text, JSON, the command line.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.bonding.kernel import Kernel, Presence, version
from app.bonding.modes import MODES
from app.bonding.options import FACT_ROWS, OPTIONS, Option, Value, write_value

OLDEST = "2.6.12"
"""Stands in the table for that kernel or an older one."""

SYSFS_SINCE, NETLINK_SINCE = "2.6.16", "3.14"
"""The kernels that brought the folder /sys/class/net/<bond>/bonding, and the attributes of `ip`."""

NO_ADDRESS = "00:00:00:00:00:00"


def since(kernel: str) -> str:
    """The kernel that brought something."""
    return f"Linux {kernel} or older" if kernel == OLDEST else f"since Linux {kernel}"


def value(option: Option, given: Value) -> str:
    """A value with its unit; a list or a name that is empty is none."""
    if given in ("", (), NO_ADDRESS):
        return "none"
    if option.kind != "int":
        return write_value(given)
    unit = option.unit[:-1] if given == 1 and len(option.unit) > 2 else option.unit  # 1 link, but 2 links
    return f"{given} {unit}".rstrip()


def default(option: Option, mode: str = "") -> str:
    """What the kernel uses when nobody says: in a mode, or in all of them."""
    plain = value(option, option.default_in(mode))
    if mode:
        return plain
    others: dict[str, list[str]] = {}
    for each in MODES:
        if each in option.accepted and (own := value(option, option.default_in(each))) != plain:
            others.setdefault(own, []).append(each)
    return "; ".join([plain, *(f"{own} in {listed(modes)}" for own, modes in others.items())])


def meaning(option: Option, given: Value) -> str:
    """What a value means, where the table knows it."""
    choice = option.choice(given)
    return choice.meaning if choice else ""


def values(option: Option) -> str:
    """What may be given."""
    return option.allowed()


def kernel(option: Option, given: Value | None = None, mode: str = "") -> str:
    """The kernel that brought the option, and the one that brought this value or this mode where that is later."""
    parts = [since(option.since)]
    choice = option.choice(given) if given is not None else None
    if choice and choice.since != option.since:
        parts.append(f"{choice.name} {since(choice.since)}")
    if choice and choice.until:
        parts.append(f"{choice.name} no longer in Linux {choice.until}")
    if mode in option.mode_since:
        parts.append(f"in {mode} {since(option.mode_since[mode])}")
    return ", ".join(parts)


def on(option: Option, here: Kernel, name: str, given: Value | None = None, mode: str = "") -> str:
    """Whether the kernel of a release has it; `name` is what the release is called."""
    has = option.presence(here, given, mode)
    if has.presence is Presence.YES:
        return f"{name} has it"
    return f"{name}: {has.where}" if has.presence is Presence.PARTLY else f"{name} does not have it: {has.where}"


def change(option: Option) -> str:
    """When the kernel lets it be changed."""
    if option.scope == "module":
        return "only when the module is loaded"
    needs = [*(["is down"] if option.down else []), *(["has no members"] if option.empty else [])]
    if needs:
        return f"only while the bond {' and '.join(needs)}"
    return "at any time, once the member has joined" if option.scope == "member" else "at any time, also while the bond is in use"


def together(option: Option) -> list[str]:
    """What it needs and what it does not go with, one sentence each."""
    said = [f"The kernel refuses it unless {need} is set." for need in option.needs]
    said += [f"Not together with {other}: the kernel runs one monitor." for other in option.excludes]
    if option.idle_without:
        said.append(f"Without effect unless {option.idle_without} is set.")
    if option.twin:
        said.append(f"{option.twin} is another name of the same number.")
    return said


def in_mode(option: Option, mode: str) -> str:
    """What comes of the option in a mode: refused, without effect, only with something, or empty where it simply works."""
    if mode not in option.accepted:
        return "refused by the kernel"
    if mode not in option.effective:
        return "taken, without effect"
    parts = [f"only together with {option.effective_when[mode]}"] if mode in option.effective_when else []
    parts += [since(option.mode_since[mode])] if mode in option.mode_since else []
    return ", ".join(parts)


def ways(option: Option) -> list[tuple[str, str]]:
    """Where the kernel takes it: the file, the parameter of the module, the attribute; each with the kernel that brought it."""
    found = []
    if option.sysfs:
        found.append(("File", f"/sys/class/net/BOND/bonding/{option.name} (since Linux {_later(option.since, SYSFS_SINCE)})"))
    elif option.scope != "module":
        found.append(("File", "none: sysfs cannot set it"))
    parameter = f"{option.name} ({option.module})" if option.module else "none: it cannot be given when the module is loaded"
    found.append(("Parameter of the module", parameter))
    if option.netlink:
        when = option.netlink_since or _later(option.since, NETLINK_SINCE)
        found.append(("Netlink", f"{option.netlink} (since Linux {when})" if option.scope != "module" else option.netlink))
    return found


def of_mode(mode: str) -> list[Option]:
    """The options that do something in this mode and not in every mode."""
    return [option for option in OPTIONS.values() if mode in option.effective and len(option.effective) < len(MODES)]


def listed(names: Iterable[str]) -> str:
    """Names as a phrase: "a", "a and b", "a, b and c"."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def sentence(text: str) -> str:
    """A note of the tables as a sentence; a name at its beginning stays as the kernel writes it."""
    first = text.split(" ", 1)[0].strip(",:")
    begun = text if first in FACT_ROWS or "_" in first or "=" in first or first == "ip" else text[:1].upper() + text[1:]
    return begun if begun.endswith((".", "?")) else f"{begun}."


def _later(one: str, other: str) -> str:
    return max(one, other, key=version)
