"""Configurations that the browser tests look at."""

from __future__ import annotations

STORY = "/generate?release=centos-5&mode=balance-alb&miimon=100&member=eth0&member=eth1&address=192.168.11.200/24"
RICH = (
    "/generate?release=ubuntu-24.04&mode=802.3ad&miimon=100&lp_interval=3&lacp_rate=fast&member=eno1,eno2&updelay=150&primary=eth7"
    "&vlan.10.address=192.0.2.10/24&vlan.10.gateway=192.0.3.1&vlan.20.ipv4=none&bridge=br20&bridge.over=bond0.20&num_grat_arp=3"
)
COMPARE = f"{STORY.replace('?', '/compare?')}&with.mode=802.3ad&with.release=rhel-8"
