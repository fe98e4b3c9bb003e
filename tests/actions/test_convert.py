"""Any stack to any other: the same meaning, less what one of the two has told to be lost; and every line accounted for."""

from __future__ import annotations

import io
import json
import tarfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterable
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given

from app import stacks
from app.actions import convert, convert_text, generate, sources
from app.actions.convert import Conversion
from app.actions.generate import Result, Target
from app.actions.sources import Source
from app.bonding.model import Bond
from app.bonding.wire import Pair
from app.cli import main
from app.distros.releases import RELEASES
from app.errors import BadInput
from app.stacks import places
from app.stacks.contract import Rendering, meaning
from tests.stacks.goldens import HERE, bond, names, release_for
from tests.stand_ins import stands_in
from tests.strategies import FAST, bonds


@cache
def rendered(stack: str, name: str) -> Rendering:
    return stacks.get(stack).render(bond(name), release_for(stack))


def files(rendering: Rendering) -> list[Source]:
    return [Source(each.path, each.text) for each in rendering.snippets]


def said(bond: Bond) -> Counter[Pair]:
    return Counter(meaning(bond))


def lost(rendering: Rendering) -> Counter[Pair]:
    return Counter((loss.field, loss.wanted) for loss in rendering.losses)


@cache
def read(stack: str, name: str) -> Conversion | None:
    """What is read in the files that a stack makes of a bond; None where they hold none."""
    first = rendered(stack, name)
    return convert.read(files(first), stack) if first.back.bonds else None


@cache
def made(other: str, bond: Bond) -> Result:
    """What another stack makes of a bond that was read: as convert does, less the mends, which cost most."""
    to = Target(release_for(other), stacks.get(other))
    return generate.plain(generate.read([*to.pairs, *convert.pairs(bond)]))


@pytest.mark.parametrize("other", stacks.IDS)
def test_every_stack_becomes_every_other_one_and_keeps_the_meaning(other: str) -> None:
    for one, name in product(stacks.IDS, names()):
        source = read(one, name)
        if one == other or source is None:
            continue
        first = rendered(one, name)
        assert len(source.bonds) == 1
        result = made(other, source.bonds[0])
        back = result.rendering.back.bonds[0] if result.rendering.back.bonds else Bond("", result.bond.mode)
        assert said(result.bond) == said(first.back.bonds[0]), (one, name)
        losses = lost(result.rendering)
        assert said(result.bond) - said(back) == losses, (one, name)
        # In place of a loss may stand another value: a name of the tool's own, or the method that fits the addresses that are left.
        extra = [pair for pair in said(back) - said(result.bond) if not stands_in(pair, losses, ())]
        assert {word for word, _ in extra} <= {word for word, _ in losses} | ({"ipv4", "ipv6"} if losses else set()), (one, name)


@pytest.mark.parametrize("stack", stacks.IDS)
def test_the_stack_is_found_out_by_the_names_of_the_files(stack: str) -> None:
    for name in (each for each in names() if rendered(stack, each).snippets):
        found = convert.read(files(rendered(stack, name)))
        assert (found.reading.stack.id, found.bonds) == (stack, rendered(stack, name).back.bonds), name


@pytest.mark.parametrize("stack", stacks.IDS)
def test_the_stack_is_found_out_without_names(stack: str) -> None:
    """As after `cat *`: what a file is called is not in it, so routes in files of their own say nothing."""
    for name in (each for each in names() if rendered(stack, each).snippets):
        if stack.startswith("ifcfg") and name in ("routes", "vlans", "four-members"):
            continue
        found = convert.read([Source("", "\n".join(each.text for each in files(rendered(stack, name))))])
        assert found.reading.stack.id == (stack if stack != "cloud-init-v2" else "netplan"), name  # one format, and netplan's by name
        assert found.bonds == rendered(stack, name).back.bonds, name


@FAST
@given(bonds())
def test_no_bond_is_taken_for_another_stack(any_bond: Bond) -> None:
    for stack in ("netplan", "networkd", "keyfile", "ifcfg"):
        rendering = stacks.get(stack).render(any_bond, release_for(stack))
        if rendering.back.bonds and rendering.back.bonds[0].members:
            found = convert.read(files(rendering))
            assert found.reading.stack.id == stack
            assert found.bonds == rendering.back.bonds


SAMPLES = [each for each in sorted(HERE.glob("*/samples/*")) if json.loads((each / "EXPECTED.json").read_text())["bonds"]]


