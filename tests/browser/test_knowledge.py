"""Writing in a real browser: a note and its links, a pasted picture, a conflict, a draft, restoring; by keyboard alone."""

from __future__ import annotations

import re
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Page, expect

# a tab that closes while a file is on its way leaves that file to the garbage collector
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]

PASTE = """async (area) => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 8;
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  const data = new DataTransfer();
  data.items.add(new File([blob], "Screen Shot.png", { type: "image/png" }));
  area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def write(page: Page, site: str, title: str, text: str) -> str:
    """Write a note with the editor; its address."""
    page.goto(f"{site}/notes/new")
    page.get_by_label("Title", exact=True).fill(title)
    page.locator("#e-text").fill(text)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1).first).to_have_text(title)
    return page.url


def test_write_and_link(page: Page, site: str) -> None:
    write(page, site, "From here", "See [[Over there]].")
    page.get_by_role("link", name="Over there").click()
    expect(page.get_by_label("Title", exact=True)).to_have_value("Over there")
    page.locator("#e-text").fill("## One\n\n```console\n# ip link\n```\n\n## Two\n\n## Three")
    expect(page.locator("#seen h2").first).to_contain_text("One")  # the preview follows the typing
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("navigation", name="Contents").get_by_role("link")).to_have_count(3)
    page.get_by_role("button", name="Copy this block").click()
    expect(page.locator("#live")).to_have_text(re.compile("Copied|Select and copy"))
    page.get_by_role("link", name="From here").click()
    expect(page.get_by_role("link", name="Over there")).to_have_class("wiki note")


def test_paste_a_picture(page: Page, site: str) -> None:
    page.goto(f"{site}/notes/new")
    page.get_by_label("Title", exact=True).fill("With a picture")
    area = page.locator("#e-text")
    area.fill("before\n")
    area.evaluate(PASTE)
    expect(area).to_have_value(re.compile(r"before\n!\[screen-shot\.png\]\(/files/[0-9a-f]{20}/screen-shot\.png\)"))
    page.get_by_role("button", name="Save").click()
    picture = page.get_by_role("img", name="screen-shot.png")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") == 8


def test_two_at_once(context: BrowserContext, page: Page, site: str) -> None:
    at = write(page, site, "Two at once", "one\ntwo\nthree")
    other = context.new_page()
    for tab in (page, other):
        tab.goto(f"{at}/edit")
    other.locator("#e-text").fill("one\ntwo from them\nthree")
    other.get_by_role("button", name="Save").click()
    expect(other.locator(".prose")).to_contain_text("from them")
    page.locator("#e-text").fill("one\ntwo\nthree from me")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Two versions")
    expect(page.locator("table.beside")).to_contain_text("from them")
    expect(page.locator("#e-text")).to_have_value("one\ntwo\nthree from me")
    page.locator("#e-text").fill("one\ntwo from them\nthree from me")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Two at once")
    expect(page.locator(".prose")).to_contain_text("three from me")
    page.get_by_role("link", name="History").click()
    expect(page.locator("table.saves tbody tr")).to_have_count(3)


def test_restore(page: Page, site: str) -> None:
    at = write(page, site, "To be restored", "good words")
    page.goto(f"{at}/edit")
    page.locator("#e-text").fill("bad words")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".prose")).to_contain_text("bad words")
    page.get_by_role("link", name="History").click()
    expect(page.locator(".unified")).to_contain_text("good words")
    page.get_by_role("link", name="1", exact=True).click()
    page.get_by_role("button", name="Restore this save").click()
    expect(page.locator(".prose")).to_contain_text("good words")


def test_a_closed_tab_loses_nothing(context: BrowserContext, page: Page, site: str) -> None:
    at = write(page, site, "Draft", "kept words")
    tab = context.new_page()
    tab.goto(f"{at}/edit")
    tab.locator("#e-text").fill("words of a tab that closes")
    expect(tab.locator("#kept")).to_have_text("Draft kept in this browser")
    tab.close()
    page.goto(f"{at}/edit")
    expect(page.locator("#e-text")).to_have_value("kept words")
    page.get_by_role("button", name="Take it up").click()
    expect(page.locator("#e-text")).to_have_value("words of a tab that closes")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".prose")).to_contain_text("a tab that closes")
    page.goto(f"{at}/edit")
    expect(page.locator("#draft")).to_be_hidden()


def test_a_server_that_does_not_answer_loses_nothing(context: BrowserContext, page: Page, site: str) -> None:
    at = write(page, site, "Unreachable", "words")
    page.goto(f"{at}/edit")
    page.locator("#e-text").fill("words that wait")
    context.set_offline(True)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#kept")).to_contain_text("The server did not answer")
    expect(page.locator("#e-text")).to_have_value("words that wait")
    context.set_offline(False)
    page.keyboard.press("Control+s")
    expect(page.locator(".prose")).to_contain_text("words that wait")


def test_keyboard_only(page: Page, site: str) -> None:
    page.goto(f"{site}/notes/new")
    page.get_by_label("Title", exact=True).focus()
    page.keyboard.type("By keyboard")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "e-text":
            break
    page.keyboard.press("Control+b")
    page.keyboard.type("strong")
    page.keyboard.press("End")
    page.keyboard.type(" and ")
    page.keyboard.press("Control+i")
    page.keyboard.type("soft")
    page.keyboard.press("End")
    page.keyboard.type(" and ")
    page.keyboard.press("Control+k")
    page.keyboard.type("https://example.com/")
    expect(page.locator("#e-text")).to_have_value("**strong** and *soft* and [text](https://example.com/)")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("heading", level=1)).to_have_text("By keyboard")
    expect(page.locator(".prose strong")).to_have_text("strong")
    expect(page.locator(".prose a")).to_have_attribute("href", "https://example.com/")


def test_without_a_script(browser: Browser, site: str) -> None:
    visitor = browser.new_context(java_script_enabled=False)
    page = visitor.new_page()
    page.goto(f"{site}/troubleshooting/new")
    page.get_by_label("Title", exact=True).fill("Without a script")
    page.locator("#e-sign-1").fill("link status definitely down for interface eth0")
    page.get_by_role("button", name="More rows").click()
    expect(page.locator("#e-sign-1")).to_have_value("link status definitely down for interface eth0")
    expect(page.locator("#e-sign-7")).to_be_visible()
    page.locator("#e-log").fill("a\nbond0: link status definitely down for interface eno7\n")
    page.get_by_role("button", name="Try it").click()
    expect(page.locator("#tried")).to_contain_text("Recognised.")
    expect(page.locator("#tried")).to_contain_text("line 2")
    page.locator("#e-section-5").fill("**Plug it in.**")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#seen strong")).to_have_text("Plug it in.")
    page.get_by_label("Title", exact=True).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Without a script")
    page.goto(f"{page.url}/edit")
    page.get_by_role("button", name="Move to the trash").click()
    page.get_by_role("button", name="Bring back Without a script").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Without a script")
    visitor.close()


RICH = """
# Top

