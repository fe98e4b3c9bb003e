"""SUSE's ifcfg files in /etc/sysconfig/network: wicked in SLES 12 and 15, the ifup scripts in SLES 11."""

from __future__ import annotations

from collections.abc import Iterator

from app.bonding.findings import Findings, error, hint
from app.bonding.mending import to_arp, to_miimon
from app.bonding.model import Bond
from app.bonding.modes import MODES
from app.bonding.options import OPTIONS, write_value
from app.distros.releases import Release
from app.formats import shellvars
from app.formats import words as word_lines
from app.formats.commands import command
from app.formats.node import Node
from app.stacks.contract import Claim, Draft, File, Reader, Stack, Step, Writer
from app.stacks.indirect import Way, udev
from app.stacks.indirect.settings import look_beyond
from app.stacks.spelling import Key, Numbers, Spelling
from app.stacks.steps import RESTORE, apply, folder, keep, look, ping, rollback, verify
from app.stacks.sysconfig import CONFIG, FOLDER, IFROUTE, IFSYSCTL, PHRASES, PLACES, ROUTES, SKIPPED, Ifcfg, scripts
from app.stacks.sysconfig.reader import drafts
from app.stacks.sysconfig.writer import Files

ALL = frozenset(MODES)
BACKUP = frozenset({"active-backup"})
PREFERRING = frozenset({"active-backup", "balance-tlb", "balance-alb"})
RESENDING = PREFERRING | {"balance-rr"}
LACP = frozenset({"802.3ad"})
HASHED = frozenset({"balance-xor", "802.3ad"})
POLICIES = ("layer2", "layer2+3", "layer3+4", "encap2+3", "encap3+4")
CHECKS = ("active", "backup", "all", "filter", "filter_active", "filter_backup")


class Wicked(Stack):
    """The stack; the older scripts write every option into its file, whatever the mode, and leave the rest to the kernel."""

    def why_not_for(self, bond: Bond, name: str, text: str, release: Release | None = None) -> str:
        """Why the files cannot say it for this bond; empty if they can."""
        return self.why_not(name, text, release) if scripts(release) else super().why_not_for(bond, name, text, release)


def why_not_indirect(name: str, mode: str, release: Release | None) -> str:
    """Why no udev rule can set an option: the scripts are older than the tools that the rule needs."""
    if scripts(release):
        return "A udev rule can't either: the scripts set the bond up by themselves, and do not wait for it."
    return udev.why_not(name, mode, release)


HOOK = "Write it in a script of your own and name it in POST_UP_SCRIPT=compat:suse:NAME (in SLES 11 only its name): "

