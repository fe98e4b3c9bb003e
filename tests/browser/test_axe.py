"""No rule of axe-core is broken, on any page, in light and in dark."""

from __future__ import annotations

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser

from tests.browser.links import COMPARE, RICH, STORY

# a tab that closes while a file is on its way leaves that file to the garbage collector
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]

PAGES = [
    "/",
    "/about",
    "/generate",
    STORY,
    RICH,
    "/generate/which-mode",
    "/generate/which-mode?which.cables=one&which.switch=nothing&which.want=many&which.guests=no&which.cards=usual",
    "/generate?mode=x&member=$(id)&strange=1",
    f"{STORY}&explain=1",
    f"{RICH}&explain=1",
    "/reference/",
    "/reference/fields",
    "/reference/options/xmit_hash_policy",
    "/reference/options/MIIMonitorSec",
    "/reference/options/arp_validate?kernel=3.10",
    "/reference/options/miimon?kernel=x",
    "/reference/modes/802.3ad",
    "/reference/modes/",
    "/reference/options/?mode=802.3ad&release=rhel-7&stack=netplan",
    "/reference/kernels?from=centos-5&to=debian-sid",
    "/reference/stacks",
    "/reference/switches",
    "/reference/switches/cisco-nxos",
    f"{STORY}&switch=cisco-nxos&switch.port=Ethernet1/1,Ethernet1/2&switch.native=30&xmit_hash_policy=layer3%2B4",
    "/generate/compare",
    "/diagnose",
    COMPARE,
    f"{STORY.replace('?', '/compare?')}&with=junk",
    "/reference/rules/",
    "/reference/rules/option-not-in-mode",
    "/convert/ifcfg-to-keyfile",
    "/convert/wicked-to-networkmanager",
    "/check",
    "/reference/rules/unknown-key",
    "/search",
    "/search?q=bond",
    "/search?q=kind:x+kind:rule+bnod",
    "/nowhere",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe(browser: Browser, site: str, scheme: Literal["light", "dark"], width: int) -> None:
    visitor = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True)
    page = visitor.new_page()
    broken: list[tuple[str, str, list[str]]] = []
    for path in PAGES:
        page.goto(site + path)
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        violations = Axe().run(page).response["violations"]
        broken += [(path, found["id"], [node["target"] for node in found["nodes"]][:3]) for found in violations]
    visitor.close()
    assert broken == []
