"""The two stacks of NetworkManager: what a version takes, what would cost the whole profile, and in which order it is done."""

from __future__ import annotations

import shlex
from dataclasses import replace

import pytest

from app import stacks
from app.actions import generate
from app.bonding import wire
from app.bonding.model import Bond
from app.distros.releases import RELEASES
from app.rules.rule import check
from app.stacks.contract import Parsing, Rendering
from tests.stacks import goldens

BOTH = ("keyfile", "nmcli")
FOLDER = "/etc/NetworkManager/system-connections"
TWO = "member=eth0 member=eth1"


def bond(text: str) -> Bond:
    reading = wire.read([(word, value) for word, _, value in (pair.partition("=") for pair in shlex.split(f"{TWO} {text}"))])
    assert reading.bond, reading.problems
    return reading.bond


def render(stack: str, release: str, text: str) -> Rendering:
    return stacks.get(stack).render(bond(text), RELEASES[release])


def all_text(rendering: Rendering) -> str:
    return "".join(snippet.text for snippet in rendering.snippets)


def lost(rendering: Rendering) -> dict[str, str]:
    return {loss.field: loss.why for loss in rendering.losses}


def read(**groups: str) -> Parsing:
    """A key file of bond0, its groups given as text."""
    head = {"connection": "id=bond0\ntype=bond\ninterface-name=bond0", "ipv4": "method=disabled", "ipv6": "method=disabled", **groups}
    text = "\n".join(f"[{name}]\n{keys}\n" for name, keys in head.items() if keys)
    return stacks.get("keyfile").parse({f"{FOLDER}/bond0.nmconnection": text})


# ---------------------------------------------------------------- what a version takes


OLD_WORDS, NEW_WORDS = ("master", "slave-type"), ("controller", "port-type", "autoconnect-ports")


@pytest.mark.parametrize(
    ("release", "words"),
    [
        ("rhel-8", OLD_WORDS),
        ("rhel-9", OLD_WORDS),
        ("debian-12", OLD_WORDS),
        ("kali", NEW_WORDS),
        ("rocky-10", NEW_WORDS),
        ("debian-13", NEW_WORDS),
        ("fedora-44", NEW_WORDS),
    ],
)
@pytest.mark.parametrize("stack", BOTH)
def test_a_member_says_whose_it_is_in_the_words_of_the_version(stack: str, release: str, words: tuple[str, ...]) -> None:
    text = all_text(render(stack, release, "mode=802.3ad bridge=br0"))
    assert all(word in text for word in words)
    assert not any(word in text for word in {*OLD_WORDS, *NEW_WORDS, "autoconnect-slaves"} - set(words))


@pytest.mark.parametrize("stack", BOTH)
def test_where_the_version_is_not_known_the_words_are_those_that_all_take(stack: str) -> None:
    unknown = replace(RELEASES["kali"], tools={})
    text = all_text(stacks.get(stack).render(bond("mode=802.3ad"), unknown))
    assert all(word in text for word in OLD_WORDS)
    assert not any(word in text for word in NEW_WORDS)


@pytest.mark.parametrize(("release", "method"), [("centos-7", "link-local"), ("rhel-8", "disabled"), ("rocky-10", "disabled")])
def test_ipv6_is_off_as_the_version_can_say_it(release: str, method: str) -> None:
    assert f"ipv6.method {method}" in all_text(render("nmcli", release, "mode=active-backup"))


@pytest.mark.parametrize(
    "text", ["mode=active-backup num_grat_arp=0", "mode=active-backup num_unsol_na=0", "mode=balance-rr packets_per_slave=0"]
)
def test_a_zero_that_newer_versions_keep_to_themselves_is_lost(text: str) -> None:
    name = text.rsplit(maxsplit=1)[-1].removesuffix("=0")
    new, old = render("nmcli", "rocky-10", text), render("nmcli", "debian-11", text)
    assert "keeps a zero to itself" in lost(new)[name]
    assert f"{name}=0" not in all_text(new)
    assert f"{name}=0" in all_text(old)


