"""Many hosts: the table as people paste it, what a line changes of the template, what two hosts must not share, the archive."""

from __future__ import annotations

import hashlib
import io
import tarfile

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from app.actions.archive import to_tar
from app.actions.hosts import packed, table
from app.actions.hosts.many import Many, make
from app.actions.hosts.told import to_json, to_text
from app.bonding.wire import Pair

BARE: list[Pair] = [("release", "debian-12"), ("mode", "802.3ad"), ("miimon", "100"), ("member", "eth0"), ("member", "eth1")]
TEMPLATE: list[Pair] = [*BARE, ("address", "192.0.2.10/24"), ("gateway", "192.0.2.1")]


def made(text: str, template: list[Pair] = TEMPLATE) -> Many:
    return make(template, table.read(text))


def said(text: str, template: list[Pair] = TEMPLATE) -> list[str]:
    return [str(each) for each in made(text, template).problems]


def hosts(found: Many) -> list[tuple[str, list[str], tuple[str, ...]]]:
    return [(each.name, each.addresses, each.result.bond.members) for each in found.hosts]


WANTED = [("web1", ["192.0.2.11/24"], ("ens1", "ens2")), ("web2", ["192.0.2.12/24"], ("eth0", "eth1"))]


@pytest.mark.parametrize(
    "text",
    [
        "web1 192.0.2.11/24 ens1 ens2\nweb2 192.0.2.12/24\n",
        "# the web servers\n\nweb1\t192.0.2.11/24\tens1 ens2\nweb2\t192.0.2.12\t\n",
        "web1;192.0.2.11;ens1 ens2\nweb2;192.0.2.12;eth0 eth1\n",
        "host,address,members\nweb1,192.0.2.11/24,ens1 ens2\nweb2,192.0.2.12,\n",
        'Hostname,IP,"Interfaces"\nweb1,192.0.2.11/24,"ens1,ens2"\nweb2,192.0.2.12,"eth0, eth1"\n',
        "host address member member\nweb1 192.0.2.11/24 ens1 ens2\nweb2 192.0.2.12\n",
    ],
)
def test_a_table_as_people_paste_it(text: str) -> None:
    found = made(text)
    assert found.problems == ()
    assert hosts(found) == WANTED


def test_any_word_of_a_bond_may_be_a_column() -> None:
    text = "host,address,gateway,mtu,vlan.100.address,release\nweb1,198.51.100.5/24,198.51.100.1,9000,203.0.113.5/24,rocky-9\n"
    (host,) = made(text).hosts
    bond = host.result.bond
    assert (bond.mtu, bond.addressing.gateways, host.result.target.release.id) == (9000, ("198.51.100.1",), "rocky-9")
    assert host.addresses == ["198.51.100.5/24", "203.0.113.5/24"]


def test_each_host_has_its_own_ports_of_the_switch() -> None:
    table = "host,address,switch.port,switch.lag\nweb1,192.0.2.11,Ethernet1 Ethernet2,11\nweb2,192.0.2.12,Ethernet3 Ethernet4,12\n"
    found = made(table, [*TEMPLATE, ("switch", "arista-eos")])
    assert found.problems == ()
    names = {entry.name: entry.content.decode() for entry in packed.entries(found)}
    assert "Ethernet3" in names["web2/switch/arista-eos.txt"]
    assert "Ethernet3" not in names["web1/switch/arista-eos.txt"]


