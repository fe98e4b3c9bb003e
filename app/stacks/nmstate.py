"""nmstate: one YAML file with the desired state, which nmstatectl applies through NetworkManager, verifies, and takes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.bonding.acceptance import Refusal
from app.bonding.changes import changes
from app.bonding.findings import Findings, hint, warning
from app.bonding.model import Bond
from app.distros.releases import Release
from app.formats import yaml
from app.formats.node import Node
from app.stacks.contract import Claim, Draft, File, Place, Reader, Step, Writer
from app.stacks.desired_state import KEYS, STATE_GAPS
from app.stacks.desired_state.reading import TRUE, drafts
from app.stacks.desired_state.wrapping import states
from app.stacks.desired_state.writing import away_with, follows, state
from app.stacks.indirect import dispatcher
from app.stacks.indirect.settings import look_beyond
from app.stacks.networkmanager import CONNECT, NetworkManager, behind, traps
from app.stacks.networkmanager.phrases import PHRASES
from app.stacks.steps import RESTORE, apply, folder, keep, look, ping, rollback, verify

PROFILES, SCRIPTS = "/etc/NetworkManager/system-connections", "/etc/sysconfig/network-scripts"
SECONDS = "120"
"""How long a state holds that nobody commits."""


class Nmstate(NetworkManager):
    """A stack whose tool refuses, or passes over, a little more than NetworkManager does."""

    def refusals(self, bond: Bond, release: Release | None) -> list[Refusal]:
        """What the kernel and NetworkManager refuse, and the address that nmstate passes over."""
        found = super().refusals(bond, release)
        if bond.mac and follows(bond):
            why = "with fail_over_mac=active the bond has the address of its active member, and nmstate takes no other."
            found.append(Refusal("nmstate-mac", "mac", bond.mac, why, "Take mac out.", changes({"mac": None})))
        return found


stack = Nmstate(
    title="nmstate (NetworkManager)",
    home="https://nmstate.io/",
    tool="nmstate",
    syntax=yaml,
    places=(
        Place(("/*.yml", "/*.yaml"), r"interfaces:\s*(#.*)?$", "/root/{}-state.yml", many=True),
        Place((), r"\s*(desiredState|networkConfig):\s*(#.*)?$", "/root/{}-policy.yml"),
    ),
    spelling=KEYS,
    gaps=STATE_GAPS,
    indirect=dispatcher.WAY,
    frame={
        **{begin: text for begin, text in PHRASES.items() if begin.startswith("nmcli")},
        "interfaces": "The interfaces, each with the state that it shall have. Others stay as they are.",
        "name": "The name of the interface.",
        "type: bond": "The interface is a bond.",
        "type: ethernet": "The interface is a network card.",
        "type: vlan": "The interface is a VLAN.",
        "type: linux-bridge": "The interface is a bridge.",
        "state: up": "The interface shall be up, at each start too.",
        "state: absent": "The interface, or the profile of a card, is taken away.",
        "link-aggregation": "What makes the bond: its mode, its options, its members.",
        "options": "The options, by the kernel's own names for a bond.",
        "port": "The members of the bond, or the ports of the bridge.",
        "ports-config": "The members with their own options.",
        "vlan": "What makes the VLAN.",
        "base-iface": "The interface that the VLAN stands on.",
        "id": "The number that the packets of the VLAN carry as their tag.",
        "bridge": "What makes the bridge.",
        "stp": "The spanning tree protocol of the bridge.",
        "mac-address": "The hardware address that the interface gets.",
        "ipv4": "What the interface gets of IPv4.",
        "ipv6": "What the interface gets of IPv6.",
        "enabled: false": "Switched off.",
        "enabled: true": "Switched on.",
        "dhcp: true": "Asks a DHCP server for an address.",
        "dhcp: false": "No address from a DHCP server.",
        "autoconf: true": "Takes addresses and routes from router advertisements.",
        "autoconf: false": "No address from router advertisements.",
        "address": "The addresses, each with its prefix length.",
        "ip": "An address.",
        "prefix-length": "How many bits of the address name the network.",
        "routes": "The static routes of the host.",
        "config": "What shall be configured, beside what the system runs with.",
        "destination": "A route: the network that it leads to.",
        "next-hop-address": "The router that it goes through.",
        "next-hop-interface": "The interface that leads there.",
        "metric": "Its metric: of two routes to one network the lower wins.",
        "dns-resolver": "Whom the host asks for names; it is one list for the whole host.",
        "server": "Name servers.",
        "search": "Search domains.",
        "nmstatectl gc": "Prints the profiles that nmstate would write; it needs no running system and changes nothing.",
        "nmstatectl apply": "Applies the state, looks whether it came to be, and goes back by itself where it did not.",
        "nmstatectl apply --no-commit": "Applies the state for a while; it goes back by itself unless somebody commits it.",
        "nmstatectl commit": "Keeps what was applied without commit.",
        "nmstatectl show": "Shows the state that an interface has.",
    },
)


@stack.behind
def _networkmanager(release: Release | None) -> Mapping[str, str]:
    return behind.lost(release)


for each in (traps.nm_refuses_the_profile, traps.nm_dhcp6_alone, traps.nm_is_not_in_charge):
    stack.trap(each)

# ---------------------------------------------------------------- writing


@stack.renderer
def render(bond: Bond, write: Writer) -> Iterator[File | Step]:
    """The state, and a second one that takes all of it away again.

    They do not lie in /etc/nmstate: the service of nmstate, where it is switched on, would apply both at the next start.
    """
    path, away = f"/root/{bond.name}-state.yml", f"/root/{bond.name}-away.yml"
    yield File(path, list(state(bond, write)), permissions="0600")
    yield File(away, list(away_with(bond)), permissions="0600")
    beyond = list(dispatcher.files(bond, write))
    yield from beyond
    kept = [PROFILES, *([SCRIPTS] if _has_scripts(write.release) else []), *([dispatcher.FOLDER] if beyond else [])]
    yield keep(bond, *kept)
    yield apply(
        ("nmcli", "-g", "NAME,UUID,DEVICE", "connection", "show", "--active"),
        why="Note which profiles the members have now: nmstate changes these, and takes others of the same card away.",
        role="look",
    )
    yield apply(("nmstatectl", "gc", path), why="nmstate reads the file and prints what it would write; a mistake is named.", role="check")
    yield apply(
        ("nmstatectl", "apply", "--no-commit", "--timeout", SECONDS, path),
        why=f"Apply it for {SECONDS} seconds. nmstate looks whether all came to be, and goes back at once where it did not.",
        drops=True,
    )
    yield apply(
        ("nmstatectl", "commit"),
        why=f"Keep it: log in anew, and do this when all under Verify is well. Without it the old state is back after {SECONDS} seconds.",
    )
    yield from look(bond)
    yield verify(
        ("nmstatectl", "show", bond.name), why="nmstate's own view of the bond.", see=f"- name: {bond.name}\n  type: bond\n  state: up"
    )
    yield from look_beyond(bond, write.beyond(bond))
    yield from ping(bond)
    yield rollback(
        ("nmstatectl", "apply", away),
        ("rm", "-f", path, away, *(file.path for file in beyond)),
        *((*RESTORE, f"{folder(bond)}/{each.rpartition('/')[2]}/.", each) for each in kept),
        ("nmcli", "connection", "reload"),
        *(("nmcli", "device", "connect", member) for member in bond.members),
        why="Once it is committed: take the interfaces and their profiles away, put the old profiles back, and start them." + CONNECT,
        drops=True,
    )


def _has_scripts(release: Release | None) -> bool:
    """Whether the profiles may be ifcfg files."""
    return release is not None and "ifcfg" in release.stacks


# ---------------------------------------------------------------- traps


@stack.trap
def nmstate_merges(bond: Bond, release: Release | None) -> Findings:
    """What the state does not name stays as it was.

    A bond of the same name keeps the options that the file leaves out, as long as the mode stays the same; with another
    mode they all go. Routes are added to those that the interface has. The list of name servers, where there is one,
    takes the place of the host's whole list.

    Bad:  stack=nmstate release=rocky-10 mode=active-backup miimon=100 member=eth0 member=eth1
    Good: stack=keyfile release=rocky-10 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    yield hint(
        "stack",
        f"Where a {bond.name} is there already, nmstate keeps of it what the file does not name.",
        f"Look at what there is with: nmstatectl show {bond.name}",
    )


