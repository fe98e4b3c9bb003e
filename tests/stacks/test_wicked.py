"""SUSE's ifcfg files as wicked and the older scripts take them, and apart from Red Hat's files of the same names."""

from __future__ import annotations

import re
import shlex

import pytest

from app import stacks
from app.actions import check, convert
from app.actions.generate import Target
from app.actions.sources import Source, pasted, uploaded
from app.bonding import wire
from app.bonding.model import Bond
from app.distros.releases import RELEASES
from app.stacks.contract import Parsing, Rendering, meaning
from tests.stacks import goldens

FOLDER = "/etc/sysconfig/network/"
TWO = "mode=active-backup miimon=100 member=eth0 member=eth1"
RED_HAT = {
    "ifcfg-bond0": 'DEVICE=bond0\nBONDING_MASTER=yes\nBONDING_OPTS="mode=1 miimon=100"\nONBOOT=yes\nBOOTPROTO=none\n',
    "ifcfg-eth0": "DEVICE=eth0\nMASTER=bond0\nSLAVE=yes\nONBOOT=yes\n",
}
SUSE = {
    "ifcfg-bond0": "STARTMODE='auto'\nBOOTPROTO='static'\nIPADDR='192.0.2.1/24'\nBONDING_MASTER='yes'\nBONDING_SLAVE0='eth0'\n"
    "BONDING_MODULE_OPTS='mode=1 miimon=100'\n",
    "ifcfg-eth0": "STARTMODE='hotplug'\nBOOTPROTO='none'\n",
    "ifcfg-bond0.100": "STARTMODE='auto'\nBOOTPROTO='static'\nETHERDEVICE='bond0'\nVLAN_ID='100'\nIPADDR='198.51.100.1/24'\n",
}


def bond(text: str) -> Bond:
    reading = wire.read([(word, value) for word, _, value in (pair.partition("=") for pair in shlex.split(text))])
    assert reading.bond, reading.problems
    return reading.bond


def render(text: str, release: str = "sles-15") -> Rendering:
    return stacks.get("wicked").render(bond(text), RELEASES[release])


def files(text: str, release: str = "sles-15") -> dict[str, str]:
    return {snippet.path.removeprefix(FOLDER): snippet.text for snippet in render(text, release).snippets}


def parse(**named: str) -> Parsing:
    return stacks.get("wicked").parse({f"{FOLDER}{name.replace('__', '-')}": text for name, text in named.items()})


def options(text: str, release: str = "sles-15") -> str:
    return next(line for line in files(text, release)["ifcfg-bond0"].splitlines() if line.startswith("BONDING_MODULE_OPTS"))


# ---------------------------------------------------------------- what wicked reads in a line


def as_wicked(text: str) -> dict[str, str]:
    """The variables of a file as wicked takes them: a value without quotes ends at a blank, one in quotes at the same quote."""
    found = {}
    for line in text.splitlines(keepends=True):
        assert len(line.encode()) < 512, line
        match = re.fullmatch(r"\s*([A-Za-z]\w*)=(.*\n)", line, re.DOTALL)
        if match:
            value = match[2]
            quoted = re.match(r"""(["'])(.*?)\1""", value)
            found[match[1]] = quoted[2] if quoted else value.split()[0] if value.split() else ""
    return found


@pytest.mark.parametrize("name", goldens.names())
def test_wicked_reads_every_variable_as_a_shell_does(name: str) -> None:
    for snippet in stacks.get("wicked").render(goldens.bond(name), RELEASES["sles-15"]).snippets:
        if "/ifcfg-" in snippet.path or snippet.path.endswith("/config"):
            lines = [line for line in snippet.text.splitlines() if not line.startswith("#")]
            shell = dict(shlex.split(line)[0].split("=", 1) for line in lines)
            assert as_wicked(snippet.text) == shell


def test_a_description_that_is_too_long_for_a_line_of_wicked_is_a_loss() -> None:
    """What stands behind the 511th byte would be a line of its own, such as BONDING_MASTER=no."""
    rendering = render(f"{TWO} description='{'東' * 170} BONDING_MASTER=no'")
    assert [loss.field for loss in rendering.losses] == ["description"]
    assert "東" not in "".join(snippet.text for snippet in rendering.snippets)


def test_a_description_stands_where_yast_shows_it() -> None:
    assert 'NAME="Uplink of rack 7"' in files(f"{TWO} description='Uplink of rack 7'")["ifcfg-bond0"]
    assert "# bond0: five o'clock" in files(f'{TWO} description="five o\'clock"')["ifcfg-bond0"]


