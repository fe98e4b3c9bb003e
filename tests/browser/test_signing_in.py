"""A password in a real browser: signing in, writing, a session that ends while one writes, signing out; and what a reader sees."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server

from app import create_app
from app.accounts import store
from app.accounts.signing import LIMITS
from app.config import Settings
from app.library import database

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]

PASSWORD = "correct horse battery"  # noqa: S105


@pytest.fixture
def guarded(tmp_path: Path, browser: Browser) -> Iterator[tuple[Flask, str]]:
    """A running Bondbook with a password, and its address."""
    LIMITS.clear()
    settings = Settings(data_dir=tmp_path)
    database.upgrade(settings)
    app = create_app(settings)
    with app.app_context():
        store.set_password(database.db.engine, PASSWORD)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield app, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def sign_in(page: Page) -> None:
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_sign_in_write_sign_out(page: Page, guarded: tuple[Flask, str]) -> None:
    page.goto(f"{guarded[1]}/notes/")
    page.get_by_role("link", name="Sign in", exact=True).click()
    page.get_by_label("Password").fill("no such password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("That is not the password.")
    sign_in(page)
    page.get_by_role("link", name="Write a note").click()
    page.get_by_label("Title", exact=True).fill("Behind the password")
    page.locator("#e-text").fill("**strong** words")
    expect(page.locator("#seen strong")).to_have_text("strong")  # the preview brings the token along
    page.locator("#e-text").evaluate(
        "area => { const data = new DataTransfer(); data.items.add(new File(['log'], 'kern.log', { type: 'text/plain' }));"
        "area.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })); }"
    )
    expect(page.locator("#kept")).to_have_text("kern.log was added.")  # and so does a file
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".prose strong")).to_have_text("strong")
    page.get_by_role("link", name="History").click()
    expect(page.locator("table.saves")).to_contain_text("owner")
    page.goto(f"{guarded[1]}/generate?release=debian-12&mode=1&member=a,b&address=192.0.2.9/24")
    page.get_by_role("button", name="Make a short link").click()
    expect(page.locator("#short a")).to_have_count(1)
    page.get_by_role("link", name="Sign in or out").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.goto(f"{guarded[1]}/notes/behind-the-password")
    expect(page.get_by_role("link", name="Edit")).to_have_count(0)


def test_a_session_that_ends_while_one_writes(page: Page, guarded: tuple[Flask, str]) -> None:
    app, site = guarded
    page.goto(f"{site}/notes/new")
    sign_in(page)
    page.get_by_label("Title", exact=True).fill("An hour of work")
    page.locator("#e-text").fill("every word of it")
    with app.app_context():
        store.set_password(database.db.engine, PASSWORD)  # ends every session
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#refused")).to_contain_text("Everything you wrote is still here.")
    expect(page.locator("#e-text")).to_have_value("every word of it")
    page.get_by_label("Password").fill("no such password")
    page.get_by_role("button", name="Sign in and save").click()
    expect(page.locator("#refused")).to_contain_text("That is not the password.")
    expect(page.locator("#e-text")).to_have_value("every word of it")
    page.get_by_label("Password").fill(PASSWORD)
    drafts = page.evaluate("JSON.stringify({...localStorage})")
    assert "every word" in drafts and PASSWORD not in drafts and "csrf" not in drafts
    page.get_by_role("button", name="Sign in and save").click()
    expect(page.locator(".prose")).to_contain_text("every word of it")
    page.get_by_role("link", name="Edit").click()
    expect(page.locator("#draft")).to_be_hidden()


def test_without_a_script(browser: Browser, guarded: tuple[Flask, str]) -> None:
    visitor = browser.new_context(java_script_enabled=False)
    page = visitor.new_page()
    page.goto(f"{guarded[1]}/notes/new")
    sign_in(page)
    page.get_by_label("Title", exact=True).fill("By hand")
    page.get_by_label("Title", exact=True).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("By hand")
    page.goto(f"{page.url}/edit")
    page.get_by_role("button", name="Move to the trash").click()
    page.get_by_role("button", name="Bring back By hand").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("By hand")
    visitor.clear_cookies()
    page.goto(f"{guarded[1]}/notes/")
    expect(page.get_by_role("link", name="Write a note")).to_have_count(0)
    visitor.close()


def broken(page: Page, width: int) -> list[tuple[str, str]]:
    """What axe-core finds, and whether the page scrolls sideways."""
    found = [(page.url, each["id"]) for each in Axe().run(page).response["violations"]]
    return found + ([(page.url, "scrolls sideways")] if page.evaluate("document.documentElement.scrollWidth") > width else [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe(browser: Browser, guarded: tuple[Flask, str], scheme: Literal["light", "dark"], width: int) -> None:
    app, site = guarded
    visitor: BrowserContext = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True)
    page = visitor.new_page()
    found = []
    for path in ("/notes/", "/sign-in", "/generate?release=debian-12&mode=1&member=a,b"):
        page.goto(site + path)
        found += broken(page, width)
    page.goto(f"{site}/sign-in")
    page.get_by_label("Password").fill("x")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    found += broken(page, width)
    page.goto(f"{site}/notes/new")
    sign_in(page)
    page.get_by_label("Title", exact=True).fill("x")
    visitor.clear_cookies()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#refused")).to_be_visible()
    found += broken(page, width)
    with app.app_context():
        store.remove_password(database.db.engine)
    page.goto(f"{site}/sign-in")
    found += broken(page, width)
    app.config["LISTENS_ON"] = "192.0.2.5"
    for path in ("/notes/", "/sign-in", "/notes/new"):
        page.goto(site + path)
        expect(page.locator("main")).to_contain_text("read-only")
        found += broken(page, width)
    visitor.close()
    assert found == []
