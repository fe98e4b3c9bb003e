"""What protects readers: headers on every response, no strange name, and no POST from another site.

Three walls stand before a request that writes.

1. **The name.** `refuse_strange_names`: a page of another site that lets its own name point here (DNS rebinding) is of
   "the same origin" to the browser. On loopback only loopback names and those of the settings are answered.
2. **The origin.** `refuse_foreign_posts`: every request that is not a safe one, whether or not somebody is signed in,
   because without a password there is no session that a token could belong to. Browsers tell in Sec-Fetch-Site, where
   the address is one they trust, otherwise in Origin. Old ones tell in neither when a form is sent, but they call
   themselves Mozilla, so they have to show by Referer that the form was ours. Programs such as curl send nothing of all
   that, and no page of another site can make them send anything.
3. **The token.** `app.accounts.may_write`: with a session, a form has to bring what only a page of that session can
   know. It does not rest on headers, so a sibling name of the same site and a browser that sends no header fail here.
   Kept pages hold a mark instead of the token, and `app.web.answers.send` puts the token of the request in its place.

The cookie is SameSite=Lax as a fourth: links from a ticket lead to a page where one is still signed in, foreign forms
come without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, request

from app.accounts import SAFE
from app.accounts.names import host_name, is_answered

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS = [
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
]
BUT_REFERRER = [each for each in HEADERS if each[0] != "Referrer-Policy"]


class SecurityHeaders:
    """WSGI layer that adds the headers outside of everything, so that no response can miss them."""

    def __init__(self, inner: WSGIApplication) -> None:
        self.inner = inner

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as the inner application does, with the headers added."""

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            stricter = any(name == "Referrer-Policy" for name, _ in headers)  # of two of them, browsers would obey the last
            return start_response(status, headers + (BUT_REFERRER if stricter else HEADERS), exc_info)

        return self.inner(environ, start)


def register(app: Flask) -> None:
    """Add the headers and the first two walls to an app."""
    app.wsgi_app = SecurityHeaders(app.wsgi_app)  # type: ignore[method-assign]
    app.before_request(refuse_strange_names)
    app.before_request(refuse_foreign_posts)


def refuse_strange_names() -> None:
    """Stop a request, reading ones too, that asks for a name which this server does not go by."""
    config = current_app.config
    if not is_answered(request.environ, str(config.get("LISTENS_ON", "")), config.get("KNOWN_AS", ())):
        name = host_name(request.environ)
        abort(421, f"This Bondbook does not go by the name {name}. If it is right, add it to BONDBOOK_NAMES and start Bondbook again.")


def refuse_foreign_posts() -> None:
    """Stop a request that could change something and was started by a page of another site."""
    if request.method in SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None:
        own = site in ("same-origin", "none")
    elif origin is not None:
        own = _host(origin) == request.host
    else:
        own = not _is_browser() or _host(request.headers.get("Referer", "")) == request.host
    if not own:
        abort(403, "This request was started by another site. Open Bondbook itself and do it there.")


def _is_browser() -> bool:
    return request.headers.get("User-Agent", "").startswith(("Mozilla/", "Opera/"))


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""
