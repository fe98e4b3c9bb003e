"""What a server keeps is for its own user, also in a directory that everybody may enter."""

from __future__ import annotations

from pathlib import Path

from tests.ground.serving import free_port, get, serving


def test_nobody_else_reads_the_library(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    port = free_port()
    with serving(tmp_path, port) as process:
        assert get(process, port) == 200
        open_to_others = [path.name for path in tmp_path.rglob("*") if path.stat().st_mode & 0o077]
    assert open_to_others == []
