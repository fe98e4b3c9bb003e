"""Files of networkd as sets of `systemd.network`, and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from app.formats.nix import Bare
from app.formats.node import COMMENT, Node
from app.stacks.contract import File
from app.stacks.spelling import Millis

FOLDER = "/etc/systemd/network"

SETS = {
    "NetDev": "netdevConfig",
    "Bond": "bondConfig",
    "VLAN": "vlanConfig",
    "Match": "matchConfig",
    "Link": "linkConfig",
    "Network": "networkConfig",
}
"""The name of the set that holds a section's keys."""

SHORT = {
    "DHCP": "DHCP",
    "domains": "Domains",
    "address": "Address",
    "gateway": "Gateway",
    "dns": "DNS",
    "vlan": "VLAN",
    "bridge": "Bridge",
    "bond": "Bond",
}
"""Options of a network that stand for a key of [Network]."""

WHOLE = (
    "Id", "Metric", "AdActorSystemPriority", "AdUserPortKey", "ResendIGMP", "PacketsPerSlave", "GratuitousARP", "MinLinks", "ARPMissedMax",
)  # fmt: skip
"""Keys that NixOS takes as numbers only."""

LISTED = ("Address", "Gateway", "DNS", "VLAN")
"""Keys that stand several times; here as a list, however many."""

SWITCHES = {"yes": True, "true": True, "no": False, "false": False}

# ---------------------------------------------------------------- writing


def written(file: File) -> Node:
    """One file as a set below systemd.network."""
    name, _, kind = file.path.rpartition("/")[2].rpartition(".")
    sections = [node for node in file.nodes if node.name not in (COMMENT, "Route")]
    routes = [node for node in file.nodes if node.name == "Route"]
    items = [Node(SETS[section.name], items=list(_keys(section)), about=section.about) for section in sections if section.items]
    if routes:
        entries = [Node("-", items=list(_keys(route)), about=route.about) for route in routes]
        items.append(Node("routes", items=entries, about=routes[0].about))
    about = items[0].about
    kinds = Node(f"{kind}s", items=[Node(name, items=items, about=about)], about=about)
    return Node("systemd", items=[Node("network", items=[kinds], about=about)], about=about)


def _keys(section: Node) -> Iterator[Node]:
    by_name: dict[str, list[Node]] = {}
    for item in section.items:
        by_name.setdefault(item.name, []).append(item)
    for name, nodes in by_name.items():
        about = " ".join(dict.fromkeys(word for node in nodes for word in node.about.split()))
        if name in LISTED and section.name == "Network":
            yield Node(name, items=[Node("-", value=node.text, about=node.about) for node in nodes], flow=True, about=about)
        else:
            yield Node(name, value=_value(name, nodes[-1].text), about=about)


def _value(name: str, text: str) -> str | int | bool:
    if name in WHOLE:
        return int(text)
    if name == "PeerNotifyDelaySec":  # NixOS compares it with numbers: seconds, without a unit
        seconds = Decimal(Millis().read(text)) / 1000
        return int(seconds) if seconds == int(seconds) else Bare(f"{seconds:f}")
    if name == "DHCP" or text not in SWITCHES:
        return text
    return SWITCHES[text]


# ---------------------------------------------------------------- reading


class Made:
    """The nodes that are made for those of a module: pairs for `Reader.within`, and what is understood along with another node."""

    def __init__(self) -> None:
        self.pairs: list[tuple[Node, Node]] = []
        self.along: list[tuple[Node, Node]] = []

    def section(self, name: str, about: Node, items: Iterable[Node]) -> Node:
        """A section made for a node of the module."""
        node = Node(name, items=list(items), line=about.line)
        self.pairs.append((node, about))
        return node

    def key(self, name: str, text: str, about: Node, *along: Node | None) -> Node:
        """A key made for a node of the module; `along` are others that it says too."""
        node = Node(name, value=text, line=about.line)
        self.pairs.append((node, about))
        self.along += [(about, each) for each in along if each is not None]
        return node

    def keys(self, name: str, node: Node) -> Iterator[Node]:
        """The keys that a value is: one, or one for each entry of a list. What would have to be computed is none."""
        if node.items and all(item.name == "-" and item.value is not None for item in node.items):
            yield from [self.key(name, item.text, item) for item in node.items]
        elif node.value is not None:
            yield self.key(name, node.text, node)


def unit(kind: str, each: Node, made: Made) -> list[Node]:
    """The sections of one file of `systemd.network.<kind>`."""
    found: list[Node] = []
    names = {value: name for name, value in SETS.items()}
    for item in each.items:
        if item.name in names:
            found.append(made.section(names[item.name], item, [key for leaf in item.items for key in made.keys(leaf.name, leaf)]))
        elif item.name in ("routes", "addresses"):
            found += _entries(item, made)
        elif kind == "networks" and item.name == "name":
            found.append(made.section("Match", item, made.keys("Name", item)))
        elif kind == "networks" and item.name in SHORT:
            found.append(made.section("Network", item, made.keys(SHORT[item.name], item)))
    return found


def _entries(node: Node, made: Made) -> Iterator[Node]:
    """Routes and addresses: a set each, in older releases within a set of its own."""
    name, old = ("Route", "routeConfig") if node.name == "routes" else ("Address", "addressConfig")
    for entry in node.items:
        inner = entry.get(old) or entry
        yield made.section(name, entry, [key for leaf in inner.items for key in made.keys(leaf.name, leaf)])
