"""Sharing in a real browser: make a link with an end, open it, take it back, and it is gone; also without script."""

from __future__ import annotations

import re
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.links import STORY
from tests.browser.test_knowledge import write

# a tab that closes while a file is on its way leaves that file to the garbage collector
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]


def share(page: Page, **fields: str) -> str:
    """Make a link with the form of a note's page; its address."""
    page.locator("#share summary").click()
    for name, value in fields.items():
        box = page.locator(f"#share-{name}")
        box.select_option(value) if name == "expires" else box.fill(value)
    page.get_by_role("button", name="Make a short link").click()
    link = page.locator("#short a")
    expect(link).to_be_visible()
    return link.inner_text()


def test_a_note_is_shared_opened_and_taken_back(context: BrowserContext, page: Page, site: str) -> None:
    at = write(page, site, "For a teammate", "## What to do\n\nsee [[Nowhere yet]]")
    link = share(page, until="2031-01-31", author="Ann")
    assert re.fullmatch(rf"{site}/s/\w{{17}}", link)
    expect(page.locator("#short")).to_have_text(f"{link} until 2031-01-31 23:59 UTC")
    assert page.url == at
    other = context.new_page()
    asked: list[str] = []
    other.on("request", lambda request: asked.append(request.headers.get("referer", "")))
    other.goto(link)
    expect(other.get_by_role("heading", level=1)).to_have_text("For a teammate")
    expect(other.locator(".say")).to_contain_text("Ann shared this note with you")
    expect(other.locator("form, nav[aria-label=Site], #find")).to_have_count(0)
    assert len(asked) > 1 and set(asked) == {""}  # nothing is told where it was asked from
    other.keyboard.press("Control+k")  # without a search there is no palette either, and no fault
    other.keyboard.press("/")
    expect(other.locator("dialog")).to_have_count(0)
    other.get_by_role("link", name="as txt").click()
    expect(other.locator("body")).to_contain_text("title: For a teammate")
    page.get_by_role("link", name="All short links").click()
    mine = page.locator("ul.shares li").filter(has_text=link)
    expect(mine).to_contain_text(re.compile(r"by Ann · expires 2031-01-31 23:59 · last opened \d{4}"))
    mine.get_by_role("button", name="Take back the link to For a teammate").click()
    expect(page.locator("ul.shares li").filter(has_text=link)).to_contain_text("taken back")
    page.get_by_role("link", name="Only those that work").click()
    expect(page.locator("main")).not_to_contain_text(link)
    gone = other.goto(link)
    assert gone and gone.status == 404
    expect(other.locator("main")).to_contain_text("This short link leads nowhere")


def test_a_configuration_is_shared_with_an_end(page: Page, site: str) -> None:
    page.goto(site + STORY)
    page.get_by_text("Let it expire").click()
    page.locator("#share-expires").select_option("7d")
    page.get_by_role("button", name="Make a short link").click()
    expect(page.locator("#short")).to_have_text(re.compile(rf"{site}/s/\w{{17}} until \d{{4}}-\d\d-\d\d \d\d:\d\d UTC"))
    page.locator("#share-until").fill("2001-01-01")
    page.get_by_role("button", name="Make a short link").click()
    expect(page.locator("#short")).to_contain_text("No short link was made. “2001-01-01” is in the past. Give ")


def test_without_script_the_list_shows_the_new_link(browser: Browser, page: Page, site: str) -> None:
    at = write(page, site, "Shared without script", "words")
    visitor = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900})
    plain = visitor.new_page()
    plain.goto(at)
    plain.locator("#share summary").click()
    plain.locator("#share-expires").select_option("1d")
    plain.get_by_role("button", name="Make a short link").click()
    link = plain.locator("#made").inner_text()
    plain.goto(link)
    expect(plain.get_by_role("heading", level=1)).to_have_text("Shared without script")
    plain.goto(f"{site}/s/?only=open")
    plain.locator("ul.shares li").filter(has_text=link).get_by_role("button").click()
    assert plain.url == f"{site}/s/?only=open"
    gone = plain.goto(link)
    assert gone and gone.status == 404
    visitor.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_axe_and_no_sideways_scroll(browser: Browser, site: str, scheme: Literal["light", "dark"], width: int) -> None:
    visitor = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True)
    page = visitor.new_page()
    at = write(page, site, f"Axe {scheme} {width}", "## One\n\n## Two\n\n## Three\n\n" + "a-long-word-without-an-end-" * 12)
    link = share(page, author="b" * 80)
    paths = [at, link, f"{site}/s/", f"{site}/s/?made={link.rpartition('/')[2]}", f"{site}/s/?only=open", f"{site}/s/nowhere", site + STORY]
    for path in paths:
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        broken = [(found["id"], [node["target"] for node in found["nodes"]][:3]) for found in Axe().run(page).response["violations"]]
        assert broken == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    visitor.close()
