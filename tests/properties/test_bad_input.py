"""Whatever text comes in at whatever field: a clear problem, or an output in which every line is one that was asked for."""

from __future__ import annotations

import re
import shlex

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from app import stacks
from app.actions import generate
from app.actions.result_text import problems_to_text
from app.bonding import wire
from app.bonding.options import OPTIONS
from app.bonding.problems import Problem, is_visible
from app.errors import BadInput
from tests.properties.known_lines import assert_known_lines, assert_known_steps
from tests.stacks.goldens import cases, release_for
from tests.strategies import FAST

BASE = [("mode", "active-backup"), ("member", "eth0"), ("member", "eth1"), ("miimon", "100")]
VLAN_FIELDS = tuple(f"vlan.5.{word}" for word in wire.VLAN_WORDS)
FIELDS = (*wire.WORDS, *VLAN_FIELDS, *generate.TARGET_WORDS)

BAD = {
    "command": "eth0; reboot",
    "second line": "eth0\nUSERCTL=yes",
    "path": "../../etc/passwd",
    "substitution": "$(id)",
    "backquotes": "`id`",
    "trailing text": "192.0.2.1/24; reboot",
    "trailing text behind an IPv6 address": "2001:db8::1/64 && reboot",
    "long name": "a" * 10_000,
    "NUL": "eth0\x00",
    "right to left": "eth0\u202eUSERCTL",
    "invisible": "eth\u200b0",
    "line separator": "eth0\u2028up reboot",
    "carriage return": "eth0\rreboot",
    "lone surrogate": "eth0\ud800",
    "scope of an address": "fe80::1%$(reboot)/64",
    "scope of a bare address": "fe80::1%$(reboot)",
    "quotes": "\"'; reboot #",
    "unknown word": "balance-fancy!",
    "YAML": "{a: [b]}",
    "option": "--help",
}


def pairs(field: str, text: str) -> list[wire.Pair]:
    """The base with one field given, or given another way."""
    return [*(pair for pair in BASE if pair[0] != field or field == "member"), (field, text)]


def assert_clear(problems: list[Problem], field: str, text: str) -> None:
    assert problems
    assert {problem.field for problem in problems} == {field}
    for problem in problems:
        assert all(map(is_visible, str(problem))), str(problem)
        assert len(str(problem)) < 1500
        assert problem.message.strip()


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
@pytest.mark.parametrize("field", FIELDS)
def test_bad_values_are_refused_at_every_field(field: str, text: str) -> None:
    if field == "description" and text.isprintable() and len(text) < 200:
        assert_only_in_its_own_line(text)
        return
    request = generate.read(pairs(field, text))
    assert_clear(request.problems, field, text)
    entries = {problem.value for problem in request.problems}
    assert len(request.problems) == len(entries), "one problem a value"
    with pytest.raises(BadInput):
        generate.generate(request)
    printed = problems_to_text(request.problems)
    assert len(printed.splitlines()) == len(request.problems)


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_unknown_fields_are_refused_and_named_without_their_text(text: str) -> None:
    problems = generate.read([*BASE, (text, "1")]).problems
    assert len(problems) == 1
    assert problems[0].field == "request"
    assert all(map(is_visible, str(problems[0])))


def assert_only_in_its_own_line(text: str) -> None:
    """Free text adds one line that says it, or none, and changes nothing else."""
    for stack in stacks.every():
        plain, told = _render(stack.id, BASE), _render(stack.id, [*BASE, ("description", text)])
        assert [path for path, _ in plain] == [path for path, _ in told]
        for (path, before), (_, after) in zip(plain, told, strict=True):
            lines = after.split("\n")
            own = [line for line in lines if _says(line, text)]
            assert len(own) <= 1, (stack.id, path, own)
            assert [line for line in lines if line not in own] == before.split("\n"), (stack.id, path)


