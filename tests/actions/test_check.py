"""check: findings with file and line, in text, JSON and SARIF; a fixed version; a status for pipelines."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from app import stacks
from app.actions import check, check_text, sarif, sources
from app.actions.check import Checked, Found
from app.actions.check_fix import fix
from app.actions.sources import Source
from app.bonding.model import Bond
from app.cli import main
from app.errors import BadInput
from app.rules.texts import TEXTS
from tests.stacks.goldens import bond, names, release_for
from tests.web.sarif_shape import faults

NETDEV = "[NetDev]\nName=bond0\nKind=bond\n\n[Bond]\nMode=active-backup\nMIIMonitorSec=100ms\n"
MEMBER = "[Match]\nName={}\n\n[Network]\nBond=bond0\n"
NETPLAN = """network:
  ethernets:
    eth0: {}
    eth1: {}
  bonds:
    bond0:
      interfaces: [eth0, eth1]
      addresses: [192.0.2.10/24]
      parameters:
        mode: active-backup  # one switch each
        mii-monitor-interval: 100
        lacp-rate: fast
"""
KEYFILE = "[connection]\nid=bond0\ntype=bond\ninterface-name=bond0\n[bond]\nmode=active-backup\nmiimon=100\n"
PORT = "[connection]\nid={0}\ntype=ethernet\ninterface-name={0}\nmaster=bond0\nslave-type=bond\n"


def networkd(**more: str) -> list[Source]:
    files = {"10-bond0.netdev": NETDEV, "05-a.network": MEMBER.format("eth0"), "05-b.network": MEMBER.format("eth1"), **more}
    return [Source(f"/etc/systemd/network/{name.replace('__', '.d/')}", text) for name, text in files.items()]


def profiles(mode: int | None = None, *, true: bool = False) -> list[Source]:
    texts = {"bond0": KEYFILE, "eth0": PORT.format("eth0"), "eth1": PORT.format("eth1")}
    folder = "/etc/NetworkManager/system-connections"
    return [Source(f"{folder}/{name}.nmconnection", text, mode=mode, true=true) for name, text in texts.items()]


def of(found: Checked, id: str) -> list[Found]:
    return [each for each in found.findings if each.id == id]


def lines(found: Checked, id: str) -> list[tuple[str, int]]:
    return [(each.path.rpartition("/")[2], each.line) for each in of(found, id)]


# ---------------------------------------------------------------- places


def test_a_rule_speaks_at_the_line_that_said_the_word() -> None:
    (found,) = of(check.check([Source("/etc/netplan/60-bond0.yaml", NETPLAN)]), "option-not-in-mode")
    assert (found.path, found.line, found.text, found.level) == ("/etc/netplan/60-bond0.yaml", 12, "lacp-rate: fast", "error")
    assert found.link == "/reference/rules/option-not-in-mode"


def test_what_is_missing_is_told_where_the_mode_stands() -> None:
    found = check.check([Source("/etc/netplan/a.yaml", NETPLAN.replace("        mii-monitor-interval: 100\n", ""))])
    assert lines(found, "no-monitor") == [("a.yaml", 10)]


def test_lines_of_a_paste_count_from_its_top() -> None:
    text = f"$ cat /etc/hosts\n127.0.0.1 localhost\n$ cat /etc/netplan/60-bond0.yaml\n{NETPLAN}"
    found = check.check(sources.pasted(text))
    assert found.place(of(found, "option-not-in-mode")[0]) == ("/etc/netplan/60-bond0.yaml", 15)


@pytest.mark.parametrize("id", stacks.IDS)
def test_our_own_files_have_no_flaw_that_only_the_text_shows(id: str) -> None:
    for name in names():
        rendering = stacks.get(id).render(bond(name), release_for(id))
        if not rendering.back.bonds:
            continue
        found = check.check([Source(each.path, each.text, mode=int(each.permissions, 8), true=True) for each in rendering.snippets], id)
        wrong = [each for each in found.findings if each.id in TEXTS and each.level != "hint"]
        assert wrong == [], name


# ---------------------------------------------------------------- what only the text shows


def test_a_near_key_is_offered() -> None:
    found = check.check([Source("/etc/netplan/a.yaml", NETPLAN.replace("mii-monitor", "mii-monitr"))])
    assert [(each.line, each.mend) for each in of(found, "unknown-key")] == [(11, "Did you mean mii-monitor-interval?")]


def test_a_key_that_is_only_unknown_here_is_no_error() -> None:
    found = check.check(
        [Source("/etc/netplan/a.yaml", NETPLAN.replace("lacp-rate: fast", "").replace("      addr", "      zeal: 1\n      addr"))]
    )
    assert [(each.line, each.level) for each in of(found, "unknown-key")] == [(8, "hint")]


def test_a_key_of_another_section() -> None:
    found = check.check(networkd(**{"10-bond0.netdev": NETDEV.replace("Kind=bond\n", "Kind=bond\nLACPTransmitRate=fast\n")}))
    assert lines(found, "wrong-section") == [("10-bond0.netdev", 4)]
    assert "belongs into [Bond]" in of(found, "wrong-section")[0].message


def test_a_key_twice_counts_once() -> None:
    found = check.check(networkd(**{"10-bond0.netdev": NETDEV + "MIIMonitorSec=200ms\n"}))
    assert lines(found, "key-twice") == [("10-bond0.netdev", 8)]
    assert "networkd takes the last one" in of(found, "key-twice")[0].message


def test_lists_may_say_a_key_twice() -> None:
    targets = NETDEV.replace("MIIMonitorSec=100ms", "ARPIntervalSec=1s\nARPIPTargets=192.0.2.1\nARPIPTargets=192.0.2.2")
    assert of(check.check(networkd(**{"10-bond0.netdev": targets})), "key-twice") == []


def test_a_bare_number_is_seconds() -> None:
    found = check.check(networkd(**{"10-bond0.netdev": NETDEV.replace("100ms", "100")}))
    assert lines(found, "time-without-unit") == [("10-bond0.netdev", 7)]
    assert of(found, "miimon-unit") == []
    assert of(check.check(networkd(**{"10-bond0.netdev": NETDEV.replace("100ms", "1")})), "time-without-unit") == []


def test_permissions_count_where_they_are_those_of_the_machine() -> None:
    assert {each.level for each in of(check.check(profiles(0o644, true=True)), "permissions")} == {"error"}
    assert {each.level for each in of(check.check(profiles(0o644)), "permissions")} == {"hint"}
    assert of(check.check(profiles(0o600, true=True)), "permissions") == []
    assert of(check.check(profiles()), "permissions") == []


def test_permissions_of_an_archive_are_known() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as packed:
        for each in profiles():
            info = tarfile.TarInfo(each.path.lstrip("/"))
            info.size, info.mode = len(each.text), 0o644
            packed.addfile(info, io.BytesIO(each.text.encode()))
    assert len(of(check.check(sources.uploaded({"etc.tar.gz": out.getvalue()})), "permissions")) == 3


def test_a_member_of_a_bond_that_nobody_makes() -> None:
    found = check.check(networkd(**{"05-b.network": MEMBER.format("eth1").replace("bond0", "bnod0")}))
    assert [(each.line, each.mend) for each in of(found, "no-such-bond")] == [(5, "Did you mean bond0?")]
    alone = check.check([Source("/etc/systemd/network/05-a.network", MEMBER.format("eth0"))])
    assert lines(alone, "no-such-bond") == [("05-a.network", 5)]


def test_an_option_that_stands_twice_in_one_line() -> None:
    text = 'DEVICE=bond0\nONBOOT=yes\nBONDING_OPTS="mode=1 miimon=100 mode=4 arp_ip_target=192.0.2.1 arp_ip_target=192.0.2.2"\n'
    found = check.check([Source("/etc/sysconfig/network-scripts/ifcfg-bond0", text)], release="rhel-7")
    assert lines(found, "key-twice") == [("ifcfg-bond0", 3)]
    assert found.bonds[0].mode == "802.3ad"


def test_a_leftover_of_another_system() -> None:
    leftover = Source("/etc/network/interfaces", "auto eth1\niface eth1 inet dhcp\n")
    found = check.check([Source("/etc/netplan/a.yaml", NETPLAN), leftover])
    assert lines(found, "claimed-twice") == [("interfaces", 2)]
    harmless = Source("/etc/network/interfaces", "iface eth1 inet manual\niface eth5 inet dhcp\n")
    assert of(check.check([Source("/etc/netplan/a.yaml", NETPLAN), harmless]), "claimed-twice") == []


def test_a_bond_of_two_systems() -> None:
    other = "auto bond0\niface bond0 inet manual\n  bond-slaves eth0 eth1\n  bond-mode 1\n  bond-miimon 100\n"
    found = check.check([Source("/etc/netplan/a.yaml", NETPLAN), Source("/etc/network/interfaces", other)])
    assert any("is made by" in each.message and each.level == "error" for each in of(found, "claimed-twice"))


def test_an_earlier_file_takes_a_member() -> None:
    taker = "[Match]\nName=eth*\n[Network]\nDHCP=yes\n"
    assert len(of(check.check(networkd(**{"01-all.network": taker})), "claimed-twice")) == 2
    assert of(check.check(networkd(**{"99-all.network": taker})), "claimed-twice") == []


OF_A_MEMBER = {
    "ifupdown2": "auto eth0\niface eth0\n    address 192.0.2.11/24\n\nauto bond0\niface bond0\n"
    "    bond-slaves eth0 eth1\n    bond-mode 1\n",
    "ifupdown-ng": "auto eth0\niface eth0\n    use dhcp\n\nauto bond0\niface bond0\n    bond-members eth0 eth1\n    bond-mode 1\n",
    "netifrc": 'slaves_bond0="eth0 eth1"\nmode_bond0="1"\nconfig_bond0="192.0.2.10/24"\nconfig_eth0="dhcp"\n',
    "openwrt": "config interface 'wan'\n\toption device 'eth0'\n\toption proto 'dhcp'\n\nconfig device\n\toption name 'bond0'\n"
    "\toption type 'bonding'\n\tlist ports 'eth0'\n\tlist ports 'eth1'\n",
    "kickstart": "network --device=eth0 --bootproto=dhcp\nnetwork --device=bond0 --bondslaves=eth0,eth1 --bondopts=mode=1,miimon=100\n",
    "talos": "apiVersion: v1alpha1\nkind: BondConfig\nname: bond0\nlinks: [eth0, eth1]\nbondMode: active-backup\n---\n"
    "apiVersion: v1alpha1\nkind: LinkConfig\nname: eth0\naddresses:\n- address: 192.0.2.1/24\n",
    "nmstate": "interfaces:\n- name: eth0\n  type: ethernet\n  ipv4: {enabled: true, dhcp: true}\n- name: bond0\n  type: bond\n"
    "  link-aggregation: {mode: active-backup, port: [eth0, eth1]}\n",
    "cloud-init-v2": "network:\n  version: 2\n  ethernets: {eth0: {dhcp4: true}, eth1: {}}\n  bonds:\n    bond0:\n"
    "      interfaces: [eth0, eth1]\n      parameters: {mode: active-backup}\n",
}


@pytest.mark.parametrize("stack", OF_A_MEMBER)
def test_a_member_with_addresses_of_its_own_is_told_once_whatever_the_stack(stack: str) -> None:
    found = check.check([Source("", OF_A_MEMBER[stack])], stack)
    told = [each for each in found.findings if each.id in ("claimed-twice", "member-has-addresses")]
    assert ["eth0" in each.message for each in told] == [True]


def test_members_that_talos_chooses_by_their_properties_are_no_error() -> None:
    text = "machine:\n  network:\n    interfaces:\n    - interface: bond0\n      bond:\n        mode: 802.3ad\n        miimon: 100\n"
    chosen = text + "        deviceSelectors:\n        - hardwareAddr: '52:54:*'\n"
    found = check.check([Source("", chosen)], "talos")
    assert [(each.line, each.level) for each in of(found, "line-refused")] == [(8, "hint")]
    assert found.count("error") == 0
    assert len(of(check.check([Source("", text)], "talos"), "no-members")) == 1


def test_no_stack_takes_its_own_bond_for_two() -> None:
    plain = Bond("bond0", "active-backup", ("eth0", "eth1"), (("miimon", 100),))
    for stack in stacks.every():
        rendering = stack.render(plain, release_for(stack.id))
        found = check.check([Source(each.path, each.text) for each in rendering.snippets], release=release_for(stack.id).id)
        assert of(found, "claimed-twice") == [], stack.id


def test_the_bond_of_another_tool_for_interfaces_is_found_too() -> None:
    twice = Source("/etc/network/interfaces", OF_A_MEMBER["ifupdown2"])
    found = check.check([Source("/etc/netplan/a.yaml", NETPLAN), twice])
    assert [each.reading.stack.id for each in found.judged] == ["netplan", "ifupdown2"]
    assert [(each.line, each.level) for each in of(found, "claimed-twice")] == [(2, "warning"), (7, "error")]
    assert of(found, "line-refused") == []


def test_a_file_that_cannot_be_read_is_a_finding_with_its_line() -> None:
    found = check.check([Source("/etc/netplan/a.yaml", "network:\n  bonds:\n    bond0: [\n")])
    assert [(each.id, each.level) for each in found.findings] == [("file-unreadable", "error")]
    assert found.findings[0].line > 1


# ---------------------------------------------------------------- the target


def test_the_release_decides_and_is_named() -> None:
    old = NETPLAN.replace("lacp-rate: fast", "all-members-active: true")
    told = check.check([Source("/etc/netplan/a.yaml", old)], release="ubuntu-18.04")
    assert (told.judged[0].target.release.id, told.judged[0].assumed) == ("ubuntu-18.04", False)
    assumed = check.check([Source("/etc/netplan/a.yaml", old)])
    assert assumed.judged[0].assumed
    assert "assumed" in check_text.to_text(assumed)


@pytest.mark.parametrize(
    ("text", "words", "message"),
    [
        ("", {}, "is empty"),
        ("hello\n", {}, "holds no bond"),
        (NETPLAN, {"release": "debian-99"}, "is not a release"),
        (NETPLAN, {"release": "rhel-9"}, "does not work on"),
        (NETPLAN, {"stack": "netplann"}, "Did you mean netplan"),
    ],
)
def test_what_cannot_be_checked_is_one_message(text: str, words: dict[str, str], message: str) -> None:
    with pytest.raises(BadInput, match=message):
        check.check(sources.pasted(text), **words)


# ---------------------------------------------------------------- the fixed version


def fixed(text: str, path: str = "/etc/netplan/60-bond0.yaml") -> str:
    (made,) = fix(check.check([Source(path, text)]))
    return made.files[path]


def test_the_fixed_version_keeps_every_other_line() -> None:
    assert fixed(NETPLAN) == NETPLAN.replace("        lacp-rate: fast\n", "")


def test_a_misspelt_key_is_renamed_where_it_stands() -> None:
    text = NETPLAN.replace("mii-monitor", "mii-monitr").replace("        lacp-rate: fast\n", "")
    assert fixed(text) == text.replace("mii-monitr", "mii-monitor")


def test_pairs_in_one_line_are_mended_in_the_line() -> None:
    flow = NETPLAN.split("      parameters:", maxsplit=1)[0] + "      parameters: {mode: active-backup, lacp-rate: fast, primary: eth0}\n"
    assert "{mode: active-backup, mii-monitor-interval: 100, primary: eth0}" in fixed(flow)
    opts = "DEVICE=bond0\nTYPE=Bond\nBONDING_OPTS='mode=1 lacp_rate=fast miimon=100' # uplink\n"
    members = [
        Source(f"/etc/sysconfig/network-scripts/ifcfg-{name}", f"DEVICE={name}\nMASTER=bond0\nSLAVE=yes\n") for name in ("eth0", "eth1")
    ]
    (made,) = fix(check.check([Source("/etc/sysconfig/network-scripts/ifcfg-bond0", opts), *members]))
    assert "BONDING_OPTS='mode=1 miimon=100' # uplink\n" in made.files["/etc/sysconfig/network-scripts/ifcfg-bond0"]


def test_what_is_fine_has_no_fixed_version() -> None:
    assert fix(check.check(networkd())) == []


# ---------------------------------------------------------------- the command line


def run(*words: str, text: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(main, ["check", *words], input=text)
    return done.exit_code, done.output


def test_a_line_a_finding_and_status_1(tmp_path: Path) -> None:
    (tmp_path / "60-bond0.yaml").write_text(NETPLAN)
    status, output = run(str(tmp_path / "60-bond0.yaml"))
    assert status == 1
    assert output.startswith(f"{tmp_path}/60-bond0.yaml:12: error: The kernel refuses lacp_rate in mode active-backup.")
    assert "[option-not-in-mode]\n" in output
    assert "1 error, no warnings" in output
    assert "hint:" not in output
    assert "hint:" in run("--hints", str(tmp_path / "60-bond0.yaml"))[1]


def test_warnings_and_nothing_are_status_0() -> None:
    assert run("-", text=NETPLAN.replace("lacp-rate: fast", "primary: eth0"))[0] == 0
    assert run("-", text=NETPLAN.replace("        lacp-rate: fast\n", "").replace("        mii-monitor-interval: 100\n", ""))[0] == 0


def test_wrong_use_is_status_2() -> None:
    assert run("-", text="")[0] == 2
    assert run("-o", "x", "-", text=NETPLAN)[0] == 2
    status, output = run("--format", "json", "-", text="hello\n")
    assert (status, json.loads(output)["errors"][0]["field"]) == (2, "text")


def test_a_part_of_the_root_is_a_folder_too(tmp_path: Path) -> None:
    folder = tmp_path / "etc" / "network"
    folder.mkdir(parents=True)
    (folder / "interfaces").write_text("auto bond0\niface bond0 inet manual\n bond-slaves eth0 eth1\n bond-mode 1\n bond-miimon 100\n")
    for given in (tmp_path, tmp_path / "etc", folder):
        assert "# bond0: ifupdown" in run(str(given))[1]


def test_the_diff_can_be_applied(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(NETPLAN)
    _, output = run("--fix", str(tmp_path / "a.yaml"))
    assert "\n-        lacp-rate: fast\n" in output
    assert f"--- a{tmp_path}/a.yaml\n" in output
    assert (tmp_path / "a.yaml").read_text() == NETPLAN


def test_the_fixed_files_go_into_a_folder_and_never_over_another(tmp_path: Path) -> None:
    status, _ = run("--fix", "-o", str(tmp_path / "out"), "-", text=f"/etc/netplan/60-bond0.yaml:\n{NETPLAN}")
    made = tmp_path / "out/etc/netplan/60-bond0.yaml"
    assert status == 1
    assert made.read_text() == NETPLAN.replace("        lacp-rate: fast\n", "")
    assert made.stat().st_mode & 0o777 == 0o600
    made.write_text("mine")
    assert run("--fix", "-o", str(tmp_path / "out"), "-", text=f"/etc/netplan/60-bond0.yaml:\n{NETPLAN}")[0] == 2
    assert made.read_text() == "mine"


def test_a_path_out_of_the_folder_is_not_written(tmp_path: Path) -> None:
    status, _ = run("--fix", "-o", str(tmp_path / "out"), "-", text=f"==> /etc/../../netplan/x.yaml <==\n{NETPLAN}")
    assert status in (1, 2)
    assert not (tmp_path / "netplan").exists()
    assert not (tmp_path.parent / "netplan").exists()


def test_json() -> None:
    status, output = run("--format", "json", "-", text=NETPLAN)
    answer = json.loads(output)
    (error,) = [each for each in answer["findings"] if each["level"] == "error"]
    assert status == 1
    assert (error["id"], error["line"], error["bond"], error["field"]) == ("option-not-in-mode", 12, "bond0", "lacp_rate")
    assert answer["counts"]["error"] == 1
    assert answer["checked"][0]["stack"] == "netplan"
    assert "-        lacp-rate: fast" in answer["fixes"][0]["diff"]


def test_sarif_for_pipelines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "my net").mkdir()
    (tmp_path / "my net/60-bond0.yaml").write_text(NETPLAN)
    monkeypatch.chdir(tmp_path)
    status, output = run("--format", "sarif", "my net/60-bond0.yaml")
    log = json.loads(output)
    assert status == 1
    assert faults(log) == []
    (result,) = [each for each in log["runs"][0]["results"] if each["level"] == "error"]
    place = result["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "my%20net/60-bond0.yaml"}, "region": {"startLine": 12}}
    rule = log["runs"][0]["tool"]["driver"]["rules"][result["ruleIndex"]]
    assert rule["id"] == result["ruleId"] == "option-not-in-mode"
    assert urlsplit(rule["helpUri"]).path == "/reference/rules/option-not-in-mode"


def test_the_shape_of_sarif_can_fail() -> None:
    good = sarif.to_sarif(check.check([Source("/etc/netplan/a.yaml", NETPLAN)]), "http://127.0.0.1:8000")
    assert faults(good) == []
    good["runs"][0]["results"][0]["level"] = "hint"
    good["runs"][0]["results"][1]["ruleIndex"] = 999
    assert len(faults(good)) == 2
