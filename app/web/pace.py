"""How often something may be done: so many times within so many seconds, in this process."""

from __future__ import annotations

import threading
import time
from collections import deque


class Pace:
    """At most `most` times within any `seconds`."""

    def __init__(self, most: int, seconds: float) -> None:
        self.most, self.seconds = most, seconds
        self._done: deque[float] = deque()
        self._lock = threading.Lock()

    def allows(self) -> bool:
        """Whether it may be done now; if so, it counts as done."""
        with self._lock:
            moment = time.monotonic()
            while self._done and self._done[0] <= moment - self.seconds:
                self._done.popleft()
            if len(self._done) >= self.most:
                return False
            self._done.append(moment)
            return True

    def clear(self) -> None:
        """Forget what was done."""
        with self._lock:
            self._done.clear()
