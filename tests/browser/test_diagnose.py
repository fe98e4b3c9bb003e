"""A diagnosis in a real browser: pasted and uploaded, with the keyboard, without script, clean for axe, no sideways scroll."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from tests.diagnosis.reading import proc
from tests.problems.cases import FOLDER
from tests.web.test_diagnose import FLAPS

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]

STORY = (FOLDER / "story.log").read_text("utf-8")
ALL = FLAPS + proc("802.3ad-two-switches", "bond1").replace("eth", "ens")


def paste(page: Page, site: str, text: str) -> None:
    page.goto(f"{site}/diagnose")
    page.locator("#text").fill(text)
    page.get_by_role("button", name="Diagnose", exact=True).click()


def test_a_paste_shows_the_finding_and_its_lines(page: Page, site: str) -> None:
    paste(page, site, ALL)
    first = page.locator(".found-wrong li").filter(has_text="The members of bond1 hear 2 different LACP partners")
    link = first.locator(".evidence a").first
    number = link.inner_text().removeprefix("line ")
    link.click()
    expect(page.locator(f"mark#L{number}")).to_be_in_viewport()
    expect(page.get_by_role("img", name="The state of bond1")).to_be_visible()
    expect(page.get_by_role("img", name="Links over time")).to_be_visible()
    expect(page.locator("#text")).to_have_value(ALL)


def test_an_upload_and_the_way_into_a_note(page: Page, site: str, tmp_path: Path) -> None:
    (tmp_path / "messages").write_text(FLAPS)
    page.goto(f"{site}/diagnose")
    page.locator("#file").set_input_files(tmp_path / "messages")
    page.get_by_label("Mask passwords").check()
    page.get_by_role("button", name="Diagnose", exact=True).click()
    expect(page.locator("#found-1")).to_contain_text("The link of eth1 in bond0 flaps: down 12 times")
    page.get_by_role("button", name="Keep in a note").click()
    expect(page.locator("textarea[name=text]")).to_have_value(
        "## Found\n\n- The link of eth1 in bond0 flaps: down 12 times, about 1 a minute: certain\n"
        + "".join(f"    - line {line}: `{FLAPS.splitlines()[line - 1]}`\n" for line in (1, 3, 5))
    )


def test_one_click_shares_it(page: Page, site: str) -> None:
    paste(page, site, STORY)
    page.get_by_role("button", name="Share by a link").click()
    link = page.locator("#made").inner_text().strip()
    page.goto(link)
    expect(page.locator("main")).to_contain_text("Removing slave eth0")
    expect(page.locator("main")).not_to_contain_text("D8:AF:63")


def test_without_script_it_is_the_same(browser: Browser, site: str) -> None:
    visitor = browser.new_context(java_script_enabled=False)
    page = visitor.new_page()
    paste(page, site, proc("802.3ad-healthy"))
    expect(page.locator("main")).to_contain_text("Nothing wrong was found.")
    visitor.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_axe_and_no_sideways_scroll(browser: Browser, site: str, scheme: Literal["light", "dark"], width: int) -> None:
    visitor = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True)
    page = visitor.new_page()
    page.goto(f"{site}/diagnose")
    for text in ("", ALL, STORY, proc("802.3ad-healthy"), "\x00bad"):
        if text:
            paste(page, site, text)
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        broken = [(found["id"], [node["target"] for node in found["nodes"]][:3]) for found in Axe().run(page).response["violations"]]
        assert broken == [], text[:40]
        assert page.evaluate("document.documentElement.scrollWidth") <= width, text[:40]
    visitor.close()
