"""Archives and the ticket: what is in them, that they are the same each time, and that no value breaks them."""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import stacks
from app.actions import ticket
from app.actions.archive import entries, to_tar, to_zip
from app.actions.carry import FORMS, file_name, forms
from app.actions.generate import Result, generate, read
from app.actions.script import to_script
from app.errors import BadInput
from tests.strategies import FAST

GOOD = "mode=802.3ad miimon=100 member=eth0 member=eth1 address=192.0.2.10/24 gateway=192.0.2.1"


def result(target: str = "release=debian-13 stack=netplan", more: tuple[tuple[str, str], ...] = ()) -> Result:
    words = [word.partition("=") for word in f"{target} {GOOD}".split()]
    return generate(read([*((name, value) for name, _, value in words), *more]))


def unpacked(made: Result) -> dict[str, tuple[int, bytes]]:
    """The files of the tar, by name: permissions and content."""
    with tarfile.open(fileobj=io.BytesIO(to_tar(entries(made))), mode="r:gz") as archive:
        found = {}
        for member in archive:
            assert (member.uid, member.gid, member.uname, member.gname, member.mtime) == (0, 0, "root", "root", 0)
            assert member.isreg()
            content = archive.extractfile(member)
            assert content is not None
            found[member.name] = (member.mode, content.read())
        return found


# ---------------------------------------------------------------- archives


def test_what_is_in_the_archive() -> None:
    made = result()
    found = unpacked(made)
    assert list(found) == sorted(found) == ["README.txt", "SHA256SUMS", "bond0.sh", "etc/netplan/60-bond0.yaml"]
    assert {name: mode for name, (mode, _) in found.items()} == {
        "README.txt": 0o644,
        "SHA256SUMS": 0o644,
        "bond0.sh": 0o755,
        "etc/netplan/60-bond0.yaml": 0o600,
    }
    assert found["bond0.sh"][1].decode() == to_script(made)
    assert found["etc/netplan/60-bond0.yaml"][1].decode() == made.rendering.snippets[0].text
    assert "netplan apply" in found["README.txt"][1].decode()


def test_both_archives_hold_the_same() -> None:
    made = result()
    with zipfile.ZipFile(io.BytesIO(to_zip(entries(made)))) as archive:
        found = {each.filename: (each.external_attr >> 16 & 0o777, archive.read(each)) for each in archive.infolist()}
    assert found == unpacked(made)


def test_the_checksums_are_right(tmp_path: Path) -> None:
    for name, (_, content) in unpacked(result()).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    sums = (tmp_path / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    assert len(sums) == 3
    for line in sums:
        digest, _, name = line.partition("  ")
        assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == digest
    subprocess.run(["sha256sum", "--quiet", "--strict", "-c", "SHA256SUMS"], cwd=tmp_path, check=True)


def test_lines_for_a_shared_file_do_not_lie_where_they_would_replace_it() -> None:
    names = [entry.name for entry in entries(result("release=centos-5"))]
    assert "add-to/etc/modprobe.conf" in names
    assert "etc/modprobe.conf" not in names


@pytest.mark.parametrize("stack", stacks.IDS)
def test_the_bytes_are_the_same_each_time(stack: str) -> None:
    made = result(f"stack={stack}")
    assert to_tar(entries(made)) == to_tar(entries(made))
    assert to_zip(entries(made)) == to_zip(entries(made))
    assert to_tar(entries(made))[4:8] == bytes(4)  # the time in the head of gzip


def test_file_names_are_safe() -> None:
    made = result(more=(("name", "up.link-1_a"),))
    for form in FORMS.values():
        assert re.fullmatch(r"[A-Za-z0-9._-]+", file_name(made, form))
        assert file_name(made, form).endswith(form.suffix)


# ---------------------------------------------------------------- the ticket


def blocks(markdown: str) -> list[str]:
    """The contents of the fenced blocks that are not indented."""
    return [match[2] for match in re.finditer(r"^(`{3,})\w*\n(.*?)^\1$", markdown, re.MULTILINE | re.DOTALL)]


HOSTILE = "```` | <b>x</b> [a](b) *c* `d` # e $(id) \\ &amp; ~~f~~"


def test_a_description_breaks_nothing() -> None:
    made = result(more=(("description", HOSTILE.rstrip("\\ ")),))
    text = ticket.to_markdown(made, "https://example.org/generate?a=b")
    assert blocks(text)[0] == made.rendering.snippets[0].text
    row = next(line for line in text.splitlines() if line.startswith("| `description`"))
    assert re.sub(r"\\.", "", row).count("|") == 3
    assert "<b>" not in re.sub(r"\\.", "", row)
    assert "Open it again: <https://example.org/generate?a=b>" in text


def test_the_ticket_says_everything() -> None:
    made = result()
    text = ticket.to_markdown(made)
    for step in made.rendering.steps:
        for line in step.run.splitlines():
            assert line in text
    for finding in made.findings:
        assert f"**{finding.level}** `{finding.field}`" in text
    for phase in ("## Apply", "## Verify", "## Roll back"):
        assert phase in text


PIECES = st.text(st.sampled_from("`~|\\<>[]*_#&! ab"), min_size=1, max_size=30)


@given(text=PIECES)
@FAST
def test_a_cell_is_one_cell(text: str) -> None:
    bare = re.sub(r"\\.", "", ticket.cell(text))
    assert "|" not in bare


@given(text=PIECES)
@FAST
def test_a_word_of_code_ends_where_it_should(text: str) -> None:
    """The fence is a run of backticks that the word does not hold, and comes back only at the end."""
    made = ticket.code(text)
    fence = re.match("`+", made)[0]  # type: ignore[index]
    assert [run for run in re.findall("`+", made) if run == fence] == [fence, fence]
    assert made[len(fence) : -len(fence)].strip(" ") == text.strip(" ")


@given(lines=st.lists(PIECES, min_size=1, max_size=5))
@FAST
def test_a_block_ends_where_it_should(lines: list[str]) -> None:
    made = ticket.block("\n".join(lines) + "\n")
    assert [line for line in made if line.startswith(made[0][:3]) and len(line.rstrip("abcdef")) >= len(made[0])][-1] == made[-1]
    assert not any(set(line) == {"`"} and len(line) >= len(made[0]) for line in made[1:-1])


@pytest.mark.parametrize("stack", [id for id in stacks.IDS if stacks.get(id).elsewhere])
def test_there_is_no_script_where_the_files_act_elsewhere(stack: str) -> None:
    made = result(f"stack={stack}")
    assert "sh" not in {form.name for form in forms(made)}
    assert not any(entry.name.endswith(".sh") for entry in entries(made))
    with pytest.raises(BadInput, match="has no script"):
        FORMS["sh"].make(made, "")