def test_primary_outside_active_backup_needs_a_newer_version() -> None:
    text = "mode=balance-tlb miimon=100 primary=eth1"
    assert "before 1.24 refuses the whole profile" in lost(render("nmcli", "centos-7", text))["primary"]
    assert "primary=eth1" in all_text(render("nmcli", "rocky-8", text))


# ---------------------------------------------------------------- the monitor


@pytest.mark.parametrize("stack", BOTH)
def test_no_monitor_is_said_aloud_because_networkmanager_would_take_100(stack: str) -> None:
    assert "miimon=0" in all_text(render(stack, "rhel-9", "mode=active-backup"))
    assert "miimon=100" in all_text(render(stack, "rhel-9", "mode=802.3ad"))


@pytest.mark.parametrize("stack", BOTH)
def test_beside_an_arp_monitor_nothing_is_said_of_the_other(stack: str) -> None:
    text = all_text(render(stack, "rhel-9", "mode=active-backup miimon=0 updelay=0 downdelay=0 arp_interval=500 arp_ip_target=192.0.2.1"))
    assert "miimon" not in text and "delay" not in text
    assert "arp_interval=500" in text


def test_without_a_monitor_a_file_means_100() -> None:
    assert read(bond="mode=active-backup").bonds[0].option("miimon") == 100
    assert read(bond="mode=active-backup\nmiimon=0").bonds[0].option("miimon") == 0
    assert read(bond="mode=1\narp_interval=100\narp_ip_target=192.0.2.1").bonds[0].option("miimon") is None


def test_an_arp_monitor_beside_miimon_is_passed_over() -> None:
    parsing = read(bond="mode=1\nmiimon=100\narp_interval=100\narp_ip_target=192.0.2.1")
    assert dict(parsing.bonds[0].options) == {"miimon": 100}
    assert [remark.text for remark in parsing.refused] == ["arp_interval=100", "arp_ip_target=192.0.2.1"]


# ---------------------------------------------------------------- what would cost the whole profile

REFUSED = [
    ("mode=active-backup miimon=100 arp_ip_target=192.0.2.1", "arp_ip_target"),
    ("mode=active-backup miimon=100 ns_ip6_target=2001:db8::1", "ns_ip6_target"),
    ("mode=active-backup miimon=100 arp_interval=200 arp_ip_target=192.0.2.1", "arp_ip_target"),  # the kernel runs one monitor
    ("mode=active-backup arp_validate=all", "arp_validate"),
    ("mode=active-backup miimon=100 peer_notif_delay=250", "peer_notif_delay"),
]


@pytest.mark.parametrize(("text", "name"), REFUSED)
@pytest.mark.parametrize("stack", BOTH)
def test_an_option_that_costs_the_profile_is_a_loss_and_a_finding(stack: str, text: str, name: str) -> None:
    result = generate.generate(generate.read([("release", "rocky-10"), ("stack", stack), *wire.write(bond(text))]))
    assert f"{name}=" not in all_text(result.rendering)
    assert "NetworkManager" in lost(result.rendering)[name]
    assert [finding.field for finding in result.findings if finding.id == "nm-refuses-the-profile"] == [name]


def test_targets_that_a_version_cannot_say_take_the_rest_of_the_arp_monitor_along() -> None:
    rendering = render("keyfile", "debian-12", "mode=active-backup arp_interval=200 ns_ip6_target=2001:db8::1 arp_validate=filter_active")
    assert set(lost(rendering)) == {"arp_interval", "ns_ip6_target", "arp_validate"}
    assert "miimon=0" in all_text(rendering) and "arp" not in all_text(rendering)


FAMILY_OFF = [
    ("dns=2001:db8::53", "dns"),
    ("gateway=2001:db8::1", "gateway"),
    ("'route=2001:db8:1::/48 via 2001:db8::1'", "route"),
]


