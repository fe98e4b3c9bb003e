{ ... }:

{
  systemd.network.enable = true;
  networking.dhcpcd.denyInterfaces = [ "eth0" "eth1" "bond0" ];
  networking.networkmanager.unmanaged = [ "interface-name:eth0" "interface-name:eth1" "interface-name:bond0" ];
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
      IPv6AcceptRA = false;
      ConfigureWithoutCarrier = true;
      Address = [ "2001:db8::10/64" "2001:db8::11/64" ];
      Gateway = [ "fe80::1" ];
    };
  };
}
