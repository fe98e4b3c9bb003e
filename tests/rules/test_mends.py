"""Mends: what a finding offers as one click really mends it, and a rule that offers nothing says why."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given, settings

from app.actions import mends
from app.actions.generate import Result, generate, read
from app.bonding import wire
from app.bonding.findings import Finding
from app.bonding.model import Bond
from app.rules import RULES, check
from tests.strategies import FAST, calm_bonds

Pairs = tuple[tuple[str, str], ...]
BAD = [pytest.param(rule.id, pairs, id=f"{rule.id}-{number}") for rule in RULES.values() for number, pairs in enumerate(rule.bad, 1)]

ONLY_THE_READER = "only the reader knows the right value"
A_LOOK = "asks for a look at something that no link can show: the switch, the cards, other files"
THE_SYSTEM = "is about the system, which no word of the bond changes"

WITHOUT_MEND = {
    "gateway-off-link": ONLY_THE_READER,
    "route-off-link": ONLY_THE_READER,
    "gateway-is-self": ONLY_THE_READER,
    "network-or-broadcast": ONLY_THE_READER,
    "subnet-router-anycast": ONLY_THE_READER,
    "networks-overlap": ONLY_THE_READER,
    "odd-prefix": ONLY_THE_READER,
    "no-members": ONLY_THE_READER,
    "one-member": ONLY_THE_READER,
    "vlan-1": ONLY_THE_READER,
    "one-target": ONLY_THE_READER + ", unless a gateway is given that is no target yet",
    "networkd-makes-a-mac": ONLY_THE_READER,
    "netplan-networkd-makes-a-mac": ONLY_THE_READER,
    "nixos-networkd-makes-a-mac": ONLY_THE_READER,
    "switch-side": A_LOOK,
    "switch-ports-missing": ONLY_THE_READER,
    "switch-ports-count": ONLY_THE_READER,
    "switch-group-guessed": ONLY_THE_READER,
    "switch-untagged-guessed": ONLY_THE_READER,
    "switch-vlan-one-tagged": ONLY_THE_READER,
    "switch-without-vlan-one": ONLY_THE_READER,
    "switch-vlan-one": ONLY_THE_READER,
    "switch-fallback-untagged": ONLY_THE_READER,
    "switch-cannot": "what would mend it is another mode or other cables",
    "switch-lacks": A_LOOK,
    "switch-pair-min-links": "is how a pair of switches counts, and no fault",
    "lacp-no-partner": A_LOOK,
    "speed-must-be-known": A_LOOK,
    "mtu-everywhere": A_LOOK,
    "ifcfg-second-file": A_LOOK,
    "ifcfg-two-readers": A_LOOK,
    "legacy-keeps-hwaddr": A_LOOK,
    "legacy-xen-bridge": A_LOOK,
    "ifupdown-leftover-stanzas": A_LOOK,
    "wicked-wants-members": ONLY_THE_READER,
    "ifupdown-needs-packages": A_LOOK,
    "ifupdown2-leftover-stanzas": A_LOOK,
    "ifupdown-ng-leftover-stanzas": A_LOOK,
    "ifupdown-ng-needs-packages": A_LOOK,
    "proxmox-web-interface": "tells of another program that edits the file",
    "ifcfg-dhcp-before-lacp": "its mend is a line that no word of the bond stands for",
    "iproute2-beside-a-manager": A_LOOK,
    "sysfs-beside-a-manager": A_LOOK,
    "sysfs-module-defaults": A_LOOK,
    "sysfs-needs-old-tools": A_LOOK,
    "modprobe-beside-a-manager": A_LOOK,
    "modprobe-in-initramfs": A_LOOK,
    "modprobe-needs-old-tools": A_LOOK,
    "nm-old-profiles": A_LOOK,
    "kickstart-needs-members": ONLY_THE_READER,
    "kickstart-names-of-cards": A_LOOK,
    "kickstart-ipv6-is-left-alone": "is how the installer works; %post does what no line can",
    "kickstart-vlan-in-initramfs": A_LOOK,
    "dracut-needs-members": ONLY_THE_READER,
    "dracut-back-ends-differ": A_LOOK,
    "dracut-semicolon-in-boot-loader": "is about the quotes around the word, which the boot loader's line needs and no value has",
    "dracut-names-of-cards": A_LOOK,
    "dracut-one-address": THE_SYSTEM,
    "slackware-needs-members": ONLY_THE_READER,
    "slackware-goes-on": A_LOOK,
    "slackware-up-by-an-address": ONLY_THE_READER,
    "netifrc-name-within-a-name": ONLY_THE_READER,
    "keyfile-comments-go": "is how NetworkManager works, and no fault",
    "netplan-merges-files": A_LOOK,
    "netplan-server-renderer": A_LOOK,
    "networkd-first-match-wins": A_LOOK,
    "ansible-over-the-bond": A_LOOK,
    "ansible-old-profiles": A_LOOK,
    "ansible-needs-an-older-core": THE_SYSTEM,
    "nmstate-merges": A_LOOK,
    "nmstate-takes-the-profiles": A_LOOK,
    "nmstate-asks-with-the-mac": ONLY_THE_READER,
    "cloud-init-may-be-off": A_LOOK,
    "cloud-init-wants-ifenslave": A_LOOK,
    "ifupdown2-needs-every-member": A_LOOK,
    "proxmox-cluster-over-a-bond": "links of its own for the cluster are the mend, and no word of this bond",
    "netifrc-module-defaults": A_LOOK,
    "cloud-init-finds-cards-by-name": A_LOOK,
    "cloud-init-asks-for-more": THE_SYSTEM,
    "cloud-init-routes-need-net-tools": A_LOOK,
    "openwrt-members-in-a-bridge": A_LOOK,
    "openwrt-needs-the-driver": A_LOOK,
    "openwrt-firewall-zone": A_LOOK,
    "openwrt-bond-without-ports": ONLY_THE_READER,
    "openwrt-primary-is-new": THE_SYSTEM,
    "netctl-members-up": A_LOOK,
    "netctl-needs-packages": A_LOOK,
    "netifrc-members-of-their-own": A_LOOK,
    "netifrc-router-advertisements": "its mend is a line that no word of the bond stands for",
    "netifrc-needs-a-client": A_LOOK,
    "netifrc-needs-iproute2": A_LOOK,
    "nixos-module-has-to-be-imported": A_LOOK,
    "nixos-dhcp-on-members": A_LOOK,
    "butane-first-boot-only": "is how Ignition works, and no fault",
    "butane-bond-for-ignition": A_LOOK,
    "talos-names-of-cards": ONLY_THE_READER,
    "talos-name-servers-of-before": A_LOOK,
    "release-out-of-support": THE_SYSTEM,
    "kernel-varies": THE_SYSTEM,
    "alb-and-ipv6": "is how the mode works, and no fault",
    "bridge-takes-addresses": "says what was done, and that is right",
}
"""Rules whose Bad examples have no mend, and why. A new rule stands here or offers one."""


def findings(pairs: Pairs, id: str) -> tuple[Result, list[Finding]]:
    result = generate(read(pairs))
    return result, [finding for finding in result.findings if finding.id == id]


@pytest.mark.parametrize(("id", "pairs"), BAD)
def test_a_rule_offers_a_mend_or_says_why_not(id: str, pairs: Pairs) -> None:
    _, found = findings(pairs, id)
    assert all(bool(finding.fixes) != (id in WITHOUT_MEND) for finding in found)


def test_the_list_names_rules_that_exist() -> None:
    assert WITHOUT_MEND.keys() <= RULES.keys()


@pytest.mark.parametrize(("id", "pairs"), BAD)
def test_the_mend_mends(id: str, pairs: Pairs) -> None:
    """Each change makes a valid request, without the finding and without a new error."""
    result, found = findings(pairs, id)
    known = {(each.id, each.message) for each in result.findings}
    for finding in found:
        for fix in finding.fixes:
            for given_pairs in (result.link, pairs):  # the change fits the permanent link and what was typed
                request = read(fix.apply(given_pairs))
                if [each.field for each in request.problems] == ["stack"]:
                    assert fix not in [mend.change for mend in result.mends.get(finding, ())]
                    continue  # a stack that is not written yet: not offered to anybody
                assert request.problems == [], fix
                after = {(each.id, each.message): each.level for each in generate(request).findings}
                assert (finding.id, finding.message) not in after, fix
                assert not [told for told, level in after.items() if level == "error" and told not in known], fix


@pytest.mark.parametrize(("id", "pairs"), BAD)
def test_every_possible_mend_of_an_example_is_offered(id: str, pairs: Pairs) -> None:
    result, found = findings(pairs, id)
    for finding in found:
        possible = [fix for fix in finding.fixes if not read(fix.apply(result.link)).problems]
        assert [mend.change for mend in result.mends.get(finding, ())] == possible


@settings(FAST, max_examples=15)
@given(calm_bonds())
def test_what_is_offered_works_for_any_bond(bond: Bond) -> None:
    result = generate(read([("release", "debian-13"), ("stack", "iproute2"), *wire.write(bond)]))
    for finding, offered in result.mends.items():
        for mend in offered:
            after = read(mend.change.apply(result.link))
            assert after.problems == [] and after.bond and after.target
            if isinstance(finding, Finding):
                assert mends.is_mended(finding, result.findings, check(after.bond, after.target.release, after.target.stack))


def mended(line: str, id: str) -> list[str]:
    """What is offered for the first finding of a rule."""
    result, found = findings(tuple((name, value) for name, _, value in (word.partition("=") for word in shlex.split(line))), id)
    return [mend.change.say() for mend in result.mends.get(found[0], ())]


TWO = "member=eth0 member=eth1"
HOST = "address=192.0.2.10/24 gateway=192.0.2.1"


@pytest.mark.parametrize(
    ("line", "id", "offered"),
    [
        (f"mode=1 {TWO} {HOST}", "no-monitor", ["set miimon=100", "set arp_interval=1000 and arp_ip_target=192.0.2.1"]),
        (
            f"mode=1 miimon=100 updelay=200 arp_interval=500 arp_ip_target=192.0.2.1 arp_validate=all {TWO} {HOST}",
            "both-monitors",
            ["take out arp_interval, arp_ip_target and arp_validate", "take out miimon and updelay"],
        ),
        (f"mode=1 arp_interval=500 arp_ip_target=192.0.2.1 {TWO} {HOST} address=2001:db8::1/64", "one-target", []),
        (f"mode=1 arp_interval=500 arp_ip_target=192.0.2.9 {TWO} {HOST}", "one-target", ["set arp_ip_target=192.0.2.9,192.0.2.1"]),
        (
            "mode=1 miimon=100 member=eth0.7 member=eth1.7 address=192.0.2.10/24 dns=192.0.2.53",
            "member-is-vlan",
            ["set member=eth0, eth1, vlan.7.address=192.0.2.10/24 and vlan.7.dns=192.0.2.53, take out address and dns"],
        ),
        (
            f"stack=ifupdown release=debian-13 name=a.b mode=1 miimon=100 {TWO} vlan.5.ipv4=none bridge=br0 bridge.over=a.b.5",
            "ifupdown-dot-means-vlan",
            ["set name=a-b and bridge.over=a-b.5"],
        ),
        (f"mode=0 miimon=77 packets_per_slave=2 {TWO} {HOST}", "round-robin-reorders",
         ["set mode=802.3ad, take out packets_per_slave", "set mode=balance-xor, take out packets_per_slave"]),
        (f"mode=1 miimon=77 {TWO} {HOST}", "updelay-for-spanning-tree", ["set updelay=30030"]),
    ],
)  # fmt: skip
def test_mends_fit_the_rest_of_the_bond(line: str, id: str, offered: list[str]) -> None:
    assert mended(line, id) == offered


def test_a_vlan_stays_when_its_last_word_is_taken_out() -> None:
    result = generate(
        read([("mode", "1"), ("miimon", "100"), ("member", "a,b"), ("address", "9.0.0.1/8"), ("vlan.5.address", "9.0.0.1/8")])
    )
    finding = next(each for each in result.findings if each.id == "address-twice")
    after = read(result.mends[finding][0].change.apply(result.link))
    assert after.bond and [vlan.id for vlan in after.bond.vlans] == [5]


def test_a_loss_leads_to_a_stack_that_keeps_it() -> None:
    result = generate(read([("stack", "iproute2"), ("release", "debian-13"), ("mode", "1"), ("member", "a,b"), ("ipv4", "dhcp")]))
    loss = next(each for each in result.rendering.losses if each.field == "ipv4")
    offered = result.mends[loss]
    assert [mend.change.say() for mend in offered] == ["take out ipv4", "set stack=ifupdown"]
    assert not generate(read(offered[1].change.apply(result.link))).rendering.losses


@pytest.mark.parametrize(
    ("given_pairs", "offered"),
    [
        ([("mode", "lacp"), ("member", "a")], ["set mode=802.3ad"]),
        ([("mode", "balance-tlp"), ("member", "a")], ["set mode=balance-tlb"]),
        ([("mode", "1"), ("release", "debian-14")], ["set release=debian-13"]),
        ([("mode", "1"), ("release", "debian-13"), ("stack", "networkt")], ["set stack=networkd"]),
        ([("mode", "1"), ("release", "debian-13"), ("stack", "ifcfg")], ["set stack=ifupdown"]),
        ([("mode", "1"), ("mimon", "100")], ["set miimon=100, take out mimon"]),
        ([("mode", "1"), ("mimon", "100"), ("miimon", "50")], []),
        ([("mode", "1"), ("vlan.10.adress", "192.0.2.1/24")], ["set vlan.10.address=192.0.2.1/24, take out vlan.10.adress"]),
        ([("mode", "4"), ("xmit_hash_policy", "layer34")], ["set xmit_hash_policy=layer3+4"]),
        ([("mode", "1"), ("ipv4", "dhpc")], ["set ipv4=dhcp"]),
        ([("mode", "1"), ("route", "10.0.0.1/8 via 9.9.9.1 metric 5")], ["set route=10.0.0.0/8 via 9.9.9.1 metric 5"]),
        ([("mode", "1"), ("vlan.5.ipv4", "none"), ("bridge", "br0"), ("bridge.over", "bond0.6")], ["set bridge.over=bond0.5"]),
        ([("mode", "1"), ("member", "eth0; reboot")], []),
        ([("mode", "lacp"), ("member", "x" * 5000)], []),
    ],
)  # fmt: skip
def test_problems_with_a_known_mend(given_pairs: list[tuple[str, str]], offered: list[str]) -> None:
    request = read(given_pairs)
    assert request.problems
    assert [mend.change.say() for mend in request.mends.values()] == offered
    for problem, mend in request.mends.items():
        assert problem not in read(mend.change.apply(request.pairs)).problems
