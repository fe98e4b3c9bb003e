{ config, pkgs, ... }@args:
let
  port = 22;
in
{
  imports = [ ./bond.nix ];
  config = {
    networking.interfaces.br0 = {
      ipv4.addresses = [{
        address = "192.0.2.10";
        prefixLength = 24;
      }];
    };
    networking.interfaces.br0.useDHCP = lib.mkForce false;
    networking.defaultGateway = "192.0.2.1";
    services.openssh = { enable = true; ports = [ port ]; };
    environment.etc."motd".text = ''
      Hello ''${USER}, networking.bonds is not ''' here.
    '';
  };
}
