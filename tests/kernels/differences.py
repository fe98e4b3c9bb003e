"""Where a kernel and the table do not agree: what the table says of each question, beside what the kernel answered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from app.bonding.kernel import Kernel, Presence, version
from app.bonding.modes import MODES
from app.bonding.options import FACT_ROWS, OPTIONS, Option, write_value
from app.distros.releases import RELEASES
from tests.kernels.questions import ATTRIBUTES, MEMBER_ATTRIBUTES, WRONG, form, packed

DEBIAN = {"5.10": "debian-11", "6.1": "debian-12", "6.12": "debian-13", "7.2": "debian-sid"}
"""The release that says what the vendor of a kernel ported back to it."""

STATE = {"ad_actor_key", "ad_aggregator", "ad_num_ports", "ad_partner_key", "ad_partner_mac", "mii_status", "mode", "slaves"}
"""Files of a bond that are no options."""

KNOWN = {"IFLA_BOND_MODE", "IFLA_BOND_AD_INFO"}
"""Attributes that are no options."""


def kernel(answers: dict[str, Any]) -> Kernel:
    """The kernel that answered, with what its vendor ported back."""
    release = RELEASES[DEBIAN[".".join(answers["kernel"].split(".")[:2])]]
    text = ".".join(map(str, version(answers["kernel"])))
    return Kernel(text, backports=release.kernel.backports)


def differences(answers: dict[str, Any]) -> list[str]:
    """One sentence for each place where the table says something else than the kernel. Empty when they agree."""
    here = kernel(answers)
    found = [*_names(answers, here), *_parameters(answers, here), *_defaults(answers, here)]
    for id, error, message, back, log in answers["tries"]:
        name, via, mode, state, text = id.split("|")
        option = OPTIONS[name]
        absent = {"ENOENT"} if via == "file" else {""}
        wanted = expected(option, here, via, mode, state, text) if there(answers, option) else absent
        if error not in wanted:
            says = " or ".join(each or "accepted" for each in sorted(wanted))
            found.append(f"{id}: the table says {says}, the kernel {error or 'accepted'} {message} {' '.join(log)}".rstrip())
        elif not error and there(answers, option) and not _reads(option, via, text, back):
            found.append(f"{id}: reads back {back!r}")
    return found


def there(answers: dict[str, Any], option: Option) -> bool:
    """Whether the kernel has the option: its file, or its attribute."""
    fresh = answers["fresh"][next(mode for mode in MODES if mode in option.accepted)]
    if option.sysfs:
        return option.name in fresh["files"]
    if option.kind == "ipv6_list":  # the attribute is only sent when there are targets
        return any(back for id, error, _, back, _ in answers["tries"] if id.startswith(f"{option.name}|") and not error)
    number = str(form(option)[0])
    return number in (fresh["of_member"] if option.scope == "member" else fresh["attributes"])


def expected(option: Option, here: Kernel, via: str, mode: str, state: str, text: str) -> set[str]:
    """The errors that the table lets one expect; an empty name where the kernel takes it."""
    if mode not in option.accepted or option.presence(here, mode=mode).presence is Presence.NO:
        return {"EACCES"}
    if "without" in state:
        return {"EPERM"}
    if (state == "up" and option.down) or (state == "members" and option.empty):
        return {"EBUSY" if option.down else "ENOTEMPTY"}
    return _odd(option, here, via, text) or ({""} if takes(option, here, text) else {"EINVAL"})


def takes(option: Option, here: Kernel, text: str) -> bool:
    """Whether the table calls a value good on that kernel."""
    try:
        value = option.read(f"eth0:{text}" if option.kind == "member_int" else text)
    except ValueError:
        return False
    return option.presence(here, value).presence is not Presence.NO


def _odd(option: Option, here: Kernel, via: str, text: str) -> set[str]:
    """Where a value is taken or refused for another reason than its range."""
    if option.name == "queue_id" and text not in ("0", "1"):
        return {"EPERM"}  # the bond has 16 queues, and the table's range is what a bond can have at all
    if option.name == "ad_actor_system" and text == option.default:
        return {"EINVAL"} if version(here.oldest) < (5, 11) else {""}  # the model does not say a default that older kernels refuse
    if via == "file" and text == WRONG:
        return {"arp_ip_target": {"EPERM"}, "active_slave": {"ENODEV"}}.get(option.name, set())
    if option.name == "peer_notif_delay" and text == str(option.max + 1):
        return {""} if version(here.oldest) < (6, 1) else {"ERANGE"} if via == "attribute" else {"EINVAL"}  # the limit is younger
    return set()


def _names(answers: dict[str, Any], here: Kernel) -> Iterator[str]:
    """Files and attributes that are there and should not be, and the other way round."""
    for mode, fresh in answers["fresh"].items():
        if fresh["files"]["mode"] != f"{mode} {MODES[mode].number}":
            yield f"the mode {mode} reads {fresh['files']['mode']}"
        for name in fresh["files"].keys() - OPTIONS.keys() - STATE:
            yield f"a file that the table does not know: {name}"
        known = {str(ATTRIBUTES[name][0]) for name in {option.netlink for option in OPTIONS.values()} & ATTRIBUTES.keys() | KNOWN}
        for number in fresh["attributes"].keys() - known:
            yield f"an attribute that the table does not know: {number}"
        members = {str(number) for number, _ in MEMBER_ATTRIBUTES.values()} | set("1234678")
        for number in fresh["of_member"].keys() - members:
            yield f"an attribute of a member that the table does not know: {number}"
    for option in OPTIONS.values():
        has = option.presence(here)
        seen = re.search(r"seen in ([\d.]+)", has.where)
        if has.presence is Presence.PARTLY and not (seen and version(here.oldest) >= version(seen[1])):
            continue  # an update that the table does not date
        if (has.presence is not Presence.NO) != there(answers, option):
            told = f"{has.presence.value} {has.where}".strip()
            yield f"{option.name}: the table says {told}, the kernel {'has' if there(answers, option) else 'lacks'} it"


def _parameters(answers: dict[str, Any], here: Kernel) -> Iterator[str]:
    """Parameters of the module: their names and types."""
    told = dict(answers["parameters"])
    for option in FACT_ROWS.values():
        type_ = {"string": "charp", "string array": "array of charp"}.get(option.module, option.module)
        if option.module and told.pop(option.name, "") != type_:
            yield f"{option.name}: the table says that the module takes it as {type_}, the kernel {answers['parameters']}"
        elif not option.module and told.pop(option.name, ""):
            yield f"{option.name}: the module takes it, the table says not"
    for name in told.keys() - {"mode"}:
        yield f"a parameter that the table does not know: {name}"


def _defaults(answers: dict[str, Any], here: Kernel) -> Iterator[str]:
    for option in OPTIONS.values():
        if not there(answers, option) or option.name in ("primary", "active_slave"):
            continue
        for mode, fresh in answers["fresh"].items():
            value = write_value(option.default_in(mode))
            if mode not in option.accepted:
                continue
            if option.sysfs and option.kind != "member_int":
                back = fresh["files"][option.name]
                if not _reads(option, "file", value, back):
                    yield f"{option.name} in {mode}: the table says {value or 'nothing'}, the file {back}"
            number = str(form(option)[0])
            sent = fresh["of_member"] if option.scope == "member" else fresh["attributes"]
            if number in sent and not _reads(option, "attribute", value, sent[number]):
                yield f"{option.name} in {mode}: the table says {value}, the attribute is {sent[number]}"


def _reads(option: Option, via: str, text: str, back: str) -> bool:
    """Whether what reads back is what was written."""
    if option.needs and option.unit == "ms" and int(text) >= option.max:
        return True  # rounded down to a multiple of miimon
    if via != "file":
        return option.kind in ("ifname", "ipv4_list", "ipv6_list") or packed(option, text).hex() == back
    if option.kind == "enum":
        choice = option.choice(str(option.read(text)))
        return choice is not None and back in (f"{choice.name} {choice.number}", str(choice.number))
    if option.kind == "ifname":
        return True  # a name that is no member yet is kept and not shown
    return back == (f"eth0:{text}" if option.kind == "member_int" else text)
