"""YAML of several documents."""

from __future__ import annotations

import pytest

from app.formats import yaml_documents
from app.formats.node import Node, comment, join

DOCUMENTS = [Node("---", items=[Node("kind", value="A")], about="name"), Node("---", items=[Node("l", items=[Node("-", value="x")])])]


def test_documents_have_a_line_between_them_and_the_comments_come_first() -> None:
    text = join(yaml_documents.write([comment("why"), *DOCUMENTS]))
    assert text == "# why\nkind: A\n---\nl:\n- x\n"
    read = yaml_documents.read(text)
    assert [(node.name, node.line) for node in read] == [("#", 1), ("---", 2), ("---", 4)]
    assert read[2].items[0].items[0].text == "x"


def test_documents_that_are_no_mappings_are_passed_over() -> None:
    assert [node.items[0].name for node in yaml_documents.read("--- a\n---\n- b\n---\nc: 1\n---\n")] == ["c"]


@pytest.mark.parametrize("text", ["a: [", "---\na: 1\n---\nb: [x", "a: &x [*x]"])
def test_what_is_no_yaml_is_told(text: str) -> None:
    with pytest.raises(yaml_documents.UnreadableYaml):
        yaml_documents.read(text)


@pytest.mark.parametrize("text", ["---\n[" * 50_000, "--- {}\n" * 30_000 + "a: 1", "---\na: 1\n---\nb: " + "[" * 100_000])
def test_hostile_texts_end_soon(text: str) -> None:
    with pytest.raises(yaml_documents.UnreadableYaml):
        yaml_documents.read(text)


def test_aliases_count_over_all_documents() -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c]\n"
    with pytest.raises(yaml_documents.UnreadableYaml):
        yaml_documents.read("---\n".join([bomb] * 8))
