"""The download, against a server on this machine: the right file, within a size and a time, and what to do without a network."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app.errors import BadInput
from app.kerneldoc import fetching
from app.kerneldoc.document import LARGEST

RST = "/linux.git/plain/Documentation/networking/bonding.rst?h="
TXT = "/linux.git/plain/Documentation/networking/bonding.txt?h="


@contextmanager
def serving(answers: dict[str, tuple[int, dict[str, str], bytes]]) -> Iterator[tuple[str, list[str]]]:
    """A server with these answers by path, and the paths that it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            status, headers, body = answers.get(self.path, (404, {}, b"not here"))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:  # the server would write each request to the terminal
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/linux.git/plain", asked
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("version", "path"),
    [("6.12", f"{RST}v6.12"), ("v6.12.30", f"{RST}v6.12.30"), ("5.8", f"{RST}v5.8"), ("5.7", f"{TXT}v5.7"), ("2.6.32", f"{TXT}v2.6.32")],
)
def test_the_file_has_the_name_that_it_had_in_that_version(version: str, path: str) -> None:
    with serving({path: (200, {}, b"bonding")}) as (base, asked):
        fetched = fetching.fetch(version, base)
    assert (fetched.data, asked) == (b"bonding", [path])
    assert fetched.address == f"{base}{path.removeprefix('/linux.git/plain')}"


def test_the_other_name_is_tried_too() -> None:
    with serving({f"{TXT}v5.9": (200, {}, b"bonding")}) as (base, asked):
        assert fetching.fetch("5.9", base).data == b"bonding"
    assert asked == [f"{RST}v5.9", f"{TXT}v5.9"]


def refused(version: str, base: str) -> str:
    with pytest.raises(BadInput) as refusal:
        fetching.fetch(version, base)
    assert "\n" not in str(refusal.value)
    return str(refusal.value)


def test_a_version_that_is_not_there() -> None:
    with serving({}) as (base, _):
        assert "kernel “9.99”: is not known at 127.0.0.1" in refused("9.99", base)


def test_a_fault_of_the_server() -> None:
    with serving({f"{RST}v6.12": (503, {}, b"")}) as (base, _):
        assert "answers 503. Install the package linux-doc-6.12" in refused("6.12", base)


def test_more_than_such_a_document_can_be() -> None:
    with serving({f"{RST}v6.12": (200, {}, b"x" * (LARGEST + 1))}) as (base, _):
        assert "it sends more than 512 KB" in refused("6.12", base)


def test_a_server_that_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "LONGEST", -1)
    with serving({f"{RST}v6.12": (200, {}, b"bonding")}) as (base, _):
        assert "it takes too long" in refused("6.12", base)


def test_a_redirect_leads_to_https_only_or_stays_where_it_is() -> None:
    answers = {f"{RST}v6.12": (302, {"Location": "/there"}, b""), "/there": (200, {}, b"bonding")}
    with serving(answers) as (base, _):
        assert fetching.fetch("6.12", base).data == b"bonding"
    with serving({f"{RST}v6.12": (302, {"Location": "http://localhost:1/"}, b"")}) as (base, _):
        assert "it leads away from https" in refused("6.12", base)
    with serving({f"{RST}v6.12": (302, {"Location": "file:///etc/passwd"}, b"")}) as (base, _):
        assert "cannot be" in refused("6.12", base)


def test_without_a_network_the_message_says_what_else_there_is() -> None:
    with serving({}) as (base, _):
        pass
    assert refused("6.12", base).endswith(
        "Install the package linux-doc-6.12 or kernel-doc and use --auto, or give the file: bondbook reference add FILE --kernel 6.12."
    )


@pytest.mark.parametrize(
    ("version", "why"), [("2.4.37", "older than the kernel's git"), ("4.18.0-553.el8", "not a version of the kernel's own")]
)
def test_versions_that_the_git_cannot_have_are_not_asked_for(version: str, why: str) -> None:
    with serving({}) as (base, asked):
        assert why in refused(version, base)
    assert asked == []


def test_the_real_server_is_asked_by_https_only() -> None:
    assert fetching.BASE.startswith("https://git.kernel.org/")
