"""Ansible: a playbook with the network role of linux-system-roles, which makes profiles of NetworkManager on the machine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.bonding.acceptance import Refusal
from app.bonding.findings import Findings, hint
from app.bonding.model import Bond
from app.distros.releases import Release
from app.formats import yaml
from app.formats.node import COMMENT, Node, comment
from app.stacks.contract import Draft, File, Place, Reader, Step, Writer
from app.stacks.desired_state import BOOLEAN, LACP
from app.stacks.desired_state.reading import drafts as drafts_of_states
from app.stacks.desired_state.wrapping import states
from app.stacks.networkmanager import GAPS, NetworkManager, behind, traps
from app.stacks.networkmanager.phrases import PHRASES
from app.stacks.networkmanager.reading import drafts
from app.stacks.role import MOST
from app.stacks.role.reading import profiles
from app.stacks.role.writing import connections, port
from app.stacks.spelling import Key, Names, Spelling
from app.stacks.steps import apply, look, ping, rollback, verify

ROLE = "fedora.linux_system_roles.network"
HOSTS = "bonded"
ARP = {"": frozenset({"balance-rr", "active-backup", "balance-xor", "broadcast"})}
STATE = "The role's network_connections has no key for it. Its network_state takes what nmstate takes: stack nmstate has the lines."
SCRIPT = "The role has no key for it. Let a task copy a script into /etc/NetworkManager/dispatcher.d that runs `ip link set {}`."


class Role(NetworkManager):
    """A stack whose role has bounds of its own before NetworkManager sees anything."""

    def why_not(self, name: str, text: str, release: Release | None = None) -> str:
        """Why the role cannot say an option on the release; empty if it can."""
        if text.isdigit() and int(text) > MOST and self.spelling.get(name):
            return f"The role takes no number above {MOST}."
        return super().why_not(name, text, release)

    def refusals(self, bond: Bond, release: Release | None) -> list[Refusal]:
        """What the kernel and NetworkManager refuse; without an interval that the role takes there is no ARP monitor, nor targets."""
        interval = bond.option("arp_interval")
        if not isinstance(interval, int) or interval <= MOST:
            return super().refusals(bond, release)
        slow = Refusal("role-bounds", "arp_interval", str(interval), f"the role takes no number above {MOST}.", f"Take {MOST} or less.")
        return [slow, *super().refusals(bond.without(("arp_interval",)), release)]


stack = Role(
    title="Ansible, network role of linux-system-roles",
    home="https://github.com/linux-system-roles/network",
    tool="linux-system-roles",
    syntax=yaml,
    places=(
        Place(("/*/ansible/*.yml", "/*/ansible/*.yaml", "/*.yml", "/*.yaml"), r"- hosts:\s", "/etc/ansible/{}/playbook.yml", many=True),
        Place((), r"all:\s*$", "/etc/ansible/{}/inventory.yml", many=True),
        Place((), r"\s*(- )?network_(connections|state):", "/etc/ansible/host_vars/{}.yml"),
    ),
    spelling=Spelling(
        miimon="miimon",
        updelay="updelay",
        downdelay="downdelay",
        peer_notif_delay="peer_notif_delay",
        use_carrier=Key("use_carrier", BOOLEAN),
        arp_interval=Key("arp_interval", modes=ARP),
        arp_ip_target=Key("arp_ip_target", modes=ARP),
        arp_validate=Key("arp_validate", Names("arp_validate"), modes=ARP),
        arp_all_targets=Key("arp_all_targets", Names("arp_all_targets")),
        primary=Key("primary", modes={"": frozenset({"active-backup", "balance-tlb", "balance-alb"})}),
        primary_reselect=Key("primary_reselect", Names("primary_reselect")),
        fail_over_mac=Key("fail_over_mac", Names("fail_over_mac")),
        xmit_hash_policy=Key("xmit_hash_policy", Names("xmit_hash_policy")),
        resend_igmp="resend_igmp",
        num_grat_arp="num_grat_arp",
        num_unsol_na="num_grat_arp",
        all_slaves_active=Key("all_ports_active", BOOLEAN),
        min_links="min_links",
        lp_interval="lp_interval",
        packets_per_slave=Key("packets_per_port", modes={"": frozenset({"balance-rr"})}),
        tlb_dynamic_lb=Key("tlb_dynamic_lb", BOOLEAN, modes={"": frozenset({"balance-tlb", "balance-alb"})}),
        lacp_rate=Key("lacp_rate", Names("lacp_rate"), modes=LACP),
        ad_select=Key("ad_select", Names("ad_select"), only=("stable", "bandwidth", "count")),
        ad_actor_sys_prio=Key("ad_actor_sys_prio", modes=LACP),
        ad_actor_system=Key("ad_actor_system", modes=LACP),
        ad_user_port_key=Key("ad_user_port_key", modes=LACP),
    ),
    gaps={
        **GAPS,
        **dict.fromkeys(("lacp_active", "arp_missed_max", "ns_ip6_target", "queue_id", "prio"), STATE),
        "lacp_strict": SCRIPT.format("BOND type bond lacp_strict on"),
        "broadcast_neighbor": SCRIPT.format("BOND type bond broadcast_neighbor on"),
        "actor_port_prio": SCRIPT.format("MEMBER type bond_slave actor_port_prio N"),
        "ipv6=dhcp": "The role knows auto6 only, which is written: it follows the routers, and these say whether to ask DHCPv6. "
        "For DHCPv6 alone run `nmcli connection modify INTERFACE ipv6.method dhcp` afterwards.",
    },
    elsewhere="the files are for a control node with Ansible, which reaches the machine over the network.",
    frame={
        **{begin: text for begin, text in PHRASES.items() if begin.startswith("nmcli")},
        "hosts": "The group of machines that the play is for, or the machines.",
        "become": "The play works as root.",
        "vars": "The variables of the play.",
        "roles": "What the play does: the network role.",
        "role": "The network role, as Fedora's collection has it.",
        "all": "All machines.",
        "children": "The groups of machines.",
        HOSTS: "The group of machines that get the bond.",
        "server.example.org": "The machine, by the name under which Ansible reaches it: put yours here.",
        "network_provider": "The role works through NetworkManager; through the old network service it takes mode and miimon only.",
        "network_connections": "The profiles, each behind those that it names.",
        "name": "The name of the profile.",
        "type: bond": "The interface is a bond.",
        "type: ethernet": "The interface is a network card.",
        "type: vlan": "The interface is a VLAN.",
        "type: bridge": "The interface is a bridge.",
        "interface_name": "The interface that the profile is for.",
        "state: up": "The profile is started now, and at each boot.",
        "controller": "The profile of the interface that this one belongs to, by its name.",
        "port_type": "What kind of interface it belongs to.",
        "parent": "The profile of the interface that the VLAN stands on.",
        "vlan": "What makes the VLAN.",
        "id": "The number that the packets of the VLAN carry as their tag.",
        "bond": "The mode and the options of the bond.",
        "cloned_mac": "The hardware address that the interface gets.",
        "ip": "What the interface gets of IPv4 and IPv6.",
        "dhcp4: false": "No IPv4 address from a DHCP server.",
        "dhcp4: true": "Asks a DHCP server for an IPv4 address.",
        "auto6: false": "No addresses and routes from router advertisements.",
        "auto6: true": "Takes addresses and routes from router advertisements.",
        "ipv6_disabled": "Nothing of IPv6; without this the kernel would follow routers by itself.",
        "address": "The addresses.",
        "gateway4": "The default route of IPv4.",
        "gateway6": "The default route of IPv6.",
        "gateway": "The router that the route goes through.",
        "route": "The static routes.",
        "network": "The network that the route leads to.",
        "prefix": "How many bits of its address name the network.",
        "metric": "Its metric: of two routes to one network the lower wins.",
        "dns": "Name servers.",
        "dns_search": "Search domains.",
        "ansible-galaxy collection install": "Brings the collection with the role to the control node.",
        "ansible-playbook": "Runs the play.",
        "ansible-playbook --syntax-check": "Reads the play, and nothing else.",
        "ansible-playbook --check": "Runs the play without changing anything; what the role would do is shown roughly.",
        f"ansible {HOSTS}": "Runs a command on the machines, through the same way as the play.",
    },
)


@stack.behind
def _networkmanager(release: Release | None) -> Mapping[str, str]:
    return behind.lost(release)


for each in (traps.nm_refuses_the_profile, traps.nm_family_is_off, traps.nm_is_not_in_charge):
    stack.trap(each)

# ---------------------------------------------------------------- writing


@stack.renderer
def render(bond: Bond, write: Writer) -> Iterator[File | Step]:
    """An inventory that names the machine, and a playbook for it."""
    inventory, playbook = (f"/etc/ansible/{bond.name}/{name}.yml" for name in ("inventory", "playbook"))
    host = Node("server.example.org", about="stack")
    group = Node(HOSTS, items=[Node("hosts", items=[host], about="stack")], about="stack")
    yield File(inventory, [Node("all", items=[Node("children", items=[group], about="stack")], about="stack")])
    # free text stands in a comment only: Ansible takes braces in any value for a template, and runs what is in it
    head = [comment(f"{bond.name}: {bond.description}", "description")] if bond.description else []
    yield File(playbook, [*head, _play(bond, write)])
    yield apply(
        ("ansible-galaxy", "collection", "install", "fedora.linux_system_roles"),
        why="On the control node, once. On RHEL the package rhel-system-roles has the same role as redhat.rhel_system_roles.network. "
        "Put both files there, and the machine's name in place of server.example.org.",
        role="hand",
    )
    run = ("ansible-playbook", "-i", inventory, playbook)
    yield apply(("ansible-playbook", "--syntax-check", *run[1:]), why="Ansible reads both files; nothing is done yet.", role="check")
    yield apply(
        ("ansible", HOSTS, "-i", inventory, "-b", "-m", "command", "-a", "nmcli -g NAME,UUID,DEVICE connection show --active"),
        why="Note which profiles the members have now: they stay, and are the way back.",
        role="look",
    )
    yield apply(
        ("ansible-playbook", "--check", *run[1:]),
        why="The role checks its list and says roughly what it would do; a mistake is named and nothing changes.",
        role="check",
    )
    yield apply(
        run,
        why="Set it up. When a profile fails, the role takes all of them back. When the connection is lost afterwards, nobody does: "
        "keep a console of the machine at hand.",
        drops=True,
    )
    yield from look(bond)
    yield verify(
        ("nmcli", "-g", "NAME,DEVICE,STATE", "connection", "show", "--active"),
        why="On the machine: each interface has its profile.",
        see="\n".join(f"{name}:{device}:activated" for name, device in _named(bond)),
    )
    yield from ping(bond)
    yield rollback(
        *(("nmcli", "connection", "delete", "id", name) for name, _ in reversed(_named(bond))),
        *(("nmcli", "device", "connect", member) for member in bond.members),
        why="On the machine's console, because the control node may not reach it: the interfaces go with their profiles, and the members "
        "start with the profiles they had.",
        drops=True,
    )


def _named(bond: Bond) -> list[tuple[str, str]]:
    """The profiles and their interfaces."""
    return [*((name, name) for name in bond.interfaces), *((port(bond, member), member) for member in bond.members)]


def _play(bond: Bond, write: Writer) -> Node:
    made = list(connections(bond, write))
    variables = [
        Node("network_provider", value="nm", about="stack"),
        Node("network_connections", items=made, about="stack"),
    ]
    return Node(
        "-",
        items=[
            Node("hosts", value=HOSTS, about="stack"),
            Node("become", value=True, about="stack"),
            Node("vars", items=variables, about="stack"),
            Node("roles", items=[Node("-", items=[Node("role", value=ROLE, about="stack")], about="stack")], about="stack"),
        ],
        about="stack",
    )


# ---------------------------------------------------------------- traps


@stack.trap
def ansible_over_the_bond(bond: Bond, release: Release | None) -> Findings:
    """The play changes the network that it comes over.

    While it runs, NetworkManager holds a checkpoint: where a profile fails, the state of before comes back. A play that
    succeeded and a machine that is then out of reach are no failure: nobody goes back by himself.

    Bad:  stack=ansible release=rocky-10 mode=active-backup miimon=100 member=eth0 member=eth1
    Good: stack=keyfile release=rocky-10 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    yield hint("stack", "The play comes over the network that it changes, and nobody takes it back afterwards.", "Keep a console at hand.")


