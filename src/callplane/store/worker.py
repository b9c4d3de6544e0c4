"""The store for an event loop: one thread that does one thing after the other. Knows no table and no user.

The queue of waiting work is as long as the number of callers that wait: each of them is a request that its session has
bounded already.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

from callplane.store.store import Store

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")


class AsyncStore:
    """Runs the store's methods in its worker thread, in the order in which they were asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")

    async def run(self, method: Callable[Concatenate[Store, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`await store.run(Store.assign_line, "alice", uri)`; raises what the method raises."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._worker, partial(method, self._store, *args, **kwargs))

    def begin(self, method: Callable[Concatenate[Store, P], object], *args: P.args, **kwargs: P.kwargs) -> None:
        """Do it in its turn, without anybody who waits for it; a failure is logged."""
        work = self._worker.submit(partial(method, self._store, *args, **kwargs))
        work.add_done_callback(_log_failure)

    async def settled(self) -> None:
        """Wait until all that was begun before is on disk."""
        await self.run(_nothing)

    async def close(self) -> None:
        """Finish the work that waits, then close the store."""
        await self.run(Store.close)
        self._worker.shutdown()


def _nothing(_store: Store) -> None:
    """Takes its turn behind the work before it."""


def _log_failure(work: Future[object]) -> None:
    if error := work.exception():
        log.error("the store could not do what was asked of it", exc_info=error)
