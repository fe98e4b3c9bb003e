"""The yardstick: a Flask application whose two routes return a constant, under the server of Bondbook.

python -m tests.bench.bare PORT BYTES_OF_TEXT BYTES_OF_PAGE
"""

from __future__ import annotations

import sys

from flask import Flask, Response

from app.server import run


def bare(text_size: int, page_size: int) -> Flask:
    """An application with `/text` and `/page` of these sizes."""
    app = Flask("bare", static_folder=None)
    text, page = "t" * text_size, "p" * page_size

    @app.get("/text")
    def text_route() -> Response:
        return Response(text, content_type="text/plain; charset=utf-8")

    @app.get("/page")
    def page_route() -> Response:
        return Response(page, content_type="text/html; charset=utf-8")

    return app


if __name__ == "__main__":
    run(bare(int(sys.argv[2]), int(sys.argv[3])), "127.0.0.1", int(sys.argv[1]))
