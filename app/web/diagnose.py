"""/diagnose: paste or upload a log and what the tools print, get what is wrong. Nothing that is sent here is kept."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import RequestEntityTooLarge

from app.actions import diagnose as action
from app.actions import diagnose_text, masking, streams
from app.actions.diagnose import Diagnosis
from app.actions.result_json import problems_to_json
from app.actions.result_text import problems_to_text
from app.bonding.problems import Problem, problem
from app.diagnosis.machine import Bond, Line
from app.diagnosis.symptom import POSSIBLE, Finding
from app.diagnosis.symptoms import SYMPTOMS
from app.diagnosis.symptoms.switch import cabling
from app.distros.releases import Release, named
from app.errors import BadInput
from app.library import problems
from app.library.database import db
from app.web import answers, bond_state, timeline, uploads
from app.web.answers import TEXT, Body
from app.web.says import of_problem

diagnose = Blueprint("diagnose", __name__)

LARGEST = 256 * 1024 * 1024
"""Bytes of a request: uploads go to a file on their way, and are read from there part by part."""

LARGEST_PASTE = 8 * 1024 * 1024
AROUND, MOST_EXCERPT = 2, 400  # lines
SHOW_ALL = 60
MOST_BONDS = 8
MOST_GROUPS = 40
LONGEST_NOTE = 200_000  # characters


@diagnose.get("/diagnose")
def page() -> Response:
    """The empty form."""
    if answers.wants_text():
        return answers.send(uploads.usage("a kernel log, or what /proc/net/bonding, ip, ethtool or a switch show"), vary=answers.VARY)
    return answers.send(answers.body(_page()), vary=answers.VARY)


@diagnose.post("/diagnose")
def diagnosed() -> Response:
    """What is wrong, by the text and the files; text for a terminal, JSON for those who ask for it."""
    request.max_content_length = LARGEST
    request.max_form_memory_size = LARGEST_PASTE
    text = ""
    try:
        is_form = _is_form()
        mask = masking.Mask() if request.args.get("mask") or (is_form and request.form.get("mask")) else None
        text = request.form.get("text", "").replace("\r\n", "\n") if is_form else ""
        text = mask.of_text(text) if mask else text
        with contextlib.closing(_parts(text, is_form)) as parts:
            found = action.diagnose(parts, problems.of_library(db.engine), mask.of_bytes if mask else None, _release(is_form))
    except RequestEntityTooLarge:
        larger = f"is larger than {LARGEST // 1024 // 1024} MB (a paste: {LARGEST_PASTE // 1024 // 1024} MB)."
        return answers.send(_refused([problem("text", "", larger, "At a terminal there is no limit: bondbook diagnose FILE.")], ""))
    except BadInput as bad:
        return answers.send(_refused(bad.problems, text), cache="no-store")
    if answers.wants_json():
        return answers.send(answers.json_body(diagnose_text.to_json(found)), cache="no-store")
    if answers.wants_text():
        site = request.host_url.rstrip("/")
        return answers.send(answers.body(diagnose_text.to_text(found, site), TEXT), cache="no-store")
    return answers.send(answers.body(_page(text, found)), cache="no-store")


def _release(is_form: bool) -> Release | None:
    """The release that the request names; the text may tell one where it names none."""
    id = request.args.get("release") or (request.form.get("release") if is_form else "")
    return named(id) if id else None


FIELDS = re.compile(rb"(?:text|mask|file|csrf)=")


def _is_form() -> bool:
    """Whether the request is a form. curl calls every body one, so the body itself decides."""
    if request.mimetype != "application/x-www-form-urlencoded":
        return request.mimetype == "multipart/form-data"
    if (request.content_length or 0) > LARGEST_PASTE:
        return False
    return FIELDS.match(request.get_data(parse_form_data=False)) is not None


def _parts(text: str, is_form: bool) -> Generator[streams.Part, None, None]:
    """The pasted text, then the uploaded files; or the whole body of a plain request, as it comes in."""
    if not is_form:
        small = request.mimetype == "application/x-www-form-urlencoded" and (request.content_length or 0) <= LARGEST_PASTE
        yield from streams.of_stream("", io.BytesIO(request.get_data()) if small else request.stream)
        return
    if text.strip():
        yield from streams.of_text(text)
    for each in request.files.getlist("file"):
        if each.filename:
            with each.stream as stream:
                yield from streams.of_stream(each.filename, stream)


def _refused(found: Iterable[Problem], text: str) -> Body:
    if answers.wants_json():
        return answers.json_body(problems_to_json(found), 400)
    if answers.wants_text():
        return answers.body(problems_to_text(found), TEXT, 400)
    return answers.body(_page(text, found_problems=found), status=400)


def _page(text: str = "", found: Diagnosis | None = None, found_problems: Iterable[Problem] = ()) -> str:
    weighty = [each for each in found.findings if each.confidence != POSSIBLE] if found else []
    possible = [each for each in found.findings if each.confidence == POSSIBLE] if found else []
    bonds: list[Bond] = list(found.machine.shown) if found else []
    excerpt = list(_excerpt(text, [*weighty, *possible])) if text and found else []
    return render_template(
        "diagnose.html", text=text, found=found, weighty=weighty, possible=possible, known=problems.of_library(db.engine).known,
        problems=[of_problem(each) for each in found_problems], understood=diagnose_text.understood(found) if found else "",
        excerpt=excerpt, marked={each.number for each in excerpt if each.marked}, gather=diagnose_text.GATHER,
        pictures=[(bond, bond_state.draw(bond), bond_state.table(bond)) for bond in bonds[:MOST_BONDS]], more=bonds[MOST_BONDS:],
        times=timeline.draw(found.machine.history) if found else None, kept=_note(text, found) if found else "",
        groups=list(found.machine.groups.values())[:MOST_GROUPS] if found else [], ends=_ends(found) if found else {},
        release=found.release if found else None, symptoms=SYMPTOMS,
    )  # fmt: skip


def _ends(found: Diagnosis) -> dict[tuple[str, str, str], str]:
    """The members that ports of a switch lead to, as far as LACP tells it."""
    return {
        (group.switch, group.name, port): f"{member} in {bond.name}"
        for bond in list(found.machine.shown)[:MOST_BONDS]
        for member, (group, port) in cabling(bond, found.machine).items()
    }


@dataclass(frozen=True)
class Shown:
    """A line of the input as the page shows it; `gap` where lines above it are left out."""

    number: int
    text: str
    marked: bool
    gap: bool


def _excerpt(text: str, findings: Iterable[Finding]) -> Iterator[Shown]:
    """The lines of the paste that findings rest on, marked, with some around them; all of a short one."""
    lines = text.split("\n")
    marked = {line.number for each in findings for line in each.evidence if not line.source}
    wanted = sorted({near for number in marked for near in range(number - AROUND, number + AROUND + 1)})
    numbers = range(1, len(lines) + 1) if len(lines) <= SHOW_ALL else [each for each in wanted if 0 < each <= len(lines)][:MOST_EXCERPT]
    last = 0
    for number in numbers:
        yield Shown(number, lines[number - 1][: action.MOST_SHOWN], number in marked, number != last + 1)
        last = number


def _note(text: str, found: Diagnosis) -> str:
    """The text of a note that keeps this diagnosis: the findings, then what was pasted."""
    out = ["## Found", ""]
    for each in found.findings:
        entry = f" ([[entry:{each.entry}]])" if each.entry else ""
        out += [f"- {each.title}: {each.confidence}{entry}", *(f"    - {_place(line)}" for line in each.evidence[:3])]
    out += [] if found.findings else [found.headline]
    if text.strip():
        fence = "`" * max(3, _longest_fence(text) + 1)
        out += ["", "## Pasted", "", f"{fence}text", text.rstrip("\n")[:LONGEST_NOTE], fence]
    return "\n".join(out) + "\n"


def _place(line: Line) -> str:
    return f"line {line.number}: `{line.text.strip().replace('`', ' ')}`"


def _longest_fence(text: str) -> int:
    return max((len(line) - len(line.lstrip("`")) for line in text.split("\n")), default=0)
