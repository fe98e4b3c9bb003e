"""Measure Bondbook and print tables, each with its goal: what to measure, and the seconds for each way to ask a server.

python -m tests.bench [generator|notes|search|growth|diagnose|all] [SECONDS]     all of it with 6 seconds unless told
"""

from __future__ import annotations

import sys

from tests.bench import diagnose, generator, growth, notes, search

PARTS = {
    "generator": generator.measure,
    "notes": notes.measure,
    "search": search.measure,
    "growth": growth.measure,
    "diagnose": diagnose.measure,
}


def main(words: list[str]) -> None:
    """Measure what is named."""
    numbers = [word for word in words if word.replace(".", "", 1).isdigit()]
    names = [word for word in words if word not in numbers]
    if unknown := [name for name in names if name not in (*PARTS, "all")]:
        raise SystemExit(f"{unknown[0]} is none of {', '.join(PARTS)}, all")
    for name, measure in PARTS.items():
        if not names or name in names or "all" in names:
            measure(float(numbers[-1]) if numbers else 6.0)


if __name__ == "__main__":
    main(sys.argv[1:])