stack = Wicked(
    title="wicked and SUSE's ifcfg files",
    home="https://github.com/openSUSE/wicked",
    tool="wicked",
    syntax=shellvars,
    places=PLACES,
    syntaxes={IFROUTE: word_lines, ROUTES: word_lines, IFSYSCTL: word_lines},
    frame=PHRASES,
    spelling=Spelling(
        miimon="miimon",
        updelay="updelay",
        downdelay="downdelay",
        use_carrier=Key("use_carrier", Numbers("use_carrier")),
        arp_interval="arp_interval",
        arp_ip_target=Key("arp_ip_target", needs="arp_interval"),
        arp_validate=Key("arp_validate", needs="arp_interval", modes=dict.fromkeys(CHECKS, BACKUP)),
        arp_all_targets=Key("arp_all_targets", needs="arp_validate"),
        primary=Key("primary", modes={"": PREFERRING}),
        primary_reselect=Key("primary_reselect", modes={"better": PREFERRING, "failure": PREFERRING}),
        active_slave=Key("active_slave", modes={"": PREFERRING}),
        fail_over_mac=Key("fail_over_mac", modes={"active": BACKUP, "follow": BACKUP}),
        xmit_hash_policy=Key(
            "xmit_hash_policy",
            only=POLICIES,
            modes=dict.fromkeys(POLICIES[1:], HASHED),
        ),
        resend_igmp=Key("resend_igmp", modes={"0": ALL, "1": ALL, "": RESENDING}),
        num_grat_arp=Key("num_grat_arp", modes={"0": ALL, "1": ALL, "": BACKUP}),
        num_unsol_na=Key("num_unsol_na", modes={"0": ALL, "1": ALL, "": BACKUP}),
        all_slaves_active=Key("all_slaves_active", Numbers("all_slaves_active")),
        min_links=Key("min_links", modes={"0": ALL, "": LACP}),
        lp_interval="lp_interval",
        packets_per_slave=Key("packets_per_slave", modes={"1": ALL, "": frozenset({"balance-rr"})}),
        tlb_dynamic_lb=Key("tlb_dynamic_lb", Numbers("tlb_dynamic_lb"), modes={"off": frozenset({"balance-tlb"})}),
        lacp_rate=Key("lacp_rate", modes={"fast": LACP}),
        ad_select=Key("ad_select", only=("stable", "bandwidth", "count"), modes={"bandwidth": LACP, "count": LACP}),
        ad_actor_sys_prio="ad_actor_sys_prio",
        ad_actor_system="ad_actor_system",
        ad_user_port_key="ad_user_port_key",
    ),
    gaps={
        "description": "wicked would take the end of so long a line for a variable. Shorten it, or put it into a file of your own.",
        "gateway": "wicked takes one route to a destination and metric, and so one gateway a family. Write the other as a route "
        "with a metric.",
        "route": "There is a route to the same destination with the same metric before, and only the first one counts. Give it "
        "another metric.",
        "ipv6=auto": "SUSE's ifup scripts have no word for it. Nothing is needed: the kernel takes router advertisements by itself.",
        **{
            name: f"wicked refuses the whole file for this option. {HOOK}{line}."
            for name, line in {
                "peer_notif_delay": "echo N > /sys/class/net/BOND/bonding/peer_notif_delay",
                "ns_ip6_target": "ip link set BOND type bond ns_ip6_target ADDRESS. The ARP monitor itself wants an arp_ip_target",
                "arp_missed_max": "ip link set BOND type bond arp_missed_max N",
                "lacp_active": "echo off > /sys/class/net/BOND/bonding/lacp_active, while the bond is down",
                "lacp_strict": "ip link set BOND type bond lacp_strict on",
                "coupled_control": "ip link set BOND type bond coupled_control off, while the bond is down and empty",
                "broadcast_neighbor": "ip link set BOND type bond broadcast_neighbor on",
                "queue_id": "echo MEMBER:N > /sys/class/net/BOND/bonding/queue_id",
                "prio": "ip link set MEMBER type bond_slave prio N",
                "actor_port_prio": "ip link set MEMBER type bond_slave actor_port_prio N",
            }.items()
        },
    },
    indirect=Way(udev.WAY.title, why_not_indirect, udev.WAY.syntaxes, udev.WAY.read, udev.WAY.frame),
)

# ---------------------------------------------------------------- writing


@stack.renderer
def render(bond: Bond, write: Writer) -> Iterator[File | Step]:
    """An ifcfg file an interface, with files of routes and of switches beside it, and the host's name servers."""
    beyond = list(udev.files(bond, write))
    files = [*Files(bond, write).all(), *beyond]
    old = scripts(write.release)
    yield from files
    yield keep(bond, FOLDER, *udev.folders(beyond))
    names = [*bond.members, *bond.interfaces]
    carriers = [name for name, _ in bond.layer3]
    resolving = [("netconfig", "update", "-f")] if any(file.path == CONFIG for file in files) else []
    if old:
        why = "Stop and start all interfaces: most options are taken only while the bond has no members."
        yield apply(("service", "network", "restart"), why=why, drops=True)
    else:
        yield from udev.prepare(bond, beyond)
        why = (
            f"wicked reads the files and names {bond.name} (fails where it refuses them, and then it would not start it either). "
            f"wicked show-config {bond.name} alone shows all that it reads, and tells what it refuses."
        )
        shown = f"{command('wicked', 'show-config', bond.name)} | {command('grep', '-F', f'<name>{bond.name}</name>')}"
        yield apply(("sh", "-c", shown), why=why, role="check")
        why = "wicked stops what has another file now, and starts it with the new one; a change of the mode needs no more than that."
        yield apply(("wicked", "ifreload", *names), why=why, drops=True)
    if resolving:
        yield apply(*resolving, why="The name servers are the host's: netconfig merges them with those from DHCP.")
    yield from look(bond)
    yield from look_beyond(bond, write.beyond(bond))
    for name in dict.fromkeys(carriers):
        if old:
            yield verify(("ifstatus", name), why="The scripts are satisfied.", see="is up")
        else:
            yield verify(("wicked", "ifstatus", "--brief", name), why="wicked is satisfied.", see="up")
    yield from ping(bond, six=("ping6",) if old else ("ping", "-6"))
    gone = ("rm", "-f", *(file.path for file in files if not file.adds))
    back = [(*RESTORE, f"{folder(bond)}/network/.", FOLDER), *udev.restored(bond, beyond)]
    if old:
        stop, start = ("service", "network", "stop"), ("service", "network", "start")
        why = "Stop while the new files still tell what to stop, put the old ones back, start."
        yield rollback(stop, gone, *back, start, *resolving, why=why, drops=True)
        return
    why = "Put the old files back; wicked takes away what has no file any more, and starts the rest with the old ones."
    yield rollback(gone, *back, *udev.reread(beyond), ("wicked", "ifreload", "all"), *resolving, why=why, drops=True)


