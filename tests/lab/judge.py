"""Compares what the kernel has after a run of the lab with the bond that was asked for, less the declared losses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_interface
from typing import Any

from app.bonding.model import Addressing, Bond
from app.bonding.options import OPTIONS, Option, Value, write_value
from tests.lab.batch import MANAGED, STANZAS
from tests.lab.cases import BY_HAND, Case
from tests.promises import broken

NETLINK = {"ns_ip6_target": "ns_ip6_target", "coupled_control": "coupled_control", "broadcast_neighbor": "broadcast_neighbor"}
"""Options without a file in sysfs, by their name in `ip -json`."""

UNJUDGED = {"active_slave", "primary", "ad_actor_system"}
"""Options whose value, when nobody asked, is the kernel's own choice."""


def differences(case: Case, result: dict[str, Any]) -> list[str]:
    """Every point in which the kernel has something else; the lab's own problems first."""
    found = list(result.get("problems", []))
    if case.bond.name not in result.get("bonds", {}):
        return [*found, f"no {case.bond.name}"]
    seen = _Seen(case, result)
    for part in (seen.options, seen.members, seen.links, seen.addresses, seen.routes, seen.advertisements, seen.own_steps, seen.complaints):
        found += part()
    return found


def left_over(case: Case, result: dict[str, Any]) -> list[str]:
    """What our rollback steps left behind, or could not do."""
    printed = next((step["out"] for step in result["steps"] if step["cmd"] == "sh /verify.sh"), "")
    found = [
        f"a rollback step ended with {code}" for code in re.findall(r"^=== rolled back, exit (\d+)", printed, re.MULTILINE) if code != "0"
    ]
    left = re.search(r"^=== left\n(.*?)^=== again", printed, re.MULTILINE | re.DOTALL)
    words = set(left[1].split()) if left else set()
    found += [f"{name} is still there" for name in case.bond.interfaces if name in words]
    found += [f"{name} is gone" for name in case.bond.members if name not in words]
    found += [f"{name} still has a master" for name in case.bond.members if f"/sys/class/net/{name}/master" in words]
    alone = [snippet for snippet in case.rendering.snippets if not snippet.adds]
    found += [f"{snippet.path} is still there" for snippet in alone if snippet.path.rpartition("/")[2] in words]
    if case.stack in MANAGED and f"old:{case.bond.members[0]}" not in words:
        found.append(f"{case.bond.members[0]} did not get its old profile back")
    return found


