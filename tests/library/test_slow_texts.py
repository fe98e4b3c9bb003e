"""A text that was made to be slow is shown as it stands, and keeps nobody waiting."""

from __future__ import annotations

import time

import pytest

from app.kerneldoc import document
from app.library import markdown
from app.library.markdown import render
from app.web import uploads as web

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""Work may be told to stop within a callback of the garbage collector: that is swallowed with a warning, and it is told again."""


def nobody(_kind: str, _name: str) -> tuple[str, str]:
    return "", ""


@pytest.mark.parametrize("text", ["[" * 100_000, "> " * 100_000 + "[[a]]", "`a``b" * 50_000, "```a\nx\n\n" * 40_000])
def test_a_note_that_markdown_would_never_finish(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "PATIENCE", 0.2)
    start = time.thread_time()
    page = render(text, nobody, lambda _text: "")
    assert page.html.startswith('<pre tabindex="0"><code>')
    assert page.links == ()
    assert time.thread_time() - start < 5, "processor time, not the clock on the wall: it is minutes where nothing stops it"


def test_a_document_of_the_kernel_that_docutils_would_chew_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "PATIENCE", 0.2)
    shown = document.show(
        ".. bonding\n\n" + "*a `b |c| " * 400 + "\n\n" + "".join(f"`x{number}`_ and `a <b>`_ *b*\n\n" for number in range(4000))
    )
    assert "<pre" in shown.html
    assert web.PATIENCE < 10
