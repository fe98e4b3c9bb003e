"""Under which name the server was asked, and from where: what tells this machine from the rest of the world.

A page of another site can have its own name point to 127.0.0.1 (DNS rebinding). The browser then takes Bondbook for a
part of that site, and neither Origin nor Sec-Fetch-Site shows anything strange; only the name in Host does.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from flask import Request

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_VIA")
IPV6_SITE = 64  # bits: what one customer has is one address here


@lru_cache(maxsize=256)
def is_loopback(name: str) -> bool:
    """Whether a name or address means the machine itself."""
    name = name.lower().removesuffix(".")
    found = _ip(name)
    return found.is_loopback if found else name == "localhost" or name.endswith(".localhost")


def is_answered(environ: dict[str, object], listens_on: str, names: Collection[str]) -> bool:
    """Whether pages may be read under the name in Host.

    Numbers are always fine: only a name can be made to point elsewhere. On loopback no other names are known than
    localhost and those of the settings; on other addresses any name may be right, until the settings give some.
    """
    name = host_name(environ)
    if name is None or _ip(name) or is_loopback(name) or name in names:
        return True
    return not names and not is_loopback(listens_on)


def is_local(request: Request, listens_on: str) -> bool:
    """Whether this machine itself is asking, as far as can be seen: server, caller and name are loopback, and no proxy is between."""
    environ = request.environ
    if any(header in environ for header in FORWARDED):
        return False
    name = host_name(environ)
    return is_loopback(listens_on) and is_loopback(request.remote_addr or "") and (name is None or is_loopback(name))


def caller(request: Request) -> str:
    """Whose tries are counted together: an IPv4 address, an IPv6 network; behind a proxy on this machine the one it tells of."""
    given = request.remote_addr or ""
    if is_loopback(given) and (told := request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()):
        given = told
    found = _ip(given)
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found, IPV6_SITE), strict=False))
    return str(found) if found else "unknown"


def host_name(environ: dict[str, object]) -> str | None:
    """The name in Host without its port, in small letters; None for a program that sends no Host."""
    given = str(environ.get("HTTP_HOST", "")).strip().lower()
    if not given:
        return None
    if given.startswith("["):
        return given[1:].partition("]")[0]
    return given.partition(":")[0].removesuffix(".")


@lru_cache(maxsize=256)
def _ip(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text.partition("%")[0])
    except ValueError:
        return None
