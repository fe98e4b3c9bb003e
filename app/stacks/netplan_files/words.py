"""What netplan's format calls things: the keys of bonds, and what the lines around them say."""

from __future__ import annotations

from app.stacks.spelling import Key, Names, Positive, Separated, Words

POSITIVE = Positive()

KEYS: dict[str, Key] = {
    "miimon": Key("mii-monitor-interval", since="0.17"),
    "updelay": Key("up-delay", since="0.17"),
    "downdelay": Key("down-delay", since="0.17"),
    "arp_interval": Key("arp-interval", since="0.17"),
    "arp_ip_target": Key("arp-ip-targets", Separated(" "), since="0.17"),
    "arp_validate": Key("arp-validate", Names("arp_validate"), since="0.17", only=("none", "active", "backup", "all")),
    "arp_all_targets": Key("arp-all-targets", Names("arp_all_targets"), since="0.17"),
    "primary": Key("primary", since="0.26"),
    "primary_reselect": Key("primary-reselect-policy", Names("primary_reselect"), since="0.17"),
    "fail_over_mac": Key("fail-over-mac-policy", Names("fail_over_mac"), since="0.17"),
    "xmit_hash_policy": Key(
        "transmit-hash-policy", Names("xmit_hash_policy"), since="0.17", only=("layer2", "layer3+4", "layer2+3", "encap2+3", "encap3+4")
    ),
    "resend_igmp": Key("resend-igmp", POSITIVE, since="0.17"),
    "num_grat_arp": Key("gratuitous-arp", POSITIVE, since="0.17", was=(("gratuitious-arp", "0.40"),)),
    "num_unsol_na": Key("gratuitous-arp", POSITIVE, since="0.17", was=(("gratuitious-arp", "0.40"),)),
    "all_slaves_active": Key(
        "all-members-active", Words({"on": ("true", "yes", "on")}), since="0.17", was=(("all-slaves-active", "0.106"),), only=("on",)
    ),
    "packets_per_slave": Key("packets-per-member", POSITIVE, since="0.17", was=(("packets-per-slave", "0.106"),)),
    "min_links": Key("min-links", POSITIVE, since="0.17"),
    "lacp_rate": Key("lacp-rate", Names("lacp_rate"), since="0.17"),
    "ad_select": Key("ad-select", Names("ad_select"), since="0.17", only=("stable", "bandwidth", "count")),
}
"""The options that netplan has a key for, by the kernel's names."""

FRAME: dict[str, str] = {
    "ethernets": "The network cards, each with what is its own.",
    "optional": "The boot does not wait for this card: one without a cable must not hold it up.",
    "dhcp4: false": "No IPv4 address from a DHCP server.",
    "dhcp4: true": "Asks a DHCP server for an IPv4 address.",
    "dhcp6: false": "No IPv6 address from a DHCP server.",
    "dhcp6: true": "Asks a DHCP server for an IPv6 address.",
    "accept-ra: false": "No addresses and routes from router advertisements.",
    "accept-ra: true": "Takes addresses and routes from router advertisements.",
    "bonds": "The bonds, by name.",
    "interfaces": "The interfaces below it.",
    "parameters": "The options of the interface.",
    "vlans": "The VLANs, by the name of their interface.",
    "id": "The number that the packets of the VLAN carry as their tag.",
    "link": "The interface that the VLAN stands on.",
    "link-local": "No address of its own, not even a link-local one: it is a port of the bridge.",
    "bridges": "The bridges, by name.",
    "stp": "Without the spanning tree protocol a bridge forwards at once; with one port there is no loop to look for.",
    "mtu": "The MTU of the interface.",
    "routes": "The routes through this interface.",
    "to: default": "The default route.",
    "to: 0.0.0.0/0": "The default route of IPv4, as older netplans write it.",
    "to: ::/0": "The default route of IPv6, as older netplans write it.",
    "to": "The network that the route leads to.",
    "via": "The router that it goes through.",
    "metric": "Its metric: of two routes to one network the lower wins.",
    "nameservers": "Whom the host asks for names, and which domains it appends.",
}
"""What the lines around the options say."""
