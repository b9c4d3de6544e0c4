"""All client connections that are open, so that a server that stops can close each in order. Knows nothing of their kinds."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final, Protocol

CLOSING_SECONDS: Final = 2.0
"""How long a peer may take to answer a closing handshake before it is cut off."""


class Link(Protocol):
    """An open connection."""

    def close(self, reason: str, *, leaving: bool = False) -> None:
        """Close it in order; it cuts itself off after CLOSING_SECONDS. `leaving`: because the server stops."""


class Links:
    """The open connections of a server."""

    def __init__(self) -> None:
        self._links: set[Link] = set()
        self._leaving = ""
        self._empty = asyncio.Event()
        self._empty.set()

    def __len__(self) -> int:
        return len(self._links)

    def add(self, link: Link) -> None:
        """A connection is there."""
        self._links.add(link)
        self._empty.clear()
        if self._leaving:
            link.close(self._leaving, leaving=True)

    def discard(self, link: Link) -> None:
        """A connection is gone."""
        self._links.discard(link)
        if not self._links:
            self._empty.set()

    async def close_all(self, reason: str) -> None:
        """Close every connection in order, also one that comes late, and wait until the last one is gone or time is over."""
        self._leaving = reason
        for link in list(self._links):
            link.close(reason, leaving=True)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._empty.wait(), 2 * CLOSING_SECONDS)
