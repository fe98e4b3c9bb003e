"""Error pages in the style of the site; one line for a terminal, JSON for *.json. Never a traceback."""

from __future__ import annotations

import sqlite3

from flask import Flask, Response, current_app, render_template
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable

from app.library import troubles
from app.web import answers

WORDS = {
    400: ("This request cannot be read", "Something in it is not as HTTP or this page wants it."),
    403: ("Not from there", "This request was started by another site."),
    404: ("There is no such page", "The address may be mistyped, or the short link was never made here."),
    405: ("Not with this method", "This address exists, but not for this kind of request."),
    413: ("Too large", "The request has more bytes than this page takes."),
    414: ("The address is too long", "Take values out of it, or send them as JSON to /generate.json."),
    421: ("Not under this name", "This Bondbook is not known under the name that was asked for."),
    429: ("Too much at once", "Wait a minute, then try again."),
    500: ("A fault of Bondbook", "The fault is in the program, not in what you asked. It was written to the log."),
    503: ("Not at the moment", "The service cannot answer now. Try again in a minute."),
}


DATABASE: tuple[type[Exception], ...] = (DBAPIError, sqlite3.Error)
"""What a database that cannot do its work raises; the second one where it is asked without SQLAlchemy."""


def register(app: Flask) -> None:
    """Answer every error of an app in the site's own way."""
    app.register_error_handler(HTTPException, answer)
    app.register_error_handler(InternalServerError, answer)
    for each in DATABASE:
        app.register_error_handler(each, unavailable)


def answer(error: Exception) -> Response:
    """The response of an error, in the form that the client reads."""
    status = (error.code if isinstance(error, HTTPException) else None) or 500
    if isinstance(error, HTTPException) and 300 <= status < 400:
        return Response(error.get_response().get_data(), status, [("Location", error.get_response().headers.get("Location", "/"))])
    title, text = WORDS.get(status, (getattr(error, "name", "An error"), "The request could not be answered."))
    title = getattr(error, "title", title)
    if isinstance(error, HTTPException) and status != 500 and error.description and error.description != type(error).description:
        text = error.description
    if answers.wants_json():
        finished = answers.json_body({"errors": [{"field": "request", "value": "", "message": f"{title}.", "mend": text}]}, status)
    elif answers.wants_text():
        finished = answers.body(f"error: {title}. {text}\n", answers.TEXT, status)
    else:
        finished = answers.body(render_template("error.html", status=status, title=title, text=text), status=status)
    response = answers.send(finished, cache="no-store")
    if allowed := getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted(allowed))
    if wait := getattr(error, "retry_after", None):
        response.headers["Retry-After"] = str(wait)
    return response


def unavailable(error: Exception) -> Response:
    """The response where the database is full, locked, gone or damaged; any other error of it is a fault of the program."""
    return answer(ServiceUnavailable(trouble(error)))


def trouble(error: Exception) -> str:
    """What is the matter with the database, and what to do; the log has it too. Raises the error again if the program is at fault."""
    text = troubles.sentences(error)
    if not text:
        raise error
    current_app.logger.error("%s (%s)", text, troubles.raw(error))
    return text
