"""Passwords: what may be one, its Argon2id hash, and whether a text is the one that was set. Knows neither requests nor tables."""

from __future__ import annotations

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.bonding.problems import Problem, problem
from app.errors import BadInput

SHORTEST, LONGEST = 12, 256  # characters
FEWEST_KINDS = 5  # different characters
NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$hZj1Tix5O2AqEmCWrMaD6A$B8GrQjQBZYxZuDSomU3iuQH14o+NFdajmGm77da5PsY"
"""A hash that nothing is compared with in earnest: where no password is set, looking takes as long as where one is."""

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, hash_len=32, salt_len=16)

slot = threading.BoundedSemaphore(1)
"""Whoever compares a password holds this. A hash costs some 50 ms of a core and 19 MiB: only one is worked out at a time,
and who finds the slot taken is told to come back instead of keeping one of the server's few threads."""


def new(text: str) -> str:
    """The hash to keep for a new password. Raises BadInput for one that is no good; no message repeats it."""
    check(text)
    return HASHER.hash(tidy(text))


def check(text: str) -> None:
    """Raises BadInput for what is no good as a password."""
    if problems := _problems(text):
        raise BadInput(problems)


def fits(kept: str | None, text: str) -> bool:
    """Whether a text is the password of a hash; None is an account that is not there, and fits nothing."""
    if len(text) > LONGEST or not _can_be_said(text):
        text, kept = "", None  # as much work as for any other
    try:
        HASHER.verify(kept or NOBODYS, tidy(text))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def outdated(kept: str) -> bool:
    """Whether a hash was made with other costs than today's."""
    return HASHER.check_needs_rehash(kept)


def tidy(text: str) -> str:
    """One spelling for what looks the same: keyboards differ in how they put letters and accents together."""
    return unicodedata.normalize("NFKC", text)


def _problems(text: str) -> list[Problem]:
    """What is wrong with a new password, without showing it."""
    if not _can_be_said(text):
        return [problem("password", "", "holds a line break, a control character or half a letter.", "A form cannot send those.")]
    length = len(tidy(text))
    if length < SHORTEST:
        why = f"has {length} {'character' if length == 1 else 'characters'}: short ones are guessed."
        return [problem("password", "", why, f"Take {SHORTEST} or more; four unrelated words are good.")]
    if max(length, len(text)) > LONGEST:
        return [problem("password", "", f"has {max(length, len(text))} characters.", f"Keep it within {LONGEST}.")]
    if len(set(tidy(text))) < FEWEST_KINDS:
        return [problem("password", "", "repeats a few characters: such are guessed first.", "Take four unrelated words.")]
    return []


def _can_be_said(text: str) -> bool:
    return all(unicodedata.category(char) not in ("Cc", "Cs") for char in text[: LONGEST + 1])