@stack.trap
def ansible_old_profiles(bond: Bond, release: Release | None) -> Findings:
    """The members' old profiles stay, and the role can't put its own before them.

    It has no word for the priority of a profile. Of two that start by themselves, NetworkManager takes the one that was used
    last: that of the bond, until somebody starts the old one again.

    Bad:  stack=ansible release=rocky-10 mode=active-backup miimon=100 member=eth0 member=eth1
    Good: stack=ansible release=rocky-10 mode=active-backup miimon=100
    """
    if bond.members:
        yield hint(
            "member",
            "The members keep their old profiles, with the same priority as the new ones.",
            "Once all is well, take them away: an entry with their name and persistent_state: absent.",
        )


# ---------------------------------------------------------------- reading

PLAY = (
    "name",
    "hosts",
    "become",
    "become_user",
    "gather_facts",
    "remote_user",
    "connection",
    "any_errors_fatal",
    "serial",
    "tags",
    "strategy",
)


@stack.parser
def parse(read: Reader) -> Iterator[Draft]:
    """Every list `network_connections` and every `network_state`, wherever in a play or a file of variables they stand."""
    found = []
    wanted = []
    for path in sorted(read.files):
        nodes = read.files[path]
        lists = [node for node in _walk(nodes) if node.name == "network_connections"]
        for node in lists:
            read.take(node)
            found += list(profiles(read, path, node.items))
        wanted += [(path, state) for node in _walk(nodes) if node.name == "network_state" for state in states(read, node.items)]
        if lists or any(each == path for each, _ in wanted):
            _around(read, nodes)
        elif all(node.name in ("all", COMMENT) for node in nodes):
            read.take(*(node for root in nodes for node in root.walk()))
    for draft in drafts(read, found):
        for path, nodes in read.files.items():
            for node in nodes:
                if node.name == COMMENT and node.text.startswith(f"{draft.name}: "):
                    draft.say("description", node.text.partition(": ")[2], path, node)
        yield draft
    yield from drafts_of_states(read, wanted)