OTHERS = "Give each host its own. Hosts on another switch go into a table of their own."


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        (["Ethernet1 Ethernet2,,11", "ethernet2 Ethernet3,,12"], ["switch.port “ethernet2”"]),
        (["Ethernet1,Ethernet1,11", "Ethernet2,Ethernet1,12"], ["switch.peer.port “Ethernet1”"]),
        (["Ethernet1,Ethernet2,11", "Ethernet2,Ethernet1,12"], []),
        (["Ethernet1,,11", "Ethernet2,,11"], ["switch.lag “11”"]),
        (["Ethernet1,,", "Ethernet2,,"], ["switch.lag “1”"]),
    ],
)
def test_two_hosts_share_neither_a_port_nor_a_group_of_a_switch(rows: list[str], wrong: list[str]) -> None:
    head = "host,address,switch.port,switch.peer.port,switch.lag\n"
    text = head + "".join(f"web{number},192.0.2.1{number},{row}\n" for number, row in enumerate(rows, 1))
    found = said(text, [*TEMPLATE, ("switch", "arista-eos")])
    assert found == [f"line 3, {each}: is that of web1 (line 2) too. {OTHERS}" for each in wrong]


def test_hosts_without_a_group_or_on_switches_of_two_kinds_share_no_group() -> None:
    text = "host,address,switch,switch.port\nweb1,192.0.2.11,arista-eos,Ethernet1\nweb2,192.0.2.12,{}\n"
    assert said(text.format("dell-os10,ethernet1/1/1")) == []
    assert (
        said(
            text.format("arista-eos,Ethernet2"),
            [("mode", "active-backup") if word == "mode" else (word, value) for word, value in TEMPLATE],
        )
        == []
    )


def test_an_address_belongs_where_the_template_has_its_own() -> None:
    on_vlan = [*BARE, ("vlan.100.address", "192.0.2.10/25")]
    (host,) = made("web1 192.0.2.11", on_vlan).hosts
    assert dict(host.result.link)["vlan.100.address"] == "192.0.2.11/25"
    assert "address" not in dict(host.result.link)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "hosts: has no line."),
        ("../etc 192.0.2.11/24", "line 1, host “../etc”: is no name of a host."),
        ("web1\nweb_2;rm -rf", "line 2, host"),
        ("README.txt 192.0.2.11/24", "line 1, host “README.txt”: stands for something else"),
        ("localhost 192.0.2.11/24", "line 1, host “localhost”: stands for something else"),
        ("web1 192.0.2.11/24\nWEB1 192.0.2.12/24", "line 2, host “WEB1”: stands in line 1 too."),
        ("web1 192.0.2.11/24\nweb2 192.0.2.11/24", "line 2, address “192.0.2.11”: is that of web1 (line 1) too."),
        ("web1 192.0.2.300/24", "line 1, address “192.0.2.300/24”: is not an address."),
        ("web1 2001:db8::1", "line 1, address “2001:db8::1”: has no prefix."),
        ("web1 192.0.2.11/24\nweb2 192.0.2.12/24 eth0;reboot", "line 2, member “eth0;reboot”"),
        ("host,adress\nweb1,192.0.2.11/24", "hosts “adress”: is no word of a bond, so its column says nothing. Did you mean address?"),
        ("host,address\nweb1,192.0.2.11/24,eth0", "line 2, hosts “3 cells”: are more than the 2 columns of the head."),
        ("x" * 300_000, "hosts: is longer than"),
        ("\n".join(f"h{n} 10.0.{n // 250}.{n % 250 + 2}/16" for n in range(301)), "hosts “301 lines”: are more than 300 hosts."),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, says: str) -> None:
    assert any(each.startswith(says) for each in said(text)), said(text)


def test_what_all_hosts_would_share() -> None:
    assert said("web1\nweb2") == ["line 2, address “192.0.2.10”: is that of web1 (line 1) too. Give each host its own."]
    assert any("mac" in each for each in said("web1\nweb2", [*BARE, ("mac", "02:00:00:00:00:01")]))


def test_a_host_whose_line_is_wrong_is_not_called_fine() -> None:
    lines = to_text(made("web1 192.0.2.11/24\nweb2 192.0.2.11/24")).splitlines()
    assert lines[1].endswith("  fine")
    assert lines[2].endswith("  its line is wrong")