# ---------------------------------------------------------------- options


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("mode=802.3ad member=eth0", 'BONDING_MODULE_OPTS="mode=802.3ad miimon=100"'),  # the kernel's own, which wicked wants said
        (
            "mode=active-backup miimon=0 arp_interval=100 arp_ip_target=192.0.2.1 member=eth0",  # two names are two monitors for it
            'BONDING_MODULE_OPTS="mode=active-backup arp_interval=100 arp_ip_target=192.0.2.1"',
        ),
        ("mode=active-backup miimon=100 arp_interval=0 member=eth0", 'BONDING_MODULE_OPTS="mode=active-backup miimon=100"'),
        (
            "mode=active-backup miimon=100 num_grat_arp=3 member=eth0",
            'BONDING_MODULE_OPTS="mode=active-backup miimon=100 num_grat_arp=3 num_unsol_na=3"',
        ),
        ("mode=active-backup miimon=100 use_carrier=off member=eth0", 'BONDING_MODULE_OPTS="mode=active-backup miimon=100 use_carrier=0"'),
    ],
)
def test_wicked_gets_no_options_that_it_would_refuse_together(asked: str, written: str) -> None:
    assert options(asked) == written


def test_the_older_scripts_take_what_the_kernel_takes() -> None:
    """It has rules of its own about modes; the scripts write each pair into its file."""
    asked = "mode=balance-tlb miimon=100 fail_over_mac=active xmit_hash_policy=layer3+4 num_grat_arp=3 member=eth0"
    assert options(asked, "sles-11") == (
        'BONDING_MODULE_OPTS="mode=balance-tlb miimon=100 fail_over_mac=active xmit_hash_policy=layer3+4 num_grat_arp=3"'
    )
    assert options(asked) == 'BONDING_MODULE_OPTS="mode=balance-tlb miimon=100"'
    assert {loss.field for loss in render(asked).losses} == {"fail_over_mac", "xmit_hash_policy", "num_grat_arp"}


def test_what_each_release_runs() -> None:
    assert "wicked ifreload eth0 eth1 bond0" in [step.run for step in render(TWO).steps]
    assert "service network restart" in [step.run for step in render(TWO, "sles-11").steps]
    assert not any("wicked" in step.run for step in render(TWO, "sles-11").steps)


@pytest.mark.parametrize(
    ("asked", "method"),
    [
        ("ipv4=dhcp", "dhcp4"),
        ("ipv6=dhcp", "dhcp6"),
        ("ipv4=dhcp ipv6=dhcp", "dhcp4+dhcp6"),
        ("ipv4=dhcp ipv6=auto", "dhcp4+auto6"),
        ("address=192.0.2.1/24 ipv6=auto", "auto6"),
        ("address=192.0.2.1/24", "static"),
    ],
)
def test_each_way_to_an_address_has_its_word(asked: str, method: str) -> None:
    made = files(f"{TWO} {asked}")
    assert f"BOOTPROTO={method}\n" in made["ifcfg-bond0"]
    assert ("ifsysctl-bond0" in made) == ("ipv6=" not in asked)


def test_on_sles_11_the_kernel_takes_router_advertisements_by_itself() -> None:
    rendering = render(f"{TWO} address=192.0.2.1/24 ipv6=auto", "sles-11")
    assert rendering.losses == ()
    assert not any("accept_ra" in snippet.text for snippet in rendering.snippets)


def test_the_bond_below_a_bridge_keeps_its_mtu_on_sles_11() -> None:
    """With BOOTPROTO=none the scripts leave the link alone as well."""
    asked = f"{TWO} mtu=9000 address=192.0.2.1/24 bridge=br0"
    assert "BOOTPROTO=static\n" in files(asked, "sles-11")["ifcfg-bond0"]
    assert "BOOTPROTO=none\n" in files(asked)["ifcfg-bond0"]


def test_a_second_gateway_and_a_second_route_to_one_place_are_losses() -> None:
    asked = "gateway=192.0.2.1 gateway=192.0.2.2 route='10.0.0.0/8 via 192.0.2.3' route='10.0.0.0/8 via 192.0.2.4'"
    rendering = render(f"{TWO} address=192.0.2.9/24 {asked}")
    assert [(loss.field, loss.wanted) for loss in rendering.losses] == [("gateway", "192.0.2.2"), ("route", "10.0.0.0/8 via 192.0.2.4")]
    assert all("wicked takes" in loss.why or "first one counts" in loss.why for loss in rendering.losses)


