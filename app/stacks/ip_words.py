"""How `ip link ... type bond` and `type bond_slave` spell the kernel's options, and since which iproute2."""

from __future__ import annotations

from app.stacks.spelling import Key, Spelling, Words

ZERO_ONE = Words({"on": ("1", "on"), "off": ("0", "off")})
ON_OFF = Words({"on": ("on", "1"), "off": ("off", "0")})

SPELLING = Spelling(
    miimon="miimon",
    updelay="updelay",
    downdelay="downdelay",
    peer_notif_delay=Key("peer_notify_delay", since="5.3"),
    use_carrier=Key("use_carrier", ZERO_ONE),
    arp_interval="arp_interval",
    arp_ip_target="arp_ip_target",
    ns_ip6_target=Key("ns_ip6_target", since="5.18"),
    arp_validate=Key("arp_validate", values_since={"filter": "5.14", "filter_active": "5.14", "filter_backup": "5.14"}),
    arp_all_targets="arp_all_targets",
    arp_missed_max=Key("arp_missed_max", since="5.17"),
    primary="primary",
    primary_reselect="primary_reselect",
    active_slave=Key("active_slave", elsewhere="a command after the members joined"),
    fail_over_mac="fail_over_mac",
    xmit_hash_policy=Key("xmit_hash_policy", values_since={"vlan+srcmac": "5.12"}),
    resend_igmp="resend_igmp",
    num_grat_arp="num_grat_arp",
    num_unsol_na="num_unsol_na",
    all_slaves_active=Key("all_slaves_active", ZERO_ONE),
    min_links="min_links",
    lp_interval="lp_interval",
    packets_per_slave="packets_per_slave",
    lacp_rate="lacp_rate",
    lacp_active=Key("lacp_active", ON_OFF, since="5.15"),
    lacp_strict=Key("lacp_strict", ON_OFF, since="7.3"),
    ad_select=Key("ad_select", values_since={"actor_port_prio": "6.18"}),
    ad_actor_sys_prio=Key("ad_actor_sys_prio", since="4.2"),
    ad_actor_system=Key("ad_actor_system", since="4.2"),
    ad_user_port_key=Key("ad_user_port_key", since="4.2"),
    coupled_control=Key("coupled_control", ON_OFF, since="6.9"),
    broadcast_neighbor=Key("broadcast_neighbor", ON_OFF, since="6.18"),
    tlb_dynamic_lb=Key("tlb_dynamic_lb", ZERO_ONE, since="4.3"),
    queue_id=Key("queue_id", elsewhere="ip link set MEMBER type bond_slave"),
    prio=Key("prio", since="6.0", elsewhere="ip link set MEMBER type bond_slave"),
    actor_port_prio=Key("actor_port_prio", since="6.18", elsewhere="ip link set MEMBER type bond_slave"),
)
