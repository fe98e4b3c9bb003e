"""Packing: bodies go over the cable gzipped to clients that take it, which is a fifth of their size.

No page holds a secret beside what its address says, so a packed length tells nobody anything.
"""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Flask, Response, request

SMALLEST = 1400  # bytes: less than that fits in one packet as it is


def wanted() -> bool:
    """Whether the client takes gzip."""
    return "HTTP_ACCEPT_ENCODING" in request.environ and request.accept_encodings["gzip"] > 0


def pack(content: bytes) -> bytes:
    """The same content packed; equal contents give equal bytes."""
    return gzip.compress(content, 6, mtime=0)


def register(app: Flask) -> None:
    """Pack the static files of an app; finished bodies are packed by `app.web.answers`."""
    app.after_request(_pack_static)


_kept = lru_cache(maxsize=32)(pack)


def _pack_static(response: Response) -> Response:
    if request.endpoint == "static":
        response.vary.add("Accept-Encoding")
        if response.status_code == 200 and wanted() and response.content_type.startswith(("text/", "image/svg")):
            response.direct_passthrough = False
            response.set_data(_kept(response.get_data()))
            response.headers["Content-Encoding"] = "gzip"
    return response