@pytest.mark.parametrize(("text", "name"), FAMILY_OFF)
@pytest.mark.parametrize("stack", BOTH)
def test_what_belongs_to_a_family_that_is_off_is_a_loss_and_a_finding(stack: str, text: str, name: str) -> None:
    pairs = wire.write(bond(f"mode=active-backup miimon=100 address=192.0.2.10/24 {text}"))
    result = generate.generate(generate.read([("release", "rhel-9"), ("stack", stack), *pairs]))
    assert "2001:db8" not in all_text(result.rendering)
    assert "a family that is off" in lost(result.rendering)[name]
    assert [finding.field for finding in result.findings if finding.id == "nm-family-is-off"] == [name]


def test_a_gateway_without_an_address_and_a_second_one_are_routes() -> None:
    with_dhcp = all_text(render("keyfile", "rhel-9", "mode=active-backup ipv4=dhcp gateway=192.0.2.1"))
    assert "gateway=" not in with_dhcp and "route1=0.0.0.0/0,192.0.2.1\n" in with_dhcp
    second = all_text(render("keyfile", "rhel-9", "mode=active-backup address=192.0.2.10/24 gateway=192.0.2.1 gateway=192.0.2.2"))
    assert "gateway=192.0.2.1\n" in second and "route1=0.0.0.0/0,192.0.2.2\n" in second


# ---------------------------------------------------------------- files, commands, and their order


@pytest.mark.parametrize("name", goldens.names())
def test_files_and_commands_say_the_same(name: str) -> None:
    read_back = []
    for stack in (stacks.get(id) for id in BOTH):
        snippets = stack.render(goldens.bond(name), RELEASES["rocky-10"]).snippets
        read_back.append(stack.parse({snippet.path: snippet.text for snippet in snippets}).bonds)
    assert read_back[0] == read_back[1]


def started(rendering: Rendering, stack: str) -> list[str]:
    """What is brought up, in that order, by the name of its profile."""
    lines = rendering.phase("apply")[-1].run.splitlines() if stack == "keyfile" else all_text(rendering).splitlines()
    added = [shlex.split(line) for line in lines if "connection.uuid" in line]
    names = {words[words.index("connection.uuid") + 1]: words[words.index("con-name") + 1] for words in added}
    ups = [line.split()[-1] for line in lines if " connection up " in line]
    return [names.get(name, name) for name in ups]


def test_files_are_for_root_alone_and_loaded_before_anything_is_started() -> None:
    rendering = render("keyfile", "rhel-9", "mode=active-backup address=192.0.2.10/24")
    lines = rendering.phase("apply")[-1].run.splitlines()
    verbs = [" ".join(line.split()[:3]) for line in lines if line.startswith(" ")]
    off, on = "nmcli device disconnect", "nmcli device set"
    assert verbs == [f"chmod 600 {FOLDER}/bond0.nmconnection", f"restorecon -R {FOLDER}", off, off, "nmcli connection load", on, on]
    assert {snippet.permissions for snippet in rendering.snippets} == {"0600"}


@pytest.mark.parametrize(
    ("release", "labels"), [("rhel-8", True), ("fcos", True), ("sles-16", True), ("sles-15", False), ("debian-13", False)]
)
def test_labels_are_restored_where_selinux_may_be(release: str, labels: bool) -> None:
    assert ("restorecon" in render("keyfile", release, "mode=active-backup").phase("apply")[-1].run) is labels


STARTED = [
    ("rocky-10", "", ["bond0"], ["bond0"]),
    ("rocky-10", "bridge=br0 vlan.5.ipv4=dhcp", ["br0"], ["br0", "bond0.5"]),
    ("rocky-10", "vlan.5.ipv4=dhcp bridge=br5 bridge.over=bond0.5", ["bond0"], ["bond0", "br5"]),
    ("rhel-9", "", [], ["bond0-eth0", "bond0-eth1"]),
    ("rhel-9", "vlan.5.ipv4=dhcp bridge=br5 bridge.over=bond0.5", [], ["bond0-eth0", "bond0-eth1", "bond0.5"]),
    ("rhel-9", "bridge=br0 vlan.5.ipv4=dhcp", [], ["bond0-eth0", "bond0-eth1", "bond0.5"]),
]


