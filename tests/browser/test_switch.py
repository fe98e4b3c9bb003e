"""The block of the switch in a browser: chosen in the form, its lines appear at once, and a phone has no sideways scroll."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]
BOND = "/generate?release=debian-13&stack=networkd&mode=802.3ad&miimon=100&member=eth0&member=eth1&vlan=10"


def test_a_switch_is_chosen_and_its_lines_follow(page: Page, site: str) -> None:
    page.goto(site + BOND)
    expect(page.locator("#result")).to_contain_text("Choose its system in the form")
    page.get_by_label("System of the switch").select_option("arista-eos")
    expect(page.locator("#say-f-switch\\.port")).to_contain_text("Nothing is written for the switch before its ports are named")
    ports = page.get_by_label("Its ports")
    ports.fill("Ethernet1 Ethernet2")
    ports.press("Tab")
    page.get_by_label("Number of the group").fill("7")
    expect(page.locator("#switch-1-1")).to_contain_text("channel-group 7 mode active")
    bond = "release=debian-13&stack=networkd&mode=802.3ad&member=eth0,+eth1&miimon=100&vlan=10"
    expect(page).to_have_url(f"{site}/generate?{bond}&switch=arista-eos&switch.port=Ethernet1+Ethernet2&switch.lag=7")
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    ports.fill("eth0; reboot")
    expect(page.locator("#say-f-switch\\.port")).to_contain_text("is not a port of Arista EOS")
