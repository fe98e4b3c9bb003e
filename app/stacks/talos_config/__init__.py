"""Talos: its words for options, and which of its two forms a bond is written in."""

from __future__ import annotations

from collections.abc import Iterator

from app.bonding.acceptance import Refusal, accepted
from app.bonding.changes import changes
from app.bonding.model import Bond
from app.distros.releases import Release
from app.stacks.contract import Stack
from app.stacks.spelling import Key, Names, Spelling, Words

TOOL = "talos"
DOCUMENTS = "1.12"
"""The version that brought documents of their own for links; before, all stands in machine.network.interfaces."""

SWITCH = Words({"on": ("1", "true"), "off": ("0", "false")})
BOOLEAN = Words({"on": ("true",), "off": ("false",)})
VALIDATE = {
    "none": ("none",),
    "active": ("active",),
    "backup": ("backup",),
    "all": ("all",),
    "filter": ("filter",),
    "filter_active": ("filter-active",),
    "filter_backup": ("filter-backup",),
}

SPELLING = Spelling(
    miimon="miimon",
    updelay="updelay",
    downdelay="downdelay",
    peer_notif_delay=Key("peerNotifDelay", was=(("peerNotifyDelay", DOCUMENTS),), needs="miimon"),
    use_carrier=Key("useCarrier", BOOLEAN),
    arp_interval=Key("arpInterval", since=DOCUMENTS),  # of no use without targets, which came then
    arp_ip_target=Key("arpIpTargets", since=DOCUMENTS),
    ns_ip6_target=Key("nsIp6Targets", since=DOCUMENTS),
    arp_validate=Key("arpValidate", Words(VALIDATE), since=DOCUMENTS),
    arp_all_targets=Key("arpAllTargets", Names("arp_all_targets"), since=DOCUMENTS),
    arp_missed_max=Key("missedMax", since=DOCUMENTS),
    primary=Key("primary", elsewhere="machine.network.interfaces, the older form"),
    primary_reselect=Key("primaryReselect", Names("primary_reselect")),
    fail_over_mac=Key("failOverMac", Names("fail_over_mac")),
    xmit_hash_policy=Key("xmitHashPolicy", Names("xmit_hash_policy"), only=("layer2", "layer3+4", "layer2+3", "encap2+3", "encap3+4")),
    resend_igmp=Key("resendIGMP", was=(("resendIgmp", DOCUMENTS),)),
    num_grat_arp="numPeerNotif",
    num_unsol_na="numPeerNotif",
    all_slaves_active=Key("allSlavesActive", SWITCH),
    min_links="minLinks",
    lp_interval="lpInterval",
    packets_per_slave="packetsPerSlave",
    tlb_dynamic_lb=Key("tlbLogicalLb", SWITCH, was=(("tlbDynamicLb", DOCUMENTS),)),
    lacp_rate=Key("lacpRate", Names("lacp_rate")),
    lacp_active=Key("adLACPActive", Words({"on": ("on",), "off": ("off",)}), since=DOCUMENTS),
    ad_select=Key("adSelect", Names("ad_select"), only=("stable", "bandwidth", "count")),
    ad_actor_sys_prio=Key("adActorSysPrio", since=DOCUMENTS),
    ad_user_port_key="adUserPortKey",
)

NO_KEY = (
    "Talos has no key for it and no shell. Run `ip link set {}` from a privileged pod on the network of the host; it is gone at "
    "the next start."
)
ZERO = "Talos takes a zero for a value that is not given and sets 1. Write 0 to /sys/class/net/BOND/bonding/{} from a privileged pod."

GAPS = {
    "resend_igmp=0": ZERO.format("resend_igmp"),
    "num_grat_arp=0": ZERO.format("num_grat_arp"),
    "num_unsol_na=0": ZERO.format("num_unsol_na"),
    "packets_per_slave=0": ZERO.format("packets_per_slave"),
    "active_slave": NO_KEY.format("BOND type bond active_slave MEMBER"),
    "queue_id": NO_KEY.format("MEMBER type bond_slave queue_id N"),
    "prio": NO_KEY.format("MEMBER type bond_slave prio N") + " Or use primary.",
    "actor_port_prio": NO_KEY.format("MEMBER type bond_slave actor_port_prio N"),
    "broadcast_neighbor": NO_KEY.format("BOND type bond broadcast_neighbor on"),
    "lacp_strict": NO_KEY.format("BOND type bond lacp_strict on"),
    "coupled_control": "Talos has no key for it, and it changes only while the bond is down: there is no way on a node.",
    "ad_actor_system": "BondConfig has no key for it, and Talos refuses adActorSystem in the older form. "
    + NO_KEY.format("BOND type bond ad_actor_system ADDRESS"),
    "mac": f"The older form has no key for the address of a bond; BondConfig of Talos {DOCUMENTS} has hardwareAddr, but no primary.",
    "vlan.name": f"The older form names a VLAN BOND.ID; VLANConfig of Talos {DOCUMENTS} takes any name.",
    "vlan.dns": "Name servers are the node's, not an interface's. Give them to the bond.",
    "vlan.search": "Search domains are the node's, not an interface's. Give them to the bond.",
    "route": "Talos takes a metric of 0 for none given, and sets 1024.",
}
"""What no machine configuration can say, and the way to do it anyway."""

ONLY_DOCUMENTS = ("arp_ip_target", "ns_ip6_target", "arp_missed_max", "lacp_active", "ad_actor_sys_prio")


class Talos(Stack):
    """A stack with two forms, either of which says something that the other does not."""

    def why_not_for(self, bond: Bond, name: str, text: str, release: Release | None = None) -> str:
        """Why an option can't be said: `primary` only where nothing needs the newer form."""
        if name == "primary" and newer(bond, release):
            return "BondConfig has no primary, and the other options of this bond have keys only there. Leave those out, or primary."
        return super().why_not_for(bond, name, text, release)

    def refusals(self, bond: Bond, release: Release | None) -> list[Refusal]:
        """What the kernel refuses, and of the rest what Talos does."""
        found = super().refusals(bond, release)
        return found + list(uneven(accepted(bond, found), release))


def uneven(bond: Bond, release: Release | None) -> Iterator[Refusal]:
    """Delays for which Talos refuses the older form."""
    miimon = bond.effective("miimon")
    for name in ("updelay", "downdelay") if not newer(bond, release) else ():
        delay = bond.option(name)
        if isinstance(delay, int) and isinstance(miimon, int) and miimon and delay % miimon:
            even = str(delay // miimon * miimon)
            why = f"Talos refuses a delay that is no multiple of miimon={miimon}."
            yield Refusal("talos-refuses-odd-delays", name, str(delay), why, f"Take {even}.", changes({name: even}))


def newer(bond: Bond, release: Release | None) -> bool:
    """Whether a bond is written as documents of its own: from 1.12 on, unless it has a primary and nothing that only they can say."""
    known = release.tool(TOOL) if release else None
    if known is not None and known < (1, 12):
        return False
    return not bond.option("primary") or any(bond.option(name) is not None for name in ONLY_DOCUMENTS)