def test_whose_name_servers_they_are_is_kept() -> None:
    """It knows no interfaces: of several, comments tell."""
    asked = f"{TWO} address=192.0.2.9/24 dns=192.0.2.53 vlan.5.address=198.51.100.9/24 vlan.5.gateway=198.51.100.1 vlan.5.dns=198.51.100.53"
    rendering = render(asked)
    assert rendering.losses == ()
    assert rendering.back.bonds[0] == bond(asked)
    assert 'NETCONFIG_DNS_STATIC_SERVERS="192.0.2.53 198.51.100.53"\n' in files(asked)["config"]


# ---------------------------------------------------------------- what people have


def test_dhcp_follows_the_routers_as_networkmanagers_auto_does() -> None:
    found = parse(
        ifcfg__bond0="STARTMODE=auto\nBOOTPROTO=dhcp\nBONDING_MASTER=yes\nBONDING_SLAVE0=eth0\nBONDING_MODULE_OPTS='miimon=100'\n"
    )
    assert (found.bonds[0].addressing.ipv4, found.bonds[0].addressing.ipv6) == ("dhcp", "auto")


def test_nobody_switched_router_advertisements_off() -> None:
    """It leaves IPv6 to the kernel, which takes them; a file ifsysctl may say otherwise."""
    plain = SUSE["ifcfg-bond0"]
    assert parse(ifcfg__bond0=plain).bonds[0].addressing.ipv6 == "auto"
    for line in ("net.ipv6.conf.bond0.accept_ra = 0", "net/ipv6/conf/all/disable_ipv6 = 1", "net.ipv6.conf.$INTERFACE.accept_ra=0"):
        assert parse(ifcfg__bond0=plain, ifsysctl__bond0=line).bonds[0].addressing.ipv6 == "none", line


@pytest.mark.parametrize(
    ("broken", "id", "part"),
    [
        (("BONDING_MASTER='yes'", "BONDING_MASTER='1'"), "needed-line-missing", "BONDING_MASTER=yes is missing"),
        (("STARTMODE='auto'", "STARTMODE='manual'"), "needed-line-missing", "not started with the system"),
        (("STARTMODE='auto'", "STARTMODE='auto'\nPOST_UP_SCRIPT=tune.sh"), "script-without-scheme", "tune.sh"),
        (("miimon=100", "miimon=100 max_bonds=1"), "line-refused", "refuses the whole file"),
        (("'mode=1 miimon=100'", "mode=1 miimon=100"), "line-refused", "quotes are missing"),
        (("mode=1 miimon=100", "mode=1"), "wicked-wants-a-monitor", "nothing watches"),
        (("BONDING_SLAVE0='eth0'\n", ""), "wicked-wants-members", "no bond"),
        (("mode=1 miimon=100", "mode=5 miimon=100 xmit_hash_policy=layer3+4"), "wicked-refuses-in-mode", "balance-tlb"),
        (("mode=1 miimon=100", "mode=1 miimon=100 updelay=20"), "wicked-delay-below-miimon", "less than miimon"),
        (("mode=1 miimon=100", f"mode=1 miimon=100 arp_ip_target={'192.168.100.100,' * 31}192.0.2.1"), "line-refused", "511 bytes"),
    ],
)
def test_what_wicked_would_not_do_is_told_at_its_line(broken: tuple[str, str], id: str, part: str) -> None:
    text = SUSE["ifcfg-bond0"]
    assert broken[0] in text
    found = check.check([Source(f"{FOLDER}ifcfg-bond0", text.replace(*broken))], release="sles-15").findings
    told = [each for each in found if each.id == id and part in each.message]
    assert told and all(each.line for each in told), [(each.id, each.message) for each in found]


def test_a_member_with_an_address_of_its_own_is_told() -> None:
    found = parse(ifcfg__bond0=SUSE["ifcfg-bond0"], ifcfg__eth0="STARTMODE=auto\nBOOTPROTO=dhcp\n")
    assert [(each.id, each.line) for each in found.flaws] == [("member-has-addresses", 2)]


def test_the_steps_stop_where_wicked_refuses_the_files() -> None:
    steps = render("mode=active-backup miimon=100 member=eth0").phase("apply")
    (check,) = [step for step in steps if step.role == "check"]
    assert shlex.split(check.run) == ["sh", "-c", "wicked show-config bond0 | grep -F '<name>bond0</name>'"]
    assert steps.index(check) < next(number for number, step in enumerate(steps) if step.drops)


def test_a_sensible_bond_has_neither_error_nor_warning_nor_loss() -> None:
    from app.rules import check as judged

    asked = bond("mode=802.3ad miimon=100 lacp_rate=fast xmit_hash_policy=layer3+4 member=eth0 member=eth1 address=192.0.2.10/24")
    for release in ("sles-11", "sles-12", "sles-15", "leap-15.6", "tumbleweed"):
        assert not [each for each in judged(asked, RELEASES[release], stacks.get("wicked")) if each.level != "hint"], release
        assert stacks.get("wicked").render(asked, RELEASES[release]).losses == ()


