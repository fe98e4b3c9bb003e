"""How often a password may be tried, counted in memory: the server is one process.

Each address has a few tries for free, then waits twice as long after every further one. All addresses together have a
budget that refills slowly, against guessing from many places. A stranger may use that budget up, and must not lock the
owner out by it: it does not count for addresses that somebody signed in from since the start, nor for the machine itself.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

FREE = 5  # tries of an address before it has to wait
LONGEST_WAIT = 300.0  # seconds
FORGOTTEN = 3600.0  # seconds after the last try of an address
BUDGET = 50  # tries of all strangers together
REFILL = 3.0  # seconds for one more of them
MOST_ADDRESSES = 4096
MOST_KNOWN = 256


@dataclass
class _Record:
    tries: int = 0
    last: float = 0.0
    free_at: float = 0.0


class Limits:
    """The counters. `clock` gives seconds that only grow."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._records: OrderedDict[str, _Record] = OrderedDict()
        self._known: OrderedDict[str, None] = OrderedDict()
        self._budget, self._counted_at = float(BUDGET), clock()
        self._lock = threading.Lock()

    def ask(self, address: str, *, trusted: bool = False) -> float:
        """Count a try of an address: 0 lets it go on, otherwise the seconds to wait. It counts as failed until `passed` is called.

        A try that has to wait counts nothing: who comes back too early is not punished for it.
        """
        with self._lock:
            moment = self.clock()
            record = self._record(address, moment)
            if record.free_at > moment:
                return record.free_at - moment
            if not trusted and address not in self._known and (wait := self._spend(moment)):
                return wait
            record.tries, record.last = record.tries + 1, moment
            if record.tries >= FREE:
                record.free_at = moment + min(LONGEST_WAIT, 2.0 ** min(record.tries - FREE, 20))
            return 0.0

    def passed(self, address: str) -> None:
        """The try was right: the address begins anew, and is known from now on."""
        with self._lock:
            self._records.pop(address, None)
            self._known[address] = None
            self._known.move_to_end(address)
            while len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._records.clear()
            self._known.clear()
            self._budget, self._counted_at = float(BUDGET), self.clock()

    def _record(self, address: str, moment: float) -> _Record:
        """The record of an address, the newest used last; the oldest ones are forgotten."""
        record = self._records.get(address)
        if record is None or moment - record.last > FORGOTTEN:
            record = self._records[address] = _Record(last=moment)
        self._records.move_to_end(address)
        while len(self._records) > MOST_ADDRESSES:
            self._records.popitem(last=False)
        return record

    def _spend(self, moment: float) -> float:
        """Take one try out of the budget of all; the seconds to wait where it is empty."""
        self._budget = min(float(BUDGET), self._budget + (moment - self._counted_at) / REFILL)
        self._counted_at = moment
        if self._budget < 1:
            return (1 - self._budget) * REFILL
        self._budget -= 1
        return 0.0
