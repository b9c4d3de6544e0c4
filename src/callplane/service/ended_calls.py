"""The ids of calls that have ended, so that none of them comes back. Knows nothing else of calls."""

from __future__ import annotations

from collections import deque

REMEMBERED_IDS = 20_000


class EndedCalls:
    """The latest ended calls; the oldest are forgotten."""

    def __init__(self) -> None:
        self._order: deque[str] = deque()
        self._ids: set[str] = set()

    def __contains__(self, call_id: str) -> bool:
        return call_id in self._ids

    def add(self, call_id: str) -> None:
        self._order.append(call_id)
        self._ids.add(call_id)
        if len(self._order) > REMEMBERED_IDS:
            self._ids.discard(self._order.popleft())
