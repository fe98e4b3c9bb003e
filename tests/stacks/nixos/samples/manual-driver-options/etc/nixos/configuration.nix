# Edit this configuration file to define what should be installed on
# your system.
{ config, lib, pkgs, ... }:

{
  imports =
    [ # Include the results of the hardware scan.
      ./hardware-configuration.nix
    ];

  networking = {
    hostName = "store";
    useDHCP = false;
    bonds.bond0 = {
      interfaces = [ "enp2s0f0" "enp2s0f1" ];
      driverOptions = {
        mode = "802.3ad";
        miimon = "100";
        lacp_rate = "fast";
        xmit_hash_policy = "layer3+4";
      };
    };
    vlans.storage = { id = 20; interface = "bond0"; };
    interfaces.bond0 = {
      mtu = 9000;
      macAddress = "02:00:00:00:00:01";
      ipv4.addresses = [ { address = "192.0.2.10"; prefixLength = 24; } ];
      ipv6.addresses = [ { address = "2001:db8::10"; prefixLength = 64; } ];
      ipv4.routes = [
        { address = "10.0.0.0"; prefixLength = 8; via = "192.0.2.254"; options.metric = "50"; }
      ];
    };
    interfaces.storage.ipv4.addresses = [ { address = "198.51.100.10"; prefixLength = 24; } ];
    defaultGateway = { address = "192.0.2.1"; interface = "bond0"; };
    nameservers = [ "192.0.2.53" ];
    search = [ "example.org" ];
  };

  users.users.root.openssh.authorizedKeys.keys = [ "ssh-ed25519 AAAA" ];
  system.stateVersion = "25.11";
}
