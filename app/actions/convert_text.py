"""A conversion as text for a terminal, and as JSON."""

from __future__ import annotations

from typing import Any

from app.actions import result_json, result_text
from app.actions.convert import Conversion, Reading
from app.bonding import wire
from app.bonding.problems import is_visible
from app.stacks.contract import Remark

SURE = {"told": "as you said", "certain": "certain", "likely": "likely", "a guess": "a guess: say from which stack it is"}


def to_model(conversion: Conversion) -> dict[str, Any]:
    """The bonds that were read, and what else was in the files."""
    reading = conversion.reading
    return {
        "stack": reading.stack.id,
        "sure": reading.sure,
        "bonds": [wire.to_json(bond) for bond in conversion.bonds],
        "implied": [{"bond": bond, "option": option, "value": value} for bond, option, value in reading.parsing.implied],
        "unread": [remark(reading, each) for each in reading.unread],
        "refused": [remark(reading, each) for each in reading.parsing.refused],
        "flaws": [
            {"path": each.path, "line": each.line, "text": each.text, "id": each.id, "why": each.message, "mend": each.mend}
            for each in reading.parsing.flaws
        ],
        "aside": [remark(reading, each) for each in reading.parsing.aside],
        "used": [remark(reading, each) for each in reading.understood],
        "idle": list(conversion.idle),
    }


def to_json(conversion: Conversion) -> dict[str, Any]:
    """The same, with what the target makes of each bond."""
    left = [{"bond": bond, "option": option, "value": value, "why": why} for bond, option, value, why in conversion.left]
    return {**to_model(conversion), "left": left, "results": [result_json.to_json(each) for each in conversion.results]}


def remark(reading: Reading, each: Remark) -> dict[str, Any]:
    """A line: its file, its number in it and in the paste, what stands there, and why it is told."""
    before = reading.before.get(each.path, 0)
    return {"path": each.path, "line": each.line, "at": each.line + before if each.line else 0, "text": each.text, "why": each.why}


def to_text(conversion: Conversion) -> str:
    """Everything that is to be known as comments, then the blocks of each bond."""
    return "\n".join([*_account(conversion), "", *(result_text.to_text(each) for each in conversion.results)])


def model_text(conversion: Conversion) -> str:
    """The bonds as wire pairs."""
    out = _account(conversion)
    for bond in conversion.bonds:
        out += ["", *(f"{name}={value}" for name, value in wire.write(bond))]
    return "\n".join(out) + "\n"


def _account(conversion: Conversion) -> list[str]:
    reading = conversion.reading
    names = ", ".join(bond.name for bond in conversion.bonds)
    out = [f"# Read as {reading.stack.title} ({SURE[reading.sure]}): {names}; {len(reading.understood)} lines used"]
    for bond, option, value in conversion.implied:
        out.append(f"# {bond}: {reading.stack.title} sets {option}={value} by itself, so it is said here")
    for bond, option, value, why in conversion.left:
        out.append(f"# {bond}: {reading.stack.title} sets {option}={value} by itself; it is left out here: {why}")
    out += [f"# REFUSED {_place(each)}: {each.text}: {each.why}" for each in reading.parsing.refused]
    out += [f"# TAKEN AS IT IS MEANT {each.path}:{each.line}: {each.text}: {each.message}" for each in reading.parsing.flaws]
    out += [f"# NOT UNDERSTOOD {_place(each)}: {each.text}" for each in reading.unread]
    out += [f"# not about a bond {_place(each)}: {each.text}" for each in reading.parsing.aside]
    out += [f"# not read: {path}" for path in conversion.idle]
    return [_shown(line) for line in out]


def _shown(line: str) -> str:
    """One line that stays one, whatever stands in a strange file or its name: no second line, nothing that acts on a terminal."""
    return "".join(char if is_visible(char) else " " if char == "\t" else "\ufffd" for char in line)


def _place(each: Remark) -> str:
    return f"{each.path}:{each.line}" if each.line else each.path