@stack.trap
def nmstate_takes_the_profiles(bond: Bond, release: Release | None) -> Findings:
    """Nmstate changes the profiles that the members have, and deletes others of the same card.

    It keeps one profile for each interface. What the old one said besides, such as 802.1X or an MTU, stays in it;
    its addresses go. A copy of the old profiles is the only way back once the state is committed, and the steps make one.

    Bad:  stack=nmstate release=rocky-10 mode=active-backup miimon=100 member=eth0 member=eth1
    Good: stack=nmstate release=rocky-10 mode=active-backup miimon=100
    """
    if bond.members:
        yield hint(
            "member",
            "nmstate turns the members' own profiles into those of the bond, and deletes others of the same card.",
            "Keep the copy that the first step makes.",
        )


@stack.trap
def nmstate_sorts_the_members(bond: Bond, release: Release | None) -> Findings:
    """Nmstate sorts the members by their names.

    So the order here does not say which joins first and gives the bond its address. Which one is used first is said by
    primary, or by the priority of a member.

    Bad:  stack=nmstate release=rocky-10 mode=active-backup miimon=100 member=eth1 member=eth0
    Good: stack=nmstate release=rocky-10 mode=active-backup miimon=100 member=eth0 member=eth1
    Good: stack=nmstate release=rocky-10 mode=active-backup miimon=100 member=eth1 member=eth0 primary=eth1 mac=02:00:00:00:00:05
    """
    chosen = bond.mac and (bond.option("primary") or bond.option("prio") or bond.mode != "active-backup")
    if list(bond.members) != sorted(bond.members) and not chosen:
        said = "nmstate sorts the members by name; this order is lost."
        yield hint("member", said, "Say primary and mac where it matters.", {"member": sorted(bond.members)})


