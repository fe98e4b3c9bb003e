{ ... }:

{
  systemd.network.enable = true;
  networking.dhcpcd.denyInterfaces = [ "eno1np0" "eno2np1" "enp65s0f0" "enp65s0f1" "uplink" ];
  networking.networkmanager.unmanaged = [ "interface-name:eno1np0" "interface-name:eno2np1" "interface-name:enp65s0f0" "interface-name:enp65s0f1" "interface-name:uplink" ];
  systemd.network.netdevs."10-uplink" = {
    netdevConfig = {
      Name = "uplink";
      Kind = "bond";
    };
    bondConfig = {
      Mode = "802.3ad";
      MIIMonitorSec = "100ms";
    };
  };
  systemd.network.networks."05-uplink-eno1np0" = {
    matchConfig.Name = "eno1np0";
    linkConfig.RequiredForOnline = false;
    networkConfig.Bond = "uplink";
  };
  systemd.network.networks."05-uplink-eno2np1" = {
    matchConfig.Name = "eno2np1";
    linkConfig.RequiredForOnline = false;
    networkConfig.Bond = "uplink";
  };
  systemd.network.networks."05-uplink-enp65s0f0" = {
    matchConfig.Name = "enp65s0f0";
    linkConfig.RequiredForOnline = false;
    networkConfig.Bond = "uplink";
  };
  systemd.network.networks."05-uplink-enp65s0f1" = {
    matchConfig.Name = "enp65s0f1";
    linkConfig.RequiredForOnline = false;
    networkConfig.Bond = "uplink";
  };
  systemd.network.networks."30-uplink" = {
    matchConfig.Name = "uplink";
    networkConfig = {
      IPv6AcceptRA = false;
      ConfigureWithoutCarrier = true;
      Address = [ "192.0.2.10/24" ];
    };
  };
}