def _says(line: str, text: str) -> bool:
    """Whether a line is a comment about the bond, or says just this text by a key of its own, as a shell or YAML reads it."""
    start = line.strip()
    if start.startswith("description: "):
        return bool(yaml.safe_load(line) == {"description": text})
    if start.startswith(("Description=", "NAME=", "option description ")):
        return shlex.split(start) in ([f"Description={text}"], [f"NAME={text}"], ["option", "description", text])
    if start.startswith("set interfaces bonding "):
        return shlex.split(start) == ["set", "interfaces", "bonding", "bond0", "description", text]
    if start.startswith("alias "):  # which follows no $, and takes a file with % in it for a template
        return start == f"alias {text}" and not re.search(r"[%$\\<>#{}]", text)
    return start.startswith("# bond0: ")


def _render(id: str, given: list[wire.Pair]) -> list[tuple[str, str]]:
    bond = wire.read(given).bond
    assert bond
    return [(snippet.path, snippet.text) for snippet in stacks.get(id).render(bond, release_for(id)).snippets]


TEXTS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(sorted(BAD.values())),
    st.builds(
        lambda good, bad: good + bad,
        st.sampled_from(("eth0", "192.0.2.1", "192.0.2.1/24", "fe80::1%", "eth0:1", "100", "10.0.0.0/8 via 192.0.2.1")),
        st.text(max_size=6),
    ),
    st.from_regex(r"\A[A-Za-z0-9:./ ,;|&$()`'\"\\#=<>*?\[\]{}!~%^-]{1,30}\Z"),
)


@FAST
@given(field=st.sampled_from(FIELDS), text=TEXTS)
def test_any_text_at_any_field_is_refused_or_harmless(field: str, text: str) -> None:
    given_pairs = pairs(field, text)
    request = generate.read(given_pairs)
    if request.problems:
        for problem in request.problems:
            assert problem.field in {*FIELDS, "request"}
            assert all(map(is_visible, str(problem)))
        return
    assert request.bond
    for stack in stacks.every():
        for indirect in (False, True):
            rendering = stack.render(request.bond, release_for(stack.id), indirect=indirect)
            for snippet in rendering.snippets:
                assert_known_lines(snippet.path, snippet.text)
            assert_known_steps(rendering)
    if field == "description" and wire.read(given_pairs).bond and request.bond.description:
        assert_only_in_its_own_line(request.bond.description)


@pytest.mark.parametrize("stack", stacks.IDS)
def test_the_known_lines_are_those_of_each_golden(stack: str) -> None:
    """So that the test above looks at every stack, whatever it happens to try."""
    for case in (each for each in cases() if each.stack == stack):
        rendering = case.render()
        for snippet in rendering.snippets:
            assert_known_lines(snippet.path, snippet.text)
        assert_known_steps(rendering)


@FAST
@given(given_pairs=st.lists(st.tuples(st.sampled_from(FIELDS) | st.text(max_size=10), TEXTS), max_size=12))
def test_any_pairs_at_all_never_raise(given_pairs: list[wire.Pair]) -> None:
    request = generate.read(given_pairs)
    if not request.problems:
        generate.generate(request)
    assert problems_to_text(request.problems).count("\n") == len(request.problems)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from((*FIELDS, *wire.LISTS.values(), "options", "vlans", "id", "over", "to", "via")) | st.text(max_size=5),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@FAST
@given(data=JSON)
def test_any_json_at_all_never_raises(data: object) -> None:
    request = generate.read_json(data)
    assert request.problems or request.bond
    assert all(all(map(is_visible, str(problem))) for problem in request.problems)


def test_json_nested_without_end_is_a_problem() -> None:
    deep: object = "x"
    for _ in range(5000):
        deep = [deep]
    assert generate.read_json({"mode": "active-backup", "name": deep}).problems
    assert generate.read_json({"mode": "active-backup", "options": {"miimon": deep}}).problems


def test_more_values_than_a_bond_can_need_are_a_problem_and_not_left_out() -> None:
    many = ",".join(f"e{number}" for number in range(500))
    assert [problem.field for problem in wire.read([*BASE, ("member", many)]).problems] == ["member"]
    problems = wire.read([*BASE, *(("dns", f"192.0.2.{n % 250}") for n in range(500))]).problems
    assert problems[0].field == "request"


def test_the_fields_of_this_test_are_all_fields() -> None:
    assert set(OPTIONS) < set(FIELDS)