@given(st.text(max_size=400))
def test_no_table_breaks_it(text: str) -> None:
    found = made(text)
    assert all(table.HOST_NAME.fullmatch(each.name) for each in found.hosts)
    assert "\x1b" not in to_text(found)


def test_the_archive_has_a_folder_a_host_an_inventory_and_checksums() -> None:
    found = made("web1 192.0.2.11/24 ens1 ens2\nweb2.example.org 192.0.2.12/24")
    names: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(to_tar(packed.entries(found))), mode="r:gz") as archive:
        for member in archive.getmembers():
            file = archive.extractfile(member)
            assert file is not None
            names[member.name] = file.read()
    assert {"inventory.yaml", "README.txt", "SHA256SUMS", "web1/bond0.sh", "web1/etc/network/interfaces.d/bond0"} <= names.keys()
    inventory = yaml.safe_load(names["inventory.yaml"])
    assert list(inventory["all"]["children"]["bonds"]["hosts"]) == ["web1", "web2.example.org"]
    variables = yaml.safe_load(names["host_vars/web2.example.org.yaml"])
    assert variables["bond"]["addresses"] == ["192.0.2.12/24"]
    assert {each["src"] for each in variables["bond_files"]} <= names.keys()
    assert variables["bond_script"] in names
    sums = {name: digest for digest, name in (line.split("  ", 1) for line in names["SHA256SUMS"].decode().splitlines())}
    assert sums.keys() == names.keys() - {"SHA256SUMS"}
    assert all(hashlib.sha256(names[name]).hexdigest() == digest for name, digest in sums.items())
    assert to_tar(packed.entries(found)) == to_tar(packed.entries(found))


def test_where_the_network_role_is_at_home_its_words_come_along() -> None:
    template: list[Pair] = [("release", "rocky-9"), *TEMPLATE[1:]]
    names = {entry.name: entry.content for entry in packed.entries(made("web1 192.0.2.11/24 ens1 ens2", template))}
    connections = yaml.safe_load(names["host_vars/web1.yaml"])["network_connections"]
    assert [each["interface_name"] for each in connections] == ["bond0", "ens1", "ens2"]
    assert yaml.safe_load(names["network.yaml"])[0]["hosts"] == "bonds"
    assert "network.yaml" not in {entry.name for entry in packed.entries(made("web1"))}


@pytest.mark.parametrize("text", ["{{ lookup('pipe', 'reboot') }}", "{% raw %}", "a {# b"])
@pytest.mark.parametrize("release", ["debian-12", "rocky-9"])
def test_ansible_runs_nothing_of_what_a_stranger_wrote(text: str, release: str) -> None:
    template: list[Pair] = [("release", release), *TEMPLATE[1:], ("description", text)]
    names = {entry.name: entry.content.decode() for entry in packed.entries(made("web1 192.0.2.11/24", template))}
    told = [line for line in names["host_vars/web1.yaml"].splitlines() if any(mark in line for mark in ("{{", "{%", "{#"))]
    assert told
    assert all(line.lstrip().startswith('description: !unsafe "') for line in told)


def test_text_and_json() -> None:
    found = made("web1 192.0.2.11/24 eth0\nweb2 192.0.2.11/24")
    text = to_text(found)
    assert text.splitlines()[1].split() == ["web1", "bond0", "eth0", "192.0.2.11/24", "1", "warning"]
    assert "error: line 2, address" in text
    data = to_json(found)
    assert [each["host"] for each in data["hosts"]] == ["web1", "web2"]
    assert data["problems"][0]["field"] == "line 2, address"


def test_a_head_may_begin_with_name() -> None:
    """As the page and the command line say it; a host may still be called name."""
    assert [row.host for row in table.read("name,address,members\nweb1,192.0.2.11/24,eth0 eth1").rows] == ["web1"]
    assert [row.host for row in table.read("name 192.0.2.11/24 eth0 eth1\nweb1 192.0.2.12/24 eth0 eth1").rows] == ["name", "web1"]