@pytest.mark.parametrize("folder", SAMPLES, ids=lambda folder: f"{folder.parent.parent.name}-{folder.name}")
def test_every_line_of_a_messy_sample_is_accounted_for(folder: Path) -> None:
    given = [each for each in sources.opened([str(folder)]) if not each.path.endswith("EXPECTED.json")]
    reading = convert.read(given, folder.parent.parent.name).reading
    told = {(each.path, each.line) for each in (*reading.parsing.unread, *reading.parsing.refused, *reading.understood)}
    for path, text in reading.files.items():
        for number, line in enumerate(text.splitlines(), 1):
            assert (path, number) in told or not line.strip() or line.lstrip().startswith("#"), f"{path}:{number}: {line}"
    assert set(reading.parsing.aside) <= set(reading.parsing.unread)


def test_what_only_the_tool_set_is_left_out_where_the_target_refuses_it() -> None:
    """OpenWrt sets use_carrier=0 where nothing is said, which Linux 6.18 and later refuse; a line that says it is another matter."""
    device = "config device\n\toption name 'bond0'\n\toption type 'bonding'\n\toption policy 'active-backup'\n"
    device += "\tlist ports 'eth0'\n\tlist ports 'eth1'\n"
    for release, left in (("debian-13", False), ("debian-sid", True)):
        found = convert.convert([Source("", device)], convert.target([("stack", "sysfs"), ("release", release)]), "openwrt")
        assert [each[:3] for each in found.left] == ([("bond0", "use_carrier", "off")] if left else [])
        assert (("bond0", "use_carrier", "off") in found.implied) != left
        assert found.results[0].errors == ()
        (line,) = [each for each in convert_text.to_text(found).splitlines() if "sets use_carrier=off by itself" in each]
        assert ("left out" in line) == left
        assert len(convert_text.to_json(found)["left"]) == left
    said = device + "\toption use_carrier '0'\n"
    found = convert.convert([Source("", said)], convert.target([("stack", "sysfs"), ("release", "debian-sid")]), "openwrt")
    assert found.left == ()
    assert [each.field for each in found.results[0].errors] == ["use_carrier"]


def test_what_the_tool_sets_by_itself_is_said() -> None:
    """NetworkManager monitors every 100 ms unless told otherwise; the kernel does not."""
    profile = "[connection]\nid=bond0\ntype=bond\ninterface-name=bond0\n[bond]\nmode=active-backup\n"
    found = convert.convert([Source("", profile)], convert.target([("stack", "netplan")]))
    assert found.reading.parsing.implied == (("bond0", "miimon", "100"),)
    assert "mii-monitor-interval: 100" in found.results[0].rendering.snippets[0].text


def test_other_interfaces_are_set_aside_and_slips_are_not() -> None:
    bond0 = "auto bond0\niface bond0 inet manual\n bond-mode 1\n bond-slaves eth0 eth1\n slip 100\n bond-miimmon 100\n\n"
    reading = convert.read([Source("", bond0 + "iface eth5 inet static\n address 192.0.2.1/24\n")]).reading
    assert [(each.line, each.text) for each in reading.unread] == [(5, "slip 100")]
    assert [each.line for each in reading.parsing.refused] == [6]
    assert {each.line for each in reading.parsing.aside} == {9}


def test_a_name_with_a_blank_is_one_name_and_no_interface() -> None:
    reading = convert.read([Source("", 'network:\n  bonds:\n    bond0:\n      interfaces: ["eth0 eth1", eth2]\n')]).reading
    assert reading.parsing.bonds[0].members == ("eth2",)
    assert [each.why for each in reading.parsing.refused if "eth0 eth1" in each.why] == ["member: “eth0 eth1” is no name of an interface."]


def test_two_bonds_are_two_results() -> None:
    text = "network:\n  bonds:\n    bond0:\n      interfaces: [eth0]\n    bond1:\n      interfaces: [eth1]\n"
    found = convert.convert([Source("", text)], convert.target([("stack", "networkd")]))
    assert [each.bond.name for each in found.results] == ["bond0", "bond1"]


# ---------------------------------------------------------------- what is at hand

NETPLAN = "network:\n  bonds:\n    bond0:\n      interfaces: [eth0, eth1]\n      parameters: {mode: active-backup}\n"


@pytest.mark.parametrize(
    "above",
    [
        "==> /etc/netplan/60-bond0.yaml <==\n",
        "# ==> /etc/netplan/60-bond0.yaml (mode 0600)\n",
        "::::::::::::::\n/etc/netplan/60-bond0.yaml\n::::::::::::::\n",
        "root@host:~# cat /etc/netplan/60-bond0.yaml\n",
        "[root@host ~]# cat /etc/netplan/60-bond0.yaml\n",
        "$ sudo cat /etc/netplan/60-bond0.yaml\n",
        "# /etc/netplan/60-bond0.yaml\n",
        "/etc/netplan/60-bond0.yaml:\n",
    ],
)
def test_a_paste_names_its_files(above: str) -> None:
    (found,) = sources.pasted(above + NETPLAN)
    assert found.path == "/etc/netplan/60-bond0.yaml"
    assert found.text == NETPLAN
    assert found.before == above.count("\n")


