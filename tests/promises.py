"""Whether lines that we tell the reader to look for stand in what a kernel printed."""

from __future__ import annotations

from collections.abc import Iterable


def stands(lines: Iterable[str], text: str) -> bool:
    """Whether the lines stand in the text in their order, perhaps with others between; what is between < and > is anything."""
    rest = iter(text.splitlines())
    return all(any(have.strip().startswith(line.partition("<")[0].strip()) for have in rest) for line in lines)


def broken(promise: str, text: str) -> list[str]:
    """The paragraphs of a promise that are in no paragraph of the text: members may have joined in any order."""
    found = text.split("\n\n")
    return [paragraph for paragraph in promise.split("\n\n") if not any(stands(paragraph.splitlines(), each) for each in found)]
