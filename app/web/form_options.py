"""The options of the driver as fields, in groups; why one is not available on the target."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from app.actions.explain import option_link
from app.actions.generate import Target
from app.bonding.kernel import Presence
from app.bonding.options import OPTIONS, Option, write_value
from app.web.fields import Choice, Field, Given
from app.web.says import Board

GROUPS = {
    "monitoring": (
        "Monitoring: how a dead link is noticed",
        "miimon updelay downdelay arp_interval arp_ip_target ns_ip6_target arp_validate arp_all_targets arp_missed_max",
    ),
    "lacp": (
        "LACP",
        "lacp_rate min_links ad_select lacp_active lacp_strict ad_actor_sys_prio ad_actor_system ad_user_port_key actor_port_prio "
        "coupled_control broadcast_neighbor",
    ),
    "failover": (
        "Failover: which member works, and who is told",
        "primary primary_reselect prio fail_over_mac num_grat_arp num_unsol_na peer_notif_delay resend_igmp",
    ),
    "balancing": ("Hashing and balancing", "xmit_hash_policy packets_per_slave tlb_dynamic_lb lp_interval queue_id"),
    "rare": ("Rarely needed", ""),
}
"""Groups by id: title and options. An option that is in none of them is rarely needed."""


@dataclass(frozen=True)
class Unavailable:
    """An option that the target cannot have, and why."""

    name: str
    why: str


@dataclass(frozen=True)
class Group:
    """One group of options: fields, and those options that are not available here."""

    id: str
    title: str
    fields: tuple[Field, ...]
    missing: tuple[Unavailable, ...]

    @property
    def given(self) -> int:
        """How many fields hold a value."""
        return sum(bool(field.value) for field in self.fields)

    @property
    def open(self) -> bool:
        """Whether the group should show its fields at once."""
        return self.id == "monitoring" or self.given > 0 or any(field.says for field in self.fields)


@lru_cache(maxsize=1024)
def indirect_helps(mode: str, target: Target | None) -> bool:
    """Whether the indirect way would make an option available in that mode."""
    if not mode or target is None or target.stack.indirect is None:
        return False
    asked = replace(target, indirect=True)
    return any(availability(name, mode, replace(target, indirect=False))[0] and not availability(name, mode, asked)[0] for name in OPTIONS)


def names_of(group: str) -> tuple[str, ...]:
    """The options of a group."""
    if group != "rare":
        return tuple(GROUPS[group][1].split())
    grouped = {name for _, names in GROUPS.values() for name in names.split()}
    return tuple(name for name in OPTIONS if name not in grouped)


def groups(given: Given, board: Board, mode: str, target: Target | None) -> list[Group]:
    """All options for a mode and a target."""
    return [_group(id, title, given, board, mode, target) for id, (title, _) in GROUPS.items()]


def _group(id: str, title: str, given: Given, board: Board, mode: str, target: Target | None) -> Group:
    fields: list[Field] = []
    missing: list[Unavailable] = []
    for name in names_of(id):
        why, note = availability(name, mode, target)
        if why and not given.has(name) and not board.has(name):
            missing.append(Unavailable(name, why))
        else:
            fields.append(_field(OPTIONS[name], given, board, mode, why, note))
    return Group(id, title, tuple(fields), tuple(missing))


def _field(option: Option, given: Given, board: Board, mode: str, why: str, note: str) -> Field:
    several = option.kind.endswith(("_list", "member_int"))
    value = ",".join(given.all(option.name)) if several else given.one(option.name)
    if option.choices:  # the driver's numbers are names too
        value = next((choice.name for choice in option.choices if value == str(choice.number)), value)
    default = write_value(option.default_in(mode))
    return Field(
        option.name,
        option.name,
        value,
        hint=" ".join(filter(None, (option.summary, note, _together(option, given)))),
        placeholder=default if option.kind == "int" else EXAMPLES.get(option.kind, default),
        unit=option.unit,
        choices=_choices(option.name, default),
        says=board.take(option.name),
        why=why,
        code=True,
        link=option_link(option.name),
        number=option.kind == "int",
    )


EXAMPLES = {
    "member_int": "eth0:1,eth1:2",
    "ipv4_list": "192.0.2.1,192.0.2.2",
    "ipv6_list": "2001:db8::1",
    "ifname": "eth0",
    "mac": "02:00:00:00:00:01",
}


@lru_cache(maxsize=256)
def _choices(name: str, default: str) -> tuple[Choice, ...]:
    option = OPTIONS[name]
    if not option.choices:
        return ()
    entries = (Choice(each.name, each.name, each.meaning) for each in option.choices)
    return (Choice("", f"default: {default}"), *entries)


@lru_cache(maxsize=8192)
def availability(name: str, mode: str, target: Target | None) -> tuple[str, str]:
    """Why an option is not available (empty if it is), and what else to know about it there."""
    option = OPTIONS[name]
    if mode and mode not in option.accepted:
        return f"The kernel refuses it in {mode}.", ""
    if target:
        has = option.presence(target.release.kernel, None, mode)
        if has.presence is Presence.NO:
            return f"Not in the kernel of {target.release.name}: {has.where}.", ""
        key = target.stack.within(target.release).spelling.get(name)
        text = key.only[0] if key and key.only else ""
        if why := target.stack.why_not(name, text, target.release):
            if target.stack.indirect is None or not target.stack.offers(name, mode, target.release):
                return why, ""
            return ("", f"Set through {target.stack.indirect.title}.") if target.indirect else (f"{why} {target.stack.offer}", "")
        if has.presence is Presence.PARTLY:
            return "", f"On {target.release.name} {has.where}."
    if mode and mode not in option.effective:
        return f"Without effect in {mode}.", ""
    if when := option.effective_when.get(mode):
        return "", f"In {mode} only together with {when}."
    if option.runtime:
        return "", "An action on a running bond rather than something to keep in a file."
    return "", ""


def _together(option: Option, given: Given) -> str:
    """Which other options it needs, as long as they are not given."""
    missing = [name for name in (*option.needs, option.idle_without) if name and not given.has(name)]
    return f"Together with {' and '.join(missing)}." if missing else ""
