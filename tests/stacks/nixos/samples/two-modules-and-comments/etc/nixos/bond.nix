{ ... }:
/* the bond
   and its bridge */
{
  networking.bonds."bond0".interfaces = [ "eth0" "eth1" ];  # both ports
  networking.bonds.bond0.driverOptions.mode = "active-backup";
  networking.bonds.bond0.driverOptions.miimon = "100";
  networking.bridges.br0.interfaces = [ "bond0" ];
}
