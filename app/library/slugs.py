"""Slugs: the readable last part of an address."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 80
LONGEST_KEPT = 120  # a number behind a slug that was taken makes it longer


def slug_of(text: str) -> str:
    """A title as the last part of an address: letters, digits and dashes; "page" if nothing is left.

    Letters of other alphabets stay; marks on Latin letters fall away.
    """
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    slug = re.sub(r"[^\w.]+|_", "-", unicodedata.normalize("NFC", plain).lower()).strip("-.")
    return re.sub(r"-{2,}|\.{2,}", "-", slug)[:LONGEST].strip("-.") or "page"


def is_slug(text: str) -> bool:
    """Whether a text can be a slug as it stands."""
    fits = 0 < len(text) <= LONGEST_KEPT and text == text.lower() and ".." not in text
    return fits and re.fullmatch(r"[^\W_](?:[^\W_]|[.-])*", text) is not None
