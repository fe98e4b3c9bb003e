{ ... }:

{
  systemd.network.enable = true;
  networking.dhcpcd.denyInterfaces = [ "eth0" "eth1" "bond0" "br0" ];
  networking.networkmanager.unmanaged = [ "interface-name:eth0" "interface-name:eth1" "interface-name:bond0" "interface-name:br0" ];
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
  systemd.network.netdevs."10-br0".netdevConfig = {
    Name = "br0";
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
      Bridge = "br0";
      LinkLocalAddressing = false;
      IPv6AcceptRA = false;
    };
  };
  systemd.network.networks."30-br0" = {
    matchConfig.Name = "br0";
    networkConfig = {
      IPv6AcceptRA = false;
      ConfigureWithoutCarrier = true;
      Address = [ "192.0.2.10/24" ];
      Gateway = [ "192.0.2.1" ];
      DNS = [ "192.0.2.53" ];
    };
  };
}
