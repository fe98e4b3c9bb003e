"""The reference in a browser: it fits every screen, is read for one kernel by a form, filters without scripts, and prints."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

PAGES = [
    "/reference/",
    "/reference/options/",
    "/reference/options/lacp_rate?kernel=6.12",
    "/reference/options/arp_validate?release=rhel-7",
    "/reference/modes/",
    "/reference/modes/802.3ad",
    "/reference/kernels?from=centos-7&to=rhel-9",
    "/reference/stacks",
]


@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_scrolls_sideways(browser: Browser, site: str, width: int, path: str) -> None:
    visitor = browser.new_context(viewport={"width": width, "height": 800})
    page = visitor.new_page()
    page.goto(site + path)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    visitor.close()


def test_a_kernel_is_chosen_once_and_goes_along(browser: Browser, site: str) -> None:
    visitor = browser.new_context(java_script_enabled=False)
    page = visitor.new_page()
    page.goto(f"{site}/reference/")
    page.locator("details.view summary").click()
    page.get_by_label("or a kernel of kernel.org").fill("3.10.0")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("As Linux 3.10.0 has it")).to_be_visible()
    page.get_by_role("link", name="lacp_active", exact=True).first.click()
    expect(page.get_by_text("Careful: not in Linux 3.10.0: new in Linux 5.15.")).to_be_visible()
    page.get_by_role("link", name="Show it for every kernel").click()
    expect(page.get_by_text("Careful")).to_have_count(0)
    visitor.close()


def test_the_options_are_filtered_without_scripts(browser: Browser, site: str) -> None:
    visitor = browser.new_context(java_script_enabled=False)
    page = visitor.new_page()
    page.goto(f"{site}/reference/options/")
    page.get_by_label("Work in mode").select_option("balance-rr")
    page.get_by_label("Can be said by").select_option("ifcfg")
    page.get_by_label("There in release").select_option("rhel-7")
    page.get_by_role("button", name="Show").click()
    assert "mode=balance-rr" in page.url
    assert "release=rhel-7" in page.url
    expect(page.get_by_role("status").first).to_contain_text(
        "that do something in balance-rr, said by ifcfg, in Red Hat Enterprise Linux 7"
    )
    expect(page.get_by_role("row", name="miimon")).to_be_visible()
    expect(page.get_by_role("row", name="lacp_rate")).to_have_count(0)
    visitor.close()


def test_no_in_the_matrix_leads_to_the_reason(page: Page, site: str) -> None:
    page.goto(f"{site}/reference/stacks?stack=netplan&stack=networkd")
    page.get_by_role("row", name="arp_missed_max").get_by_role("link", name="indirect").first.click()
    reason = page.locator("#netplan-arp_missed_max")
    expect(reason).to_be_in_viewport()
    expect(reason).to_contain_text("indirect=yes")


def test_it_prints(page: Page, site: str) -> None:
    page.goto(f"{site}/reference/modes/802.3ad?kernel=3.10")
    page.emulate_media(media="print")
    expect(page.get_by_text("As Linux 3.10 has it")).to_be_visible()
    expect(page.locator("details.view")).to_be_hidden()
    expect(page.locator(".headerlink").first).to_be_hidden()
    expect(page.get_by_text("Partner Mac Address")).to_be_visible()
