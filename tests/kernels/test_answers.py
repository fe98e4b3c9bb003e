"""The table of options says what the kernels said: every answer that was kept from the lab, tried against every fact."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.bonding import answers as shown
from app.bonding import options
from app.bonding.options import OPTIONS
from app.distros.releases import RELEASES
from tests.kernels import asking, differences, questions, table

KEPT = asking.kept()


def test_one_kernel_of_each_lab_suite_was_asked() -> None:
    assert {version.rsplit(".", 1)[0] for version in KEPT} == set(differences.DEBIAN)


@pytest.mark.parametrize("version", KEPT)
def test_every_question_of_today_was_asked(version: str) -> None:
    assert [each[0] for each in KEPT[version]["tries"]] == [each["id"] for each in questions.questions()["tries"]]


@pytest.mark.parametrize("version", KEPT)
def test_the_table_says_what_the_kernel_said(version: str) -> None:
    assert differences.differences(KEPT[version]) == []


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("resend_igmp", {"default": 2}),
        ("miimon", {"max": 1000}),
        ("resend_igmp", {"max": 254}),
        ("lp_interval", {"min": 0}),
        ("lacp_rate", {"down": False}),
        ("fail_over_mac", {"empty": False}),
        ("lacp_rate", {"accepted": frozenset(["802.3ad", "active-backup"])}),
        ("prio", {"accepted": frozenset(["active-backup"])}),
        ("xmit_hash_policy", {"choices": OPTIONS["xmit_hash_policy"].choices[:-1]}),
        ("updelay", {"needs": ()}),
        ("lp_interval", {"module": "int"}),
        ("lacp_active", {"module": "int"}),
        ("arp_missed_max", {"since": "6.2"}),
        ("coupled_control", {"sysfs": True}),
    ],
)
def test_a_wrong_fact_is_found(name: str, wrong: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    option = replace(OPTIONS[name], **wrong)
    monkeypatch.setitem(options.OPTIONS, name, option)
    monkeypatch.setitem(options.FACT_ROWS, name, option)
    assert any(differences.differences(answers) for answers in KEPT.values())


def test_the_reference_shows_what_was_kept() -> None:
    assert table.TABLE.read_text(encoding="utf-8") == table.text(KEPT)


def test_every_option_has_an_answer_to_show() -> None:
    assert [name for name in OPTIONS if not shown.ANSWERS.get(name)] == []


def test_the_nearest_kernel_answers() -> None:
    assert shown.near("2.6.18") == "5.10.46"
    assert shown.near("6.5") == "6.1.176"
    assert shown.near("9999") == "7.2.7"
    assert [each.situation for each in shown.heard("lacp_rate", "6.5")] == ["value", "value", "mode", "up"]
    assert [each.situation for each in shown.heard("lacp_active", "3.10")] == ["unknown"]


def test_a_backport_that_a_kernel_does_not_have_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    release = RELEASES["debian-13"]
    kernel = replace(release.kernel, backports={**release.kernel.backports, "broadcast_neighbor": "a 6.12.y update (seen in 6.12.107)"})
    monkeypatch.setitem(RELEASES, "debian-13", replace(release, kernel=kernel))
    (told,) = differences.differences(KEPT["6.12.113"])
    assert told == "broadcast_neighbor: the table says partly from a 6.12.y update (seen in 6.12.107) on, the kernel lacks it"
