"""Stems of words, as SQLite's full-text index makes them (M. F. Porter's algorithm of 1980), and text without case and accents.

Snippets need them: which words of a text were found is worked out here, for the few texts that are shown.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import pairwise

SHORTEST, LONGEST = 3, 64
"""Letters; other words are their own stem."""

ACCENTED = (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
BARE = {code: base for code in ACCENTED if (base := unicodedata.normalize("NFD", chr(code))[0]).isascii()}

STEP_2 = {
    "ational": "ate", "tional": "tion", "enci": "ence", "anci": "ance", "izer": "ize", "logi": "log", "bli": "ble", "alli": "al",
    "entli": "ent", "eli": "e", "ousli": "ous", "ization": "ize", "ation": "ate", "ator": "ate", "alism": "al", "iveness": "ive",
    "fulness": "ful", "ousness": "ous", "aliti": "al", "iviti": "ive", "biliti": "ble",
}  # fmt: skip
STEP_3 = {"icate": "ic", "ative": "", "alize": "al", "iciti": "ic", "ical": "ic", "ful": "", "ness": ""}
STEP_4 = (
    "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "sion", "tion", "ou", "ism", "ate", "iti", "ous",
    "ive", "ize",
)  # fmt: skip


def folded(text: str) -> str:
    """The text in small letters without accents, each character in its place."""
    small = text.lower()
    if len(small) != len(text):
        small = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    return small if small.isascii() else small.translate(BARE)


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """The stem of a word in small letters."""
    if not SHORTEST <= len(word) <= LONGEST:
        return word
    word = _past(_plural(word))
    if word.endswith("y") and _has_vowel(word[:-1]):
        word = word[:-1] + "i"
    word = _ending(word, STEP_2)
    word = _ending(word, STEP_3)
    return _tidied(_suffix(word))


def _plural(word: str) -> str:
    if word.endswith(("sses", "ies")) and len(word) > (4 if word.endswith("sses") else 3):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _past(word: str) -> str:
    """Without -ed and -ing, and what is left made a word again."""
    if word.endswith("eed") and len(word) > 3:
        return word[:-1] if _measure(word[:-3]) > 0 else word
    for ending in ("ed", "ing"):
        if word.endswith(ending) and _has_vowel(word.removesuffix(ending)):
            word = word.removesuffix(ending)
            break
    else:
        return word
    if word.endswith(("at", "bl", "iz")):
        return word + "e"
    if len(word) > 1 and word[-1] == word[-2] and word[-1] not in "aeiouylsz":
        return word[:-1]
    return word + "e" if _measure(word) == 1 and _short(word) else word


def _ending(word: str, endings: dict[str, str]) -> str:
    """The longest of these endings replaced, where enough stands before it."""
    found = max((each for each in endings if word.endswith(each) and len(word) > len(each)), key=len, default="")
    before = word.removesuffix(found)
    return before + endings[found] if found and _measure(before) > 0 else word


def _suffix(word: str) -> str:
    found = max((each for each in STEP_4 if word.endswith(each) and len(word) > len(each)), key=len, default="")
    kept = found[:1] if found.endswith("ion") else ""
    before = word.removesuffix(found) + kept
    return before if found and _measure(before) > 1 else word


def _tidied(word: str) -> str:
    """Without a last e, and with one l of two."""
    if word.endswith("e"):
        before = word[:-1]
        if _measure(before) > 1 or (_measure(before) == 1 and not _short(before)):
            word = before
    return word[:-1] if word.endswith("ll") and _measure(word[:-1]) > 1 else word


def _vowels(word: str) -> list[bool]:
    """Which letters are vowels; y is one behind a consonant."""
    found: list[bool] = []
    for letter in word:
        found.append(letter in "aeiou" or (letter == "y" and bool(found) and not found[-1]))
    return found


def _has_vowel(word: str) -> bool:
    return any(letter in "aeiou" or (letter == "y" and place > 0) for place, letter in enumerate(word))


def _measure(word: str) -> int:
    """How many times a consonant follows a vowel."""
    vowels = _vowels(word)
    return sum(one and not two for one, two in pairwise(vowels))


def _short(word: str) -> bool:
    """Whether it ends in consonant, vowel, consonant, the last none of w, x, y."""
    return len(word) > 2 and word[-1] not in "wxy" and _vowels(word)[-3:] == [False, True, False]
