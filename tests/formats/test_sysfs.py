"""Scripts that write into files of the kernel: one write a line, quoted, and read back from whatever people wrote."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.formats import commands, sysfs
from app.formats.commands import either, put
from app.formats.node import Unwritable, comment, join, words
from tests.strategies import FAST

MODE = "/sys/class/net/bond0/bonding/mode"


def read(text: str) -> list[tuple[str, ...]]:
    """Writes as path and value, commands as their words."""
    return [(node.name, node.text) if commands.is_write(node) else node.words for node in sysfs.read(text)]


def test_a_script_stops_at_the_first_write_that_fails_and_comments_come_first() -> None:
    nodes = [words("modprobe", "bonding"), comment("why"), put(MODE, "802.3ad", "mode"), either(words("test", "a b"), put(MODE, "x y"))]
    assert join(sysfs.write(nodes)) == (
        f"#!/bin/sh\n# why\nset -e\nmodprobe bonding\necho 802.3ad > {MODE}\ntest 'a b' || echo 'x y' > {MODE}\n"
    )


@pytest.mark.parametrize("value", ["$(reboot)", "`id`", "a; reboot", "a' b", "a > /etc/passwd", "# x", "*", "a && b", "-n", "-e", "-bond0"])
def test_what_is_written_arrives_as_it_is_in_every_shell(tmp_path: Path, value: str) -> None:
    path = tmp_path / "it's a file"
    line = commands.line(put(str(path), value))
    for shell in ("sh", "bash"):
        subprocess.run([shell, "-c", line], check=True, timeout=10)
        assert path.read_text() == f"{value}\n"
    assert sorted(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("value", ["a\nreboot", "a\rb", "a\x00", "a\u2028b", "a\\nb"])
def test_a_value_that_is_more_than_one_line_cannot_be_written(value: str) -> None:
    with pytest.raises(Unwritable):
        commands.line(put(MODE, value))


@FAST
@given(st.text(st.characters(exclude_categories=("C", "Z")) | st.just(" "), min_size=1, max_size=30))
def test_any_value_is_one_word_to_the_shell_or_is_not_written(value: str) -> None:
    try:
        line = commands.line(put(MODE, value))
    except Unwritable:
        return
    assert shlex.split(line)[-3:] == [value, ">", MODE]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"echo 1 > {MODE}", [(MODE, "1")]),
        (f"echo 1 >{MODE}", [(MODE, "1")]),
        (f"echo -n '1' >> {MODE}", [(MODE, "1")]),
        (f"printf '%s\\n' 1 > {MODE}", [(MODE, "1")]),
        (f'printf "1\\n" > "{MODE}"', [(MODE, "1")]),
        (f"echo 1 | sudo tee -a {MODE}", [(MODE, "1")]),
        (f"root@host:~# echo 1 > {MODE}; ip link set bond0 up", [(MODE, "1"), ("ip", "link", "set", "bond0", "up")]),
        (f"# echo 1 > {MODE}", [(MODE, "1")]),
        (f"#!/bin/sh\n# echo 1 > {MODE}", [()]),
        (f"B={MODE.rpartition('/')[0]}\necho 1 > $B/mode", [(MODE, "1")]),
        (f"for n in a b; do\n  echo +$n > {MODE}\ndone", [(MODE, "+a"), (MODE, "+b")]),
        (f"for n in a b; do echo $n > {MODE}; done", [(MODE, "a"), (MODE, "b")]),
        ("for n in $(ls); do echo $n; done", [("for", "n", "in", "$(ls);", "do", "echo", "$n;", "done")]),
        ("echo 'a > b'", [("echo", "a > b")]),
        (f"echo 'open > {MODE}", [(f"echo 'open > {MODE}",)]),
        (f"cat x > {MODE}", [("cat", "x", ">", MODE)]),
    ],
)
def test_writes_as_people_write_them(text: str, found: list[tuple[str, ...]]) -> None:
    assert read(text + "\n") == found


def test_a_text_that_doubles_itself_ends() -> None:
    text = "A=xxxxxxxxxx\n" + "A=$A$A\n" * 200 + f"echo $A > {MODE}\n"
    assert all(len(node.text) < 1_000_000 for node in sysfs.read(text))


def test_a_loop_without_end_is_left_as_it_is() -> None:
    assert read("for n in a b; do\necho 1\n" * 300)[0][:2] == ("for", "n")
