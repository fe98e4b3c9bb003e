{ ... }:

{
  systemd.network.enable = true;
  networking.dhcpcd.denyInterfaces = [ "eth0" "eth1" "bond0" ];
  networking.networkmanager.unmanaged = [ "interface-name:eth0" "interface-name:eth1" "interface-name:bond0" ];
  networking.bonds.bond0 = {
    interfaces = [ "eth0" "eth1" ];
    driverOptions = {
      mode = "802.3ad";
      miimon = "250";
      updelay = "500";
      downdelay = "750";
      peer_notify_delay = "500";
      primary_reselect = "better";
      fail_over_mac = "follow";
      xmit_hash_policy = "layer2+3";
      resend_igmp = "3";
      num_grat_arp = "5";
      all_slaves_active = "1";
      min_links = "1";
      lp_interval = "7";
      lacp_rate = "fast";
      lacp_active = "off";
      ad_select = "count";
      ad_actor_sys_prio = "100";
      ad_actor_system = "02:00:00:00:0a:01";
      ad_user_port_key = "500";
      coupled_control = "off";
      broadcast_neighbor = "on";
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
