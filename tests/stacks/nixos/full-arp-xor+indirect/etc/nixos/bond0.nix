{ ... }:

{
  systemd.network.enable = true;
  networking.dhcpcd.denyInterfaces = [ "eth0" "eth1" "bond0" ];
  networking.networkmanager.unmanaged = [ "interface-name:eth0" "interface-name:eth1" "interface-name:bond0" ];
  networking.bonds.bond0 = {
    interfaces = [ "eth0" "eth1" ];
    driverOptions = {
      mode = "balance-xor";
      arp_interval = "250";
      arp_ip_target = "192.0.2.1,192.0.2.2,192.0.2.3";
      ns_ip6_target = "2001:db8::1";
      arp_validate = "filter";
      arp_missed_max = "5";
      xmit_hash_policy = "encap3+4";
    };
  };
  systemd.network.networks."30-bond0" = {
    matchConfig.Name = "bond0";
    networkConfig = {
      IPv6AcceptRA = false;
      ConfigureWithoutCarrier = true;
      Address = [ "192.0.2.10/24" ];
    };
  };
}
