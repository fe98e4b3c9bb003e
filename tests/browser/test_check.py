"""/check in a browser: a paste, the findings, the difference; no rule of axe is broken, and nothing scrolls sideways."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]
TEXT = (Path(__file__).parents[1] / "check/corpus/netplan/key-misspelt/etc/netplan/60-bond0.yaml").read_text(encoding="utf-8")
BROKEN = TEXT + "        lacp-rate: fast\n        primary: eth7\n"


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (1280, "dark"), (390, "light"), (320, "dark")])
def test_the_findings_of_a_paste(page: Page, site: str, width: int, theme: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.goto(f"{site}/check")
    page.get_by_label("Files").fill(BROKEN)
    page.get_by_role("button", name="Check").click()
    assert page.locator("#found").inner_text() == "3 errors, 1 warning, 4 hints"
    assert page.locator(".say.error").count() == 3
    assert "-        lacp-rate: fast" in page.locator(".patch").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_text("Good to know").click()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
