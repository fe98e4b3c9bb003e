"""Work that takes too long is stopped, work that is done is left alone."""

from __future__ import annotations

import itertools
import time
from contextlib import suppress

import pytest

from app.patience import TooLong, within

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""Work may be told to stop within a callback of the garbage collector: that is swallowed with a warning, and it is told again."""


def test_work_without_end_is_stopped() -> None:
    with pytest.raises(TooLong), within(0.1):
        for _ in itertools.count():
            pass


def test_no_library_catches_it_as_an_error() -> None:
    def work() -> None:
        with within(0.1):
            while True:
                with suppress(Exception):
                    sum(range(100))

    with pytest.raises(TooLong):
        work()


def test_work_that_waits_costs_nothing_and_goes_on() -> None:
    with within(0.1):
        time.sleep(0.3)


def test_nothing_is_stopped_behind_it() -> None:
    for _ in range(50):
        with within(10):
            pass
    assert sum(range(1000)) == 499500


def test_what_holds_the_lock_is_finished_first() -> None:
    done: list[str] = []

    def work() -> None:
        with within(0.1) as calm:
            with calm:
                end = time.thread_time() + 0.3
                while time.thread_time() < end:
                    pass
                done.append("whole")
            for _ in itertools.count():
                pass

    with pytest.raises(TooLong):
        work()
    assert done == ["whole"]
