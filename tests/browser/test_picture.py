"""The picture in a real browser: drawn to fit, legible on a phone, in both themes, and told in words; and the questions beside it."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.links import RICH

# a tab that closes while a file is on its way leaves that file to the garbage collector
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]

LONG = "&".join(
    [
        "/generate?release=debian-13&mode=active-backup&arp_interval=200&arp_ip_target=192.0.2.1&primary=enp129s0f1np1ab",
        *(f"member={name}" for name in ("enp129s0f1np1ab", "WWWWWWWWWWWWWWW", "enp3s0", "enp4s0")),
        "address=192.0.2.20/24&address=2001:db8:1234:5678:9abc:def0:1234:5678/128&gateway=192.0.2.1",
        "gateway=2001:db8:1234:5678:9abc:def0:1234:5678&vlan.4094.name=mmmmmmmmmmmmmmm&vlan.4094.address=198.51.100.1/24&bridge=br0",
    ]
)

OVERFLOWS = """
() => [...document.querySelectorAll('.picture text')].filter((text) => {
  let box = text.previousElementSibling;
  while (box && box.tagName !== 'rect') box = box.previousElementSibling;
  const inner = text.getBoundingClientRect(), outer = box.getBoundingClientRect();
  return inner.left < outer.left || inner.right > outer.right || inner.top < outer.top - 1 || inner.bottom > outer.bottom + 1;
}).map((text) => text.textContent)
"""


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_text_runs_out_of_its_box(browser: Browser, site: str, width: int, scheme: Literal["light", "dark"]) -> None:
    visitor = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    page = visitor.new_page()
    for path in (LONG, RICH, "/generate", "/generate?mode=balance-xor&miimon=100&" + "&".join(f"member=a{n}" for n in range(16))):
        page.goto(site + path)
        assert page.evaluate(OVERFLOWS) == []
        size = page.evaluate("document.querySelector('.picture svg').getBoundingClientRect().width / 300 * 11")
        assert size > 10, "the small letters"
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    visitor.close()


def test_colours_follow_the_theme_and_state_has_a_dash_too(page: Page, site: str) -> None:
    page.goto(site + LONG)
    colour = "getComputedStyle(document.querySelector('.picture rect.bond')).fill"
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    light = page.evaluate(colour)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert page.evaluate(colour) != light
    dashes = [
        page.evaluate(f"getComputedStyle(document.querySelector('.picture path.cable.{state}')).strokeDasharray")
        for state in ("active", "standby")
    ]
    assert dashes[0] == "none" and dashes[1] != "none"


def test_a_screen_reader_hears_the_words(page: Page, site: str) -> None:
    page.goto(site + LONG)
    picture = page.get_by_role("img")
    expect(picture).to_have_count(1)
    name = picture.evaluate(
        "each => each.getAttribute('aria-labelledby').split(' ').map(id => document.getElementById(id).textContent).join(' ')"
    )
    assert name.startswith("bond0, active-backup, over enp129s0f1np1ab, WWWWWWWWWWWWWWW, enp3s0 and enp4s0 A host with bond0")
    expect(picture).to_have_accessible_name(name)


def test_the_picture_follows_the_form(page: Page, site: str) -> None:
    page.goto(f"{site}/generate?release=debian-13&mode=active-backup&miimon=100")
    expect(page.locator(".picture")).to_contain_text("no members yet")
    page.get_by_label("Members", exact=True).fill("eth0, eth1")
    expect(page.locator(".picture path.cable")).to_have_count(2)
    page.locator("input[name=mode][value='802.3ad']").check()
    expect(page.locator(".picture text.word", has_text="LACP")).to_have_count(1)


def test_print_is_black_on_white(page: Page, site: str) -> None:
    page.goto(site + LONG)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('.picture text.name')).fill") == "rgb(0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.querySelector('.picture rect.host')).fill") == "rgb(255, 255, 255)"


def test_which_mode_without_a_script(browser: Browser, site: str) -> None:
    visitor = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 800})
    page = visitor.new_page()
    page.goto(f"{site}/generate?release=debian-13&mode=active-backup&miimon=100&member=eth0&member=eth1")
    page.get_by_role("link", name="Which mode?").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for answer in (
        "All on one switch",
        "Nothing, or I do not know",
        "More bandwidth for many connections at a time",
        "No",
        "Ordinary Ethernet cards",
    ):
        page.get_by_label(answer, exact=True).check()
    page.get_by_role("button", name="Show what remains").click()
    expect(page.get_by_role("heading", name="Take balance-alb")).to_be_visible()
    page.get_by_role("link", name="Use balance-alb").click()
    expect(page.locator("#result h2").first).to_contain_text("bond0: balance-alb")
    assert "member=eth0&member=eth1" in page.url
    visitor.close()


def test_what_else_may_be_seen_opens_by_keyboard(page: Page, site: str) -> None:
    page.goto(f"{site}/generate?release=debian-13&mode=802.3ad&miimon=100&member=eth0&member=eth1")
    summary = page.locator("#otherwise-verify-2 summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#otherwise-verify-2")).to_contain_text("Partner Mac Address: 00:00:00:00:00:00")
    expect(page.locator("#otherwise-verify-2")).to_contain_text("Nobody answers LACP")
