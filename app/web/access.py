"""Who may write, as pages show it: signing in and out, refusing with a reason, the token in forms."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, after_this_request, current_app, redirect, render_template, request
from markupsafe import Markup
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response as Answer

from app import accounts
from app.accounts import COOKIE, SAFE, Standing, has_token, signing, standing, store, tokens
from app.library.database import db
from app.web import answers, query

access = Blueprint("access", __name__)

HOME = "/notes/"
STALE = "The page was opened before you signed in, or the sign-in is over. Go back, load it again, and do it once more."
SIGN_IN = "Writing asks for the password of this Bondbook. Sign in at /sign-in."
SET_ONE = "Set a password with `bondbook password` on the server."


class Refusal(Forbidden):
    """This request may not write; `title` and the description say why."""

    title = "Not without the right to write"


def register(app: Flask) -> None:
    """Add the pages, and what templates ask for: `csrf()` in every form that writes, and `standing()`."""
    app.register_blueprint(access)
    app.jinja_env.globals.update(csrf=field, standing=lambda: standing(request).value, why_read_only=why)


@access.get("/sign-in")
def sign_in_page() -> Response:
    """The form, or where this request stands if there is nothing to ask for."""
    return _page(own_path(request.args.get("next", "")))


@access.post("/sign-in")
def sign_in() -> Answer:
    """Try the password; on to where one came from."""
    on = own_path(request.form.get("next", ""))
    refused = try_password(request.form.get("password", ""))
    return redirect(on or HOME, 303) if refused is None else _page(on, refused)


@access.post("/sign-out")
def sign_out() -> Answer:
    """End the session, for every copy of its cookie."""
    if standing(request) is Standing.SIGNED_IN:
        if not has_token(request):
            raise Refusal(STALE)
        store.close_session(db.engine, request.cookies.get(COOKIE, ""), accounts.secret())
    response = redirect("/sign-in", 303)
    response.delete_cookie(COOKIE, path=_cookie_path(), secure=_is_https(), httponly=True, samesite="Lax")
    return response


def try_password(text: str) -> signing.Refused | None:
    """Sign this request in; its answer will carry the cookie. A refusal if the password is wrong, or too many were."""
    word = signing.sign_in(request, text)
    if isinstance(word, signing.Refused):
        return word

    @after_this_request
    def _with_cookie(response: Response) -> Response:
        response.set_cookie(
            COOKIE, word, max_age=store.LASTS, path=_cookie_path(), secure=_is_https(), httponly=True, samesite="Lax"
        )  # fmt: skip
        response.headers["Cache-Control"] = "no-store"
        return response

    return None


def with_password() -> bool:
    """Whether the form itself brought the password, as a terminal does that has no session. Raises Refusal for a wrong one."""
    given = request.form.get("password", "")
    if not given or standing(request) is not Standing.SIGNED_OUT:
        return False
    if refused := try_password(given):
        raise Refusal(str(refused))
    return True


def refuse() -> Answer:
    """Answer a request that may not write: on to the sign-in where that helps, otherwise the reason. Raises Refusal."""
    stands = standing(request)
    if stands is Standing.SIGNED_OUT and request.method in SAFE and not (answers.wants_text() or answers.wants_json()):
        return redirect(query.link("/sign-in", [("next", request.full_path.rstrip("?"))]), 303)
    raise Refusal(why())


def why() -> str:
    """Why this request may not write, and what to do; code between backticks."""
    stands = standing(request)
    host = current_app.config.get("LISTENS_ON", "")
    return {
        Standing.SIGNED_IN: STALE,
        Standing.SIGNED_OUT: SIGN_IN,
        Standing.READ_ONLY: f"This Bondbook listens on {host} and has no password: it is read-only. {SET_ONE}",
        Standing.FROM_ELSEWHERE: "This Bondbook has no password, so only the machine that it runs on may write, at an address with "
        f"localhost or 127.0.0.1 in it and without a proxy. From here it is read-only. {SET_ONE}",
        Standing.UNKNOWN: "The database does not answer: nothing can be written now. Try again in a minute.",
    }.get(stands, "")


def field() -> Markup:
    """The hidden field with the token, for somebody who is signed in; nobody else has a session that a form could misuse."""
    if standing(request) is not Standing.SIGNED_IN:
        return Markup("")
    return Markup('<input type="hidden" name="{}" value="{}">').format(tokens.FIELD, answers.TOKEN_MARK)


def own_path(text: str) -> str:
    """The text if it is a path of this site, otherwise nothing: signing in leads nowhere else.

    Browsers skip tabs and line ends, and take a backslash for a slash: what holds one may be another site's address.
    """
    fits = text.startswith("/") and not text.startswith("//") and "\\" not in text and all("!" <= char != "\x7f" for char in text)
    return text if fits and not text.startswith(("/sign-in", "/sign-out")) else ""


def _page(on: str, refused: signing.Refused | None = None) -> Response:
    status = 200 if refused is None else 429 if refused.wait else 403
    if refused and answers.wants_text():
        made = answers.body(f"error: {refused}\n", answers.TEXT, status)
    else:
        html = render_template("sign_in.html", next=on, refused=refused, person=accounts.person(request))
        made = answers.body(html, status=status)
    response = answers.send(made, vary=answers.VARY_SIGNED, cache="no-store")
    if refused and refused.wait:
        response.headers["Retry-After"] = str(refused.wait)
    return response


def _cookie_path() -> str:
    return request.script_root or "/"


def _is_https() -> bool:
    """Whether the browser came by https. A proxy's word is enough: who lies here only loses his own cookie."""
    return request.is_secure or request.headers.get("X-Forwarded-Proto", "").strip().lower() == "https"