@pytest.mark.parametrize(("release", "text", "by_files", "by_commands"), STARTED)
def test_a_new_version_pulls_the_members_and_in_an_old_one_they_take_the_bond_along(
    release: str, text: str, by_files: list[str], by_commands: list[str]
) -> None:
    """In 1.42 a bond loses members that are started twice. What stands in files starts by itself there."""
    assert started(render("keyfile", release, f"mode=active-backup {text}"), "keyfile") == by_files
    assert started(render("nmcli", release, f"mode=active-backup {text}"), "nmcli") == by_commands


def test_an_old_version_takes_the_members_off_their_old_profiles_once_all_is_there() -> None:
    """1.42 loses a member again that goes straight from an active profile to the bond. One without a profile does not stop the script."""
    lines = all_text(render("nmcli", "rhel-9", "mode=active-backup")).splitlines()
    off = [lines.index(f"nmcli device disconnect {member} || true") for member in ("eth0", "eth1")]
    assert max(n for n, line in enumerate(lines) if " add " in line) < min(off)
    assert max(off) < min(n for n, line in enumerate(lines) if " up " in line)
    assert "disconnect" not in all_text(render("nmcli", "rocky-10", "mode=active-backup"))


@pytest.mark.parametrize("stack", BOTH)
def test_the_way_back_starts_the_old_profiles_where_we_took_the_members_off_them(stack: str) -> None:
    """After `nmcli device disconnect` a profile stays down until somebody starts it."""
    (back,) = render(stack, "rhel-9", "mode=active-backup").phase("rollback")
    assert [line.strip() for line in back.run.splitlines()][-3:-1] == ["nmcli device connect eth0", "nmcli device connect eth1"]
    (newer,) = render(stack, "rocky-10", "mode=active-backup").phase("rollback")
    assert "device connect" not in newer.run


def test_a_bond_without_members_is_started_itself() -> None:
    bare = wire.read([("mode", "802.3ad"), ("address", "192.0.2.10/24")]).bond
    assert bare
    assert started(stacks.get("keyfile").render(bare, RELEASES["rhel-9"]), "keyfile") == ["bond0"]


@pytest.mark.parametrize(("release", "ups"), [("rhel-8", 3), ("rocky-10", 2)])
def test_profiles_sleep_until_the_bond_is_up(release: str, ups: int) -> None:
    lines = all_text(render("nmcli", release, "mode=active-backup address=192.0.2.10/24 vlan.5.address=198.51.100.10/24")).splitlines()
    verbs = [line.split()[2] for line in lines if line.startswith("nmcli")]
    assert [verb for verb in verbs if verb != "disconnect"] == ["add"] * 4 + ["up"] * ups + ["modify"] * 4
    assert all("connection.autoconnect no" in line for line in lines if " add " in line)
    assert all(line.endswith("connection.autoconnect yes") for line in lines if " modify " in line)


def test_no_profile_is_made_twice() -> None:
    """From 1.42 on a profile has a UUID of our choice, and the second add fails; before, the script looks for its file."""
    new = all_text(render("nmcli", "rhel-9", "mode=active-backup")).splitlines()
    assert all("connection.uuid" in line for line in new if " add " in line)
    assert all(line.split()[3] == "uuid" for line in new if " up " in line or " modify " in line)
    old = all_text(render("nmcli", "rhel-8", "mode=active-backup")).splitlines()
    assert old[2:5] == [
        f"test '!' -e {FOLDER}/bond0.nmconnection",
        f"test '!' -e {FOLDER}/bond0",
        "test '!' -e /etc/sysconfig/network-scripts/ifcfg-bond0",
    ]
    assert "uuid" not in "".join(old)


@pytest.mark.parametrize("stack", BOTH)
def test_our_profiles_come_before_those_that_an_installer_left(stack: str) -> None:
    text = all_text(render(stack, "rhel-9", "mode=active-backup vlan.5.ipv4=dhcp bridge=br0"))
    assert text.count("autoconnect-priority") == 5


