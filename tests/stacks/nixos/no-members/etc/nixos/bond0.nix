{ ... }:

{
  systemd.network.enable = true;
  networking.dhcpcd.denyInterfaces = [ "bond0" ];
  networking.networkmanager.unmanaged = [ "interface-name:bond0" ];
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
  systemd.network.networks."30-bond0" = {
    matchConfig.Name = "bond0";
    networkConfig = {
      IPv6AcceptRA = false;
      ConfigureWithoutCarrier = true;
      Address = [ "192.0.2.10/24" ];
    };
  };
}
