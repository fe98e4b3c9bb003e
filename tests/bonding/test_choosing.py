"""Which mode: every combination of answers leads to one mode that can work, and every other mode says why not."""

from __future__ import annotations

from itertools import product

import pytest

from app import stacks
from app.bonding import choosing, wire
from app.bonding.choosing import OUT, PREFER, QUESTIONS, SET, STILL, TIPS, Advice, advise
from app.bonding.modes import MODES
from app.distros.releases import RELEASES
from app.rules import check

IDS = tuple(question.id for question in QUESTIONS)
ALL = [dict(zip(IDS, chosen, strict=True)) for chosen in product(*([answer.id for answer in question.answers] for question in QUESTIONS))]
SWITCHED = ("one", "pair")


def recommended(**answers: str) -> str:
    return advise({"guests": "no", "cards": "usual", **answers}).mode


def test_three_to_five_questions() -> None:
    assert 3 <= len(QUESTIONS) <= 5
    assert len(ALL) == 450


def test_every_combination_recommends_one_mode_and_says_something_of_each_other() -> None:
    for answers in ALL:
        advice = advise(answers)
        assert advice.why.endswith("."), answers
        assert {advice.mode, *advice.out, *advice.still} == set(MODES), answers
        assert len(advice.out) + len(advice.still) == 6, answers
        assert all(text.endswith(".") for text in (*advice.still.values(), *(each for reasons in advice.out.values() for each in reasons)))
        assert advice.open == ()


def test_what_is_recommended_can_work() -> None:
    """The facts, said a second time and independently of the table."""
    for answers in ALL:
        mode = MODES[advise(answers).mode]
        if answers["cables"] in SWITCHED and mode.switch == "static":
            assert answers["switch"] in ("static", "lacp"), answers  # who can do LACP can do without it
        if answers["cables"] in SWITCHED and mode.switch == "lacp":
            assert answers["switch"] == "lacp", answers
        if answers["cables"] == "two":
            assert mode.two_switches, answers
        if answers["cables"] == "apart":
            assert mode.name in ("broadcast", "active-backup"), answers
        if answers["guests"] == "yes":
            assert mode.name not in ("balance-alb", "balance-tlb"), answers
        if answers["cards"] == "virtual":
            assert not mode.needs_speed, answers
        if answers["cards"] == "down":
            assert mode.name != "balance-alb", answers
        if answers["cards"] in ("infiniband", "fixed"):
            assert mode.name == "active-backup", answers
        if mode.name == "balance-rr":
            assert (answers["cables"], answers["want"]) == ("host", "one"), answers
        if answers["want"] == "failover" and answers["cables"] in (*SWITCHED, "two"):
            assert mode.name == "active-backup", answers


def test_every_mode_is_recommended_to_somebody() -> None:
    assert {advise(answers).mode for answers in ALL} == set(MODES)


@pytest.mark.parametrize(
    ("answers", "mode"),
    [
        ({"cables": "one", "switch": "lacp", "want": "many"}, "802.3ad"),
        ({"cables": "pair", "switch": "lacp", "want": "many", "guests": "yes"}, "802.3ad"),
        ({"cables": "one", "switch": "static", "want": "many"}, "balance-xor"),
        ({"cables": "one", "switch": "lacp", "want": "many", "cards": "virtual"}, "balance-xor"),
        ({"cables": "one", "switch": "nothing", "want": "many"}, "balance-alb"),
        ({"cables": "one", "switch": "nothing", "want": "many", "cards": "down"}, "balance-tlb"),
        ({"cables": "one", "switch": "lacp", "want": "many", "cards": "fixed"}, "active-backup"),
        ({"cables": "one", "switch": "lacp", "want": "many", "cards": "down"}, "802.3ad"),
        ({"cables": "one", "switch": "nothing", "want": "many", "guests": "yes"}, "active-backup"),
        ({"cables": "two", "want": "many"}, "active-backup"),
        ({"cables": "one", "switch": "nothing", "want": "failover"}, "active-backup"),
        ({"cables": "host", "want": "one"}, "balance-rr"),
        ({"cables": "host", "want": "failover"}, "802.3ad"),
        ({"cables": "apart", "want": "failover"}, "broadcast"),
        ({"cables": "one", "switch": "lacp", "want": "one"}, "802.3ad"),
    ],
)
def test_what_an_administrator_would_say(answers: dict[str, str], mode: str) -> None:
    assert recommended(**answers) == mode


