{ config, pkgs, ... }:
{
  networking.bonds.bond0 = {
    interfaces = [ "eth0" "eth1" ];
    mode = "balance-xor";
    miimon = 100;
    xmit_hash_policy = "layer3+4";
  };
  networking.interfaces.bond0 = {
    ip4 = [ { address = "192.0.2.10"; prefixLength = 24; } ];
    ipv6.addresses = map (a: { address = a; prefixLength = 64; }) addresses;
  };
  networking.interfaces.eth0.useDHCP = true;
  networking.nameservers = if config.x then [ "192.0.2.53" ] else [ ];
}
