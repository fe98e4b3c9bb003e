"""/generate/hosts: one bond as the template and a table of hosts give one archive for all. Nothing that is sent here is kept."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request

from app.actions import archive, result_text
from app.actions import generate as action
from app.actions.hosts import many as hosts_of
from app.actions.hosts import packed, table, told
from app.actions.hosts.many import Many
from app.actions.result_json import problems_to_json
from app.bonding.problems import Problem, problem
from app.web import answers, query, uploads
from app.web.answers import TEXT, Body
from app.web.says import of_problem

hosts = Blueprint("hosts", __name__)

PATH = "/generate/hosts"
ARCHIVES = {"tar.gz": ("application/gzip", archive.to_tar), "zip": ("application/zip", archive.to_zip)}
EXAMPLE = "web1 192.0.2.11/24 eth0 eth1\nweb2 192.0.2.12/24 ens1f0 ens1f1"


@hosts.get(PATH)
def page() -> Response:
    """The template in a sentence, and the form for the table."""
    template = _template()
    ready = template.pairs and not template.problems
    return answers.send(answers.body(_page("", template), status=200 if ready else 400))


@hosts.post(PATH)
def made() -> Response:
    """What becomes of each host, or the archive of all of them (`do`)."""
    request.max_content_length = request.max_form_memory_size = 4 * table.LONGEST
    text = request.get_data(as_text=True) if request.mimetype in ("text/plain", "text/csv") else request.form.get("hosts", "")
    asked = request.form.get("do") or request.args.get("do", "")
    answer = answers.send(uploads.worked(lambda: _made(text, asked), lambda bad: _refused([bad], text)), cache="no-store")
    if answer.status_code == 200 and asked in ARCHIVES:
        answer.headers["Content-Disposition"] = f'attachment; filename="hosts.{asked}"'
    return answer


def _template() -> action.Request:
    if len(request.query_string) > query.LONGEST_QUERY:
        abort(414)
    return action.read([pair for pair in query.pairs() if pair[0] != "do"])


def _made(text: str, asked: str) -> Body:
    template = _template()
    if template.problems:
        return _refused(template.problems, text)
    found = hosts_of.make(template.pairs, table.read(text.replace("\r\n", "\n")))
    if asked in ARCHIVES:
        if found.problems:
            return _refused(found.problems, text)
        kind, pack = ARCHIVES[asked]
        return answers.body(pack(packed.entries(found)), kind)
    status = 400 if found.problems else 200
    if answers.wants_json():
        return answers.json_body(told.to_json(found), status)
    if answers.wants_text():
        return answers.body(told.to_text(found), TEXT, status)
    return answers.body(_page(text, template, found), status=status)


def _refused(problems: list[Problem] | tuple[Problem, ...], text: str) -> Body:
    if answers.wants_json():
        return answers.json_body(problems_to_json(problems), 400)
    if answers.wants_text():
        return answers.body(result_text.problems_to_text(problems), TEXT, 400)
    return answers.body(_page(text, _template(), problems=problems), status=400)


def _page(text: str, template: action.Request, found: Many | None = None, problems: list[Problem] | tuple[Problem, ...] = ()) -> str:
    wrong = [*problems, *(template.problems if not problems else ()), *(found.problems if found else ())]
    if not template.pairs:
        wrong = [problem("request", "", "names no template.", "Make a bond in the generator first; its result leads here.")]
    rows = [(each, told.counted(each, found), query.link("/generate", each.result.link)) for each in found.hosts] if found else []
    return render_template(
        "hosts.html", text=text, template=template, link=query.link("/generate", template.link), action=query.link(PATH, template.link),
        problems=[of_problem(each) for each in wrong], rows=rows, example=EXAMPLE, ready=bool(found and found.hosts and not found.problems),
        most=table.MOST_HOSTS,
    )  # fmt: skip
