"""Asks the real tools what they reject of the corpus before they touch a link, and writes the table: `python -m tests.check.measured`.

BONDBOOK_LAB names the program of the lab, whose `check` runs the tools of a Debian release without booting anything:
netplan generate, the parser of systemd-networkd, nmcli --offline, ifup --no-act. Rejected is what ends with another status than 0.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from app.actions import check, sources
from tests.lab.batch import LabMissing, program

HERE = Path(__file__).parent
TABLE = HERE / "MEASURED.md"
CASES = sorted(HERE.glob("corpus/*/*"))
CLEAN = "clean-"
TOOLS = {
    "netplan": ("netplan", "netplan generate"),
    "networkd": ("networkd", "parser of systemd-networkd"),
    "keyfile": ("NetworkManager", "nmcli --offline"),
    "ifupdown": ("ifupdown", "ifup --no-act"),
}
"""By stack, how the lab calls its tool, and what it runs."""


def tool_rejects(case: Path, suite: str) -> bool:
    """Whether the real tool ends with an error."""
    name, _ = TOOLS[case.parent.name]
    words = [str(program()), "check", "--suite", suite, "--stack", name, "--files", str(case)]
    return subprocess.run(words, capture_output=True, check=False).returncode != 0


def we_reject(case: Path) -> bool:
    """Whether check finds an error."""
    return check.check(sources.opened([str(case)])).count("error") > 0


def measured(suite: str, jobs: int) -> list[tuple[str, str, bool, bool]]:
    """Stack, case, whether the tool rejects it, and whether we do."""
    with ThreadPoolExecutor(jobs) as pool:
        tools = list(pool.map(lambda case: tool_rejects(case, suite), CASES))
    return [(case.parent.name, case.name, tool, we_reject(case)) for case, tool in zip(CASES, tools, strict=True)]


def table(rows: list[tuple[str, str, bool, bool]], suite: str) -> str:
    """The shares, then every case."""
    out = ["# What is rejected before a link breaks", ""]
    out += [f"Measured with the tools of Debian {suite}: `python -m tests.check.measured`.", ""]
    out += ["| stack | tool | broken | the tool rejects | check rejects | clean | the tool rejects | check rejects |", f"|{'---|' * 8}"]
    for stack, (_, tool) in TOOLS.items():
        cells = []
        for clean in (False, True):
            own = [row for row in rows if row[0] == stack and row[1].startswith(CLEAN) == clean]
            cells += [str(len(own)), str(sum(row[2] for row in own)), str(sum(row[3] for row in own))]
        out.append(f"| {stack} | {tool} | {' | '.join(cells)} |")
    out += ["", "| case | the tool | check |", "|---|---|---|"]
    out += [f"| {stack}/{name} | {'rejects' if tool else 'takes'} | {'rejects' if ours else 'takes'} |" for stack, name, tool, ours in rows]
    return "\n".join(out) + "\n"


def main() -> int:
    """Measure and write the table; 1 when check rejects less than a tool, or a clean one."""
    parser = argparse.ArgumentParser(prog="python -m tests.check.measured", description=__doc__)
    parser.add_argument("--suite", default="bookworm", help="Debian release whose tools are asked")
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    try:
        rows = measured(args.suite, args.jobs)
    except LabMissing as missing:
        sys.stderr.write(f"{missing}\n")
        return 2
    TABLE.write_text(table(rows, args.suite), encoding="utf-8")
    sys.stdout.write(TABLE.read_text(encoding="utf-8"))
    return int(any(ours == name.startswith(CLEAN) or (tool and not ours) for _, name, tool, ours in rows))


if __name__ == "__main__":
    sys.exit(main())
