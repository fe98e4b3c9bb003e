{
  networking.useNetworkd = true;
  networking.bonds.bond0 = {
    interfaces = [ "eth0" "eth1" ];
    driverOptions = {
      mode = "active-backup";
      arp_interval = "200";
      arp_ip_target = "192.0.2.1,192.0.2.2";
      primary = "eth0";
      tlb_dynamic_lb = "1";
      peer_notif_delay = "300";
      all_slaves_active = 1;
    };
  };
}
