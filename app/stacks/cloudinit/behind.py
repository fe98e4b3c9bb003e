"""Who writes the files of the network for cloud-init on a release, and what gets lost on that way."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from app.bonding.kernel import version
from app.bonding.model import Addressing, Bond, ordered
from app.bonding.options import OPTIONS
from app.distros.releases import Release
from app.errors import BadFacts
from app.stacks.cloudinit.recipes import recipe

FACTS = Path(__file__).parent / "losses.toml"


@dataclass(frozen=True, kw_only=True)
class Lost:
    """A row of losses.toml; the head of that file explains the columns."""

    versions: tuple[int, ...]
    renderers: tuple[str, ...]
    fields: tuple[str, ...]
    why: str
    until: str = ""
    drop: str = ""

    def holds(self, layout: int, release: Release) -> bool:
        """Whether it gets lost there, in that version of the format; a version of cloud-init that is not known counts as an old one."""
        known = release.tool("cloud-init") or (0,)
        return layout in self.versions and renderer(release) in self.renderers and (not self.until or known < version(self.until))


def renderer(release: Release | None) -> str:
    """What cloud-init calls the writer of the files; the one that takes most where no release is named."""
    return _facts()[0].get(release.id, "netplan") if release else "netplan"


def losses(layout: int, release: Release | None) -> Mapping[str, str]:
    """Reasons by wire word for what does not arrive."""
    found: dict[str, str] = {}
    for row in _facts()[1] if release else ():
        if release and row.holds(layout, release):
            found |= {field: row.why.format(recipe=recipe(field) if field in OPTIONS else "") for field in row.fields if field not in found}
    return found


def arriving(bond: Bond, layout: int, release: Release | None) -> Bond:
    """The bond less what would not arrive and is no option: nothing is written that does nothing."""
    for row in _facts()[1] if release else ():
        if release and row.drop and row.holds(layout, release):
            bond = DROPS[row.drop](bond)
    return _unwatched(bond, losses(layout, release)) if renderer(release) == "network-manager" else bond


def _unwatched(bond: Bond, lost: Mapping[str, str]) -> Bond:
    """A bond without a monitor says so: NetworkManager would turn miimon on by itself."""
    said = dict(bond.options)
    if {"miimon", "arp_interval"} & (said.keys() - lost) or OPTIONS["miimon"].default_in(bond.mode):
        return bond
    return replace(bond, options=ordered({**said, "miimon": 0}))


# ---------------------------------------------------------------- parts of a bond that are left out


def _mac(bond: Bond) -> Bond:
    return replace(bond, mac="")


def _vlan_mtu(bond: Bond) -> Bond:
    return replace(bond, vlans=tuple(replace(vlan, mtu=None) for vlan in bond.vlans))


def _vlan_names(bond: Bond) -> Bond:
    """VLANs under a name with their number, where theirs has none."""
    named = {vlan.name: f"{bond.name}.{vlan.id}" for vlan in bond.vlans if vlan.name not in (f"{bond.name}.{vlan.id}", f"vlan{vlan.id}")}
    vlans = tuple(replace(vlan, name=named.get(vlan.name, vlan.name)) for vlan in bond.vlans)
    bridge = replace(bond.bridge, over=named.get(bond.bridge.over, bond.bridge.over)) if bond.bridge else None
    return replace(bond, vlans=vlans, bridge=bridge)


def _addressings(change: Callable[[Addressing], Addressing]) -> Callable[[Bond], Bond]:
    """The same change for the addresses of the bond and of each VLAN."""

    def changed(bond: Bond) -> Bond:
        vlans = tuple(replace(vlan, addressing=change(vlan.addressing)) for vlan in bond.vlans)
        return replace(bond, addressing=change(bond.addressing), vlans=vlans)

    return changed


def _without_six(way: str) -> Callable[[Addressing], Addressing]:
    def change(addressing: Addressing) -> Addressing:
        rest = "static" if addressing.of_family(6) else "none"
        return replace(addressing, ipv6=rest) if addressing.ipv6 == way else addressing

    return change


def _no_dns(addressing: Addressing) -> Addressing:
    return addressing if addressing.addresses else replace(addressing, dns=(), search=())


def _bare(addressing: Addressing) -> Addressing:
    return addressing if addressing.addresses else replace(addressing, dns=(), search=(), routes=(), gateways=())


def _no_metrics(addressing: Addressing) -> Addressing:
    return replace(addressing, routes=tuple(replace(route, metric=None) for route in addressing.routes))


def _no_routes_of_six(addressing: Addressing) -> Addressing:
    return replace(addressing, routes=tuple(route for route in addressing.routes if ":" not in route.to))


DROPS: dict[str, Callable[[Bond], Bond]] = {
    "mac": _mac,
    "mtu of vlans": _vlan_mtu,
    "names of vlans": _vlan_names,
    "ipv6 auto": _addressings(_without_six("auto")),
    "ipv6 dhcp": _addressings(_without_six("dhcp")),
    "dns without address": _addressings(_no_dns),
    "all without address": _addressings(_bare),
    "routes of ipv6": _addressings(_no_routes_of_six),
    "metrics": _addressings(_no_metrics),
}
"""What the column `drop` may say."""


@cache
def _facts() -> tuple[dict[str, str], tuple[Lost, ...]]:
    """The renderer by release, and the losses. Raises BadFacts for a column that is not known."""
    table = tomllib.loads(FACTS.read_text("utf-8"))
    renderers = {release: name for name, releases in table["renderers"].items() for release in releases}
    rows = tuple(_row(columns) for columns in table["loss"])
    return renderers, rows


def _row(columns: dict[str, object]) -> Lost:
    try:
        row = Lost(**{key: tuple(value) if isinstance(value, list) else value for key, value in columns.items()})  # type: ignore[arg-type]
    except TypeError as error:
        raise BadFacts(f"{FACTS.name}: {error}") from error
    if row.drop and row.drop not in DROPS:
        raise BadFacts(f"{FACTS.name}: nothing is called {row.drop!r}")
    return row