# ---------------------------------------------------------------- traps


@stack.trap
def wicked_wants_a_monitor(bond: Bond, release: Release | None) -> Findings:
    """A bond without a link monitor is refused by wicked.

    Neither miimon nor arp_interval: the kernel makes such a bond, wicked calls the file invalid
    and starts nothing. In 802.3ad, balance-tlb and balance-alb, where the kernel sets miimon by
    itself, the line must stand in the file all the same; Bondbook writes it. The ARP monitor
    counts only with an IPv4 target.

    Bad:  stack=wicked release=sles-15 mode=active-backup member=eth0 member=eth1
    Bad:  stack=wicked release=leap-15.6 mode=active-backup arp_interval=500 ns_ip6_target=2001:db8::1 member=eth0 member=eth1
    Good: stack=wicked release=sles-15 mode=active-backup miimon=100 member=eth0 member=eth1
    Good: stack=wicked release=sles-15 mode=802.3ad member=eth0 member=eth1
    Good: stack=wicked release=sles-11 mode=active-backup member=eth0 member=eth1
    """
    probing = bond.option("arp_interval") and bond.option("arp_ip_target")
    if not scripts(release) and not bond.effective("miimon") and not probing:
        mend = "Set miimon=100, or arp_interval with arp_ip_target."
        yield error("miimon", "wicked refuses a bond that nothing watches, and does not start it.", mend, to_miimon(bond), to_arp(bond))


@stack.trap
def wicked_wants_members(bond: Bond, release: Release | None) -> Findings:
    """SUSE's tools refuse a bond without members.

    wicked does not load a file in which no BONDING_SLAVE names one, and the scripts before it
    stop there too. Members can't come later by themselves, as they can elsewhere.

    Bad:  stack=wicked release=sles-15 mode=active-backup miimon=100
    Good: stack=wicked release=sles-15 mode=active-backup miimon=100 member=eth0
    """
    if not bond.members:
        yield error("member", "Without a member the file is refused, and there is no bond.", "Name at least one.")


@stack.trap
def wicked_delay_below_miimon(bond: Bond, release: Release | None) -> Findings:
    """A delay shorter than miimon is refused by wicked.

    The kernel counts delays in rounds of the monitor, and rounds a shorter one down to none.
    wicked does not start such a bond at all.

    Bad:  stack=wicked release=sles-15 mode=active-backup miimon=100 updelay=50 member=eth0 member=eth1
    Good: stack=wicked release=sles-15 mode=active-backup miimon=100 updelay=200 member=eth0 member=eth1
    Good: stack=wicked release=sles-11 mode=active-backup miimon=100 updelay=50 member=eth0 member=eth1
    """
    miimon = bond.effective("miimon")
    for name in ("updelay", "downdelay"):
        delay = bond.option(name)
        if not scripts(release) and isinstance(delay, int) and isinstance(miimon, int) and 0 < delay < miimon:
            what = f"wicked refuses {name}={delay}, which is less than miimon={miimon}, and does not start the bond."
            yield error(name, what, f"Take {miimon}, or leave it out.", {name: str(miimon)}, {name: None})


