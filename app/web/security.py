"""What protects readers: headers on every response, and no POST from another site."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask, abort, request

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
    """Add both protections to an app."""
    app.wsgi_app = SecurityHeaders(app.wsgi_app)  # type: ignore[method-assign]
    app.before_request(refuse_foreign_posts)


def refuse_foreign_posts() -> None:
    """Stop a POST that a page of another site started.

    Browsers say so in Sec-Fetch-Site, older ones in Origin; programs such as curl send neither.
    """
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    own = site in ("same-origin", "none") if site is not None else origin is None or _host(origin) == request.host
    if not own:
        abort(403, "This request was started by another site. Open Bondbook itself and do it there.")


def _host(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""
