"""Export and import through the pages of a real browser, by keyboard and with axe looking."""

from __future__ import annotations

import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]


def vault(tmp_path: Path) -> Path:
    """A small vault of Obsidian as a zip."""
    place = tmp_path / "vault.zip"
    with ZipFile(place, "w") as packed:
        packed.writestr("vault/.obsidian/app.json", "{}")
        packed.writestr("vault/Brought along.md", "#hosts\n\nSee [[Second one]].\n\n![[shot.png]]\n")
        packed.writestr("vault/Work/Second one.md", "> [!warning] Mind the gap\n> It is deep.\n")
        packed.writestr("vault/shot.png", b"\x89PNG\r\n\x1a\n" + bytes(30))
        packed.writestr("vault/Broken.md", "---\n: [\n---\n")
    return place


def sound(page: Page) -> None:
    """No rule of axe is broken, in light and in dark, and nothing scrolls sideways."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert Axe().run(page).response["violations"] == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 1280, "height": 900})


def test_in_and_out_again(page: Page, site: str, tmp_path: Path) -> None:
    page.goto(f"{site}/notes/")
    page.get_by_role("link", name="Import").click()
    sound(page)
    page.get_by_label(re.compile("Zip file")).set_input_files(vault(tmp_path))
    page.get_by_role("button", name="See what would happen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What would happen")
    expect(page.locator("main")).to_contain_text("Read as an Obsidian vault: 2 new")
    expect(page.locator("main")).to_contain_text("Broken.md")
    sound(page)
    page.get_by_role("button", name="Import", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Imported")
    sound(page)
    page.get_by_role("link", name="Brought along.md").click()
    expect(page.get_by_role("img", name="shot.png")).to_be_visible()
    page.get_by_role("link", name="Second one").click()
    expect(page.locator(".admonition.warning")).to_contain_text("Mind the gap")
    page.goto(f"{site}/notes/")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Export").click()
    waiting.value.save_as(tmp_path / "out.zip")
    with ZipFile(tmp_path / "out.zip") as packed:
        assert {"brought-along.md", "second-one.md"} <= set(packed.namelist())
    page.goto(f"{site}/notes/import")
    page.get_by_label(re.compile("Zip file")).set_input_files(tmp_path / "out.zip")
    page.get_by_role("button", name="See what would happen").click()
    expect(page.locator("main")).to_contain_text(re.compile(r"Read as Bondbook: 0 new, 0 changed, \d+ the same, 0 left"))


def test_a_bad_zip_is_said_on_the_page(page: Page, site: str, tmp_path: Path) -> None:
    (tmp_path / "bad.zip").write_bytes(b"no zip")
    page.goto(f"{site}/notes/import")
    page.get_by_label(re.compile("Zip file")).set_input_files(tmp_path / "bad.zip")
    page.get_by_role("button", name="See what would happen").click()
    expect(page.locator(".stop")).to_contain_text("This is no zip file")
    sound(page)


def test_without_javascript(context: BrowserContext, site: str, tmp_path: Path) -> None:
    assert context.browser
    bare = context.browser.new_context(java_script_enabled=False)
    page = bare.new_page()
    page.goto(f"{site}/notes/import")
    page.get_by_label(re.compile("Zip file")).set_input_files(vault(tmp_path))
    page.get_by_role("button", name="See what would happen").click()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Imported")
    bare.close()
