"""Moves from one system to another that many are in the middle of: what changes, in which order, what to look at afterwards."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One thing to do: its name, what and why, and the command lines."""

    text: str
    run: str = ""
    title: str = ""


@dataclass(frozen=True)
class Move:
    """One move: what the form is set to (from, release, stack), the note about it, and its text."""

    id: str
    title: str
    source: str
    release: str
    stack: str
    note: str
    about: str
    changes: tuple[str, ...]
    steps: tuple[Step, ...]
    after: tuple[Step, ...]

    @property
    def given(self) -> dict[str, str]:
        """The words of the form."""
        return {"from": self.source, "release": self.release, "stack": self.stack}


def _collect(what: str) -> Step:
    text = "On the host, as root: one archive of the files, and what runs now to compare with. Upload the archive below."
    state = "cat /proc/net/bonding/* > /root/bond.before\nip addr > /root/addr.before\nip route > /root/route.before"
    return Step(text, f"tar -czf /root/net-before.tar.gz {what}\n{state}", "Collect")


CONVERT = Step(
    "Use the form below. Read what was refused or not understood: nothing of that is in the result. Then take the script of the result.",
    title="Convert",
)
SCRIPT = Step(
    "Have a console at hand. `bond0.sh` is the script that you took from the result: it keeps the old files, applies, verifies, and goes "
    "back by itself unless you confirm from a new session in time. It needs the old configuration still in place.",
    "sh bond0.sh --dry-run\nsh bond0.sh --take-over\nsh bond0.sh --confirm",
    "Put it in place, with a way back",
)
SAME = Step("Mode, members and their state are what they were.", "diff /root/bond.before /proc/net/bonding/bond0")
ADDRESSES = Step("Addresses and default route are on the bond, and only there.", "ip -br addr\nip route")
PULL = Step("Pull one cable after the other while a ping runs: no more than a packet or two is lost.")
REBOOT = Step("Restart once while somebody sits at the console. What was applied by hand may still be missing at boot.")

