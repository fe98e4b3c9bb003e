"""How often a password may be tried."""

from __future__ import annotations

import pytest

from app.accounts import limits
from app.accounts.limits import BUDGET, FREE, LONGEST_WAIT, REFILL, Limits


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """The time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def counted(clock: Clock) -> Limits:
    return Limits(clock)


def test_some_tries_are_free_and_then_each_waits_twice_as_long(counted: Limits, clock: Clock) -> None:
    assert [counted.ask("a") for _ in range(FREE)] == [0.0] * FREE
    waits = []
    for _ in range(12):
        waits.append(counted.ask("a"))
        clock.now += waits[-1]
        assert counted.ask("a") == 0
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, LONGEST_WAIT, LONGEST_WAIT, LONGEST_WAIT]


def test_coming_back_too_early_makes_the_wait_no_longer(counted: Limits, clock: Clock) -> None:
    for _ in range(FREE):
        counted.ask("a")
    assert [counted.ask("a") for _ in range(100)] == [1.0] * 100
    clock.now += 1
    assert counted.ask("a") == 0


def test_other_addresses_do_not_wait(counted: Limits) -> None:
    for _ in range(FREE + 3):
        counted.ask("a")
    assert counted.ask("b") == 0


def test_the_right_password_begins_anew(counted: Limits) -> None:
    for _ in range(FREE):
        counted.ask("a")
    counted.passed("a")
    assert [counted.ask("a") for _ in range(FREE)] == [0.0] * FREE


def test_all_strangers_together_have_a_budget(counted: Limits, clock: Clock) -> None:
    assert all(counted.ask(f"192.0.2.{number}") == 0 for number in range(BUDGET))
    assert 0 < counted.ask("198.51.100.1") <= REFILL
    clock.now += REFILL
    assert counted.ask("198.51.100.1") == 0
    assert counted.ask("198.51.100.2") > 0


def test_nobody_locks_the_owner_out(counted: Limits) -> None:
    counted.ask("home")
    counted.passed("home")
    for number in range(BUDGET * 20):
        counted.ask(f"192.0.2.{number}")
    assert counted.ask("192.0.2.77777") > 0
    assert counted.ask("home") == 0
    assert counted.ask("127.0.0.1", trusted=True) == 0


def test_the_machine_itself_waits_too_for_its_own_tries(counted: Limits) -> None:
    assert [counted.ask("127.0.0.1", trusted=True) for _ in range(FREE + 1)] == [0.0] * FREE + [1.0]


def test_what_is_kept_is_bounded(counted: Limits, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_ADDRESSES", 10)
    monkeypatch.setattr(limits, "MOST_KNOWN", 10)
    for number in range(100):
        counted.ask(str(number))
        counted.passed(str(number))
        counted.ask(f"x{number}")
    assert len(counted._records) <= 10 and len(counted._known) <= 10


def test_an_old_record_is_forgotten(counted: Limits, clock: Clock) -> None:
    for _ in range(FREE):
        counted.ask("a")
    clock.now += limits.FORGOTTEN + 1
    assert [counted.ask("a") for _ in range(FREE)] == [0.0] * FREE
