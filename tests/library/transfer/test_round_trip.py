"""Export, wipe, import: the same content, row by row, whatever the notes are called and whatever stands in them."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from app.config import Settings
from app.errors import BadInput
from app.library import attachments as store
from app.library import entries, notes
from app.library.models import Base
from app.library.notes import Author, Desk, Draft
from app.library.transfer.meeting import MADE, SAME
from tests.library.transfer.content import NOT_NOTES, OF_NOTES, PNG, bring, content, desk, export, library, tree
from tests.library.transfer.filled import fill

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40)
WORDS = st.sampled_from(
    ["---", "## Fix", "```\n[[One]]\n```", "[[Two|x]]", "[[entry:one]]", "", " ", "\t", "#x", "%%c%%", "> [!note]", "](/files/", "\n"]
)
TITLES = TEXT.filter(lambda text: text.strip() != "")


def test_every_table_is_compared() -> None:
    tables = set(Base.metadata.tables)
    assert tables >= OF_NOTES
    assert tables - OF_NOTES - NOT_NOTES == set(), "a new table: say whether notes have it, and let the export take it along"


def test_export_wipe_import_gives_the_same_content(tmp_path: Path) -> None:
    with library(Settings(data_dir=tmp_path / "one")):
        fill(desk())
        before = content()
        export(tmp_path / "out")
    with library(Settings(data_dir=tmp_path / "two")):
        outcome = bring(tmp_path / "out")
        assert (outcome.dialect, {line.verb for line in outcome.lines}) == ("bondbook", {MADE})
        after = content()
        for table in before:
            assert after[table] == before[table], table
        export(tmp_path / "again")
    assert tree(tmp_path / "again") == tree(tmp_path / "out")


def test_what_came_in_comes_in_once(tmp_path: Path) -> None:
    with library(Settings(data_dir=tmp_path / "one")):
        fill(desk())
        export(tmp_path / "out")
        before = content()
        assert {line.verb for line in bring(tmp_path / "out").lines} == {SAME}
        assert content() == before


def test_a_second_export_changes_no_byte(tmp_path: Path) -> None:
    with library(Settings(data_dir=tmp_path / "one")):
        fill(desk())
        first = export(tmp_path / "out")
        before = tree(tmp_path / "out")
        second = export(tmp_path / "out")
        assert tree(tmp_path / "out") == before
        assert (second.new, second.changed, second.removed, second.left, second.same) == (0, 0, 0, [], first.new)


@st.composite
def bodies(draw: st.DrawFn) -> tuple[str, list[tuple[str, bytes]]]:
    """A text with links to files in it, in every place where a link may be, and those files."""
    files = draw(st.lists(st.tuples(TEXT, st.one_of(st.just(PNG), TEXT.map(str.encode))), max_size=2))
    parts = draw(st.lists(st.one_of(TEXT, WORDS), max_size=6))
    for name, data in files:
        try:
            address = store.read(name, data).address
        except BadInput:
            continue
        wrong = draw(st.sampled_from([address, address[1:], f"..{address}", address + "/../x", address[:-2]]))
        parts += [draw(st.sampled_from(["![x](%s)", "[x]: %s", "<img src='%s'>", "<%s>", "%s", '[x](%s "t")'])) % wrong]
    return draw(st.sampled_from(["\n", " "])).join(parts), files


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["note", "entry"]), TITLES, bodies(), st.lists(TITLES, max_size=3), TEXT, TEXT, st.booleans(), st.booleans()
        ),
        max_size=5,
    )
)
def test_any_notes_come_back_as_they_were(
    made: list[tuple[str, str, tuple[str, list[tuple[str, bytes]]], list[str], str, str, bool, bool]],
) -> None:
    with TemporaryDirectory() as name:
        root = Path(name)
        with library(Settings(data_dir=root / "one")):
            pen = desk()
            for kind, title, (body, files), tags, author, message, pinned, again in made:
                _write(pen, kind, Draft(title, body, tuple(tags), {}, pinned), files, Author(author, message), again=again)
            before = content()
            export(root / "out")
        with library(Settings(data_dir=root / "two")):
            outcome = bring(root / "out")
            assert outcome.of("skipped") == []
            assert content() == before
            assert {line.verb for line in bring(root / "out").lines} <= {SAME}
            assert content() == before


def _write(pen: Desk, kind: str, draft: Draft, files: list[tuple[str, bytes]], by: Author, *, again: bool) -> None:
    for name, data in files:
        with suppress(BadInput):
            store.keep(name, data)
    facts = entries.clean({}) if kind == "entry" else {}
    note = pen.create(kind, Draft(draft.title, draft.body, draft.tags, facts, draft.pinned), by)
    if again:
        with suppress(BadInput):  # another note may have that address
            note = pen.save(note, Draft(draft.title[::-1], draft.body + "\n", draft.tags, facts, slug=f"{note.slug[:60]} x"), 1, by)
        pen.throw_away(note)
    assert notes.find(kind, note.slug) is not None
