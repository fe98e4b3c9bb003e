"""A real server as a process, as `bondbook serve` runs it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.config import ROOT

SERVE = """
import sys
from app.config import Settings
from app.errors import BondbookError
from app.server import serve
try:
    serve(Settings.read())
except BondbookError as error:
    sys.exit(f"error: {error}")
"""
SECONDS = 120  # a busy machine takes its time; nothing waits longer than it has to


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def serving(data: Path, port: int, program: str = SERVE) -> Iterator[subprocess.Popen[str]]:
    """A server that has been started; it is ended with its group, whatever became of it."""
    environ = {**os.environ, "BONDBOOK_DATA_DIR": str(data), "BONDBOOK_PORT": str(port), "BONDBOOK_HOST": "127.0.0.1"}
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, cwd=ROOT, env=environ, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def get(process: subprocess.Popen[str], port: int, path: str = "/healthz") -> int:
    """The status of a page, waiting for the server to come up."""
    end = time.monotonic() + SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except (urllib.error.URLError, ConnectionError):
            if process.poll() is not None:
                pytest.fail(f"the server ended: {process.communicate()[1]}")
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def wait_until_free(port: int) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return
        time.sleep(0.05)
    pytest.fail(f"port {port} is still taken")
