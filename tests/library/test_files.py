"""Notes as files: what is written is read back the same, whatever stands in it, and other programs' files are understood."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.diagnosis.signatures import BadSignature, Signature
from app.errors import BadInput
from app.library import entries, files
from app.library.notes import Draft, tidy

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=60)
LINES = st.lists(st.one_of(TEXT, st.sampled_from(["---", "## Fix", "```", "# x", "title: y", "- a", "", "  ", "\t"])), max_size=6).map(
    "\n".join
)
TITLES = TEXT.filter(lambda text: text.strip() != "")
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(lambda each: each.replace(microsecond=0))  # noqa: DTZ001


def usable(row: dict[str, Any]) -> bool:
    try:
        Signature.read(row)
    except BadSignature:
        return False
    return True


SIGNS = st.builds(lambda text, weak: {"text": text} | ({"weak": True} if weak else {}), TITLES, st.booleans()).filter(usable)
FACTS = st.fixed_dictionaries(
    {
        "severity": st.sampled_from(sorted(entries.SEVERITIES)),
        "match": st.just("any"),
        "signatures": st.lists(SIGNS, max_size=3),
        "applies": st.fixed_dictionaries({"drivers": st.lists(TITLES, max_size=2)}),
        "references": st.lists(st.sampled_from(["https://example.com/a?b=c#d", "http://example.org/"]), max_size=2),
    }
).map(entries.clean)


def drafts(facts: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[Draft]:
    """Drafts as the database keeps them, with the one line end that a file has."""
    made = st.builds(Draft, TITLES, LINES, st.lists(TITLES, max_size=3).map(tuple), facts, st.booleans())
    return made.map(lambda each: tidy(Draft(each.title, each.body.strip("\n") + "\n", each.tags, each.facts, each.pinned))).filter(
        lambda each: each.title != ""
    )


@settings(max_examples=150, deadline=None)
@given(drafts(st.just({})), TEXT, MOMENTS, MOMENTS)
def test_a_note_comes_back_as_it_was(draft: Draft, author: str, created: datetime, updated: datetime) -> None:
    author = author.strip()
    text = files.write("note", draft, author=author, created=created, updated=updated)
    file = files.read(text, "note", "other")
    assert (file.draft, file.draft.facts) == (draft, {})
    assert (file.author, file.created, file.updated, file.unknown) == (author, created, updated, {})
    assert files.write("note", file.draft, author=author, created=created, updated=updated) == text


@settings(max_examples=60, deadline=None)
@given(drafts(FACTS))
def test_an_entry_comes_back_as_it_was(draft: Draft) -> None:
    file = files.read(files.write("entry", draft), "entry", "other")
    assert file.draft == draft
    assert file.draft.facts == draft.facts


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["", *entries.SECTIONS]),
        st.lists(st.sampled_from(["a", "## Other", "```\n## Fix\n```", "~~~ x\na\n```\n~~~", "## Fix", ""]), max_size=6),
    )
)
def test_sections_lose_no_line(lines: dict[str, list[str]]) -> None:
    body = entries.joined({name: "\n".join(each) for name, each in lines.items()})
    again = entries.joined(entries.sections(body))
    assert again.split("\n").count("a") == body.split("\n").count("a")
    assert entries.joined(entries.sections(again)) == again


def test_a_heading_within_code_is_code() -> None:
    body = "What it is.\n\n## Checks\n\n```console\n## Fix\n# ip link\n```\n\n## Fix\n\nDo it.\n"
    assert entries.sections(body)["Checks"] == "```console\n## Fix\n# ip link\n```"
    assert entries.joined(entries.sections(body)) == body


def test_files_of_other_programs() -> None:
    file = files.read(
        "\ufeff---\r\ntags: 'one, #two'\r\naliases: [x]\r\ndate: 2024-05-01\r\n---\r\n# A title\r\n\r\ntext\r\n", "note", "name"
    )
    assert (file.draft.title, file.draft.tags, file.draft.slug) == ("A title", ("one", "two"), "name")
    assert (file.created, dict(file.unknown)) == (datetime(2024, 5, 1, tzinfo=UTC), {"aliases": ["x"]})
    assert files.read("just text", "note", "my-file").draft == Draft("my-file", "just text\n", slug="my-file")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("---\n: [\n---\n", "is not YAML"),
        ("---\n- a\n---\n", "is not a table"),
        ("---\n!!python/object/apply:os.system [id]\n---\n", "is not YAML"),
        ("---\ntags: {a: b}\n---\n", "are not a list"),
        ("---\ncreated: yesterday\n---\n", "is not a date"),
        ("---\n" + "a: b\n" * 20_000 + "---\n", "is longer"),
        ("---\nx: " + "[" * 5000 + "\n---\n", "is not YAML"),
    ],
)
def test_what_cannot_be_read_is_told(text: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        files.read(text, "note", "x")


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ("signatures: [{pattern: '('}]", "signatures.1"),
        ("signatures: [{text: a}, {pattern: '(?=x)'}]", "signatures.2"),
        ("signatures: [{text: a, pattern: b}]", "signatures.1"),
        ("signatures: [{text: a, absent: true}]", "signatures"),
        ("{severity: bad}", "severity"),
        ("signatures: [{text: abc}]\nsamples: [abc, xyz]", "samples.2"),
        ("applies: {modes: [lacp]}", "applies.modes"),
        ("references: ['javascript:x']", "references"),
    ],
)
def test_the_facts_of_an_entry_are_checked(head: str, field: str) -> None:
    with pytest.raises(BadInput) as caught:
        files.read(f"---\n{head}\n---\n", "entry", "x")
    assert [each.field for each in caught.value.problems] == [field]
