"""Makes the problems in the lab and keeps what was said: `python -m tests.problems.capture --help`."""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterable
from typing import Any

from tests.lab import batch
from tests.problems.cases import CASES, FOLDER, RELEASES, Case

SHOWN = ("iproute2", "ifupdown", "ifenslave", "ifupdown2", "netplan.io", "network-manager", "systemd")
"""The tools whose versions stand on top of a text; a case of the kernel alone names iproute2 only."""

OTHERS = re.compile(
    r"\b(?:sw(?:\d|[ab])|m?p(?:eth|ens)?\d|p?far\d?)\b|ADDRCONF|^bridge: |^random: |[Uu]ninitialized urandom|cgroup|varlink|hostname"
)
"""Lines about the switch that the lab plays, and about the lab itself."""


LAYERED = "ifupdown2"
"""The lab has this tool in a layer, which is there in the first of several boots only: its cases come first."""


def entry(case: Case) -> dict[str, Any]:
    """The case as the lab takes it."""
    files: dict[str, str | dict[str, str]] = {
        f"tmp/{name}": (FOLDER / name).read_text(encoding="utf-8") for name in ("prelude.sh", *case.helpers)
    }
    files |= {path: {"text": text, "mode": "0600" if "system-connections" in path else "0644"} for path, text in case.files.items()}
    files["tmp/problem.sh"] = f". /tmp/prelude.sh\n{case.run}"
    return {
        "name": case.name,
        "stack": case.stack,
        "switch": case.switch,
        "files": files,
        "apply": "sh /tmp/problem.sh 2>&1; true",
        "udev": case.stack != "iproute2",
        "ping": False,
        "settle_s": 1,
        "quiet_ms": 100,
        "timeout": 150,
    }


def run(cases: Iterable[Case], release: str, jobs: int = 1, booted: str = "") -> dict[str, str]:
    """Make the problems on a release, and return the texts by the names of the cases that ran. Raises batch.LabMissing."""
    chosen = sorted((each for each in cases if release in each.releases), key=lambda each: each.stack != LAYERED)
    wanted = [entry(each) for each in chosen]
    booted = booted or batch.kernel()
    words = [str(batch.program()), "batch", "-", "--suite", RELEASES[release], "--json", "--jobs", str(jobs)]
    words += ["--kernel", booted] if booted else []
    done = subprocess.run(words, input=json.dumps(wanted), text=True, stdout=subprocess.PIPE, check=False)
    return {result["name"]: text(result, release) for result in json.loads(done.stdout) if "kernel_log" in result}


def text(result: dict[str, Any], release: str) -> str:
    """What a reader would paste: what the commands said, what the tools logged, the kernel's log."""
    tools = ["iproute2"] if result["stack"] == "iproute2" else [name for name in SHOWN if name in result["tools"]]
    versions = ", ".join(f"{name} {result['tools'][name]}" for name in tools)
    parts = [f"# {release}: Linux {result['kernel']}; {versions}", *(step["out"].rstrip() for step in result["steps"])]
    for daemon in result["daemons"]:
        if lines := _kept(daemon["log"].splitlines()):
            parts += [f"--- {daemon['cmd'].split()[0].rpartition('/')[2]}", *lines]
    if lines := [line.rstrip() for line in result["kernel_log"] if not OTHERS.search(line)]:
        parts += ["--- kernel log", *lines]
    return "\n".join(part for part in parts if part).replace("\\x0a", "\n") + "\n"


def _kept(lines: Iterable[str]) -> list[str]:
    return [line.rstrip() for line in lines if re.search(r"bond", line) and not OTHERS.search(line)]


def main() -> int:
    """Write the texts of the chosen cases."""
    parser = argparse.ArgumentParser(prog="python -m tests.problems.capture", description=__doc__)
    parser.add_argument("--release", action="append", choices=RELEASES)
    parser.add_argument("--case", action="append", choices=CASES, metavar="NAME", help="default: all")
    parser.add_argument("--kernel", default="", metavar="SUITE", help=f"boot another kernel; default: {batch.KERNEL_VARIABLE}")
    parser.add_argument("--jobs", type=int, default=1)
    args = parser.parse_args()
    chosen = [CASES[name] for name in args.case or CASES]
    for release in args.release or RELEASES:
        try:
            texts = run(chosen, release, args.jobs, args.kernel)
        except batch.LabMissing as missing:
            print(missing, file=sys.stderr)
            return 2
        for name, said in texts.items():
            (FOLDER / name / f"{release}.log").write_text(said, encoding="utf-8")
        print(f"{release}: {len(texts)} texts")
        if silent := [each.name for each in chosen if release in each.releases and each.name not in texts]:
            print(f"{release}: did not run: {', '.join(silent)}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