@stack.trap
def nmstate_asks_with_the_mac(bond: Bond, release: Release | None) -> Findings:
    """Nmstate asks DHCP servers with the hardware address of the bond.

    Its profiles send that address as the client identifier, and in the DUID of DHCPv6. NetworkManager by itself may send
    another one, so a server that knows the machine by it may hand out another address. The bond has the hardware address of
    one of its members unless mac is set.

    Bad:  stack=nmstate release=rocky-10 mode=active-backup miimon=100 member=eth0 member=eth1 ipv4=dhcp
    Good: stack=nmstate release=rocky-10 mode=active-backup miimon=100 member=eth0 member=eth1 ipv4=dhcp mac=02:00:00:00:00:05
    """
    own = [("", bond.addressing), *((f"vlan.{vlan.id}.", vlan.addressing) for vlan in bond.vlans)]
    for prefix, addressing in own if not bond.mac else []:
        word = "ipv4" if addressing.ipv4 == "dhcp" else "ipv6" if addressing.ipv6 == "dhcp" else ""
        if word:
            yield hint(
                prefix + word,
                "nmstate asks with the bond's hardware address as the identifier, which is that of one of the members.",
                "Set mac to the address that the DHCP server knows.",
            )


@stack.trap
def nmstate_takes_no_mac(bond: Bond, release: Release | None) -> Findings:
    """Nmstate passes over the address of a bond with fail_over_mac=active.

    The bond then always has the address of its active member. Older versions refuse the whole state, so mac is left out.

    Bad:  stack=nmstate release=rocky-10 mode=active-backup miimon=100 fail_over_mac=active member=eth0 member=eth1 mac=02:00:00:00:00:05
    Good: stack=nmstate release=rocky-10 mode=active-backup miimon=100 fail_over_mac=follow member=eth0 member=eth1 mac=02:00:00:00:00:05
    """
    if bond.mac and follows(bond):
        yield warning(
            "mac", "mac is left out: the bond has the address of its active member.", "Take it out.", {"mac": None}, {"fail_over_mac": None}
        )


# ---------------------------------------------------------------- reading


@stack.claimer
def claims(path: str, nodes: list[Node]) -> Iterator[Claim]:
    """The cards that a state gives addresses to."""
    for root in nodes:
        for entry in root.items if root.name == "interfaces" else []:
            name, kind = entry.get("name"), entry.get("type")
            on = [
                family
                for family in entry.items
                if family.name in ("ipv4", "ipv6") and (e := family.get("enabled")) and e.text.lower() in TRUE
            ]
            if name and on and (kind is None or kind.text == "ethernet"):
                yield Claim(name.text, path, name.line, "gives it addresses")


@stack.parser
def parse(read: Reader) -> Iterator[Draft]:
    """The states of all files, in the order of their names."""
    yield from drafts(read, [(path, found) for path in sorted(read.files) for found in states(read, read.files[path])])
