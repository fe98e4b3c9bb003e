"""The token of a form: what only a page of this session can know.

It follows from the word in the session's cookie, so nothing is stored for it and it ends with the session. Each page
carries it under another mask: a packed page's length would otherwise tell bit by bit of it to somebody who can make a
browser ask for pages with words of his choice and watch their size.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets

LENGTH = 32  # bytes
FIELD = "csrf"
"""The name of the field in a form."""


def token(word: str, secret: str) -> bytes:
    """The token of the session with that word."""
    return hmac.digest(secret.encode(), b"form:" + word.encode("utf-8", "replace"), "sha256")


def masked(bare: bytes) -> str:
    """The token as a page shows it, each time another text."""
    mask = secrets.token_bytes(LENGTH)
    return base64.urlsafe_b64encode(mask + _mixed(mask, bare)).decode("ascii")


def is_right(given: str, bare: bytes) -> bool:
    """Whether a form brought that token, under whatever mask."""
    try:
        pair = base64.b64decode(given.encode("ascii"), b"-_", validate=True) if len(given) <= 4 * LENGTH else b""
    except (UnicodeEncodeError, binascii.Error):
        return False
    return len(pair) == 2 * LENGTH and hmac.compare_digest(_mixed(pair[:LENGTH], pair[LENGTH:]), bare)


def _mixed(left: bytes, right: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(left, right, strict=True))
