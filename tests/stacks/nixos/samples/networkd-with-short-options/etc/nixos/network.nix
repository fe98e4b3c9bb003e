{ lib, ... }: {
  networking.useNetworkd = true;
  networking.useDHCP = false;
  systemd.network = {
    enable = true;
    netdevs."10-bond0" = {
      netdevConfig = { Kind = "bond"; Name = "bond0"; };
      bondConfig = {
        Mode = "active-backup"; MIIMonitorSec = "0.1s";
        PrimaryReselectPolicy = "failure"; ResendIGMP = 3;
      };
    };
    netdevs."20-vlan30" = { netdevConfig.Kind = "vlan"; netdevConfig.Name = "vlan30"; vlanConfig.Id = 30; };
    networks = {
      "30-eno1" = { name = "eno1"; bond = [ "bond0" ]; networkConfig.PrimarySlave = true; };
      "30-eno2" = { matchConfig.Name = "eno2"; networkConfig.Bond = "bond0"; };
      "40-bond0" = {
        name = "bond0"; DHCP = "ipv4"; vlan = [ "vlan30" ];
        linkConfig.RequiredForOnline = "carrier";
        networkConfig.IPv6AcceptRA = "no";
      };
      "40-vlan30" = {
        matchConfig.Name = "vlan30";
        address = [ "203.0.113.5/28" "2001:db8:30::5/64" ];
        dns = [ "203.0.113.1" ];
        routes = [ { routeConfig = { Destination = "198.51.100.0/24"; Gateway = "203.0.113.1"; }; } ];
      };
    };
  };
}
