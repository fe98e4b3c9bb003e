"""diagnose: both sources of findings, one finding for each cause, the likely cause first; any length, any packing, bad input said."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import resource
import subprocess
import tarfile
import zipfile
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.actions import diagnose, diagnose_text, known, masking, streams
from app.actions.diagnose import Diagnosis, Knowledge, Known
from app.actions.masking import Mask
from app.cli import main
from app.config import ROOT
from app.diagnosis.signatures import Signature
from app.diagnosis.symptom import CERTAIN, POSSIBLE
from app.errors import BadInput
from tests.diagnosis.reading import diagnosed, ids, proc
from tests.problems.cases import CASES, FOLDER, Case

STORY = (FOLDER / "story.log").read_text("utf-8")
XEN, ADDRESS, SPEED = "xen-network-script-takes-member", "perm-hwaddr-still-in-use", "failed-link-speed-duplex"
TEXTS = [(case, path) for case in CASES.values() for path in case.texts]
REPORT = Path(__file__).parent / "bond-report.txt"


@cache
def shipped() -> Knowledge:
    """The entries that come with Bondbook."""
    return known.shipped(ROOT / "notes")


def of_parts(parts: Iterator[streams.Part], knowledge: Knowledge | None = None) -> Diagnosis:
    return diagnose.diagnose(parts, knowledge or Knowledge(()))


def stream(content: bytes, name: str = "") -> Iterator[streams.Part]:
    return streams.of_stream(name, io.BytesIO(content))


# ---------------------------------------------------------------- the story


def test_the_story_is_xen_first_and_then_its_parts() -> None:
    found = diagnosed(STORY, shipped())
    assert ids(each for each in found.findings if each.confidence == CERTAIN) == [XEN, SPEED, ADDRESS]
    assert found.findings[0].severity == "outage"
    lines = STORY.splitlines()
    assert [lines[each.number - 1] for each in found.findings[0].evidence] == [each.text for each in found.findings[0].evidence]
    assert len(found.findings[0].evidence) == 3


def test_without_the_lines_that_point_to_xen_its_parts_are_named_all_the_same() -> None:
    log = "".join(line for line in STORY.splitlines(keepends=True) if "Removing slave" not in line)
    assert set(ids(diagnosed(log, shipped()).findings)) >= {SPEED, ADDRESS}
    assert XEN not in ids(diagnosed(log, shipped()).findings)


# ---------------------------------------------------------------- what real kernels and tools said


@pytest.mark.parametrize(("case", "path"), TEXTS, ids=[f"{case.name}-{path.stem}" for case, path in TEXTS])
def test_a_real_text_leads_to_its_entry_and_a_healthy_one_to_nothing_of_weight(case: Case, path: Path) -> None:
    found = diagnosed(path.read_text("utf-8").partition("\n")[2], shipped())
    if case.healthy:
        assert not found.serious
    else:
        assert case.name in {each.entry for each in found.findings} | {key for each in found.findings for key in each.also}


def test_a_report_gathered_by_our_own_command_is_understood_whole() -> None:
    found = diagnosed(REPORT.read_text("utf-8"), shipped())
    assert set(found.machine.kinds) == {"proc", "ip", "sysfs", "ethtool", "log"}
    assert {name: (bond.mode, list(bond.members)) for name, bond in found.machine.bonds.items()} == {
        "bond0": ("802.3ad", ["eth0", "eth1"]),
        "bond1": ("active-backup", []),
    }
    assert [each.title for each in found.findings if each.confidence == CERTAIN] == [
        "No LACP partner answers on bond0",
        "bond1 has no member that works",
        "bond1 does not watch its links: a failure goes unseen",
    ]


def test_the_command_that_gathers_is_posix_shell() -> None:
    subprocess.run(["dash", "-n", "-c", diagnose_text.GATHER], check=True)
    assert "passw" not in diagnose_text.GATHER
    assert "\n" not in diagnose_text.GATHER


# ---------------------------------------------------------------- one finding for each cause


def test_an_entry_about_what_the_state_shows_is_one_finding_with_the_lines_of_both() -> None:
    text = proc("802.3ad-no-partner") + "bond0: Warning: No 802.3ad response from the link partner for any adapters in the bond\n"
    found = diagnosed(text, shipped())
    assert ids(each for each in found.findings if each.confidence == CERTAIN) == ["no-lacp-partner"]
    assert found.findings[0].entry == "lacp-no-partner"
    assert any("No 802.3ad response" in line.text for line in found.findings[0].evidence)


def test_lines_of_two_bonds_prove_nothing_about_one() -> None:
    down = proc("active-backup-missing-both", "bond1").replace("eth", "ens")
    found = diagnosed(proc("802.3ad-min-links-healthy") + down, shipped())
    assert {each.id: each.confidence for each in found.findings}.get("lacp-min-links", POSSIBLE) == POSSIBLE


def test_a_users_own_entry_counts_like_ours() -> None:
    own = Known("the-mouse", "The mouse", "outage", "any", (Signature(text="squeak on eth0"),), "A mouse.", "Listen.", "A cat.")
    (found,) = diagnosed("kernel: squeak on ens1\n", Knowledge([own])).findings
    assert (found.id, found.entry, found.confidence, found.cause) == ("the-mouse", "the-mouse", CERTAIN, "A mouse.")


def test_an_entry_that_the_library_does_not_have_is_not_linked() -> None:
    assert diagnosed(proc("802.3ad-no-partner")).findings[0].entry == ""


# ---------------------------------------------------------------- length


def test_a_sign_far_down_a_long_log_is_found_with_its_line() -> None:
    filler = b"Nov  1 00:00:00 web7 kernel: nothing to see here, move along please\n"
    late = b"bonding: bond0: Warning: failed to get speed and duplex from eth0, assumed to be 100Mb/sec and Full.\n"
    number = 3 * streams.PART // len(filler)
    found = of_parts(stream(filler * number + late + filler), shipped())
    (finding,) = found.findings
    assert (finding.id, finding.evidence[0].number, found.lines) == (SPEED, number + 1, number + 2)


def test_a_sign_of_several_lines_is_found_across_the_edge_of_two_parts() -> None:
    several = b"Slave Interface: eth0\nMII Status: down\n"
    entry = Known("k", "k", "outage", "any", (Signature(pattern=r"^Slave Interface: \S+\nMII Status: down"),))
    for shift in range(0, len(several) + 2, 3):
        filler = b"x" * 63 + b"\n"
        before = filler * (streams.PART // 64 - 2)
        text = before + b"y" * (128 - shift - 1) + b"\n" + several
        assert ids(of_parts(stream(text), Knowledge([entry])).findings)[0] == "k"


def test_signs_of_different_parts_count_together() -> None:
    entry = Known("k", "k", "outage", "all", (Signature(text="first sign"), Signature(text="second sign")))
    text = b"first sign\n" + b"z" * 99 + b"\n" + (b"x" * 63 + b"\n") * (2 * streams.PART // 64) + b"second sign\n"
    assert ids(of_parts(stream(text), Knowledge([entry])).findings) == ["k"]


class Endless(io.RawIOBase):
    """A stream of so many bytes that nobody holds in memory."""

    def __init__(self, piece: bytes, size: int) -> None:
        self.piece, self.left = piece, size

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        content = self.piece[: min(self.left, size)]
        self.left -= len(content)
        return content


def test_a_long_stream_does_not_fill_memory() -> None:
    line = b"Nov  1 00:00:00 web7 kernel: bond0: (slave eth0): link status definitely down, disabling slave\n"
    piece = (b"Nov  1 00:00:00 web7 kernel: nothing to see\n" * 2000 + line) * 10
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = of_parts(streams.of_stream("", Endless(piece, 150_000_000)))  # type: ignore[arg-type]
    assert found.size > 140_000_000
    assert found.machine.history.total > 1000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 80_000  # kB


# ---------------------------------------------------------------- packing and bad input


def tar(name: str, content: bytes, mode: str = "w:gz") -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode) as archive:  # type: ignore[call-overload]
        info = tarfile.TarInfo(name)
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))
        archive.addfile(tarfile.TarInfo("empty"))
    return made.getvalue()


def zipped(name: str, content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
        archive.writestr("picture.png", b"\x89PNG\x00\x00")
    return made.getvalue()


LOG = proc("802.3ad-no-partner").encode()
INSIDE = LOG.partition(b"\n")[2]


@pytest.mark.parametrize(
    "packed",
    [
        LOG,
        gzip.compress(LOG),
        bz2.compress(LOG),
        lzma.compress(LOG),
        LOG.replace(b"\n", b"\r\n"),
        "\ufeff".encode() + LOG,
        LOG.decode().encode("utf-16"),
    ],
    ids=["plain", "gz", "bz2", "xz", "CRLF", "byte order mark", "UTF-16"],
)
def test_packed_and_odd_encodings_are_read(packed: bytes) -> None:
    assert ids(of_parts(stream(packed)).findings) == ["no-lacp-partner"]


INNER = "sos/proc/net/bonding/bond9"


@pytest.mark.parametrize("packed", [tar(INNER, INSIDE), tar(INNER, INSIDE, "w"), zipped(INNER, INSIDE)], ids=["tar.gz", "tar", "zip"])
def test_an_archive_names_bonds_and_files(packed: bytes) -> None:
    found = of_parts(stream(packed, "sos"))
    assert [each.title for each in found.findings] == ["No LACP partner answers on bond9"]
    assert found.findings[0].evidence[0].source == "sos/proc/net/bonding/bond9"


def test_zero_bytes_in_the_middle_of_a_log_that_a_crash_cut_off_are_passed_over() -> None:
    assert ids(of_parts(stream(b"a line\n" * 1000 + b"\x00" * 4096 + LOG)).findings) == ["no-lacp-partner"]


def test_mixed_encodings_are_read() -> None:
    assert ids(of_parts(stream(b"caf\xe9 \xff\xfe\n" + "déjà vu\n".encode() + LOG)).findings) == ["no-lacp-partner"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (bytes(1_000_000), "zero bytes"),
        (b"\x7fELF\x02\x01\x01" + bytes(64), "zero bytes"),
        (gzip.compress(LOG)[:200], "can't be unpacked"),
        (b"PK\x03\x04 nothing", "can't be unpacked"),
        (tar("a", LOG)[:-80], "can't be unpacked"),
        (gzip.compress(bytes(2_000_000)), "zero bytes"),
    ],
    ids=["empty", "zeros", "program", "cut gz", "no zip", "cut tar", "packed zeros"],
)
def test_what_is_no_text_is_said(content: bytes, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        of_parts(stream(content, "file"))


@pytest.mark.parametrize("pack", [gzip.compress, partial(zipped, "a"), partial(tar, "a")], ids=["gz", "zip", "tar"])
def test_a_bomb_is_stopped_while_it_unpacks(pack: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "PACKED", 4 * 1024 * 1024)
    with pytest.raises(BadInput, match="more than 4 MB when it is unpacked"):
        of_parts(stream(pack(b"nothing to see\n" * 600_000), "bomb"))  # type: ignore[operator]


def test_an_endless_line_is_cut() -> None:
    found = of_parts(streams.of_stream("", Endless(b"a" * 65536, 30_000_000)))  # type: ignore[arg-type]
    assert found.findings == ()


def test_too_many_files_in_an_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MOST_FILES", 1)
    for packed in (zipped("a", LOG), tar("a", LOG)):
        with pytest.raises(BadInput, match="more than 1 files"):
            of_parts(stream(packed, "many"))


# ---------------------------------------------------------------- masking


def test_masking_keeps_what_the_diagnosis_needs() -> None:
    text = (
        "wpa_psk=hunter2 password: 'x y' snmp community public\n"
        "addr 8.8.8.8 10.0.0.1 8.8.4.4 8.8.8.8 2001:4860:4860::8888 fe80::1\n"
        "mac 00:11:43:D8:AF:63 00:11:43:d8:af:63 00:11:43:d8:af:64 00:00:00:00:00:00\n"
        "-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\n"
    )
    assert masking.Mask().of_text(text) == (
        "wpa_psk=*** password: *** snmp community ***\n"
        "addr 203.0.113.2 10.0.0.1 203.0.113.3 203.0.113.2 2001:db8::1 fe80::1\n"
        "mac 00:11:43:00:00:01 00:11:43:00:00:01 00:11:43:00:00:02 00:00:00:00:00:00\n"
        "***\n***\n***\n"
    )


def test_a_masked_report_leads_to_the_same_findings() -> None:
    text = REPORT.read_text("utf-8")
    masked = masking.Mask().of_text(text)
    assert masked != text
    assert ids(diagnosed(masked).findings) == ids(diagnosed(text).findings)


# ---------------------------------------------------------------- the command


def run(*words: str, text: str | bytes = "") -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["diagnose", *words], input=text)
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture(autouse=True)
def no_library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BONDBOOK_DATA_DIR", str(tmp_path / "none"))


def test_the_command_prints_findings_and_exits_1() -> None:
    code, out, _ = run("-", text=STORY)
    assert code == 1
    assert out.startswith("1. Xen's network script takes eth0 out of the bond [certain, outage]\n    line ")
    assert "/troubleshooting/xen-network-script-takes-member" in out


def test_the_json_of_the_command_has_the_shape_that_is_promised() -> None:
    code, out, _ = run("--format", "json", "-", text=STORY)
    data = json.loads(out)
    first = data["findings"][0]
    assert code == 1
    assert {"id", "title", "confidence", "evidence", "cause", "fix", "entry"} <= set(first)
    assert (first["id"], first["entry"], first["confidence"]) == (XEN, XEN, "certain")
    assert set(first["evidence"][0]) == {"line", "text"}
    assert [bond["name"] for bond in data["bonds"]] == ["bond0"]


def test_a_healthy_bond_exits_0_and_says_what_to_gather() -> None:
    code, out, _ = run("-", text=proc("802.3ad-healthy"))
    assert code == 0
    assert out.startswith("Nothing wrong was found.\n")
    assert diagnose_text.GATHER in out


def test_several_files_are_named_in_the_evidence(tmp_path: Path) -> None:
    (tmp_path / "one.log").write_text(STORY)
    (tmp_path / "two.gz").write_bytes(gzip.compress(LOG))
    _, out, _ = run("--format", "json", str(tmp_path / "one.log"), str(tmp_path / "two.gz"))
    files = {Path(line["file"]).name for each in json.loads(out)["findings"] for line in each["evidence"]}
    assert files == {"one.log", "two.gz"}
    assert run(str(tmp_path))[0] == 1


@pytest.mark.parametrize(("words", "text"), [(["/no/such/file"], ""), (["-"], ""), (["-"], b"\x00" * 99), ([], "")])
def test_wrong_use_exits_2_and_says_why(words: list[str], text: str | bytes) -> None:
    code, out, err = run(*words, text=text)
    assert (code, out) == (2, "")
    assert err.strip()


def test_gather_prints_the_command_alone() -> None:
    assert run("--gather") == (0, diagnose_text.GATHER + "\n", "")


def test_mask_leaves_no_card_known() -> None:
    _, out, _ = run("--mask", "-", text=STORY)
    assert "00:11:43:00:00:01" in out
    assert "D8:AF:63" not in out.upper()


@pytest.mark.parametrize(
    ("told", "masked"),
    [
        ("00:1c:73:aa:bb:cc 001c.73aa.bbcc 001c-73aa-bbcc", "00:1c:73:00:00:01 001c.7300.0001 001c-7300-0001"),
        ("FFFF,00-1C-73-AA-BB-CC", "FFFF,00-1C-73-00-00-01"),
        ("username admin secret 5 $1$abc$defghijkl", "username admin secret *** ***"),
        ("enable password 7 0822455D0A16", "enable password *** ***"),
        ("tacacs-server key 7 0822455D0A16", "tacacs-server key 7 ***"),
        ("message-digest-key 1 md5 7 0822455D0A16", "message-digest-key 1 md5 7 ***"),
        ("radius-server host 192.0.2.1 key geheim", "radius-server host 192.0.2.1 key ***"),
        ("snmp-server host 192.0.2.9 version 2c s3cr3t", "snmp-server host 192.0.2.9 version 2c ***"),
        ("curl -u root:geheim https://admin:pass@switch/api", "curl -u *** https://***@switch/api"),
        ("Authorization: Bearer eyJhbGciOiJIUzI1NiJ9", "Authorization: Bearer ***"),
        ("details: oper key 15 port 257", "details: oper key 15 port 257"),
        ("0000.0000.0000 550e8400-e29b-41d4-a716-446655440000", "0000.0000.0000 550e8400-e29b-41d4-a716-446655440000"),
    ],
)
def test_masking_knows_the_forms_of_switches(told: str, masked: str) -> None:
    assert Mask().of_text(told) == masked


def test_a_switch_alone_is_not_called_well() -> None:
    """Without the bond nothing is judged, which has to be said, with the ports that carry nothing."""
    text = (
        "sw1#show etherchannel summary\nGroup  Port-channel  Protocol    Ports\n"
        "------+-------------+-----------+----------------------\n3      Po3(SD)         LACP      Gi1/0/7(w)    Gi1/0/8(I)\n"
    )
    (note,) = diagnosed(text).notes
    assert "/proc/net/bonding/BOND" in note
    assert "Gi1/0/7 of Po3 of sw1 is waiting to join" in note


def test_a_name_in_an_archive_is_no_line_of_the_report() -> None:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        info = tarfile.TarInfo("log\x1b[2J\nFix: rm -rf /")
        info.size = len(content := b"bond0: link status down\n")
        archive.addfile(info, io.BytesIO(content))
    assert [part.path for part in streams.of_stream("", io.BytesIO(made.getvalue()))] == ["log?[2J?Fix: rm -rf /"]
