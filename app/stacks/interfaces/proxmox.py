"""interfaces(5) as the web interface of Proxmox reads and writes it, and the bonds of Cumulus switches: two homes of ifupdown2."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from app.bonding.model import Addressing, Bond
from app.distros.releases import Release
from app.formats.node import Node, words
from app.stacks.contract import Draft, Writer
from app.stacks.interfaces.one_stanza import (
    added_addresses,
    address_lines,
    advertisements,
    asked,
    bridge_lines,
    key,
    mtu_word,
    port_mtu,
    route_lines,
    stanza,
    vlan_lines,
)
from app.stacks.phrases import belongs

HASHED = ("balance-xor", "802.3ad")
"""The modes in which the web interface writes bond-xmit-hash-policy."""

POLICY = {"mode": "802.3ad", "miimon": "100", "lacp_rate": "fast", "min_links": "1", "xmit_hash_policy": "layer3+4"}
"""What the policy file of Cumulus sets where a stanza says nothing."""


def is_proxmox(release: Release | None) -> bool:
    """Whether a release has that web interface."""
    return release is not None and release.id.startswith("proxmox-")


def stanzas(
    bond: Bond, write: Writer, own: Callable[[Bond, Writer], list[Node]], of_member: Callable[[Bond, str, Writer], list[Node]]
) -> Iterator[Node]:
    """The lines for /etc/network/interfaces: every stanza has a family, and each family a stanza of its own."""
    for member in bond.members:
        yield stanza(of_member(bond, member, write), member, "inet", "manual", about="member")
    yield from _interface(bond, bond.name, bond.addressing, own(bond, write), bond.mtu, "pre-up")
    for vlan in bond.vlans:
        yield from belongs(bond, vlan.name, _interface(bond, vlan.name, vlan.addressing, vlan_lines(bond, vlan), vlan.mtu, "pre-up"))
    if bond.bridge:
        bridge, made = bond.bridge.name, bridge_lines(bond.bridge.over)
        yield from belongs(bond, bridge, _interface(bond, bridge, dict(bond.layer3)[bridge], made, port_mtu(bond), "up"))


def _interface(bond: Bond, name: str, addressing: Addressing, own: list[Node], mtu: int | None, when: str) -> Iterator[Node]:
    yield words("auto", name, about="name")
    sized = [key("mtu", mtu, mtu_word(bond, name))] if mtu else []
    if bond.bridge and bond.bridge.over == name:
        yield stanza([*own, *sized], name, "inet", "manual", about="bridge")
        return
    rest = [*own, *sized, *advertisements(name, addressing, when, take=True), *route_lines(name, addressing)]
    if servers := asked(addressing):
        given = [*added_addresses(name, addressing), *rest]
        for number, (family, about) in enumerate(servers):
            yield stanza([] if number else given, name, family, "dhcp", about=about)
        return
    four, six = (address_lines(addressing, (family,)) for family in (4, 6))
    head = (name, "inet", "static" if four else "manual")
    yield stanza([*four, *rest], *head, about="address" if four else "ipv4")
    if six:
        yield stanza(six, name, "inet6", "static", about="address")


def odd(bond: Bond) -> Iterator[tuple[str, str, str]]:
    """What the web interface does not keep or not show: field, message, mend."""
    if not re.fullmatch(r"bond\d{1,4}", bond.name):
        yield "name", f"The web interface does not take {bond.name} for a bond.", "Call it bond0, or edit the file only by hand."
    if bond.option("xmit_hash_policy") and bond.mode not in HASHED:
        said = f"The web interface takes bond-xmit-hash-policy out when it saves a bond in {bond.mode}."
        yield "xmit_hash_policy", said, "Look at the line again after each change there."
    for _, addressing in bond.layer3:
        if any(len(addressing.of_family(family)) > 1 for family in (4, 6)):
            said = "The web interface knows one address of each family, and may lose the others when it saves."
            yield "address", said, "Give further addresses to VLANs or bridges of their own, or edit the file only by hand."
    if bond.option("arp_interval") and not bond.option("miimon"):
        said = "The web interface adds bond-miimon 100 when it saves, and that ends the ARP monitor."
        yield "arp_interval", said, "Take the line out again after each change there."


def of_a_switch(draft: Draft) -> None:
    """Imply what the policy of Cumulus sets, for a bond of front panel ports."""
    members = draft.values("member")
    if members and all(re.fullmatch(r"swp\d+(s\d+)?", member) for member in members):
        mode = (draft.values("mode") or [POLICY["mode"]])[0]
        for word, value in POLICY.items():
            if not draft.values(word) and (word != "lacp_rate" or mode in ("802.3ad", "4")):
                draft.say(word, value)