class _Seen:
    def __init__(self, case: Case, result: dict[str, Any]) -> None:
        self.case = case
        self.bond: Bond = case.named
        self.result = result
        self.lost = {(loss.field, loss.wanted) for loss in case.rendering.losses}
        self.kernel = result["bonds"][self.bond.name]
        self.by_name = {each["ifname"]: each for each in result["addr"]}
        self.printed = next((step["out"] for step in result["steps"] if step["cmd"] == "sh /verify.sh"), "")

    # ---- options

    def options(self) -> Iterator[str]:
        asked = {name: value for name, value in self.bond.options if (name, write_value(value)) not in self.lost}
        for name, option in OPTIONS.items():
            if option.scope != "bond":
                continue
            got = self.option(option)
            if got is None:
                if name in asked:
                    yield f"{name}: asked {asked[name]}, not readable"
                continue
            if name in asked:
                if name == "active_slave" or self.matches(option, asked[name], got):
                    continue
                yield f"{name}: asked {write_value(asked[name])}, the kernel has {got!r}"
            elif option.twin in asked or name in UNJUDGED or self.bond.mode not in option.accepted:
                continue
            elif not self.matches(option, option.default_in(self.bond.mode), got):
                yield f"{name}: not asked, the kernel has {got!r} instead of its default {option.default!r}"
        if "active_slave" in asked and self.kernel["sysfs"]["active_slave"] != asked["active_slave"]:
            yield f"active_slave: asked {asked['active_slave']}, the kernel has {self.kernel['sysfs']['active_slave']!r}"

    def option(self, option: Option) -> str | None:
        if option.sysfs:
            text: str | None = self.kernel["sysfs"].get(option.name)
            return text
        data = self.by_name[self.bond.name]["linkinfo"]["info_data"]
        value = data.get(NETLINK.get(option.name, option.name))
        return " ".join(map(str, value)) if isinstance(value, list) else None if value is None else str(value)

    @staticmethod
    def matches(option: Option, value: Value, got: str) -> bool:
        if choice := option.choice(value):
            names = {choice.name, str(choice.number), {"on": "True", "off": "False"}.get(choice.name, choice.name)}
            return bool(names & set(got.split()))
        if isinstance(value, tuple):
            return sorted(map(str, value)) == sorted(got.split())
        return str(value) == got or (got == "" and value in (0, "")) or str(value) in got.split()

    # ---- links

    def members(self) -> Iterator[str]:
        have = set(self.kernel["sysfs"]["slaves"].split())
        if have != set(self.bond.members):
            yield f"members: asked {', '.join(self.bond.members)}, the kernel has {', '.join(sorted(have))}"
        for member in have:
            data = self.by_name[member]["linkinfo"].get("info_slave_data", {})
            for option, number in self.bond.member_options(member):
                whole = write_value(self.bond.option(option.name) or ())
                if (option.name, whole) not in self.lost and data.get(option.name) != number:
                    yield f"{option.name} of {member}: asked {number}, the kernel has {data.get(option.name)}"

    def links(self) -> Iterator[str]:
        for name in (*self.bond.interfaces, *self.bond.members):
            link = self.by_name.get(name)
            if link is None:
                yield f"{name} is missing"
                continue
            if "UP" not in link["flags"]:
                yield f"{name} is not up"
            if link["mtu"] != self.mtu(name) and ("mtu", str(self.bond.mtu)) not in self.lost:
                yield f"mtu of {name}: {link['mtu']} instead of {self.mtu(name)}"
        if self.bond.mac and self.kernel["address"] != self.bond.mac:
            yield f"mac: {self.kernel['address']}"
        for vlan in self.bond.vlans:
            link = self.by_name.get(vlan.name, {})
            if link and (link["linkinfo"]["info_data"]["id"], link["link"]) != (vlan.id, self.bond.name):
                yield f"{vlan.name} is {link['linkinfo']['info_data']['id']} on {link['link']}"
        if bridge := self.bond.bridge:
            if self.by_name.get(bridge.over, {}).get("master") != bridge.name:
                yield f"{bridge.over} is not in {bridge.name}"
            if f"/sys/class/net/{bridge.name}/bridge/stp_state:0" not in self.printed:
                yield f"{bridge.name} runs STP"

    def mtu(self, name: str) -> int:
        own = {vlan.name: vlan.mtu for vlan in self.bond.vlans}
        if self.bond.bridge and name == self.bond.bridge.name:
            name = self.bond.bridge.over
        return own.get(name) or self.bond.mtu or 1500

    # ---- layer 3

    def addresses(self) -> Iterator[str]:
        wanted: dict[str, Addressing] = dict(self.bond.layer3)
        for name in (*self.bond.interfaces, *self.bond.members):
            have = {
                ip_interface(f"{each['local']}/{each['prefixlen']}")
                for each in self.by_name.get(name, {}).get("addr_info", [])
                if each.get("scope") != "link" and "tentative" not in each
            }
            asked = set(map(ip_interface, wanted[name].addresses)) if name in wanted else set()
            if have != asked:
                yield f"addresses of {name}: asked {sorted(map(str, asked))}, the kernel has {sorted(map(str, have))}"

    def routes(self) -> Iterator[str]:
        have = [
            (route["dst"], route.get("gateway"), route.get("dev"), route.get("metric"))
            for route in (*self.result["routes4"], *self.result["routes6"])
            if route.get("gateway")
        ]
        asked: list[tuple[str, str, str, int | None]] = []
        for name, addressing in self.bond.layer3:
            asked += [("default", gateway, name, None) for gateway in addressing.gateways]
            asked += [(route.to, route.via, name, route.metric) for route in addressing.routes]
        for to, via, dev, metric in asked:
            same = [each for each in have if each[:3] == (to, via, dev) and (metric is None or each[3] == metric)]
            if not same:
                yield f"route to {to} via {via} dev {dev} metric {metric} is missing; the kernel has {have}"
        if len(have) != len(asked):
            yield f"routes: asked {asked}, the kernel has {have}"

    def advertisements(self) -> Iterator[str]:
        for name, addressing in self.bond.layer3:
            match = re.search(rf"^{re.escape(name)}/accept_ra:(\S+)", self.printed, re.MULTILINE)
            got = match[1] if match else "?"
            if f"\n{name}/disable_ipv6:1\n" in self.printed and addressing.ipv6 == "none":
                continue  # netctl's way to have none
            by_kernel = self.case.stack in (*BY_HAND, *STANZAS, "netctl")  # networkd reads the advertisements itself
            allowed = {"auto": {"1", "2"} if by_kernel else {"0"}}.get(addressing.ipv6, {"0"})
            if got not in allowed:
                yield f"accept_ra of {name} is {got} with ipv6={addressing.ipv6}"

    # ---- what we tell the reader

    def own_steps(self) -> Iterator[str]:
        """Every line that a verify step says the reader will see."""
        parts = dict(re.findall(r"^=== verify (\d+)\n(.*?)(?=^=== exit)", self.printed, re.MULTILINE | re.DOTALL))
        for number, step in enumerate(self.case.rendering.phase("verify")):
            shown = parts.get(str(number))
            if shown is None:
                continue
            if "/proc/net/bonding/" in step.run:
                yield from (f"`{step.run}` does not show {each!r}" for each in broken(step.see, shown))
                continue
            for line in step.see.splitlines():
                if line.strip() and line.partition("<")[0].strip() not in shown:  # what is between < and > is anything
                    yield f"`{step.run}` does not show {line!r}"

    def complaints(self) -> Iterator[str]:
        """Warnings of tools, daemons and the kernel that name our files, interfaces or lines."""
        for line in self.result.get("warnings", []):
            if line.strip() and line not in self.printed and not any(re.search(pattern, line) for pattern in HARMLESS):
                yield f"warning: {line}"


HARMLESS = (
    r"^\s*$",
    r"option .* will be effective when",
    r"Warning: No 802.3ad response from the link partner",
    r"^\d+: \S+: <.* state UNKNOWN",  # ip address show: that is how the loopback interface reads
    r"^insmod /lib/modules/\S+/bonding\.ko",  # modprobe --show-depends shows the parameters, among them primary_reselect=failure
    r"^info: \S+: set bond-",  # ifup -v of ifupdown2 names what it sets, among it primary-reselect failure
    r"attribute bond-min-links is set to '0'",  # its remark on what is the kernel's default
    r"modprobe -q net-pf-10",  # ifup -v prints the command
    r"prio updated, but will not affect failover re-selection",  # NetworkManager writes 0 where nobody asked
)
"""Lines that belong to a healthy start: the partner is not there yet in the first second."""
