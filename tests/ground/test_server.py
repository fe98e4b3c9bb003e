"""The server as a process: it starts on an empty directory, answers, and ends when it is told."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.ground.serving import SECONDS, free_port, get, serving, wait_until_free


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
