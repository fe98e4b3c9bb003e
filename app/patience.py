"""Patience: a piece of work that takes too much of the processor is stopped, so that one text cannot keep a thread for itself.

Meant for computing alone, such as reading what a stranger sends. What holds a lock or a transaction must not be stopped in
the middle: such a piece within the work runs under the lock that `within` hands over.
"""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

OFTEN = 0.02  # seconds between two looks, and between two tellings, at least


class TooLong(BaseException):
    """The work was stopped. No error that a library may catch on its way."""


@contextmanager
def within(seconds: float) -> Iterator[threading.Lock]:
    """Stop the body with TooLong once this thread has worked on it for so many seconds of processor time.

    It is stopped between two steps of Python, so a call into C is finished first. While the lock is held it is not stopped.
    Where it is told in a place that swallows errors, such as a callback of the garbage collector, it is told again.
    """
    watch = _Watch(seconds)
    watch.start()
    try:
        yield watch.lock
    finally:
        while not watch.ended:
            with suppress(TooLong):
                watch.end()


class _Watch(threading.Thread):
    def __init__(self, seconds: float) -> None:
        super().__init__(daemon=True)
        self.worker = threading.get_ident()
        self.clock = time.pthread_getcpuclockid(self.worker)
        self.until = time.clock_gettime(self.clock) + seconds
        self.lock, self.over, self.ended = threading.Lock(), threading.Event(), False

    def run(self) -> None:
        left = self.until - time.clock_gettime(self.clock)
        while not self.over.wait(max(left, OFTEN)):
            with self.lock:
                if self.over.is_set():
                    return
                left = self.until - time.clock_gettime(self.clock)
                if left <= 0:
                    _tell(self.worker, ctypes.py_object(TooLong))

    def end(self) -> None:
        """The work is done: from here on nothing stops the thread."""
        self.over.set()
        with self.lock:
            _tell(self.worker, None)  # what was not heard yet is taken back
        self.ended = True


def _tell(thread: int, error: ctypes.py_object[type[TooLong]] | None) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), error)
