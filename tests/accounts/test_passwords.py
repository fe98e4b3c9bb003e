"""What may be a password, how it is kept, and what is taken for the same."""

from __future__ import annotations

import pytest

from app.accounts import passwords
from app.errors import BadInput

GOOD = "four unrelated words"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "has 0 characters"),
        ("hunter2", "has 7 characters"),
        ("eleven char", "has 11 characters"),
        ("aaaaaaaaaaaaaaaa", "repeats a few characters"),
        ("abababababababab", "repeats a few characters"),
        ("words\nand words and words", "line break"),
        ("words\x00and words and words", "control character"),
        ("words\udcffand words and words", "half a letter"),
        ("x1y2z" * 60, "has 300 characters"),
        ("\ufb03" * 10, "repeats a few characters"),
    ],
)
def test_a_bad_one_is_refused_with_the_reason_and_not_repeated(text: str, why: str) -> None:
    with pytest.raises(BadInput) as refusal:
        passwords.new(text)
    assert why in str(refusal.value)
    assert not text or text not in str(refusal.value)


@pytest.mark.parametrize(
    "text", [GOOD, "twelve chars", " blanks at both ends ", "Grüße aus Köln, überall", "密码很长也可以用的哦对吗是", "x1y2z" * 51]
)
def test_a_good_one_is_kept_as_an_argon2id_hash_and_recognised(text: str) -> None:
    kept = passwords.new(text)
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert text not in kept
    assert len(kept) <= 200
    assert passwords.fits(kept, text)
    assert not passwords.fits(kept, text + "x")
    assert not passwords.fits(kept, "X" + text[1:])
    assert not passwords.outdated(kept)


def test_equal_passwords_have_different_hashes() -> None:
    assert passwords.new(GOOD) != passwords.new(GOOD)


def test_what_looks_the_same_is_the_same() -> None:
    composed, apart = "Stra\u00dfe \u00fcber \u00c5land", "Stra\u00dfe u\u0308ber A\u030aland"
    assert composed != apart
    assert passwords.fits(passwords.new(composed), apart)
    assert passwords.fits(passwords.new(apart), composed)


@pytest.mark.parametrize("text", ["", "x", "a" * 257, "a" * 1_000_000, "a\x00b", "\udcff", GOOD])
def test_nothing_fits_where_there_is_no_account_and_it_takes_a_hash_all_the_same(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    asked: list[str] = []

    class Counting:
        def verify(self, kept: str, given: str) -> bool:
            asked.append(given)
            return bool(kept)

    monkeypatch.setattr(passwords, "HASHER", Counting())
    assert not passwords.fits(None, text)
    assert len(asked) == 1
    assert len(asked[0]) <= passwords.LONGEST


def test_a_giant_is_never_hashed() -> None:
    assert not passwords.fits(passwords.new("x1y2z" * 51), "x1y2z" * 51 * 4000)


def test_a_broken_hash_lets_nobody_in() -> None:
    for kept in ("", "x", "$argon2id$v=19$m=19456,t=2,p=1$", GOOD):
        assert not passwords.fits(kept, GOOD)
