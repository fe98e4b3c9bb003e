{ ... }:

{
  systemd.network.enable = true;
  networking.dhcpcd.denyInterfaces = [ "eth0" "eth1" "bond0" "bond0.4094" ];
  networking.networkmanager.unmanaged = [ "interface-name:eth0" "interface-name:eth1" "interface-name:bond0" "interface-name:bond0.4094" ];
  systemd.network.netdevs."10-bond0" = {
    netdevConfig = {
      Name = "bond0";
      Kind = "bond";
    };
    bondConfig = {
      Mode = "active-backup";
      MIIMonitorSec = "100ms";
    };
  };
  systemd.network.netdevs."10-bond0.4094" = {
    netdevConfig = {
      Name = "bond0.4094";
      Kind = "vlan";
    };
    vlanConfig.Id = 4094;
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
      VLAN = [ "bond0.4094" ];
      IPv6AcceptRA = false;
      ConfigureWithoutCarrier = true;
      Address = [ "192.0.2.10/24" ];
    };
  };
  systemd.network.networks."30-bond0.4094" = {
    matchConfig.Name = "bond0.4094";
    networkConfig.IPv6AcceptRA = false;
  };
}