def _walk(nodes: list[Node]) -> Iterator[Node]:
    for root in nodes:
        yield from root.walk()


def _around(read: Reader, nodes: list[Node]) -> None:
    """What a play says besides: for whom it is, and which roles it runs."""
    for root in nodes:
        for play in [root, *root.items] if root.name == "-" else [root]:
            if play.name in PLAY:
                read.take(play)
            for task in (
                play.items
                if play.name in ("roles", "tasks", "pre_tasks", "include_role", "import_role", "ansible.builtin.include_role")
                else []
            ):
                _of_the_role(read, task)
        for node in root.walk():
            if node.name == "network_provider":
                _provider(read, node)


def _of_the_role(read: Reader, task: Node) -> None:
    """An entry of `roles` or `tasks`, if it is about the network role."""
    if any("network" in node.text and ("role" in node.text or node.text.endswith("network")) for node in task.walk()):
        skipped = {id(node) for item in task.items if item.name == "vars" for node in item.walk()}
        read.take(*(node for node in task.walk() if id(node) not in skipped))


def _provider(read: Reader, node: Node) -> None:
    read.take(node)
    if node.text == "initscripts":
        said = "through the old network service the role takes mode and miimon only, and refuses the list for any other option."
        read.flaw(node, "warning", "ansible-initscripts", said, "Say nm.")
