"""What a line says: pointing, tapping, walking with the arrow keys; nothing of it is copied."""

from __future__ import annotations

import re
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.links import RICH, STORY

# a tab that closes while a file is on its way leaves that file to the garbage collector
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]

PANEL = "#says-line"


def test_pointing_at_a_line_tells_what_it_says(page: Page, site: str) -> None:
    page.goto(site + RICH)
    top = page.locator("#apply").evaluate("each => each.getBoundingClientRect().top + each.closest('#result').scrollTop")
    page.locator("#file-1 [data-about=miimon]").hover()
    panel = page.locator(PANEL)
    expect(panel).to_contain_text("Polling period of the carrier-based link monitor")
    for text in (
        "Here: 100 ms",
        "Default: 100 ms",
        "Kernel: Linux 2.6.12 or older",
        "Ubuntu 24.04 LTS has it",
        "Key: mii-monitor-interval",
    ):
        expect(panel).to_contain_text(text)
    now = page.locator("#apply").evaluate("each => each.getBoundingClientRect().top + each.closest('#result').scrollTop")
    assert now == top  # nothing moved
    page.locator("#file-1 [data-about=updelay]").hover()
    expect(panel).to_contain_text("before a recovered link is used again")
    panel.get_by_role("link", name="updelay").hover()  # the pointer may go there
    expect(panel).to_be_visible()
    panel.get_by_role("link", name="updelay").click()
    expect(page).to_have_url(f"{site}/reference/options/updelay")


def test_the_panel_goes_when_the_pointer_goes(page: Page, site: str) -> None:
    page.goto(site + STORY)
    page.locator("#file-1 [data-about]").first.hover()
    expect(page.locator(PANEL)).to_be_visible()
    page.locator("#result h2").hover()
    expect(page.locator(PANEL)).to_be_hidden()


def test_walking_with_the_keys(page: Page, site: str) -> None:
    page.goto(site + STORY)
    page.locator("#explained").focus()
    page.keyboard.press("Tab")
    first, second = page.locator("#file-1 [data-about]").all()
    expect(first).to_be_focused()
    panel = page.locator(PANEL)
    expect(panel).to_contain_text("Loading an interface of this name loads the bonding driver.")
    expect(first).to_have_attribute("aria-describedby", "says-text")
    page.keyboard.press("ArrowDown")
    expect(second).to_be_focused()
    expect(panel).to_contain_text("Like balance-tlb")
    expect(first).not_to_have_attribute("aria-describedby", "says-text")
    page.keyboard.press("ArrowDown")
    expect(second).to_be_focused()
    page.keyboard.press("Home")
    expect(first).to_be_focused()
    page.keyboard.press("End")
    expect(second).to_be_focused()
    page.keyboard.press("Enter")
    expect(panel.get_by_role("link", name="mode")).to_be_focused()
    page.keyboard.press("Escape")
    expect(second).to_be_focused()
    expect(panel).to_be_hidden()


def test_a_block_is_one_stop_and_no_trap(page: Page, site: str) -> None:
    page.goto(site + STORY)
    page.locator("#explained").focus()
    page.keyboard.press("Tab")
    expect(page.locator(PANEL)).to_be_visible()
    stops = []
    for _ in range(4):  # the links of the panel, its button, then out of the block
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.textContent.trim().split(' ')[0]"))
    assert stops == ["name", "Close", "Copy", "DEVICE=eth0"]
    expect(page.locator("#file-2 [data-about]").first).to_be_focused()
    assert page.locator("#file-1").get_attribute("tabindex") == "0"
    assert page.locator("#file-1 [tabindex]").count() == 0
    page.keyboard.press("Escape")
    expect(page.locator("[data-copy=file-2]")).to_be_focused()
    expect(page.locator(PANEL)).to_be_hidden()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    expect(page.locator("[data-copy=file-1]")).to_be_focused()


