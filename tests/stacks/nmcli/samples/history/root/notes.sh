[root@host ~]# nmcli connection add type bond con-name bond0 ifname bond0 bond.options "mode=active-backup,arp_interval=1000,arp_ip_target=192.0.2.1\,192.0.2.2"
[root@host ~]# nmcli connection add type ethernet ifname enp1s0 con-name port1 connection.controller bond0 connection.port-type bond
[root@host ~]# nmcli -w 30 c a type ethernet ifname enp2s0 con-name port2 controller bond0 port-type bond bond-port.prio 10
[root@host ~]# nmcli connection modify port1 bond-port.queue-id 2
[root@host ~]# nmcli connection modify bond0 +bond.options arp_validate=all -bond.options arp_interval +bond.options arp_interval=500
[root@host ~]# nmcli connection modify bond0 ipv4.routes "10.0.0.0/8 192.0.2.254 100, 172.16.0.0/12 192.0.2.253" ip4 192.0.2.10/24 gw4 192.0.2.1 ipv4.method manual
[root@host ~]# nmcli connection modify bond0 +ipv4.addresses 192.0.2.11/24 ipv6.method disabled connection.zone internal
[root@host ~]# nmcli connection add type vlan con-name storage ifname storage dev bond0 id 200 ip4 198.51.100.10/24 mtu 1400
[root@host ~]# nmcli connection add type bridge ifname br0 stp no ipv4.method auto
[root@host ~]# nmcli connection modify storage master br0 slave-type bridge
[root@host ~]# nmcli connection modify nothing ipv4.method auto
[root@host ~]# nmcli device reapply bond0
[root@host ~]# systemctl restart NetworkManager
