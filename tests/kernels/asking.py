"""Asks real kernels in the lab and keeps what they answer: `python -m tests.kernels.asking --write`."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.kernels import differences, questions, table
from tests.kernels.probe import MARK
from tests.lab import batch

HERE = Path(__file__).parent
ANSWERS = HERE / "answers"
SUITES = ("bookworm", "trixie", "sid")
"""The suites of the lab whose own kernels are asked, the oldest first. That of bullseye (5.10) was asked in a boot by hand: its
guest can't run the lab's agent, but the probe runs in it."""

LEAVE = (
    "ip link add bond0 type bond mode active-backup miimon 100; ip link set eth0 down; ip link set eth0 master bond0; ip link set bond0 up"
)
"""What the lab looks for afterwards: a bond."""


def ask(suite: str) -> dict[str, Any]:
    """What the kernel of a suite answers. Raises LabMissing without a lab, RuntimeError when the kernel did not come to answer."""
    files = {"probe.py": (HERE / "probe.py").read_text(encoding="utf-8"), "questions.json": json.dumps(questions.questions())}
    entry = {
        "name": "answers", "stack": "sysfs", "files": files, "members": ["eth0", "eth1"], "udev": False, "ping": False, "timeout": 900,
        "apply": f"python3 /probe.py /questions.json; {LEAVE}",
    }  # fmt: skip
    words = [str(batch.program()), "batch", "-", "--suite", suite, "--kernel", suite, "--json", "--jobs", "1"]
    done = subprocess.run(words, input=json.dumps([entry]), text=True, capture_output=True, check=False)
    results = json.loads(done.stdout) if done.stdout.startswith("[") else []
    told = [line for result in results for step in result.get("steps", ()) for line in step["out"].splitlines() if line.startswith(MARK)]
    if not told:
        raise RuntimeError(f"the kernel of {suite} gave no answers: {done.stderr[-2000:]} {json.dumps(results)[-4000:]}")
    return heard(told[0])


def heard(line: str) -> dict[str, Any]:
    """The answers in a line that the probe printed."""
    found: dict[str, Any] = json.loads(line.removeprefix(MARK))
    return found


def kept() -> dict[str, dict[str, Any]]:
    """The answers that were kept, by the version of the kernel, the oldest first."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in ANSWERS.glob("*.json")]
    return {
        each["kernel"]: each for each in sorted(found, key=lambda each: [int(part) for part in each["kernel"].split("-")[0].split(".")])
    }


def keep(answers: dict[str, Any]) -> Path:
    """Write answers as a file, one try a line, so that a difference can be read."""
    path = ANSWERS / f"{answers['kernel'].split('-')[0]}.json"
    head = json.dumps({key: value for key, value in answers.items() if key != "tries"}, indent=1, sort_keys=True)
    tries = ",\n".join(json.dumps(each) for each in answers["tries"])
    path.write_text(f'{head[:-2]},\n "tries": [\n{tries}\n]}}\n', encoding="utf-8")
    return path


def main() -> int:
    """Ask the kernels of the suites that are named, by default of all."""
    parser = argparse.ArgumentParser(prog="python -m tests.kernels.asking", description=__doc__)
    parser.add_argument("suite", nargs="*", help=f"default: {' '.join(SUITES)}")
    parser.add_argument("--printed", type=Path, action="append", default=[], help="what the probe printed where it was run by hand")
    parser.add_argument("--write", action="store_true", help="keep the answers in tests/kernels/answers")
    args = parser.parse_args()
    asked = [heard(path.read_text(encoding="utf-8")) for path in args.printed]
    for answers in asked or map(ask, args.suite or SUITES):
        print(answers["kernel"], keep(answers) if args.write else len(answers["tries"]))
        print(*differences.differences(answers), sep="\n")
    if args.write:
        table.TABLE.write_text(table.text(kept()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