def test_lists_stand_in_one_word_of_a_command() -> None:
    (snippet,) = render(
        "nmcli",
        "rhel-9",
        "mode=active-backup arp_interval=500 arp_ip_target=192.0.2.1,192.0.2.2 address=192.0.2.10/24 address=192.0.2.11/24",
    ).snippets
    words = shlex.split(next(line for line in snippet.text.splitlines() if " type bond " in line))
    assert words[words.index("bond.options") + 1] == "mode=active-backup,arp_interval=500,arp_ip_target=192.0.2.1 192.0.2.2"
    assert words[words.index("ipv4.addresses") + 1] == "192.0.2.10/24,192.0.2.11/24"


def test_a_member_and_a_vlan_never_share_a_profile_name() -> None:
    rendering = render("keyfile", "rhel-9", "mode=active-backup vlan.5.name=bond0-eth0")
    assert rendering.losses == ()
    assert {snippet.path.rpartition("/")[2] for snippet in rendering.snippets} == {
        "bond0.nmconnection",
        "bond0-eth0.nmconnection",
        "bond0-eth0-port.nmconnection",
        "bond0-eth1.nmconnection",
    }


# ---------------------------------------------------------------- reading


def test_a_profile_without_a_method_asks_dhcp_and_routers() -> None:
    (found,) = read(bond="mode=1", ipv4="", ipv6="").bonds
    assert (found.addressing.ipv4, found.addressing.ipv6) == ("dhcp", "auto")


def test_an_address_without_a_method_costs_the_profile() -> None:
    assert "no method" in read(bond="mode=1", ipv4="address1=192.0.2.10/24").refused[0].why


def test_active_slave_is_read_as_primary_unless_there_is_one() -> None:
    assert read(bond="mode=1\nactive_slave=eth1").bonds[0].option("primary") == "eth1"
    assert read(bond="mode=1\nactive_slave=eth1\nprimary=eth0").bonds[0].option("primary") == "eth0"


def test_the_gateway_of_old_stands_behind_the_address() -> None:
    for keys in ("address1=192.0.2.10/24,192.0.2.1", "addresses1=192.0.2.10;24;192.0.2.1;", "address1=192.0.2.10/24\ngateway=192.0.2.1"):
        (found,) = read(bond="mode=1", ipv4=f"method=manual\n{keys}").bonds
        assert (found.addressing.addresses, found.addressing.gateways) == (("192.0.2.10/24",), ("192.0.2.1",))


def test_a_second_target_behind_a_bare_comma_is_no_target() -> None:
    """Nmcli splits there, and stops; a blank or a backslash keeps the list together."""
    parse = stacks.get("nmcli").parse
    for text, targets in (
        ("192.0.2.1 192.0.2.2", ("192.0.2.1", "192.0.2.2")),
        (r"192.0.2.1\,192.0.2.2", ("192.0.2.1", "192.0.2.2")),
        ("192.0.2.1,192.0.2.2", ("192.0.2.1",)),
    ):
        line = f"nmcli c add type bond ifname bond0 bond.options 'mode=1,arp_interval=100,arp_ip_target={text}'\n"
        parsing = parse({"/root/notes.sh": line})
        assert parsing.bonds[0].option("arp_ip_target") == targets
        assert bool(parsing.refused) is (len(targets) == 1)


def test_where_the_rollback_deletes_by_name_no_profile_may_have_that_name_before() -> None:
    """A script that stops because the name is taken must not cost the profile that took it."""
    old = [step for step in render("nmcli", "rhel-8", "mode=1 miimon=100").phase("apply") if step.role == "check"]
    assert shlex.split(old[0].run) == ["sh", "-c", "! nmcli -g NAME connection show | grep -xF -e bond0 -e bond0-eth0 -e bond0-eth1"]
    assert not any("grep" in step.run for step in render("nmcli", "rhel-9", "mode=1 miimon=100").steps if step.role == "check")


def test_on_ubuntu_the_packages_own_rule_has_to_go_too() -> None:
    """It leaves wired cards alone whatever netplan reads; on Debian there is none."""
    for release, is_told in (("ubuntu-24.04", True), ("debian-13", False)):
        said = [each.mend for each in check(bond("mode=1 miimon=100"), RELEASES[release], stacks.get("keyfile")) if each.field == "stack"]
        assert any("touch /etc/NetworkManager/conf.d/10-globally-managed-devices.conf" in mend for mend in said) is is_told
