"""Runs the cases in the lab and writes the results: `python -m tests.lab.run --help`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from tests.lab import batch, cases, judge


def main() -> int:
    """Run what the arguments choose; 0 when every case passed."""
    parser = argparse.ArgumentParser(prog="python -m tests.lab.run", description=__doc__)
    parser.add_argument("--release", default="debian-13", choices=sorted(batch.SUITES))
    parser.add_argument("--stack", action="append", choices=cases.STACKS)
    parser.add_argument("--case", action="append", choices=sorted(cases.ALL), metavar="NAME", help="default: all")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument(
        "--kernel",
        default=batch.kernel(),
        choices=("", *sorted(batch.SUITES.values())),
        metavar="SUITE",
        help=f"boot the kernel of this suite under the tools of the release; default: {batch.KERNEL_VARIABLE}, or the release's own",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="everything the lab saw")
    args = parser.parse_args()
    chosen = [
        cases.case(name, stack, args.release) for name in args.case or cases.ALL for stack in args.stack or cases.stacks_on(args.release)
    ]
    try:
        results = batch.run(chosen, args.release, args.jobs, args.kernel)
    except batch.LabMissing as missing:
        print(missing, file=sys.stderr)
        return 2
    if args.json:
        args.json.write_text(json.dumps(results))
    return print_table(chosen, results)


def print_table(chosen: list[cases.Case], results: dict[str, dict[str, Any]]) -> int:
    """The results as a Markdown table, each failure below it; 1 when there is one."""
    some = next(iter(results.values()))
    tools = ", ".join(f"{name} {some['tools'][name]}" for name in ("netplan.io", "systemd", "iproute2"))
    stacks = list(dict.fromkeys(each.stack for each in chosen))
    print(f"{some['suite']}: Linux {some['kernel']}, {tools}\n")
    print(f"| case | {' | '.join(stacks)} |\n|---|{'---|' * len(stacks)}")
    by_id = {each.id: each for each in chosen}
    found = {each.id: judge.differences(each, results[each.id]) for each in chosen}
    for name in dict.fromkeys(each.name for each in chosen):
        row = []
        for stack in stacks:
            each = by_id[f"{stack}/{name}"]
            lost = ", ".join(loss.field for loss in each.rendering.losses)
            row.append(("FAILED" if found[each.id] else "passed") + (f" (declared lost: {lost})" if lost else ""))
        print(f"| {name} | {' | '.join(row)} |")
    for id, problems in found.items():
        for problem in problems:
            print(f"\n{id}: {problem}")
    passed = sum(not problems for problems in found.values())
    print(f"\n{passed} of {len(found)} passed")
    return int(passed < len(found))


if __name__ == "__main__":
    sys.exit(main())
