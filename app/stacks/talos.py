"""Talos Linux: a patch of the machine configuration, which talosctl brings to a node from another machine."""

from __future__ import annotations

from collections.abc import Iterator

from app.bonding import verify as facts
from app.bonding.findings import Findings, error, hint
from app.bonding.model import Bond
from app.distros.releases import Release
from app.formats import yaml_documents
from app.formats.commands import command
from app.formats.node import Node, comment
from app.stacks.contract import Claim, Draft, File, Place, Reader, Step, Writer
from app.stacks.steps import apply, rollback, verify
from app.stacks.talos_config import GAPS, SPELLING, TOOL, Talos, newer, uneven, writing
from app.stacks.talos_config.reading import ADVERTISED, TRUE, Parser

NODE = ("talosctl", "--nodes", "NODE")
BEFORE = "before.yaml"
"""The node's configuration before the change, in the folder in which talosctl runs."""

stack = Talos(
    title="Talos Linux",
    home="https://docs.siderolabs.com/talos/",
    tool=TOOL,
    syntax=yaml_documents,
    places=(
        Place(("*.yaml", "*.yml"), r"(kind:\s*(Bond|VLAN|Bridge|DHCPv[46]|Link|Resolver)Config\b|machine:\s*(#.*)?$)", "/root/{}.yaml"),
    ),
    spelling=SPELLING,
    gaps=GAPS,
    elsewhere="A node of Talos has no shell: the file stays on another machine, from which talosctl applies it.",
    frame={
        "apiVersion": "The version of the format of this document.",
        "kind: BondConfig": "The document makes a bond.",
        "kind: VLANConfig": "The document makes a VLAN.",
        "kind: BridgeConfig": "The document makes a bridge.",
        "kind: DHCPv4Config": "The document asks a DHCP server for an IPv4 address.",
        "kind: DHCPv6Config": "The document asks a DHCP server for an IPv6 address.",
        "kind: ResolverConfig": "The document tells whom the node asks for names.",
        "---": "The end of one document and the beginning of the next.",
        "machine": "What concerns this machine, and not the cluster.",
        "network": "The network of the machine; in a route, the network that it leads to.",
        "interfaces": "The interfaces: of the machine, or those below a bond or a bridge.",
        "interface": "The name of the interface.",
        "bond": "Makes the interface a bond.",
        "name": "The name of the interface.",
        "links": "The interfaces below it.",
        "vlans": "The VLANs on this interface.",
        "vlanID": "The number that the packets of the VLAN carry as their tag.",
        "vlanId": "The number that the packets of the VLAN carry as their tag.",
        "parent": "The interface that the VLAN stands on.",
        "addresses": "The addresses, each with the length of its network.",
        "address": "One address.",
        "routes": "The routes through this interface; one without a destination is the default route.",
        "destination": "The network that the route leads to.",
        "gateway": "The router that it goes through.",
        "metric": "Its metric: of two routes to one network the lower wins.",
        "dhcp": "Asks DHCP servers, of the families below.",
        "stp": "Without the spanning tree protocol a bridge forwards at once; with one port there is no loop to look for.",
        "nameservers": "Whom the node asks for names.",
        "searchDomains": "The domains that are appended to short names.",
        "talosctl machineconfig patch": "Puts the patch into a copy of the node's configuration, on your own machine.",
        "talosctl validate": "Checks the whole configuration, and names what Talos would refuse.",
        "test '!' -e": "Keeps the configuration that the node has in a file, unless that file is there already.",
        "talosctl --nodes NODE read": "Shows a file of the node: the bond as the driver sees it.",
        "talosctl --nodes NODE get": "Shows what the node makes of its configuration.",
        "talosctl --nodes NODE apply-config": "Gives the node a whole configuration.",
    },
)

# ---------------------------------------------------------------- writing


@stack.renderer
def render(bond: Bond, write: Writer) -> Iterator[File | Step]:
    """One patch: documents of their own, or the older form where the release or a primary wants it."""
    name = f"{bond.name}.yaml"
    head = [comment(f"{bond.name}: {bond.description}", "description")] if bond.description else []
    head += [comment(ADVERTISED.format(name), "ipv6") for name, addressing in bond.layer3 if addressing.ipv6 == "auto"]
    body = list(writing.documents(bond, write)) if newer(bond, write.release) else [writing.machine(bond, write)]
    yield File(f"/root/{name}", [*head, *body], permissions="0600")
    asked = f"{command(*NODE, 'get', 'machineconfig', 'v1alpha1', '-o', 'jsonpath={.spec}')} > {BEFORE}"
    yield Step(
        "apply",
        f"{command('test', '!', '-e', BEFORE)} && {asked}",
        f"On your own machine, in the folder where you put {name}, with the node's address in place of NODE. What the node has is kept in "
        f"{BEFORE}, which holds secrets: it is the way back, and one that is there already is not written over.",
        role="keep",
        commands=(asked,),
    )
    yield apply(
        ("talosctl", "machineconfig", "patch", BEFORE, "--patch", f"@{name}", "--output", "after.yaml"),
        ("talosctl", "validate", "--config", "after.yaml", "--mode", "metal"),
        why="The patch fits, and Talos takes the result. Nothing has changed yet. A patch is added to lists that are there: where the node "
        f"has a {bond.name} already, look in after.yaml for what stands there twice.",
        role="check",
    )
    yield apply(
        (*NODE, "apply-config", "--mode", "try", "--timeout", "5m", "--file", "after.yaml"),
        why="Try it: after five minutes the node goes back by itself. Entries that give the members addresses have to be taken out of "
        "after.yaml first. Look at the node now; when all is well, give the same command with --mode no-reboot in place of --mode try "
        "--timeout 5m. Do not patch the node a second time, which would double the lists.",
        drops=True,
    )
    yield verify(
        (*NODE, "read", f"/proc/net/bonding/{bond.name}"),
        why="The driver's own view: mode, monitor, and every member.",
        see=facts.healthy(bond),
    )
    yield verify((*NODE, "get", "links"), why="The links that the node has.", see=f"{bond.name}, up, and its members")
    yield verify((*NODE, "get", "addresses"), why="The addresses that the node has.", see=" ".join(bond.addressing.addresses) or bond.name)
    yield rollback(
        (*NODE, "apply-config", "--mode", "no-reboot", "--file", BEFORE),
        why="Give the node its old configuration. While the trial runs, waiting does the same.",
        drops=True,
    )


