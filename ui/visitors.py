"""Everybody who is here: each tab of a browser is one visitor, who keeps their session through a reload."""

import re
from collections.abc import Callable
from threading import Lock
from time import monotonic, sleep

from pipelines.core.errors import UserError
from ui.state import Visitor

IDLE_SECONDS = 4 * 3600
"""How long an untouched session is kept, whether its page is open or not."""
_SWEEP_SECONDS = 300
_TOKEN = re.compile(r"[0-9a-f]{48}")


class Visitors:
    """Every visitor by the token that their tab drew and nobody else knows (192 random bits, see `page.js`)."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._here: dict[str, Visitor] = {}
        self._seen: dict[str, float] = {}
        self._lock = Lock()

    def of(self, token: str) -> Visitor:
        """The visitor with that token, a new one where there is none. Raises UserError on what is no token."""
        if not _TOKEN.fullmatch(token):
            raise UserError("This page is out of date; reload it.")
        with self._lock:
            self._seen[token] = self._clock()
            return self._here.setdefault(token, Visitor())

    def sweep(self) -> None:
        """Forget those who have been idle for too long, with their files."""
        with self._lock:
            latest = self._clock() - IDLE_SECONDS
            idle = [token for token, seen in self._seen.items() if seen < latest]
            gone = [self._here.pop(token) for token in idle]
            for token in idle:
                del self._seen[token]
        for visitor in gone:
            visitor.forget()

    def keep_sweeping(self) -> None:
        """Sweep now and then, for ever."""
        while True:
            sleep(_SWEEP_SECONDS)
            self.sweep()
