"""Answers: who gets text instead of a page, bodies that are kept, ETags and caching headers."""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import Response, request

from app import accounts
from app.accounts import Standing, tokens
from app.web import packing

HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
JSON = "application/json"
PACKED = ("text/", JSON)
VARY = "Accept, User-Agent"
"""What a page goes by that has a text for terminals at the same address."""
VARY_SIGNED = f"{VARY}, Cookie"
"""And a page that offers writing to those who may."""
TOKEN_MARK = secrets.token_urlsafe(32)
"""Stands on finished pages where the token of a form belongs, so that no kept page holds anybody's token.

Nobody knows it outside of this process, so no text that somebody writes can hold it.
"""
TERMINALS = ("curl/", "wget/", "httpie/")


@dataclass(frozen=True)
class Body:
    """A finished answer, ready to be sent any number of times."""

    content: bytes
    type: str
    status: int
    etag: str

    @cached_property
    def has_forms(self) -> bool:
        """Whether there are forms on it that need the token of a session."""
        return self.type == HTML and TOKEN_MARK.encode() in self.content

    @cached_property
    def packed(self) -> bytes:
        """The content as it goes to clients that take gzip."""
        return packing.pack(self.content)


class Shelf:
    """Finished bodies by key: the most recently used, within a number of bytes.

    Pages of the generator depend on nothing but their address, so they may be kept.
    """

    def __init__(self, room: int, largest: int) -> None:
        self.room, self.largest = room, largest
        self.used = 0
        self._bodies: OrderedDict[Hashable, Body] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Body]) -> Body:
        """The body of that key, made now if it is not there."""
        with self._lock:
            if found := self._bodies.get(key):
                self._bodies.move_to_end(key)
                return found
        body = make()
        if _size(key, body) <= self.largest:
            self._put(key, body)
        return body

    def peek(self, key: Hashable) -> Body | None:
        """The body of that key if it is there."""
        with self._lock:
            return self._bodies.get(key)

    def _put(self, key: Hashable, body: Body) -> None:
        with self._lock:
            if key in self._bodies:
                return
            self._bodies[key] = body
            self.used += _size(key, body)
            while self.used > self.room:
                self.used -= _size(*self._bodies.popitem(last=False))

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._bodies.clear()
            self.used = 0


def _size(key: Hashable, body: Body) -> int:
    """The bytes of an entry. Its address counts too: it may be far longer than what is said about it."""
    parts = key if isinstance(key, tuple) else (key,)
    return len(body.content) + sum(len(part) for part in parts if isinstance(part, (str, bytes)))


SHELF = Shelf(room=16 * 1024 * 1024, largest=256 * 1024)


def body(given: str | bytes, kind: str = HTML, status: int = 200) -> Body:
    """A finished body."""
    content = given if isinstance(given, bytes) else given.encode("utf-8", "replace")
    return Body(content, kind, status, f'"{hashlib.blake2b(content, digest_size=10).hexdigest()}"')


def json_body(data: Any, status: int = 200) -> Body:
    """A finished JSON body, laid out for people."""
    return body(json_text(data), JSON, status)


def json_text(data: Any) -> str:
    """JSON laid out for people."""
    return json.dumps(data, indent=2) + "\n"


def send(finished: Body, *, vary: str = "", cache: str = "no-cache") -> Response:
    """The response of a body; a client that has it already gets 304. A page for somebody who is signed in is for one browser only."""
    if finished.has_forms:
        finished = _with_token(finished)
    if "Cookie" in vary and cache == "no-cache" and accounts.standing(request) is Standing.SIGNED_IN:
        cache = "private, no-cache"
    headers = [("Content-Type", finished.type), ("Cache-Control", cache)]
    large = len(finished.content) >= packing.SMALLEST and finished.type.startswith(PACKED)
    if large or vary:
        headers.append(("Vary", ", ".join([vary] * bool(vary) + ["Accept-Encoding"] * large)))
    packed = large and packing.wanted()
    if packed:
        headers.append(("Content-Encoding", "gzip"))
    etag = f'{finished.etag[:-1]}-gz"' if packed else finished.etag
    known = request.environ.get("HTTP_IF_NONE_MATCH") if finished.status == 200 else None
    if known == etag and request.method == "GET":  # by far the most of these; the rest is compared by the rules
        return Response(status=304, headers=[("ETag", etag), *(each for each in headers if not each[0].startswith("Content"))])
    response = Response(finished.packed if packed else finished.content, finished.status, headers)
    if finished.status == 200:
        response.headers["ETag"] = etag
        if known:
            response.make_conditional(request)
    return response


def _with_token(finished: Body) -> Body:
    """The page with the token of this request's session in its forms. The mark of its state names the session, not the mask."""
    signed_in = accounts.standing(request) is Standing.SIGNED_IN
    bare = accounts.token(request) if signed_in else b""
    content = finished.content.replace(TOKEN_MARK.encode(), tokens.masked(bare).encode() if signed_in else b"")
    session = hashlib.blake2b(bare, digest_size=6).hexdigest()
    return Body(content, finished.type, finished.status, f'{finished.etag[:-1]}-{session}"')


def site_key() -> tuple[str, str, str]:
    """What the addresses on a page depend on: cheaper to compare than the site's address is to build."""
    environ = request.environ
    return environ["wsgi.url_scheme"], environ.get("HTTP_HOST", ""), environ.get("SCRIPT_NAME", "")


def wants_text() -> bool:
    """Whether the client is a terminal's: by its name, or because it asks for plain text."""
    accept = request.environ.get("HTTP_ACCEPT", "")
    if "text/html" in accept:
        return False
    return "text/plain" in accept or request.environ.get("HTTP_USER_AGENT", "").lower().startswith(TERMINALS)


def wants_json() -> bool:
    """Whether the address or the client asks for JSON."""
    return request.path.endswith(".json") or request.environ.get("HTTP_ACCEPT", "").startswith(JSON)
