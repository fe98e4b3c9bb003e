"""nmstate's desired state: what a YAML file of nmstate and a variable of an Ansible role share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.bonding.names import interface, ip
from app.stacks.networkmanager import GAPS
from app.stacks.spelling import Key, Spelling, Words

BOOLEAN = Words({"on": ("true", "1", "yes", "on", "y"), "off": ("false", "0", "no", "off", "n")})
LACP = {"": frozenset({"802.3ad"})}
PORTS = "ports-config, an entry for each member"

KEYS = Spelling(
    miimon="miimon",
    updelay="updelay",
    downdelay="downdelay",
    use_carrier=Key("use_carrier", BOOLEAN),
    arp_interval="arp_interval",
    arp_ip_target="arp_ip_target",
    ns_ip6_target=Key("ns_ip6_target", since="2.2.47"),
    arp_validate="arp_validate",
    arp_all_targets="arp_all_targets",
    arp_missed_max=Key("arp_missed_max", since="2.2.13"),
    primary="primary",
    primary_reselect="primary_reselect",
    fail_over_mac="fail_over_mac",
    xmit_hash_policy=Key("xmit_hash_policy", values_since={"vlan+srcmac": "1.0.2"}),
    resend_igmp="resend_igmp",
    num_grat_arp="num_grat_arp",
    num_unsol_na="num_unsol_na",
    all_slaves_active=Key("all_slaves_active", Words({"on": ("delivered", "1"), "off": ("dropped", "0")})),
    min_links="min_links",
    lp_interval="lp_interval",
    packets_per_slave="packets_per_slave",
    tlb_dynamic_lb=Key("tlb_dynamic_lb", BOOLEAN),
    lacp_rate=Key("lacp_rate", modes=LACP),
    lacp_active=Key("lacp_active", BOOLEAN, since="2.2.47", modes=LACP),
    ad_select=Key("ad_select", only=("stable", "bandwidth", "count")),
    ad_actor_sys_prio="ad_actor_sys_prio",
    ad_actor_system="ad_actor_system",
    ad_user_port_key="ad_user_port_key",
    queue_id=Key("queue-id", since="2.2.17", elsewhere=PORTS),
    prio=Key("priority", since="2.2.17", elsewhere=PORTS),
)

ONE_LIST = (
    "nmstate keeps one list of {} for the whole host, and NetworkManager puts it to an interface that has addresses of that family. "
    "Name {} with the first such interface of the bond, or with the one in whose network the server is."
)
OF_A_FAMILY = (
    "nmstate takes a {} only for a family that the interface has, and before 2.2.7 none beside DHCP. Give the interface an address of it."
)

STATE_GAPS = {
    **GAPS,
    "dns": ONE_LIST.format("name servers", "it"),
    "search": ONE_LIST.format("search domains", "them"),
    "address": "nmstate leaves IPv6 link-local addresses to the kernel, and before 2.2.10 it takes no address beside DHCP. "
    "Add it with `nmcli connection modify INTERFACE +ipv6.addresses ADDRESS` (or +ipv4.addresses).",
    "route": OF_A_FAMILY.format("route"),
    "gateway": OF_A_FAMILY.format("gateway"),
    "peer_notif_delay": "nmstate has no key for it, and keeps what else stands in the profile. After nmstatectl apply run "
    "`nmcli connection modify BOND +bond.options peer_notif_delay=N`, and start the profile again.",
}
"""What a state cannot say, and the way to do it anyway."""


@dataclass(frozen=True)
class Place:
    """An interface that a name server may belong to: the beginning of its words, its addresses, and the families that are on."""

    prefix: str
    addresses: tuple[str, ...]
    families: frozenset[int]


def home(server: str, places: Iterable[Place]) -> Place | None:
    """The interface that gets a name server of the host's one list: that in whose network it is, or the first of its family.

    Without a `server` it is about the search domains: the first interface with any family. None where there is no such interface.
    """
    every = list(places)
    if not server:
        return next((each for each in every if each.families), None)
    near = (each for each in every if any(ip(server) in interface(address).network for address in each.addresses))
    return next(near, None) or next((each for each in every if ip(server).version in each.families), None)
