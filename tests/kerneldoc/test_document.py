"""From bytes to a text: packed or not, within a size, and one clear sentence for what is no such document."""

from __future__ import annotations

import gzip

import pytest

from app.errors import BadInput
from app.kerneldoc.document import LARGEST, text_of

TEXT = "bonding\n"


def test_plain_and_packed_files_are_read() -> None:
    assert text_of(TEXT.encode(), "x") == text_of(gzip.compress(TEXT.encode()), "x") == TEXT


def test_old_encodings_marks_and_ends_of_lines_do_not_matter() -> None:
    assert text_of("bonding by Janosch Müller\r\n".encode("latin-1"), "x") == "bonding by Janosch Müller\n"
    assert text_of(b"\xef\xbb\xbfbonding\n", "x") == TEXT


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"bonding" + b"\n" * LARGEST, "is larger than 512 KB"),
        (gzip.compress(b"bonding" + b"\n" * 200 * LARGEST), "is larger than 512 KB"),
        (gzip.compress(TEXT.encode())[:-6], "is packed and ends too early"),
        (b"\x1f\x8bbonding", "is packed and cannot be unpacked"),
        (b"bonding\x00\x01", "is no text"),
        (b"<!DOCTYPE html><title>bonding</title>", "is a page of HTML"),
        (b"", "does not speak of bonding"),
        (b"a text of something else", "does not speak of bonding"),
        (b"bonding\n" * 13_000, "has more than 12000 lines"),
        (b"bonding " * 1000, "has a line of more than 5000 characters"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_such_document_is_one_clear_message(data: bytes, why: str) -> None:
    with pytest.raises(BadInput) as refusal:
        text_of(data, "some-file")
    assert str(refusal.value).startswith(f"file “some-file”: {why}")
    assert "\n" not in str(refusal.value)
