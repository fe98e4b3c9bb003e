root@host:~# modprobe bonding
root@host:~# sudo ip link add bond0 type bond mode 1 miimon 100 peer_notify_delay 200 \
    num_grat_arp 2 primary eth0
# ip link set eth0 down; ip link set eth0 master bond0
# ip link set eth1 down && /sbin/ip link set dev eth1 master bond0
ip l set bond0 up mtu 9000
ip a add 192.0.2.10/24 dev bond0
ip -6 addr add 2001:db8::10/64 dev bond0 nodad
ip r add default via 192.0.2.1
ip route add default via 192.0.2.1 dev bond0
ip ro add 10.0.0.0/8 via 192.0.2.254 dev bond0 metric 5
ip link add link bond0 name v7 type vlan id 7
ip link set v7 up
ip link set eth0 type bond_slave queue_id 3 prio 10
echo 1 > /proc/sys/net/ipv4/ip_forward
ip link set bond0 type bond fancy 1
