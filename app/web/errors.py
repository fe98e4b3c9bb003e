"""Error pages in the style of the site; one line for a terminal, JSON for *.json. Never a traceback."""

from __future__ import annotations

from flask import Flask, Response, render_template
from werkzeug.exceptions import HTTPException, InternalServerError

from app.web import answers

WORDS = {
    400: ("This request cannot be read", "Something in it is not as HTTP or this page wants it."),
    403: ("Not from there", "This request was started by another site."),
    404: ("There is no such page", "The address may be mistyped, or the short link was never made here."),
    405: ("Not with this method", "This address exists, but not for this kind of request."),
    413: ("Too large", "The body of the request is larger than a bond can be."),
    414: ("The address is too long", "Take values out of it, or send them as JSON to /generate.json."),
    421: ("Not under this name", "This Bondbook is not known under the name that was asked for."),
    500: ("A fault of Bondbook", "The fault is in the program, not in what you asked. It was written to the log."),
    503: ("Not at the moment", "The service cannot answer now. Try again in a minute."),
}


def register(app: Flask) -> None:
    """Answer every error of an app in the site's own way."""
    app.register_error_handler(HTTPException, answer)
    app.register_error_handler(InternalServerError, answer)


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
    return response