def archive(members: Iterable[tuple[str, str]], form: str) -> bytes:
    out = io.BytesIO()
    if form == "zip":
        with zipfile.ZipFile(out, "w") as packed:
            for name, text in members:
                packed.writestr(name, text)
    else:
        with tarfile.open(fileobj=out, mode=f"w:{form}") as packed:  # type: ignore[call-overload]
            for name, text in members:
                info = tarfile.TarInfo(name)
                info.size = len(text.encode())
                packed.addfile(info, io.BytesIO(text.encode()))
    return out.getvalue()


@pytest.mark.parametrize("form", ["gz", "bz2", "xz", "", "zip"])
def test_an_archive_of_etc(form: str) -> None:
    content = archive([("etc/passwd", "root:x:0:0\n"), ("etc/netplan/60-bond0.yaml", NETPLAN), ("./etc/hosts", "\n")], form)
    assert [(each.path, each.text) for each in sources.uploaded({"etc.tar": content})] == [("/etc/netplan/60-bond0.yaml", NETPLAN)]


@pytest.mark.parametrize("form", ["gz", "zip"])
def test_a_name_in_an_archive_leads_nowhere_else(form: str) -> None:
    """It stands in the diff of check --fix, and patch follows what it finds there."""
    names = ["etc/netplan/../../../root/x.yaml", "etc/netplan/x\n--- a/etc/cron.d/x\n.yaml", "etc/netplan/\x1b]0;title\x07.yaml"]
    found = sources.uploaded({"etc.tar": archive([(name, NETPLAN) for name in names], form)})
    assert [each.path for each in found] == ["/etc/netplan/x?--- a/etc/cron.d/x?.yaml", "/etc/netplan/?]0;title?.yaml"]
    assert [each.name for each in found] == [each.path[1:] for each in found]


def test_a_name_above_a_paste_does_not_act() -> None:
    assert sources.pasted(f"==> /etc/netplan/\x1b[2J.yaml <==\n{NETPLAN}")[0].path == "/etc/netplan/?[2J.yaml"


@pytest.mark.parametrize("line", [" " * 20, ""], ids=["blanks", "nothing"])
def test_many_blank_lines_are_passed_over(line: str) -> None:
    """A pattern that begins with blanks went through all of them from each line on, for minutes."""
    start = time.thread_time()
    assert not places.files((place for stack in stacks.every() for place in stack.places), f"{line}\n" * 18_000 + "x\n")
    assert time.thread_time() - start < 2


def test_a_bomb_is_one_clear_message() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("etc/netplan/big.yaml", "#" * (sources.LARGEST + 1))
    with pytest.raises(BadInput, match="holds more than 8 MB"):
        sources.uploaded({"bomb.zip": out.getvalue()})