# ---------------------------------------------------------------- traps


@stack.trap
def talos_refuses_odd_delays(bond: Bond, release: Release | None) -> Findings:
    """The older form of Talos takes delays only in multiples of miimon.

    The kernel rounds them down; Talos refuses the whole configuration.

    Bad:  stack=talos release=talos-1.11 mode=active-backup miimon=100 updelay=250
    Good: stack=talos release=talos-1.11 mode=active-backup miimon=100 updelay=200
    """
    for each in uneven(bond, release):
        yield error(each.field, each.why, each.mend, *each.fixes)


@stack.trap
def talos_takes_router_advertisements(bond: Bond, release: Release | None) -> Findings:
    """Talos takes router advertisements on every link, and has no key against it.

    Where a router on the network sends them, the bond gets addresses of IPv6 and a default route beside what was given.

    Bad:  stack=talos release=talos-1.13 mode=active-backup miimon=100 address=192.0.2.10/24
    Good: stack=talos release=talos-1.13 mode=active-backup miimon=100 ipv6=auto
    """
    if bond.addressing.ipv6 == "none":
        yield hint(
            "ipv6",
            "Talos takes router advertisements on the bond all the same; there is no key against it.",
            "Ask the router to send none, if they are not wanted.",
            {"ipv6": "auto"},
        )


@stack.trap
def talos_names_of_cards(bond: Bond, release: Release | None) -> Findings:
    """Cards have the names of systemd on Talos, such as enp1s0.

    `eth0` exists only with net.ifnames=0 among the kernel arguments. A bond whose members do not exist stays without them.
    `talosctl get links` tells the names.

    Bad:  stack=talos release=talos-1.13 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    if any(member.startswith("eth") for member in bond.members):
        yield hint("member", "Talos calls cards enp1s0 and the like unless net.ifnames=0 is set.", "Look with: talosctl get links.")


@stack.trap
def talos_name_servers_of_before(bond: Bond, release: Release | None) -> Findings:
    """A ResolverConfig is refused beside machine.network.nameservers or searchDomains.

    A node that was upgraded may still have them in the older form. talosctl validate then names it, and nothing changes.

    Bad:  stack=talos release=talos-1.13 mode=active-backup miimon=100 address=192.0.2.10/24 dns=192.0.2.53
    Good: stack=talos release=talos-1.11 mode=active-backup miimon=100 address=192.0.2.10/24 dns=192.0.2.53 ipv6=auto
    """
    for prefix, addressing in [("", bond.addressing), *((f"vlan.{vlan.id}.", vlan.addressing) for vlan in bond.vlans)]:
        if newer(bond, release) and (addressing.dns or addressing.search):
            yield hint(
                prefix + ("dns" if addressing.dns else "search"),
                "Talos refuses the name servers of the patch beside machine.network.nameservers or searchDomains, which an upgraded "
                "node may still have.",
                "Look for both in before.yaml. Where they stand there, give the patch command a copy without them.",
            )
            return


# ---------------------------------------------------------------- reading


@stack.parser
def parse(read: Reader) -> Iterator[Draft]:
    """All documents of all files."""
    yield from Parser(read).drafts()


@stack.claimer
def claims(path: str, nodes: list[Node]) -> Iterator[Claim]:
    """The interfaces that get addresses by documents or entries of their own."""
    for node in (each for root in nodes for each in root.walk()):
        kind, name = node.get("kind"), node.get("name") or node.get("interface")
        if name is None or node.get("bond") or (kind is not None and kind.text not in ("LinkConfig", "DHCPv4Config", "DHCPv6Config")):
            continue
        asks = any(item.name == "dhcp" and item.text.lower() in TRUE for item in node.items)
        if asks or node.get("addresses") or (kind is not None and kind.text.startswith("DHCP")):
            yield Claim(name.text, path, name.line, "gives it addresses")
