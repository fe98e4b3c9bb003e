"""What a profile of NetworkManager says of layer 3."""

from __future__ import annotations

from dataclasses import dataclass

from app.stacks.contract import Draft, Reader
from app.stacks.networkmanager.found import Profile, Property, take_harmless

METHODS = {
    "ipv4": {"auto": "dhcp", "manual": "", "disabled": ""},
    "ipv6": {"auto": "auto", "dhcp": "dhcp", "manual": "", "disabled": "", "ignore": "", "link-local": ""},
}
"""The wire value of each method; empty where the addresses tell it, or there are none."""

OFF = {"ipv4": ("disabled", "link-local"), "ipv6": ("disabled", "ignore", "link-local")}
"""Methods beside which nothing else may stand."""


@dataclass
class Layer3:
    """Reads the addressing of one profile into the words of its interface, which begin with `prefix`."""

    read: Reader
    draft: Draft
    prefix: str
    profile: Profile

    def whole(self) -> None:
        """What does not stand in one property: methods that are missing, and gateways before other default routes."""
        self.methods()
        self.gateways()

    def property(self, family: str, name: str, each: Property) -> None:
        """One property of ipv4 or ipv6."""
        if name == "method":
            word = METHODS[family].get(each.value)
            if word is not None:
                self.read.take(each.node)
            if word:
                self.draft.say(self.prefix + family, word, self.profile.path, each.node)
        elif name in ("addresses", "dns", "dns-search", "routes", "gateway") and self.profile.text(f"{family}.method") in OFF[family]:
            self.read.refuse(
                self.profile.path, each.node, f"NetworkManager refuses {name} beside method={self.profile.text(f'{family}.method')}"
            )
        elif name in ("addresses", "dns", "dns-search"):
            word = {"addresses": "address", "dns": "dns", "dns-search": "search"}[name]
            self.say(word, each.value, each)
        elif name == "routes":
            self.route(each)
        elif name != "gateway":
            take_harmless(self.read, each)

    def idle(self, each: Property) -> None:
        """A port has no addresses of its own: NetworkManager drops what a profile says of them."""
        if each.name.endswith((".addresses", ".gateway", ".routes", ".dns")):
            self.read.refuse(self.profile.path, each.node, f"{self.profile.interface} is a port: NetworkManager drops its own addresses")
        else:
            self.read.take(each.node)

    def methods(self) -> None:
        """What holds where a profile names no method: DHCP and router advertisements, or nothing at all."""
        for family, automatic in (("ipv4", "dhcp"), ("ipv6", "auto")):
            said = [each for each in self.profile.properties if each.name.startswith(f"{family}.")]
            if not said:
                self.draft.say(self.prefix + family, automatic)
            elif not self.profile.text(f"{family}.method"):
                self.read.refuse(self.profile.path, said[0].node, f"NetworkManager refuses the whole profile: {family} has no method")

    def gateways(self) -> None:
        """The gateways, before the default routes that were said as routes."""
        for family in ("ipv4", "ipv6"):
            each = self.profile.get(f"{family}.gateway")
            if each is None or self.profile.text(f"{family}.method") in OFF[family]:
                continue
            if not self.profile.get(f"{family}.addresses"):
                self.read.refuse(self.profile.path, each.node, "NetworkManager refuses a gateway without an address beside it")
            else:
                self.say("gateway", each.value, each)

    def route(self, each: Property) -> None:
        """A route as its words: destination, next hop, metric."""
        words = each.value.split()
        if len(words) not in (2, 3) or "=" in each.value:
            return
        to, via = words[:2]
        if to in ("0.0.0.0/0", "::/0") and len(words) == 2:
            self.say("gateway", via, each)
        else:
            self.say("route", f"{to} via {via}" + (f" metric {words[2]}" if words[2:] else ""), each)

    def say(self, word: str, value: str, each: Property) -> None:
        """Say a word of the interface, and mark where it was read."""
        self.draft.say(self.prefix + word, value, self.profile.path, each.node)
        self.read.take(each.node)
