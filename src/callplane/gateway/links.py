"""All client connections that are open: each is looked after now and then, and closed in order when the server stops.

Knows nothing of their kinds. One timer serves all of them: one for each would be thousands, all new every some seconds.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final, Protocol

ROUND_SECONDS: Final = 5.0
STEPS: Final = 20
"""All links are looked after once a round, which is made in so many steps."""
CLOSING_SECONDS: Final = 2.0
"""How long a peer may take to answer a closing handshake before it is cut off."""


class Link(Protocol):
    """An open connection."""

    def look_after(self) -> None:
        """See whether its peer is alive; called every ROUND_SECONDS."""

    def close(self, reason: str, *, leaving: bool = False) -> None:
        """Close it in order; it cuts itself off after CLOSING_SECONDS. `leaving`: because the server stops."""


class Links:
    """The open connections of a server."""

    def __init__(self) -> None:
        self._links: dict[Link, None] = {}
        self._round: list[Link] = []
        self._step = 0
        self._timer: asyncio.TimerHandle | None = None
        self._leaving = ""
        self._empty = asyncio.Event()
        self._empty.set()

    def __len__(self) -> int:
        return len(self._links)

    def add(self, link: Link) -> None:
        """A connection is there."""
        self._links[link] = None
        self._empty.clear()
        if self._timer is None:
            self._wait()
        if self._leaving:
            link.close(self._leaving, leaving=True)

    def discard(self, link: Link) -> None:
        """A connection is gone."""
        self._links.pop(link, None)
        if not self._links:
            self._empty.set()

    async def close_all(self, reason: str) -> None:
        """Close every connection in order, also one that comes late, and wait until the last one is gone or time is over."""
        self._leaving = reason
        for link in list(self._links):
            link.close(reason, leaving=True)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._empty.wait(), 2 * CLOSING_SECONDS)

    def _wait(self) -> None:
        """Wait for the next step of a round, as long as there are links."""
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(ROUND_SECONDS / STEPS, self._look_after) if self._links else None

    def _look_after(self) -> None:
        """Look after those whose step it is. Who came since the round began is left for the next one."""
        self._wait()
        if self._step == 0:
            self._round = list(self._links)
        step, self._step = self._step, (self._step + 1) % STEPS
        for link in self._round[step::STEPS]:
            if link in self._links:
                link.look_after()
