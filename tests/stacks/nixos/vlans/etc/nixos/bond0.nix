{ ... }:

{
  systemd.network.enable = true;
  networking.dhcpcd.denyInterfaces = [ "eth0" "eth1" "bond0" "bond0.100" "storage" "bond0.300" ];
  networking.networkmanager.unmanaged = [ "interface-name:eth0" "interface-name:eth1" "interface-name:bond0" "interface-name:bond0.100" "interface-name:storage" "interface-name:bond0.300" ];
  systemd.network.netdevs."10-bond0" = {
    netdevConfig = {
      Name = "bond0";
      Kind = "bond";
      MTUBytes = "9000";
    };
    bondConfig = {
      Mode = "802.3ad";
      MIIMonitorSec = "100ms";
    };
  };
  systemd.network.netdevs."10-bond0.100" = {
    netdevConfig = {
      Name = "bond0.100";
      Kind = "vlan";
    };
    vlanConfig.Id = 100;
  };
  systemd.network.netdevs."10-storage" = {
    netdevConfig = {
      Name = "storage";
      Kind = "vlan";
    };
    vlanConfig.Id = 200;
  };
  systemd.network.netdevs."10-bond0.300" = {
    netdevConfig = {
      Name = "bond0.300";
      Kind = "vlan";
      MTUBytes = "1500";
    };
    vlanConfig.Id = 300;
  };
  systemd.network.networks."05-bond0-eth0" = {
    matchConfig.Name = "eth0";
    linkConfig.RequiredForOnline = false;
    networkConfig.Bond = "bond0";
  };
  systemd.network.networks."05-bond0-eth1" = {
    matchConfig.Name = "eth1";
    linkConfig.RequiredForOnline = false;
    networkConfig.Bond = "bond0";
  };
  systemd.network.networks."30-bond0" = {
    matchConfig.Name = "bond0";
    networkConfig = {
      VLAN = [ "bond0.100" "storage" "bond0.300" ];
      IPv6AcceptRA = false;
    };
  };
  systemd.network.networks."30-bond0.100" = {
    matchConfig.Name = "bond0.100";
    networkConfig = {
      IPv6AcceptRA = false;
      ConfigureWithoutCarrier = true;
      Address = [ "198.51.100.10/24" ];
      Gateway = [ "198.51.100.1" ];
    };
  };
  systemd.network.networks."30-storage" = {
    matchConfig.Name = "storage";
    networkConfig = {
      DHCP = "ipv4";
      IPv6AcceptRA = false;
    };
  };
  systemd.network.networks."30-bond0.300" = {
    matchConfig.Name = "bond0.300";
    networkConfig = {
      IPv6AcceptRA = false;
      ConfigureWithoutCarrier = true;
      Address = [ "203.0.113.10/24" "2001:db8:3::10/64" ];
      DNS = [ "203.0.113.53" ];
      Domains = "v300.example.org";
    };
    routes = [
      {
        Destination = "10.3.0.0/16";
        Gateway = "203.0.113.254";
      }
    ];
  };
}
