"""The pages of options and modes, and the way from any word to them."""

from __future__ import annotations

import pytest

from app import stacks
from app.actions import generate as action
from app.actions import lookup, reference, reference_forms
from app.bonding.modes import MODES
from app.bonding.options import FACT_ROWS, OPTIONS
from app.bonding.wire import Pair


@pytest.mark.parametrize("name", FACT_ROWS)
def test_every_option_has_its_page(name: str) -> None:
    page = reference.option_page(name)
    text = reference_forms.option_text(page)
    assert text.startswith(f"{name}\n\n{page.option.summary}\n")
    assert all(label and value for label, value in page.facts)
    assert ("Kernel" in dict(page.facts)) and ("Default" in dict(page.facts)) and ("Values" in dict(page.facts))
    if name in OPTIONS:
        assert [each.stack for each in page.stacks] == [stack.id for stack in stacks.every()]
        assert all(bool(each.key) != bool(each.why_not) for each in page.stacks)
        assert [each.mode for each in page.modes] == list(MODES)
    assert reference_forms.option_json(page)["name"] == name


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_has_its_page(mode: str) -> None:
    page = reference.mode_page(mode)
    assert reference_forms.mode_text(page).startswith(f"{mode}\n\n{page.mode.plain}\n")
    assert dict(page.facts)["Number"] == str(page.mode.number)
    assert reference_forms.mode_json(page)["kind"] == "mode"
    assert all(mode in option.effective for option, _ in page.options)


def examples() -> list[tuple[str, str, tuple[Pair, ...]]]:
    """Every example that a page links to: the option, the value, and the pairs."""
    found = [(name, OPTIONS[name].example, reference.option_page(name).example) for name in OPTIONS]
    found += [(name, each.name, each.example) for name in OPTIONS for each in reference.option_page(name).values if each.example]
    return found


@pytest.mark.parametrize(("name", "value", "pairs"), examples())
def test_an_example_works_and_shows_its_option(name: str, value: str, pairs: tuple[Pair, ...]) -> None:
    request = action.read(pairs)
    assert request.problems == []
    result = action.generate(request)
    assert [finding.message for finding in result.errors] == []
    assert name not in {loss.field for loss in result.rendering.losses if loss.wanted == value}
    assert any(name in line.about.split() for snippet in result.rendering.snippets for line in snippet.lines) or value == "none"


def test_a_rule_stands_on_the_pages_that_it_speaks_of() -> None:
    assert "delay-rounded" in [rule.id for rule in reference.option_page("updelay").rules]
    assert "min-links-too-many" in [rule.id for rule in reference.option_page("min_links").rules]
    assert "switch-side" in [rule.id for rule in reference.mode_page("802.3ad").rules]


@pytest.mark.parametrize(
    ("word", "kind", "name"),
    [
        ("miimon", "option", "miimon"),
        ("lacp-rate", "option", "lacp_rate"),
        ("LACP_RATE", "option", "lacp_rate"),
        ("802.3ad", "mode", "802.3ad"),
        ("4", "mode", "802.3ad"),
        ("lacp", "mode", "802.3ad"),
        ("slave", "field", "member"),
        ("vlan.10.address", "field", "vlan.10.address"),
        ("MIIMonitorSec", "option", "miimon"),
        ("miimonitorsec", "option", "miimon"),
        ("bond-lacp-rate", "option", "lacp_rate"),
        ("gratuitious-arp", "option", "num_grat_arp"),
        ("bond-mode", "field", "mode"),
        ("layer3+4", "option", "xmit_hash_policy"),
        ("NETMASK", "line", "NETMASK"),
        ("max_bonds", "option", "max_bonds"),
    ],
)
def test_any_word_leads_to_what_it_is(word: str, kind: str, name: str) -> None:
    found = lookup.find(word)[0]
    assert (found.kind, found.name) == (kind, name)
    assert reference_forms.found_text(found)
    assert reference_forms.found_json(found)["kind"] == kind


def test_a_word_that_is_nothing() -> None:
    assert lookup.find("nonsense") == []
    assert lookup.find("") == []
    assert lookup.near("MIMonitorSec") == "Did you mean MIIMonitorSec?"
