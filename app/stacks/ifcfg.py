"""ifcfg files with BONDING_OPTS: the network scripts of RHEL 5 to 8, and NetworkManager's reader in RHEL 7 to 9."""

from __future__ import annotations

from collections.abc import Iterator

from app.bonding.changes import Wanted
from app.bonding.findings import Findings, error, hint, warning
from app.bonding.kernel import version
from app.bonding.mending import to_arp, to_miimon
from app.bonding.model import Addressing, Bond, Route
from app.bonding.names import ip
from app.bonding.wire import write_route
from app.distros.releases import Release
from app.formats import shellvars
from app.formats import words as word_lines
from app.formats.node import Node
from app.stacks.contract import Claim, Draft, File, Reader, Stack, Step, Writer
from app.stacks.ifcfg_files import FOLDER, IFCFG_PLACE, MODPROBE, MODPROBE_D, PHRASES, SKIPPED, SYSCONFIG, older, scripts
from app.stacks.ifcfg_files.reader import drafts
from app.stacks.ifcfg_files.writer import Files
from app.stacks.indirect import Way, dispatcher
from app.stacks.indirect.settings import look_beyond
from app.stacks.spelling import Codec, Key, Numbers, Spelling
from app.stacks.steps import RESTORE, apply, folder, keep, look, ping, rollback, verify

LOCAL = "/sbin/ifup-local"


class Targets(Codec):
    """Addresses that may carry the plus of sysfs, or quotes; both readers take them off."""

    def read(self, text: str) -> str:
        """The bare list."""
        return text.translate(str.maketrans("", "", "+'\""))


class Ifcfg(Stack):
    """The stack; where only the scripts read, what needs NetworkManager has a reason of its own."""

    def why_not(self, name: str, text: str, release: Release | None = None) -> str:
        """Why the files cannot say an option on the release; empty if they can."""
        return (scripts(release) and ONLY_NETWORKMANAGER.get(name)) or super().why_not(name, text, release)


def why_not_indirect(name: str, mode: str, release: Release | None) -> str:
    """Why no hook can set an option: that of the network scripts is one file for everything, and may be in use."""
    return (
        f"{LOCAL} is one file for all interfaces and may be in use: add it by hand."
        if scripts(release)
        else (dispatcher.why_not(name, mode, release))
    )


ONLY_NETWORKMANAGER = {
    "queue_id": f"The network scripts have no key for it. Write MEMBER:N to /sys/class/net/BOND/bonding/queue_id from {LOCAL}.",
    "prio": f"The network scripts have no key for it. Use primary, or run `ip link set MEMBER type bond_slave prio N` from {LOCAL}.",
    "ns_ip6_target": f"The network scripts have no sysfs file for it. Run `ip link set BOND type bond ns_ip6_target ADDRESS` from {LOCAL}.",
}