Words with `code`, [[a wanted note]], [[option:miimon]], a footnote[^1] and https://example.com/a/very/long/address/that/does/not/break

[^1]: The foot.

- [x] done
- [ ] to do

| a | much | wider | table | than | a | phone |
|---|---|---|---|---|---|---|
| aaaaaaaaaaaaaaaa | bbbbbbbbbbbbbbbbb | ccccccccccccccc | ddddddddddddd | e | f | g |

!!! warning
    Take care.

```yaml
network: {version: 2} # a comment that is quite a lot longer than any phone is wide, so that it scrolls
```

```bond
release=ubuntu-24.04
mode=802.3ad
miimon=100
member=eno1
member=eno2
```

## Two

```kmsg
[   12.3] bond0: (slave eth0): link status definitely down
```

## Three
"""


SIGNS: dict[str, str | float | bool] = {
    "title": "Signs",
    "section.Symptoms": RICH,
    "sign.value": "link down",
    "sign.as": "text",
    "sign.role": "proves",
    "applies.drivers": "e1000",
}


def broken_rules(page: Page, width: int) -> list[tuple[str, str, list[str]]]:
    """What axe-core finds on the page as it is shown, and whether it scrolls sideways."""
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    wide = page.evaluate("document.documentElement.scrollWidth") > width
    violations = Axe().run(page).response["violations"]
    found = [(page.url, each["id"], [node["html"][:160] for node in each["nodes"]][:2]) for each in violations]
    return found + ([(page.url, "scrolls sideways", [])] if wide else [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_and_no_sideways_scroll(browser: Browser, site: str, scheme: Literal["light", "dark"], width: int) -> None:
    visitor = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True)
    page, late = visitor.new_page(), visitor.new_page()
    at = write(page, site, f"Rich {scheme} {width}", RICH).removeprefix(site)
    entry = visitor.request.post(f"{site}/troubleshooting/", form=SIGNS, headers={"Origin": site}).url.removeprefix(site)
    for tab, words in ((page, "good care"), (late, "bad care")):
        tab.goto(f"{site}{at}/edit")
        tab.locator("#e-text").fill(RICH.replace("Take care", f"Take {words}").replace("# Top", "# Top of it"))
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".prose")).to_contain_text("good care")
    late.get_by_role("button", name="Save").click()
    expect(late.get_by_role("heading", level=1).first).to_contain_text("Two versions")
    broken = broken_rules(late, width)
    paths = [
        at, f"{at}/edit", f"{at}/history", f"{at}/history?view=side", f"{at}/history/1", entry, f"{entry}/edit", "/notes/",
        "/notes/journal", "/notes/wanted", "/notes/trash", "/troubleshooting/", "/troubleshooting/new",
    ]  # fmt: skip
    for path in paths:
        page.goto(site + path)
        broken += broken_rules(page, width)
    visitor.close()
    assert broken == []


def test_paper_shows_what_is_folded_away(page: Page, site: str) -> None:
    write(page, site, "For paper", "```bond\nmode=active-backup\nmember=eth0\nmember=eth1\n```")
    steps = page.locator(".bond-block .steps").first
    expect(steps).to_be_hidden()
    page.emulate_media(media="print")
    expect(steps).to_be_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")  # browsers without ::details-content
    assert page.locator(".bond-block details").get_attribute("open") == ""
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    expect(steps).to_be_hidden()
