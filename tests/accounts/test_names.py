"""Under which name and from where a request came."""

from __future__ import annotations

import pytest
from flask import Request
from werkzeug.test import EnvironBuilder

from app.accounts.names import caller, host_name, is_answered, is_local, is_loopback


def asked(host: str = "localhost:8000", peer: str = "127.0.0.1", **headers: str) -> Request:
    environ = EnvironBuilder(headers=list(headers.items()), environ_base={"REMOTE_ADDR": peer}).get_environ()
    environ["HTTP_HOST"] = host
    return Request(environ)


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST", "localhost.", "127.0.0.1", "127.9.9.9", "::1", "::1%lo", "bond.localhost"])
def test_loopback(name: str) -> None:
    assert is_loopback(name)


@pytest.mark.parametrize("name", ["", "0.0.0.0", "::", "192.0.2.5", "localhost.evil.example", "127.0.0.1.evil.example", "notlocalhost"])  # noqa: S104
def test_not_loopback(name: str) -> None:
    assert not is_loopback(name)


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("bond.example:8000", "bond.example"),
        ("Bond.Example.", "bond.example"),
        ("[::1]:8000", "::1"),
        ("127.0.0.1", "127.0.0.1"),
        ("", None),
    ],
)
def test_the_name_in_host(host: str, name: str | None) -> None:
    assert host_name({"HTTP_HOST": host}) == name


@pytest.mark.parametrize(
    ("host", "listens_on", "names", "answered"),
    [
        ("localhost:8000", "127.0.0.1", (), True),
        ("127.0.0.1:8000", "127.0.0.1", (), True),
        ("[::1]:8000", "::1", (), True),
        ("192.0.2.5:8000", "127.0.0.1", (), True),  # a number can't be made to point here
        ("evil.example:8000", "127.0.0.1", (), False),
        ("127.0.0.1.evil.example", "127.0.0.1", (), False),
        ("localhost.evil.example", "localhost", (), False),
        ("2130706433", "127.0.0.1", (), False),
        ("bond.example", "127.0.0.1", ("bond.example",), True),
        ("other.example", "127.0.0.1", ("bond.example",), False),
        ("other.example", "0.0.0.0", (), True),  # noqa: S104
        ("other.example", "0.0.0.0", ("bond.example",), False),  # noqa: S104
        ("bond.example:443", "0.0.0.0", ("bond.example",), True),  # noqa: S104
        ("", "127.0.0.1", (), True),
    ],
)
def test_which_names_are_answered(host: str, listens_on: str, names: tuple[str, ...], answered: bool) -> None:
    assert is_answered({"HTTP_HOST": host}, listens_on, names) is answered


def test_this_machine_is_one_that_asks_itself_by_its_own_name() -> None:
    assert is_local(asked(), "127.0.0.1")
    assert is_local(asked("[::1]:8000", "::1"), "localhost")
    assert not is_local(asked(), "0.0.0.0")  # noqa: S104
    assert not is_local(asked(peer="192.0.2.9"), "127.0.0.1")
    assert not is_local(asked(peer=""), "127.0.0.1")
    assert not is_local(asked("192.0.2.5"), "127.0.0.1")
    assert not is_local(asked("bond.example"), "127.0.0.1")


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Forwarded", "Via"])
def test_a_proxy_is_not_this_machine(header: str) -> None:
    assert not is_local(asked(**{header: "127.0.0.1"}), "127.0.0.1")


@pytest.mark.parametrize(
    ("peer", "forwarded", "counted"),
    [
        ("192.0.2.5", "", "192.0.2.5"),
        ("192.0.2.5", "203.0.113.9", "192.0.2.5"),  # only a proxy on this machine is believed
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "10.0.0.1, 203.0.113.9", "203.0.113.9"),  # what came before it anybody may have said
        ("127.0.0.1", "nonsense", "unknown"),
        ("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.5", "", "192.0.2.5"),
        ("", "", "unknown"),
    ],
)
def test_whose_tries_are_counted_together(peer: str, forwarded: str, counted: str) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert caller(asked(peer=peer, **headers)) == counted
