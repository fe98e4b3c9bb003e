"""Finding with the keyboard: the box, the palette, the results; a pasted log keeps its lines."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from app.config import Settings
from tests.library.conftest import filled
from tests.library.test_logs import STORY

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]

PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData("text", text);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Bondbook with a few entries."""
    server = make_server("127.0.0.1", 0, filled(Settings(data_dir=Path(tmp_path_factory.mktemp("data")))), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def test_slash_goes_to_the_box_and_enter_searches(page: Page, library: str) -> None:
    page.goto(f"{library}/about")
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("arp ip target")
    page.keyboard.press("Enter")
    expect(page.locator("ol.results h2").first).to_have_text("arp_ip_target")
    expect(page.locator("#find")).to_have_value("arp ip target")


def test_the_box_offers_what_begins_so_while_one_types_and_opens_what_is_chosen(page: Page, library: str) -> None:
    page.goto(f"{library}/about")
    page.keyboard.press("/")
    page.keyboard.type("arp_ip")
    expect(page.locator("#find-offers option[value='arp_ip_target']")).to_have_text("option")
    page.locator("#find").evaluate("""(box) => {
        box.value = "arp_ip_target";
        box.dispatchEvent(new InputEvent("input", { inputType: "insertReplacementText", bubbles: true }));
    }""")
    expect(page).to_have_url(f"{library}/reference/options/arp_ip_target")


def test_slash_in_a_field_is_a_slash(page: Page, library: str) -> None:
    page.goto(f"{library}/")
    page.locator("#s-member").press("/")
    expect(page.locator("#s-member")).to_have_value("/")


def test_arrows_walk_the_results(page: Page, library: str) -> None:
    page.goto(f"{library}/search?q=miimon")
    links = page.locator("ol.results h2 a")
    page.keyboard.press("/")
    page.keyboard.press("ArrowDown")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/reference/options/miimon")


def test_the_palette_finds_while_typing(page: Page, library: str) -> None:
    page.goto(f"{library}/about")
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Find or do")
    expect(box).to_be_focused()
    page.keyboard.type("xmit_h")
    first = page.get_by_role("option").first
    expect(first).to_contain_text("xmit_hash_policy")
    expect(first).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == first.get_attribute("id")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/reference/options/xmit_hash_policy")


def test_the_palette_has_actions_and_gives_the_focus_back(page: Page, library: str) -> None:
    page.goto(f"{library}/about")
    page.locator("nav a").first.focus()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("option").first).to_contain_text("Generate a configuration")
    page.keyboard.press("Escape")
    expect(page.get_by_role("combobox", name="Find or do")).to_be_hidden()
    expect(page.locator("nav a").first).to_be_focused()
    page.keyboard.press("Control+k")
    page.keyboard.type("generate a conf")
    page.keyboard.press("Enter")
    page.wait_for_url("**/generate")


def test_the_name_of_an_action_comes_before_what_is_found(page: Page, library: str) -> None:
    page.goto(f"{library}/about")
    page.keyboard.press("Control+k")
    page.keyboard.type("new note")
    expect(page.get_by_role("option").last).to_contain_text("search")
    page.keyboard.press("Enter")
    page.wait_for_url("**/notes/new")


def test_a_log_pasted_into_the_box_keeps_its_lines(page: Page, library: str) -> None:
    page.goto(f"{library}/about")
    page.keyboard.press("/")
    page.evaluate(PASTE, STORY)
    expect(page.locator("ol.results h2").first).to_have_text("Xen takes eth0 out of the bond")
    expect(page.locator(".evidence dt").nth(2)).to_have_text("line 6")
    expect(page.locator("#ask")).to_have_value(STORY)


def test_the_large_box_tells_a_log_from_words(page: Page, library: str) -> None:
    page.goto(f"{library}/")
    page.locator("#ask").fill("choosing mode")
    page.locator("#ask").press("Enter")
    page.wait_for_url("**/search?q=choosing+mode")
    page.goto(f"{library}/")
    page.locator("#ask").fill(STORY)
    page.get_by_role("button", name="Look it up").click()
    expect(page.get_by_role("heading", name="What this log says")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_and_no_sideways_scroll(browser: Browser, library: str, scheme: Literal["light", "dark"], width: int) -> None:
    visitor = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True)
    page = visitor.new_page()
    broken: list[tuple[str, str, object]] = []

    def look(what: str) -> None:
        broken.extend((what, found["id"], found["nodes"][0]["target"]) for found in Axe().run(page).response["violations"])
        if page.evaluate("document.documentElement.scrollWidth") > width:
            broken.append((what, "sideways", []))

    for path in ("/search", "/search?q=lacp+prtner", "/search?q=kind:rule&page=2", "/search?q=qqqqzzzz", "/search?q=tag:xen+kind:nonsense"):
        page.goto(library + path)
        look(path)
    page.goto(f"{library}/search")
    page.locator("#ask").fill(STORY)
    page.get_by_role("button", name="Look it up").click()
    page.wait_for_selector("ol.results")
    look("log")
    page.keyboard.press("Control+k")
    page.keyboard.type("miimon")
    expect(page.get_by_role("option").first).to_contain_text("option")
    look("palette")
    visitor.close()
    assert broken == []