@pytest.mark.parametrize("form", ["gz", "bz2", "xz"])
@pytest.mark.parametrize("kind", [tarfile.REGTYPE, tarfile.XHDTYPE], ids=["unwanted file", "header"])
def test_what_is_passed_over_in_a_tar_counts_too(form: str, kind: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MOST_UNPACKED", 4 * 1024 * 1024)
    out, info = io.BytesIO(), tarfile.TarInfo("var/big")
    with tarfile.open(fileobj=out, mode=f"w:{form}") as packed:  # type: ignore[call-overload]
        info.size, info.type = 8 * 1024 * 1024, kind
        packed.fileobj.write(info.tobuf() + bytes(info.size))
    with pytest.raises(BadInput, match="unpacks to more than 4 MB"):
        sources.uploaded({"bomb.tar": out.getvalue()})


def test_no_name_and_no_line_of_a_strange_file_becomes_a_second_line_or_acts_on_a_terminal() -> None:
    evil = NETPLAN + '      nameservers: {search: ["\\e[31m", "a\\rb"]}\n'
    content = archive([("etc/netplan/60-bond0.yaml", evil), ("etc/netplan/x\nreboot\n.yaml", NETPLAN.replace("bond0", "\x1b"))], "gz")
    text = convert_text.to_text(convert.convert(sources.uploaded({"etc.tar": content}), convert.target([("stack", "netplan")])))
    assert "\nreboot" not in text
    assert all(char.isprintable() or char == "\n" for char in text)


@pytest.mark.parametrize("form", ["gz", "bz2", "xz", "zip"])
def test_an_archive_that_is_damaged_within_is_one_clear_message(form: str) -> None:
    content = bytearray(archive([("etc/netplan/60-bond0.yaml", "".join(f"# {number * 7919}\n" for number in range(20_000)))], form))
    content[len(content) // 2 : len(content) // 2 + 40] = b"\xff" * 40
    with pytest.raises(BadInput):
        sources.uploaded({"etc": bytes(content)})


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\x00\x01\x02" * 50, "is no text"),
        (b"\x1f\x8b\x08\x00rubbish", "is no archive that can be read"),
        (b"PK\x03\x04rubbish", "is no archive that can be read"),
        (b"x" * (sources.LARGEST + 1), "holds more than 8 MB"),
    ],
)
def test_rubbish_is_one_clear_message(content: bytes, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        sources.uploaded({"file": content})


# ---------------------------------------------------------------- the command line


def run(*words: str, text: str | bytes = "") -> tuple[int, str]:
    done = CliRunner().invoke(main, ["convert", *words], input=text)
    return done.exit_code, done.output


def test_the_model_as_json() -> None:
    status, output = run("--to", "model", "-", text=NETPLAN)
    model = json.loads(output)
    assert status == 0
    assert model["stack"] == "netplan"
    assert (model["bonds"][0]["mode"], model["bonds"][0]["members"]) == ("active-backup", ["eth0", "eth1"])
    assert (model["unread"], model["refused"]) == ([], [])


def test_a_file_to_another_stack(tmp_path: Path) -> None:
    there = tmp_path / "etc" / "netplan" / "60-bond0.yaml"
    there.parent.mkdir(parents=True)
    there.write_text(NETPLAN)
    for path in (there, tmp_path):
        status, output = run("--to", "networkd", str(path))
        assert status == 0
        assert output.startswith("# Read as netplan (certain): bond0; 5 lines used\n")
        assert "Kind=bond" in output


@pytest.mark.parametrize(
    ("words", "text", "message"),
    [
        (["--to", "netplann", "-"], NETPLAN, "error: stack “netplann”"),
        (["--to", "netplan", "--from", "netplann", "-"], NETPLAN, "error: from “netplann”"),
        (["--to", "netplan", "-"], "", "error: text: is empty."),
        (["--to", "netplan", "-"], "hello\n", "error: text “hello”: holds no bond"),
        (["--to", "netplan", "/nowhere"], "", "error: file “/nowhere”: can't be read"),
        (["--to", "netplan", "-"], b"\x00\xff", "error: file “standard input”: is no text"),
    ],
)
def test_wrong_use_is_one_message(words: list[str], text: str | bytes, message: str) -> None:
    status, output = run(*words, text=text)
    assert status == 2
    assert output.startswith(message)
    assert output.count("\n") == 1


# ---------------------------------------------------------------- three tools, one file

ALIKE = """\
auto bond0
iface bond0 inet static
    address 192.0.2.10/24
    bond-slaves eth0 eth1
    bond-mode 802.3ad
    bond-miimon 100
"""


@pytest.mark.parametrize(
    ("text", "stack", "sure"),
    [
        (ALIKE, "ifupdown", "likely"),
        (ALIKE.replace(" inet static", ""), "ifupdown2", "likely"),
        (ALIKE.replace("bond-slaves", "bond-members"), "ifupdown-ng", "certain"),
        (ALIKE + "    use bond\n", "ifupdown-ng", "certain"),
        (ALIKE + "\nauto vmbr0\niface vmbr0 inet static\n    address 198.51.100.10/24\n    bridge-ports bond0\n", "ifupdown2", "likely"),
        (ALIKE + "    bond-min-links 1\n", "ifupdown", "a guess"),
        ("auto eth0\niface eth0 inet manual\n    bond-master bond0\n\n" + ALIKE.replace("eth0 eth1", "none"), "ifupdown", "certain"),
    ],
)
@pytest.mark.parametrize("path", ["", "/etc/network/interfaces"])
def test_what_reads_a_stanza_is_told_as_far_as_its_text_shows(text: str, stack: str, sure: str, path: str) -> None:
    found = convert.read([Source(path, text)])
    assert (found.reading.stack.id, found.reading.sure) == (stack, sure)


def test_a_release_speaks_for_its_own_reader() -> None:
    every = convert.readings([Source("/etc/network/interfaces", ALIKE + "    bond-min-links 1\n")])
    best = {id: convert.ranked(every, RELEASES[id])[0].stack.id for id in ("proxmox-9", "alpine-3.23", "debian-13")}
    assert best == {"proxmox-9": "ifupdown2", "alpine-3.23": "ifupdown-ng", "debian-13": "ifupdown"}
