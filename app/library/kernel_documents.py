"""The kernel's own documents in the library: one a version, each with its page, its parts, and its rows in the search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.bonding.problems import problem
from app.errors import BadInput
from app.kerneldoc import document
from app.kerneldoc.finding import checked, order
from app.kerneldoc.tree import Part
from app.library.database import lock_for_writing
from app.library.markdown import furnished
from app.library.models import Counter, Document, KernelDocument
from app.library.search import index
from app.library.search.engine import KERNEL

COUNTER = "kernel_documents"
MOST = 60
"""Documents. Every kernel that was ever released has one; a few are enough for anybody."""


@dataclass(frozen=True)
class Row:
    """What a list says of a document."""

    version: str
    form: str
    title: str
    source: str
    added: str

    @property
    def file(self) -> str:
        """How the kernel calls it."""
        return f"bonding.{self.form}"


def add(engine: Engine, version: str, data: bytes, source: str) -> KernelDocument:
    """Keep the document of a version in place of the one that is there. Raises BadInput for what cannot be kept."""
    version = checked(version)
    text = document.text_of(data, source)
    made = _made(KernelDocument(version=version, form=document.form_of(text), source=source, text=text))
    with Session(engine, expire_on_commit=False) as session, session.begin():
        lock_for_writing(session)
        known = session.scalars(select(KernelDocument.version)).all()
        if version not in known and len(known) >= MOST:
            raise BadInput([problem("kernel", version, f"would be one more than {MOST} documents.", "Remove one first.")])
        session.merge(made)
        _changed(session)
    return made


def remove(engine: Engine, version: str) -> bool:
    """Take a document away; whether there was one."""
    with Session(engine) as session, session.begin():
        lock_for_writing(session)
        found = session.get(KernelDocument, version)
        if found is None:
            return False
        session.delete(found)
        _changed(session)
    return True


def renew(engine: Engine) -> int:
    """Make anew what another program has made; how many that were."""
    with Session(engine) as session, session.begin():
        stale = session.scalars(select(KernelDocument).where(KernelDocument.made_by != document.mark())).all()
        for each in stale:
            _made(each)
        if stale:
            _changed(session)
        return len(stale)


def listing(engine: Engine) -> list[Row]:
    """All documents, the newest kernel first."""
    columns = (KernelDocument.version, KernelDocument.form, KernelDocument.title, KernelDocument.source, KernelDocument.added_at)
    with Session(engine) as session:
        rows = [Row(*row[:4], row[4].date().isoformat()) for row in session.execute(select(*columns))]
    return sorted(rows, key=lambda row: order(row.version), reverse=True)


def find(engine: Engine, version: str) -> KernelDocument | None:
    """The document of a version."""
    with Session(engine) as session:
        return session.get(KernelDocument, version)


def number(engine: Engine) -> int:
    """A number that grows with each change of any document."""
    with Session(engine) as session:
        return session.execute(select(Counter.value).where(Counter.name == COUNTER)).scalar_one()


def parts_of(found: KernelDocument) -> list[Part]:
    """The parts of a document as they were made."""
    return [Part(**{**each, "texts": tuple(each["texts"]), "also": tuple(each["also"])}) for each in found.parts]


def paragraphs(engine: Engine, name: str) -> list[tuple[str, str]]:
    """Where the documents speak of an option or a mode: the versions with the places on their pages, the newest first."""
    with Session(engine) as session:
        rows = session.execute(select(KernelDocument.version, KernelDocument.parts)).all()
    found = []
    for version, parts in sorted(rows, key=lambda row: order(row[0]), reverse=True):
        anchors = {anchor for part in parts if part["option"] for anchor in (part["anchor"], *part["also"])}
        anchor = next((each for each in (name, f"mode-{name}") if each in anchors), None)
        if anchor:
            found.append((version, anchor))
    return found


# ---------------------------------------------------------------- helpers


def _made(found: KernelDocument) -> KernelDocument:
    """Fill in what is made of the text."""
    shown = document.show(found.text)
    found.title = shown.title
    found.html = furnished(shown.html)
    found.parts = [asdict(part) for part in shown.parts]
    found.made_by = document.mark()
    return found


def _changed(session: Session) -> None:
    """Count the change, and bring the search up to date."""
    session.get_one(Counter, COUNTER, with_for_update=True).value += 1
    session.flush()
    found = session.execute(select(KernelDocument.version, KernelDocument.form, KernelDocument.parts)).all()
    index.replace_kinds(
        session, [KERNEL], _rows(sorted(((row[0], row[1], row[2]) for row in found), key=lambda row: order(row[0]), reverse=True))
    )


def _rows(documents: Iterable[tuple[str, str, list[dict[str, Any]]]]) -> Iterator[Document]:
    """The rows of the search: one for each part, and one only for those that are the same in several versions."""
    kept: dict[tuple[str, str, str], tuple[str, list[str]]] = {}
    for version, form, parts in documents:
        for part in parts:
            text = "\n".join(part["texts"])
            if text:
                same = (part["title"], f"bonding.{form}", text)
                kept.setdefault(same, (f"{version}/#{part['anchor']}", []))[1].append(version)
    for (title, file, text), (key, versions) in kept.items():
        yield Document(kind=KERNEL, key=key, title=f"{title} – {file}, Linux {', '.join(versions)}", body=text)
