"""Which names and addresses may stand in a generated file, and in which form."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.bonding import names

GOOD: list[tuple[Callable[[str], object], str, object]] = [
    (names.clean_interface, "eth0", "eth0"),
    (names.clean_interface, "bond0.4094", "bond0.4094"),
    (names.clean_interface, "enp65s0f0np0", "enp65s0f0np0"),
    (names.clean_interface, "a-b_c.d", "a-b_c.d"),
    (names.clean_interface, "x" * 15, "x" * 15),
    (names.clean_mac, "02:00:00:00:00:01", "02:00:00:00:00:01"),
    (names.clean_mac, "AA-BB-CC-00-11-22", "aa:bb:cc:00:11:22"),
    (names.clean_address, "192.0.2.10/24", "192.0.2.10/24"),
    (names.clean_address, "192.0.2.10/32", "192.0.2.10/32"),
    (names.clean_address, "2001:DB8:0:0::10/64", "2001:db8::10/64"),
    (names.clean_ip, "192.0.2.1", "192.0.2.1"),
    (names.clean_ip, "FE80::1", "fe80::1"),
    (names.clean_network, "10.0.0.0/8", "10.0.0.0/8"),
    (names.clean_network, "192.0.2.7", "192.0.2.7/32"),
    (names.clean_network, "2001:db8::/32", "2001:db8::/32"),
    (names.clean_domain, "Example.ORG.", "example.org"),
    (names.clean_domain, "_tcp.example", "_tcp.example"),
    (names.clean_description, "  two   words ", "two words"),
    (names.clean_description, "Größe 東 $(id) `x` # \"'", "Größe 東 $(id) `x` # \"'"),
    (names.clean_id, "1", 1),
    (names.clean_id, "4094", 4094),
]


@pytest.mark.parametrize(("clean", "text", "form"), GOOD)
def test_clean_form(clean: Callable[[str], object], text: str, form: object) -> None:
    assert clean(text) == form


BAD: list[tuple[Callable[[str], object], str, str]] = [
    (names.clean_interface, "", "not an interface name"),
    (names.clean_interface, "x" * 16, "longer than the 15 bytes"),
    (names.clean_interface, "größe-größe-gr", "15 bytes"),
    (names.clean_interface, ".", "not an interface name"),
    (names.clean_interface, "..", "not an interface name"),
    (names.clean_interface, "-rf", "not an interface name"),
    (names.clean_interface, "eth0:1", "not an interface name"),
    (names.clean_interface, "eth0/1", "not an interface name"),
    (names.clean_interface, "eth*", "not an interface name"),
    (names.clean_interface, "eth%d", "not an interface name"),
    (names.clean_interface, "eth0\n", "not an interface name"),
    (names.clean_interface, "all", "keeps for itself"),
    (names.clean_interface, "default", "keeps for itself"),
    (names.clean_interface, "lo", "loopback"),
    (names.clean_interface, "bonding_masters", "file of the kernel"),
    (names.clean_mac, "02:00:00:00:00", "not a hardware address"),
    (names.clean_mac, "02:00:00-00:00:01", "not a hardware address"),
    (names.clean_mac, "01:00:5e:00:00:01", "group address"),
    (names.clean_mac, "00:00:00:00:00:00", "all zeros"),
    (names.clean_mac, "02:00:00:00:00:01\n", "not a hardware address"),
    (names.clean_address, "192.0.2.10", "192.0.2.10/24"),
    (names.clean_address, "2001:db8::10", "2001:db8::10/64"),
    (names.clean_address, "192.0.2.10/", "no prefix length"),
    (names.clean_address, "192.0.2.10/255.255.255.0", "no prefix length"),
    (names.clean_address, "192.0.2.10/33", "not an address"),
    (names.clean_address, "192.0.2.010/24", "not an address"),
    (names.clean_address, "192.0.2.1/24; reboot", "no prefix length"),
    (names.clean_address, "host/24", "not an address"),
    (names.clean_address, "127.0.0.1/8", "host on a network"),
    (names.clean_address, "0.0.0.0/0", "host on a network"),
    (names.clean_address, "239.1.1.1/24", "multicast"),
    (names.clean_address, "fe80::1%eth0/64", "scope"),
    (names.clean_ip, "192.0.2.1/24", "prefix length"),
    (names.clean_ip, "255.255.255.255", "broadcast"),
    (names.clean_ip, "fe80::1%eth0", "scope"),
    (names.clean_ip, "ff02::1", "multicast"),
    (names.clean_ip, "1", "not an address"),
    (names.clean_network, "10.0.0.1/8", "The network is 10.0.0.0/8"),
    (names.clean_network, "default", "not a network"),
    (names.clean_network, "10.0.0.0/255.0.0.0", "not a network"),
    (names.clean_domain, "two words", "not a domain"),
    (names.clean_domain, "-a.org", "not a domain"),
    (names.clean_domain, "a..b", "not a domain"),
    (names.clean_domain, "a" * 64, "not a domain"),
    (names.clean_domain, ".".join(["a" * 60] * 5), "not a domain"),
    (names.clean_description, "x" * 201, "longer than 200"),
    (names.clean_description, "two\nlines", "line break"),
    (names.clean_description, "turned \u202e around", "invisible"),
    (names.clean_description, "joins the next line \\", "backslash"),
    (names.clean_id, "0", "1 to 4094"),
    (names.clean_id, "4095", "1 to 4094"),
    (names.clean_id, "٣", "1 to 4094"),
    (names.clean_id, "1e3", "1 to 4094"),
]


@pytest.mark.parametrize(("clean", "text", "why"), BAD)
def test_refused_with_the_reason(clean: Callable[[str], object], text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        clean(text)