stack = Ifcfg(
    title="ifcfg files with BONDING_OPTS (RHEL 5 to 9)",
    home="https://networkmanager.dev/docs/api/latest/nm-settings-ifcfg-rh.html",
    tool="NetworkManager",
    apart=True,
    syntax=shellvars,
    places=(IFCFG_PLACE,),
    syntaxes={MODPROBE: word_lines, MODPROBE_D: word_lines, f"{FOLDER}/route": word_lines},
    frame=PHRASES,
    spelling=Spelling(
        miimon="miimon",
        updelay="updelay",
        downdelay="downdelay",
        peer_notif_delay=Key("peer_notif_delay", since="1.34"),
        use_carrier=Key("use_carrier", Numbers("use_carrier")),
        arp_interval="arp_interval",
        arp_ip_target=Key("arp_ip_target", Targets()),
        ns_ip6_target=Key("ns_ip6_target", since="1.44"),
        arp_validate=Key("arp_validate", values_since={"filter": "1.24", "filter_active": "1.24", "filter_backup": "1.24"}),
        arp_all_targets=Key("arp_all_targets", since="1.2"),
        arp_missed_max=Key("arp_missed_max", since="1.44"),
        primary="primary",
        primary_reselect="primary_reselect",
        fail_over_mac="fail_over_mac",
        xmit_hash_policy="xmit_hash_policy",
        resend_igmp="resend_igmp",
        num_grat_arp=Key("num_grat_arp", since="1.2"),
        num_unsol_na=Key("num_unsol_na", since="1.2"),
        all_slaves_active=Key("all_slaves_active", Numbers("all_slaves_active"), since="1.2"),
        min_links=Key("min_links", since="1.2"),
        lp_interval=Key("lp_interval", since="1.2"),
        packets_per_slave=Key("packets_per_slave", since="1.2"),
        tlb_dynamic_lb=Key("tlb_dynamic_lb", Numbers("tlb_dynamic_lb"), since="1.2"),
        lacp_rate="lacp_rate",
        lacp_active=Key("lacp_active", since="1.44"),
        ad_select=Key("ad_select", only=("stable", "bandwidth", "count")),
        ad_actor_sys_prio=Key("ad_actor_sys_prio", since="1.2"),
        ad_actor_system=Key("ad_actor_system", since="1.2"),
        ad_user_port_key=Key("ad_user_port_key", since="1.2"),
        queue_id=Key("BOND_PORT_QUEUE_ID", since="1.34", elsewhere="the member's ifcfg file"),
        prio=Key("BOND_PORT_PRIO", since="1.44", elsewhere="the member's ifcfg file"),
    ),
    gaps={
        "address": "The old scripts give further addresses an alias such as bond0:1, of 15 bytes and without a dash; none was left. "
        "Shorten the interface name.",
        "dns": "The network scripts know two name servers, NetworkManager ten. Put the others into /etc/resolv.conf.",
        "vlan.name": "The readers take the number of a VLAN, and the old scripts its bond, from a name such as bond0.10. This name "
        "would give another VLAN or none.",
        "bridge.over": "The VLAN under the bridge got another name, because the readers take its number from the name.",
        "gateway": "One gateway a family and interface is what these files hold. Write the other as a route.",
        "active_slave": "An action, not a setting: the scripts write it before a member is there. Use primary, or write the member to "
        "/sys/class/net/BOND/bonding/active_slave afterwards.",
        "lacp_strict": "Neither reader has it. Run `ip link set BOND type bond lacp_strict on` from a script of "
        "/etc/NetworkManager/dispatcher.d.",
        "coupled_control": "Neither reader has it, and it changes only while the bond is down. Make the bond with ip before NetworkManager "
        "starts.",
        "broadcast_neighbor": "Neither reader has it. Run `ip link set BOND type bond broadcast_neighbor on` from a script of "
        "/etc/NetworkManager/dispatcher.d.",
        "actor_port_prio": "Neither reader has it. Run `ip link set MEMBER type bond_slave actor_port_prio N` from a script of "
        "/etc/NetworkManager/dispatcher.d.",
    },
    indirect=Way(dispatcher.WAY.title, why_not_indirect, dispatcher.WAY.syntaxes, dispatcher.WAY.read),
)

# ---------------------------------------------------------------- writing


