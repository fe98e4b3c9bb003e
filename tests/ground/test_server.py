"""The server as a process: it starts on an empty directory, answers, and ends when it is told."""

from __future__ import annotations

import os
import signal
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
SECONDS = 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def serving(data: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """A server that has been started; it is ended with its group, whatever became of it."""
    environ = {**os.environ, "BONDBOOK_DATA_DIR": str(data), "BONDBOOK_PORT": str(port), "BONDBOOK_HOST": "127.0.0.1"}
    command = [sys.executable, "-c", SERVE]
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


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_it_starts_on_nothing_and_ends_in_order(tmp_path: Path, end: signal.Signals) -> None:
    port = free_port()
    with serving(tmp_path / "new" / "data", port) as process:
        assert get(process, port) == 200
        if end is signal.SIGINT:
            os.killpg(process.pid, end)  # as a terminal does: every process of the group gets it
        else:
            process.send_signal(end)
        _, said = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, said
    assert "Traceback" not in said
    assert f"http://127.0.0.1:{port}" in said
    wait_until_free(port)
    assert (tmp_path / "new" / "data" / "bondbook.sqlite").exists()


def test_a_killed_server_leaves_the_port_free(tmp_path: Path) -> None:
    port = free_port()
    with serving(tmp_path, port) as process:
        assert get(process, port) == 200
        process.kill()
        process.wait(timeout=SECONDS)
        wait_until_free(port)


def test_a_port_in_use_is_one_clear_message(tmp_path: Path) -> None:
    port = free_port()
    with serving(tmp_path / "first", port) as process:
        assert get(process, port) == 200
        with serving(tmp_path / "second", port) as late:
            _, said = late.communicate(timeout=SECONDS)
        assert late.returncode == 1
        assert said.count("\n") == 1 and f"BONDBOOK_PORT={port} cannot be used" in said
        assert get(process, port) == 200


def test_a_data_dir_that_cannot_be_written_is_one_clear_message(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with serving(tmp_path / "file" / "data", free_port()) as process:
        _, said = process.communicate(timeout=SECONDS)
    assert process.returncode == 1
    assert said.count("\n") == 1 and "BONDBOOK_DATA_DIR" in said
