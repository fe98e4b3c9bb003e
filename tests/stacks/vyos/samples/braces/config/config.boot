interfaces {
    bonding bond1 {
        address "dhcp"
        arp-monitor {
            interval "500"
            target "192.0.2.1"
            target "192.0.2.2"
        }
        member {
            interface "eth2"
            interface "eth3"
        }
        mode "active-backup"
        primary "eth2"
    }
    bonding bond2 {
        mode "wild"
        member {
            interface "eth4"
        }
    }
    loopback lo {
    }
}
// vyos-config-version: "bgp@4"