@stack.renderer
def render(bond: Bond, write: Writer) -> Iterator[File | Step]:
    """One ifcfg file an interface, route files where there are routes, and on old systems the alias of the module."""
    made = Files(bond, write)
    beyond = list(dispatcher.files(bond, write))
    files = [*made.all(), *beyond]
    devices = [made.vlans.get(name, name) for name, _ in bond.layer3]
    yield from files
    added = sorted({file.path if file.path in (MODPROBE, SYSCONFIG) else MODPROBE_D.rstrip("/") for file in files if file.adds})
    kept = [*added, FOLDER, *([dispatcher.FOLDER] if beyond else [])]
    yield keep(bond, *kept)
    gone = ("rm", "-f", *(file.path for file in files if not file.adds))
    back = [(*RESTORE, folder(bond) + f"/{path.rpartition('/')[2]}" + "/." * path.endswith((".d", "scripts")), path) for path in kept]
    if scripts(write.release):
        restart = "Stop and start all interfaces: BONDING_OPTS are written only while the bond has no members."
        yield apply(("service", "network", "restart"), why=restart, drops=True)
        yield from look(bond)
        yield from ping(bond, six=("ping6",))
        stop, start = ("service", "network", "stop"), ("service", "network", "start")
        again = "Stop while the new files still tell what to stop, put the old ones back, start."
        yield rollback(stop, gone, *back, start, why=again, drops=True)
        return
    up = [("nmcli", "connection", "up", "id", name) for name in devices]
    why = "NetworkManager reads the files and starts the bond with its members."
    if write.tool("NetworkManager") < version("1.44"):
        why += " Where the network service does it instead: systemctl restart network."
    yield apply(("nmcli", "connection", "reload"), *up, why=why, drops=True)
    yield from look(bond)
    yield from look_beyond(bond, write.beyond(bond))
    for name in devices:
        yield verify(("nmcli", "-g", "GENERAL.STATE", "device", "show", name), why="NetworkManager is satisfied.", see="100 (connected)")
    yield from ping(bond)
    off = [("nmcli", "connection", "reload"), ("nmcli", "networking", "off"), ("nmcli", "networking", "on")]
    yield rollback(gone, *back, *off, why="Put the old files back and start every interface anew with them.", drops=True)


# ---------------------------------------------------------------- traps


@stack.trap
def ifcfg_second_file(bond: Bond, release: Release | None) -> Findings:
    """A second file for the same card takes it away from the bond.

    An installer leaves one file a card, under its name (ifcfg-eth0, which ours replaces) or
    under that of a connection (ifcfg-Wired_connection_1, or a keyfile of NetworkManager).
    Both are started, and whoever comes first has the card. A copy kept beside the original
    counts too, unless its name ends in .bak, .orig, .rpmsave or a tilde.

    Bad:  stack=ifcfg release=rhel-8 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    names = " ".join(f"-e {member}" for member in bond.members[:4])
    yield hint(
        "member",
        "A second file with the same DEVICE or HWADDR takes a card away from the bond.",
        f"Look with: grep -lw {names} {FOLDER}/ifcfg-*" if names else f"Look through {FOLDER}.",
    )


@stack.trap
def ifcfg_two_readers(bond: Bond, release: Release | None) -> Findings:
    """Two programs may read these files, and only one of them should.

    On RHEL 7 and 8 NetworkManager reads them by default, and the network service (package
    network-scripts on RHEL 8) can read them as well. Where both run, each starts the bond.
    Leave one of them out, or write NM_CONTROLLED=no into all files of the bond and let the
    scripts have it. NM_CONTROLLED=no without the scripts leaves the machine without network.

    Bad:  stack=ifcfg release=rhel-8 mode=active-backup miimon=100 member=eth0 member=eth1
    Good: stack=ifcfg release=rhel-9 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    if release and (release.tool("NetworkManager") or (9999,)) < version("1.44"):
        yield hint(
            "stack",
            "Where the network service runs beside NetworkManager, both start the bond.",
            "Look with: systemctl is-enabled network NetworkManager. Keep one of them.",
        )


