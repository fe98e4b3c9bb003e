"""The script: every shell reads it, nothing of a value becomes a command, and a run in a scratch root does what it says."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given

from app import stacks
from app.actions.generate import Result, Target
from app.actions.script import to_script
from app.bonding import wire
from app.bonding.model import Bond
from app.distros.releases import RELEASES, Release, newest_with
from app.rules import check
from app.stacks.contract import Step
from app.stacks.outcome import ROLES
from tests.strategies import FAST, bonds

BONDS = sorted(Path("tests/bonds").glob("*.toml"))
SHELLS = [shell for shell in (["sh"], ["dash"], ["bash"], ["bash", "--posix"], ["busybox", "sh"]) if shutil.which(shell[0])]
SHELLCHECK = Path(sys.executable).with_name("shellcheck")


def bond_of(path: Path) -> Bond:
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    pairs = [(name, str(value)) for name, values in told.items() for value in (values if isinstance(values, list) else [values])]
    bond = wire.read(pairs).bond
    assert bond is not None
    return bond


def result_of(bond: Bond, stack_id: str, release: Release | None = None) -> Result:
    release = release or newest_with(stack_id)
    assert release is not None
    stack = stacks.get(stack_id)
    return Result(bond, Target(release, stack), stack.render(bond, release), tuple(check(bond, release, stack)), {})


@cache
def scripts(stack: str) -> dict[str, str]:
    """The scripts of all bonds."""
    return {path.stem: to_script(result_of(bond_of(path), stack)) for path in BONDS}


def pairs_of(text: str) -> Bond:
    bond = wire.read([(word.partition("=")[0], word.partition("=")[2]) for word in text.split()]).bond
    assert bond is not None
    return bond


# ---------------------------------------------------------------- every shell


def test_files_keep_their_tabs() -> None:
    """UCI indents by tabs; the script writes the file as it is shown."""
    result = result_of(pairs_of("mode=802.3ad miimon=100 member=eth0 member=eth1"), "openwrt")
    (snippet,) = result.rendering.snippets
    assert "\n\toption name 'bond0'\n" in snippet.text
    assert snippet.text in to_script(result)


SCRIPTED = [id for id in stacks.IDS if not stacks.get(id).elsewhere]
"""The stacks whose files act on the machine itself; for the others there is no script."""


def head(script: str) -> str:
    """The declarations: the frame behind them is the same in all."""
    return script.partition("# -----")[0]


@pytest.mark.parametrize("stack", SCRIPTED)
def test_the_first_shell_reads_each_script(stack: str) -> None:
    for name, script in scripts(stack).items():
        done = subprocess.run([*SHELLS[0], "-n"], input=script, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), name


@pytest.mark.parametrize("shell", SHELLS, ids=" ".join)
@pytest.mark.parametrize("stack", SCRIPTED)
def test_every_shell_reads_them(stack: str, shell: list[str]) -> None:
    whole = "".join(map(head, scripts(stack).values())) + scripts(stack)["vlans"]
    done = subprocess.run([*shell, "-n"], input=whole, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def shellcheck(script: str, *words: str) -> str:
    assert SHELLCHECK.exists(), "shellcheck is not installed: make setup renews the environment"
    done = subprocess.run([str(SHELLCHECK), *words, "-"], input=script, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@pytest.mark.parametrize("stack", SCRIPTED)
def test_shellcheck_has_nothing_to_say(stack: str) -> None:
    assert shellcheck(scripts(stack)["vlans"]) == ""
    unused = "SC2034,SC2317,SC2329"  # without the frame nobody uses the declarations
    assert shellcheck("".join(map(head, scripts(stack).values())), "-e", unused) == ""


# ---------------------------------------------------------------- nothing of a value is a command


HOSTILE = "$(id) `id` ${PATH} ' \" END_OF_TEXT ; rm -rf / | & > < \\ # %s {} * ~"


@pytest.mark.parametrize("stack", SCRIPTED)
def test_a_description_stays_in_its_file(stack: str, tmp_path: Path) -> None:
    """The files that the script writes are those of the rendering, to the byte."""
    bond = wire.read([("member", "eth0"), ("member", "eth1"), ("mode", "1"), ("miimon", "100"), ("description", HOSTILE)]).bond
    assert bond is not None
    result = result_of(bond, stack)
    assert texts(to_script(result), tmp_path) == [snippet.text for snippet in result.rendering.snippets]


def texts(script: str, folder: Path) -> list[str]:
    """What the function `text` prints for each file."""
    head = folder / "head.sh"
    head.write_text(script.partition("# -----")[0] + '\nabout "$1"; text "$1"\n', encoding="utf-8")
    count = int(re.search(r"^FILES=(\d+)$", script, re.MULTILINE)[1])  # type: ignore[index]
    return [
        subprocess.run(["sh", str(head), str(number)], capture_output=True, text=True, check=True).stdout for number in range(1, count + 1)
    ]


@pytest.mark.parametrize("end", ["END_OF_TEXT", "END_OF_TEXT_"])
def test_no_line_of_a_file_ends_its_here_document(end: str, tmp_path: Path) -> None:
    from app.actions.script import _document

    (document,) = _document(f"one\n{end}\nEND_OF_TEXT\ntwo $x\n")
    done = subprocess.run(["sh", "-c", document], capture_output=True, text=True, check=True)
    assert done.stdout == f"one\n{end}\nEND_OF_TEXT\ntwo $x\n"


@given(bond=bonds())
@FAST
def test_whatever_the_bond_the_declarations_are_words_and_quoted_texts(bond: Bond) -> None:
    """A description is found in no line that a shell reads."""
    for stack in ("ifupdown", "iproute2"):
        script = to_script(result_of(Bond(**{**bond.__dict__, "description": "$(marked)"}), stack))
        outside = re.sub(r"cat <<'(END_OF_TEXT_*)'\n.*?\n\1\n", "", script, flags=re.DOTALL)
        assert "$(marked)" not in outside


def test_the_frame_is_the_same_in_every_script() -> None:
    frames = {script.partition("# -----")[2] for stack in SCRIPTED for script in scripts(stack).values()}
    assert len(frames) == 1


# ---------------------------------------------------------------- the steps


@pytest.mark.parametrize("stack", SCRIPTED)
def test_the_script_takes_the_steps_of_the_rendering(stack: str) -> None:
    """Each command of a step that is taken stands in the script; one truth for reader and script."""
    result = result_of(bond_of(Path("tests/bonds/vlans.toml")), stack)
    script = to_script(result)
    for step in result.rendering.steps:
        assert step.role in ROLES
        if step.phase != "verify":
            for line in step.run.splitlines():
                assert line.strip() in script


def test_files_are_put_back_between_stopping_and_starting() -> None:
    script = scripts("ifupdown")["vlans"]
    undo = script[script.index("undo_steps()") :].partition("}")[0]
    order = [undo.index(word) for word in ("\n    ifdown", "\n    /bin/cp -af", "put_back", "sweep", "\n    ifup")]
    assert order == sorted(order)


def test_commands_say_the_same_as_run() -> None:
    for stack in stacks.IDS:
        for step in result_of(bond_of(Path("tests/bonds/vlans.toml")), stack).rendering.steps:
            assert isinstance(step, Step)
            assert all(line in step.run for line in step.commands)


@pytest.mark.parametrize(
    ("release", "systems", "version"),
    [
        ("ubuntu-24.04", "ubuntu", "24.04"),
        ("debian-13", "debian", "13"),
        ("debian-sid", "debian-sid debian", ""),
        ("proxmox-8", "debian", ""),
        ("alma-9", "almalinux rhel", "9"),
        ("centos-5", "centos rhel", "5"),
        ("centos-stream-9", "centos rhel", "9"),
        ("leap-15.6", "opensuse-leap suse", "15.6"),
        ("arch", "arch", ""),
    ],
)
def test_how_a_system_calls_itself(release: str, systems: str, version: str) -> None:
    from app.actions.script import _system

    assert _system(RELEASES[release]) == (systems, version)


# ---------------------------------------------------------------- what is verified


def verified(pairs: str, stack: str) -> list[str]:
    script = to_script(result_of(pairs_of(pairs), stack, RELEASES["debian-13"]))
    body = script[script.index("all_is_well()") :].partition("}")[0]
    return [line.strip().removesuffix(" &&") for line in body.splitlines()[1:] if line.strip()]


def test_all_that_was_asked_for_is_verified() -> None:
    pairs = "mode=802.3ad miimon=100 member=eth0 member=eth1 address=192.0.2.10/24 gateway=192.0.2.1 vlan.100.ipv4=dhcp"
    assert verified(pairs, "networkd") == [
        "mode_is 802.3ad",
        "joined eth0",
        "joined eth1",
        "carrier bond0",
        "addressed bond0 192.0.2.10/24",
        "leased bond0.100",
        "answers bond0 192.0.2.1",
    ]


def test_what_the_files_cannot_say_is_not_waited_for() -> None:
    assert "leased bond0" not in verified("mode=1 miimon=100 member=eth0 member=eth1 ipv4=dhcp", "iproute2")


def test_an_address_on_a_vlan_that_got_another_name_may_be_anywhere() -> None:
    pairs = "mode=1 miimon=100 member=eth0 member=eth1 vlan.100.name=eth0.7 vlan.100.address=192.0.2.10/24"
    assert "addressed_somewhere 192.0.2.10/24" in verified(pairs, "ifupdown")
