"""NetworkManager: the words that its key files and its command line share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.bonding.acceptance import TARGETS, Refusal, accepted
from app.bonding.changes import changes
from app.bonding.kernel import version
from app.bonding.mending import to_arp
from app.bonding.model import Bond
from app.bonding.options import write_value
from app.distros.releases import Release
from app.stacks.contract import Stack, Writer
from app.stacks.spelling import Key, Numbers, Spelling, Words

TOOL = "NetworkManager"
PORT = "bond-port"

SPELLING = Spelling(
    miimon="miimon",
    updelay="updelay",
    downdelay="downdelay",
    peer_notif_delay=Key("peer_notif_delay", since="1.30.6"),
    use_carrier=Key("use_carrier", Numbers("use_carrier")),
    arp_interval="arp_interval",
    arp_ip_target="arp_ip_target",
    ns_ip6_target=Key("ns_ip6_target", since="1.44"),
    arp_validate="arp_validate",
    arp_all_targets=Key("arp_all_targets", since="1.2"),
    arp_missed_max=Key("arp_missed_max", since="1.44"),
    primary="primary",
    primary_reselect="primary_reselect",
    fail_over_mac="fail_over_mac",
    xmit_hash_policy=Key("xmit_hash_policy", values_since={"vlan+srcmac": "1.30"}),
    resend_igmp="resend_igmp",
    num_grat_arp=Key("num_grat_arp", since="1.2"),
    num_unsol_na=Key("num_unsol_na", since="1.2"),
    all_slaves_active=Key("all_slaves_active", Numbers("all_slaves_active"), since="1.2"),
    min_links=Key("min_links", since="1.2"),
    lp_interval=Key("lp_interval", since="1.2"),
    packets_per_slave=Key("packets_per_slave", since="1.2"),
    tlb_dynamic_lb=Key("tlb_dynamic_lb", Numbers("tlb_dynamic_lb"), since="1.2"),
    lacp_rate="lacp_rate",
    lacp_active=Key("lacp_active", Words({"on": ("on", "1"), "off": ("off", "0")}), since="1.44"),
    ad_select=Key("ad_select", only=("stable", "bandwidth", "count")),
    ad_actor_sys_prio=Key("ad_actor_sys_prio", since="1.2"),
    ad_actor_system=Key("ad_actor_system", since="1.2"),
    ad_user_port_key=Key("ad_user_port_key", since="1.2"),
    queue_id=Key("queue-id", since="1.34", elsewhere=f"[{PORT}] of the member's profile"),
    prio=Key("prio", since="1.44", elsewhere=f"[{PORT}] of the member's profile"),
)

DISPATCHER = "NetworkManager has no key for it. Run `ip link set {}` from a script in /etc/NetworkManager/dispatcher.d."
FAMILY = "NetworkManager keeps {} with the family of the address, and takes none for a family that is off. {}"

GAPS = {
    "dns": FAMILY.format("name servers", "Give the interface an address of that family, or name a server of the other."),
    "search": FAMILY.format("search domains", "Give them to an interface that has addresses."),
    "route": FAMILY.format("routes", "Give the interface an address of that family."),
    "gateway": FAMILY.format("gateways", "Give the interface an address of that family."),
    "active_slave": "NetworkManager takes active_slave for primary. Use primary, or write the member to "
    "/sys/class/net/BOND/bonding/active_slave afterwards.",
    "lacp_strict": DISPATCHER.format("BOND type bond lacp_strict on"),
    "broadcast_neighbor": DISPATCHER.format("BOND type bond broadcast_neighbor on"),
    "actor_port_prio": DISPATCHER.format("MEMBER type bond_slave actor_port_prio N"),
    "coupled_control": "NetworkManager has no key for it, and it changes only while the bond is down. Take stack iproute2 or sysfs for it.",
}
"""What no profile can say, and the way to do it anyway."""

NETLINK = "1.40"
"""The version that began to hand options to the kernel through netlink; before, it wrote files of sysfs."""

ZERO = (
    "NetworkManager since 1.40 keeps a zero to itself, and the kernel stays at 1. Write 0 to /sys/class/net/BOND/bonding/{} "
    "from a script in /etc/NetworkManager/dispatcher.d."
)
ZEROS = {name: ZERO.format(name) for name in ("num_grat_arp", "num_unsol_na", "packets_per_slave")}

CONNECT = " For a member that had none, nmcli device connect makes one with DHCP: leave that line out."

# ---------------------------------------------------------------- what a version knows


@dataclass(frozen=True)
class Names:
    """Names of properties that changed: how a member says whose it is, and how a bond pulls its members; empty for not at all."""

    controller: str
    port_type: str
    autoconnect_ports: str


OLD = Names("master", "slave-type", "")
NEW = Names("controller", "port-type", "autoconnect-ports")


def names(write: Writer) -> Names:
    """The names for the target.

    1.42 passes over the new ones in silence, and a member's profile is then that of a card of its own, with
    DHCP. All versions read the old ones; 1.50 and newer write the new ones themselves.

    1.42 also trips over itself when a bond pulls members (autoconnect-slaves) that start by themselves: it starts
    each twice, members fall out again, and a bond below a bridge may not come up at all. So there each member
    starts by itself, and takes the bond along.
    """
    return NEW if at_least(write.release, "1.50") else OLD


def at_least(release: Release | None, text: str) -> bool:
    """Whether the release is known to have that version of NetworkManager."""
    known = release.tool(TOOL) if release else None
    return known is not None and known >= version(text)


def older(release: Release | None, text: str) -> bool:
    """Whether the release is known to have a version before that one."""
    known = release.tool(TOOL) if release else None
    return bool(text) and known is not None and known < version(text)


# ---------------------------------------------------------------- what it refuses


class NetworkManager(Stack):
    """A stack of profiles: what would make NetworkManager refuse a whole profile is not written."""

    def why_not(self, name: str, text: str, release: Release | None = None) -> str:
        """Why a profile cannot say an option on the release; empty if it can."""
        if name in ZEROS and text == "0" and not older(release, NETLINK):
            return ZEROS[name]
        return super().why_not(name, text, release)

    def refusals(self, bond: Bond, release: Release | None) -> list[Refusal]:
        """What the kernel refuses, and of the rest what NetworkManager does."""
        found = super().refusals(bond, release)
        return found + list(refused_profiles(accepted(bond, found), release))


def refused_profiles(bond: Bond, release: Release | None) -> Iterator[Refusal]:
    """Options that the kernel takes or ignores, and for which NetworkManager refuses the whole profile."""
    targets = [name for name in TARGETS if bond.option(name) and not older(release, SPELLING.keys[name].since)]
    if not (bond.option("arp_interval") and targets):
        for name in TARGETS:
            if bond.option(name):
                why = "NetworkManager refuses the whole profile for targets without arp_interval."
                mend = f"Take {name} out, or give arp_interval."
                yield Refusal("nm-idle-arp", name, write_value(bond.effective(name)), why, mend, changes({name: None}, to_arp(bond)))
        if bond.option("arp_validate") not in (None, "none"):
            why = "without an ARP monitor it does nothing, and NetworkManager leaves out miimon for it."
            mend = "Take arp_validate out, or give arp_interval with targets."
            fixes = changes({"arp_validate": None}, to_arp(bond))
            yield Refusal("nm-idle-arp", "arp_validate", write_value(bond.effective("arp_validate")), why, mend, fixes)
    if bond.option("primary") and bond.mode != "active-backup" and older(release, "1.24"):
        why = "NetworkManager before 1.24 refuses the whole profile for primary in another mode than active-backup."
        yield Refusal("nm-primary", "primary", write_value(bond.effective("primary")), why, "Take primary out.", changes({"primary": None}))
    delay, miimon = bond.option("peer_notif_delay"), bond.effective("miimon")
    if isinstance(delay, int) and isinstance(miimon, int) and miimon and delay % miimon:
        why = f"NetworkManager refuses the whole profile for a delay that is no multiple of miimon={miimon}."
        even = str(delay // miimon * miimon or miimon)
        yield Refusal("nm-odd-delay", "peer_notif_delay", str(delay), why, f"Take {even}.", changes({"peer_notif_delay": even}))