@stack.trap
def ifcfg_is_leaving(bond: Bond, release: Release | None) -> Findings:
    """RHEL 9 is the last release that reads ifcfg files.

    NetworkManager there calls them deprecated, and RHEL 10 ignores them: after the upgrade the
    bond is gone. `nmcli connection migrate` turns them into keyfiles.

    Bad:  stack=ifcfg release=rhel-9 mode=active-backup miimon=100 member=eth0 member=eth1
    Good: stack=ifcfg release=rhel-8 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    if release and (release.tool("NetworkManager") or (0,)) >= version("1.44"):
        yield hint(
            "stack",
            "The next major release does not read ifcfg files any more.",
            "Take stack keyfile, or run nmcli connection migrate later.",
            {"stack": "keyfile"},
        )


@stack.trap
def ifcfg_early_rhel_5(bond: Bond, release: Release | None) -> Findings:
    """The first updates of RHEL 5 do not make a bond from BONDING_OPTS.

    There the alias in modprobe.conf makes bond0 with the module's parameters, and nothing
    makes a second bond. Later updates write BONDING_OPTS through sysfs and make the bond that
    is missing.

    Bad:  stack=ifcfg release=rhel-5 mode=active-backup miimon=100 member=eth0 member=eth1
    Good: stack=ifcfg release=rhel-6 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    if older(release, "2.6.32"):
        yield hint(
            "stack",
            "The first updates of RHEL 5 do not make a bond from BONDING_OPTS.",
            "Update initscripts, or take stack ifcfg-legacy for the one bond0.",
            {"stack": "ifcfg-legacy"} if bond.name == "bond0" else None,
        )


@stack.trap
def ifcfg_idle_family(bond: Bond, release: Release | None) -> Findings:
    """NetworkManager drops name servers and routes of a family that has no addresses.

    DNS1=2001:db8::53 in the file of an interface without IPv6 is not read, and neither is a
    route or a gateway of that family. Nothing is logged.

    Bad:  stack=ifcfg release=rhel-8 mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24 dns=2001:db8::53
    Good: stack=ifcfg release=rhel-8 mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24 dns=192.0.2.53
    Good: stack=ifcfg release=rhel-6 mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24 dns=2001:db8::53
    """
    if scripts(release):
        return
    for name, addressing in bond.layer3:
        for family, method in ((4, addressing.ipv4), (6, addressing.ipv6)):
            dns = [server for server in addressing.dns if ip(server).version == family and method == "none"]
            routes = [route for route in addressing.routes if ip(route.via).version == family and method == "none"]
            if idle := [*dns, *(route.to for route in routes)]:
                yield warning(
                    "dns" if dns else "route",
                    f"NetworkManager does not read {', '.join(idle)}: {name} has no IPv{family}.",
                    f"Give {name} an IPv{family} address, or take {idle[0]} out.",
                    _less(bond, addressing, dns, routes),
                )


def _less(bond: Bond, addressing: Addressing, dns: list[str], routes: list[Route]) -> Wanted:
    """The addressing without these name servers and routes."""
    prefix = next((f"vlan.{vlan.id}." for vlan in bond.vlans if vlan.addressing is addressing), "")
    fewer = {prefix + "dns": [each for each in addressing.dns if each not in dns]} if dns else {}
    return {**fewer, **({prefix + "route": [write_route(each) for each in addressing.routes if each not in routes]} if routes else {})}