def test_commands_of_steps_are_explained(page: Page, site: str) -> None:
    page.goto(site + STORY)
    page.locator("#apply-1 [data-about]").hover()
    expect(page.locator(PANEL)).to_contain_text("Makes a folder and copies the present files into it.")


def test_the_panel_follows_a_live_change(page: Page, site: str) -> None:
    page.goto(site + STORY)
    page.locator("#file-1 [data-about]").nth(1).hover()
    expect(page.locator(PANEL)).to_contain_text("miimon")
    page.get_by_label("updelay").fill("300")
    expect(page.locator("#file-1")).to_contain_text("updelay=300")
    page.locator("#file-1 [data-about]").nth(1).hover()
    expect(page.locator(PANEL)).to_contain_text("Here: 300 ms")


def test_a_dead_server_is_told(page: Page, site: str) -> None:
    page.goto(site + STORY)
    page.route(re.compile("explain=1"), lambda route: route.abort())
    page.locator("#file-1 [data-about]").first.hover()
    expect(page.locator(PANEL)).to_contain_text("The server did not answer")
    page.unroute_all()
    page.locator("#file-1 [data-about]").nth(1).hover()
    expect(page.locator(PANEL)).to_contain_text("The options with which the driver is loaded.")


def test_copying_takes_only_the_text(context: BrowserContext, page: Page, site: str) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    text = "alias bond0 bonding\noptions bond0 miimon=100 mode=6\n"
    page.goto(site + STORY)
    page.locator("#file-1 [data-about]").first.hover()
    expect(page.locator(PANEL)).to_be_visible()
    page.locator("[data-copy=file-1]").click()
    expect(page.locator("[data-copy=file-1]")).to_contain_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == text
    page.goto(site + STORY + "&explain=1")
    page.locator("[data-copy=file-1]").click()
    expect(page.locator("[data-copy=file-1]")).to_contain_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == text
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#x-file-1 dl'))")
    page.keyboard.press("Control+C")
    assert [each for each in page.evaluate("navigator.clipboard.readText()").split("\n") if each] == text.split("\n")[:-1]


@pytest.mark.parametrize("path", [STORY, RICH])
def test_tapping_on_a_phone(browser: Browser, site: str, path: str) -> None:
    visitor = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    page = visitor.new_page()
    page.goto(site + path)
    target = page.locator("#file-1 [data-about~=miimon]").first
    target.tap()
    panel = page.locator(PANEL)
    expect(panel).to_contain_text("Polling period")
    expect(panel).to_be_in_viewport(ratio=1)
    box, told = panel.bounding_box(), target.bounding_box()
    assert box and told
    assert box["width"] >= 340
    assert box["y"] >= told["y"] + told["height"] or box["y"] + box["height"] <= told["y"]  # never over the line itself
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    panel.get_by_role("button", name="Close").tap()
    expect(panel).to_be_hidden()
    visitor.close()


def test_without_a_script(browser: Browser, site: str) -> None:
    visitor = browser.new_context(java_script_enabled=False)
    page = visitor.new_page()
    page.goto(site + STORY)
    page.get_by_role("link", name="Explain every line").click()
    expect(page.locator("#x-file-4")).to_contain_text("The netmask that goes with the address")
    page.locator("#x-file-1").get_by_role("link", name="miimon").click()
    expect(page.locator("h1")).to_have_text("miimon")
    page.get_by_role("link", name="Generate a bond with miimon=100").click()
    expect(page.locator("#result h2")).to_contain_text("active-backup")
    visitor.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_with_the_panel_open(browser: Browser, site: str, scheme: Literal["light", "dark"], width: int) -> None:
    visitor = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True)
    page = visitor.new_page()
    page.goto(site + RICH)
    page.locator("#file-1").focus()
    page.keyboard.press("ArrowDown")
    page.locator("#file-1 [data-about=miimon]").click()
    expect(page.locator(PANEL)).to_be_visible()
    violations = Axe().run(page).response["violations"]
    visitor.close()
    assert [(found["id"], [node["target"] for node in found["nodes"]][:3]) for found in violations] == []
