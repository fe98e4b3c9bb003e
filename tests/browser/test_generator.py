"""The generator in a real browser: without a script, with it, on a phone, in print."""

from __future__ import annotations

import re
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.links import COMPARE, RICH, STORY

# a tab that closes while a file is on its way leaves that file to the garbage collector
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]


def test_without_a_script(browser: Browser, site: str) -> None:
    visitor = browser.new_context(java_script_enabled=False)
    page = visitor.new_page()
    page.goto(site)
    page.get_by_label("Which release").select_option("centos-5")
    page.get_by_label("Which mode").select_option("balance-alb")
    page.get_by_label("Which network cards").fill("eth0 eth1")
    page.get_by_role("button", name="Show the configuration").click()
    page.get_by_label("Addresses").first.fill("192.168.11.200/24")
    page.get_by_label("Addresses").first.press("Enter")
    expect(page.locator("#result")).to_contain_text("IPADDR=192.168.11.200")
    assert "mtu=" not in page.url
    assert "address=192.168.11.200/24" in page.url
    page.get_by_label("VLAN ids").fill("10")
    page.get_by_role("button", name="Show the result").first.click()
    page.locator("#form [name='vlan.10.address']").fill("192.0.2.1/24")
    page.locator("#form [name='vlan.10.address']").press("Enter")
    expect(page.locator("#result")).to_contain_text("ifcfg-bond0.10")
    page.get_by_role("button", name="Remove VLAN 10").click()
    expect(page.locator("#result")).not_to_contain_text("bond0.10")
    assert "vlan" not in page.url
    page.get_by_role("button", name="Make a short link").click()
    expect(page.locator("#short a")).to_be_visible()
    assert not page.get_by_role("button", name="Copy").first.is_visible()
    visitor.close()


def test_live(page: Page, site: str) -> None:
    page.goto(f"{site}/generate")
    members = page.get_by_label("Members", exact=True)
    members.click()
    page.keyboard.type("eth0, eth1", delay=15)
    expect(page.locator("#file-1")).to_contain_text("interfaces: [eth0, eth1]")
    expect(members).to_be_focused()
    expect(page).to_have_url(f"{site}/generate?release=ubuntu-24.04&mode=802.3ad&member=eth0,+eth1&miimon=100")
    members.fill("eth0; reboot")
    expect(page.locator("#say-f-member")).to_contain_text("is not an interface name")
    expect(page.locator("#result")).to_contain_text("No configuration yet")
    expect(members).to_be_focused()
    expect(members).to_have_attribute("aria-invalid", "true")
    members.fill("eth0 eth1")
    expect(members).not_to_have_attribute("aria-invalid", "true")
    page.get_by_label("Release").select_option("centos-5")
    expect(page.locator("#file-1")).to_contain_text("alias bond0 bonding")
    page.locator("input[name=mode][value='active-backup']").check()
    expect(page.locator("#p-lacp .missing")).to_contain_text("The kernel refuses it in active-backup.")
    expect(page.locator("#file-1")).to_contain_text("mode=1")


def test_the_box_for_the_indirect_way(page: Page, site: str) -> None:
    page.goto(f"{site}/generate?release=debian-13&stack=networkd&mode=balance-tlb&miimon=100&member=eth0&lp_interval=5")
    box = page.get_by_label("Also set what systemd-networkd has no key for")
    expect(box).not_to_be_checked()
    box.check()
    expect(page.locator("#files ~ h4", has_text="90-bond0.rules")).to_be_visible()
    assert "&indirect=yes&" in page.url
    box.uncheck()
    expect(page.locator("#files ~ h4", has_text="90-bond0.rules")).to_have_count(0)
    page.get_by_role("link", name="set indirect=yes").first.click()
    expect(page.get_by_label("Also set what systemd-networkd has no key for")).to_be_checked()


def test_reload_shows_the_same(page: Page, site: str) -> None:
    page.goto(site + STORY)
    page.get_by_label("MTU").first.fill("9000")
    expect(page.locator("#file-4")).to_contain_text("MTU=9000")
    page.evaluate("document.querySelectorAll('.since').forEach(note => { note.remove() })")  # what the edit changed is known until then
    before = page.locator("#result").inner_text()
    page.reload()
    assert page.locator("#result").inner_text() == before
    expect(page.get_by_label("MTU").first).to_have_value("9000")


def test_vlans_and_routes_grow_live(page: Page, site: str) -> None:
    page.goto(site + STORY)
    page.get_by_label("VLAN ids").fill("10, 20")
    page.keyboard.press("Tab")
    page.locator("#form [name='vlan.10.address']").fill("192.0.2.9/24")
    expect(page.locator("#result")).to_contain_text("ifcfg-bond0.10")
    page.locator("#form [name=route]").first.fill("10.0.0.0/8 via 192.168.11.1")
    page.keyboard.press("Tab")
    expect(page.locator("#form [name=route]")).to_have_count(2)
    page.get_by_role("button", name="Remove VLAN 10").click()
    expect(page.locator("#form [name='vlan.10.address']")).to_have_count(0)
    expect(page.locator("#result pre", has_text="bond0.10")).to_have_count(0)
    page.get_by_label("VLAN ids").fill("")
    page.keyboard.press("Tab")
    expect(page.locator("details.vlan")).to_have_count(0)


