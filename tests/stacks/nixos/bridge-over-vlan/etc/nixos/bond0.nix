{ ... }:

{
  systemd.network.enable = true;
  networking.dhcpcd.denyInterfaces = [ "eth0" "eth1" "bond0" "bond0.100" "br100" ];
  networking.networkmanager.unmanaged = [ "interface-name:eth0" "interface-name:eth1" "interface-name:bond0" "interface-name:bond0.100" "interface-name:br100" ];
  systemd.network.netdevs."10-bond0" = {
    netdevConfig = {
      Name = "bond0";
      Kind = "bond";
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
  systemd.network.netdevs."10-br100".netdevConfig = {
    Name = "br100";
    Kind = "bridge";
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
      VLAN = [ "bond0.100" ];
      IPv6AcceptRA = false;
      ConfigureWithoutCarrier = true;
      Address = [ "192.0.2.10/24" ];
    };
  };
  systemd.network.networks."30-bond0.100" = {
    matchConfig.Name = "bond0.100";
    networkConfig = {
      Bridge = "br100";
      LinkLocalAddressing = false;
      IPv6AcceptRA = false;
    };
  };
  systemd.network.networks."30-br100" = {
    matchConfig.Name = "br100";
    networkConfig = {
      IPv6AcceptRA = false;
      ConfigureWithoutCarrier = true;
      Address = [ "198.51.100.10/24" ];
    };
  };
}