@stack.trap
def wicked_refuses_in_mode(bond: Bond, release: Release | None) -> Findings:
    """Options that another mode uses are refused by wicked, together with the whole file.

    The kernel keeps xmit_hash_policy, fail_over_mac, min_links and others in any mode, and uses
    them where they mean something. wicked checks first, and does not start a bond with an option
    that its mode does not use. Bondbook leaves such an option out of the files that it writes.

    Bad:  stack=wicked release=sles-15 mode=balance-tlb miimon=100 xmit_hash_policy=layer3+4 member=eth0 member=eth1
    Bad:  stack=wicked release=sles-15 mode=balance-xor miimon=100 primary_reselect=better member=eth0 member=eth1
    Good: stack=wicked release=sles-15 mode=balance-xor miimon=100 xmit_hash_policy=layer3+4 member=eth0 member=eth1
    Good: stack=wicked release=sles-11 mode=balance-tlb miimon=100 xmit_hash_policy=layer3+4 member=eth0 member=eth1
    """
    for name, value in bond.options:
        key = stack.spelling.get(name)
        modes = (key.modes.get(write_value(value)) or key.modes.get("")) if key else None
        if modes and bond.mode not in modes and not scripts(release) and value != OPTIONS[name].default_in(bond.mode):
            told = f"{name}={write_value(value)}"
            message = f"wicked refuses the whole file for {told} in mode {bond.mode}; what Bondbook writes is without it."
            yield error(name, message, f"Leave it out, or take mode {' or '.join(sorted(modes))}.", {name: None})


@stack.trap
def wicked_line_too_long(bond: Bond, release: Release | None) -> Findings:
    """A line of more than 511 bytes is dropped by wicked.

    Its quotes have no end for wicked, and without a word all options of the bond are gone, the
    monitor too: the file is refused. Only a long list of targets for the ARP monitor beside many
    other options comes as far.

    Bad:  stack=wicked release=sles-15 mode=active-backup arp_interval=1000 arp_validate=filter_backup arp_all_targets=all
          arp_ip_target=192.168.100.101,192.168.100.102,192.168.100.103,192.168.100.104,192.168.100.105,192.168.100.106,192.168.100.107,192.168.100.108,192.168.100.109,192.168.100.110,192.168.100.111,192.168.100.112,192.168.100.113,192.168.100.114,192.168.100.115,192.168.100.116
          fail_over_mac=follow primary=enp65s0f1np123 primary_reselect=failure num_grat_arp=200 resend_igmp=200 all_slaves_active=on
          lp_interval=1000000000 member=enp65s0f1np123 member=eth1
    Good: stack=wicked release=sles-15 mode=active-backup arp_interval=1000 arp_ip_target=192.0.2.1 member=eth0 member=eth1
    """
    written = Files(bond, Writer(stack, release)).options()
    length = len('BONDING_MODULE_OPTS=""') + len(" ".join(f"{name}={text}" for name, text in written))
    targets = bond.option("arp_ip_target")
    if length > LINE and isinstance(targets, tuple) and not scripts(release):
        message = f"The options make a line of {length} bytes, and wicked drops one of more than {LINE}."
        fewer = ",".join(map(str, targets[:2]))
        yield error("arp_ip_target", message, "Name fewer targets, such as the gateway.", {"arp_ip_target": fewer})


@stack.trap
def wicked_is_leaving(bond: Bond, release: Release | None) -> Findings:
    """SLES 15 and Leap 15 are the last releases with wicked.

    SLES 16 and Leap 16 have NetworkManager alone, and do not read the files. Write key files on
    the old release, where NetworkManager is there to be installed, or convert them on the way.

    Bad:  stack=wicked release=sles-15 mode=active-backup miimon=100 member=eth0 member=eth1
    Good: stack=wicked release=sles-12 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    if release and "keyfile" in release.stacks:
        yield hint("stack", "The next major release has no wicked any more.", "Take stack keyfile, or convert later.", {"stack": "keyfile"})


LINE = 511
"""Bytes of a line that wicked reads, the line feed not counted."""

# ---------------------------------------------------------------- reading


@stack.parser
def parse(read: Reader) -> Iterator[Draft]:
    """Files with BONDING_MASTER=yes make the bonds; the others say what stands on them."""
    yield from drafts(read)


@stack.claimer
def claims(path: str, nodes: list[Node]) -> Iterator[Claim]:
    """The interfaces that a file sets up by itself."""
    name = path.rpartition("/")[2]
    file = Ifcfg(path, name.removeprefix("ifcfg-"), nodes)
    idle = file.says("BOOTPROTO", "none") or file.says("STARTMODE", "", "manual", "off")
    if path.startswith(f"{FOLDER}/ifcfg-") and not name.endswith(SKIPPED) and not idle and not file.bonding and file.device != "lo":
        told = file.told["STARTMODE"]
        yield Claim(file.device, path, told.line, "sets it up by itself")