MOVES = {
    move.id: move
    for move in (
        Move(
            "ifcfg-to-keyfile",
            "RHEL 8 to 9 or 10: ifcfg files to key files",
            "ifcfg",
            "rhel-9",
            "keyfile",
            "from-ifcfg-files-to-key-files-rhel-8-to-9-and-10",
            "RHEL 8 writes ifcfg files, 9 still reads them, 10 reads key files only. So the move belongs before the upgrade to 10: on 8 "
            "under NetworkManager, or on 9. The same goes for Rocky, Alma, Oracle and CentOS Stream.",
            (
                "Each file `ifcfg-NAME` becomes a profile `NAME.nmconnection` in `/etc/NetworkManager/system-connections`, mode 0600.",
                "`BONDING_OPTS` becomes the group `[bond]`, a line an option. `MASTER` and `SLAVE=yes` become `controller` and "
                "`port-type`, on older versions `master` and `slave-type`.",
                "NetworkManager monitors every 100 ms where nothing is said; the network scripts did not.",
                "`NM_CONTROLLED=no`, `ifup-local` and the files `route-*` and `rule-*` of the scripts are read by nobody any more.",
            ),
            (
                _collect("/etc/sysconfig/network-scripts /etc/sysconfig/network /etc/modprobe.d"),
                Step(
                    "Files with `NM_CONTROLLED=no` are run by the network scripts. See which they are, and who runs what.",
                    "grep -l NM_CONTROLLED /etc/sysconfig/network-scripts/ifcfg-*\nnmcli -f NAME,TYPE,DEVICE,FILENAME connection show",
                    "See who is in charge",
                ),
                CONVERT,
                SCRIPT,
                Step(
                    "Move the old files of the bond and of each member out of the folder: two profiles for one card, and either may win.",
                    "mkdir -p /root/ifcfg.old\nmv /etc/sysconfig/network-scripts/ifcfg-bond0 /root/ifcfg.old/\nnmcli connection reload",
                    "Take the old files away",
                ),
            ),
            (
                SAME,
                ADDRESSES,
                Step("No profile comes from an ifcfg file, and each member has one.", "nmcli -f NAME,DEVICE,FILENAME connection show"),
                PULL,
                REBOOT,
            ),
        ),
        Move(
            "wicked-to-networkmanager",
            "SLES 15 or Leap 15 to 16: wicked's ifcfg files to key files",
            "wicked",
            "sles-16",
            "keyfile",
            "from-wicked-to-networkmanager-sles-15-to-16",
            "wicked and its ifcfg files end with SLES 15 and Leap 15; 16 has NetworkManager alone. SUSE's upgrade converts with "
            "`wicked2nm` on the way. Convert here beforehand all the same: you see what is lost, and have the files at hand if the "
            "upgrade brings the machine up without its network.",
            (
                "Each file `ifcfg-NAME` becomes a profile in `/etc/NetworkManager/system-connections`, mode 0600. Members get one each, "
                "also those that had no file: `BONDING_SLAVE_0` becomes `master` and `slave-type` there.",
                "`BONDING_MODULE_OPTS` becomes the group `[bond]`, a line an option.",
                "`routes`, `ifroute-NAME` and the gateway in them become `route1` and `gateway` of the interface that reaches them.",
                "The name servers of `config` are the host's for wicked, and an interface's for NetworkManager. They go to the one with "
                "the default route.",
                "wicked left IPv6 to the kernel, which took router advertisements. The profile says `method=auto` for that, and "
                "`method=disabled` only where a file `ifsysctl` switched them off.",
                "`POST_UP_SCRIPT`, `ETHTOOL_OPTIONS`, `ifrule-NAME` and `ifsysctl` are read by nobody any more. A script becomes one of "
                "the dispatcher, `ETHTOOL_OPTIONS` keys of the group `[ethtool]`.",
            ),
            (
                _collect("/etc/sysconfig/network /etc/modprobe.d /etc/udev/rules.d"),
                Step(
                    "What wicked refuses it does not run, whatever the files say. On the old machine, see what it makes of them, and which "
                    "scripts and switches stand beside.",
                    "wicked ifstatus all\nwicked show-config bond0\n"
                    "grep -E 'SCRIPT|ETHTOOL_OPTIONS' /etc/sysconfig/network/ifcfg-* /etc/sysconfig/network/config",
                    "See what is running",
                ),
                CONVERT,
                Step(
                    "Keep the archive and the result where you can reach them without the network: on the machine, and on your own. Then "
                    "upgrade, or install anew. Cards may have other names on the new system: see which, and change the members in the "
                    "generator.",
                    "ip -br link\nnmcli -f NAME,TYPE,DEVICE,FILENAME connection show",
                    "Upgrade, and find the new names",
                ),
                Step(
                    "Where the upgrade made profiles, compare them with the result. Two profiles for one card, and either may win: called "
                    "with `--take-over`, the script below takes those aside that are in its way, and brings them back when it goes back. "
                    "NetworkManager also makes a profile by itself for a card that has none, unless `no-auto-default=*` stands in its "
                    "configuration.",
                    "grep -H '' /etc/NetworkManager/system-connections/*.nmconnection",
                    "One profile a card",
                ),
                SCRIPT,
            ),
            (
                SAME,
                ADDRESSES,
                Step(
                    "Each card has one profile, and each option arrived: NetworkManager drops what does not fit without a word.",
                    "nmcli -f NAME,DEVICE,FILENAME connection show\nnmcli -g bond.options connection show bond0",
                ),
                Step("Name servers are there, and only those that you mean.", "cat /etc/resolv.conf"),
                PULL,
                REBOOT,
            ),
        ),
        Move(
            "ifupdown-to-netplan",
            "Debian or old Ubuntu to netplan",
            "ifupdown",
            "ubuntu-24.04",
            "netplan",
            "from-ifupdown-to-netplan-or-networkd",
            "Ubuntu reads netplan files since 17.10, and Debian's cloud images come with it. The kernel does the same in the end; the "
            "spelling changes, and who sets the address of the bond.",
            (
                "All stanzas become one file in `/etc/netplan`, mode 0600. Each member needs a definition of its own below `ethernets`.",
                "Modes have names only, no numbers. Times stay in milliseconds.",
                "ifupdown's bond took the address of its first member. networkd below netplan makes one of its own: where DHCP or the "
                "switch knows the old one, set `mac` to it.",
                "`post-up` lines are run by nobody. Routes become `routes:`; what was written to sysfs needs a key or a unit.",
                "`dns-nameservers` become `nameservers:`, and systemd-resolved takes over `/etc/resolv.conf`.",
            ),
            (
                _collect("/etc/network /etc/modprobe.d"),
                CONVERT,
                Step(
                    "While the old network still runs: install what is missing. `netplan generate` says what is wrong and starts nothing.",
                    "apt-get install netplan.io\nnetplan generate",
                    "Prepare",
                ),
                SCRIPT,
                Step(
                    "ifupdown must not start the same interfaces. Keep the loopback stanza, take the others out.",
                    "cp -a /etc/network /root/network.old\neditor /etc/network/interfaces",
                    "Take the old stanzas away",
                ),
            ),
            (
                SAME,
                ADDRESSES,
                Step("networkd has them all, and netplan sees one sum without a member's old addresses.", "networkctl\nnetplan get"),
                PULL,
                REBOOT,
            ),
        ),
        Move(
            "ifupdown-to-networkd",
            "Debian: ifupdown to networkd",
            "ifupdown",
            "debian-13",
            "networkd",
            "from-ifupdown-to-netplan-or-networkd",
            "systemd-networkd is on every Debian and waits to be switched on. One file makes the bond, one configures it, and one for each "
            "member says whose it is.",
            (
                "A bare number counts seconds: `bond-miimon 100` becomes `MIIMonitorSec=100ms`.",
                "The first `.network` file that matches a card is the only one used, so those of the members come first.",
                "ifupdown's bond took the address of its first member, networkd makes one of its own: where DHCP or the switch knows the "
                "old one, set `mac` to it.",
                "networkd sets the options when it makes the bond, not later.",
                "Name servers need systemd-resolved; `post-up` lines are run by nobody.",
            ),
            (
                _collect("/etc/network /etc/systemd/network /etc/modprobe.d"),
                CONVERT,
                SCRIPT,
                Step(
                    "ifupdown must not start the same interfaces. Keep the loopback stanza, take the others out.",
                    "cp -a /etc/network /root/network.old\neditor /etc/network/interfaces",
                    "Take the old stanzas away",
                ),
                Step(
                    "From the next start on networkd alone has the interfaces.",
                    "systemctl enable systemd-networkd.service\nsystemctl is-enabled systemd-networkd.service networking.service",
                    "Switch it on for good",
                ),
            ),
            (
                SAME,
                ADDRESSES,
                Step("Each interface is configured by its own file, and the journal has no line about a key.", "networkctl status -a"),
                PULL,
                REBOOT,
            ),
        ),
        Move(
            "centos-5-to-today",
            "CentOS 5 to today: modprobe.conf and ifcfg files to key files",
            "ifcfg-legacy",
            "rocky-10",
            "keyfile",
            "the-story",
            "There is no upgrade from CentOS 5: a new machine takes over the bond. So the old one stays as it is until the new one works, "
            "and its files are what is moved.",
            (
                "`alias bond0 bonding` and `options bond0 …` in `modprobe.conf` go away: the options belong to the bond now.",
                "Parameters of the module held for every bond. The result says them for each bond by itself.",
                "Cards have other names: `eth0` is `eno1` or `enp1s0f0` on the new machine. Change the members in the generator.",
                "The addresses of the cards are others too. Port security and DHCP reservations must learn the new ones.",
                "The old kernel knew fewer options, and other defaults hold today; the result says what is not the default there.",
            ),
            (
                _collect("/etc/sysconfig/network-scripts /etc/sysconfig/network /etc/modprobe.conf"),
                CONVERT,
                Step(
                    "On the new machine: which cards there are, their addresses, and which have a cable.",
                    "ip -br link\nnmcli device status",
                    "Find the new names",
                ),
                Step(
                    "Open the result in the generator, put the new names in, and give the new machine an address of its own for the test.",
                    title="Adapt",
                ),
                SCRIPT,
                Step(
                    "When the new machine works: take the old address off the old one, give it to the new one, and tell the neighbours.",
                    "arping -U -c 3 -I bond0 ADDRESS",
                    "Change over",
                ),
            ),
            (
                Step(
                    "Mode and options are those of the old bond; compare by eye, because names and fields differ.",
                    "cat /proc/net/bonding/bond0",
                ),
                ADDRESSES,
                Step("The switch has the ports in the group, or in none, as the mode asks."),
                PULL,
                REBOOT,
            ),
        ),
    )
}
