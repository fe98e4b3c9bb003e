#!/bin/sh
modprobe bonding max_bonds=0
echo bond0 > /sys/class/net/bonding_masters
echo +bond0 > /sys/class/net/bonding_masters
echo fast > /sys/class/net/bond0/bonding/lacp_rate
echo 200 > /sys/class/net/bond0/bonding/updelay
echo 802.3ad > /sys/class/net/bond0/bonding/mode
echo eth0 > /sys/class/net/bond0/bonding/slaves
echo +eth0 > /sys/class/net/bond0/bonding/slaves
echo active > /sys/class/net/bond0/bonding/fail_over_mac
ip link set bond0 up
echo bandwidth > /sys/class/net/bond0/bonding/ad_select
echo off > /sys/class/net/bond0/bonding/coupled_control
echo lacp > /sys/class/net/bond0/bonding/mode
echo 500 > /sys/class/net/bond0/bonding/arp_interval
echo +192.0.2.1,192.0.2.2 > /sys/class/net/bond0/bonding/arp_ip_target
echo 250 > /sys/class/net/bond0/bonding/miimon
