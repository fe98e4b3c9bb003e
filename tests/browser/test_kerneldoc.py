"""The kernel's document in a browser: added by hand, read on both widths, compared, and printed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]

TEXTS = Path(__file__).parents[1] / "kerneldoc" / "texts"
PAGES = ("/reference/kernel/", "/reference/kernel/6.12/", "/reference/kernel/3.10/", "/reference/kernel/compare?from=3.10&to=6.12")


@pytest.fixture(scope="module")
def added(browser: Browser, site: str) -> Iterator[str]:
    """The site with two documents, which a person brought in through the form."""
    page = browser.new_page()
    for name, version in (("new.rst", "6.12"), ("old.txt", "3.10")):
        page.goto(f"{site}/reference/kernel/")
        page.get_by_label("File").set_input_files(TEXTS / name)
        page.get_by_label("Version of the kernel").fill(version)
        page.get_by_role("button", name="Add").click()
        expect(page).to_have_url(f"{site}/reference/kernel/{version}/")
    yield site
    for version in ("6.12", "3.10"):
        page.goto(f"{site}/reference/kernel/{version}/")
        page.get_by_role("button", name="Remove this document").click()
        expect(page).to_have_url(f"{site}/reference/kernel/")
    page.close()


def test_the_contents_lead_to_an_option_and_it_to_our_page_and_back(page: Page, added: str) -> None:
    page.goto(f"{added}/reference/kernel/6.12/")
    page.get_by_role("navigation", name="Contents").get_by_role("link", name="miimon").click()
    expect(page.locator("h3#miimon")).to_be_in_viewport()
    page.get_by_role("link", name="miimon in Bondbook").click()
    expect(page).to_have_url(f"{added}/reference/options/miimon")
    page.get_by_role("link", name="Linux 3.10").click()
    expect(page).to_have_url(f"{added}/reference/kernel/3.10/#miimon")
    expect(page.locator("h3#miimon")).to_be_in_viewport()


def test_two_are_chosen_and_compared(page: Page, added: str) -> None:
    page.goto(f"{added}/reference/kernel/")
    page.get_by_label("From").select_option("3.10")
    page.get_by_label("To", exact=True).select_option("6.12")
    page.get_by_role("button", name="Compare").click()
    page.get_by_role("link", name="miimon", exact=True).click()
    changed = page.locator("section.difference", has=page.locator("h3", has_text="miimon"))
    expect(changed.locator("del")).to_contain_text("lacp_rate")
    expect(changed.locator("ins")).to_contain_text("lacp_active")


def test_the_copy_button_takes_a_block(page: Page, added: str) -> None:
    page.goto(f"{added}/reference/kernel/6.12/")
    expect(page.locator(".highlight .copy").first).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_nothing_is_wider_than_the_screen(page: Page, added: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for path in PAGES:
        page.goto(added + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_the_contents_stand_beside_the_text_or_on_a_phone_above_it(page: Page, added: str) -> None:
    page.goto(f"{added}/reference/kernel/6.12/")
    contents, text = page.locator("nav.contents"), page.locator(".prose")
    boxes = contents.bounding_box(), text.bounding_box()
    assert boxes[0] and boxes[1] and boxes[0]["x"] > boxes[1]["x"] + boxes[1]["width"]
    page.set_viewport_size({"width": 390, "height": 800})
    boxes = contents.bounding_box(), text.bounding_box()
    assert boxes[0] and boxes[1] and boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"]
    assert boxes[0]["height"] < 400


def test_paper_has_the_text_without_what_is_for_the_screen(page: Page, added: str) -> None:
    page.goto(f"{added}/reference/kernel/6.12/")
    page.emulate_media(media="print")
    expect(page.locator("h3#miimon")).to_be_visible()
    for gone in ("nav.contents", ".take", ".copy >> nth=0", ".ours >> nth=0", "form.remove"):
        expect(page.locator(gone)).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe(browser: Browser, added: str, scheme: Literal["light", "dark"]) -> None:
    for width in (1280, 390):
        visitor = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True)
        page = visitor.new_page()
        for path in PAGES:
            page.goto(added + path)
            page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
            violations = Axe().run(page).response["violations"]
            assert [(path, found["id"], [node["target"] for node in found["nodes"]][:3]) for found in violations] == []
        visitor.close()
