"""`networking.bonds.<name>.driverOptions`: the options under the names of ip, which NixOS hands on word by word.

It is the indirect way of NixOS: what networkd has no key for, ip can set when it makes the bond.
"""

from __future__ import annotations

from app.bonding.model import Bond
from app.distros.releases import Release
from app.formats.nix import Bare
from app.formats.node import Node
from app.stacks import iproute2
from app.stacks.contract import Draft, Reader, Writer
from app.stacks.indirect import Way
from app.stacks.indirect.settings import why_not_ip
from app.stacks.ip_words import SPELLING

NETWORKD = frozenset(
    [
        "mode",
        "xmit_hash_policy",
        "lacp_rate",
        "miimon",
        "updelay",
        "downdelay",
        "lp_interval",
        "ad_select",
        "fail_over_mac",
        "arp_validate",
        "arp_interval",
        "arp_ip_target",
        "arp_all_targets",
        "primary_reselect",
        "resend_igmp",
        "packets_per_slave",
        "num_grat_arp",
        "num_unsol_na",
        "all_slaves_active",
        "min_links",
    ]
)
"""The driver options that NixOS can hand to networkd."""

OLD = ("mode", "miimon", "xmit_hash_policy", "lacp_rate")
"""Those that once stood beside `interfaces`."""

# ---------------------------------------------------------------- writing


def bond(asked: Bond, write: Writer) -> Node:
    """The bond with its members and all its options."""
    inside = Writer(iproute2.stack, write.release)
    said = {name: (key.option, text) for key, name, text in inside.options(asked) if not key.elsewhere}
    options = [Node("mode", value=asked.mode, about="mode"), *(Node(name, value=text, about=about) for name, (about, text) in said.items())]
    members = [Node("-", value=member, about="member") for member in asked.members]
    items = [Node("interfaces", items=members, flow=True, about="member"), Node("driverOptions", items=options, about="mode")]
    bonds = Node("bonds", items=[Node(asked.name, items=items, about="name")], about="name")
    return Node("networking", items=[bonds], about="name")


def why_not(name: str, mode: str, release: Release | None) -> str:
    """Why driverOptions can't set an option."""
    key = SPELLING.get(name)
    if key is not None and key.elsewhere:
        return "driverOptions can't either: they are set when the bond is made, before a member has joined."
    return why_not_ip(name, release)


WAY = Way("networking.bonds and its driverOptions", why_not)

# ---------------------------------------------------------------- reading


def read_bonds(read: Reader, bonds: list[Node], drafts: dict[str, Draft], networkd: bool) -> None:
    """Take what `networking.bonds` says of the options; who reads it is ip, or networkd."""
    for each in bonds:
        draft = drafts.get(each.name)
        for item in each.items if draft else ():
            for node in item.items if item.name == "driverOptions" else [item] if item.name in OLD else ():
                assert draft is not None
                _option(read, draft, node, networkd, quoted=item.name == "driverOptions")


def _option(read: Reader, draft: Draft, node: Node, networkd: bool, *, quoted: bool) -> None:
    path = read.where(node)
    if node.value is None:
        return
    if quoted and (isinstance(node.value, (int, Bare))):
        said = f"NixOS wants a text in quotes here and refuses the whole configuration for {node.text}."
        read.flaw(node, "error", "nix-type", said, f'Write {node.name} = "{node.text}".', draft.name)
    if node.name == "mode":
        draft.say("mode", node.text, path, node)
        read.take(node)
        return
    key = SPELLING.by_name(node.name)
    if networkd and node.name not in NETWORKD:
        why = "NixOS leaves it out" if node.name == "primary" else "NixOS stops: it does not know how networkd calls it"
        read.refuse(path, node, f"{why}, because networking.useNetworkd is on")
    elif key is None:
        read.refuse(path, node, f"ip has no option {node.name}, and the bond is not made")
    elif key.elsewhere:
        read.refuse(path, node, f"ip takes {node.name} only after a member has joined, and the bond is not made")
    else:
        if networkd:
            _for_networkd(read, draft, node)
        read.within(SPELLING, read.files).option(draft, path, node, node.name, node.text)


def _for_networkd(read: Reader, draft: Draft, node: Node) -> None:
    """What NixOS hands to networkd as it stands, and networkd reads otherwise than ip."""
    if node.name == "arp_interval" and node.text.isdecimal():
        said = f"NixOS hands it to networkd without a unit: this is {node.text[:9]} seconds."
        read.flaw(node, "error", "time-without-unit", said, f'Write arp_interval = "{node.text[:9]}ms".', draft.name)
    if node.name == "arp_ip_target" and "," in node.text:
        said = "NixOS hands the list to networkd as it stands, and networkd wants blanks between the addresses, not commas."
        read.flaw(node, "error", "nix-arp-targets", said, f'Write arp_ip_target = "{" ".join(node.text[:200].split(","))}".', draft.name)
