"""The one clock of all sound that we make: 20 ms. Knows the loop's timer; nothing of what is done at a tick."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

PERIOD = 0.02
"""Seconds."""

_LATEST = 0.2
"""A loop that is later than this leaves ticks out: listeners would only get a burst of old sound."""

_log = logging.getLogger(__name__)
Worker = Callable[[float], None]
"""What is done at a tick; the argument is the time it was due (loop time)."""


class Pacer:
    """Ticks while there is somebody to tick for. Late ticks are made up for, so that as much sound is made as time goes by."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._workers: dict[Worker, None] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._due = 0.0
        self.left_out = 0
        """Ticks, since the beginning."""

    def join(self, worker: Worker) -> None:
        self._workers[worker] = None
        if self._timer is None:
            self._due = self._loop.time()
            self._arm()

    def leave(self, worker: Worker) -> None:
        self._workers.pop(worker, None)

    def close(self) -> None:
        self._workers.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _arm(self) -> None:
        self._due += PERIOD
        self._timer = self._loop.call_at(self._due, self._tick)

    def _tick(self) -> None:
        now = self._loop.time()
        if now - self._due > _LATEST:
            missed = int((now - self._due) / PERIOD)
            self.left_out += missed
            self._due += missed * PERIOD
        for worker in tuple(self._workers):
            if worker in self._workers:
                try:
                    worker(self._due)
                except Exception:  # noqa: BLE001 (one party's fault must not silence the others)
                    _log.exception("A fault in making sound")
                    self.leave(worker)
        self._timer = None
        if self._workers:
            self._arm()