@stack.trap
def ifcfg_whole_profile_refused(bond: Bond, release: Release | None) -> Findings:
    """NetworkManager refuses a whole file for a pair of options that the kernel would take.

    Targets without arp_interval, arp_interval without targets, and a peer_notif_delay that is
    no multiple of miimon: the kernel ignores or rounds them, NetworkManager does not load the
    file, and there is no bond. Before version 1.24 it takes primary in mode active-backup only,
    although the kernel has it in balance-tlb and balance-alb as well.

    Bad:  stack=ifcfg release=rhel-8 mode=active-backup miimon=100 peer_notif_delay=250 member=eth0 member=eth1
    Bad:  stack=ifcfg release=rhel-8 mode=active-backup miimon=100 arp_ip_target=192.0.2.1 member=eth0 member=eth1
    Bad:  stack=ifcfg release=rhel-7 mode=balance-alb miimon=100 primary=eth0 member=eth0 member=eth1
    Good: stack=ifcfg release=rhel-8 mode=active-backup miimon=100 peer_notif_delay=200 member=eth0 member=eth1
    Good: stack=ifcfg release=rhel-8 mode=balance-alb miimon=100 primary=eth0 member=eth0 member=eth1
    Good: stack=ifcfg release=rhel-6 mode=active-backup miimon=100 arp_ip_target=192.0.2.1 member=eth0 member=eth1
    """
    if scripts(release):
        return
    delay, miimon = bond.effective("peer_notif_delay"), bond.effective("miimon")
    if isinstance(delay, int) and isinstance(miimon, int) and miimon and delay % miimon:
        yield error(
            "peer_notif_delay",
            f"NetworkManager refuses a peer_notif_delay of {delay} ms, which is no multiple of miimon={miimon}.",
            f"Take {delay // miimon * miimon or miimon}.",
            {"peer_notif_delay": str(delay // miimon * miimon or miimon)},
        )
    targets = [name for name in ("arp_ip_target", "ns_ip6_target") if bond.option(name)]
    if bool(targets) != bool(bond.option("arp_interval")):
        has, lacks = (targets[0], "arp_interval") if targets else ("arp_interval", "arp_ip_target")
        mend = f"Give {lacks} too, or take {has} out."
        yield error(has, f"NetworkManager refuses {has} without {lacks}.", mend, to_arp(bond), to_miimon(bond))
    known = release.tool("NetworkManager") if release else None
    if known and known < version("1.24") and bond.option("primary") and bond.mode != "active-backup":
        why = f"NetworkManager {'.'.join(map(str, known))} refuses primary in mode {bond.mode}: before 1.24 it knew active-backup only."
        yield error("primary", why, "Take primary out, or let the network service read the files.", {"primary": None})


@stack.trap
def ifcfg_dhcp_before_lacp(bond: Bond, release: Release | None) -> Findings:
    """The network scripts ask for an address before the switch has answered.

    An LACP bond has carrier only when both ends have agreed, which takes some seconds, and up to
    half a minute where the switch speaks rarely. The scripts wait five seconds, say that no link
    is present, and start the interface without an address. LINKDELAY makes them wait.

    Bad:  stack=ifcfg release=rhel-6 mode=802.3ad miimon=100 member=eth0 member=eth1 ipv4=dhcp
    Good: stack=ifcfg release=rhel-6 mode=active-backup miimon=100 member=eth0 member=eth1 ipv4=dhcp
    Good: stack=ifcfg release=rhel-8 mode=802.3ad miimon=100 member=eth0 member=eth1 ipv4=dhcp
    """
    dhcp = [name for name, addressing in bond.layer3 if addressing.ipv4 == "dhcp"]
    if scripts(release) and bond.mode == "802.3ad" and dhcp:
        yield hint(
            "ipv4",
            f"The scripts wait five seconds for a link before they ask for the address of {dhcp[0]}; LACP may need longer.",
            f"If {dhcp[0]} starts without an address, add LINKDELAY=10 to {FOLDER}/ifcfg-{dhcp[0]}.",
        )


# ---------------------------------------------------------------- reading


@stack.parser
def parse(read: Reader) -> Iterator[Draft]:
    """Files with BONDING_OPTS, TYPE=Bond or BONDING_MASTER=yes make the bonds; the others say what belongs to them."""
    yield from drafts(read)


@stack.claimer
def claims(path: str, nodes: list[Node]) -> Iterator[Claim]:
    """The cards that a file takes by itself."""
    told = {node.name: node for node in nodes}
    bonded = told.keys() & {"MASTER", "CONTROLLER", "MASTER_UUID", "CONTROLLER_UUID", "BONDING_OPTS"}
    if "DEVICE" in told and not bonded and not path.endswith(SKIPPED) and told.get("ONBOOT", told["DEVICE"]).text.lower() != "no":
        yield Claim(told["DEVICE"].text, path, told["DEVICE"].line, "sets it up by itself")
