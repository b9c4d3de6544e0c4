"""Keeps the garbage collector from stopping a large server: with 5,000 sessions a full collection takes some 300 ms.

What lives for long is looked at once and then left alone: sessions, lines and calls are freed by their reference counts. What
is not, because it holds itself, is found by a full collection, which comes when twice as much lives as after the last one.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from typing import Final

log = logging.getLogger(__name__)

YOUNG_SECONDS: Final = 2.0
COUNT_EVERY: Final = 10
"""It takes some ms to count what lives, so that is not done each time."""


class Collector:
    """Collects, as long as `run` runs."""

    def __init__(self) -> None:
        self._limit = 0
        self._turns = 0

    async def run(self) -> None:
        """Collect now and then, until cancelled; then the garbage collector is as it was."""
        try:
            while True:
                self.collect()
                await asyncio.sleep(YOUNG_SECONDS)
        finally:
            gc.unfreeze()

    def collect(self) -> None:
        """Collect what is new, or everything where twice as much lives as the last time."""
        if self._turns % COUNT_EVERY == 0 and gc.get_freeze_count() >= self._limit:
            gc.unfreeze()
            log.debug("%d objects held themselves", gc.collect())
            gc.freeze()
            self._limit = 2 * gc.get_freeze_count()
        else:
            gc.collect(1)
            gc.freeze()
        self._turns += 1
