"""The document of a version from the kernel's public git server: one file, within a time and a size."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPException
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from app.bonding.problems import problem
from app.errors import BadInput
from app.kerneldoc.document import LARGEST
from app.kerneldoc.finding import checked, order

BASE = "https://git.kernel.org/pub/scm/linux/kernel/git/stable/linux.git/plain"
FOLDER = "Documentation/networking"
OLDEST = (2, 6, 12)  # the history in git begins there
REST_SINCE = (5, 8)
WAIT = 10  # seconds for an answer, and for each piece of it
LONGEST = 40  # seconds for all of it
PIECE = 64 * 1024
AGENT = "bondbook"


@dataclass(frozen=True)
class Fetched:
    """A file as it came, and from where."""

    data: bytes
    address: str


def fetch(version: str, base: str = BASE) -> Fetched:
    """The document of a version such as 6.12 or 6.12.30. Raises BadInput with what else can be done."""
    version = checked(version)
    if not re.fullmatch(r"[\d.]+", version):
        raise _bad(version, "is not a version of the kernel's own git.", "Leave out what a distribution put behind the number.")
    if order(version) < OLDEST:
        raise _bad(version, "is older than the kernel's git, which begins with 2.6.12.", "Give the file: bondbook reference add FILE.")
    end = time.monotonic() + LONGEST
    for address in _addresses(version, base):
        try:
            return Fetched(_read(address, end), address)
        except HTTPError as error:
            error.close()
            if error.code != 404:
                raise _bad(version, f"cannot be downloaded: {_host(base)} answers {error.code}.", _otherwise(version)) from error
        except (URLError, HTTPException, OSError, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            raise _bad(version, f"cannot be downloaded: {_host(base)} cannot be read ({reason}).", _otherwise(version)) from error
    raise _bad(version, f"is not known at {_host(base)}.", "Give a version that was released, such as 6.12.")


def _addresses(version: str, base: str) -> Iterator[str]:
    """Both names that the file has had, the likely one first."""
    forms = ("rst", "txt") if order(version) >= REST_SINCE else ("txt", "rst")
    return (f"{base}/{FOLDER}/bonding.{form}?h=v{version}" for form in forms)


def _read(address: str, end: float) -> bytes:
    opener = build_opener(_Redirects(_origin(address)))
    request = Request(address, headers={"User-Agent": AGENT})  # noqa: S310 - the address is built here, and redirects are checked
    data = bytearray()
    with opener.open(request, timeout=WAIT) as answer:
        while piece := answer.read1(PIECE):
            data += piece
            if len(data) > LARGEST:
                raise ValueError(f"it sends more than {LARGEST // 1024} KB")
            if time.monotonic() > end:
                raise TimeoutError("it takes too long")
    return bytes(data)


class _Redirects(HTTPRedirectHandler):
    """Follows to https only, or to where it was sent first."""

    def __init__(self, origin: tuple[str, str]) -> None:
        self.origin = origin

    def redirect_request(self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str) -> Request | None:
        """The request that a redirect leads to."""
        if urlsplit(newurl).scheme != "https" and _origin(newurl) != self.origin:
            fp.close()
            raise URLError("it leads away from https")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _origin(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.scheme, parts.netloc


def _host(base: str) -> str:
    return urlsplit(base).netloc


def _otherwise(version: str) -> str:
    mainline = ".".join(version.split(".")[:2])
    packages = f"Install the package linux-doc-{mainline} or kernel-doc and use --auto"
    return f"{packages}, or give the file: bondbook reference add FILE --kernel {version}."


def _bad(version: str, why: str, mend: str) -> BadInput:
    return BadInput([problem("kernel", version, why, mend)])