def test_the_known_traps_are_told_as_reasons() -> None:
    bridged = advise({"cables": "one", "switch": "nothing", "want": "many", "guests": "yes", "cards": "usual"})
    assert any("ARP" in reason for reason in bridged.out["balance-alb"])
    apart = advise({"cables": "two", "want": "many", "guests": "no", "cards": "usual"})
    assert any("two partners" in reason for reason in apart.out["802.3ad"])
    ordered = advise({"cables": "one", "switch": "static", "want": "many", "guests": "no", "cards": "usual"})
    assert any("out of order" in reason for reason in ordered.out["balance-rr"])


def pairs(answers: dict[str, str], advice: Advice) -> list[wire.Pair]:
    bridge = [("bridge", "br0")] if answers["guests"] == "yes" else []
    return [("mode", advice.mode), ("member", "eth0"), ("member", "eth1"), *bridge, *((row.option, row.value) for row in advice.options)]


def test_what_is_recommended_passes_our_own_rules() -> None:
    """The one exception is told as a tip: cards whose address can't be changed, under a bridge."""
    release = RELEASES["debian-13"]
    for answers in ALL:
        advice = advise(answers)
        reading = wire.read(pairs(answers, advice))
        assert reading.bond, answers
        alarms = {finding.id for finding in check(reading.bond, release, stacks.get("networkd")) if finding.level != "hint"}
        excused = {"fail-over-mac-under-bridge"} if answers["guests"] == "yes" and answers["cards"] in ("fixed", "infiniband") else set()
        assert alarms <= excused, (answers, alarms)
        assert not alarms or any("fail_over_mac" in tip for tip in advice.tips)


def test_each_answer_narrows_and_nothing_is_recommended_before_the_last() -> None:
    nothing = advise({})
    assert nothing.mode == "" and set(nothing.still) == set(MODES) and nothing.open == QUESTIONS[:]
    steps = [("cables", "one"), ("switch", "nothing"), ("want", "many"), ("guests", "yes")]
    left, answers = set(MODES), {}
    for question, answer in steps:
        answers[question] = answer
        advice = advise(answers)
        assert set(advice.still) <= left and advice.mode == ""
        left = set(advice.still)
    assert left == {"active-backup"}
    assert advise({**answers, "cards": "usual"}).mode == "active-backup"


@pytest.mark.parametrize("cables", ["two", "host", "apart"])
def test_the_switch_is_not_asked_where_it_decides_nothing(cables: str) -> None:
    rest = {"cables": cables, "want": "many", "guests": "no", "cards": "usual"}
    assert all(advise({**rest, "switch": answer}) == advise(rest) for answer in ("lacp", "static", "nothing"))
    assert advise(rest).open == ()


def test_the_table_names_only_what_there_is_and_every_row_is_used() -> None:
    known = {question.id: {answer.id for answer in question.answers} for question in QUESTIONS}
    for row in (*OUT, *PREFER, *STILL, *SET, *TIPS):
        assert set(row.modes) <= set(MODES)
        assert all(set(allowed) <= known[question] for question, allowed in row.when.items())
    every = [advise(answers) for answers in ALL]
    assert {row.text for row in PREFER} == {advice.why for advice in every}
    assert {row.text for row in STILL} == {text for advice in every for text in advice.still.values()}
    assert {row.text for row in OUT} == {reason for advice in every for reasons in advice.out.values() for reason in reasons}
    assert {row.text for row in TIPS} == {tip for advice in every for tip in advice.tips}
    assert {row.text for row in SET} == {row.text for advice in every for row in advice.options}


def test_fits() -> None:
    assert choosing.fits({}, {})
    assert choosing.fits({"want": ["one", "many"]}, {"want": "many"})
    assert not choosing.fits({"want": ["one"]}, {})
