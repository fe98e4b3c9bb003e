"""bondbook explain, and the comments of bondbook generate --explain."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from app.actions.comments import MARK
from app.cli import main

GENERATE = ["generate", "--release", "debian-13", "--stack", "networkd", "--mode", "active-backup", "--miimon", "100"]
MEMBERS = ["--member", "eth0", "--member", "eth1"]


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("miimon", "miimon\n\nPolling period"),
        ("802.3ad", "802.3ad\n\nLACP: host and switch"),
        ("MIIMonitorSec", "MIIMonitorSec is what miimon is called in systemd-networkd and NixOS.\n\nmiimon\n"),
        ("bond-lacp-rate", "bond-lacp-rate is what lacp_rate is called in ifupdown"),
        ("address", "address\n\nAn IP address"),
    ],
)
def test_explain(word: str, text: str) -> None:
    answer = CliRunner().invoke(main, ["explain", word])
    assert answer.exit_code == 0
    assert answer.output.startswith(text)


def test_explain_as_json() -> None:
    answer = CliRunner().invoke(main, ["explain", "MIIMonitorSec", "--format", "json"])
    [found] = json.loads(answer.output)["found"]
    assert (found["kind"], found["name"], found["unit"], found["since"]) == ("option", "miimon", "ms", "2.6.12")
    assert {"stack": "networkd", "key": "MIIMonitorSec", "sample": "100ms"}.items() <= next(
        each for each in found["stacks"] if each["stack"] == "networkd"
    ).items()


def test_explain_what_is_not_there() -> None:
    answer = CliRunner().invoke(main, ["explain", "MIMonitorSec"])
    assert answer.exit_code == 2
    assert "Did you mean MIIMonitorSec?" in answer.output


def test_generate_with_comments() -> None:
    plain = CliRunner().invoke(main, [*GENERATE, *MEMBERS]).output
    told = CliRunner().invoke(main, [*GENERATE, *MEMBERS, "--explain"]).output
    assert "".join(line for line in told.splitlines(keepends=True) if not line.startswith(MARK)) == plain
    assert f"{MARK}Makes the interface a bond." in told
    made = json.loads(CliRunner().invoke(main, [*GENERATE, *MEMBERS, "--explain", "--format", "json"]).output)
    assert made["files"][0]["lines"][0]["text"] == "[NetDev]"
