"""From a cabling to everything that is copied for the switch: lines for each, what to look at, how to keep it and how to go back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from app.bonding.model import Bond
from app.switches.cabling import Cabling
from app.switches.contract import ESSENTIAL, Look, Phrase, Ports, Switch, Turn, wanted
from app.switches.lines import Line, Part, deeper, ranges

ORDER = {
    "none": "Either end may come first, the host or the switch: neither waits for the other.",
    "static": "Neither order of host and switch is safe: between the two, packets get lost. Have a console at the host.",
    "lacp": "The host first, then the switch: the host works on one port meanwhile, while a switch that is done first may suspend the "
    "ports that hear no LACP.",
}
"""Which end comes first, for each kind of what a switch is asked for."""
ORDER_MIN_LINKS = "The host first, then the switch; min_links keeps the host silent until the switch is done: have a console at the host."
WHOLE = "These lines are for the whole switch and touch its other ports too: read what stands there first."


@dataclass(frozen=True)
class Side:
    """What one switch gets."""

    title: str
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """All of it, as it is pasted."""
        return "\n".join(part.text for part in self.parts)


@dataclass(frozen=True)
class SwitchSide:
    """The other end of the cable: no sides where something essential is missing."""

    switch: Switch
    ports: Ports
    sides: tuple[Side, ...]
    verify: tuple[Look, ...]
    before: tuple[Turn, ...]
    apply: tuple[Turn, ...]
    keep: tuple[Turn, ...]
    back: tuple[Turn, ...]
    notes: tuple[str, ...]


def render(bond: Bond, cabling: Cabling) -> SwitchSide:
    """The switch side of a bond."""
    switch, ports = cabling.switch, cabling.of(bond)
    possible = bool(ports.ports) and not ESSENTIAL & switch.lacks(ports).keys() and ports.mtu <= switch.mtu.most
    sides = []
    for second in (False, True) if ports.peer_ports else (False,):
        title = ("Second switch" if second else "First switch") if ports.peer_ports else "The switch"
        sides.append(Side(title, tuple(part for part in parts(switch, ports, second=second) if part.lines)))
    kinds = {"any", ports.kind, *(["lag"] if ports.kind != "none" else []), *(["mlag"] if ports.pair else [])}
    values = _plain_values(ports)
    looks = tuple(Look(look.when, _fill(look.run, values), _fill(look.see, values)) for look in switch.looks if look.when in kinds)
    order = ORDER_MIN_LINKS if ports.kind == "lacp" and ports.min_links > 1 else ORDER[ports.kind]
    notes = [order, *switch.notes, *(why for feature, why in switch.given.items() if feature in wanted(ports, switch))]
    if ports.hash and ports.kind != "none":
        notes.append("Each end chooses the link for what it sends by its own hash. The two need not match.")
    before, apply, keep, back = (
        tuple(replace(turn, run=_fill(turn.run, values)) for turn in turns if turn.when in kinds)
        for turns in (switch.before, switch.apply, switch.keep, switch.back)
    )
    return SwitchSide(switch, ports, tuple(sides) if possible else (), looks, before, apply, keep, back, tuple(notes))


def parts(switch: Switch, ports: Ports, *, second: bool) -> Iterator[Part]:
    """The lines for one switch: those for all of it, then those for the ports."""
    if switch.render:
        yield from switch.render(ports, second)
        return
    write = _Writer(switch, ports, second)
    yield Part("For the whole switch", tuple(write.on("whole")), WHOLE)
    lag = write.block(write.head, write.on("lag", "both", "l2", interface=write.lag)) if ports.kind != "none" else []
    own = ports.kind == "none" or (switch.alone and "fallback" in wanted(ports, switch))
    here = ("port", "both", "l2") if own else ("port", "both")
    members = [
        line
        for port in write.members
        for line in write.block(switch.heads.get("port", ""), write.on(*here, port=port, interface=port), port=port)
    ]
    opened = write.block(write.head, write.on("before")) if ports.kind != "none" else []
    blocks = [*members, *lag] if switch.first == "port" else [*lag, *members]
    yield Part("", (*write.on("top"), *opened, *blocks, *write.on("end")))


@dataclass(frozen=True)
class _Writer:
    switch: Switch
    ports: Ports
    second: bool

    @property
    def members(self) -> tuple[str, ...]:
        """The ports of this switch."""
        return self.ports.peer_ports if self.second else self.ports.ports

    @property
    def lag(self) -> str:
        """The name of the group."""
        return _fill(self.switch.lag, _plain_values(self.ports))

    @property
    def head(self) -> str:
        """What opens the block of the group."""
        own = f"lag.mlag.{self.ports.kind}"
        return self.switch.heads.get(own if self.ports.pair and own in self.switch.heads else "lag", "")

    def block(self, head: str, lines: Iterable[Line], port: str = "") -> list[Line]:
        """Lines under the one that opens their block; nothing where there are none."""
        lines = list(lines)
        if not head or not lines:
            return lines
        opened = _fill(head, {**_plain_values(self.ports), "port": port})
        tail = [Line((self.switch.tail,))] if self.switch.tail else []
        return [Line(tuple(opened.split())), *deeper(lines), *tail]

    def on(self, *places: str, port: str = "", interface: str = "") -> list[Line]:
        """The lines of the phrases that are wanted and stand in these places, in the order of the table."""
        found: list[Line] = []
        needs = wanted(self.ports, self.switch)
        for feature, phrase in self.phrases():
            if feature in needs and phrase.on in places:
                values = {**self.values(), "port": port, "interface": interface}
                if feature == "vlans" and not values["vlans"]:
                    continue
                found += self.lines(feature, phrase, values)
        return found

    def phrases(self) -> Iterator[tuple[str, Phrase]]:
        yield from self.switch.words.items()
        if self.ports.hash in self.switch.hashes:
            yield "hash", self.switch.hashes[self.ports.hash]

    def values(self) -> dict[str, str | list[str]]:
        """What may stand in braces: a list means one line for each of its entries."""
        ports, vlans = self.ports, self.switch.vlans
        making = [vlan for vlan in ports.vlans if vlan != 1 or vlans.make_one]
        trunk = ports.vlans if vlans.native_too else ports.tagged
        return {
            **_plain_values(ports),
            **(self.switch.makes(ports) if self.switch.makes else {}),
            "mtu": str(ports.mtu + self.switch.mtu.beyond),
            "members": ",".join(self.members),
            "interfaces": ",".join(self.members) if ports.kind == "none" else self.lag,
            "vlan": [str(vlan) for vlan in making],
            "vlans": self.spans(making),
            "tag": [str(vlan) for vlan in ports.tagged],
            "tags": self.spans(trunk),
        }

    def spans(self, numbers: Iterable[int]) -> list[str]:
        """Lists of VLANs, each as long as a line may hold."""
        how = self.switch.vlans
        spans = [str(first) if first == last else f"{first}{how.inside}{last}" for first, last in ranges(numbers)]
        return [how.between.join(spans[start : start + how.most]) for start in range(0, len(spans), how.most)]

    def lines(self, feature: str, phrase: Phrase, values: Mapping[str, str | list[str]]) -> Iterator[Line]:
        for template in phrase.lines:
            named = re.findall(r"{(vlans?|tags?)}", template)
            entries = values[named[0]] if named else [""]
            for number, entry in enumerate(entries):
                again = self.switch.words.get(f"{feature}.more") if number and named[0] in ("vlans", "tags") else None
                text = again.lines[0] if again else template
                single = {name: value for name, value in values.items() if isinstance(value, str)}
                filled = _fill(text, {**single, **({named[0]: entry} if named else {}), "options": self.options()})
                yield Line(tuple(filled.split()), unsure=phrase.unsure, about=feature)

    def options(self) -> str:
        """The words of the phrases that stand in the line with {options}."""
        needs, single = wanted(self.ports, self.switch), _plain_values(self.ports)
        return " ".join(
            _fill(line, single) for feature, phrase in self.phrases() if phrase.on == "option" and feature in needs for line in phrase.lines
        )


def _plain_values(ports: Ports) -> dict[str, str]:
    return {
        "lag": str(ports.lag),
        "count": str(ports.lag + 1),
        "native": str(ports.native or ""),
        "min_links": str(ports.min_links),
    }


def _fill(template: str, values: Mapping[str, str]) -> str:
    """A template with its values in place; braces that name nothing stay an error."""
    return re.sub(r"{([a-z_]+)}", lambda match: values[match[1]], template)
