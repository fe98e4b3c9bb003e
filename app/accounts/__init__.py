"""Who may do what. One question today; accounts come into this room later, and nobody else will have to change."""

from __future__ import annotations

from ipaddress import ip_address

from flask import Request, current_app


def may_write(request: Request) -> bool:
    """Whether this request may change notes: anybody's may, where the server listens on this machine's loopback only."""
    del request  # says nothing yet: there are no accounts
    host = str(current_app.config.get("LISTENS_ON", ""))
    return host == "localhost" or _is_loopback(host)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False
