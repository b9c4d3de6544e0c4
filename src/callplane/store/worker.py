"""The store for an event loop: one thread that does one thing after the other. Knows no table and no user.

The queue of waiting work is as long as the number of callers that wait: each of them is a request that its session has
bounded already.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

from callplane.store.store import Store

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

    async def close(self) -> None:
        """Finish the work that waits, then close the store."""
        await self.run(Store.close)
        self._worker.shutdown()