def test_typing_on_wins_over_a_late_answer(page: Page, site: str) -> None:
    page.goto(site + STORY)
    name = page.get_by_label("Name of the bond")
    name.click()
    page.keyboard.type("storagebond", delay=40)
    expect(page.locator("#result h2")).to_contain_text("storagebond:")
    expect(name).to_have_value("storagebond")
    expect(name).to_be_focused()


def test_a_dead_server_is_told(page: Page, site: str) -> None:
    page.goto(site + STORY)
    page.route(re.compile("/generate"), lambda route: route.abort())
    page.get_by_label("MTU").first.fill("9000")
    expect(page.locator("#offline")).to_contain_text("The server did not answer")
    expect(page.locator("#result")).to_have_attribute("aria-busy", "true")
    page.unroute_all()
    page.get_by_label("MTU").first.fill("9001")
    expect(page.locator("#offline")).to_have_count(0)
    expect(page.locator("#file-4")).to_contain_text("MTU=9001")


def test_copying(context: BrowserContext, page: Page, site: str) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(site + STORY)
    page.locator("[data-copy=file-1]").click()
    expect(page.locator("[data-copy=file-1]")).to_contain_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "alias bond0 bonding\noptions bond0 miimon=100 mode=6\n"
    page.locator("[data-copy=apply-2]").click()
    expect(page.locator("[data-copy=apply-2]")).to_contain_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "service network restart"


def test_copying_where_there_is_no_clipboard(context: BrowserContext, page: Page, site: str) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.add_init_script("Object.defineProperty(window, 'isSecureContext', {value: false})")
    page.goto(site + STORY)
    page.locator("[data-copy=file-1]").click()
    expect(page.locator("[data-copy=file-1]")).to_contain_text("Copied")
    expect(page.locator("[data-copy=file-1]")).to_be_focused()
    assert page.evaluate("navigator.clipboard.readText()") == "alias bond0 bonding\noptions bond0 miimon=100 mode=6\n"


def test_short_link(page: Page, site: str) -> None:
    page.goto(site + STORY)
    page.get_by_role("button", name="Make a short link").click()
    link = page.locator("#short a")
    expect(link).to_be_visible()
    assert page.url == site + STORY
    page.goto(link.inner_text())
    assert page.url.startswith(f"{site}/generate?release=centos-5&stack=ifcfg-legacy")
    expect(page.locator("#file-1")).to_contain_text("alias bond0 bonding")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_theme(browser: Browser, site: str, scheme: Literal["light", "dark"]) -> None:
    visitor = browser.new_context(color_scheme=scheme)
    page = visitor.new_page()
    page.goto(site)
    colour = "getComputedStyle(document.body).backgroundColor"
    own = page.evaluate(colour)
    button = page.locator("#theme")
    seen = {}
    for _ in range(3):
        button.click()
        seen[button.inner_text()] = page.evaluate(colour)
    assert set(seen) == {"Theme: light", "Theme: dark", "Theme: auto"}
    assert seen["Theme: light"] != seen["Theme: dark"]
    assert seen["Theme: auto"] == own == seen[f"Theme: {scheme}"]
    button.click()
    page.goto(f"{site}/about")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    assert page.evaluate(colour) == seen["Theme: light"]
    visitor.close()


REFERENCE = [
    f"{RICH}&explain=1",
    "/reference/",
    "/reference/fields",
    "/reference/options/arp_validate",
    "/reference/options/ns_ip6_target",
    "/reference/modes/802.3ad",
]


@pytest.mark.parametrize("width", [390, 320])
@pytest.mark.parametrize(
    "path",
    ["/", "/generate", STORY, RICH, "/generate?name=" + "x" * 300, COMPARE, "/about", "/reference/rules/", "/nowhere", *REFERENCE],
)
def test_no_sideways_scroll(browser: Browser, site: str, width: int, path: str) -> None:
    visitor = browser.new_context(viewport={"width": width, "height": 700})
    page = visitor.new_page()
    page.goto(site + path)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    visitor.close()


def test_phone_bar_leads_to_the_result(browser: Browser, site: str) -> None:
    visitor = browser.new_context(viewport={"width": 390, "height": 800})
    page = visitor.new_page()
    page.goto(site + STORY)
    bar = page.get_by_role("link", name="Result: 4 files")
    expect(bar).to_be_in_viewport()
    bar.click()
    expect(page.locator("#result h2")).to_be_in_viewport()
    visitor.close()


def test_keyboard(page: Page, site: str) -> None:
    page.goto(site + STORY)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Release")).to_be_focused()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_print(page: Page, site: str) -> None:
    page.goto(site + STORY)
    page.emulate_media(media="print")
    assert not page.locator("#form").is_visible()
    assert not page.locator(".copy").first.is_visible()
    expect(page.locator("#file-4")).to_be_visible()


def test_first_visit(page: Page, site: str) -> None:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(f"{site}/generate", wait_until="networkidle")
    assert len(requests) <= 6
    assert all(url.startswith(site) for url in requests)
