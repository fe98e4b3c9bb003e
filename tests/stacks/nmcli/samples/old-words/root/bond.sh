#!/bin/bash
# The way of RHEL 7: short words, port profiles by type.
nmcli con add type bond con-name mybond0 ifname mybond0 mode active-backup miimon 100 primary ens8
nmcli con add type bond-slave ifname ens7 master mybond0
nmcli con add type bond-slave con-name mybond0-ens8 ifname ens8 master mybond0
nmcli con mod mybond0 ipv4.addresses '192.0.2.10/24' ipv4.gateway 192.0.2.1
nmcli con mod mybond0 ipv4.method manual +ipv4.dns 192.0.2.53
nmcli con mod mybond0 +bond.options updelay=200 ipv6.method ignore connection.autoconnect-slaves 1
nmcli con up mybond0
