"""The tables of the reference: options by mode, kernel and stack; what changed between two kernels; options in every stack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app import stacks
from app.actions import reference_view
from app.actions.explain import option_link
from app.actions.reference import InStack, in_stack
from app.actions.reference_view import EVERY, View
from app.bonding import wording
from app.bonding.kernel import Presence, version
from app.bonding.modes import BY_NUMBER, MODES, Mode
from app.bonding.options import FACT_ROWS, OPTIONS, Option, Value
from app.bonding.problems import Problem, did_you_mean, problem
from app.bonding.wire import Pair
from app.distros.releases import RELEASES
from app.stacks.contract import Stack

# ---------------------------------------------------------------- options, filtered


@dataclass(frozen=True)
class Filter:
    """Which options are asked for: those that do something in a mode, those that a stack can say."""

    mode: str = ""
    stack: str = ""


@dataclass(frozen=True)
class OptionRow:
    """An option in the table: its default and what to know of it in the mode that was asked for, on the kernel, in the stack."""

    option: Option
    default: str
    says: str
    key: InStack | None


def read_filter(pairs: Iterable[Pair]) -> tuple[Filter, list[Problem]]:
    """The filter that a request asks for, and what is wrong with it."""
    given = {name: text.strip() for name, text in pairs}
    mode, stack = given.get("mode", ""), given.get("stack", "")
    mode = BY_NUMBER[mode].name if mode in BY_NUMBER else mode
    problems = []
    if mode and mode not in MODES:
        problems.append(problem("mode", mode, "is no mode of the driver.", did_you_mean(mode, MODES)))
    if stack and stack not in stacks.IDS:
        problems.append(problem("stack", stack, "is no stack that Bondbook writes.", did_you_mean(stack, stacks.IDS)))
    return (Filter() if problems else Filter(mode, stack)), problems


def options(asked: Filter, view: View = EVERY) -> tuple[list[OptionRow], list[OptionRow]]:
    """The options that pass the filter, and those that the kernel of the view or the stack leaves out, with the reason."""
    shown: list[OptionRow] = []
    left_out: list[OptionRow] = []
    for option in FACT_ROWS.values():
        if asked.mode and (option.scope == "module" or asked.mode not in option.effective):
            continue
        key = in_stack(option, stacks.get(asked.stack), view) if asked.stack and option.scope != "module" else None
        lacks = view.lacks(option, mode=asked.mode)
        says = [view.says(option, mode=asked.mode), wording.in_mode(option, asked.mode) if asked.mode else ""]
        row = OptionRow(option, wording.default(option, asked.mode), "; ".join(filter(None, says)), key)
        (left_out if lacks or (asked.stack and not (key and key.key)) else shown).append(row)
    return shown, left_out


# ---------------------------------------------------------------- what changed


@dataclass(frozen=True)
class Change:
    """One thing that came or went between two kernels: `where` says more of a kernel that has it in part."""

    since: str
    what: str
    text: str
    link: str
    where: str = ""
    gone: bool = False


def end(field: str, text: str) -> View | Problem:
    """One end of a comparison: a version of a kernel, or a release with what its vendor ported back."""
    if text in RELEASES:
        return reference_view.of_release(RELEASES[text])
    if reference_view.KERNEL.fullmatch(text):
        return reference_view.of_kernel(text)
    return problem(field, text, "is neither a version of a kernel nor a release.", did_you_mean(text, RELEASES) or "Give 6.12 or rhel-9.")


def changes(old: View, new: View) -> list[Change]:
    """What one kernel has and the other has not, in the order in which mainline kernels brought it."""
    found = []
    for each in _dated():
        before, after = (view.has(each.option, each.value, each.mode).presence for view in (old, new))
        if before is after:
            continue
        gone = after is Presence.NO or before is Presence.YES
        where = "" if Presence.PARTLY not in (before, after) else "; ".join(_where(view, each) for view in (old, new) if _where(view, each))
        found.append(Change(each.since, each.what, each.text, each.link, where, gone))
    return sorted(found, key=lambda change: (version(change.since), change.gone))


@dataclass(frozen=True)
class _Dated:
    """Something with a date: an option, a value of it, or its use in a mode."""

    option: Option
    since: str
    what: str
    text: str
    value: Value | None = None
    mode: str = ""

    @property
    def link(self) -> str:
        """Where more is told of it."""
        return option_link(self.option.name) + ("#values" if self.value else "#modes" if self.mode else "")


def _dated() -> Iterator[_Dated]:
    for option in FACT_ROWS.values():
        yield _Dated(option, option.since, option.name, option.summary)
        for choice in option.choices:
            if choice.since != option.since:
                yield _Dated(option, choice.since, f"{option.name}={choice.name}", choice.meaning, choice.name)
            elif choice.until:
                yield _Dated(option, choice.until, f"{option.name}={choice.name}", choice.meaning, choice.name)
        for mode, since in option.mode_since.items():
            yield _Dated(option, since, f"{option.name} in {mode}", f"{mode} takes {option.name}.", mode=mode)


def _where(view: View, each: _Dated) -> str:
    has = view.has(each.option, each.value, each.mode)
    return f"{view.name}: {has.where}" if has.presence is Presence.PARTLY else ""


# ---------------------------------------------------------------- every stack


@dataclass(frozen=True)
class Cell:
    """An option in a stack: the key and the version of the tool that brought it; or the indirect way; or the reason why neither."""

    stack: Stack
    key: str
    since: str
    indirect: str
    why_not: str
    anchor: str


def matrix(chosen: Iterable[Stack], view: View = EVERY) -> list[tuple[Option, list[Cell]]]:
    """Each option in each of these stacks, from the stacks' own tables."""
    columns = list(chosen)
    return [(option, [_cell(option, stack, view) for stack in columns]) for option in OPTIONS.values()]


def _cell(option: Option, stack: Stack, view: View) -> Cell:
    found = in_stack(option, stack, view)
    inside = stack.within(view.release)
    key = inside.spelling.get(option.name)
    since = f"{inside.tool} {key.since}" if found.key and key and key.since else ""
    mode = next((mode for mode in MODES if mode in option.effective), "")
    indirect = stack.indirect.title if not found.key and stack.indirect and stack.offers(option.name, mode, view.release) else ""
    return Cell(stack, found.key, since, indirect, found.why_not, f"{stack.id}-{option.name}")


# ---------------------------------------------------------------- the modes


@dataclass(frozen=True)
class ModeRow:
    """A mode beside the others, in few words."""

    name: str
    number: int
    switch: str
    two_switches: str
    spreads: str
    one_flow: str
    monitors: str
    plain: str


SWITCH = {"none": "nothing", "static": "static group", "lacp": "LACP group"}


def modes() -> list[ModeRow]:
    """All seven."""
    return [
        ModeRow(
            mode.name, mode.number, SWITCH[mode.switch], "yes" if mode.two_switches else "no", _spreads(mode),
            "all links" if mode.one_flow else "one link", " or ".join(mode.monitors), mode.plain,
        )
        for mode in MODES.values()
    ]  # fmt: skip


def _spreads(mode: Mode) -> str:
    """What is spread over the links: both directions where the switch has a group of its own, else what the mode itself does."""
    if not mode.spreads:
        return "nothing"
    if mode.switch != "none":
        return "out, and in as the switch does"
    return "out, and in for IPv4" if mode.name == "balance-alb" else "out"