# ---------------------------------------------------------------- two dialects of one name


@pytest.mark.parametrize(("files", "folder", "stack"), [(RED_HAT, "network-scripts", "ifcfg"), (SUSE, "network", "wicked")])
def test_files_of_both_dialects_are_told_apart(files: dict[str, str], folder: str, stack: str) -> None:
    """In their folders, by their names alone, and pasted without names."""
    there = [Source(f"/etc/sysconfig/{folder}/{name}", text) for name, text in files.items()]
    bare = uploaded({name: text.encode() for name, text in files.items()})
    nameless = [Source("", "\n".join(files.values()))]
    named = pasted("".join(f"==> /etc/sysconfig/{folder}/{name} <==\n{text}" for name, text in files.items()))
    for sources in (there, bare, nameless, named):
        found = convert.read(sources)
        assert (found.reading.stack.id, found.bonds[0].name, found.bonds[0].members) == (stack, "bond0", ("eth0",))
        assert [vlan.name for vlan in found.bonds[0].vlans] == (["bond0.100"] if stack == "wicked" else [])
        assert not [other.stack.id for other in found.others if other.stack.id in ("ifcfg", "wicked")]


def test_a_bond_without_the_name_of_its_file_is_a_guess_that_is_told() -> None:
    found = convert.read([Source("", SUSE["ifcfg-bond0"])])
    assert found.bonds[0].name == "bond0"
    assert [each.id for each in found.reading.parsing.flaws] == ["file-without-name"]


# ---------------------------------------------------------------- on to NetworkManager


def test_a_host_that_grew_over_years_means_the_same_in_key_files() -> None:
    """The files of two hosts, as YaST and their owners left them: bridge, VLAN, routes, name servers, netmasks."""
    profiles = {}
    for sample in ("yast", "kvm-host", "sles-10-by-hand"):
        texts = goldens.stored(goldens.HERE / "wicked" / "samples" / sample)
        sources = [Source(f"/{path}", text) for path, text in texts.items() if path != "EXPECTED.json"]
        found = convert.convert(sources, Target(RELEASES["sles-16"], stacks.get("keyfile")))
        (result,) = found.results
        assert found.reading.stack.id == "wicked"
        assert result.rendering.losses == ()
        assert meaning(result.rendering.back.bonds[0]) == meaning(found.bonds[0])
        profiles[sample] = {each.path.rpartition("/")[2].partition(".nm")[0]: each.text for each in result.rendering.snippets}
    assert set(profiles["kvm-host"]) == {"bond0", "bond0-em1", "bond0-em2", "br0", "vlan20"}
    for line in ("address2=192.0.2.21/24", "gateway=192.0.2.1", "dns=192.0.2.53;", "dns=2001:db8::53;", "route1=10.0.0.0/8,192.0.2.254"):
        assert line in profiles["yast"]["bond0"].splitlines()
    for line in ("mode=802.3ad", "xmit_hash_policy=layer3+4", "lacp_rate=fast", "mtu=9000", "cloned-mac-address=3c:fd:fe:a5:be:cc"):
        assert line in profiles["kvm-host"]["bond0"].splitlines()
    for line in ("id=20", "parent=bond0", "address1=203.0.113.9/27", "route1=10.20.0.0/16,203.0.113.30,50", "method=disabled"):
        assert line in profiles["kvm-host"]["vlan20"].splitlines()
    assert profiles["kvm-host"]["br0"].count("method=auto") == 2
    for line in ("mode=active-backup", "miimon=80", "primary=eth1", "address1=198.51.100.7/24", "route2=172.16.0.0/12,198.51.100.253"):
        assert line in profiles["sles-10-by-hand"]["bond0"].splitlines()


@pytest.mark.parametrize("owner", ["search=example.org", "vlan.1.search=example.org", "dns=2001:db8::53 vlan.1.dns=192.0.2.53"])
def test_where_two_interfaces_have_a_gateway_a_comment_tells_whose_the_name_servers_are(owner: str) -> None:
    asked = f"{TWO} address=2001:db8::10/64 gateway=2001:db8::1 vlan.1.address=192.0.2.10/24 vlan.1.gateway=192.0.2.1 {owner}"
    rendering = render(asked)
    assert not [loss for loss in rendering.losses if loss.field.endswith(("dns", "search"))]
    assert set(meaning(rendering.back.bonds[0])) >= {pair for pair in meaning(bond(asked)) if pair[0].endswith(("dns", "search"))}
