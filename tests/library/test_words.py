"""Taking a search apart: nothing that can be typed makes an error, in no language that it is put into."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from app.library.database import db
from app.library.search import looking, shown, snippets, words
from app.library.search.engine import OFF, ON
from app.library.search.sqlite import matching

SIGNS = st.text(st.sampled_from("\"'*():^-+{}[]~&|!<>\\%_;,. \n\t\x00\x02\x03aéßİ٣\u0301\U0001f600") | st.characters(), max_size=60)
TYPED = st.lists(
    st.one_of(
        SIGNS, st.sampled_from(["AND", "OR", "NOT", "NEAR(", "kind:entry", "kind:x", "tag:%", "mode:_", "release:'", "miimon", "--"])
    ),
    max_size=8,
).map(" ".join)


@given(TYPED)
@how(max_examples=200, deadline=None)
def test_any_text_is_read(text: str) -> None:
    asked = words.read(text)
    assert all(words.parts(word) for word in asked.words)
    assert len(asked.words) <= words.MOST_WORDS
    assert not asked.log or not asked.filters


@pytest.mark.usefixtures("context")
@given(TYPED)
@how(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_can_be_looked_for(text: str) -> None:
    results = looking.look(db.engine, text)
    shown.to_json(results)
    assert all(char.isprintable() or char == "\n" for char in shown.to_text(results))


@pytest.mark.usefixtures("context")
@given(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1), min_size=1, max_size=5), st.booleans())
@how(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_words_can_be_said_to_fts5(typed: list[str], every: bool) -> None:
    with db.engine.connect() as connection:
        match = matching(tuple(typed), every=every)
        connection.exec_driver_sql("SELECT count(*) FROM documents_fts WHERE documents_fts MATCH ?", (match,)).scalar_one()


@given(st.text(st.sampled_from(f"ab {ON}{OFF}\n.")), st.text(max_size=5))
@how(max_examples=300, deadline=None)
def test_any_text_can_be_cut_into_snippets(body: str, title: str) -> None:
    for snippet in snippets.cut(body * 9, title):
        assert "".join(text for text, _ in shown.pieces(snippet)) == snippets.bare(" ".join(snippet.split()))


def test_filters_are_told_from_words() -> None:
    asked = words.read("lacp kind:entry tag:xen tag:switch mode: http://x")
    assert asked.filters == {"kind": ("entry",), "tag": ("xen", "switch")}
    assert asked.words == ("lacp", "mode", "http", "x")
    assert not asked.problems


def test_a_kind_that_is_none_is_told() -> None:
    (problem,) = words.read("kind:entyr xen").problems
    assert problem.field == "kind"
    assert problem.mend == "Did you mean entry?"


@pytest.mark.parametrize(
    "line",
    [
        "May  4 11:17:48 bigfoot kernel: bonding: bond0: Warning: failed to get speed and duplex from eth0",
        "2026-11-28T09:00:01.123456+01:00 web7 kernel: [  17.52] bonding: bond12: Warning: failed to get speed and duplex from enp3s0f1",
        "2026-11-28 09:00:01 web7 kernel: bonding: bond0: Warning: failed to get speed and duplex from em1",
        "[   17.520000] bonding: uplink: Warning: failed to get speed and duplex from eno1",
        "[Sat Nov 28 09:00:01 2026] bonding: bond0: Warning: failed to get speed and duplex from eth0",
        "<4>[   17.520000] bonding: bond0: Warning: failed to get speed and duplex from eth17",
    ],
)
def test_what_differs_from_host_to_host_is_no_word(line: str) -> None:
    asked = words.read(line)
    assert asked.log == line
    assert [word for word in asked.words if word != "uplink"] == ["warning", "failed", "get", "speed", "duplex"]


def test_a_long_text_is_cut_and_says_so() -> None:
    asked = words.read("bond0: x\n" * 100_000)
    assert len(asked.log) == words.LONGEST
    assert "Only the first 500000 characters" in str(asked.problems[0])


def test_the_words_of_a_long_log_are_those_about_bonding() -> None:
    boot = "".join(f"kernel: device{number} wakes up\n" for number in range(100))
    assert words.read(f"{boot}bond0: (slave eth1): link status definitely down\n{boot}").words == (
        "slave", "link", "status", "definitely", "down",
    )  # fmt: skip
