"""The lines that the last edit changed are marked, and comparing works with and without a script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.links import STORY

# a tab that closes while a file is on its way leaves that file to the garbage collector
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]


def test_nothing_is_marked_at_first(page: Page, site: str) -> None:
    page.goto(site + STORY)
    expect(page.locator("#file-1")).to_be_visible()
    expect(page.locator("pre .changed, pre.changed, .since")).to_have_count(0)


def test_the_lines_of_the_last_edit_are_marked(context: BrowserContext, page: Page, site: str) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(site + STORY)
    page.locator("input[name=mode][value='active-backup']").check()
    expect(page.locator("#file-1 .changed")).to_have_text(["options bond0 miimon=100 mode=1\n"])
    expect(page.locator("#file-2 .changed, #file-3 .changed, #file-4 .changed")).to_have_count(0)
    expect(page.locator(".since").first).to_have_text("Your last edit: 1 line changed (line 2)")
    page.locator("[data-copy=file-1]").click()
    expect(page.locator("[data-copy=file-1]")).to_contain_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "alias bond0 bonding\noptions bond0 miimon=100 mode=1\n"


def test_marks_add_nothing_to_what_a_mouse_selects(page: Page, site: str) -> None:
    page.goto(site + STORY)
    page.get_by_label("MTU").first.fill("9000")
    expect(page.locator("#file-4 .changed")).to_have_count(1)
    selected = page.evaluate("getSelection().selectAllChildren(document.getElementById('file-4')), getSelection().toString()")
    assert selected + "\n" == page.evaluate("document.getElementById('file-4').textContent")


def test_added_and_removed_lines(page: Page, site: str) -> None:
    page.goto(site + STORY)
    page.get_by_label("MTU").first.fill("9000")
    expect(page.locator("#file-4 .changed")).to_have_text(["MTU=9000\n"])
    expect(page.locator("#file-1 .changed")).to_have_count(0)
    page.get_by_label("MTU").first.fill("")
    expect(page.locator("pre .changed")).to_have_count(0)
    expect(page.locator(".since", has_text="1 line taken out").first).to_be_visible()


def test_marks_stay_until_the_next_edit_and_pass_over_a_slip(page: Page, site: str) -> None:
    page.goto(site + STORY)
    page.locator("input[name=mode][value='active-backup']").check()
    expect(page.locator("#file-1 .changed")).to_have_count(1)
    page.get_by_label("Description").fill("x\\")
    expect(page.locator("#result")).to_contain_text("No configuration yet")
    page.get_by_label("Description").fill("")
    expect(page.locator("#file-1")).to_contain_text("mode=1")
    expect(page.locator("#file-1 .changed")).to_have_count(1)  # the files are as before the slip, and so are their marks
    page.get_by_label("MTU").first.fill("9000")
    expect(page.locator("#file-4 .changed")).to_have_text(["MTU=9000\n"])
    expect(page.locator("#file-1 .changed")).to_have_count(0)


def test_new_and_gone_files(page: Page, site: str) -> None:
    page.goto(site + STORY)
    page.get_by_label("VLAN ids").fill("10")
    page.keyboard.press("Tab")
    block = page.locator("pre.changed", has_text="DEVICE=bond0.10")
    expect(block).to_have_count(1)
    page.get_by_label("VLAN ids").fill("")
    page.keyboard.press("Tab")
    expect(page.locator(".since", has_text="ifcfg-bond0.10")).to_contain_text("not among the files any more")


def test_comparing_without_a_script(browser: Browser, site: str) -> None:
    visitor = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = visitor.new_page()
    page.goto(site + STORY)
    page.locator("#versus summary").click()
    page.locator("#versus").get_by_label("Another mode").select_option("802.3ad")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("h1")).to_have_text("Compare two configurations")
    assert page.url.endswith("&address=192.168.11.200/24&with.mode=802.3ad")
    expect(page.locator("ins b")).to_have_text(["4"])
    page.get_by_role("link", name="Swap the sides").click()
    expect(page.locator("ins b")).to_have_text(["6"])
    visitor.close()


@pytest.mark.parametrize(("width", "columns"), [(1280, 2), (390, 1)])
def test_side_by_side_where_there_is_room(browser: Browser, site: str, width: int, columns: int) -> None:
    visitor = browser.new_context(viewport={"width": width, "height": 900})
    page = visitor.new_page()
    page.goto(f"{site}{STORY.replace('?', '/compare?')}&with.mode=802.3ad")
    old, new = (page.locator(f".diff {tag}").first.bounding_box() for tag in ("del", "ins"))
    assert old and new
    assert (old["y"] == new["y"]) == (columns == 2)
    assert page.locator(".diff .twin").first.is_visible() == (columns == 2)
    visitor.close()


def test_a_mend_is_one_click(page: Page, site: str) -> None:
    page.goto(f"{site}/generate?release=debian-13&stack=iproute2&mode=active-backup&member=eth0&member=eth1&address=192.0.2.10/24")
    page.locator("#result").get_by_role("link", name="set miimon=100").click()
    expect(page.locator("#result")).not_to_contain_text("No link monitor")
    expect(page.locator("#f-miimon")).to_have_value("100")
