"""What netifd, OpenWrt's network daemon, does with a bond: its keys, the modes in which it uses them, what it sets by itself."""

from __future__ import annotations

from app.bonding.modes import MODES
from app.stacks.spelling import Codec, Key, Spelling, Words

PATH = "/etc/config/network"
FLAG = Words({"on": ("1", "true"), "off": ("0", "false")})
"""Booleans as libuci reads them: a value that is none of these counts as if the line were not there."""


class Number(Codec):
    """Numbers as netifd takes them, through strtol: octal behind a 0, hexadecimal behind 0x."""

    def read(self, text: str) -> str:
        """The decimal number. Raises ValueError for what netifd drops."""
        try:
            if text[:1] == "0" and text.isdecimal():
                return str(int(text, 8))
            return str(int(text, 0)) if len(text) < 20 and "_" not in text else text
        except ValueError:
            raise ValueError(f"{text[:40]!r} is no number: netifd passes over the line") from None


def _only(*modes: str) -> dict[str, frozenset[str]]:
    return {"": frozenset(modes)}


LACP = _only("802.3ad")
HASHED = _only("balance-xor", "balance-tlb", "802.3ad")
BEFORE_LACP = _only("balance-rr", "active-backup", "balance-xor", "broadcast")
NUMBER = Number()

SPELLING = Spelling(
    miimon=Key("monitor_interval", NUMBER),
    updelay=Key("updelay", NUMBER),
    downdelay=Key("downdelay", NUMBER),
    use_carrier=Key("use_carrier", FLAG),
    arp_interval=Key("monitor_interval", NUMBER),
    arp_ip_target=Key("arp_target"),
    arp_validate=Key("arp_validate", modes=BEFORE_LACP),
    arp_all_targets=Key("arp_all_targets", Words({"any": ("0", "false"), "all": ("1", "true")})),
    primary=Key("primary", since="2025.05.17"),
    primary_reselect="primary_reselect",
    fail_over_mac="failover_mac",
    xmit_hash_policy=Key("xmit_hash_policy", modes=HASHED),
    resend_igmp=Key("resend_igmp", NUMBER),
    num_grat_arp=Key("num_peer_notif", NUMBER),
    num_unsol_na=Key("num_peer_notif", NUMBER),
    all_slaves_active=Key("all_ports_active", FLAG, since="2025.05.17"),
    min_links=Key("min_links", NUMBER, modes=LACP),
    lp_interval=Key("lp_interval", NUMBER, modes=_only("balance-tlb", "balance-alb")),
    packets_per_slave=Key("packets_per_port", NUMBER, modes=_only("balance-rr")),
    lacp_rate=Key("lacp_rate", modes=LACP),
    ad_select=Key("ad_select", modes=LACP),
    ad_actor_sys_prio=Key("ad_actor_sys_prio", NUMBER, modes=LACP),
    ad_actor_system=Key("ad_actor_system", modes=LACP),
    tlb_dynamic_lb=Key("dynamic_lb", FLAG, modes=_only("balance-tlb")),
)
"""The keys of `config device` with type bonding."""

IMPLIED = (
    ("packets_per_slave", "0", ("balance-rr",)),
    ("tlb_dynamic_lb", "off", ("balance-tlb",)),
    ("use_carrier", "off", tuple(MODES)),
)
"""What netifd writes into the kernel where nothing is said, as far as the kernel alone would do something else, and in which modes."""

# ---------------------------------------------------------------- the package proto-bonding

FAILING = ("primary", "primary_reselect")
BALANCED = (*FAILING, "lp_interval", "tlb_dynamic_lb", "resend_igmp", "xmit_hash_policy")

PROTO_OPTIONS = {
    "802.3ad": ("min_links", "ad_actor_sys_prio", "ad_actor_system", "ad_select", "lacp_rate", "xmit_hash_policy"),
    "balance-rr": ("packets_per_slave", "xmit_hash_policy"),
    "balance-tlb": BALANCED,
    "balance-alb": BALANCED,
    "balance-xor": ("xmit_hash_policy",),
    "broadcast": (),
    "active-backup": (*FAILING, "fail_over_mac", "xmit_hash_policy"),
}
"""What the script of `proto bonding` writes in each mode; it passes over the rest, and calls them like the kernel."""

PROTO_MONITORS = {
    "mii": ("miimon", "updelay", "downdelay", "use_carrier"),
    "arp": ("arp_interval", "arp_ip_target", "arp_all_targets", "arp_validate"),
}
"""What it writes for each value of `link_monitoring`."""

PROTO_USELESS = {
    "num_grat_arp__num_unsol_na": "the script writes it into a file that the kernel does not have",
    "all_slaves_active": "the script never reads it",
}
"""What LuCI writes for it, and nothing comes of."""
