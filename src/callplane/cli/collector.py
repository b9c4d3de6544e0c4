"""Keeps the garbage collector from stopping a large server: with 5,000 sessions a full collection takes some 300 ms.

What lives for long is looked at once and then never again: sessions, lines and calls are freed by their reference counts. What
could not be, because it holds itself, is found by a full collection; that comes when there is half as much again in memory.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from typing import Final

log = logging.getLogger(__name__)

YOUNG_SECONDS: Final = 2.0
GROWTH: Final = 1.5


class Collector:
    """Collects, as long as `run` runs."""

    def __init__(self) -> None:
        self._limit = 0.0

    async def run(self) -> None:
        """Collect now and then, until cancelled; then the garbage collector is as it was."""
        try:
            while True:
                self.collect()
                await asyncio.sleep(YOUNG_SECONDS)
        finally:
            gc.unfreeze()

    def collect(self) -> None:
        """Collect what is new, or everything where there is much more than the last time."""
        if sys.getallocatedblocks() > self._limit:
            gc.unfreeze()
            log.debug("%d objects held themselves", gc.collect())
            self._limit = GROWTH * sys.getallocatedblocks()
        else:
            gc.collect(1)
        gc.freeze()
